"""Which revision holds on a day, what a heading is called, how far a SOP was followed. Pure."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar


class Outline(enum.StrEnum):
    """How a SOP is laid out: Padaherang's ten headings, or Sumbersari's eleven (§6.6)."""

    TEN = "ten"
    ELEVEN = "eleven"

    @staticmethod
    def choices() -> list[tuple[str, str]]:
        return [
            (Outline.TEN.value, "10 judul (Prosedur)"),
            (Outline.ELEVEN.value, "11 judul (Alat dan bahan tersendiri)"),
        ]


STEPS, DIAGRAM, CHANGES = "steps", "diagram", "changes"


@dataclass(frozen=True)
class Heading:
    """A numbered heading of a SOP; ``key`` is where its text lies."""

    key: str
    label: str


_FIRST = (
    Heading("meaning", "Pengertian"),
    Heading("purpose", "Tujuan"),
    Heading("policy", "Kebijakan"),
    Heading("reference", "Referensi"),
)
_LAST = (
    Heading("units", "Unit terkait"),
    Heading("papers", "Dokumen terkait"),
    Heading(CHANGES, "Rekaman historis perubahan"),
)
_HEED = Heading("heed", "Hal-hal yang perlu diperhatikan")
_DIAGRAM = Heading(DIAGRAM, "Diagram alir")
HEADINGS: Mapping[str, tuple[Heading, ...]] = {
    Outline.TEN: (*_FIRST, Heading(STEPS, "Prosedur"), _DIAGRAM, _HEED, *_LAST),
    Outline.ELEVEN: (
        *_FIRST,
        Heading("tools", "Alat dan bahan"),
        Heading(STEPS, "Langkah-langkah"),
        _DIAGRAM,
        _HEED,
        *_LAST,
    ),
}
TEXT_KEYS = ("meaning", "purpose", "policy", "reference", "tools", STEPS, "heed", "units", "papers")
"""The headings that hold a text; that of ``STEPS`` stands before the steps."""


def headings_of(outline: str) -> tuple[Heading, ...]:
    """Return the headings in order; an empty one is legal and printed all the same (A-14)."""
    return HEADINGS.get(outline, HEADINGS[Outline.TEN])


class State(enum.Enum):
    """How a revision stands on a day; everything but a draft follows from its dates."""

    DRAFT = "konsep"
    COMING = "akan berlaku"
    IN_FORCE = "berlaku"
    ENDED = "tidak berlaku lagi"
    REVOKED = "dicabut"

    @property
    def tone(self) -> str:
        return {
            State.DRAFT: "warn",
            State.COMING: "info",
            State.IN_FORCE: "good",
            State.ENDED: "neutral",
            State.REVOKED: "bad",
        }[self]


@dataclass(frozen=True)
class Span:
    """The dates of a revision that decide how it stands."""

    is_enacted: bool
    valid_from: date | None = None
    valid_to: date | None = None
    revoked_on: date | None = None


def state_on(span: Span, day: date) -> State:
    """Return how a revision with these dates stands on ``day``; both ends are included."""
    if not span.is_enacted or span.valid_from is None:
        return State.DRAFT
    if span.revoked_on is not None and span.revoked_on <= day:
        return State.REVOKED
    if day < span.valid_from:
        return State.COMING
    if span.valid_to is not None and span.valid_to < day:
        return State.ENDED
    return State.IN_FORCE


def day_before(day: date) -> date:
    """Return the last day of what a revision that holds from ``day`` replaces."""
    return day - timedelta(days=1)


def revision_words(revision: int, unrevised_as: str = "-") -> str:
    """Return the revision number as papers write it; none is «-» or «00» (B-20)."""
    if revision == 0:
        return unrevised_as or "-"
    return f"{revision:02}" if unrevised_as == "00" else str(revision)


_NONE = re.compile(r"[-–—\s]*|0+")


def revision_in(typed: str) -> int | None:
    """Return the revision number in what was typed («-», «00», «4»); ``None`` for no number."""
    typed = typed.strip()
    if _NONE.fullmatch(typed):
        return 0
    return int(typed) if re.fullmatch(r"[0-9]{1,3}", typed) else None


def filled_in(text: str, names: Mapping[str, str]) -> str:
    """Put the health centre's names where the text has «{puskesmas}» or «{kepala}» (B-19)."""
    for token, name in names.items():
        text = text.replace("{" + token + "}", name)
    return text


_Row = TypeVar("_Row")


def moved(rows: Sequence[_Row], place: int, by: int) -> list[_Row]:
    """Return ``rows`` with the one at ``place`` moved up or down; beyond the ends it stays."""
    found = list(rows)
    other = place + by
    if 0 <= place < len(found) and 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found


# ---------------------------------------------------------------- daftar tilik


@dataclass(frozen=True)
class Tally:
    """How often Ya and Tidak were ticked; «Tidak berlaku» counts on neither side (§5)."""

    yes: int = 0
    no: int = 0
    not_applicable: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.yes + other.yes,
            self.no + other.no,
            self.not_applicable + other.not_applicable,
        )

    @property
    def rate(self) -> Decimal | None:
        """Return CR = ΣYa / (ΣYa + ΣTidak) · 100; nothing that applies has none."""
        seen = self.yes + self.no
        return Decimal(100 * self.yes) / seen if seen else None


def tally_of(marks: Iterable[str]) -> Tally:
    """Count the ticks «ya», «tidak», «tb» of a round."""
    counted = list(marks)
    return Tally(counted.count("ya"), counted.count("tidak"), counted.count("tb"))


def pooled(rounds: Iterable[Tally]) -> Tally:
    """Return several rounds as one: their counts added, never their percentages averaged."""
    return sum(rounds, Tally())


def is_followed(tally: Tally, threshold: int) -> bool | None:
    """Answer whether the SOP counts as followed: the rate itself, not as it is rounded."""
    rate = tally.rate
    return None if rate is None else rate >= threshold


def rate_words(tally: Tally) -> str:
    """Return «80 %», «66,7 %», or «–» where nothing applied (never 0)."""
    rate = tally.rate
    if rate is None:
        return "–"
    rounded = rate.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if rounded == 100 and rate < 100:
        rounded = Decimal("99.9")  # one «Tidak» among thousands is not everything
    words = f"{rounded:f}".removesuffix(".0").replace(".", ",")
    return f"{words} %"
