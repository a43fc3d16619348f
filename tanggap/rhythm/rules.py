"""What a year of the procedure holds, as pure functions: no Django, no clock."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

SOON_DAYS = 7
"""So many days ahead something is told of as coming."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_SMS = 160  # letters of one part
_NAMED = 5
_ENDING = " Buka Tanggap."


class State(enum.StrEnum):
    DONE = "done"
    LATE = "late"
    COMING = "coming"


LABELS = {State.DONE: "selesai", State.LATE: "lewat waktu", State.COMING: "akan datang"}
MARKS = {State.DONE: "✓", State.LATE: "!", State.COMING: "·"}
MADE_UP = "✓!"
TONES = {State.DONE: "good", State.LATE: "bad", State.COMING: "neutral"}


@dataclass(frozen=True)
class Due:
    """One thing of the year: what, by which day, where it is done, and how it stands.

    ``words`` name records (a week, an RTL's number), never what a citizen wrote.
    """

    key: str
    day: date
    group: str
    words: str
    state: State
    address: tuple[str, tuple[str, ...]]
    """Name of the page and its arguments."""
    is_made_up: bool = False
    """Whether it was done, but after its day."""
    first: date | None = None
    """The day it begins, where it takes more than one."""
    asked_of: str = ""
    """The right of whoever has to do it: only they are reminded."""

    @property
    def label(self) -> str:
        return "selesai, terlambat" if self.is_made_up else LABELS[self.state]

    @property
    def mark(self) -> str:
        """Return the sign that tells how it stands without colour."""
        return MADE_UP if self.is_made_up else MARKS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def standing(day: date, today: date, *, is_done: bool) -> State:
    """Return how a term stands: done, late from the day after, or coming."""
    if is_done:
        return State.DONE
    return State.LATE if day < today else State.COMING


def in_order(dues: Iterable[Due]) -> list[Due]:
    return sorted(dues, key=lambda one: (one.day, one.group, one.words, one.key))


def pressing(dues: Iterable[Due], today: date) -> list[Due]:
    """Return what is late or due within a week, the oldest first."""
    until = today + timedelta(days=SOON_DAYS)
    asked = (one for one in dues if one.state == State.LATE or (_is_near(one, today, until)))
    return in_order(asked)


def _is_near(due: Due, today: date, until: date) -> bool:
    return due.state == State.COMING and today <= (due.first or due.day) <= until


def reminder(dues: Sequence[Due]) -> str:
    """Return one SMS that says what is due, shortened until it costs one part; "" for nothing.

    >>> reminder([])
    ''
    """
    if not dues:
        return ""
    late = sum(one.state == State.LATE for one in dues)
    begin = f"Tanggap: {len(dues)} hal menunggu Anda{f', {late} lewat waktu' if late else ''}"
    for named in range(min(len(dues), _NAMED), 0, -1):
        rest = len(dues) - named
        told = "; ".join([_short(one) for one in dues[:named]] + [f"{rest} lainnya"] * bool(rest))
        words = f"{begin}: {told}.{_ENDING}"
        if len(words) <= _SMS:
            return words
    return f"{begin}.{_ENDING}"


def _short(due: Due) -> str:
    """Return «RTL 3/2026, batas waktu (12/5)» in signs of which 160 make one SMS."""
    return f"{due.words} ({due.day.day}/{due.day.month})".replace("–", "-")


def quarters(year: int) -> list[date]:
    """Return a proposal for the lintas sektor meeting of each quarter: the middle month's 15th."""
    return [date(year, month, 15) for month in (2, 5, 8, 11)]


def halves(year: int) -> list[date]:
    """Return a proposal for what is held twice a year (survey, RTM): early June and December."""
    return [date(year, 6, 10), date(year, 12, 10)]


def trouble_with_days(starts_on: date, ends_on: date | None) -> str:
    """Say what is wrong with the days of an occasion; nothing where they are right."""
    for day in (starts_on, ends_on or starts_on):
        if not EARLIEST <= day <= LATEST:
            return "Periksa tahunnya: antara 2000 dan 2099."
    if ends_on and ends_on < starts_on:
        return "Tanggal selesai tidak boleh sebelum tanggal mulai."
    if ends_on and (ends_on - starts_on).days > 366:
        return "Kegiatan paling lama setahun. Periksa tanggal selesainya."
    return ""


_SIGNS = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}
"""Which files may lie beside an occasion, by their ending, and how each begins."""


def trouble_with_file(name: str, content: bytes) -> str:
    """Say what is wrong with a file from outside; nothing where it is what its name says.

    >>> trouble_with_file("notulen.PDF", b"%PDF-1.7 ...")
    ''
    """
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if ending not in _SIGNS:
        return "Hanya PDF, JPG, PNG, DOCX, atau XLSX. Simpan dahulu dalam salah satu bentuk itu."
    if not content.startswith(_SIGNS[ending]):
        return f"Isi berkas ini bukan {ending[1:].upper()}. Buka dahulu, lalu simpan ulang."
    return ""


def hash_of(token: str) -> str:
    """Return what is kept of the secret in a calendar address."""
    return sha256(token.encode()).hexdigest()
