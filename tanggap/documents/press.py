"""The press: an order becomes bytes. Run as a program, it sets one paper and ends.

What it needs of the computer is then given back whole. It imports nothing of the site, so
that it begins at once, and it is started by its path: ``python -P -S press.py``.
"""

import json
import os
import sys
from functools import cache
from typing import NotRequired, TypedDict

import typst

_NOTHING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layouts", "nothing.typ")
_KEPT_FOR = 11  # papers


class Order(TypedDict):
    """One paper: its layout, where the fonts lie, and its content as JSON."""

    layout: str
    fonts: str
    content: str
    made_at: NotRequired[int]  # a PDF that says when it was made
    ppi: NotRequired[float]  # instead: the first page as PNG


def made(order: Order) -> bytes:
    """Return the paper as PDF, or its first page as PNG.

    A compiler of its own for every paper: threads never share one.
    """
    try:
        return _set(order)
    finally:
        _forget(order)


def _set(order: Order) -> bytes:
    compiler = _compiler(order)
    if "ppi" in order:
        pages = compiler.compile(format="png", ppi=order["ppi"])
        return _bytes(pages[0] if isinstance(pages, list) else pages)
    archive = compiler.compile(
        format="pdf", pdf_standards=["a-2b", "ua-1"], timestamp=order.get("made_at")
    )
    return _bytes(archive)


def _forget(order: Order) -> None:
    """Let go of what was kept of a paper for the next: typst drops it ten papers later.

    Ten papers of ten pages were 290 MB; with ten empty ones set behind each it is 88 MB, and
    no paper takes longer, because no paper has the words of another.
    """
    nothing = _compiler({**order, "layout": _NOTHING, "content": ""})
    for _ in range(_KEPT_FOR):
        nothing.compile(format="svg")


def _compiler(order: Order) -> typst.Compiler:
    return typst.Compiler(
        input=order["layout"],
        root=os.path.dirname(order["layout"]),
        font_paths=_fonts(order["fonts"]),
        ignore_system_fonts=True,
        sys_inputs={"content": order["content"]},
    )


def _bytes(paper: object) -> bytes:
    if not isinstance(paper, bytes):
        raise TypeError("typst gave no single file")
    return paper


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(_set(json.loads(sys.stdin.buffer.read())))
