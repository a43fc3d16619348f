"""What the stand-in remembers, and what it answers to a message that is sent to a citizen."""

import base64
import hashlib
import itertools
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from testkit.graph.bodies import Json, Update

WINDOW = 24 * 60 * 60
URL_LIVES = 5 * 60
LONGEST_TEXT = 4096


class GraphError(Exception):
    """An answer of Meta's with a code, as ``{"error": {…}}``."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def as_json(self) -> Json:
        return {
            "error": {
                "message": f"(#{self.code}) {self.message}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"details": self.message},
                "fbtrace_id": secrets.token_hex(6),
            }
        }


@dataclass
class Citizen:
    """Somebody with WhatsApp: ``phone`` is empty where the number is not shared."""

    name: str
    phone: str = ""
    user_id: str = ""
    last_wrote: float = 0.0
    got: list[Json] = field(default_factory=list)

    @property
    def contact(self) -> Json:
        made: Json = {"profile": {"name": self.name}}
        if self.phone:
            made["wa_id"] = self.phone
        if self.user_id:
            made["user_id"] = self.user_id
        return made

    @property
    def sender(self) -> Json:
        made: Json = {}
        if self.phone:
            made["from"] = self.phone
        if self.user_id:
            made["from_user_id"] = self.user_id
        return made


@dataclass
class StoredMedia:
    content: bytes
    mime: str
    url_key: str = ""
    url_made: float = 0.0


class State:
    """Citizens, conversations, media and the clock of the stand-in."""

    def __init__(self, number_id: str, token: str, templates: set[str]) -> None:
        self.number_id, self.token, self.templates = number_id, token, templates
        self.citizens: dict[str, Citizen] = {}
        self.media: dict[str, StoredMedia] = {}
        self.log: list[Json] = []
        self.shift = 0.0
        self.lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._tries: Counter[str] = Counter()

    def now(self) -> float:
        return time.time() + self.shift

    def new_id(self, prefix: str = "wamid.") -> str:
        raw = f"{self.number_id}:{next(self._numbers)}:{secrets.token_hex(4)}"
        return prefix + base64.b64encode(raw.encode()).decode()

    def citizen(self, key: str, name: str = "") -> Citizen:
        """Return the citizen with this number or BSUID, made at the first mention."""
        with self.lock:
            if key not in self.citizens:
                is_number = key.isdigit()
                self.citizens[key] = Citizen(
                    name or key, key if is_number else "", "" if is_number else key
                )
            found = self.citizens[key]
            found.name = name or found.name
            return found

    def stamp(self) -> str:
        return str(int(self.now()))

    # ------------------------------------------------------------ from a citizen

    def said(self, citizen: Citizen, item: Json) -> Update:
        """Return the update for what ``citizen`` wrote, and open the window."""
        citizen.last_wrote = self.now()
        whole = {**citizen.sender, "id": self.new_id(), "timestamp": self.stamp(), **item}
        self.log.append({"who": citizen.name, "in": True, "item": whole})
        return Update("messages", whole, citizen.contact)

    def keep_media(self, content: bytes, mime: str) -> Json:
        media_id = str(10**14 + next(self._numbers))
        self.media[media_id] = StoredMedia(content, mime)
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        return {"id": media_id, "mime_type": mime, "sha256": digest}

    # ------------------------------------------------------------ to a citizen

    def take(self, number_id: str, body: Json) -> tuple[Json, list[Update], bool]:
        """Take a message to send: the answer, the statuses that follow, and whether to break.

        Raises :class:`GraphError` as Meta would.
        """
        with self.lock:
            self._check_shape(number_id, body)
            key = str(body.get("to") or body.get("recipient")).lstrip("+")
            citizen = self.citizen(key)
            self._check_script(key)
            self._check_window(citizen, body)
            wamid = self.new_id()
            citizen.got.append({**body, "id": wamid})
            self.log.append({"who": citizen.name, "in": False, "item": body})
            answer = {
                "messaging_product": "whatsapp",
                "contacts": [{"input": key, "wa_id": citizen.phone or key}],
                "messages": [{"id": wamid}],
            }
            return answer, self._statuses(key, wamid, citizen, body), key.endswith("9500")

    def _check_shape(self, number_id: str, body: Json) -> None:
        if number_id != self.number_id:
            raise GraphError(400, 100, "Unsupported post request: unknown phone number id")
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(400, 100, "messaging_product is required")
        if bool(body.get("to")) == bool(body.get("recipient")):
            raise GraphError(400, 100, "exactly one of to and recipient is required")
        if body.get("recipient_type") != "individual":
            raise GraphError(400, 100, "recipient_type must be individual")
        kind = body.get("type")
        if kind == "text":
            text = body.get("text", {}).get("body", "")
            if not text or len(text) > LONGEST_TEXT:
                raise GraphError(400, 100, "text.body must have 1 to 4096 characters")
        elif kind == "template":
            name = body.get("template", {}).get("name")
            if name not in self.templates:
                raise GraphError(404, 132001, "template does not exist in this language")
        else:
            raise GraphError(400, 100, f"type {kind} is not known to this stand-in")

    def _check_script(self, key: str) -> None:
        self._tries[key] += 1
        if key.endswith("9190"):
            raise GraphError(401, 190, "Error validating access token: session has expired")
        if key.endswith("9047"):
            raise GraphError(400, 131047, "Re-engagement message")
        if key.endswith("9029") and self._tries[key] <= 2:
            raise GraphError(429, 130429, "Rate limit hit")
        if key.endswith("9056") and self._tries[key] <= 1:
            raise GraphError(400, 131056, "Pair rate limit hit")

    def _check_window(self, citizen: Citizen, body: Json) -> None:
        if body["type"] == "text" and self.now() - citizen.last_wrote > WINDOW:
            raise GraphError(400, 131047, "Re-engagement message")

    def _statuses(self, key: str, wamid: str, citizen: Citizen, body: Json) -> list[Update]:
        own = body.get("biz_opaque_callback_data")
        states = ["sent", "failed"] if key.endswith("9147") else ["sent", "delivered", "read"]
        made = []
        for state in states:
            item: dict[str, Any] = {"id": wamid, "status": state, "timestamp": self.stamp()}
            if citizen.phone:
                item["recipient_id"] = citizen.phone
            if citizen.user_id:
                item["recipient_user_id"] = citizen.user_id
            if own:
                item["biz_opaque_callback_data"] = own
            if state == "failed":
                item["errors"] = [{"code": 131047, "title": "Re-engagement message"}]
            else:
                kind = "utility" if body["type"] == "template" else "service"
                item["pricing"] = {"billable": True, "pricing_model": "PMP", "category": kind}
            made.append(Update("statuses", item))
        return made

    # ------------------------------------------------------------ media

    def media_url(self, media_id: str, base: str) -> Json:
        """Return where to fetch a file from; the address lives five minutes."""
        found = self.media.get(media_id)
        if found is None:
            raise GraphError(400, 100, "Unsupported get request: no such media")
        found.url_key, found.url_made = secrets.token_hex(12), self.now()
        return {
            "url": f"{base}/media/{found.url_key}",
            "mime_type": found.mime,
            "id": media_id,
            "sha256": hashlib.sha256(found.content).hexdigest(),
            "file_size": len(found.content),
            "messaging_product": "whatsapp",
        }

    def media_at(self, url_key: str) -> StoredMedia:
        for found in self.media.values():
            if found.url_key == url_key and self.now() - found.url_made < URL_LIVES:
                return found
        raise GraphError(404, 100, "the address has expired")
