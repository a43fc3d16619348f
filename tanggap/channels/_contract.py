"""What every channel says of itself and does: the one contract (design §4).

What calls us is kept as it came and then read; what must be asked (``poll``) is kept and
read in the same way, so that a redelivery, a crash or a reading error never loses anything.
Times are aware datetimes in UTC. Keys are strings unique within a line: the same key
read twice is the same event, so that every redelivery is a no-op.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from tanggap.channels._events import (
    COMMENT_WRITER,
    UNDER_COMMENT,
    UNREACHABLE,
    CommentHidden,
    CommentPlace,
    CommentsListed,
    DeliverySeen,
    DeliveryState,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    ForAnother,
    IdentityChanged,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Notice,
    Party,
    Reaction,
    SignOfLife,
    Unreadable,
)
from tanggap.channels._http_port import Http, HttpAnswer, NoAnswer, TooLarge, Unreachable
from tanggap.channels._mail_port import NO_MAIL, FetchedMail, Mail, Mailbox, MailLogin, MailTrouble
from tanggap.channels._tables_port import OpenTables, Tables, TablesTrouble

__all__ = [
    "COMMENT_WRITER",
    "TICKED",
    "UNDER_COMMENT",
    "UNREACHABLE",
    "Abilities",
    "Admission",
    "Awaited",
    "Channel",
    "CommentHidden",
    "CommentPlace",
    "CommentsListed",
    "DeliverySeen",
    "DeliveryState",
    "Event",
    "Failure",
    "FailureKind",
    "FetchedMail",
    "FetchedMedia",
    "ForAnother",
    "Http",
    "HttpAnswer",
    "IdentityChanged",
    "IdentityKey",
    "Mail",
    "MailLogin",
    "MailTrouble",
    "Mailbox",
    "MediaRef",
    "MessageEdited",
    "MessageKind",
    "MessageRevoked",
    "MessageSeen",
    "NoAnswer",
    "Notice",
    "OpenTables",
    "Outgoing",
    "Party",
    "Polled",
    "Ports",
    "Reaction",
    "Recorded",
    "Request",
    "Sent",
    "SettingField",
    "Settings",
    "SignOfLife",
    "Tables",
    "TablesTrouble",
    "TooLarge",
    "Unreachable",
    "Unreadable",
]

# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True)
class Request:
    """One call to a hook as it came: header names in lower case, body untouched.

    What a poll brought has the method ``POLL``, which no call from outside gets past
    ``verify`` with.
    """

    method: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Admission:
    """What to answer to a hook call, and whether the call is to be kept.

    ``refused`` says that the signature was wrong: counted, never kept.
    """

    status: int
    body: bytes = b""
    keep: bool = True
    refused: bool = False


# ---------------------------------------------------------------- what goes out


@dataclass(frozen=True)
class Outgoing:
    """One message to send. ``key`` is ours: sending it twice must reach the person once."""

    key: str
    to: tuple[IdentityKey, ...]
    text: str = ""
    template: str = ""
    template_fields: tuple[str, ...] = ()
    language: str = "id"
    reply_to: str = ""
    hook_url: str = ""
    """The line's own hook, for a provider that is told with each message where to report."""


@dataclass(frozen=True)
class Sent:
    """The provider took it. That is not yet delivery."""

    provider_key: str


def _no_tables(
    address: str, user: str = "", password: str = "", *, to_write: bool = False
) -> AbstractContextManager[Tables]:
    raise Unreachable("no databases here")


@dataclass(frozen=True)
class Ports:
    """What a channel may touch of the world: handed in, never opened by itself."""

    http: Http
    tables: OpenTables = _no_tables
    mail: Mail = NO_MAIL


@dataclass(frozen=True)
class Awaited:
    """Something we sent whose end is not known yet, and the state last heard of it."""

    provider_key: str
    own_key: str
    state: str


@dataclass(frozen=True)
class Polled:
    """What a look brought. Each of ``requests`` is kept as an arrival, then read by ``read``.

    ``cursor`` is where the next look begins, kept in the same commit. ``taken`` is the
    channel's own note of what ``settle`` may mark as fetched once that commit is done.
    ``more`` asks for the next look at once.
    """

    requests: Sequence[Request] = ()
    cursor: str = ""
    sign: SignOfLife | None = None
    taken: Sequence[str] = ()
    more: bool = False


# ---------------------------------------------------------------- the channel itself


@dataclass(frozen=True)
class SettingField:
    """One setting of a line: the form and ``tanggap line add --set`` are made from these."""

    name: str
    label: str
    is_secret: bool = False
    is_required: bool = True
    default: str = ""
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_long: bool = False
    is_tick: bool = False
    """A box to be ticked; its value is :data:`TICKED`."""


TICKED = "ya"


@dataclass(frozen=True)
class Abilities:
    """What a channel can do; what it cannot send becomes a hand task."""

    receives: bool = False
    sends: bool = False
    imports: bool = False
    has_hook: bool = False
    has_signed_hook: bool = True
    """Its calls prove who sent them; where not, the secret in the hook's path must do."""
    has_page: bool = False  # the public writes on a page of this site
    longest_text: int | None = None
    answer_window: timedelta | None = None
    takes_templates: bool = False
    comment_window: timedelta | None = None  # one private answer to a comment's writer
    forgets_removed: bool = False  # what its writer removed, the provider wants gone here too
    hand_link: Literal["", "wa.me", "sms", "tel"] = ""
    polls_every: timedelta | None = None
    answers_in_thread: bool = False
    """An answer names what it answers (``Outgoing.reply_to``)."""
    counts_sms: bool = False  # paid by parts: wording made cheap, parts shown before sending


Settings = Mapping[str, str]
PublicShape = Literal["number", "account", "place", "page"]
"""What a line's address is to the public: dialled, looked for, gone to, or opened."""


class Channel:
    """The base of every channel: refuses what a channel has not said it can do."""

    kind: ClassVar[str]
    label: ClassVar[str]
    address_label: ClassVar[str] = "Nomor, akun, atau letak"
    public_name: ClassVar[str] = ""
    """What a leaflet calls it; "" where that is its label."""
    public_shape: ClassVar[PublicShape] = "number"
    abilities: ClassVar[Abilities] = Abilities()
    fields: ClassVar[Sequence[SettingField]] = ()
    risk: ClassVar[str] = ""
    """What one must know before such a line is opened (Indonesian); "" where nothing special."""
    refused_hint: ClassVar[str] = "tanda tangannya tidak cocok; periksa app secret"
    """Why a call may have been refused, for whoever looks at the count."""

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        """Say what to answer to ``request`` and whether it is to be kept."""
        raise NotImplementedError

    def hidden_in_calls(self, settings: Settings) -> Sequence[str]:
        """Return the fields and headers of a call that hold a password: their value is not kept."""
        return ()

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        """Return everything that ``request`` holds, never only the first."""
        raise NotImplementedError

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Look for what does not call us; mark nothing yet: it is not committed here.

        Called every ``abilities.polls_every``. ``awaited`` is what was sent lately.
        """
        raise NotImplementedError

    def settle(self, taken: Sequence[str], settings: Settings, ports: Ports) -> None:
        """Mark what a poll brought as fetched: after our commit, so that a crash repeats it."""

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        raise NotImplementedError

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        """Bring a file that an event referred to, only from the provider's own hosts."""
        raise NotImplementedError

    def account(self, settings: Settings) -> str:
        """Return the provider's name for the line's account, where one hook serves several."""
        return ""

    def look_up(
        self, comments: Sequence[tuple[str, CommentPlace]], settings: Settings, ports: Ports
    ) -> Sequence[Event] | Failure:
        """Ask how ``comments`` (key and place) stand now: their words, or that they are gone."""
        raise NotImplementedError

    def window_closes_at(
        self, last_incoming: datetime | None, settings: Settings | None = None
    ) -> datetime | None:
        """Return until when free text may be sent (``settings`` may widen it), if limited."""
        if self.abilities.answer_window is None or last_incoming is None:
            return None
        return last_incoming + self.abilities.answer_window

    def problems(self, settings: Settings) -> Mapping[str, str]:
        """Return what is wrong with ``settings``: a sentence (Indonesian) by field name."""
        found = {}
        for one in self.fields:
            value = settings.get(one.name, "").strip()
            if one.is_tick and one.is_required and value != TICKED:
                found[one.name] = f"Centang dahulu: «{one.label}»."
            elif one.is_required and not value:
                found[one.name] = f"{one.label} wajib diisi."
            elif value and one.choices and value not in dict(one.choices):
                found[one.name] = f"{one.label}: pilih salah satu yang ada."
        return found

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        """Say in Indonesian what to enter at the provider."""
        return ""

    def setup_files(self, settings: Settings) -> Mapping[str, str]:
        """Return files to put in place on the line's machine: name and content."""
        return {}

    def told_hook(self, hook_url: str, settings: Settings) -> str:
        """Return the hook's address as the other end is to call it."""
        return hook_url

    def setup_paste(self, hook_url: str, settings: Settings) -> str:
        """Return what to paste into the provider's own configuration, as it stands there."""
        return ""

    def secrets(self, settings: Settings) -> frozenset[str]:
        """Return the values to redact everywhere: logs, exports, error pages."""
        return frozenset(
            settings[field.name]
            for field in self.fields
            if field.is_secret and settings.get(field.name)
        )


@dataclass(frozen=True)
class Recorded:
    """A recorded request with what must be read from it: the contract test's food."""

    name: str
    request: Request
    settings: Settings
    events: Sequence[Event] = field(default_factory=tuple)
