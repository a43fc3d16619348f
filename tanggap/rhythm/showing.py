"""A year on one page: its weeks as a strip, its months as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.documents.dates import MONTHS
from tanggap.rhythm.queries import WEEKS, dues_between
from tanggap.rhythm.rules import Due, State, pressing


@dataclass(frozen=True)
class Month:
    """One month: its weeks in a line, and everything else by its day."""

    first: date
    weeks: Sequence[Due]
    others: Sequence[Due]
    is_now: bool

    @property
    def words(self) -> str:
        return MONTHS[self.first.month - 1]

    @property
    def closed(self) -> int:
        return sum(one.state == State.DONE for one in self.weeks)

    @property
    def made_up(self) -> int:
        return sum(one.is_made_up for one in self.weeks)


@dataclass(frozen=True)
class Year:
    """What the page shows."""

    year: int
    months: Sequence[Month]
    near: Sequence[Due]

    @property
    def weeks(self) -> list[Due]:
        return [one for month in self.months for one in month.weeks]

    @property
    def closed(self) -> int:
        return sum(month.closed for month in self.months)


def year_of(actor: Actor, facility: Facility, year: int, today: date) -> Year:
    """Return the procedure's year as ``actor`` may know it."""
    dues = dues_between(actor, facility, date(year, 1, 1), date(year, 12, 31), today)
    months = []
    for number in range(1, 13):
        own = [one for one in dues if one.day.month == number]
        months.append(
            Month(
                first=date(year, number, 1),
                weeks=[one for one in own if one.group == WEEKS],
                others=[one for one in own if one.group != WEEKS],
                is_now=(year, number) == (today.year, today.month),
            )
        )
    near = pressing(dues, today) if year == today.year else []
    return Year(year, months, near)
