"""The printed slip of the box: where everything stands on it, in millimetres.

One shape for whoever sets it and whoever reads a photo of it: the layout gets these places
and never decides one, the reader measures at the same places. Pure: no Django, no clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, HEIGHT = 198.0, 138.0
PER_SHEET = 2


class Square(NamedTuple):
    """A square on the slip: its upper left corner and its side."""

    x: float
    y: float
    side: float


CODE = Square(172, 0, 26)
"""The QR, upper right; so the photo is turned upright by it."""
MARKS = (Square(191, 131, 7), Square(0, 0, 7), Square(0, 131, 7))
"""The black squares in the other corners, nearest to the QR first: so they are looked for."""
WRITING = (0.0, 55.0, 198.0, 104.0)
RULES = (63.0, 71.0, 79.0, 87.0, 95.0, 103.0)

KINDS = (
    ("harapan", "Harapan"),
    ("keluhan", "Keluhan"),
    ("kritik", "Kritik"),
    ("saran", "Saran"),
    ("pujian", "Pujian"),
    ("pertanyaan", "Pertanyaan"),
)
"""The kinds of the book (``logbook.Kind``), as they can be ticked."""
WAYS = (
    ("board", "Papan pengumuman"),
    ("message", "WhatsApp/SMS"),
    ("call", "Telepon"),
    ("none", "Tidak perlu dijawab"),
)
HUSH = "Rahasiakan nama saya"
MOST_UNITS = 12
_BOX = 4.0
_KINDS_AT = [Square(12 + 25.5 * at, 19, _BOX) for at in range(len(KINDS))]
_UNITS_AT = [Square(42.0 * column, 31 + 6.5 * row, _BOX) for row in range(3) for column in range(4)]
_WAYS_AT = [Square(x, 107, _BOX) for x in (36, 74, 107, 131)]
_HUSH_AT = Square(95, 121.5, _BOX)

BOXES = (*_KINDS_AT, *_UNITS_AT, *_WAYS_AT, _HUSH_AT)
"""Every place where a tick box may stand: the reader measures all, whatever was printed."""


@dataclass(frozen=True)
class Box:
    """One tick box as it is printed; ``place`` is its index among :data:`BOXES`."""

    place: int
    label: str
    room: float

    @property
    def at(self) -> Square:
        return BOXES[self.place]


def printed_boxes(units: Sequence[str]) -> Iterator[Box]:
    """Yield the boxes of a slip that names ``units``, in reading order."""
    for place, (_, label) in enumerate(KINDS):
        yield Box(place, label, 20)
    for place, label in enumerate(units[:MOST_UNITS]):
        yield Box(len(KINDS) + place, label, 36)
    for place, (_, label) in enumerate(WAYS):
        yield Box(len(KINDS) + MOST_UNITS + place, label, 34)
    yield Box(len(BOXES) - 1, HUSH, 60)


# ---------------------------------------------------------------- what the QR says

SIGN = "TGS"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code_of(run_id: int, number: int) -> str:
    """Return the QR's words: which print run, which slip; letters that make a small code."""
    return f"{SIGN}:{_base36(run_id)}:{number}"


def slip_in(code: str) -> tuple[int, int] | None:
    """Return the print run's key and the slip's number; ``None`` for any other code."""
    parts = code.strip().split(":")
    if len(parts) != 3 or parts[0] != SIGN or not (parts[1] and parts[2].isdigit()):
        return None
    if len(parts[1]) > 13 or len(parts[2]) > 7 or not parts[2].isascii():
        return None
    if any(letter not in _DIGITS for letter in parts[1]):
        return None
    run_id = int(parts[1], 36)
    return (run_id, int(parts[2])) if run_id < 2**63 else None


def number_shown(number: int) -> str:
    """Return a slip's number as it is printed: «00123»."""
    return f"{number:05}"


def _base36(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number, 36)
        letters = _DIGITS[digit] + letters
    return letters or "0"


# ---------------------------------------------------------------- what the ticks say

_TICKED, _EMPTY = 0.1, 0.045  # of paper bent by 2 mm, a frame may weigh 0.06


@dataclass(frozen=True)
class Ticks:
    """What was ticked beyond doubt; the rest is left to whoever reads the slip."""

    kind: str = ""
    unit: int | None = None
    way: str = ""
    is_secret: bool = False


def ticks_in(ink: Sequence[float], units: Sequence[int]) -> Ticks:
    """Return what ``ink`` (one value for each of :data:`BOXES`) says; ``units`` by their keys.

    One clear tick in a row of empty boxes counts. Two, or one in doubt, and nothing is said.
    """
    if len(ink) != len(BOXES):
        return Ticks()
    first = len(KINDS)
    kind = _only(ink[:first])
    unit = _only(ink[first : first + min(len(units), MOST_UNITS)])
    way = _only(ink[first + MOST_UNITS : -1])
    return Ticks(
        kind=KINDS[kind][0] if kind is not None else "",
        unit=units[unit] if unit is not None else None,
        way=WAYS[way][0] if way is not None else "",
        is_secret=ink[-1] >= _TICKED,
    )


def _only(ink: Sequence[float]) -> int | None:
    ticked = [place for place, value in enumerate(ink) if value >= _TICKED]
    if len(ticked) != 1 or any(_EMPTY < value < _TICKED for value in ink):
        return None
    return ticked[0]
