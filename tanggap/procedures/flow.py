"""The flow diagram of a SOP, drawn from its steps: one shape a step, a start and an end. Pure.

On screen it becomes SVG, on paper the layout draws the same shapes: text that can be
read aloud and selected, and that breaks over pages between two shapes.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTH = 480
_BOX, _LEFT = 400, 40
_LETTERS = 44  # in a line of a shape on screen
_LINE, _PAD, _GAP = 19, 14, 30
_END_WIDTH, _END_HEIGHT = 150, 40


class FlowStep(Protocol):
    """What a shape needs of a step."""

    @property
    def text(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def output(self) -> str: ...


@dataclass(frozen=True)
class Shape:
    """One shape: where the procedure starts or ends, or one of its steps."""

    is_end: bool
    text: str
    number: int = 0
    actor: str = ""
    output: str = ""

    def on_paper(self) -> Mapping[str, object]:
        return {
            "is-end": self.is_end,
            "text": self.text,
            "actor": self.actor,
            "output": self.output,
        }


def shapes(steps: Sequence[FlowStep]) -> list[Shape]:
    """Return the shapes from top to bottom; no steps, no diagram."""
    if not steps:
        return []
    middle = [
        Shape(False, one.short.strip() or one.text.strip(), number, one.actor, one.output)
        for number, one in enumerate(steps, start=1)
    ]
    return [Shape(True, "Mulai"), *middle, Shape(True, "Selesai")]


@dataclass(frozen=True)
class Line:
    """A line of words in a shape, at its height; ``is_small`` is beside the point."""

    y: int
    text: str
    is_small: bool = False


@dataclass(frozen=True)
class Placed:
    """A shape where it stands on the screen, and the arrow that leads to it."""

    is_end: bool
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    has_arrow: bool

    @property
    def middle(self) -> int:
        return WIDTH // 2

    @property
    def arrow_from(self) -> int:
        return self.y - _GAP

    @property
    def arrow_head(self) -> str:
        return (
            f"{self.middle - 6},{self.y - 9} {self.middle + 6},{self.y - 9} {self.middle},{self.y}"
        )


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    shapes: tuple[Placed, ...]


def drawing(steps: Sequence[FlowStep]) -> Drawing | None:
    """Return the diagram laid out for the screen, long texts wrapped; nothing without steps."""
    found = shapes(steps)
    if not found:
        return None
    placed: list[Placed] = []
    y = 4
    for shape in found:
        one = _placed(shape, y, has_arrow=bool(placed))
        placed.append(one)
        y = one.y + one.height + _GAP
    return Drawing(WIDTH, y - _GAP + 4, tuple(placed))


def _placed(shape: Shape, y: int, *, has_arrow: bool) -> Placed:
    if shape.is_end:
        left = (WIDTH - _END_WIDTH) // 2
        words = (Line(y + _END_HEIGHT // 2 + 5, shape.text),)
        return Placed(True, left, y, _END_WIDTH, _END_HEIGHT, words, has_arrow)
    rows = [(text, False) for text in _wrapped(f"{shape.number}. {shape.text}")]
    if shape.actor:
        rows = [*((text, True) for text in _wrapped(shape.actor)), *rows]
    if shape.output:
        rows += [(text, True) for text in _wrapped(f"Hasil: {shape.output}")]
    lines = tuple(
        Line(y + _PAD + _LINE * place + 14, text, is_small)
        for place, (text, is_small) in enumerate(rows)
    )
    height = 2 * _PAD + _LINE * len(rows)
    return Placed(False, _LEFT, y, _BOX, height, lines, has_arrow)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), _LETTERS) or [""]
