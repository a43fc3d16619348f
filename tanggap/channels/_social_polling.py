"""Asking Facebook and Instagram for what a hook missed; read in ``_social_polled``.

The cursor remembers what was there at the last look: the comments of the newest posts with
a short mark of their words, and the messages of a day. Only what is new, changed or no
longer there is kept for reading; what a hook brought meanwhile is known by its key.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tanggap.channels._contract import Failure, FailureKind, Ports
from tanggap.channels._json import UNKNOWN_TIME, as_dict, as_list, digest, text_of
from tanggap.channels._meta import asked
from tanggap.channels._social_polled import created, is_hidden, time_in, words_of
from tanggap.channels._social_sending import refusal

EVERY = timedelta(minutes=5)
OVERLAP = timedelta(days=1)
POSTS, COMMENTS, CHATS = 25, 50, 25
_MOST_PAGES, _MOST_ASKED_AFTER = 20, 10
GONE = "100/33"  # what Graph says of an object that is no longer there
_MESSAGE = "id,created_time,from,to,message,attachments"


@dataclass(frozen=True)
class Asking:
    """Where a line's chats and posts are asked for, and in which words."""

    base: str
    token: str
    chats_of: str
    platform: str
    posts: str
    post_fields: str


@dataclass
class Memory:
    """What the last look saw: since when, which messages, which comments in which words."""

    since: datetime
    day: str = ""
    messages: dict[str, list[str]] = field(default_factory=dict)
    """When each message of the last day was written, and the mark of its words."""
    comments: dict[str, dict[str, str]] = field(default_factory=dict)
    """The mark of every comment, by post."""

    @classmethod
    def of(cls, cursor: str, now: datetime) -> "Memory":
        """Return what ``cursor`` says; the first look goes back a day."""
        try:
            held = as_dict(json.loads(cursor))
        except ValueError:
            held = {}
        since = time_in(held.get("since"))
        return cls(
            since if since != UNKNOWN_TIME else now - OVERLAP,
            text_of(held.get("day")),
            {
                key: [text_of(one) for one in seen]
                for key, seen in as_dict(held.get("messages")).items()
                if isinstance(seen, list) and len(seen) == 2
            },
            {post: as_dict(marks) for post, marks in as_dict(held.get("comments")).items()},
        )

    def as_cursor(self) -> str:
        return json.dumps(
            {
                "since": self.since.isoformat(),
                "day": self.day,
                "messages": self.messages,
                "comments": self.comments,
            }
        )


def look(asking: Asking, memory: Memory, ports: Ports, now: datetime) -> Failure | dict[str, Any]:
    """Return what is new since ``memory``, which is brought up to date; empty for nothing."""
    chats = _chats(asking, memory.since - OVERLAP, ports)
    if isinstance(chats, Failure):
        return chats
    posts = _posts(asking, memory.since - OVERLAP, ports)
    if isinstance(posts, Failure):
        return posts
    found: dict[str, Any] = {"at": now.isoformat(), "comments": [], "listed": []}
    found["chats"] = _fresh_messages(chats, memory)
    found["gone"] = _unsent(asking, chats, memory, ports)
    _compare(posts, memory, found, now)
    memory.since = now
    return found if any(found[name] for name in ("chats", "gone", "comments", "listed")) else {}


# ---------------------------------------------------------------- asking


def get(base: str, path: str, words: Mapping[str, str], token: str, ports: Ports) -> Any:
    """Return the answer's JSON object, or a :class:`Failure`."""
    answer = asked(f"{base}/{path}?{urlencode(words)}", token, ports)
    if isinstance(answer, Failure):
        return answer
    if answer.status_code != 200:
        return refusal(answer)
    try:
        return as_dict(answer.json())
    except ValueError:
        return Failure(FailureKind.RETRY, "no json", "Jawaban Meta tidak terbaca; dicoba lagi.")


def _pages(
    asking: Asking, path: str, words: dict[str, str], ports: Ports
) -> Iterator[list[dict[str, Any]] | Failure]:
    """Yield page after page; we go on by the cursor Meta names, never by an address of its."""
    for _ in range(_MOST_PAGES):
        answer = get(asking.base, path, words, asking.token, ports)
        if isinstance(answer, Failure):
            yield answer
            return
        yield [as_dict(item) for item in as_list(answer.get("data"))]
        paging = as_dict(answer.get("paging"))
        after = text_of(as_dict(paging.get("cursors")).get("after"))
        if not after or not paging.get("next"):
            return
        words = words | {"after": after}


def _chats(asking: Asking, since: datetime, ports: Ports) -> list[dict[str, Any]] | Failure:
    """Return the chats in which something was said lately, with all that was said since."""
    inner = f"messages.limit({CHATS}){{{_MESSAGE}}}"
    fields = f"id,updated_time,participants,{inner}"
    words = {"platform": asking.platform, "fields": fields, "limit": str(CHATS)}
    found: list[dict[str, Any]] = []
    for page in _pages(asking, f"{asking.chats_of}/conversations", words, ports):
        if isinstance(page, Failure):
            return page
        lately = [chat for chat in page if time_in(chat.get("updated_time")) >= since]
        found += lately
        if len(lately) < len(page):
            break
    for chat in found:
        rest = {"fields": _MESSAGE, "limit": str(CHATS)}
        held = _with_rest(asking, chat, "messages", rest, since, ports)
        if isinstance(held, Failure):
            return held
        chat["rows"] = held[0]
    return found


def _posts(asking: Asking, since: datetime, ports: Ports) -> list[dict[str, Any]] | Failure:
    """Return the newest posts; where one has more comments than fit, the others of them too."""
    words = {"fields": asking.post_fields, "limit": str(POSTS)}
    answer = get(asking.base, asking.posts, words, asking.token, ports)
    if isinstance(answer, Failure):
        return answer
    fields = asking.post_fields.partition("comments")[2].partition("{")[2][:-1]
    rest = {"fields": fields, "limit": str(COMMENTS)}
    if "stream" in asking.post_fields:
        rest |= {"filter": "stream", "order": "reverse_chronological"}
    posts = [as_dict(item) for item in as_list(answer.get("data"))]
    for post in posts:
        held = _with_rest(asking, post, "comments", rest, since, ports)
        if isinstance(held, Failure):
            return held
        post["rows"], post["is_whole"] = held
    return posts


def _with_rest(
    asking: Asking,
    item: dict[str, Any],
    edge: str,
    words: dict[str, str],
    since: datetime,
    ports: Ports,
) -> tuple[list[dict[str, Any]], bool] | Failure:
    """Return what ``item`` holds at ``edge``, newest first, with its further pages as far back
    as ``since``; and whether that is everything.
    """
    inner = as_dict(item.get(edge))
    rows = [as_dict(row) for row in as_list(inner.get("data"))]
    paging = as_dict(inner.get("paging"))
    after = text_of(as_dict(paging.get("cursors")).get("after"))
    has_more = bool(after and paging.get("next"))
    node = text_of(item.get("id"))
    if not has_more or not rows or time_in(created(rows[-1])) < since or not is_node(node):
        return rows, not has_more
    for page in _pages(asking, f"{node}/{edge}", words | {"after": after}, ports):
        if isinstance(page, Failure):
            return page
        rows += page
        if page and time_in(created(page[-1])) < since:
            break
    return rows, False


def is_node(key: str) -> bool:
    """Answer whether ``key`` may stand in a path: Meta's ids have no mark that leads elsewhere."""
    return key.isascii() and re.fullmatch(r"[\w:.=-]+", key) is not None and ".." not in key


# ---------------------------------------------------------------- what is new


def _fresh_messages(chats: list[dict[str, Any]], memory: Memory) -> list[dict[str, Any]]:
    """Return what the last look did not see, or saw in other words."""
    since = memory.since - OVERLAP
    fresh: list[dict[str, Any]] = []
    for chat in chats:
        told = []
        for row in chat["rows"]:
            key, before = text_of(row.get("id")), memory.messages.get(text_of(row.get("id")))
            if not key or time_in(row.get("created_time")) < since or before == _seen(row):
                continue
            told.append(row | {"was_seen": before is not None})
        if told:
            fresh.append({"participants": chat.get("participants"), "messages": told})
    return fresh


def _unsent(asking: Asking, chats: list[dict[str, Any]], memory: Memory, ports: Ports) -> list[str]:
    """Return the messages of the last look that are gone for certain: each is asked after by
    itself. Then remember what is there now.
    """
    since = memory.since - OVERLAP
    before = {key: seen for key, seen in memory.messages.items() if time_in(seen[0]) >= since}
    rows = [row for chat in chats for row in chat["rows"] if text_of(row.get("id"))]
    here = {text_of(row["id"]): _seen(row) for row in rows}
    memory.messages = {key: seen for key, seen in here.items() if time_in(seen[0]) >= since}
    gone: list[str] = []
    for place, key in enumerate(key for key in before if key not in here):
        is_asked = place < _MOST_ASKED_AFTER and is_node(key)
        told = get(asking.base, key, {"fields": "id"}, asking.token, ports) if is_asked else {}
        if isinstance(told, Failure) and told.code == GONE:
            gone.append(key)
        else:
            memory.messages[key] = before[key]  # asked after again while it is young
    return gone


def _seen(row: dict[str, Any]) -> list[str]:
    return [text_of(row.get("created_time")), _mark(row)]


def _compare(
    posts: list[dict[str, Any]], memory: Memory, found: dict[str, Any], now: datetime
) -> None:
    """Lay the comments beneath ``posts`` beside those of the last look.

    Once a day every post says what stands beneath it: what a hook brought and somebody
    removed between two looks was never seen by either of them.
    """
    today = now.date().isoformat()
    fresh: dict[str, dict[str, str]] = {}
    for post in posts:
        key = text_of(post.get("id"))
        before = memory.comments.get(key, {})
        rows = {text_of(row.get("id")): row for row in _rows_of(post) if text_of(row.get("id"))}
        marks = {one: _mark(row) for one, row in rows.items()}
        for one, row in rows.items():
            is_young = time_in(created(row)) >= memory.since - OVERLAP
            is_new = one not in before and is_young
            if is_new or (one in before and before[one] != marks[one]):
                found["comments"].append({"post": _about(post), "row": row})
        if memory.day != today or not set(before) <= set(marks):
            oldest = min((text_of(created(row)) for row in rows.values()), default="")
            listed = {"post": key, "keys": list(rows)}
            found["listed"].append(listed | {"since": "" if post["is_whole"] else oldest})
        fresh[key] = marks
    memory.comments, memory.day = fresh, today


_INNER = frozenset({"comments", "rows", "is_whole"})


def _rows_of(post: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the post itself where somebody else wrote it on our wall, and what is beneath."""
    if "from" in post:
        yield {name: value for name, value in post.items() if name not in _INNER} | {
            "is_post": True
        }
    for row in post["rows"]:
        yield row
        for inner in map(as_dict, as_list(as_dict(row.get("replies")).get("data"))):
            yield {"parent_id": row.get("id"), **inner}


def _mark(row: dict[str, Any]) -> str:
    return digest([words_of(row), is_hidden(row)])[-12:]


def _about(post: dict[str, Any]) -> dict[str, str]:
    link = text_of(post.get("permalink_url")) or text_of(post.get("permalink"))
    return {"id": text_of(post.get("id")), "link": link}
