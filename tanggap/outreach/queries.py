"""Reads of the log of socialisation: the records of a year, its sums, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from tanggap.outreach.models import Socialisation, SocialisationOfficer, SocialisationProof
from tanggap.outreach.rules import QUARTERS, Quarter, empty_quarters, is_meeting_due, quarter_of

MOST_SHOWN = 500


@dataclass(frozen=True)
class Sums:
    """How often, how many people, how many leaflets."""

    times: int = 0
    people: int = 0
    leaflets: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.times + other.times, self.people + other.people, self.leaflets + other.leaflets
        )


@dataclass(frozen=True)
class MethodRow:
    """One method's sums by quarter, and of the whole year."""

    label: str
    quarters: Sequence[Sums]

    @property
    def total(self) -> Sums:
        return sum(self.quarters, Sums())


@dataclass(frozen=True)
class Standing:
    """What the log says is due: quarters in which nothing was done, the last meeting."""

    last_meeting: date | None
    is_meeting_due: bool
    empty: Sequence[Quarter]
    is_this_quarter_empty: bool
    this_quarter: Quarter


def all_records(facility_id: int) -> QuerySet[Socialisation]:
    """Return every record, also those struck out."""
    return Socialisation.objects.filter(facility_id=facility_id)


def records(facility_id: int) -> QuerySet[Socialisation]:
    """Return the records that count, newest first."""
    return all_records(facility_id).filter(taken_back_at=None).order_by("-held_on", "-id")


def with_people(rows: QuerySet[Socialisation]) -> QuerySet[Socialisation]:
    """Return ``rows`` with their officers and how many proofs each has: two questions for all."""
    officers = SocialisationOfficer.objects.select_related("staff")
    kept = Count("proofs", filter=Q(proofs__removed_at=None))
    return rows.prefetch_related(Prefetch("told_by", officers)).annotate(proof_count=kept)


def records_between(facility_id: int, from_: date, to: date) -> QuerySet[Socialisation]:
    return records(facility_id).filter(held_on__range=(from_, to))


def records_of_year(facility_id: int, year: int) -> QuerySet[Socialisation]:
    return records_between(facility_id, date(year, 1, 1), date(year, 12, 31))


def years_of(facility_id: int, today: date) -> list[int]:
    """Return the years with a record, and this one, newest first."""
    years = records(facility_id).annotate(year=ExtractYear("held_on")).order_by()
    return sorted({*years.values_list("year", flat=True).distinct(), today.year}, reverse=True)


def sums_by_method(facility_id: int, year: int) -> list[MethodRow]:
    """Return a row for every method, also where there is nothing to count."""
    counted = (
        records_of_year(facility_id, year)
        .annotate(quarter=ExtractQuarter("held_on"))
        .order_by()
        .values_list("method", "quarter")
        .annotate(Count("id"), Sum("people"), Sum("leaflets"))
    )
    found = {(method, quarter): Sums(*numbers) for method, quarter, *numbers in counted}
    return [
        MethodRow(str(label), [found.get((method, one), Sums()) for one in QUARTERS])
        for method, label in Socialisation.Method.choices
    ]


def total_of(rows: Sequence[MethodRow]) -> MethodRow:
    """Return the sums of all methods by quarter."""
    return MethodRow(
        "Jumlah", [sum((row.quarters[i] for row in rows), Sums()) for i in range(len(QUARTERS))]
    )


def standing(facility_id: int, today: date) -> Standing:
    """Return what is due, from the first record of the log on."""
    days = records(facility_id).order_by("held_on").values_list("method", "held_on")
    held = [(method, day) for method, day in days if day <= today]
    quarters = {quarter_of(day) for _, day in held}
    meetings = [day for method, day in held if method == Socialisation.Method.CROSS_SECTOR]
    last, now = (meetings[-1] if meetings else None), quarter_of(today)
    return Standing(
        last_meeting=last,
        is_meeting_due=is_meeting_due(last, today),
        empty=empty_quarters(quarters, min(quarters), today) if quarters else (),
        is_this_quarter_empty=now not in quarters,
        this_quarter=now,
    )


def proofs_of(facility_id: int) -> QuerySet[SocialisationProof]:
    """Return the proofs that were not thrown away."""
    return SocialisationProof.objects.filter(
        facility_id=facility_id, removed_at=None
    ).select_related("media", "by")
