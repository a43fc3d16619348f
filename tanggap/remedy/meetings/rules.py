"""Decisions of the monthly meeting: where it stands, when it is due, what fits. Pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tanggap.documents.dates import MONTHS
from tanggap.remedy.rules import EARLIEST, LATEST

DUE_DAY = 10
"""By this day of the following month a month's meeting is held (A-11: once a month)."""
LONGEST_TITLE = 300
LONGEST = 8_000
MOST_POINTS, MOST_PHOTOS, MOST_PEOPLE, MOST_QUOTATIONS = 60, 40, 300, 12


class State(enum.StrEnum):
    PLANNED = "direncanakan"
    INVITED = "diundang"
    WRITING = "ditulis"
    CLOSED = "ditutup"
    DISCUSSED = "dibahas"
    CANCELLED = "dibatalkan"


LABELS: Mapping[State, str] = {
    State.PLANNED: "Direncanakan",
    State.INVITED: "Undangan dibagikan",
    State.WRITING: "Notulen sedang ditulis",
    State.CLOSED: "Notulen ditutup, belum dibahas dengan kepala",
    State.DISCUSSED: "Sudah dibahas dengan kepala",
    State.CANCELLED: "Dibatalkan",
}
TONES: Mapping[State, str] = {
    State.PLANNED: "neutral",
    State.INVITED: "info",
    State.WRITING: "warn",
    State.CLOSED: "info",
    State.DISCUSSED: "good",
    State.CANCELLED: "neutral",
}


def state_of(
    *, is_invited: bool, is_written: bool, is_closed: bool, is_discussed: bool, is_cancelled: bool
) -> State:
    """Say where a meeting stands."""
    if is_cancelled:
        return State.CANCELLED
    if is_discussed:
        return State.DISCUSSED
    if is_closed:
        return State.CLOSED
    if is_written:
        return State.WRITING
    return State.INVITED if is_invited else State.PLANNED


def month_words(month: date) -> str:
    """Return «Mei 2026»."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    first = month.replace(day=1)
    if first.month == 1:
        return date(first.year - 1, 12, 1)
    return date(first.year, first.month - 1, 1)


def owed_month(today: date) -> date | None:
    """Return the month whose meeting should have been held by now; nothing before the tenth."""
    return month_before(today) if today.day > DUE_DAY else None


def trouble_with_month(month: date, held_on: date) -> str:
    """Say what is wrong with the days of a meeting; nothing where they are right."""
    if not EARLIEST <= held_on < LATEST or not EARLIEST <= month < LATEST:
        return "Periksa tahunnya: antara 2000 dan 2099."
    if first_of(month) > first_of(held_on):
        return "Bulan yang dibahas tidak boleh sesudah bulan pertemuannya."
    return ""


@dataclass(frozen=True)
class Finding:
    """What the month's book says loudest about one topic."""

    label: str
    count: int
    before: int
    said: str


def finding_title(found: Finding) -> str:
    """Return how a finding stands on the agenda."""
    return f"{found.label}: {found.count} kali (bulan lalu {found.before}). {found.said}"


def numbered(titles: Sequence[str]) -> list[str]:
    return [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
