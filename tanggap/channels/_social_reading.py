"""Everything one call of Facebook's or Instagram's hook holds: chats, comments, mentions.

Both come in two shapes: chats beneath ``messaging`` (or ``standby``) or as a change with a
field; changes in a list, or flat on the entry itself. Nothing in a body can make the rest
of it unread.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tanggap.channels._contract import (
    CommentHidden,
    CommentPlace,
    DeliverySeen,
    Event,
    ForAnother,
    IdentityKey,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Notice,
    Party,
    Reaction,
    Unreadable,
)
from tanggap.channels._json import as_dict, as_list, digest, key_of, parsed, text_of, time_of
from tanggap.channels._social_content import comment_files, content_of


@dataclass(frozen=True)
class Network:
    """What differs between the two: ``whole`` is the word of the body, ``kind`` of a person."""

    name: str
    whole: str
    kind: str
    link: str


FACEBOOK = Network("Facebook", "page", "psid", "https://www.facebook.com/")
INSTAGRAM = Network("Instagram", "instagram", "igsid", "https://www.instagram.com/")


@dataclass(frozen=True)
class Entry:
    """One entry of a body: whose it is, and when Meta sent it."""

    network: Network
    account: str
    own_name: str
    at: datetime

    def is_own(self, author: dict[str, Any]) -> bool:
        """Answer whether the account itself wrote it, by its number or its name."""
        name = text_of(author.get("username"))
        by_name = bool(self.own_name) and name.casefold() == self.own_name.casefold()
        return by_name or (bool(self.account) and text_of(author.get("id")) == self.account)

    def party(self, author: dict[str, Any]) -> Party:
        """Return who wrote; nobody where Meta leaves the author out (a missing permission)."""
        name = text_of(author.get("name")) or text_of(author.get("username"))
        return Party(self.identities(author.get("id")), name.strip()[:160])

    def identities(self, number: Any) -> tuple[IdentityKey, ...]:
        value = text_of(number).strip()[:200]
        return (IdentityKey(self.network.kind, value),) if value else ()


def events_of(body: bytes, network: Network, account: str, own_name: str = "") -> list[Event]:
    """Return every event of ``body``; raises nothing, whatever the bytes."""
    try:
        whole = as_dict(parsed(body))
    except ValueError:
        return [Unreadable(digest(body.hex()), "Isinya bukan JSON.")]
    entries = as_list(whole.get("entry"))
    if not entries:
        return [Unreadable(digest(whole), "Tidak ada kiriman di dalamnya.")]
    is_other_kind = text_of(whole.get("object")) not in ("", network.whole)
    events: list[Event] = []
    for item in map(as_dict, entries):
        meant_for = text_of(item.get("id")).strip()
        entry = Entry(network, meant_for or account, own_name, time_of(item.get("time")))
        if is_other_kind or (meant_for and account and meant_for != account):
            events.append(ForAnother(f"other:{meant_for}"[:60], meant_for, entry.at))
        else:
            events.extend(_of_entry(item, entry))
    return events


def _of_entry(item: dict[str, Any], entry: Entry) -> Iterator[Event]:
    chats = [*as_list(item.get("messaging")), *as_list(item.get("standby"))]
    changes = as_list(item.get("changes"))
    if not changes and "field" in item:
        changes = [item]
    if not chats and not changes:
        yield Unreadable(digest(item), "Bagian ini tidak berisi pesan atau komentar.")
    for chat in chats:
        yield from chat_events(as_dict(chat), entry)
    for change in changes:
        yield from _change(as_dict(change), entry)


# ---------------------------------------------------------------- chats


def chat_events(item: dict[str, Any], entry: Entry) -> Iterator[Event]:
    """Yield what one item of a chat tells: a message, an edit, a reaction, a delivery."""
    at = time_of(item.get("timestamp"))
    known = [name for name in _CHAT if isinstance(item.get(name), dict)]
    for name in known:
        yield from _CHAT[name](item, as_dict(item.get(name)), entry, at)
    if not known and not _SILENT.intersection(item):
        yield Unreadable(digest(item), "Kiriman percakapan ini belum dikenal.")


def _message(
    item: dict[str, Any], message: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    sender, recipient = as_dict(item.get("sender")), as_dict(item.get("recipient"))
    is_ours = message.get("is_echo") is True or entry.is_own(sender)
    raw, key = text_of(message.get("mid")), key_of(message.get("mid"), item)
    if message.get("is_deleted") is True:
        yield MessageRevoked(f"{key}:deleted", key, at)
        return
    own_key = text_of(message.get("metadata"))[:60]
    if is_ours and own_key:  # what we sent, told back with our own key
        yield DeliverySeen(key, "sent", at, own_key)
    content = content_of(message, raw or key)
    yield MessageSeen(
        key=key,
        party=entry.party(recipient if is_ours else sender),
        sent_at=at,
        kind=content.kind,
        text=content.text,
        is_ours=is_ours,
        media=content.media,
        reply_to=known_key(as_dict(message.get("reply_to")).get("mid")),
    )


def _edit(
    item: dict[str, Any], edit: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    original = known_key(edit.get("mid"))
    if not original:
        yield Unreadable(digest(item), "Suntingan tanpa nomor pesan.")
        return
    count = text_of(edit.get("num_edit"))[:6] or digest(item)[-8:]
    yield MessageEdited(f"{original}:e{count}", original, text_of(edit.get("text")), at)


def _reaction(
    item: dict[str, Any], part: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    original = known_key(part.get("mid"))
    if original and not entry.is_own(as_dict(item.get("sender"))):
        is_on = text_of(part.get("action")) != "unreact"
        emoji = (text_of(part.get("emoji")) or text_of(part.get("reaction")))[:16]
        party = entry.party(as_dict(item.get("sender")))
        yield Reaction(digest(item), original, party, emoji if is_on else "", at)


def _postback(
    item: dict[str, Any], part: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    text = text_of(part.get("title")) or text_of(part.get("payload"))
    party = entry.party(as_dict(item.get("sender")))
    key = key_of(part.get("mid"), item)
    yield MessageSeen(key, party, at, MessageKind.CHOICE, text)


def _delivered(
    item: dict[str, Any], part: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    for mid in filter(None, map(known_key, as_list(part.get("mids")))):
        yield DeliverySeen(mid, "delivered", at)


def _read(
    item: dict[str, Any], part: dict[str, Any], entry: Entry, at: datetime
) -> Iterator[Event]:
    """Instagram names the message that was read; Messenger only a time, which tells little."""
    if mid := known_key(part.get("mid")):
        yield DeliverySeen(mid, "read", at)


_Chat = Callable[[dict[str, Any], dict[str, Any], Entry, datetime], Iterator[Event]]
_CHAT: dict[str, _Chat] = {
    "message": _message,
    "message_edit": _edit,
    "reaction": _reaction,
    "postback": _postback,
    "delivery": _delivered,
    "read": _read,
}
_SILENT = {
    "referral",
    "optin",
    "account_linking",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
    "typing",
}


# ---------------------------------------------------------------- comments and mentions


def _change(change: dict[str, Any], entry: Entry) -> Iterator[Event]:
    field, value = text_of(change.get("field")), as_dict(change.get("value"))
    if not value:
        yield Unreadable(digest(change), f"Bagian ini tidak berbentuk kiriman {_name(entry)}.")
    elif {"sender", "recipient"} & set(value):  # a chat as the console's test button posts it
        yield from chat_events(value, entry)
    elif field in ("feed", "mention"):
        yield from _feed(value, entry, is_mention=field == "mention")
    elif field in ("comments", "live_comments"):
        yield from _instagram_comment(value, entry)
    elif field == "mentions":
        yield from _instagram_mention(value, entry)
    elif field not in _UNTOLD:
        words = f"Kabar dari {_name(entry)}: {field[:60]}"
        yield Notice(digest(change), field[:60], words, entry.at)


_UNTOLD = {"conversations", "story_insights", "messaging_seen"}
_ITEMS_OF_PEOPLE = {"status", "post", "photo", "video", "share", "link"}


def _feed(value: dict[str, Any], entry: Entry, *, is_mention: bool) -> Iterator[Event]:
    """Read what happened beneath a post of a page, or on its wall."""
    item, verb = text_of(value.get("item")), text_of(value.get("verb")) or "add"
    author = as_dict(value.get("from")) or _sender(value)
    is_comment = item == "comment"
    key = key_of(value.get("comment_id" if is_comment else "post_id"), value)
    is_post = item in _ITEMS_OF_PEOPLE and (is_mention or bool(author))
    if not is_comment and (not is_post or entry.is_own(author)):
        return  # the page's own posts, likes, events
    if entry.is_own(author) and not parent_of(value):
        return  # what the page says beneath its own post answers nobody
    if verb in ("remove", "delete"):
        yield MessageRevoked(f"{key}:removed", key, entry.at)
    elif verb in ("hide", "unhide"):
        mark = digest([key, verb, entry.at.isoformat()])
        yield CommentHidden(mark, key, verb == "hide", entry.at)
    elif verb in ("edited", "edit"):
        text = text_of(value.get("message"))
        yield MessageEdited(digest([key, text, entry.at.isoformat()]), key, text, entry.at)
    elif verb == "add":
        yield _comment(value, entry, key, author, is_mention=is_mention)


def _sender(value: dict[str, Any]) -> dict[str, Any]:
    """Return the author as older bodies write them."""
    number, name = text_of(value.get("sender_id")), text_of(value.get("sender_name"))
    return {"id": number, "name": name} if number else {}


def parent_of(value: dict[str, Any]) -> str:
    """Return the comment that a comment answers; nothing where it stands beneath the post."""
    parent = known_key(value.get("parent_id"))
    return "" if parent == known_key(value.get("post_id")) else parent


def _comment(
    value: dict[str, Any], entry: Entry, key: str, author: dict[str, Any], *, is_mention: bool
) -> MessageSeen:
    post = text_of(value.get("post_id"))
    link = text_of(as_dict(value.get("post")).get("permalink_url"))
    media = comment_files(value, key)
    place = CommentPlace(post, own_link(link, entry.network) or f"{entry.network.link}{post}",
                         is_mention)  # fmt: skip
    is_ours = entry.is_own(author)
    text = text_of(value.get("message"))
    return MessageSeen(
        key=key,
        party=Party(()) if is_ours else entry.party(author),
        sent_at=time_of(value.get("created_time")),
        kind=MessageKind.IMAGE if media and not text else MessageKind.TEXT,
        text=text,
        is_ours=is_ours,
        media=media,
        reply_to=parent_of(value),
        comment=place,
    )


def _instagram_comment(value: dict[str, Any], entry: Entry) -> Iterator[Event]:
    author, parent = as_dict(value.get("from")), known_key(value.get("parent_id"))
    if entry.is_own(author) and not parent:
        return
    key = key_of(value.get("id"), value)
    is_ours = entry.is_own(author)
    yield MessageSeen(
        key=key,
        party=Party(()) if is_ours else entry.party(author),
        sent_at=entry.at,  # Instagram tells no other time
        text=text_of(value.get("text")),
        is_ours=is_ours,
        reply_to=parent,
        comment=CommentPlace(text_of(as_dict(value.get("media")).get("id"))),
    )


def _instagram_mention(value: dict[str, Any], entry: Entry) -> Iterator[Event]:
    """Read that somebody named the account; what was said is asked for afterwards."""
    media, comment = text_of(value.get("media_id")), value.get("comment_id")
    key = key_of(comment or media, value)
    place = CommentPlace(media, is_mention=True, lacks_words=True)
    yield MessageSeen(key, Party(()), entry.at, comment=place)


# ---------------------------------------------------------------- small words


def known_key(value: Any) -> str:
    """Return the key of a message spoken of elsewhere, made as its own key was."""
    return key_of(value, "") if text_of(value).strip() else ""


def own_link(link: str, network: Network) -> str:
    """Return ``link`` where it leads to the network itself, nothing otherwise."""
    return link[:300] if link.startswith(network.link) else ""


def _name(entry: Entry) -> str:
    return entry.network.name
