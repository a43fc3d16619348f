"""What channels report, in the words of the contract: import it from ``_contract``."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal


class FailureKind(enum.StrEnum):
    """The closed list of what can go wrong when sending."""

    RETRY = "retry"
    MEND_SETTINGS = "mend_settings"
    WINDOW_CLOSED = "window_closed"
    GIVE_UP = "give_up"
    UNSURE = "unsure"  # it may have gone out: never sent again without a person's word


UNREACHABLE = "unreachable"  # the code of a failure where nobody answered at all


@dataclass(frozen=True)
class Failure:
    """Why it was not sent: try again when, and what to tell the staff (Indonesian)."""

    kind: FailureKind
    code: str
    advice: str
    retry_after: timedelta | None = None


# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True)
class IdentityKey:
    """One name a person goes by on a channel: phone (E.164), wa_bsuid, wa_name, alnum …"""

    kind: str
    value: str


@dataclass(frozen=True)
class Party:
    """Who wrote, or to whom we wrote: every identity the event carries, best first."""

    identities: tuple[IdentityKey, ...]
    name: str = ""


@dataclass(frozen=True)
class MediaRef:
    """A file at the provider: fetched by gateway, never inside the channel's ``read``."""

    key: str
    mime: str = ""
    sha256: str = ""
    file_name: str = ""
    caption: str = ""
    url: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class FetchedMedia:
    content: bytes
    mime: str
    file_name: str = ""


class MessageKind(enum.StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    CHOICE = "choice"
    ORDER = "order"
    CALL = "call"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


# Kinds of an address that answers a comment: its writer's inbox (once, within seven days), or
# the place beneath it, where everybody reads along.
COMMENT_WRITER, UNDER_COMMENT = "comment_writer", "under_comment"


@dataclass(frozen=True)
class CommentPlace:
    """Where a public comment stands: beneath which post, and where a person can look at it.

    ``is_mention``: it stands with somebody else and names our account. ``lacks_words``: the
    provider told only that it is there; its words are asked for (``Channel.look_up``).
    """

    post_key: str
    link: str = ""
    is_mention: bool = False
    lacks_words: bool = False


@dataclass(frozen=True)
class MessageSeen:
    """A message: from a person to us, or (``is_ours``) an echo of what was typed elsewhere.

    ``is_incomplete`` says that a part has not come; the same key seen whole completes it.
    """

    key: str
    party: Party
    sent_at: datetime
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    is_ours: bool = False
    media: tuple[MediaRef, ...] = ()
    reply_to: str = ""
    forwarded: bool = False
    jotted: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What a form already asked (unit, anonymous): offered when it is written down."""
    is_incomplete: bool = False
    comment: CommentPlace | None = None
    """Where it stands for everybody to read; nothing private may answer it there."""


@dataclass(frozen=True)
class MessageEdited:
    """New words of a message. ``is_snapshot``: as they stood when somebody looked, perhaps
    the same as before; an edit that a provider tells of is a change for certain.
    """

    key: str
    original_key: str
    text: str
    at: datetime
    is_snapshot: bool = False


@dataclass(frozen=True)
class MessageRevoked:
    key: str
    original_key: str
    at: datetime


@dataclass(frozen=True)
class CommentHidden:
    """A comment was hidden from the public by the account's keeper, or shown again."""

    key: str
    original_key: str
    is_hidden: bool
    at: datetime


@dataclass(frozen=True)
class CommentsListed:
    """Every comment beneath a post that is younger than ``since`` (all, where it is ``None``).

    One that we hold and that is not among ``keys`` may have been removed: it is looked up.
    """

    key: str
    post_key: str
    keys: frozenset[str]
    since: datetime | None
    at: datetime


@dataclass(frozen=True)
class ForAnother:
    """A part that names another account than the line's own: given to that account's line."""

    key: str
    account: str
    at: datetime


@dataclass(frozen=True)
class Reaction:
    """An emoji put on a message, or taken away (empty ``emoji``)."""

    key: str
    message_key: str
    party: Party
    emoji: str
    at: datetime


DeliveryState = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class DeliverySeen:
    """What became of something we sent. ``own_key`` is ours, when the provider returns it."""

    provider_key: str
    state: DeliveryState
    at: datetime
    own_key: str = ""
    failure: Failure | None = None
    is_billable: bool = False


@dataclass(frozen=True)
class IdentityChanged:
    """The same person under a new number or id, as the provider says it."""

    key: str
    old: IdentityKey
    new: tuple[IdentityKey, ...]
    at: datetime


@dataclass(frozen=True)
class Notice:
    """Something about the account that a person should read: quality, template state …"""

    key: str
    topic: str
    text: str
    at: datetime


@dataclass(frozen=True)
class SignOfLife:
    """The modem, handphone or account was heard of: from a poll or as an event of a hook.

    Nothing heard for ``quiet_after``, the line counts as dead. ``facts`` are pairs of label
    and words (Indonesian) for the line's page; ``trouble`` is what a person must mend. A
    poll that found nobody to have been heard yet gives ``None``.
    """

    at: datetime | None
    quiet_after: timedelta | None = None
    facts: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Unreadable:
    """A part of a request that this channel could not read; kept for a person to look at."""

    key: str
    reason: str


Event = (
    MessageSeen
    | MessageEdited
    | MessageRevoked
    | CommentHidden
    | CommentsListed
    | ForAnother
    | Reaction
    | DeliverySeen
    | IdentityChanged
    | Notice
    | SignOfLife
    | Unreadable
)
