"""Asking Facebook and Instagram for what a hook missed, and reading what they answered.

The cursor remembers what was there at the last look: the comments of the newest posts with
a short mark of their words, and the messages of a day. Only what is new, changed or no
longer there is kept for reading; what a hook brought meanwhile is known by its key.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tanggap.channels._contract import (
    CommentHidden,
    CommentPlace,
    CommentsListed,
    Event,
    Failure,
    FailureKind,
    MessageEdited,
    MessageSeen,
    Party,
    Ports,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME, as_dict, as_list, digest, key_of, parsed, text_of
from tanggap.channels._meta import asked
from tanggap.channels._social_content import asked_content
from tanggap.channels._social_reading import Entry, Network, known_key, own_link
from tanggap.channels._social_sending import refusal

EVERY = timedelta(minutes=5)
OVERLAP = timedelta(days=1)
POSTS, COMMENTS, CHATS = 25, 50, 25
_MOST_PAGES = 5
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
    messages: list[str] = field(default_factory=list)
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
            [text_of(key) for key in as_list(held.get("messages"))],
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
    found: dict[str, Any] = {"at": now.isoformat(), "chats": [], "comments": [], "listed": []}
    found["chats"] = _fresh_messages(chats, memory)
    _compare(posts, memory, found, now)
    memory.since = now
    return found if any(found[name] for name in ("chats", "comments", "listed")) else {}


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
    if not has_more or not rows or time_in(_created(rows[-1])) < since or not is_node(node):
        return rows, not has_more
    for page in _pages(asking, f"{node}/{edge}", words | {"after": after}, ports):
        if isinstance(page, Failure):
            return page
        rows += page
        if page and time_in(_created(page[-1])) < since:
            break
    return rows, False


def is_node(key: str) -> bool:
    """Answer whether ``key`` may stand in a path: Meta's ids have no mark that leads elsewhere."""
    return key.isascii() and re.fullmatch(r"[\w:.=-]+", key) is not None and ".." not in key


# ---------------------------------------------------------------- what is new


def _fresh_messages(chats: list[dict[str, Any]], memory: Memory) -> list[dict[str, Any]]:
    known, since = set(memory.messages), memory.since - OVERLAP
    fresh: list[dict[str, Any]] = []
    lately: list[str] = []
    for chat in chats:
        young = [row for row in chat["rows"] if time_in(row.get("created_time")) >= since]
        new = [row for row in young if digest(row.get("id")) not in known]
        lately += [digest(row.get("id")) for row in young]
        if new:
            fresh.append({"participants": chat.get("participants"), "messages": new})
    memory.messages = lately
    return fresh


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
            is_young = time_in(_created(row)) >= memory.since - OVERLAP
            is_new = one not in before and is_young
            if is_new or (one in before and before[one] != marks[one]):
                found["comments"].append({"post": _about(post), "row": row})
        if memory.day != today or not set(before) <= set(marks):
            oldest = min((text_of(_created(row)) for row in rows.values()), default="")
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
    return digest([_words(row), _is_hidden(row)])[-12:]


def _words(row: dict[str, Any]) -> str:
    return text_of(row.get("message")) or text_of(row.get("text"))


def _is_hidden(row: dict[str, Any]) -> bool:
    return bool(row.get("is_hidden") or row.get("hidden"))


def _created(row: dict[str, Any]) -> Any:
    return row.get("created_time") or row.get("timestamp")


def _about(post: dict[str, Any]) -> dict[str, str]:
    link = text_of(post.get("permalink_url")) or text_of(post.get("permalink"))
    return {"id": text_of(post.get("id")), "link": link}


def time_in(value: Any) -> datetime:
    """Return the time that the Graph writes as ``2026-11-22T13:56:30+0000``."""
    try:
        at = datetime.fromisoformat(text_of(value))
    except ValueError:
        return UNKNOWN_TIME
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# ---------------------------------------------------------------- reading what was kept


def polled_events(body: bytes, network: Network, account: str, own_name: str) -> list[Event]:
    """Return the events of what :func:`look` found."""
    try:
        found = as_dict(parsed(body))
    except ValueError:
        return [Unreadable(digest(body.hex()), "Isinya bukan JSON.")]
    at = time_in(found.get("at"))
    entry = Entry(network, account, own_name, at)
    events: list[Event] = []
    for chat in map(as_dict, as_list(found.get("chats"))):
        events.extend(_chat_events(chat, entry))
    for item in map(as_dict, as_list(found.get("comments"))):
        events.extend(comment_events(as_dict(item.get("row")), as_dict(item.get("post")), entry))
    for listed in map(as_dict, as_list(found.get("listed"))):
        events.append(_listed(listed, at))
    return events


def _chat_events(chat: dict[str, Any], entry: Entry) -> Iterator[Event]:
    members = [as_dict(one) for one in as_list(as_dict(chat.get("participants")).get("data"))]
    others = [one for one in members if not entry.is_own(one)]
    for row in map(as_dict, as_list(chat.get("messages"))):
        author = as_dict(row.get("from"))
        is_ours = entry.is_own(author)
        other = others[0] if is_ours and others else {} if is_ours else author
        raw, key = text_of(row.get("id")), key_of(row.get("id"), row)
        content = asked_content(row, raw or key)
        yield MessageSeen(
            key=key,
            party=entry.party(other),
            sent_at=time_in(row.get("created_time")),
            kind=content.kind,
            text=content.text,
            is_ours=is_ours,
            media=content.media,
        )


def comment_events(row: dict[str, Any], post: dict[str, Any], entry: Entry) -> Iterator[Event]:
    """Yield how a comment stands: that it is there, its words now, whether it is hidden."""
    author = as_dict(row.get("from")) or {"username": row.get("username")}
    is_ours = entry.is_own(author)
    parent = known_key(as_dict(row.get("parent")).get("id") or row.get("parent_id"))
    if is_ours and (not parent or row.get("is_post")):
        return
    key, words = key_of(row.get("id"), row), _words(row)
    link = text_of(row.get("permalink_url")) or text_of(post.get("link"))
    place = CommentPlace(text_of(post.get("id")), own_link(link, entry.network))
    party = Party(()) if is_ours else entry.party(author)
    sent_at = time_in(_created(row))
    yield MessageSeen(
        key, party, sent_at, text=words, is_ours=is_ours, reply_to=parent, comment=place
    )
    mark = f"look:{digest([key, words, entry.at.isoformat()])[-40:]}"
    yield MessageEdited(mark, key, words, entry.at, is_snapshot=True)
    if not is_ours:
        yield CommentHidden(f"{mark}:h", key, _is_hidden(row), entry.at)


def _listed(listed: dict[str, Any], at: datetime) -> CommentsListed:
    keys = frozenset(known_key(key) for key in as_list(listed.get("keys")))
    since = time_in(listed.get("since"))
    post = text_of(listed.get("post"))
    mark = digest([post, sorted(keys), at.isoformat()])
    return CommentsListed(mark, post, keys, None if since == UNKNOWN_TIME else since, at)
