"""A stateful stand-in for Messenger, page comments and Instagram, beside that for WhatsApp.

It signs like Meta, keeps the 24-hour window and HUMAN_AGENT's seven days, gives one private
reply to a comment within seven days, and answers who asks for chats, posts and comments.
``loses`` lets a hook call get lost, as after two days of power cut. Failures by the last
digits of a person: 9047 late at once, 9190 the token has expired, 9500 the connection breaks
after the message was taken.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import httpx

from testkit.graph.bodies import Json, signature
from testkit.graph.server import _Server
from testkit.graph.state import GraphError

DAY = 24 * 60 * 60
LONGEST = 2000


class SocialError(GraphError):
    """A refusal with Meta's second code."""

    def __init__(self, status: int, code: int, second: int = 0) -> None:
        super().__init__(status, code, "refused by the stand-in")
        self.second = second

    def as_json(self) -> Json:
        told = super().as_json()
        told["error"]["error_subcode"] = self.second
        return told


@dataclass
class Comment:
    """A comment, or an answer beneath one, as it stands for everybody to read."""

    key: str
    post: str
    who: str
    text: str
    made: float
    parent: str = ""
    is_hidden: bool = False
    is_gone: bool = False
    was_answered: bool = False


@dataclass
class Chat:
    """What one person and the account have said to each other."""

    last_in: float = 0.0
    messages: list[Json] = field(default_factory=list)
    got: list[Json] = field(default_factory=list)


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
    ) -> None:
        self.network, self.account, self.secret, self.token = network, account, secret, token
        self.grants_human_agent = grants_human_agent
        self.hook_url = ""
        self.loses = False
        self.hides_authors = False
        self.shift = 0.0
        self.names: dict[str, str] = {account: "Puskesmas"}
        self.chats: dict[str, Chat] = {}
        self.comments: dict[str, Comment] = {}
        self.mentions: dict[str, Comment] = {}
        self.bodies: list[bytes] = []
        self.calls: list[str] = []
        self.lock = threading.RLock()
        self._numbers = itertools.count(1000)
        self._client = httpx.Client(timeout=30)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
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

    def takes_back(self, who: str, mid: str) -> None:
        """A citizen unsends a message."""
        self.tell_chat(who, self.account, {"message": {"mid": mid, "is_deleted": True}})

    def staff_writes(self, who: str, text: str) -> str:
        """Staff answer in Meta's own inbox: an echo comes to the hook."""
        mid = f"m_{next(self._numbers)}"
        self._say(self.chats.setdefault(who, Chat()), mid, self.account, who, text)
        self.tell_chat(self.account, who, {"message": {"mid": mid, "text": text, "is_echo": True}})
        return mid

    def comments_on(self, who: str, text: str, name: str = "", parent: str = "") -> str:
        """Somebody comments on the newest post, for everybody to read."""
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

    def mentions_us(self, who: str, text: str) -> str:
        """Somebody names the account beneath a stranger's picture: the hook tells no words."""
        key = f"179{next(self._numbers)}"
        self.names.setdefault(who, who)
        self.mentions[key] = Comment(key, "M2", who, text, self.now())
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

    def tell_comment(self, one: Comment, verb: str) -> None:
        author = {} if self.hides_authors else {"from": self._author(one.who)}
        if self.is_page:
            words = {"message": one.text} if verb in ("add", "edited") else {}
            value = {"item": "comment", "verb": verb, "comment_id": one.key, "post_id": one.post,
                     "parent_id": one.parent or one.post, "created_time": int(one.made),
                     **author, **words}  # fmt: skip
            self._tell({"changes": [{"field": "feed", "value": value}]})
        elif verb == "add":  # Instagram tells of nothing else
            value = {"id": one.key, "text": one.text, "media": {"id": one.post}, **author}
            if one.parent:
                value["parent_id"] = one.parent
            self._tell({"changes": [{"field": "comments", "value": value}]})

    def _tell(self, part: Json) -> None:
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

    def _author(self, who: str) -> Json:
        return {"id": who, "name" if self.is_page else "username": self.names.get(who, who)}

    def _say(self, chat: Chat, mid: str, sender: str, recipient: str, text: str) -> None:
        chat.messages.append(
            {
                "id": mid,
                "created_time": self._stamp(self.now()),
                "from": self._author(sender),
                "to": {"data": [self._author(recipient)]},
                "message": text,
            }
        )

    def _stamp(self, at: float) -> str:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")

    # ------------------------------------------------------------ what a caller gets

    def take(self, node: str, what: str, body: Json) -> tuple[Json, bool]:
        """Take what is sent; returns the answer and whether the connection is to break."""
        with self.lock:
            self.calls.append(f"{node}/{what}")
            if what == "messages" and node == self.account:
                return self._message(body)
            if what == ("comments" if self.is_page else "replies"):
                return self._beneath(self._standing(node), str(body.get("message", "")))
            if what == "mentions" and node == self.account:
                one = self.mentions.get(str(body.get("comment_id")))
                if one is None or body.get("media_id") != one.post:
                    raise SocialError(400, 100, 33)
                return self._beneath(one, str(body.get("message", "")))
            raise SocialError(404, 100)

    def _standing(self, key: str) -> Comment:
        one = self.comments.get(key)
        if one is None or one.is_gone:
            raise SocialError(400, 100, 33)
        return one

    def _message(self, body: Json) -> tuple[Json, bool]:
        to, text = body.get("recipient", {}), body.get("message", {}).get("text", "")
        if not text or len(text) > LONGEST:
            raise SocialError(400, 100)
        if "comment_id" in to:
            one = self._standing(str(to["comment_id"]))
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

    # ------------------------------------------------------------ what is asked

    def asked(self, path: str, words: dict[str, list[str]]) -> Json:
        """Answer a question for chats, posts, one comment, or a mention."""
        fields = words.get("fields", [""])[0]
        node, _, what = path.partition("/")
        if what == "conversations":
            return {"data": list(self._conversations())}
        if what in ("feed", "media"):
            return {"data": [self._post()]}
        if node == self.account and fields.startswith("mentioned_comment"):
            key = fields.partition("(")[2].partition(")")[0]
            one = self.mentions[key]
            return {"mentioned_comment": {"id": key, "text": one.text, "username":
                    self.names[one.who], "timestamp": self._stamp(one.made)}}  # fmt: skip
        return self._row(self._standing(node))

    def _conversations(self) -> Iterator[Json]:
        for who, chat in self.chats.items():
            if chat.messages:
                members = {"data": [self._author(who), self._author(self.account)]}
                newest = chat.messages[-1]["created_time"]
                rows = {"data": chat.messages[::-1]}
                yield {"id": f"t_{who}", "updated_time": newest, "participants": members,
                       "messages": rows}  # fmt: skip

    def _post(self) -> Json:
        here = [one for one in self.comments.values() if not one.is_gone]
        rows = sorted((self._row(one) for one in here), key=self._age, reverse=True)
        post: Json = {"id": self.post_id, "comments": {"data": rows}}
        if self.is_page:
            post |= {"from": self._author(self.account), "created_time": self._stamp(0)}
        return post

    def _age(self, row: Json) -> str:
        return str(row.get("created_time") or row.get("timestamp"))

    def _row(self, one: Comment) -> Json:
        words, time_ = ("message", "created_time") if self.is_page else ("text", "timestamp")
        row: Json = {"id": one.key, words: one.text, time_: self._stamp(one.made)}
        row["is_hidden" if self.is_page else "hidden"] = one.is_hidden
        if not self.hides_authors:
            row["from"] = self._author(one.who)
        if one.parent:
            row |= {"parent": {"id": one.parent}} if self.is_page else {"parent_id": one.parent}
        return row


def _handler(graph: SocialGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return  # what people write stays out of the terminal

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path.strip("/").partition("/")[2]
            self._answer(lambda: (graph.asked(path, parse_qs(parts.query)), False))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = urlsplit(self.path).path.strip("/").partition("/")[2]
            node, _, what = path.partition("/")
            self._answer(lambda: graph.take(node, what, json.loads(raw)))

        def _answer(self, act: Callable[[], tuple[Json, bool]]) -> None:
            status, breaks = 200, False
            try:
                if self.headers.get("Authorization") != f"Bearer {graph.token}":
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

    return Handler
