"""The fishbone as SVG: one drawing for screen and paper. Pure.

The spine runs downwards, not across: so the words stay readable on a handphone.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from tanggap.remedy.meetings.tools import BONES, Fishbone

WIDTH = 400
_INK, _SOFT, _DARK, _PALE = "#1d2b2a", "#55615f", "#0f5f5b", "#e8f3f1"
_LINE, _HEAD, _GAP = 14, 16, 18
_COLUMN, _MIDDLE = 174, WIDTH / 2
_LETTERS, _HEAD_LETTERS = 28, 50


def fishbone_drawing(bone: Fishbone) -> str:
    """Return the fishbone of possible causes, with what it says for those who cannot see it."""
    head = wrap(bone.problem, _HEAD_LETTERS)[:5] or [""]
    y: float = 14 + _HEAD * len(head)
    parts = [
        f'<rect x="2" y="2" width="{WIDTH - 4}" height="{y + 2}" rx="4" fill="{_DARK}"/>',
        *(
            _text(_MIDDLE, 18 + _HEAD * at, line, size=13, fill="#ffffff", bold=True)
            for at, line in enumerate(head)
        ),
    ]
    begins, y = y + 4, y + 22
    keys = list(BONES)
    for left, right in zip(keys[::2], keys[1::2], strict=True):
        heights = [
            _bone(parts, key, bone.causes.get(key, ()), y, is_left=key == left)
            for key in (left, right)
        ]
        y += max(heights) + _GAP
    spine = (
        f'<line x1="{_MIDDLE:g}" y1="{begins}" x2="{_MIDDLE:g}" y2="{y - _GAP + 4:g}" '
        f'stroke="{_DARK}" stroke-width="4"/>'
    )
    said = "; ".join(
        f"{BONES[key]}: {', '.join(some)}" for key, some in bone.causes.items() if some
    )
    label = escape(f"Tulang ikan. Masalah: {bone.problem}. {said}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:g}" width="{WIDTH}" '
        f'height="{y:g}" role="img" aria-label="{label}" '
        f'font-family="Arimo, Arial, sans-serif">{spine}{"".join(parts)}</svg>'
    )


def _bone(parts: list[str], key: str, causes: Sequence[str], y: float, *, is_left: bool) -> float:
    """Draw one bone from ``y`` on; return how high it became."""
    x = 4 if is_left else WIDTH - 4 - _COLUMN
    inner = x + _COLUMN if is_left else x
    lines = [
        (f"• {line}" if at == 0 else f"  {line}")
        for cause in causes
        for at, line in enumerate(wrap(cause, _LETTERS) or [""])
    ]
    parts.append(
        f'<line x1="{inner:g}" y1="{y + 10:g}" x2="{_MIDDLE:g}" y2="{y - 6:g}" '
        f'stroke="{_DARK}" stroke-width="2.5"/>'
        f'<rect x="{x:g}" y="{y:g}" width="{_COLUMN}" height="20" rx="3" fill="{_PALE}" '
        f'stroke="{_DARK}"/>'
    )
    parts.append(_text(x + 8, y + 14, BONES[key], at="start", size=12, bold=True))
    shown = lines or ["–"]
    parts += [
        _text(x + 6 + (7 if line.startswith("  ") else 0), y + 36 + _LINE * at, line.strip(),
              at="start", size=11, fill=_INK if lines else _SOFT)
        for at, line in enumerate(shown)
    ]  # fmt: skip
    return 28 + _LINE * len(shown)


def _text(
    x: float, y: float, words: str, *, at: str = "middle", size: int, fill: str = _INK,
    bold: bool = False,
) -> str:  # fmt: skip
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{at}" font-size="{size}" '
        f'fill="{fill}"{weight}>{escape(words)}</text>'
    )
