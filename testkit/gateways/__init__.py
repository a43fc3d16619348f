"""Stand-ins for gateways that are described: unofficial WhatsApp gateways and HTTP SMS.

Each keeps what citizens received, calls our hook as the real one does, repeats what was not
answered 2xx, echoes what was sent, and reports on it. By the last digits of a number:
``9002`` is refused at once, ``9147`` is taken and reported failed.
"""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs

from testkit.loopback import Answer, Call, Caller, Json, Server

KEY, ACCOUNT, PASSWORD = "kunci-webhook", "pkm", "rahasia-gateway"


@dataclass(frozen=True)
class Said:
    """A message between a citizen (digits) and the health centre."""

    key: str
    who: str
    text: str
    is_ours: bool = False
    at: int = field(default_factory=lambda: int(time.time()))


@dataclass(frozen=True)
class Manner:
    """How one gateway speaks: what it calls with, and how it takes a message."""

    message: Callable[[Said], Json]
    report: Callable[[Said, bool], Json]
    taken: Callable[[Call], tuple[str, str]]
    yes: Callable[[str], Answer]
    no: Answer
    status: tuple[str, Callable[[bool], Json]]
    """Where it is asked how it is, and what it says when it is well, and when it is not."""
    sign: Callable[[bytes], Mapping[str, str]] = lambda body: {}
    is_form: bool = False
    echoes: bool = True


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _hmac(body: bytes, algorithm: str) -> str:
    return hmac.new(KEY.encode(), body, algorithm).hexdigest()


def _form(call: Call) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(call.body.decode() or call.query).items()}


GOWA = Manner(
    message=lambda said: {
        "event": "message",
        "device_id": "628000@s.whatsapp.net",
        "payload": {
            "id": said.key,
            "chat_id": f"{said.who}@s.whatsapp.net",
            "from": f"{'628000' if said.is_ours else said.who}@s.whatsapp.net",
            "from_name": "Bu Siti",
            "timestamp": _iso(said.at),
            "is_from_me": said.is_ours,
            "body": said.text,
        },
    },
    report=lambda said, fails: {
        "event": "message.ack",
        "timestamp": _iso(said.at),
        "payload": {"ids": [said.key], "receipt_type": "server-error" if fails else "delivered"},
    },
    taken=lambda call: (call.json()["phone"].partition("@")[0], call.json()["message"]),
    yes=lambda key: (200, {"code": "SUCCESS", "results": {"message_id": key, "status": "ok"}}),
    no=(400, {"code": "INVALID_JID", "message": "not on whatsapp"}),
    status=(
        "/app/status",
        lambda is_well: {"code": "SUCCESS", "results": {"is_logged_in": is_well}},
    ),
    sign=lambda body: {"X-Hub-Signature-256": f"sha256={_hmac(body, 'sha256')}"},
)
WAHA = Manner(
    message=lambda said: {
        "event": "message.any",
        "session": ACCOUNT,
        "payload": {
            "id": said.key,
            "timestamp": said.at,
            "from": f"{'628000' if said.is_ours else said.who}@c.us",
            "to": f"{said.who if said.is_ours else '628000'}@c.us",
            "fromMe": said.is_ours,
            "body": said.text,
            "hasMedia": False,
        },
    },
    report=lambda said, fails: {
        "event": "message.ack",
        "payload": {"id": said.key, "ack": -1 if fails else 2, "timestamp": said.at},
    },
    taken=lambda call: (call.json()["chatId"].partition("@")[0], call.json()["text"]),
    yes=lambda key: (201, {"id": key, "timestamp": 1}),
    no=(400, {"message": "number does not exist"}),
    status=(
        f"/api/sessions/{ACCOUNT}",
        lambda is_well: {"name": ACCOUNT, "status": "WORKING" if is_well else "SCAN_QR_CODE"},
    ),
    sign=lambda body: {"X-Webhook-Hmac": _hmac(body, "sha512")},
)
EVOLUTION = Manner(
    message=lambda said: {
        "event": "messages.upsert",
        "instance": ACCOUNT,
        "apikey": KEY,
        "data": {
            "key": {
                "remoteJid": f"{said.who}@s.whatsapp.net",
                "fromMe": said.is_ours,
                "id": said.key,
            },
            "pushName": "Bu Siti",
            "message": {"conversation": said.text},
            "messageTimestamp": said.at,
        },
    },
    report=lambda said, fails: {
        "event": "messages.update",
        "apikey": KEY,
        "data": {"keyId": said.key, "status": "ERROR" if fails else "DELIVERY_ACK"},
    },
    taken=lambda call: (call.json()["number"], call.json()["text"]),
    yes=lambda key: (201, {"key": {"id": key, "fromMe": True}, "status": "PENDING"}),
    no=(400, {"status": 400, "response": {"message": [{"exists": False}]}}),
    status=(
        f"/instance/connectionState/{ACCOUNT}",
        lambda is_well: {"instance": {"state": "open" if is_well else "close"}},
    ),
)
FONNTE = Manner(
    message=lambda said: {
        "device": "628000", "sender": said.who, "message": said.text, "name": "Bu Siti",
        "timestamp": said.at, "isgroup": False, "url": "", "inboxid": said.key,
    },
    report=lambda said, fails: {"id": said.key, "status": "failed" if fails else "sent"},
    taken=lambda call: (_form(call)["target"], _form(call)["message"]),
    yes=lambda key: (200, {"status": True, "id": [key], "process": "pending"}),
    no=(200, {"status": False, "reason": "target invalid"}),
    status=(
        "/device",
        lambda is_well: {
            "status": True,
            "device_status": "connect" if is_well else "disconnect",
            "quota": "990",
            "expired": "1798675200",
        },
    ),
    echoes=False,
)  # fmt: skip
ZENZIVA = Manner(
    message=lambda said: {"id": said.key, "from": said.who, "message": said.text},
    report=lambda said, fails: {
        "messageId": said.key,
        "status": "Failed" if fails else "Delivered",
    },
    taken=lambda call: ("62" + _form(call)["to"].removeprefix("0"), _form(call)["message"]),
    yes=lambda key: (200, {"status": "1", "messageId": key, "text": "Success"}),
    no=(200, {"status": "9", "text": "Invalid number"}),
    status=("/api/balance/", lambda is_well: {"balance": "25,000"} if is_well else {"status": "0"}),
    echoes=False,
)
MANNERS = {
    "gowa": GOWA,
    "waha": WAHA,
    "evolution": EVOLUTION,
    "fonnte": FONNTE,
    "zenziva": ZENZIVA,
}


class Gateway:
    """One gateway on loopback, and the citizens behind it."""

    def __init__(self, name: str, port: int = 0) -> None:
        self.manner = MANNERS[name]
        self.got: dict[str, list[str]] = {}
        self.calls: list[Call] = []
        self.is_well = True
        self._numbers = itertools.count(1)
        self._name = name
        self.caller = Caller(self.manner.sign)
        self._server = Server(self._answer, port)
        self.url = self._server.url

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        self.caller.end()
        self._server.end()

    def says(self, who: str, text: str, times: int = 1, skew: float = 0) -> str:
        """A citizen whose clock is wrong by ``skew`` seconds writes; ``times`` is how often we
        are called with it.
        """
        said = Said(self._key(), who, text, at=int(time.time() + skew))
        self._call(self.manner.message(said), times)
        return said.key

    def _key(self) -> str:
        raw = f"{self._name} {next(self._numbers)}"
        return hashlib.sha256(raw.encode()).hexdigest()[:20].upper()

    def _call(self, body: Json, times: int = 1) -> None:
        self.caller.bring(json.dumps(body).encode(), times)

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        told = str(call.headers) + call.body.decode() + call.query
        if PASSWORD not in told and not _is_basic(call):
            return 401, {"message": "unauthorized"}
        path, status = self.manner.status
        if call.path == path:
            return 200, status(self.is_well)
        who, text = self.manner.taken(call)
        if who.endswith("9002"):
            return self.manner.no
        said = Said(self._key(), who, text, is_ours=True)
        self.got.setdefault(who, []).append(text)
        if self.manner.echoes:
            self._call(self.manner.message(said))
        self._call(self.manner.report(said, who.endswith("9147")))
        return self.manner.yes(said.key)


def _is_basic(call: Call) -> bool:
    return call.headers.get("authorization", "").startswith("Basic ")
