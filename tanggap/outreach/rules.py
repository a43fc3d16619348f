"""Decisions of outreach: what a record needs, quarters, and when it is quiet. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = (1, 2, 3, 4)
LEAFLET, SERVICE_HOURS, CROSS_SECTOR = "leaflet", "langsung", "lintas"
_NEEDS_PEOPLE = {SERVICE_HOURS, CROSS_SECTOR}
MEETING_EVERY = 4  # months: lokakarya mini lintas sektor is held every quarter (§4.4)


def trouble_with_numbers(method: str, people: int, leaflets: int) -> tuple[str, str]:
    """Return the field and the sentence of what is missing; two empty texts when all is there."""
    if method == LEAFLET and not leaflets:
        return "leaflets", "Tulis berapa leaflet yang dibagikan."
    if method in _NEEDS_PEOPLE and not people:
        return "people", "Tulis kira-kira berapa orang yang diberi tahu."
    return "", ""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year: «triwulan II 2026»."""

    year: int
    number: int

    @property
    def words(self) -> str:
        return f"triwulan {('I', 'II', 'III', 'IV')[self.number - 1]} {self.year}"

    @property
    def begin(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return self.next.begin - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def empty_quarters(held: Collection[Quarter], since: Quarter, today: date) -> list[Quarter]:
    """Return the ended quarters from ``since`` on in which nobody was told anything."""
    empty, one = [], since
    while one < quarter_of(today):
        if one not in held:
            empty.append(one)
        one = one.next
    return empty


def is_meeting_due(last: date | None, today: date) -> bool:
    """Answer whether the last cross-sector meeting that told of the lines is too long ago."""
    return last is None or (today - last).days > 31 * MEETING_EVERY
