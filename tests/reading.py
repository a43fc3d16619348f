"""Papers read back as a reader has them: words, pages, fonts, size."""

import re
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader


def words(pdf: bytes) -> str:
    """Return all the text of a PDF with single spaces; places where long words may wrap gone."""
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def squeezed(pdf: bytes) -> str:
    """Return the text without any spaces: for what wraps in a narrow column."""
    return re.sub(r"\s", "", words(pdf))


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)


def fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts, without the mark of a subset."""
    found: set[str] = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


def sheet(xlsx: bytes) -> Worksheet:
    active = load_workbook(BytesIO(xlsx)).active
    assert isinstance(active, Worksheet)
    return active
