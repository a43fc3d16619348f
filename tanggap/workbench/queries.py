"""What became of an entry, derived in one place: answered, closed, late, its state.

Lists, filters, counts, exports and the book's paper all read it from here (design §2.2).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Unit
from tanggap.base.reading import OfEachRow, OfThese
from tanggap.gateway.models import Line
from tanggap.inbox.models import Person
from tanggap.logbook.models import Clock, Entry, Topic
from tanggap.logbook.queries import earliest_due, may_see_identity, visible_to, zone_of
from tanggap.logbook.rules import RULE_BY_KEY
from tanggap.reply.models import Reply

STATES: Mapping[str, str] = {
    "new": "Baru dicatat",
    "waiting_completion": "Menunggu kelengkapan",
    "waiting": "Menunggu jawaban",
    "draft": "Konsep jawaban",
    "sending": "Jawaban menunggu dikirim",
    "answered": "Sudah dijawab",
    "closed": "Selesai",
    "withdrawn": "Dianggap dicabut",
    "cancelled": "Dibatalkan",
}
STATE_BADGES: Mapping[str, str] = {
    "new": "info",
    "waiting_completion": "neutral",
    "waiting": "warn",
    "draft": "warn",
    "sending": "warn",
    "answered": "good",
    "closed": "good",
    "withdrawn": "neutral",
    "cancelled": "neutral",
}
OPEN = Q(closed_at=None, cancelled_at=None, withdrawn_at=None)


def _given() -> Exists:
    of_entry = Reply.objects.filter(entry=OuterRef("pk"), given_at__isnull=False)
    return OfEachRow(of_entry)


def _given_since_reopened() -> Exists:
    since = Reply.objects.filter(entry=OuterRef("pk"), given_at__gte=OuterRef("reopened_at"))
    return OfEachRow(since)


def is_answered() -> Q:
    """Return the condition «sudah dijawab»: an answer given, since it was last reopened."""
    return (Q(reopened_at=None) & Q(_given())) | Q(_given_since_reopened())


def is_late(now: datetime) -> Q:
    """Return the condition «lewat waktu»: a promise still to be kept is past its time."""
    broken = Clock.objects.filter(
        entry=OuterRef("pk"), met_at=None, dropped_at=None, paused_at=None, due_at__lt=now
    )
    return OPEN & Q(OfEachRow(broken))


def _pending(**conditions: Any) -> Exists:
    return OfEachRow(
        Reply.objects.filter(
            Q(only_points=False) | Q(released_at=None),
            entry=OuterRef("pk"),
            discarded_at=None,
            given_at=None,
            **conditions,
        )
    )


def waits_for_approval() -> Q:
    """Return the condition «menunggu persetujuan»: somebody was asked to read the draft."""
    asked = _pending(asked_at__isnull=False, approved_at=None, returned_at=None, released_at=None)
    return OPEN & Q(asked)


def state_conditions() -> dict[str, Q]:
    """Return, in order, what makes an entry be in each state; the first that fits holds."""
    return {
        "cancelled": Q(cancelled_at__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
        "closed": Q(closed_at__isnull=False),
        "answered": is_answered(),
        "sending": Q(_pending(approved_at__isnull=False)) | Q(_pending(released_at__isnull=False)),
        "draft": Q(_pending(approved_at=None)),
        "waiting_completion": Q(asked_at__isnull=False),
        "new": Q(complete_at=None),
    }


def with_states(entries: QuerySet[Entry], now: datetime | None = None) -> QuerySet[Entry]:
    """Add ``is_answered, is_closed, is_late, next_due_at, state`` to each entry."""
    when = now or timezone.now()
    return entries.annotate(
        is_answered=_yes(is_answered()),
        is_closed=_yes(Q(closed_at__isnull=False)),
        is_late=_yes(is_late(when)),
        next_due_at=earliest_due(),
        state=Case(
            *(When(condition, then=Value(key)) for key, condition in state_conditions().items()),
            default=Value("waiting"),
            output_field=CharField(),
        ),
    )


def _yes(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


STANDING = ("is_answered", "is_closed", "is_late", "next_due_at", "state")
_standing = OfThese(
    lambda keys, now: with_states(Entry.objects.filter(pk__in=keys), now).values_list(
        "pk", *STANDING
    )
)


def with_standing(entries: Collection[Entry], now: datetime | None = None) -> list[Entry]:
    """Add to entries in hand what :func:`with_states` adds in a query, by the same words."""
    by_key = {entry.pk: entry for entry in entries}
    for key, *found in _standing.answers(list(by_key), now or timezone.now()):
        for name, value in zip(STANDING, found, strict=True):
            setattr(by_key[key], name, value)
    return list(entries)


def badge_of(entry: Entry) -> tuple[str, str]:
    """Return colour and words of the state of an entry from :func:`with_states`."""
    state = str(entry.state)  # type: ignore[attr-defined]
    return STATE_BADGES[state], STATES[state]


def in_state(state: str) -> Q:
    """Return the condition «is in ``state``»; ``open`` is all that is not yet at its end."""
    if state == "open":
        return OPEN
    conditions = state_conditions()
    ended = {"cancelled", "withdrawn", "closed"}
    if state == "cancelled":
        return conditions[state]
    if state in ended:
        return conditions[state] & Q(cancelled_at=None)
    condition = OPEN
    for key, earlier in conditions.items():
        if key == state:
            return condition & earlier
        if key not in ended:
            condition &= ~earlier
    return condition


def is_unanswered() -> Q:
    """Return the condition «belum dijawab»: new, waiting or drafted, in one look."""
    conditions = state_conditions()
    is_at_desk = conditions["draft"] | ~conditions["waiting_completion"]
    return OPEN & ~conditions["answered"] & ~conditions["sending"] & is_at_desk


def entries_of_unit(unit_id: int) -> QuerySet[Any, int]:
    return Entry.units.through.objects.filter(unit_id=unit_id).values_list("entry_id", flat=True)


def is_for_units(unit_ids: Collection[int]) -> Exists:
    """Ask of each entry in hand whether it is for one of these units."""
    through = Entry.units.through.objects
    return Exists(through.filter(entry=OuterRef("pk"), unit_id__in=sorted(unit_ids)))


def entries_of_topic(topic_id: int) -> QuerySet[Any, int]:
    return Entry.topics.through.objects.filter(topic_id=topic_id).values_list("entry_id", flat=True)


def units_here(facility_id: int) -> list[tuple[int, str]]:
    return list(Unit.objects.filter(facility_id=facility_id).values_list("pk", "name"))


def units_of(entries: Collection[Entry]) -> dict[int, list[int]]:
    """Return the keys of the units that each of ``entries`` was given to, in one look."""
    found: dict[int, list[int]] = {entry.pk: [] for entry in entries}
    rows = Entry.units.through.objects.filter(entry__in=found)
    for entry_id, unit_id in rows.values_list("entry_id", "unit_id"):
        found[entry_id].append(unit_id)
    return found


def topics_here(facility_id: int) -> list[tuple[int, str]]:
    return list(Topic.objects.filter(facility_id=facility_id).values_list("pk", "label"))


def lines_here(facility_id: int) -> list[tuple[int, str]]:
    return list(Line.objects.filter(facility_id=facility_id).values_list("pk", "name"))


def most_pressing(actor: Actor, count: int, now: datetime | None = None) -> list[Entry]:
    """Return the first ``count`` open entries whose earliest promise ends today or has ended.

    However many are late, only so many are looked at.
    """
    when = now or timezone.now()
    due = _due_clocks(actor, _end_of_day(when)).order_by("due_at", "entry")
    found: dict[int, None] = {}
    for entry_id in due.values_list("entry", flat=True)[: count * len(RULE_BY_KEY)]:
        found.setdefault(entry_id)
    chosen = Entry.objects.filter(pk__in=list(found)[:count]).select_related("line")
    place = {entry_id: place for place, entry_id in enumerate(found)}
    return sorted(with_standing(chosen, when), key=lambda entry: place[entry.pk])


def late_count(actor: Actor, at_most: int, now: datetime | None = None) -> int:
    """Count the entries past their time, from the clocks that still run."""
    late = _due_clocks(actor, now or timezone.now())
    return late.order_by().values("entry").distinct()[:at_most].count()


def _due_clocks(actor: Actor, until: datetime) -> QuerySet[Clock]:
    """Return the running clocks of open entries that ``actor`` may meet, due before ``until``."""
    return Clock.objects.filter(
        Exists(visible_to(actor).filter(OPEN, pk=OuterRef("entry"))),
        facility_id=actor.facility_id,
        met_at=None,
        dropped_at=None,
        paused_at=None,
        due_at__lt=until,
    )


def _end_of_day(when: datetime) -> datetime:
    """Return when the day of ``when`` ends on the clock of the page, the health centre's own."""
    tomorrow = timezone.localdate(when) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_current_timezone())


# ---------------------------------------------------------------- the book


@dataclass(frozen=True)
class BookRow:
    """One line of the book on paper: the columns of domain.md §6.1, as words."""

    entry_id: int
    number: str
    received_at: datetime
    channel: str
    channel_kind: str
    kind: str
    kind_key: str
    klass: str
    severity: str
    reporter: str
    name: str
    address: str
    phone: str
    text: str
    happened: str
    units: str
    topics: str
    immediate_action: str
    received_by: str
    answered_at: datetime | None
    answer: str
    answer_way: str
    state: str
    state_key: str
    closed_at: datetime | None
    is_cancelled: bool


_AT_ONCE = 500


def book_rows(
    actor: Actor, from_: date | None, to: date | None, at_most: int | None = None
) -> Iterator[BookRow]:
    """Yield the book from ``from_`` up to and with ``to``, in the order of the register.

    A cancelled number is a row of its own («dibatalkan»). Names and numbers are left out
    for those who may not know them, and for entries whose reporter asked it.
    """
    facility = Facility.objects.get(pk=actor.facility_id)
    entries = (
        with_states(visible_to(actor).filter(period(facility, from_, to)))
        .select_related("line", "person", "recorded_by")
        .prefetch_related("units", "topics", "person__identities")
        .order_by("year", "-series", "sequence")[:at_most]
    )
    knows = may_see_identity(actor)
    waiting = entries.iterator(chunk_size=_AT_ONCE)
    while chunk := list(islice(waiting, _AT_ONCE)):
        answers = _first_answers(chunk)
        for entry in chunk:
            yield _book_row(entry, answers.get(entry.pk), knows)


def period(facility: Facility, from_: date | None, to: date | None) -> Q:
    """Return the condition «received from … to …», whole days of the health centre."""
    zone = zone_of(facility)
    condition = Q()
    if from_ is not None:
        condition &= Q(received_at__gte=datetime.combine(from_, time.min, zone))
    if to is not None:
        end = datetime.combine(to + timedelta(days=1), time.min, zone)
        condition &= Q(received_at__lt=end)
    return condition


def _book_row(entry: Entry, reply: Reply | None, knows: bool) -> BookRow:
    person = entry.person if knows and not entry.is_anonymous else None
    state = str(entry.state)  # type: ignore[attr-defined]
    return BookRow(
        entry_id=entry.pk,
        number=entry.number,
        received_at=entry.received_at,
        channel=entry.line.name,
        channel_kind=entry.line.kind,
        kind=entry.get_kind_display(),
        kind_key=entry.kind,
        klass=entry.get_klass_display(),
        severity=entry.get_severity_display(),
        reporter=entry.get_reporter_display(),
        name=((person.name if person else "") or "Anonim") if knows else "",
        address=person.address if person else "",
        phone=phone_of(person) if person else "",
        text=entry.text,
        happened=", ".join(part for part in (entry.happened, entry.place) if part),
        units=", ".join(unit.name for unit in entry.units.all()),
        topics=", ".join(topic.label for topic in entry.topics.all()),
        immediate_action=entry.immediate_action,
        received_by=entry.recorded_by.name,
        answered_at=reply.given_at if reply else None,
        answer=reply.text if reply else "",
        answer_way=reply.get_way_display() if reply else "",
        state=STATES[state],
        state_key=state,
        closed_at=entry.closed_at,
        is_cancelled=entry.cancelled_at is not None,
    )


def _first_answers(entries: Sequence[Entry]) -> dict[int, Reply]:
    """Return the first answer given to each of ``entries``, by the entry's key."""
    given = Reply.objects.filter(entry__in=entries, given_at__isnull=False)
    first: dict[int, Reply] = {}
    for reply in given.order_by("given_at", "id"):
        if reply.entry_id is not None:
            first.setdefault(reply.entry_id, reply)
    return first


def phone_of(person: Person) -> str:
    """Return a citizen's number; empty where only an account is known."""
    phones = [i.value for i in person.identities.all() if i.kind == "phone" and not i.ended_at]
    return phones[0] if phones else ""
