"""Reads the month's numbers: grouped questions, and only of what the actor may meet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tanggap.base.acting import Actor
from tanggap.base.calendar import days_off
from tanggap.base.models import Facility
from tanggap.base.rules import working_days_between
from tanggap.logbook.models import Clock, Entry, Kind
from tanggap.logbook.queries import visible_to, zone_of
from tanggap.logbook.spans import received, span_of
from tanggap.recap.rules import Kept
from tanggap.remedy.analysis import Month, months_until, weeks_of
from tanggap.reply.models import Reply

PROBLEMS = (Kind.COMPLAINT.value, Kind.CRITICISM.value)
"""The kinds that tell of something wrong; a switch shows all the others with them."""
QUARTER = 3


@dataclass(frozen=True)
class Numbers:
    """Everything counted for one month, for one who looks."""

    month: Month
    months: Sequence[tuple[Month, int]]
    topics: Sequence[Counter[str]]
    """Of the three months of the quarter that ends with the month, the oldest first."""
    units: Counter[str]
    pairs: Counter[tuple[str, str]]
    """By topic and unit together."""
    kinds: Counter[str]
    weeks: Counter[tuple[str, int]]
    """By kind of line and place of the week."""
    promises: Counter[tuple[str, str]]
    """By rule and how it stands."""
    days: Sequence[int]
    """Working days from each entry to its first answer."""

    @property
    def total(self) -> int:
        return self.months[-1][1] if self.months else 0

    @property
    def before(self) -> int:
        return self.months[-2][1] if len(self.months) > 1 else 0

    @property
    def has_before(self) -> bool:
        return len(self.months) > 1


def first_month(actor: Actor, facility: Facility) -> Month | None:
    """Return the month of the oldest entry that ``actor`` may meet."""
    held = visible_to(actor).filter(cancelled_at=None).order_by("received_at")
    at = held.values_list("received_at", flat=True).first()
    return Month.of(at.astimezone(zone_of(facility)).date()) if at else None


def numbers_of(
    actor: Actor, facility: Facility, month: Month, first: Month, now: datetime, *, every: bool
) -> Numbers:
    """Return the numbers of ``month`` in a book that begins in ``first``.

    The month in which the book begins is seldom whole: nothing is compared with it.
    """
    zone = zone_of(facility)
    held = visible_to(actor).filter(cancelled_at=None).order_by()
    if not every:
        held = held.filter(kind__in=PROBLEMS)
    shown = [one for one in months_until(month) if one > first or one == month]
    of_month = received(held, month.first, month.last, zone)
    return Numbers(
        month=month,
        months=_by_month(held, shown, zone),
        topics=_topics(held, month, zone),
        units=_counter(of_month.values_list(Coalesce("units__code", Value("")))),
        pairs=_pairs(of_month),
        kinds=_counter(of_month.values_list("kind")),
        weeks=_by_week(of_month, month, zone),
        promises=promises_of(of_month, now),
        days=answer_days(of_month, facility, zone),
    )


def _counter(rows: QuerySet[Entry, tuple[str]]) -> Counter[str]:
    return Counter(dict(rows.annotate(count=Count("pk"))))


def _pairs(of_month: QuerySet[Entry]) -> Counter[tuple[str, str]]:
    rows = of_month.filter(topics__isnull=False, units__isnull=False)
    counted = rows.values_list("topics__key", "units__code").annotate(count=Count("pk"))
    return Counter({(topic, unit): count for topic, unit, count in counted})


def _by_month(
    held: QuerySet[Entry], months: Sequence[Month], zone: ZoneInfo
) -> list[tuple[Month, int]]:
    if not months:
        return []
    place = span_of([one.first for one in months], zone)
    spanned = received(held, months[0].first, months[-1].last, zone)
    rows = spanned.annotate(span=place).values_list("span").annotate(count=Count("pk"))
    found = dict(rows)
    return [(month, found.get(place, 0)) for place, month in enumerate(months)]


def _topics(held: QuerySet[Entry], month: Month, zone: ZoneInfo) -> list[Counter[str]]:
    months = months_until(month, QUARTER)
    found: list[Counter[str]] = [Counter() for _ in months]
    spanned = received(held, months[0].first, month.last, zone)
    rows = spanned.annotate(span=span_of([one.first for one in months], zone))
    for place, key, count in rows.values_list("span", Coalesce("topics__key", Value(""))).annotate(
        count=Count("pk")
    ):
        found[place][key] += count
    return found


def _by_week(of_month: QuerySet[Entry], month: Month, zone: ZoneInfo) -> Counter[tuple[str, int]]:
    place = span_of([start for start, _ in weeks_of(month)], zone)
    rows = of_month.annotate(span=place).values_list("line__kind", "span")
    return Counter({(line, at): count for line, at, count in rows.annotate(count=Count("pk"))})


def promises_of(of_month: QuerySet[Entry], now: datetime) -> Counter[tuple[str, str]]:
    """Count the promises as ``recap.rules.kept`` tells them, in one question."""
    until = Coalesce("met_at", "paused_at", "dropped_at", Value(now))
    clocks = Clock.objects.filter(entry__in=of_month.values("pk")).annotate(until=until)
    stands = Case(
        When(due_at__isnull=False, until__gt=F("due_at"), then=Value(Kept.MISSED.value)),
        When(met_at__isnull=False, then=Value(Kept.MET.value)),
        When(dropped_at__isnull=False, then=Value(Kept.ENDED.value)),
        default=Value(Kept.RUNNING.value),
        output_field=CharField(),
    )
    rows = clocks.annotate(stands=stands).order_by().values_list("rule", "stands")
    return Counter({(rule, how): count for rule, how, count in rows.annotate(count=Count("pk"))})


def answer_days(of_month: QuerySet[Entry], facility: Facility, zone: ZoneInfo) -> list[int]:
    """Return the working days from entry to first answer, since it was last opened again."""
    since = Q(entry__reopened_at=None) | Q(given_at__gte=F("entry__reopened_at"))
    given = Reply.objects.filter(since, entry__in=of_month.values("pk"), given_at__isnull=False)
    rows = given.order_by().values_list("entry_id", "entry__received_at")
    spans = Counter(
        (began.astimezone(zone).date(), at.astimezone(zone).date())
        for _, began, at in rows.annotate(at=Min("given_at"))
        if began and at
    )
    if not spans:
        return []
    off = days_off(facility, min(one for one, _ in spans), max(end for _, end in spans))
    found: list[int] = []
    for (began, end), many in spans.items():
        days = working_days_between(began, end, off, facility.week_days)
        found += [max(days, 0)] * many
    return found
