"""Papers that people edit: DOCX on the same paper, with the same margins and letters.

Arial itself is named, because Word has it; what is set here as PDF uses its twin.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from tanggap.documents.pdf import SIZES

if TYPE_CHECKING:  # opened where it is used: it costs every start some megabytes
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def blank(
    title: str, paper: str, margins: tuple[float, float, float, float], size: float = 12
) -> "Document":
    """Return an empty document: ``margins`` are left, right, top, bottom in millimetres."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = docx.Document()
    section: Section = made.sections[0]
    width, height = SIZES.get(paper, SIZES["f4"])
    section.page_width, section.page_height = Mm(width), Mm(height)
    left, right, top, bottom = (Mm(one) for one in margins)
    section.left_margin, section.right_margin = left, right
    section.top_margin, section.bottom_margin = top, bottom
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(3)
    made.styles["Footer"].font.size = Pt(8)
    made.core_properties.title = plain(title)[:250]
    made.core_properties.author = made.core_properties.comments = ""
    made.core_properties.language = "id-ID"
    return made


def plain(text: str) -> str:
    """Return ``text`` without the signs that no XML may hold."""
    return _ILLEGAL.sub("", text)


def say(
    place: "Document | _Cell",
    text: str,
    *,
    bold: bool = False,
    size: float = 0,
    centred: bool = False,
) -> "Paragraph":
    """Write a paragraph; the first empty one of a cell is used before another is made."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    first = place.paragraphs[0] if place.paragraphs else None
    is_fresh = hasattr(place, "merge") and first is not None and not first.runs
    paragraph = (
        first if is_fresh and len(place.paragraphs) == 1 and first else place.add_paragraph()
    )
    run = paragraph.add_run(plain(text))
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def grid(made: "Document", rows: int, widths: Sequence[float]) -> "Table":
    """Return a table with lines whose columns are as wide as said, in millimetres."""
    from docx.shared import Mm

    table: Table = made.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # of rows to come; those already there have their own
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def new_row(table: "Table") -> "list[_Cell]":
    """Add a row as wide as the columns; return its cells."""
    return list(table.add_row().cells)  # type: ignore[no-untyped-call]


def picture(cell: "_Cell", png: bytes, height: float) -> None:
    """Put a picture into ``cell``, ``height`` millimetres high, in the middle."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Mm(1)  # its edge would cover the line above
    paragraph.add_run().add_picture(BytesIO(png), height=Mm(height))


def edged(paragraph: "Paragraph", *sides: str, size: int = 4) -> "Paragraph":
    """Draw lines at ``sides`` of a paragraph: «bottom» under a kop surat, all four for a box."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "3")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return paragraph


def page_of_pages(paragraph: "Paragraph") -> None:
    """Write «1/3» as Word's own fields, which count when the file is opened."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for number, name in enumerate(("PAGE", "NUMPAGES")):
        if number:
            paragraph.add_run("/")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)


def packed(made: "Document") -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()
