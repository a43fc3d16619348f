"""The arithmetic of the bench: percentiles, ratios, marks, plain tables. No clock, no disk."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_RATIO = 20.0
LEAST_PAPER_RATIO = 10.0
MOST_MS = 50.0
MOST_KB = 100.0
MOST_MB = 200.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` (0 to 1) of ``values`` do not exceed (nearest rank).

    Raises ``ValueError`` when nothing was measured: there is no figure then.
    """
    if not values:
        raise ValueError("nothing was measured")
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def times_more(ours: float, theirs: float) -> float:
    """Return how many times more of something ours does than theirs (intake per second)."""
    return ours / theirs if theirs > 0 else math.inf


def times_quicker(ours_ms: float, theirs_ms: float) -> float:
    """Return how many times sooner ours answers than theirs."""
    return theirs_ms / ours_ms if ours_ms > 0 else math.inf


@dataclass(frozen=True)
class Mark:
    """A figure beside what was promised of it; ``at_least`` says which side is good."""

    figure: float
    promised: float
    at_least: bool

    @property
    def is_met(self) -> bool:
        if self.at_least:
            return self.figure >= self.promised
        return self.figure <= self.promised

    @property
    def word(self) -> str:
        return "met" if self.is_met else "NOT MET"


def ratio_mark(ratio: float) -> Mark:
    return Mark(ratio, LEAST_RATIO, at_least=True)


def paper_mark(ratio: float) -> Mark:
    return Mark(ratio, LEAST_PAPER_RATIO, at_least=True)


def most(figure: float, promised: float) -> Mark:
    return Mark(figure, promised, at_least=False)


def shown(figure: float) -> str:
    """Return a figure with as many digits as it deserves: 0.42, 4.2, 42, 4,200."""
    if math.isinf(figure):
        return "∞"
    size = abs(figure)
    if size >= 100:
        return f"{figure:,.0f}"
    if size >= 10:
        return f"{figure:.0f}" if float(figure).is_integer() else f"{figure:.1f}"
    return f"{figure:.2f}" if size < 1 else f"{figure:.1f}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, first column to the left, the others to the right."""
    widths = [max(len(str(row[i])) for row in [columns, *rows]) for i in range(len(columns))]
    lines = [_line(columns, widths), _rule(widths), *(_line(row, widths) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = f"{cells[0]:<{widths[0]}}"
    rest = [f"{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *rest]) + " |"


def _rule(widths: Sequence[int]) -> str:
    return "|" + "|".join(["-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:])]) + "|"
