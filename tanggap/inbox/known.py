"""What a run of reading already knows, loaded in one go so that a batch asks no row twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from tanggap.gateway.events import (
    CommentHidden,
    Event,
    IdentityChanged,
    IdentityKey,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Reaction,
)
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.models import Identity, LateChange, Message

_T = TypeVar("_T")
_AT_ONCE = 500
Key = tuple[str, str]


def _slices(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk


@dataclass
class Known:
    """Identities, messages, dispatches and waiting changes that the events speak of.

    Everything is loaded by :meth:`of`; what is absent here is absent in the database. An
    event that fails leaves this untrue: load it anew.
    """

    line: Line
    identities: dict[Key, Identity] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    dispatches: dict[str, Dispatch] = field(default_factory=dict)
    changed_early: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, line: Line, events: Sequence[Event]) -> "Known":
        known = cls(line)
        for some in _slices(sorted({key.value for key in _identity_keys(events)})):
            rows = Identity.objects.filter(facility_id=line.facility_id, value__in=some)
            for identity in rows.select_related("person"):
                known.identities[identity.kind, identity.value] = identity
        for keys in _slices(sorted(set(_message_keys(events)))):
            for message in Message.objects.filter(line=line, key__in=keys):
                known.messages[message.key] = message
            early = LateChange.objects.filter(line=line, message_key__in=keys)
            known.changed_early.update(early.values_list("message_key", flat=True))
        ours = [e.key for e in events if isinstance(e, MessageSeen) and e.is_ours]
        for keys in _slices(ours):
            for dispatch in Dispatch.objects.filter(line=line, provider_key__in=keys):
                known.dispatches[dispatch.provider_key] = dispatch
        return known


def _identity_keys(events: Iterable[Event]) -> Iterator[IdentityKey]:
    for event in events:
        if isinstance(event, MessageSeen | Reaction):
            yield from event.party.identities
        elif isinstance(event, IdentityChanged):
            yield event.old
            yield from event.new


def _message_keys(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event, MessageSeen):
            yield event.key
            if event.comment is not None and event.reply_to:
                yield event.reply_to
        elif isinstance(event, MessageEdited | MessageRevoked | CommentHidden):
            yield event.original_key
        elif isinstance(event, Reaction):
            yield event.message_key
