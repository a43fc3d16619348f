"""An Android handphone with SMSGate on it, as its own code behaves (July 2026).

It signs with the time of posting, repeats what was not answered 2xx, keeps an inbox, tells
of what it sent, refuses an id it knows, and can be killed (:attr:`Handphone.is_killed`): then
SMS arrive in Android's own inbox, and no call is made until ``/inbox/refresh`` finds them.

By the last digits of a number: ``9002`` fails, ``9000`` is sent and never reported delivered.
"""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from testkit.loopback import Answer, Call, Caller, Json, Server

USERNAME, PASSWORD, KEY, DEVICE = "sms", "rahasia-hp", "kunci-tanda-tangan", "ffffffffceb0b1db"


class Handphone:
    """The app in its local mode, as a server on loopback; ``skew`` puts its clock wrong."""

    def __init__(self, port: int = 0) -> None:
        self.got: dict[str, list[str]] = {}
        self.messages: dict[str, Json] = {}
        self.listed: list[Json] = []
        self.events: list[Json] = []
        self.bodies: list[Json] = []
        self.hooks: dict[str, Json] = {}
        self.skew = 0.0
        self.is_killed = False
        self._unseen: list[Json] = []
        self._numbers = itertools.count(1)
        self.caller = Caller(self._signed)
        self._server = Server(self._answer, port)
        self.url = self._server.url

    def __enter__(self) -> "Handphone":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        self.caller.end()
        self._server.end()

    # ------------------------------------------------------------ what a citizen does

    def receives(self, sender: str, text: str, times: int = 1, skew: float = 0) -> None:
        """An SMS arrives; ``times`` is how often the app calls with it, ``skew`` by how many
        seconds the time it bears is wrong.
        """
        at = _stamp(time.time() + skew)
        item = {
            "id": f"text:{_hash(sender + at + text)}", "type": "SMS", "sender": sender,
            "recipient": "+62811000", "simNumber": 1, "contentPreview": text, "createdAt": at,
        }  # fmt: skip
        if self.is_killed:
            self._unseen.append(item)
            return
        self.listed.append(item)
        self._tell("sms:received", self._received(item), times)

    def pings(self) -> None:
        self._tell("system:ping", {})

    def _received(self, item: Json) -> Json:
        number = int(item["id"].removeprefix("text:")) & 0xFFFFFFFF
        return {
            "messageId": f"{number:x}", "message": item["contentPreview"],
            "sender": item["sender"], "recipient": item["recipient"],
            "phoneNumber": item["sender"], "simNumber": 1, "receivedAt": item["createdAt"],
        }  # fmt: skip

    # ------------------------------------------------------------ calls of the app

    def _tell(self, event: str, payload: Json, times: int = 1) -> None:
        whole = {
            "id": secrets.token_urlsafe(16)[:21], "webhookId": "tanggap-1", "event": event,
            "deviceId": DEVICE, "payload": payload,
        }  # fmt: skip
        self.events.append(whole)
        self.caller.bring(json.dumps(whole, ensure_ascii=False).encode(), times)

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time() + self.skew))
        made = hmac.new(KEY.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
        return {"X-Timestamp": stamp, "X-Signature": made, "Content-Type": "application/json"}

    # ------------------------------------------------------------ calls to the app

    def _answer(self, call: Call) -> Answer:
        account = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {account}":
            return 401, {"message": "unauthorized"}
        what = (call.method, call.path)
        if what == ("POST", "/webhooks"):  # the same id again replaces the hook
            self.hooks[call.json()["id"]] = call.json()
            return 201, call.json()
        if what == ("POST", "/messages"):
            return self._send(call.json())
        if call.method == "GET" and call.path.startswith("/messages/"):
            found = self.messages.get(call.path.rpartition("/")[2])
            return (200, found) if found else (404, "")
        if what == ("POST", "/inbox/refresh"):
            return self._refresh(call.json())
        if what == ("GET", "/inbox"):
            return self._inbox(parse_qs(call.query))
        if what == ("GET", "/device"):
            return 200, [{"id": DEVICE, "name": "samsung/a03", "lastSeen": _stamp(time.time())}]
        return 404, {"message": "not found"}

    def _send(self, body: Json) -> Answer:
        self.bodies.append(body)
        key = body.get("id") or secrets.token_hex(8)
        if key in self.messages:
            return 409, {"message": "Message with such ID already exists"}
        (number,) = body["phoneNumbers"]
        fails = number.endswith("9002")
        state = "Failed" if fails else "Delivered"
        recipient = {"phoneNumber": number, "state": state}
        made: Json = {"id": key, "deviceId": DEVICE, "recipients": [recipient], "isHashed": False,
                "isEncrypted": False, "states": {}}  # fmt: skip
        self.messages[key] = made | {"state": state}
        told = {"messageId": key, "sender": "+62811000", "recipient": number,
                "phoneNumber": number, "simNumber": 1}  # fmt: skip
        now = _stamp(time.time())
        if fails:
            self._tell("sms:failed", told | {"failedAt": now, "reason": "RESULT_ERROR_NO_SERVICE"})
        else:
            self.got.setdefault(number, []).append(body["textMessage"]["text"])
            self._tell("sms:sent", told | {"partsCount": 1, "sentAt": now})
            if not number.endswith("9000"):
                self._tell("sms:delivered", told | {"deliveredAt": now})
        return 202, made | {"state": "Pending"}

    def _refresh(self, body: Json) -> Answer:
        since, until = body["since"], body["until"]
        fresh = [one for one in self._unseen if since <= one["createdAt"] <= until]
        self._unseen = [one for one in self._unseen if one not in fresh]
        self.listed += fresh
        if body.get("triggerWebhooks"):
            for one in fresh:
                self._tell("sms:received", self._received(one))
        return 202, ""

    def _inbox(self, asked: dict[str, list[str]]) -> Answer:
        limit, offset = int(asked["limit"][0]), int(asked["offset"][0])
        if not 1 <= limit <= 500:
            return 400, {"message": "limit must be between 1 and 500"}
        since, until = asked["from"][0], asked["to"][0]
        found = [one for one in self.listed if since <= one["createdAt"] <= until]
        return 200, found[offset : offset + limit]


def _stamp(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big", signed=True)


_KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def schema_errors(value: Any, schema: Json, whole: Json, where: str = "$") -> list[str]:
    """Return what of ``value`` breaks an OpenAPI 3.0 schema, as far as SMSGate's file goes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return schema_errors(value, whole["components"]["schemas"][name], whole, where)
    if value is None:
        return [] if schema.get("nullable") else [f"{where}: null"]
    wrong: list[str] = []
    for part in schema.get("allOf", ()):
        wrong += schema_errors(value, part, whole, where)
    kind = _KINDS.get(schema.get("type", "")) if "allOf" not in schema else None
    if kind and not isinstance(value, kind):
        return [*wrong, f"{where}: not {schema['type']}"]
    if isinstance(value, str):
        if len(value) > schema.get("maxLength", len(value)):
            wrong.append(f"{where}: too long")
        if "enum" in schema and value not in schema["enum"]:
            wrong.append(f"{where}: {value} is none of the enum")
    if isinstance(value, dict):
        wrong += [
            f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value
        ]
        for name, one in schema.get("properties", {}).items():
            if name in value:
                wrong += schema_errors(value[name], one, whole, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for place, one in enumerate(value):
            wrong += schema_errors(one, schema["items"], whole, f"{where}[{place}]")
    return wrong
