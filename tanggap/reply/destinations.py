"""The ways an answer can go to one person, best first, each with window and cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from tanggap.gateway.models import Line
from tanggap.gateway.queries import channel_of, open_lines
from tanggap.inbox.models import Identity, Person
from tanggap.inbox.queries import identities_of
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import Cost, cost_of, window_of
from tanggap.reply.rules import Window

_OF_KIND = {
    "phone": Reply.Way.CALL,
    "box": Reply.Way.NOTICE,
    "walk_in": Reply.Way.FACE,
    "letter": Reply.Way.LETTER,
}
_BY_NUMBER = frozenset({"phone"})
_REACHES = {
    "whatsapp": frozenset({"phone", "wa_bsuid"}),
    "wa_gateway": frozenset({"phone", "wa_lid"}),
    "wa_handphone": frozenset({"phone", "wa_name", "wa_bsuid"}),
    "website": frozenset({"web_report"}),
    "email": frozenset({"email"}),
}
_WRITES_BY_HAND = {"wa.me", "sms"}


@dataclass(frozen=True)
class Destination:
    """One way to one person, as the composer offers it; ``value`` is its form value.

    ``identity`` is the one number chosen; none means all that the person has on the line.
    """

    value: str
    way: str
    label: str
    line: Line | None = None
    identity: Identity | None = None
    shown: Identity | None = None
    window: Window | None = None
    cost: Cost | None = None
    as_approved: bool = False
    is_by_hand: bool = False
    counts_sms: bool = False

    @property
    def address(self) -> str:
        """The address as a person reads it: a number, or the name in the handphone's contacts."""
        if self.shown is None or self.shown.kind in ("wa_bsuid", "wa_lid"):
            return ""
        kind, value = self.shown.kind, self.shown.value
        if kind == "web_report":
            return f"halaman lacak, nomor {value}"
        return value.partition(":")[2] if kind == "wa_name" else value

    @property
    def is_open(self) -> bool:
        """Whether it can go this way now: free text needs an open window."""
        return self.as_approved or self.window is None or self.window.is_open


def destinations(
    entry: Entry | None,
    person: Person | None,
    line: Line,
    *,
    template: ReplyTemplate | None = None,
    now: datetime | None = None,
) -> list[Destination]:
    """Return the ways to answer what came in on ``line``; the first is the natural one."""
    at = now or timezone.now()
    identities = _identities(person)
    phones = [identity for identity in identities if identity.kind == "phone"]
    lines = [one for one in open_lines(line.facility_id) if one.pk != line.pk]
    found = [
        *_by_line(line, person, identities, template, at),
        *(way for phone in phones for way in _calls(phone)),
    ]
    anywhere = [identity for identity in identities if identity.kind in ("phone", "email")]
    for other in lines:
        found += _by_line(other, person, anywhere, template, at)
    found += _without_line()
    natural = _OF_KIND.get(line.kind)
    if natural is None and person is None:
        natural = Reply.Way.NOTICE
    found.sort(key=lambda one: one.way != natural if natural else False)
    return found


def _identities(person: Person | None) -> list[Identity]:
    if person is None:
        return []
    rows = identities_of(person).filter(ended_at=None).exclude(kind="alnum")
    return sorted(rows, key=lambda row: (row.kind != "phone", -row.since.timestamp()))


def _by_line(
    line: Line,
    person: Person | None,
    identities: Sequence[Identity],
    template: ReplyTemplate | None,
    now: datetime,
) -> Iterator[Destination]:
    abilities = channel_of(line).abilities
    by_hand = not abilities.sends and abilities.hand_link in _WRITES_BY_HAND
    if not (abilities.sends or by_hand) or person is None:
        return
    reach = _REACHES.get(line.kind, _BY_NUMBER)
    identities = [one for one in identities if one.kind in reach]
    if not identities:
        return
    window, cost = window_of(line, person, now), cost_of(line, now)
    phones = [one for one in identities if one.kind in ("phone", "email")]
    several: Sequence[Identity | None] = phones if len(phones) > 1 else [None]
    is_template = template is not None and template.approved_name and not window.is_open
    for identity in several:
        shown = identity or (phones[0] if phones else identities[0])
        mark = f"{line.pk}-{identity.pk if identity else ''}"
        plain = Destination(
            f"line-{mark}",
            Reply.Way.LINE,
            line.name,
            line,
            identity,
            shown,
            window,
            cost,
            is_by_hand=by_hand,
            counts_sms=abilities.counts_sms,
        )
        if is_template:
            yield replace(plain, value=f"approved-{mark}", as_approved=True)
        yield plain


def _calls(phone: Identity) -> Iterator[Destination]:
    yield Destination(f"call-{phone.pk}", Reply.Way.CALL, "Telepon", None, phone, phone)


def _without_line() -> list[Destination]:
    return [
        Destination("face", Reply.Way.FACE, "Disampaikan langsung"),
        Destination("letter", Reply.Way.LETTER, "Surat"),
        Destination("notice", Reply.Way.NOTICE, "Papan pengumuman"),
    ]


def destination_of(reply: Reply, offered: Sequence[Destination]) -> Destination | None:
    """Return which of ``offered`` a written draft had chosen."""
    for one in offered:
        same_line = one.line.pk == reply.line_id if one.line else reply.line_id is None
        same_person = reply.identity_id is None or (
            one.identity is not None and one.identity.pk == reply.identity_id
        )
        if one.way == reply.way and same_line and same_person:
            return one
    return None
