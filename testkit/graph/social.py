"""A stateful stand-in for Messenger, page comments and Instagram, beside that for WhatsApp.

It signs like Meta, keeps the 24-hour window and HUMAN_AGENT's seven days, gives one private
reply to a comment within seven days, and answers who asks for chats, posts and comments.
Failures by the last digits of a person: 9047 late at once, 9190 the token has expired, 9500
the connection breaks after the message was taken.

To send events through it, make a line with the stand-in's account, secret and address, and
tell the stand-in where that line's hook is (``line_settings`` gives all that a line needs)::

    with SocialGraph("instagram") as graph:  # or "facebook"
        line = open_line(actor, graph.network, "IG", graph.line_settings())
        graph.hook_url = address_of_the_site + hook_path(line)
        mid = graph.writes("7001", "Obat habis", "Siti")   # chat; rewrites, takes_back(who, mid)
        key = graph.comments_on("7002", "Antre lama")      # then edits, hides, shows, removes(key)
        graph.comments_on(graph.account, "Terima kasih", parent=key)  # the account's own reply
        graph.staff_writes("7001", "Baik, Bu")             # an echo of Meta's own inbox
        graph.mentions_us("7003", "@pkm antre")            # elsewhere

Every call is one signed POST made at once in the caller's thread; whom to call is free (any
digits). ``is_flat`` tells it in Meta's other shape. ``bodies`` keeps all of them as they went:
``deliver(body)`` sends one again (a duplicate, late or out of order) and returns the status,
also 503. With ``loses`` the call is made up and kept but not sent: asking (every five minutes;
at once after ``LinePulse.objects.update(next_at=None)``) must find it. What the site sent
stands in ``chats[who].got`` and, beneath comments, in ``comments`` under ``account``; both
count exactly.
By hand: ``python -m testkit.graph --network facebook``.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import httpx

from testkit.graph.bodies import Json, signature
from testkit.graph.social_asked import Chat, Comment, SocialError, answer_to, stamp
from testkit.graph.state import GraphError
from testkit.loopback import Listening

DAY = 24 * 60 * 60
LONGEST = 2000


class SocialGraph:
    """One account of ``network`` (facebook or instagram) with its citizens. Loopback only."""

    def __init__(
        self,
        network: str = "facebook",
        *,
        account: str = "1029384756",
        secret: str = "rahasia-aplikasi",
        token: str = "token-akses",
        grants_human_agent: bool = True,
        port: int = 0,
    ) -> None:
        self.network, self.account, self.secret, self.token = network, account, secret, token
        self.grants_human_agent = grants_human_agent
        self.hook_url = ""
        self.loses = False
        self.is_flat = False
        self.hides_authors = False
        self.shift = 0.0
        self.token_ends = 0  # never
        self.names: dict[str, str] = {account: "Puskesmas"}
        self.chats: dict[str, Chat] = {}
        self.comments: dict[str, Comment] = {}
        self.mentions: dict[str, Comment] = {}
        self.bodies: list[bytes] = []
        self.calls: list[str] = []
        self.lock = threading.RLock()
        self._numbers = itertools.count(1000)
        self._client = httpx.Client(timeout=30)
        self._server = Listening(("127.0.0.1", port), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def post_id(self) -> str:
        return f"{self.account}_77" if self.is_page else "1790077"

    @property
    def is_page(self) -> bool:
        return self.network == "facebook"

    def line_settings(self, **more: str) -> dict[str, str]:
        """Return the settings of a line that belongs to this account."""
        return {
            "page_id" if self.is_page else "account_id": self.account,
            "app_secret": self.secret,
            "verify_token": "uji",
            "access_token": self.token,
            "graph_url": self.url,
            **more,
        }

    def __enter__(self) -> "SocialGraph":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def now(self) -> float:
        return time.time() + self.shift

    def later(self, seconds: float) -> None:
        self.shift += seconds

    # ------------------------------------------------------------ what a citizen does

    def writes(self, who: str, text: str, name: str = "") -> str:
        """A citizen writes to the account alone; returns the message's id."""
        self.names[who] = name or self.names.get(who, who)
        mid = f"m_{next(self._numbers)}"
        chat = self.chats.setdefault(who, Chat())
        chat.last_in = self.now()
        self._say(chat, mid, who, self.account, text)
        self.tell_chat(who, self.account, {"message": {"mid": mid, "text": text}})
        return mid

    def rewrites(self, who: str, mid: str, text: str) -> None:
        """A citizen edits a message."""
        told = next(one for one in self.chats[who].messages if one["id"] == mid)
        told["message"] = text
        self.tell_chat(who, self.account, {"message_edit": {"mid": mid, "text": text,
                                                            "num_edit": 1}})  # fmt: skip

    def takes_back(self, who: str, mid: str) -> None:
        """A citizen unsends a message."""
        chat = self.chats[who]
        chat.messages = [one for one in chat.messages if one["id"] != mid]
        self.tell_chat(who, self.account, {"message": {"mid": mid, "is_deleted": True}})

    def staff_writes(self, who: str, text: str) -> str:
        """Staff answer in Meta's own inbox: an echo comes to the hook."""
        mid = f"m_{next(self._numbers)}"
        self._say(self.chats.setdefault(who, Chat()), mid, self.account, who, text)
        self.tell_chat(self.account, who, {"message": {"mid": mid, "text": text, "is_echo": True}})
        return mid

    def comments_on(self, who: str, text: str, name: str = "", parent: str = "") -> str:
        """Somebody comments on the newest post for everybody to read, or beneath ``parent``."""
        self.names[who] = name or self.names.get(who, who)
        number = next(self._numbers)
        key = f"77_{number}" if self.is_page else f"178{number}"
        self.comments[key] = Comment(key, self.post_id, who, text, self.now(), parent)
        self.tell_comment(self.comments[key], "add")
        return key

    def edits(self, key: str, text: str) -> None:
        self.comments[key].text = text
        self.tell_comment(self.comments[key], "edited")

    def removes(self, key: str) -> None:
        self.comments[key].is_gone = True
        self.tell_comment(self.comments[key], "remove")

    def hides(self, key: str) -> None:
        self.comments[key].is_hidden = True
        self.tell_comment(self.comments[key], "hide")

    def shows(self, key: str) -> None:
        self.comments[key].is_hidden = False
        self.tell_comment(self.comments[key], "unhide")

    def mentions_us(self, who: str, text: str) -> str:
        """Somebody names the account elsewhere; Instagram's hook tells no words."""
        number = next(self._numbers)
        key = f"88_{number}" if self.is_page else f"179{number}"
        self.names.setdefault(who, who)
        self.mentions[key] = Comment(key, "88" if self.is_page else "M2", who, text, self.now())
        if self.is_page:
            self.tell_comment(self.mentions[key], "add", field="mention")
        else:
            self._tell({"changes": [{"field": "mentions",
                                     "value": {"media_id": "M2", "comment_id": key}}]})  # fmt: skip
        return key

    # ------------------------------------------------------------ telling the hook

    def tell_chat(self, sender: str, recipient: str, what: Json) -> None:
        item = {
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "timestamp": int(self.now() * 1000),
            **what,
        }
        self._tell({"messaging": [item]})

    def tell_comment(self, one: Comment, verb: str, field: str = "feed") -> None:
        author = {} if self.hides_authors else {"from": self.author(one.who)}
        if self.is_page:
            words = {"message": one.text} if verb in ("add", "edited") else {}
            value = {"item": "comment", "verb": verb, "comment_id": one.key, "post_id": one.post,
                     "parent_id": one.parent or one.post, "created_time": int(one.made),
                     **author, **words}  # fmt: skip
            self._tell({"changes": [{"field": field, "value": value}]})
        elif verb == "add":  # Instagram tells of nothing else
            value = {"id": one.key, "text": one.text, "media": {"id": one.post}, **author}
            if one.parent:
                value["parent_id"] = one.parent
            self._tell({"changes": [{"field": "comments", "value": value}]})

    def _tell(self, part: Json) -> None:
        if self.is_flat:
            part = _flat(part)
        entry = {"id": self.account, "time": int(self.now()), **part}
        whole = {"object": "page" if self.is_page else "instagram", "entry": [entry]}
        body = json.dumps(whole).encode()
        self.bodies.append(body)
        if self.hook_url and not self.loses:
            self.deliver(body)

    def deliver(self, body: bytes) -> int:
        """Post ``body`` to the hook, signed; returns the status."""
        headers = {"X-Hub-Signature-256": signature(self.secret, body)}
        return self._client.post(self.hook_url, content=body, headers=headers).status_code

    def author(self, who: str) -> Json:
        return {"id": who, "name" if self.is_page else "username": self.names.get(who, who)}

    def _say(self, chat: Chat, mid: str, sender: str, recipient: str, text: str) -> None:
        chat.messages.append(
            {
                "id": mid,
                "created_time": stamp(self.now()),
                "from": self.author(sender),
                "to": {"data": [self.author(recipient)]},
                "message": text,
            }
        )

    # ------------------------------------------------------------ what a caller gets

    def take(self, node: str, what: str, body: Json) -> tuple[Json, bool]:
        """Take what is sent; returns the answer and whether the connection is to break."""
        with self.lock:
            self.calls.append(f"{node}/{what}")
            if what == "messages" and node == self.account:
                return self._message(body)
            if what == ("comments" if self.is_page else "replies"):
                return self._beneath(self.standing(node), str(body.get("message", "")))
            if what == "mentions" and node == self.account:
                one = self.mentions.get(str(body.get("comment_id")))
                if one is None or body.get("media_id") != one.post:
                    raise SocialError(400, 100, 33)
                return self._beneath(one, str(body.get("message", "")))
            raise SocialError(404, 100)

    def standing(self, key: str) -> Comment:
        one = self.comments.get(key) or self.mentions.get(key)
        if one is None or one.is_gone:
            raise SocialError(400, 100, 33)
        return one

    def _message(self, body: Json) -> tuple[Json, bool]:
        to, text = body.get("recipient", {}), body.get("message", {}).get("text", "")
        if not text or len(text) > LONGEST:
            raise SocialError(400, 100)
        if "comment_id" in to:
            one = self.standing(str(to["comment_id"]))
            if one.was_answered:
                raise SocialError(400, 10900)
            if self.now() - one.made > 7 * DAY:
                raise SocialError(400, 10, 2018278)
            one.was_answered, who = True, one.who
        else:
            who = str(to.get("id"))
            self._check_window(who, body)
        mid = f"m_{next(self._numbers)}"
        chat = self.chats.setdefault(who, Chat())
        chat.got.append(body)
        self._say(chat, mid, self.account, who, text)
        echo = {"mid": mid, "text": text, "is_echo": True}
        if own := body["message"].get("metadata"):
            echo["metadata"] = own
        threading.Thread(
            target=self.tell_chat, args=(self.account, who, {"message": echo}), daemon=True
        ).start()
        return {"recipient_id": who, "message_id": mid}, who.endswith("9500")

    def _check_window(self, who: str, body: Json) -> None:
        if who not in self.chats:
            raise SocialError(400, 100)
        if who.endswith("9190"):
            raise SocialError(401, 190)
        age = self.now() - self.chats[who].last_in
        is_agent = body.get("tag") == "HUMAN_AGENT" and self.grants_human_agent
        if who.endswith("9047") or age > (7 * DAY if is_agent else DAY):
            raise SocialError(400, 10, 2018278)

    def _beneath(self, one: Comment, text: str) -> tuple[Json, bool]:
        number = next(self._numbers)
        key = f"77_{number}" if self.is_page else f"178{number}"
        self.comments[key] = Comment(key, one.post, self.account, text, self.now(), one.key)
        threading.Thread(
            target=self.tell_comment, args=(self.comments[key], "add"), daemon=True
        ).start()
        return {"id": key}, False


def _flat(part: Json) -> Json:
    """Return ``part`` in Meta's other shape: field and value on the entry itself."""
    if "messaging" in part:
        return {"field": "messages", "value": part["messaging"][0]}
    return dict(part["changes"][0])


class _Handler(BaseHTTPRequestHandler):
    graph: SocialGraph
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return  # what people write stays out of the terminal

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.strip("/").partition("/")[2]
        self._answer(lambda: (answer_to(self.graph, path, parse_qs(parts.query)), False))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path.strip("/").partition("/")[2]
        node, _, what = path.partition("/")
        self._answer(lambda: self.graph.take(node, what, json.loads(raw)))

    def _answer(self, act: Callable[[], tuple[Json, bool]]) -> None:
        status, breaks = 200, False
        try:
            if self.headers.get("Authorization") != f"Bearer {self.graph.token}":
                raise SocialError(401, 190)
            told, breaks = act()
        except GraphError as error:
            status, told = error.status, error.as_json()
        if breaks:
            self.close_connection = True
            self.connection.close()
            return
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _handler(graph: SocialGraph) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"graph": graph})
