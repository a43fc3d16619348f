"""The months, quarters, half-years and years that a report is about. Pure.

A term is named in the address: ``2026-05``, ``2026-T2``, ``2026-S1``, ``2026``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tanggap.documents.dates import period
from tanggap.evidence.rules import EARLIEST, month_span, quarter_span

ROMAN = ("I", "II", "III", "IV")
_CODE = re.compile(r"(20[0-9]{2})(?:-(?:(0[1-9]|1[0-2])|T([1-4])|S([12])))?")


@dataclass(frozen=True)
class Term:
    """A span of days with its name and what an address calls it."""

    code: str
    words: str
    from_: date
    to: date


Cut = Callable[[date], Term]
"""Which term of a kind a day lies in."""


def month_of(day: date) -> Term:
    from_, to = month_span(day.year, day.month)
    return Term(f"{day:%Y-%m}", period(from_, to), from_, to)


def quarter_of(day: date) -> Term:
    number = (day.month + 2) // 3
    from_, to = quarter_span(day.year, number)
    words = f"Triwulan {ROMAN[number - 1]} {day.year}"
    return Term(f"{day.year}-T{number}", words, from_, to)


def half_of(day: date) -> Term:
    number = 1 if day.month <= 6 else 2
    from_ = date(day.year, 6 * number - 5, 1)
    to = date(day.year, 6, 30) if number == 1 else date(day.year, 12, 31)
    return Term(f"{day.year}-S{number}", f"Semester {ROMAN[number - 1]} {day.year}", from_, to)


def year_of(day: date) -> Term:
    year = day.year
    return Term(str(year), f"Tahun {year}", date(year, 1, 1), date(year, 12, 31))


def term_named(code: str, today: date) -> Term | None:
    """Return the term an address names; nothing where it names none, or one to come."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year, month, quarter, half = (int(one) if one else 0 for one in found.groups())
    if month:
        made = month_of(date(year, month, 1))
    elif quarter:
        made = quarter_of(date(year, 3 * quarter, 1))
    elif half:
        made = half_of(date(year, 6 * half, 1))
    else:
        made = year_of(date(year, 1, 1))
    return made if EARLIEST <= made.from_ <= today else None


def _back(day: date, many: int, of: Cut) -> list[Term]:
    found: list[Term] = []
    for _ in range(many):
        found.append(of(day))
        day = found[-1].from_ - timedelta(days=1)
    return found


def months_back(today: date, many: int = 13) -> list[Term]:
    """Return this month and those before it, the newest first."""
    return _back(today, many, month_of)


def quarters_back(today: date, many: int = 5) -> list[Term]:
    return _back(today, many, quarter_of)


def halves_back(today: date, many: int = 4) -> list[Term]:
    return _back(today, many, half_of)


def years_back(today: date, many: int = 2) -> list[Term]:
    return _back(today, many, year_of)


def words_of(from_: date, to: date) -> str:
    """Return «Semester I 2026» where the days are a term, else the days."""
    for of in (month_of, quarter_of, half_of, year_of):
        term = of(from_)
        if (term.from_, term.to) == (from_, to):
            return term.words
    return period(from_, to)


def terms_ending_in(from_: date, to: date, of: Cut) -> list[Term]:
    """Return the terms whose last day lies between two days, oldest first."""
    found: list[Term] = []
    day = from_
    while day <= to:
        term: Term = of(day)
        if term.to <= to:
            found.append(term)
        day = term.to + timedelta(days=1)
    return found
