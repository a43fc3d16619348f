"""Content becomes a PDF: one layout, one font, nothing of the content is ever markup.

What a step hands in travels as JSON through ``sys.inputs``; a layout sets it as text, so
``#read("/etc/passwd")`` in a citizen's message is printed as those characters. Pictures
travel in it too, wrapped in SVG. The result is PDF/A-2b (archive) and
PDF/UA-1 (tagged, readable aloud), with a title and the language.
"""

import base64
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import fontpkg_arimo
import typst
from PIL import Image

from tanggap.documents import press
from tanggap.documents.legible import FONT_FOLDER, legible
from tanggap.documents.press import Order

LAYOUTS = Path(__file__).parent / "layouts"
FONTS = (fontpkg_arimo.FAMILY,)
"""The families a paper can be set in: what ships with the program, nothing of the system."""

SIZES = {"f4": (215, 330), "a4": (210, 297), "a5": (148, 210)}
"""Width and height in millimetres (domain §6.7)."""


_LARGE = 50_000  # letters, pictures not counted: eleven pages of a table, set in 100 ms
_PICTURE = re.compile(r"base64,[A-Za-z0-9+/=]*")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_THUMB = 40  # points to the inch: below it nobody reads the picture
_PATIENCE = 300.0  # seconds: two thousand lines on an old laptop
_PRESS_AT = str(Path(typst.__file__).parent.parent)
"""All that the press imports: without looking for what else is installed it begins sooner."""
_one_large = threading.Lock()


@dataclass(frozen=True)
class PaperFile:
    """A paper ready to hand over: what it is called, and its bytes."""

    name: str
    content: bytes
    mime: str = "application/pdf"


@dataclass(frozen=True)
class Drawing:
    """A picture of our own as SVG: drawn as it is, its words set by whoever made it."""

    svg: str


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
    order = _order(layout, content, title, paper, font, landscape)
    order["made_at"] = int((made_at or datetime.now(UTC)).timestamp())
    return _pressed(order)


def render_marks(pages: Sequence[tuple[float, float, str]]) -> bytes:
    """Return pages with nothing but a small word at their upper edge, to be laid over others.

    Each is its width and height in millimetres and the word.
    """
    content = {"pages": [list(page) for page in pages]}
    order = _order("marks", content, "Penanda halaman", "a4", fontpkg_arimo.FAMILY, False)
    order["made_at"] = 0
    return _pressed(order)


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
    order = _order(layout, content, title, paper, font, landscape)
    return _drawn(layout, order["content"], ppi)


@lru_cache(maxsize=8)
def _drawn(layout: str, content: str, ppi: float) -> bytes:
    """Draw the first page; the same content, looked at again, is not set again."""
    order = _of_house(layout, content)
    order["ppi"] = ppi
    return _light(_pressed(order), 8 if ppi < _THUMB else 16)


def _light(png: bytes, colours: int) -> bytes:
    """Return the picture in few colours: ink on paper needs no more, and it weighs a third."""
    with Image.open(BytesIO(png)) as full:
        few = full.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    packed = BytesIO()
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _order(
    layout: str,
    content: Mapping[str, object],
    title: str,
    paper: str,
    font: str,
    landscape: bool,
) -> Order:
    """Return what the press must know of a paper."""
    width, height = SIZES.get(paper, SIZES["f4"])
    page = {"width": height, "height": width} if landscape else {"width": width, "height": height}
    whole = {
        **content,
        "title": title,
        "page": page,
        "font": font if font in FONTS else fontpkg_arimo.FAMILY,
    }
    return _of_house(layout, json.dumps(_plain(whole), ensure_ascii=False))


def _of_house(layout: str, content: str) -> Order:
    return {
        "layout": str(LAYOUTS / f"{layout}.typ"),
        "fonts": str(FONT_FOLDER),
        "content": content,
    }


def _pressed(order: Order) -> bytes:
    """Return the paper: a large one is set by a process of its own, one at a time.

    The book of a busy month takes hundreds of megabytes, which the serving process would
    keep for ever. Where no process can be started, this one sets it.
    """
    if len(_PICTURE.sub("", order["content"])) <= _LARGE:
        return press.made(order)
    with _one_large:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-S", press.__file__],
                input=json.dumps(order).encode(),
                env={**os.environ, "PYTHONPATH": _PRESS_AT},
                capture_output=True,
                check=False,
                timeout=_PATIENCE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            return press.made(order)
    if done.returncode:
        raise RuntimeError(f"the press ended with {done.returncode}")
    return done.stdout


def _plain(value: object) -> object:
    """Return ``value`` as JSON can carry it: text made legible, pictures as SVG."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Drawing):
        return value.svg
    if isinstance(value, bytes | memoryview):
        return _as_svg(bytes(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return value


def _as_svg(drawn: bytes) -> str:
    """Wrap a PNG or JPEG in SVG, which JSON carries as one string and typst draws as it is.

    As a list of numbers two logos made a megabyte of JSON, read anew for every paper.
    Pictures of other kinds are made PNG where they come from (logos: ``letterhead``).
    """
    kind = "png" if drawn.startswith(_PNG) else "jpeg" if drawn.startswith(_JPEG) else ""
    if not kind:
        raise ValueError("a picture on a paper is a PNG or a JPEG")
    with Image.open(BytesIO(drawn)) as opened:
        width, height = opened.size
    data = base64.b64encode(drawn).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/{kind};base64,{data}"/></svg>'
    )
