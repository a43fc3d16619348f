"""Several papers bound into one PDF: bookmarks, page labels, a mark on every page.

The text stays text. What is bound is no PDF/A any more: the papers themselves are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from tanggap.documents.pdf import render_marks

MM = 25.4 / 72


@dataclass(frozen=True)
class Bound:
    """A paper to be bound in, under ``chapter`` among the bookmarks."""

    chapter: str
    title: str
    content: bytes


def pages_in(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


def bare_pages(content: bytes, most: int) -> bytes | None:
    """Return the pages of a PDF from outside and nothing else: no links, forms, scripts, files.

    Nothing for what is locked, broken, empty or longer than ``most`` pages.
    """
    writer = PdfWriter()
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted or not 0 < len(reader.pages) <= most:
            return None
        for page in reader.pages:
            own = writer.add_page(page)
            for name in ("/Annots", "/AA"):
                own.pop(NameObject(name), None)
            own.transfer_rotation_to_content()
        out = BytesIO()
        writer.write(out)
    except Exception:  # pypdf raises many kinds on broken files; such a one stays a file
        return None
    return out.getvalue()


def bound(front: bytes, parts: Sequence[Bound], *, title: str, mark: str) -> bytes:
    """Return ``front`` and then every part as one PDF; pages are counted through from 1.

    ``mark`` stands small at the top of each bound page with its number, so that what is
    printed can be found by the index.
    """
    writer = PdfWriter()
    writer.append(BytesIO(front), import_outline=False)
    writer.add_outline_item(title="Yang belum ada dan indeks", page_number=0)
    chapters: dict[str, object] = {}
    first = len(writer.pages)
    for part in parts:
        at = len(writer.pages)
        writer.append(BytesIO(part.content), import_outline=False)
        if part.chapter not in chapters:
            chapters[part.chapter] = writer.add_outline_item(title=part.chapter, page_number=at)
        writer.add_outline_item(
            title=part.title,
            page_number=at,
            parent=chapters[part.chapter],  # type: ignore[arg-type]
        )
    _mark(writer, first, mark)
    writer.set_page_label(0, len(writer.pages) - 1, style="/D")  # type: ignore[arg-type]
    return _written(writer, title)


def _mark(writer: PdfWriter, first: int, mark: str) -> None:
    """Lay the number of the bound page over every page from ``first`` on."""
    pages = writer.pages[first:]
    if not pages:
        return
    total = len(writer.pages)
    sizes = [
        (
            float(page.mediabox.width) * MM,
            float(page.mediabox.height) * MM,
            f"{mark} · {number}/{total}",
        )
        for number, page in enumerate(pages, start=first + 1)
    ]
    marks = PdfReader(BytesIO(render_marks(sizes)))
    for page, over in zip(pages, marks.pages, strict=True):
        page.merge_page(over)


def _written(writer: PdfWriter, title: str) -> bytes:
    writer.compress_identical_objects()
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject("id-ID")
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    writer.page_mode = "/UseOutlines"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
