"""Recorded requests of the SMS and WhatsApp gateways, and what must be read from each."""

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tanggap.channels._contract import (
    DeliverySeen,
    Failure,
    FailureKind,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Party,
    Recorded,
    Request,
    SignOfLife,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME, digest
from tanggap.channels.sms_gate import signature


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


SITI = Party((IdentityKey("phone", "+6281234567890"),))
BUDI = Party((IdentityKey("phone", "+6281234567891"),))

# ---------------------------------------------------------------- Kannel 1.4.5, as it called

KANNEL = {
    "sendsms_url": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "username": "umpanbalik",
    "password": "rahasia-sms",
    "tanggap_url": "http://127.0.0.1:8000",
}
_TAIL = "coding=0&charset=UTF-8&id={}&smsc=AGG&at=1795387491&udh={}"
_KEY = "71cd8ed6-8d4a-49d7-99d8-12e4b47caa4f"
_OURS = "4a3f9d3c-6d6c-4f0e-9d56-0a2f3a1b2c3d"


def _kannel(
    name: str, query: str, event: object, method: str = "GET", body: bytes = b""
) -> Recorded:
    return Recorded(name, Request(method, query, {}, body), KANNEL, (event,))  # type: ignore[arg-type]


def _wrote(party: Party, text: str, key: str = _KEY) -> MessageSeen:
    return MessageSeen(key, party, at(1795387491), text=text)


def _reported(state: str, failure: Failure | None = None) -> DeliverySeen:
    return DeliverySeen(f"{_OURS}.0badcafe", state, at(1795387492), _OURS, failure)  # type: ignore[arg-type]


BY_KANNEL = [
    _kannel(
        "one in the GSM alphabet",
        "from=%2B6281234567890&to=62811000&text=Antrian+lama+sekali%2C+mohon+diperbaiki&"
        + _TAIL.format(_KEY, ""),
        _wrote(SITI, "Antrian lama sekali, mohon diperbaiki"),
    ),
    _kannel(
        "several parts with an emoji, put together by Kannel",
        "from=%2B6281234567891&to=62811000&text=Keluhan+panjang+%F0%9F%99%8F.+&"
        + _TAIL.format(_KEY, ""),
        _wrote(BUDI, "Keluhan panjang 🙏. "),
    ),
    _kannel(
        "the first of two parts, whose second never came",
        "from=%2B6281234567890&to=62811000&text=Keluhan+panja&"
        + _TAIL.format(_KEY, "%05%00%03%03%02%01"),
        replace(_wrote(SITI, "Keluhan panja […]"), is_incomplete=True),
    ),
    _kannel(
        "with «alt-charset = GSM» in the configuration",
        "from=%2B6281234567890&to=62811000&text=Antrian+lama+%00+%1Be5+%1B%3Ca%1B%3E&"
        + _TAIL.format(_KEY, ""),
        _wrote(SITI, "Antrian lama @ €5 [a]"),
    ),
    _kannel(
        "from a national number, by post-url, the words in the body",
        "from=081234567890&to=62811000&" + _TAIL.format(_KEY, ""),
        _wrote(SITI, "Pesan uji"),
        "POST",
        b"Pesan uji",
    ),
    _kannel(
        "not recoded, two octets for each letter",
        "from=6281234567890&text=%00H%00a%00i%20%1C%00%21&coding=2&at=1795387491&id=" + _KEY,
        _wrote(SITI, "Hai\u201c!"),
    ),
    _kannel(
        "from the operator's own name, which nobody can answer",
        "from=TELKOMSEL&text=Paket+habis&" + _TAIL.format(_KEY, ""),
        _wrote(Party((IdentityKey("alnum", "TELKOMSEL"),)), "Paket habis"),
    ),
    _kannel(
        "taken by the operator",
        f"ref={_OURS}.0badcafe&dlr=8&at=1795387492&answer=ACK%2F",
        _reported("sent"),
    ),
    _kannel(
        "delivered",
        f"ref={_OURS}.0badcafe&dlr=1&at=1795387492&answer=id%3AM8+stat%3ADELIVRD",
        _reported("delivered"),
    ),
    _kannel(
        "not delivered",
        f"ref={_OURS}.0badcafe&dlr=2&at=1795387492&answer=id%3AM14+stat%3AUNDELIV",
        _reported(
            "failed",
            Failure(
                FailureKind.GIVE_UP,
                "dlr 2 id:M14 stat:UNDELIV",
                "SMS tidak sampai: HP mati terlalu lama, nomor tidak aktif, atau tidak "
                "terjangkau. Coba lagi nanti, atau hubungi dengan cara lain.",
            ),
        ),
    ),
]

# ---------------------------------------------------------------- gateways by description

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
GOWA = {
    "provider": "gowa",
    "base_url": "http://127.0.0.1:3000",
    "account": "pkm",
    "password": "rahasia-gowa",
    "hook_secret": "kunci-webhook",
    "risk_read": "ya",
}
EVOLUTION = GOWA | {"provider": "evolution", "hook_secret": "REDACTED"}
WAHA = GOWA | {"provider": "waha"}
FONNTE = GOWA | {"provider": "fonnte", "base_url": ""}
_JOHN = Party(
    (IdentityKey("phone", "+628123456789"), IdentityKey("wa_lid", "251556368777322")), "John Doe"
)
_JOHN_BY_NUMBER = Party((IdentityKey("phone", "+628123456789"),), "John Doe")
_BU_SITI = Party(SITI.identities, "Siti")


def hooked(body: bytes, settings: dict[str, str]) -> Request:
    """Return ``body`` as the gateway of ``settings`` would post it."""
    secret = settings["hook_secret"].encode()
    headers = {
        "gowa": {"x-hub-signature-256": "sha256=" + hmac.new(secret, body, "sha256").hexdigest()},
        "waha": {"x-webhook-hmac": hmac.new(secret, body, "sha512").hexdigest()},
    }
    return Request("POST", "", headers.get(settings["provider"], {}), body)


def _by_gowa(name: str, *events: Any) -> Recorded:
    return Recorded(name, hooked((FIXTURES / "gowa" / name).read_bytes(), GOWA), GOWA, events)


def _own(name: str, settings: dict[str, str], *events: Any) -> Recorded:
    body = (FIXTURES / "own/unofficial-wa" / name).read_bytes()
    return Recorded(name, hooked(body, settings), settings, events)


def _john(
    key: str, time: str, text: str, party: Party = _JOHN_BY_NUMBER, **more: Any
) -> MessageSeen:
    when = datetime.fromisoformat(time).astimezone(UTC)
    return MessageSeen(f"3EB0C127D7BACC83D6{key}", party, when, text=text, **more)


_PHOTO = MediaRef(
    "3EB0C127D7BACC83D6A3:0",
    url="statics/media/1752404751-ad9e37ac-c658-4fe5-8d25-ba4a3f4d58fd.jpeg",
)
_AT_PHOTO = "2025-07-13T11:05:51+00:00"
_FONNTE_TEXT = json.loads((FIXTURES / "own/unofficial-wa/fonnte-text.json").read_bytes())
BY_GATEWAY = [
    _by_gowa("02-text-message.json",
             _john("A1", "2023-10-15T10:30:00+00:00", "Hello, how are you?", _JOHN)),
    _by_gowa("03-reply-message.json",
             _john("A2", "2023-10-15T10:35:00+00:00", "I'm doing great, thanks!",
                   reply_to="3EB0C127D7BACC83D6A1")),
    _by_gowa("25-image-message.json",
             _john("A3", _AT_PHOTO, "", kind=MessageKind.IMAGE, media=(_PHOTO,))),
    _by_gowa("26-image-message.json",
             _john("A3", _AT_PHOTO, "Check this out!", kind=MessageKind.IMAGE, media=(_PHOTO,))),
    _by_gowa("36-location-message.json",
             _john("A9", "2023-10-15T11:15:00+00:00",
                   "Jakarta, Indonesia\nTitik: -6.2088, 106.8456", kind=MessageKind.LOCATION)),
    _by_gowa("05-message-delivered.json",
             DeliverySeen("3EB00106E8BE0F407E88EC", "delivered", at(1752878660))),
    _by_gowa("06-message-read.json",
             DeliverySeen("3EB00106E8BE0F407E88EC", "read", at(1752878684))),
    _by_gowa("07-user-typing.json"),
    _by_gowa("39-message-revoked.json",
             MessageRevoked("F4062F2BBCB19B7432195AD7080DA4E2",
                            "94D13237B4D7F33EE4A63228BBD79EC0", at(1752405210))),
    _by_gowa("40-message-edited.json",
             MessageEdited("D6271D8223A05B4DA6AE9FE3CD632543",
                           "94D13237B4D7F33EE4A63228BBD79EC0", "Updated message text",
                           at(1752405259))),
    _own("evolution-messages-upsert.json", EVOLUTION,
         MessageSeen("3EB0A1", _BU_SITI, at(1795355795), text="Antrian lama")),
    _own("waha-message.json", WAHA,
         MessageSeen("false_6281234567890@c.us_AAAA", SITI, at(1795355795), text="Antrian lama")),
    _own("fonnte-text.json", FONNTE,
         MessageSeen(
             digest([_FONNTE_TEXT] * 2), _BU_SITI, at(1795355795), text="Antrian lama")),
]  # fmt: skip

ZENZIVA = {"provider": "zenziva", "account": "pkm", "password": "rahasia"}
DARTMEDIA = {
    "provider": "dartmedia", "base_url": "https://sms.contoh.example/api", "account": "pkm",
    "password": "rahasia", "sender": "2288",
}  # fmt: skip
OWN_GATEWAY = {
    "provider": "sendiri",
    "password": "token-kami",
    "hook_secret": "kunci-webhook",
    "description": """
label = "Gateway dinas"
for = "sms"
[auth]
kind = "header"
name = "X-Token"
[[inbound]]
each = "messages"
id = "id"
sender = "from"
text = "body"
at = "time"
[[inbound]]
gives = "delivery"
when = { kind = "report" }
id = "ref"
state = "state"
states = { ok = "delivered", no = "failed" }
[outbound]
url = "https://sms.contoh.example/send"
to = "plus"
headers = { Authorization = "Bearer {password}" }
fields = { to = ["{to}"], text = { body = "{text}" }, report = "{hook}", ref = "{key}" }
[[answer]]
path = "ok"
is = ["true"]
key = "id"
""",
}
_TWO = (
    b'{"messages": [{"id": 1, "from": "0812-3456-7890", "body": "Antrian lama", '
    b'"time": "2026-11-22 20:56:35"}, {"id": 2, "from": "+6281234567891", "body": "Obat habis", '
    b'"time": 1795355795}, {"from": ""}]}'
)
_EMPTY_ITEM = {"from": ""}
BY_SMS_HTTP = [
    Recorded(
        "Zenziva, a form",
        Request("POST", "", {}, b"from=081234567890&message=Antrian+lama&id=77"),
        ZENZIVA,
        (MessageSeen("77", SITI, UNKNOWN_TIME, text="Antrian lama"),),
    ),
    Recorded(
        "DartMedia, all in the address",
        Request("GET", "userid=a&password=b&original=6281234567890&sendto=2288&"
                "message=Antrian+lama+%F0%9F%99%8F&messageid=M77", {}, b""),
        DARTMEDIA,
        (MessageSeen("M77", SITI, UNKNOWN_TIME, text="Antrian lama 🙏"),),
    ),
    Recorded(
        "DartMedia, delivered",
        Request("GET", "messageid=M78&status=10", {}, b""),
        DARTMEDIA,
        (DeliverySeen("M78", "delivered", UNKNOWN_TIME),),
    ),
    Recorded(
        "a gateway of one's own, three at once",
        Request("POST", "", {"x-token": "kunci-webhook"}, _TWO),
        OWN_GATEWAY,
        (
            MessageSeen("1", SITI, at(1795355795), text="Antrian lama"),
            MessageSeen("2", BUDI, at(1795355795), text="Obat habis"),
            Unreadable(digest([_EMPTY_ITEM, json.loads(_TWO)]), "Kiriman tanpa nomor pengirim."),
        ),
    ),
]  # fmt: skip

# ---------------------------------------------------------------- SMSGate

SMS_GATE = {"username": "sms", "password": "rahasia-hp", "signing_key": "kunci"}
_POSTED = "1778544000"  # the contract test's own now


def _by_phone(name: str, body: bytes, *events: Any) -> Recorded:
    headers = {"x-timestamp": _POSTED, "x-signature": signature(body, _POSTED, "kunci")}
    return Recorded(name, Request("POST", "", headers, body), SMS_GATE, events)


def _sms(party: Party, seconds: int, text: str) -> MessageSeen:
    key = digest(["sms", party.identities[0].value, seconds, text])
    return MessageSeen(key, party, at(seconds), text=text)


def _told(event: str, **payload: str) -> bytes:
    whole = {"id": "e", "webhookId": "w", "deviceId": "d", "event": event}
    return json.dumps(whole | {"payload": {"messageId": _OURS} | payload}).encode()


BY_PHONE = [
    _by_phone(
        "an SMS with an emoji",
        (FIXTURES / "own/sms/smsgate-sms-received.json").read_bytes(),
        _sms(SITI, 1795359395, "Antrian lama 🙏"),
    ),
    _by_phone(
        "the example of its README, without sender",
        (FIXTURES / "smsgate/sms-received.readme.json").read_bytes(),
        _sms(Party((IdentityKey("phone", "+19162255887"),)), 1717735291, "Received SMS text"),
    ),
    _by_phone(
        "delivered",
        _told("sms:delivered", deliveredAt="2026-11-22T21:56:35.000+07:00"),
        DeliverySeen(_OURS, "delivered", at(1795359395), _OURS),
    ),
    _by_phone(
        "failed",
        _told("sms:failed", failedAt="2026-11-22T14:56:35.000Z", reason="NO_SERVICE"),
        DeliverySeen(
            _OURS,
            "failed",
            at(1795359395),
            _OURS,
            Failure(
                FailureKind.GIVE_UP,
                "NO_SERVICE",
                "HP tidak dapat mengirim SMS ini: periksa pulsa, sinyal, dan nomor tujuannya.",
            ),
        ),
    ),
    _by_phone("a ping", _told("system:ping"), SignOfLife(at(1778544000), timedelta(minutes=20))),
    _by_phone(
        "an MMS with a picture",
        b'{"id": "e", "event": "mms:downloaded", "payload": {"messageId": "42", "sender": '
        b'"+6281234567890", "subject": null, "body": "Foto obat", "receivedAt": '
        b'"2026-11-22T14:56:35.000Z", "attachments": [{"partId": 1, "contentType": '
        b'"application/smil"}, {"partId": 2, "contentType": "image/jpeg", "name": "a.jpg"}]}}',
        MessageSeen(
            digest(["mms", "+6281234567890", "42"]),
            SITI,
            at(1795359395),
            MessageKind.IMAGE,
            "Foto obat",
            media=(MediaRef("mms:1662/2", "image/jpeg", file_name="a.jpg"),),
        ),
    ),
]

BY_KIND = {
    "sms_gate": BY_PHONE,
    "sms_kannel": BY_KANNEL,
    "wa_gateway": BY_GATEWAY,
    "sms_http": BY_SMS_HTTP,
}
