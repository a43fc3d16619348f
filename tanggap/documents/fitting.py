"""How much of a text a cell of paper holds: an estimate that errs on the narrow side. Pure."""

import textwrap

_CAPITALS, _SMALL = 0.24, 0.182  # millimetres a letter takes at one point of size, on average


def fit(text: str, width: float, most: int, *, size: float = 7.5) -> tuple[str, bool]:
    """Return as much of ``text`` as ``most`` lines of ``width`` mm hold, and: is it all?"""
    used, shown = 0, ""
    for paragraph in text.split("\n"):
        a_line = max(8, int(width / (_letter(paragraph) * size)))
        pieces = textwrap.wrap(paragraph, a_line, drop_whitespace=False) if paragraph else [""]
        for i, piece in enumerate(pieces):
            if used == most:
                return shown.rstrip(), False
            shown += piece if i or not used else f"\n{piece}"
            used += 1
    return shown, True


def _letter(text: str) -> float:
    """Return the width of an average letter; shouted text is wider."""
    sample = text[:2000]
    capitals = sum(1 for character in sample if character.isupper())
    share = capitals / len(sample) if sample else 0.0
    return _SMALL + (_CAPITALS - _SMALL) * share
