"""Content becomes a PDF: one layout, one font, nothing of the content is ever markup.

What a step hands in travels as JSON through ``sys.inputs``; a layout sets it as text, so
``#read("/etc/passwd")`` in a citizen's message is printed as those characters. Pictures
travel as numbers in the same JSON. The result is PDF/A-2b (archive) and PDF/UA-1 (tagged,
readable aloud), with a title and the language.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import fontpkg_arimo
import typst
from PIL import Image

from tanggap.documents.legible import FONT_FOLDER, legible

LAYOUTS = Path(__file__).parent / "layouts"
FONTS = (fontpkg_arimo.FAMILY,)
"""The families a paper can be set in: what ships with the program, nothing of the system."""

SIZES = {"f4": (215, 330), "a4": (210, 297)}
"""Width and height in millimetres (domain §6.7)."""


_LARGE = 60_000
_REMEMBERED = 10


@dataclass(frozen=True)
class PaperFile:
    """A paper ready to hand over: what it is called, and its bytes."""

    name: str
    content: bytes
    mime: str = "application/pdf"


def render(
    layout: str,
    content: Mapping[str, object],
    *,
    title: str,
    paper: str = "f4",
    font: str = fontpkg_arimo.FAMILY,
    landscape: bool = False,
    made_at: datetime | None = None,
) -> bytes:
    """Return ``content`` set by ``layouts/<layout>.typ`` on ``paper`` as PDF.

    An unknown font falls back to Arimo, Arial's metric twin (A-16). ``made_at`` is the
    date the file says it was made; the same content and date give the same bytes.
    """
    compiler, size = _compiler(layout, content, title, paper, font, landscape)
    made = compiler.compile(
        format="pdf",
        pdf_standards=["a-2b", "ua-1"],
        timestamp=int((made_at or datetime.now(UTC)).timestamp()),
    )
    if size > _LARGE:
        _forget()
    return _bytes(made)


def picture(
    layout: str,
    content: Mapping[str, object],
    *,
    title: str,
    paper: str = "f4",
    font: str = fontpkg_arimo.FAMILY,
    landscape: bool = False,
    ppi: float = 72,
) -> bytes:
    """Return the first page as PNG: what a screen shows before printing."""
    compiler, size = _compiler(layout, content, title, paper, font, landscape)
    made = compiler.compile(format="png", ppi=ppi)
    if size > _LARGE:
        _forget()
    return _light(_bytes(made[0] if isinstance(made, list) else made))


def _light(png: bytes) -> bytes:
    """Return the picture in sixteen colours: ink on paper needs no more, and it weighs a third."""
    with Image.open(BytesIO(png)) as full:
        few = full.convert("RGB").quantize(16, dither=Image.Dither.NONE)
    packed = BytesIO()
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _compiler(
    layout: str,
    content: Mapping[str, object],
    title: str,
    paper: str,
    font: str,
    landscape: bool,
) -> tuple[typst.Compiler, int]:
    """Return a compiler that holds the paper, and how long its content is.

    A compiler of its own for every paper: threads never share one.
    """
    width, height = SIZES.get(paper, SIZES["f4"])
    page = {"width": height, "height": width} if landscape else {"width": width, "height": height}
    whole = {
        **content,
        "title": title,
        "page": page,
        "font": font if font in FONTS else fontpkg_arimo.FAMILY,
    }
    carried = json.dumps(_plain(whole), ensure_ascii=False)
    compiler = typst.Compiler(
        input=str(LAYOUTS / f"{layout}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": carried},
    )
    return compiler, len(carried)


def _forget() -> None:
    """Let typst drop what it remembers: it keeps all parts of its last ten papers.

    Ten books of 250 lines would hold more than a gigabyte of an office laptop.
    """
    empty = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    for _ in range(_REMEMBERED + 1):
        empty.compile(input=b"", format="svg")


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _plain(value: object) -> object:
    """Return ``value`` as JSON can carry it: text made legible, pictures as numbers."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, bytes | memoryview):
        return list(bytes(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONT_FOLDER)],
    )
