"""The coded filters of the list: they combine, and live in the address.

Words, names and numbers searched for never do: those go by POST (design §2.8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.asked import key_in
from tanggap.base.models import Facility, Role
from tanggap.logbook.models import Class, Entry, Kind, Reporter, Severity
from tanggap.logbook.queries import zone_of
from tanggap.workbench import queries

PAGE = 25
MINE = {"dicatat": "Yang saya catat", "menunggu": "Yang menunggu saya"}
PERIODS = {"7": "7 hari terakhir", "30": "30 hari terakhir", "tahun": "Tahun ini"}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; the field names are those in the address."""

    jenis: str = ""
    klasifikasi: str = ""
    tingkat: str = ""
    pelapor: str = ""
    keadaan: str = ""
    unit: str = ""
    topik: str = ""
    saluran: str = ""
    untuk: str = ""
    lewat: str = ""
    kurun: str = ""
    dari: str = ""
    sampai: str = ""

    @property
    def query(self) -> str:
        """Return the filters as they stand in an address; nothing else goes there."""
        return urlencode(self.as_dict)

    @property
    def as_dict(self) -> dict[str, str]:
        """Return the filters in force, by name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name))}

    @property
    def count(self) -> int:
        return len(self.as_dict)

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: ""})


@dataclass
class Choices:
    """What can be chosen here: ``(value, label)`` by the name of the filter."""

    by_name: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def allows(self, name: str, value: str) -> bool:
        if name in ("dari", "sampai"):
            return _day(value) is not None
        return any(value == key for key, _ in self.by_name.get(name, ()))

    def label(self, name: str, value: str) -> str:
        """Return a filter in force as people say it."""
        day = _day(value)
        if name in ("dari", "sampai") and day is not None:
            return f"{name.capitalize()} {day:%d/%m/%Y}"
        return dict(self.by_name.get(name, ())).get(value, value)


def choices_for(facility_id: int) -> Choices:
    """Return what the filters offer at this health centre."""
    return Choices(
        {
            "jenis": list(Kind.choices),
            "klasifikasi": list(Class.choices),
            "tingkat": list(Severity.choices),
            "pelapor": list(Reporter.choices),
            "keadaan": [*list(queries.STATES.items()), ("open", "Semua yang belum selesai")],
            "unit": [(str(pk), name) for pk, name in queries.units_here(facility_id)],
            "topik": [(str(pk), label) for pk, label in queries.topics_here(facility_id)],
            "saluran": [(str(pk), name) for pk, name in queries.lines_here(facility_id)],
            "untuk": list(MINE.items()),
            "lewat": [("1", "Lewat waktu")],
            "kurun": list(PERIODS.items()),
        }
    )


def read_filters(asked: Mapping[str, str] | QueryDict, choices: Choices) -> Filters:
    """Return the filters of an address; a value that nobody offers is left out."""
    names = [f.name for f in fields(Filters)]
    given = {name: str(asked.get(name) or "") for name in names}
    return Filters(**{n: v for n, v in given.items() if v and choices.allows(n, v)})


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def narrowed(
    entries: QuerySet[Entry], filters: Filters, actor: Actor, now: datetime | None = None
) -> QuerySet[Entry]:
    """Return ``entries`` narrowed to all ``filters`` at once."""
    when = now or timezone.now()
    plain = {"kind": filters.jenis, "klass": filters.klasifikasi, "severity": filters.tingkat}
    plain |= {"reporter": filters.pelapor, "line_id": filters.saluran}
    entries = entries.filter(**{name: value for name, value in plain.items() if value})
    if filters.unit:
        entries = entries.filter(pk__in=queries.entries_of_unit(int(filters.unit)))
    if filters.topik:
        entries = entries.filter(pk__in=queries.entries_of_topic(int(filters.topik)))
    if filters.keadaan:
        entries = entries.filter(queries.in_state(filters.keadaan))
    if filters.lewat:
        entries = entries.filter(queries.is_late(when))
    if filters.untuk:
        entries = entries.filter(_of_mine(filters.untuk, actor))
    return entries.filter(_within(filters, actor.facility_id, when))


def _within(filters: Filters, facility_id: int, now: datetime) -> Q:
    from_, to = _day(filters.dari), _day(filters.sampai)
    if not (from_ or to or filters.kurun):
        return Q()
    facility = Facility.objects.get(pk=facility_id)
    today = now.astimezone(zone_of(facility)).date()
    if filters.kurun == "tahun":
        from_ = from_ or today.replace(month=1, day=1)
    elif filters.kurun:
        from_ = from_ or today - timedelta(days=int(filters.kurun) - 1)
    return queries.period(facility, from_, to)


def _of_mine(which: str, actor: Actor) -> Q:
    if which == "dicatat":
        return Q(recorded_by_id=actor.staff_id)
    return waiting_for(actor)


def waiting_for(actor: Actor) -> Q:
    """Return what waits for this actor: to be dealt with, answered, sent, or approved."""
    condition = Q(pk__in=[])
    if actor.may("reply.approve"):
        condition |= queries.waits_for_approval()
    if actor.may("logbook.write_down"):
        for state in ("new", "waiting", "sending"):
            condition |= queries.in_state(state)
        condition |= queries.in_state("draft") & ~queries.waits_for_approval()
    if Role.PJ_UNIT in actor.roles:
        condition |= queries.in_state("waiting")
    return condition


# ---------------------------------------------------------------- one page of the list


@dataclass(frozen=True)
class Place:
    """Where in the list a page begins: after this time and id, newest first."""

    received_at: datetime
    entry_id: int

    def __str__(self) -> str:
        micros = int(self.received_at.timestamp()) * 1_000_000 + self.received_at.microsecond
        return f"{micros}-{self.entry_id}"


def place(text: str) -> Place | None:
    """Read a place from an address; ``None`` for one that was tampered with."""
    micros, _, key = text.partition("-")
    since, entry_id = key_in(micros), key_in(key)
    if since is None or entry_id is None:
        return None
    try:
        at = datetime.fromtimestamp(since // 1_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return Place(at + timedelta(microseconds=since % 1_000_000), entry_id)


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    next_place: str
    is_first: bool

    @property
    def count_words(self) -> str:
        """Return how many there are, as far as it is worth counting: «50+»."""
        more = "+" if self.next_place or not self.is_first else ""
        return f"{len(self.entries) if self.is_first else PAGE}{more}"


def page_of(entries: QuerySet[Entry], after: Place | None, now: datetime | None = None) -> Page:
    """Return one page, newest first, found by its place and not by counting rows."""
    if after is not None:
        entries = entries.filter(
            Q(received_at__lt=after.received_at)
            | Q(received_at=after.received_at, pk__lt=after.entry_id),
            received_at__lte=after.received_at,
        )
    keys = list(entries.order_by("-received_at", "-id").values_list("pk", flat=True)[: PAGE + 1])
    shown = Entry.objects.filter(pk__in=keys[:PAGE]).select_related("person")
    rows = queries.with_standing(shown.order_by("-received_at", "-id"), now)
    more = str(Place(rows[-1].received_at, rows[-1].pk)) if len(keys) > PAGE and rows else ""
    return Page(rows, more, after is None)
