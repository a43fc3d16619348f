"""The strokes and letters of a drawing as SVG: one drawing for screen and paper. Pure.

Colours stand as attributes, for the press knows no stylesheet.
"""

from collections.abc import Iterable, Sequence
from html import escape

INK, SOFT, LINE = "#1d2b2a", "#55615f", "#b9c2c0"
DARK, LIGHT, PALE = "#0f5f5b", "#b7d6d2", "#e8f3f1"
BAD = "#a3360f"
WIDTH = 400
"""Drawn narrow, so that the letters stay readable on a telephone."""


def number(value: float) -> str:
    """Return ``value`` to a tenth, as short as it goes."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def path(places: Iterable[tuple[float, float]]) -> str:
    """Return the corners of a line or a shape."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in places)


def text(
    x: float,
    y: float,
    words: str,
    *,
    at: str = "middle",
    size: int = 12,
    bold: bool = False,
    fill: str = "",
) -> str:
    """Return a line of letters; bold ones are of ink, others softer, unless ``fill`` says."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" text-anchor="{at}" font-size="{size}" '
        f'fill="{fill or (INK if bold else SOFT)}"{weight}>{escape(words)}</text>'
    )


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    *,
    dash: str = "",
    width: float = 1.5,
) -> str:
    """Return a straight stroke; ``dash`` breaks it."""
    (x1, y1), (x2, y2) = start, end
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{colour}" stroke-width="{number(width)}"{dashed}/>'
    )


def drawing(height: float, label: str, parts: Sequence[str]) -> str:
    """Return the whole; ``label`` says what it shows to those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(height)}" '
        f'width="{WIDTH}" height="{number(height)}" role="img" '
        f'aria-label="{escape(label, quote=True)}" '
        f'font-family="Arimo, Arial, sans-serif">{"".join(parts)}</svg>'
    )
