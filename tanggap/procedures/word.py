"""A SOP as a Word file, for people who go on writing in it: the same headings in the same order."""

from typing import TYPE_CHECKING, Any

from tanggap.base.models import Facility, FacilityProfile
from tanggap.documents.dates import grouped_nip, long_date
from tanggap.documents.letterhead import letterhead_logos, official_name
from tanggap.documents.pdf import PaperFile
from tanggap.documents.word import (
    MIME,
    blank,
    edged,
    grid,
    new_row,
    packed,
    page_of_pages,
    picture,
    plain,
    say,
)
from tanggap.procedures.flow import shapes
from tanggap.procedures.models import Revision
from tanggap.procedures.outlook import ReadSop, Section, points_in, profile_of, read_sop
from tanggap.procedures.papers import file_stem
from tanggap.procedures.queries import words_of_revision

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_MARGINS = (30, 20, 20, 25)
_LABEL, _TEXT = 44.0, 121.0


def sop_word(revision: Revision, facility: Facility) -> PaperFile:
    """Return a SOP as DOCX; names, head and logos are those of its day (A-17)."""
    profile = profile_of(revision, facility)
    read = read_sop(revision, profile)
    title = revision.document.title
    made = blank(f"SOP {title}", facility.paper, _MARGINS)
    _box(made, revision, profile)
    say(made, "", size=6)
    table = grid(made, 0, (_LABEL, _TEXT))
    for section in read.sections:
        if section.has_changes:
            continue
        label, text = new_row(table)
        say(label, f"{section.number}. {section.label}", bold=True)
        _fill(text, section, read)
    _history(made, read)
    return PaperFile(f"{file_stem(revision)}.docx", packed(made), MIME)


def _box(made: "Document", revision: Revision, profile: FacilityProfile) -> None:
    """Write the header box: logos, title, number, revision, date, page, unit, head."""
    table = grid(made, 6, (40, 71, 54))
    cells = [list(row.cells) for row in table.rows]
    cells[0][2].merge(cells[4][2])
    cells[1][0].merge(cells[4][0])
    left, right = letterhead_logos(profile)
    if left:
        picture(cells[0][0], left, 17)
    if right:
        picture(cells[0][2], right, 17)
    say(cells[0][1], revision.document.title.upper(), bold=True, centred=True)
    say(cells[1][0], "SOP", bold=True, centred=True)
    issued = long_date(revision.issued_on) if revision.issued_on else ""
    say(cells[1][1], f"No. Dokumen : {revision.number}", size=11)
    say(cells[2][1], f"No. Revisi : {words_of_revision(revision)}", size=11)
    say(cells[3][1], f"Tanggal Terbit : {issued}", size=11)
    page_of_pages(say(cells[4][1], "Halaman : ", size=11))
    say(cells[5][0], official_name(profile).upper(), bold=True, size=11, centred=True)
    say(cells[5][2], "\n\n\n", size=11)
    say(cells[5][2], profile.head_name, bold=True, size=10.5, centred=True)
    if profile.head_nip:
        nip = f"NIP. {grouped_nip(profile.head_nip)}"
        say(cells[5][2], nip, size=9.5, centred=True)


def _fill(cell: "_Cell", section: Section, read: ReadSop) -> None:
    for point in points_in(section.text):
        said = say(cell, f"{point.mark}\t{point.text}".strip())
        _hang(said, point.depth * 6, bool(point.mark))
    if section.has_steps:
        for number, step in enumerate(read.steps, start=1):
            _hang(say(cell, f"{number}.\t{step.text}"), 6 if section.text else 0, True)
    elif section.has_diagram:
        for place, shape in enumerate(shapes(read.steps)):
            if place:
                say(cell, "↓", centred=True)
            _shape(say(cell, shape.text, size=11, centred=True), shape.is_end)


def _shape(paragraph: Any, is_end: bool) -> None:
    """Draw a step as a box, narrower for beginning and end."""
    from docx.shared import Mm, Pt

    edged(paragraph, "top", "left", "bottom", "right", size=6)
    said = paragraph.paragraph_format
    said.left_indent = said.right_indent = Mm(40 if is_end else 10)
    said.space_before = said.space_after = Pt(5)
    said.keep_together = True


def _hang(paragraph: Any, left: float, is_marked: bool) -> None:
    """Let the second line of a numbered point begin below its words."""
    from docx.shared import Mm

    hanging = 8 if is_marked else 0
    paragraph.paragraph_format.left_indent = Mm(left + hanging)
    paragraph.paragraph_format.first_line_indent = Mm(-hanging)


def _history(made: "Document", read: ReadSop) -> None:
    section = next(one for one in read.sections if one.has_changes)
    say(made, "", size=6)
    say(made, f"{section.number}. {section.label}", bold=True)
    table = grid(made, 1, (11, 58, 58, 38))
    heads = ("No.", "Yang diubah", "Isi perubahan", "Tanggal mulai diberlakukan")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        say(cell, head, bold=True, size=10.5, centred=True)
    rows = [
        (str(number), one.what, one.content, one.since)
        for number, one in enumerate(read.changes, start=1)
    ]
    for row in rows or [("", "", "", "")]:
        for cell, text in zip(new_row(table), row, strict=True):
            say(cell, plain(text), size=10.5)
