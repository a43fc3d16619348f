"""The RTL table as a Word file, for people who go on writing in it before it is signed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.papers import head_and_chair
from tanggap.base.queries import profile_on
from tanggap.documents.letterhead import official_name
from tanggap.documents.pdf import PaperFile
from tanggap.documents.word import MIME, blank, grid, new_row, packed, page_of_pages, say
from tanggap.documents.word_parts import repeated
from tanggap.remedy.papers import COLUMNS, TITLE, table_of
from tanggap.remedy.queries import Shown

if TYPE_CHECKING:
    from docx.document import Document

_MARGINS = (15.0, 10.0, 12.0, 14.0)
_LETTERS = 7.0


def plans_word(actor: Actor, facility: Facility, rows: Sequence[Shown], year: int) -> PaperFile:
    """Return the RTL table of a year as DOCX, lying on its side, with whole texts."""
    today = timezone.localdate(timezone=ZoneInfo(facility.time_zone))
    profile = profile_on(facility, today)
    made = blank(f"{TITLE} tahun {year}", facility.paper, _MARGINS, _LETTERS)
    width = _on_its_side(made)
    say(made, f"{TITLE} (RTL)".upper(), bold=True, size=12, centred=True)
    say(made, official_name(profile), size=10, centred=True)
    say(made, f"Tahun {year}", size=10, centred=True)
    whole = sum(one for _, one in COLUMNS)
    table = grid(made, 1, [one * width / whole for _, one in COLUMNS])
    repeated(table.rows[0])
    for cell, (title, _) in zip(table.rows[0].cells, COLUMNS, strict=True):
        say(cell, title, bold=True, centred=True)
    for cells in table_of(actor, rows):
        for cell, words in zip(new_row(table), cells, strict=True):
            say(cell, words)
    if not rows:
        say(made, "Nihil: tidak ada rencana tindak lanjut.", size=9)
    say(made, "", size=6)
    _signed(made, head_and_chair(facility, profile, today, today))
    foot = made.sections[0].footer.paragraphs[0]
    foot.add_run(f"{TITLE} · {official_name(profile)} · {year} · halaman ")
    page_of_pages(foot)
    return PaperFile(f"rtl_{year}.docx", packed(made), MIME)


def _on_its_side(made: "Document") -> float:
    """Turn the page; return how many millimetres of it are written on."""
    from docx.enum.section import WD_ORIENT

    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    wide, high = section.page_height, section.page_width
    section.page_width, section.page_height = wide, high
    return float((wide or 0) / 36000) - _MARGINS[0] - _MARGINS[1]


def _signed(made: "Document", blocks: Sequence[dict[str, object]]) -> None:
    table = made.add_table(rows=1, cols=len(blocks))
    for cell, block in zip(table.rows[0].cells, blocks, strict=True):
        above = block["above"]
        for line in above if isinstance(above, list) else []:
            say(cell, str(line), size=9)
        say(cell, f"{block['role']},", size=9)
        say(cell, "\n\n", size=9)
        say(cell, str(block["name"]) or "(…………………………)", bold=True, size=9)
        if block["nip"]:
            say(cell, str(block["nip"]), size=9)
