"""Reading what asking Facebook or Instagram has brought, in the rows of the Graph API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tanggap.channels._contract import (
    CommentHidden,
    CommentPlace,
    CommentsListed,
    Event,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Party,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME, as_dict, as_list, digest, key_of, parsed, text_of
from tanggap.channels._social_content import asked_content
from tanggap.channels._social_reading import Entry, Network, known_key, own_link


def polled_events(body: bytes, network: Network, account: str, own_name: str) -> list[Event]:
    """Return the events of what ``_social_polling.look`` found."""
    try:
        found = as_dict(parsed(body))
    except ValueError:
        return [Unreadable(digest(body.hex()), "Isinya bukan JSON.")]
    at = time_in(found.get("at"))
    entry = Entry(network, account, own_name, at)
    events: list[Event] = []
    for chat in map(as_dict, as_list(found.get("chats"))):
        events.extend(_chat_events(chat, entry))
    for key in filter(None, map(known_key, as_list(found.get("gone")))):
        events.append(MessageRevoked(f"{key}:deleted", key, at))
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
        # Graph told other words than at the last look: no matter of how a hook spells them.
        if row.get("was_seen") and content.kind != MessageKind.UNSUPPORTED:
            mark = f"look:{digest([key, content.text, entry.at.isoformat()])[-40:]}"
            yield MessageEdited(mark, key, content.text, entry.at, is_snapshot=True)


def comment_events(row: dict[str, Any], post: dict[str, Any], entry: Entry) -> Iterator[Event]:
    """Yield how a comment stands: that it is there, its words now, whether it is hidden."""
    author = as_dict(row.get("from")) or {"username": row.get("username")}
    is_ours = entry.is_own(author)
    parent = known_key(as_dict(row.get("parent")).get("id") or row.get("parent_id"))
    if is_ours and (not parent or row.get("is_post")):
        return
    key, words = key_of(row.get("id"), row), words_of(row)
    link = text_of(row.get("permalink_url")) or text_of(post.get("link"))
    place = CommentPlace(text_of(post.get("id")), own_link(link, entry.network))
    party = Party(()) if is_ours else entry.party(author)
    sent_at = time_in(created(row))
    yield MessageSeen(
        key, party, sent_at, text=words, is_ours=is_ours, reply_to=parent, comment=place
    )
    mark = f"look:{digest([key, words, entry.at.isoformat()])[-40:]}"
    yield MessageEdited(mark, key, words, entry.at, is_snapshot=True)
    if not is_ours:
        yield CommentHidden(f"{mark}:h", key, is_hidden(row), entry.at)


def _listed(listed: dict[str, Any], at: datetime) -> CommentsListed:
    keys = frozenset(known_key(key) for key in as_list(listed.get("keys")))
    since = time_in(listed.get("since"))
    post = text_of(listed.get("post"))
    mark = digest([post, sorted(keys), at.isoformat()])
    return CommentsListed(mark, post, keys, None if since == UNKNOWN_TIME else since, at)


# ---------------------------------------------------------------- rows


def words_of(row: dict[str, Any]) -> str:
    return text_of(row.get("message")) or text_of(row.get("text"))


def is_hidden(row: dict[str, Any]) -> bool:
    return bool(row.get("is_hidden") or row.get("hidden"))


def created(row: dict[str, Any]) -> Any:
    return row.get("created_time") or row.get("timestamp")


def time_in(value: Any) -> datetime:
    """Return the time that the Graph writes as ``2026-11-22T13:56:30+0000``."""
    try:
        at = datetime.fromisoformat(text_of(value))
    except ValueError:
        return UNKNOWN_TIME
    return at if at.tzinfo else at.replace(tzinfo=UTC)
