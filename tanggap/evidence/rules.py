"""What a finding is, what it proposes, and which days a period has. Pure."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


class State(enum.StrEnum):
    """What the system can say of a step; the last is said where only people can know."""

    PROVEN = "terbukti"
    PARTLY = "sebagian"
    NOT_YET = "belum"
    UNPROVABLE = "di_luar"


LABELS = {
    State.PROVEN: "Terbukti",
    State.PARTLY: "Sebagian",
    State.NOT_YET: "Belum",
    State.UNPROVABLE: "Tidak dapat dibuktikan sistem",
}
TONES = {
    State.PROVEN: "good",
    State.PARTLY: "warn",
    State.NOT_YET: "bad",
    State.UNPROVABLE: "neutral",
}


@dataclass(frozen=True)
class Link:
    """Where something is seen or done: an address by its name, and the right it asks."""

    label: str
    name: str
    args: tuple[object, ...] = ()
    query: str = ""
    right: str = ""


@dataclass(frozen=True)
class Todo:
    """What is missing, as a sentence that says what to do, and where."""

    words: str
    link: Link | None = None


@dataclass(frozen=True)
class Finding:
    """What can be proved between two days: a sentence with numbers, links, what is missing."""

    state: State
    words: str
    links: tuple[Link, ...] = ()
    missing: tuple[Todo, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


YES, NO = "ya", "tidak"


def proposed(findings: Iterable[Finding]) -> str:
    """Return the tick that findings propose for one step: «ya», «tidak», or nothing.

    What is proved only in part, or not by the system, proposes nothing: the auditor judges.
    """
    states = {one.state for one in findings} - {State.UNPROVABLE}
    if states == {State.PROVEN}:
        return YES
    return NO if states == {State.NOT_YET} else ""


def by_share(done: int, of: int) -> State:
    """Return how far «done of so many» proves something; nothing to do proves nothing."""
    if not of:
        return State.UNPROVABLE
    if done >= of:
        return State.PROVEN
    return State.PARTLY if done else State.NOT_YET


def worst(states: Sequence[State]) -> State:
    """Return what several parts say together: all, some or none of them proved."""
    told = [one for one in states if one != State.UNPROVABLE]
    if not told:
        return State.UNPROVABLE
    if len(set(told)) == 1:
        return told[0]
    return State.PARTLY


def months_in(from_: date, to: date) -> list[tuple[date, date]]:
    """Return the first and last day of every calendar month the period touches, cut to it."""
    found, first = [], from_.replace(day=1)
    while first <= to:
        following = (first + timedelta(days=32)).replace(day=1)
        found.append((max(first, from_), min(following - timedelta(days=1), to)))
        first = following
    return found


def quarter_span(year: int, number: int) -> tuple[date, date]:
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * (number % 4) + 1, 1)
    return first, after - timedelta(days=1)


def month_span(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


KEPT_DAYS = 7
"""For so long the files of a pack are kept."""
EARLIEST = date(2000, 1, 1)
LONGEST_DAYS = 732


def trouble_with_period(from_: date, to: date, today: date) -> str:
    """Say what is wrong with a period; nothing where it can be asked about."""
    if to < from_:
        return "Tanggal akhir tidak boleh sebelum tanggal awal."
    if from_ < EARLIEST or from_ > today:
        return "Periode dimulai antara tahun 2000 dan hari ini."
    if (to - from_).days > LONGEST_DAYS:
        return "Pilih periode paling lama dua tahun."
    return ""
