"""The parts of a letter or report as Word: kop surat, facts, tables, signatures.

One hand for every paper that people go on writing in (domain §6.4).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tanggap.documents.letterhead import Profile, letterhead, letterhead_logos
from tanggap.documents.word import edged, grid, new_row, picture, say

if TYPE_CHECKING:
    from docx.document import Document

MARGINS = (30, 20, 20, 25)
"""Left, right, top, bottom in millimetres."""
WIDE = 165.0


def repeated(row: object) -> None:
    """Let the row of titles stand on every page."""
    _marked(row, "w:tblHeader")


def _marked(row: object, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def headed(made: "Document", profile: Profile) -> None:
    """Write the kop surat: lines, name and logos of the profile."""
    head = letterhead(profile)
    left, right = letterhead_logos(profile)
    cells = without_lines(made, (25, 115, 25))
    if left:
        picture(cells[0], left, 18)
    if right:
        picture(cells[2], right, 18)
    above, below = head["above"], head["below"]
    for line in above if isinstance(above, list) else []:
        say(cells[1], line, size=12, centred=True)
    say(cells[1], str(head["name"]), bold=True, size=14, centred=True)
    for line in below if isinstance(below, list) else []:
        say(cells[1], line, size=9, centred=True)
    edged(say(made, "", size=2), "bottom", size=12)


def without_lines(made: "Document", widths: Sequence[float]):  # type: ignore[no-untyped-def]
    """Return the cells of one row that has no lines, each as wide as said."""
    table = grid(made, 1, widths)
    table.style = "Normal Table"
    return table.rows[0].cells


def facts_of(made: "Document", facts: Sequence[tuple[str, str]]) -> None:
    """Write pairs of label and value."""
    table = grid(made, 0, (42, WIDE - 42))
    table.style = "Normal Table"
    for label, value in facts:
        cells = new_row(table)
        say(cells[0], label)
        say(cells[1], f": {value}")
    say(made, "", size=6)


def heading(made: "Document", words: str) -> None:
    """Write a heading that stays with what follows."""
    say(made, words, bold=True).paragraph_format.keep_with_next = True


def lines(made: "Document", text: str) -> None:
    """Write each line of a text as a paragraph."""
    for line in text.split("\n"):
        say(made, line)


def numbered(made: "Document", rows: Sequence[str]) -> None:
    """Write a numbered list."""
    for number, words in enumerate(rows, start=1):
        say(made, f"{number}. {words}")


def table_of(
    made: "Document",
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    figures: Sequence[int] = (),
) -> None:
    """Write a table whose heads stand on every page, never alone, and whose rows stay whole.

    ``figures`` are the columns of numbers, which stand in the middle.
    """
    table = grid(made, 1, widths)
    repeated(table.rows[0])
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        say(cell, head, bold=True, size=10, centred=True).paragraph_format.keep_with_next = True
    for row in rows:
        for at, (cell, text) in enumerate(zip(new_row(table), row, strict=True)):
            say(cell, text, size=10, centred=at in figures)
        _marked(table.rows[-1], "w:cantSplit")
    say(made, "", size=6)


def _above(block: dict[str, object] | None) -> list[str]:
    above = block["above"] if block else []
    return above if isinstance(above, list) else []


def signed(made: "Document", rows: Sequence[Sequence[dict[str, object] | None]]) -> None:
    """Write blocks side by side; one alone stands in the middle."""
    for row in rows:
        say(made, "")
        width = WIDE / len(row)
        cells = without_lines(made, [width] * len(row))
        heads = [_above(block) for block in row]
        most = max(len(head) for head in heads)
        for cell, block, head in zip(cells, row, heads, strict=True):
            if block is None:
                continue
            # names of one row stand on one line
            for line in [*[""] * (most - len(head)), *head]:
                say(cell, line, centred=True)
            say(cell, f"{block['role']},", centred=True)
            say(cell, "\n\n", centred=True)
            say(cell, str(block["name"]) or f"({'.' * 40})", bold=True, centred=True)
            for key in ("rank", "nip"):
                if block[key]:
                    say(cell, str(block[key]), size=10, centred=True)
