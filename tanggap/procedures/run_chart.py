"""How a SOP was followed from round to round: a small run chart with its threshold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tanggap.procedures.rules import Tally, is_followed, rate_words

FEWEST = 3
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 24, 34
WIDTH, HEIGHT = 480, 190
MOST = 12
"""More rounds than these do not fit with their dates: the newest are drawn."""


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    day: date
    rate: str
    is_followed: bool


@dataclass(frozen=True)
class RunChart:
    width: int
    height: int
    dots: tuple[Dot, ...]
    threshold: int
    threshold_y: float
    ticks: tuple[tuple[int, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)

    @property
    def left(self) -> int:
        return _LEFT

    @property
    def right(self) -> int:
        return WIDTH - _RIGHT


def run_chart(rounds: Sequence[tuple[date, Tally]], threshold: int) -> RunChart | None:
    """Return the chart of rounds that have a rate, oldest first; fewer than three show no run."""
    drawn = [(day, tally) for day, tally in rounds if tally.rate is not None][-MOST:]
    if len(drawn) < FEWEST:
        return None
    step = (WIDTH - _LEFT - _RIGHT - 24) / (len(drawn) - 1)
    dots = tuple(
        Dot(
            round(_LEFT + 12 + step * place, 1),
            _height(float(tally.rate or 0)),
            day,
            rate_words(tally),
            bool(is_followed(tally, threshold)),
        )
        for place, (day, tally) in enumerate(drawn)
    )
    ticks = tuple((value, _height(value)) for value in (0, 50, 100))
    return RunChart(WIDTH, HEIGHT, dots, threshold, _height(threshold), ticks)


def _height(percent: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - percent / 100), 1)
