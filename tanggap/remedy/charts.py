"""The pictures of the analysis as SVG: one drawing for screen and paper. Pure.

Colours are told apart in grey by how dark they are; what matters also has a shape or a figure
of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanggap.documents.svg import (
    BAD,
    DARK,
    INK,
    LIGHT,
    LINE,
    SOFT,
    WIDTH,
    drawing,
    line,
    number,
    path,
    text,
)
from tanggap.remedy.analysis import Bar, Point, Trend

STANDS = (("met", "#9fcdc8"), ("missed", "#8f2d10"), ("running", "#ffffff"), ("ended", "#c9c9c9"))
MOST_BARS = 10
_ROW = 26


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'fill="{fill}" stroke="{SOFT}" stroke-width="0.7"/>'
    )


# ---------------------------------------------------------------- the trend


@dataclass(frozen=True)
class Mark:
    """A day drawn as an upright line: ``place`` counts months, 1.5 lies between two."""

    place: float
    words: str


class _Frame:
    """Where months and counts lie on the drawing of a trend."""

    left, right, top, floor = 30.0, WIDTH - 14.0, 18.0, 158.0

    def __init__(self, points: Sequence[Point]) -> None:
        highest = [max(point.high or 0, point.count) for point in points]
        self.most = max([*highest, 4])
        self.step = (self.right - self.left - 16) / max(len(points) - 1, 1)

    def x(self, place: float) -> float:
        return self.left + 8 + self.step * place

    def y(self, value: float) -> float:
        return self.floor - (self.floor - self.top) * value / self.most

    def level(self, place: int, value: float, colour: str, dash: str = "") -> str:
        """Return the stroke of ``value`` over one month."""
        from_ = max(self.left, self.x(place) - self.step / 2)
        to = min(self.right, self.x(place) + self.step / 2)
        return line((from_, self.y(value)), (to, self.y(value)), colour, dash=dash)


def trend_chart(trend: Trend, name: str, marks: Sequence[Mark] = ()) -> str:
    """Draw the months as points with centre line and limits; a signal is a filled diamond.

    ``marks`` are days on which something was done, each an upright line with its date.
    """
    frame = _Frame(trend.points)
    parts = [
        *_axes(frame),
        *_limits(frame, trend.points),
        *_marks(frame, marks),
        *_points(frame, trend.points),
    ]
    said = "; ".join(f"{point.month.words}: {point.count}" for point in trend.points)
    said += "".join(f"; tindakan {mark.words}" for mark in marks)
    return drawing(frame.floor + 36, _label(name, said), parts)


def _axes(frame: _Frame) -> Iterator[str]:
    yield line((frame.left, frame.floor), (frame.right, frame.floor), LINE)
    for value in (0, frame.most):
        yield text(frame.left - 6, frame.y(value) + 4, str(value), at="end", size=11)


def _limits(frame: _Frame, points: Sequence[Point]) -> Iterator[str]:
    """Draw the centre line and the limits, where there are enough months for them."""
    for place, point in enumerate(points):
        if point.centre is None:
            continue
        yield frame.level(place, point.centre, SOFT)
        yield frame.level(place, point.high or 0, BAD, "4 3")
        if point.low:
            yield frame.level(place, point.low, BAD, "4 3")


def _marks(frame: _Frame, marks: Sequence[Mark]) -> Iterator[str]:
    for mark in marks:
        at = frame.x(mark.place)
        yield line((at, frame.top - 4), (at, frame.floor), INK, dash="2 3")
        yield text(at, frame.top - 7, mark.words, size=11, bold=True)


def _points(frame: _Frame, points: Sequence[Point]) -> Iterator[str]:
    """Draw the counts, joined, each with its figure and its month; a year where one begins."""
    places = [(frame.x(place), frame.y(point.count)) for place, point in enumerate(points)]
    yield f'<polyline points="{path(places)}" fill="none" stroke="{DARK}" stroke-width="2"/>'
    for (x, y), point in zip(places, points, strict=True):
        yield _mark(x, y, point.is_beyond)
        yield text(x, y - 9 if y > frame.top + 4 else y + 18, str(point.count), size=11, bold=True)
        yield text(x, frame.floor + 15, point.month.short[:3], size=11)
        if point is points[0] or point.month.month == 1:
            yield text(x, frame.floor + 29, str(point.month.year), size=11)


def _mark(x: float, y: float, is_signal: bool) -> str:
    if is_signal:
        around = ((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y))
        return f'<polygon points="{path(around)}" fill="{BAD}"/>'
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="4" fill="#fff" '
        f'stroke="{DARK}" stroke-width="2"/>'
    )


# ---------------------------------------------------------------- Pareto and promises


def pareto_chart(bars: Sequence[Bar], name: str) -> str:
    """Draw the ten most frequent as bars; a dashed line parts the few that make up the 80 %."""
    shown = bars[:MOST_BARS]
    most = max((bar.count for bar in shown), default=1)
    parts: list[str] = []
    left, scale = 150.0, (WIDTH - 150.0 - 92.0) / most
    y, drawn = 6.0, False
    for bar in shown:
        if not bar.is_vital and not drawn:
            parts.append(line((0, y + 6), (WIDTH, y + 6), INK, dash="5 4"))
            parts.append(text(WIDTH, y + 20, "batas 80 %", at="end", size=11))
            y, drawn = y + 26, True
        parts.append(text(left - 8, y + 15, _short(bar.label, 20), at="end"))
        parts.append(_rect(left, y + 2, bar.count * scale, 18, DARK if bar.is_vital else LIGHT))
        parts.append(
            text(left + bar.count * scale + 6, y + 15, str(bar.count), at="start", bold=True)
        )
        parts.append(text(WIDTH, y + 15, f"{bar.cumulative:.0f} %", at="end", size=11))
        y += _ROW
    said = "; ".join(f"{bar.label}: {bar.count}" for bar in shown)
    return drawing(y + 4, _label(name, said), parts)


def promise_chart(rows: Sequence[tuple[str, Sequence[int]]], name: str) -> str:
    """Draw how each promise stands: kept, missed, running, ended, beside each other."""
    parts: list[str] = []
    most = max((sum(counts) for _, counts in rows), default=1) or 1
    y = 0.0
    for label, counts in rows:
        parts.append(text(0, y + 14, _short(label, 58), at="start"))
        x, scale = 0.0, (WIDTH - 40) / most
        for (key, colour), count in zip(STANDS, counts, strict=True):
            width = count * scale
            if not count:
                continue
            parts.append(_rect(x, y + 20, width, 18, colour))
            if width > 9 * len(str(count)):
                fill = "#fff" if key == "missed" else INK
                parts.append(text(x + width / 2, y + 33, str(count), bold=True, fill=fill))
            x += width
        y += 50
    said = "; ".join(
        f"{label}: {counts[0]} tepat waktu, {counts[1]} terlambat, {counts[2]} masih berjalan"
        for label, counts in rows
    )
    return drawing(max(y, 10), _label(name, said), parts)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _label(name: str, said: str) -> str:
    return f"{name}. {said}" if said else name
