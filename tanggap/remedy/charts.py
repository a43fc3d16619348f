"""The pictures of the analysis as SVG: one drawing for screen and paper. Pure.

Colours stand as attributes, for the press knows no stylesheet, and are told apart in grey
by how dark they are; what matters also has a shape or a figure of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tanggap.remedy.analysis import Bar, Trend

WIDTH = 400
"""Drawn narrow, so that the letters stay readable on a telephone."""
INK, SOFT, LINE = "#1d2b2a", "#55615f", "#b9c2c0"
DARK, LIGHT = "#0f5f5b", "#b7d6d2"
BAD = "#a3360f"
STANDS = (("met", "#9fcdc8"), ("missed", "#8f2d10"), ("running", "#ffffff"), ("ended", "#c9c9c9"))
MOST_BARS = 10
_ROW = 26


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _text(
    x: float, y: float, words: str, *, at: str = "middle", size: int = 12, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{at}" font-size="{size}" '
        f'fill="{INK if bold else SOFT}"{weight}>{escape(words)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
        f'stroke="{colour}" stroke-width="1.5"{dashed}/>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
        f'fill="{fill}" stroke="{SOFT}" stroke-width="0.7"/>'
    )


def _svg(height: float, name: str, said: str, parts: Sequence[str]) -> str:
    """Return the drawing with its name and what it says for those who cannot see it."""
    label = escape(f"{name}. {said}" if said else name, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" '
        f'width="{WIDTH}" height="{_n(height)}" role="img" aria-label="{label}" '
        f'font-family="Arimo, Arial, sans-serif">{"".join(parts)}</svg>'
    )


# ---------------------------------------------------------------- the trend


@dataclass(frozen=True)
class Mark:
    """A day drawn as an upright line: ``place`` counts months, 1.5 lies between two."""

    place: float
    words: str


def trend_chart(trend: Trend, name: str, marks: Sequence[Mark] = ()) -> str:
    """Draw the months as points with centre line and limits; a signal is a filled diamond.

    ``marks`` are days on which something was done, each an upright line with its date.
    """
    points, left, right, top, floor = trend.points, 30.0, WIDTH - 14.0, 18.0, 158.0
    most = max([point.high or 0 for point in points] + [point.count for point in points] + [4])
    step = (right - left - 16) / max(len(points) - 1, 1)

    def x(place: int) -> float:
        return left + 8 + step * place

    def y(value: float) -> float:
        return floor - (floor - top) * value / most

    parts = [_line(left, floor, right, floor, LINE)]
    parts += [_text(left - 6, y(value) + 4, str(value), at="end", size=11) for value in (0, most)]
    for place, point in enumerate(points):
        if point.centre is None:
            continue
        from_, to = max(left, x(place) - step / 2), min(right, x(place) + step / 2)
        parts.append(_line(from_, y(point.centre), to, y(point.centre), SOFT))
        parts.append(_line(from_, y(point.high or 0), to, y(point.high or 0), BAD, "4 3"))
        if point.low:
            parts.append(_line(from_, y(point.low), to, y(point.low), BAD, "4 3"))
    for mark in marks:
        at = left + 8 + step * mark.place
        parts.append(_line(at, top - 4, at, floor, INK, "2 3"))
        parts.append(_text(at, top - 7, mark.words, size=11, bold=True))
    path = " ".join(f"{_n(x(place))},{_n(y(one.count))}" for place, one in enumerate(points))
    parts.append(f'<polyline points="{path}" fill="none" stroke="{DARK}" stroke-width="2"/>')
    for place, point in enumerate(points):
        parts.append(_mark(x(place), y(point.count), point.is_beyond))
        above = y(point.count) - 9 if y(point.count) > top + 4 else y(point.count) + 18
        parts.append(_text(x(place), above, str(point.count), size=11, bold=True))
        parts.append(_text(x(place), floor + 15, point.month.short[:3], size=11))
        if not place or point.month.month == 1:
            parts.append(_text(x(place), floor + 29, str(point.month.year), size=11))
    said = "; ".join(f"{point.month.words}: {point.count}" for point in points)
    said += "".join(f"; tindakan {mark.words}" for mark in marks)
    return _svg(floor + 36, name, said, parts)


def _mark(x: float, y: float, is_signal: bool) -> str:
    if is_signal:
        corners = f"{_n(x)},{_n(y - 7)} {_n(x + 7)},{_n(y)} {_n(x)},{_n(y + 7)} {_n(x - 7)},{_n(y)}"
        return f'<polygon points="{corners}" fill="{BAD}"/>'
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4" fill="#fff" stroke="{DARK}" stroke-width="2"/>'


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
            parts.append(_line(0, y + 6, WIDTH, y + 6, INK, "5 4"))
            parts.append(_text(WIDTH, y + 20, "batas 80 %", at="end", size=11))
            y, drawn = y + 26, True
        parts.append(_text(left - 8, y + 15, _short(bar.label, 20), at="end"))
        parts.append(_rect(left, y + 2, bar.count * scale, 18, DARK if bar.is_vital else LIGHT))
        parts.append(
            _text(left + bar.count * scale + 6, y + 15, str(bar.count), at="start", bold=True)
        )
        parts.append(_text(WIDTH, y + 15, f"{bar.cumulative:.0f} %", at="end", size=11))
        y += _ROW
    said = "; ".join(f"{bar.label}: {bar.count}" for bar in shown)
    return _svg(y + 4, name, said, parts)


def promise_chart(rows: Sequence[tuple[str, Sequence[int]]], name: str) -> str:
    """Draw how each promise stands: kept, missed, running, ended, beside each other."""
    parts: list[str] = []
    most = max((sum(counts) for _, counts in rows), default=1) or 1
    y = 0.0
    for label, counts in rows:
        parts.append(_text(0, y + 14, _short(label, 58), at="start"))
        x, scale = 0.0, (WIDTH - 40) / most
        for (key, colour), count in zip(STANDS, counts, strict=True):
            width = count * scale
            if not count:
                continue
            parts.append(_rect(x, y + 20, width, 18, colour))
            if width > 9 * len(str(count)):
                fill = "#fff" if key == "missed" else INK
                parts.append(
                    f'<text x="{_n(x + width / 2)}" y="{_n(y + 33)}" text-anchor="middle" '
                    f'font-size="12" font-weight="bold" fill="{fill}">{count}</text>'
                )
            x += width
        y += 50
    said = "; ".join(
        f"{label}: {counts[0]} tepat waktu, {counts[1]} terlambat, {counts[2]} masih berjalan"
        for label, counts in rows
    )
    return _svg(max(y, 10), name, said, parts)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
