"""Recorded requests of the SMS and WhatsApp gateways, and what must be read from each."""

from dataclasses import replace
from datetime import UTC, datetime

from tanggap.channels._contract import (
    DeliverySeen,
    Failure,
    FailureKind,
    IdentityKey,
    MessageSeen,
    Party,
    Recorded,
    Request,
)


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

BY_KIND = {"sms_kannel": BY_KANNEL}
