"""The fishbone as SVG: one drawing for screen and paper. Pure.

The spine runs downwards, not across: so the words stay readable on a handphone.
"""

from collections.abc import Sequence
from textwrap import wrap

from tanggap.documents.svg import DARK, INK, PALE, SOFT, WIDTH, drawing, line, number, text
from tanggap.remedy.meetings.tools import BONES, Fishbone

_LINE, _HEAD, _GAP = 14, 16, 18
_COLUMN, _MIDDLE = 174, WIDTH / 2
_LETTERS, _HEAD_LETTERS = 28, 50


def fishbone_drawing(bone: Fishbone) -> str:
    """Return the fishbone of possible causes, with what it says for those who cannot see it."""
    head = wrap(bone.problem, _HEAD_LETTERS)[:5] or [""]
    y: float = 14 + _HEAD * len(head)
    parts = [
        f'<rect x="2" y="2" width="{WIDTH - 4}" height="{y + 2}" rx="4" fill="{DARK}"/>',
        *(
            text(_MIDDLE, 18 + _HEAD * at, words, size=13, fill="#ffffff", bold=True)
            for at, words in enumerate(head)
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
    spine = line((_MIDDLE, begins), (_MIDDLE, y - _GAP + 4), DARK, width=4)
    said = "; ".join(
        f"{BONES[key]}: {', '.join(some)}" for key, some in bone.causes.items() if some
    )
    return drawing(y, f"Tulang ikan. Masalah: {bone.problem}. {said}", [spine, *parts])


def _bone(parts: list[str], key: str, causes: Sequence[str], y: float, *, is_left: bool) -> float:
    """Draw one bone from ``y`` on; return how high it became."""
    x = 4 if is_left else WIDTH - 4 - _COLUMN
    inner = x + _COLUMN if is_left else x
    lines = [
        (f"• {words}" if at == 0 else f"  {words}")
        for cause in causes
        for at, words in enumerate(wrap(cause, _LETTERS) or [""])
    ]
    parts.append(line((inner, y + 10), (_MIDDLE, y - 6), DARK, width=2.5))
    parts.append(
        f'<rect x="{number(x)}" y="{number(y)}" width="{_COLUMN}" height="20" rx="3" '
        f'fill="{PALE}" stroke="{DARK}"/>'
    )
    parts.append(text(x + 8, y + 14, BONES[key], at="start", size=12, bold=True))
    shown = lines or ["–"]
    parts += [
        text(
            x + 6 + (7 if words.startswith("  ") else 0),
            y + 36 + _LINE * at,
            words.strip(),
            at="start",
            size=11,
            fill=INK if lines else SOFT,
        )
        for at, words in enumerate(shown)
    ]
    return 28 + _LINE * len(shown)
