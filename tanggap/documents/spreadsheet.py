"""A table as XLSX: real dates, frozen header, ready to print, and no formula from outside.

Every text is written as text. One that a spreadsheet could take for a formula when it is
edited or saved as CSV is marked as quoted as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000
"""What a cell can hold is 32,767 characters; the rest is said to be missing."""

_FORMULA = re.compile(r"^[\s]*[=+\-@|%]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_A_LINE, _TALLEST, _A_PAGE = 12.0, 409.0, 240.0
"""Points a line of text takes and the most a row may; characters that a page holds legibly."""
_PAPER = {"f4": 14, "a4": 9}  # 14 is Folio, 8.5 × 13 inch: F4 to the millimetre


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and what stands in it."""

    title: str
    width: float
    holds: Literal["text", "date", "time", "number"] = "text"


Cell = str | int | float | date | datetime | time | None


@dataclass(frozen=True)
class Boxed:
    """A line of a small table under the large one, from the second column on."""

    cells: Sequence[Cell]
    is_head: bool = False


def write_table(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = "Buku",
    heading: Sequence[str] = (),
    foot: Sequence[Sequence[Cell] | Boxed] = (),
    struck: Iterable[int] = (),
    paper: str = "f4",
    font: str = "Arial",
) -> bytes:
    """Return one sheet: ``heading`` lines, the table, ``foot`` lines under it.

    ``struck`` holds the indexes of rows printed struck through. Times are as given: the
    caller has put them into the health centre's time zone.
    """
    import xlsxwriter  # 11 MB in each process of the site, for a few tables a month

    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_properties({"title": title})
    writer = _Sheet(book, sheet[:31], font)
    first = writer.heading(heading)
    writer.columns(columns, first)
    crossed = frozenset(struck)
    line = first
    for index, row in enumerate(rows):
        line += 1
        writer.row(line, row, columns, struck=index in crossed)
    writer.print_setup(title, paper, first, max(line, first), columns)
    for offset, cells in enumerate(foot, start=2):
        if isinstance(cells, Boxed):
            writer.boxed(line + offset, cells, columns)
        else:
            writer.plain(line + offset, cells)
    book.close()
    return made.getvalue()


class _Sheet:
    """One worksheet with the house's formats."""

    def __init__(self, book: "xlsxwriter.Workbook", name: str, font: str) -> None:
        self.sheet = book.add_worksheet(name)
        self.book = book
        self.font = font
        self._formats: dict[tuple[str, ...], object] = {}

    def heading(self, lines: Sequence[str]) -> int:
        """Write ``lines`` above the table; return the row of the table's header."""
        for row, line in enumerate(lines):
            self.sheet.write_string(row, 0, _safe(line), self._format("heading"))
        return len(lines) + 1 if lines else 0

    def columns(self, columns: Sequence[Column], row: int) -> None:
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(row, index, column.title, self._format("header"))
        self._tall(row, [one.title for one in columns], columns)

    def row(
        self, line: int, cells: Sequence[Cell], columns: Sequence[Column], *, struck: bool
    ) -> None:
        for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            self._write(line, index, cell, column.holds, struck=struck, boxed=True)
        self._tall(line, cells, columns)

    def boxed(self, line: int, row: Boxed, columns: Sequence[Column]) -> None:
        for index, cell in enumerate(row.cells, start=1):
            if row.is_head:
                self.sheet.write_string(line, index, str(cell), self._format("header"))
            else:
                holds = "number" if isinstance(cell, int) else "text"
                self._write(line, index, cell, holds, struck=False, boxed=True)
        self._tall(line, row.cells, columns[1:])

    def _tall(self, line: int, cells: Sequence[Cell], columns: Sequence[Column]) -> None:
        """Give the row the height its texts need: not every program finds it by itself."""
        needed = max(
            (
                sum(max(1, ceil(len(part) * 1.1 / column.width)) for part in cell.split("\n"))
                for cell, column in zip(cells, columns, strict=False)
                if isinstance(cell, str)
            ),
            default=1,
        )
        if needed > 1:
            self.sheet.set_row(line, min(_TALLEST, needed * _A_LINE + 3))

    def plain(self, line: int, cells: Sequence[Cell]) -> None:
        for index, cell in enumerate(cells):
            holds = "number" if isinstance(cell, int) else "plain"
            holds = "date" if isinstance(cell, date) else holds  # or it is read as 46119
            self._write(line, index, cell, holds, struck=False, boxed=False)

    def _write(
        self, line: int, index: int, cell: Cell, holds: str, *, struck: bool, boxed: bool
    ) -> None:
        marks = [holds, "boxed" if boxed else "", "struck" if struck else ""]
        if cell is None or cell == "":
            self.sheet.write_blank(line, index, None, self._format(*marks))
        elif isinstance(cell, str):
            text = _safe(cell)
            quoted = "quoted" if _FORMULA.match(text) else ""
            self.sheet.write_string(line, index, text, self._format(*marks, quoted))
        elif isinstance(cell, date | time):
            self.sheet.write_datetime(line, index, _naive(cell), self._format(*marks))
        else:
            self.sheet.write_number(line, index, cell, self._format(*marks))

    def _format(self, *marks: str) -> object:
        if marks not in self._formats:
            self._formats[marks] = self.book.add_format(_properties(marks, self.font))
        return self._formats[marks]

    def print_setup(
        self, title: str, paper: str, header: int, last: int, columns: Sequence[Column]
    ) -> None:
        """Landscape, header repeated on every page, n/N in the foot.

        One page wide, or as many as it takes to stay legible; the first columns stand on each.
        """
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_PAPER.get(paper, _PAPER["f4"]))
        sheet.set_margins(left=0.6, right=0.4, top=0.5, bottom=0.6)
        wide = ceil(sum(one.width for one in columns) / _A_PAGE)
        sheet.fit_to_pages(wide, 0)
        if wide > 1:
            sheet.repeat_columns(0, 1)
        sheet.repeat_rows(header)
        sheet.freeze_panes(header + 1, 2)
        sheet.autofilter(header, 0, last, len(columns) - 1)
        sheet.set_footer(f"&L&8{title.replace('&', '&&')}&R&8Halaman &P/&N")


def _properties(marks: Sequence[str], font: str) -> dict[str, object]:
    properties: dict[str, object] = {"font_name": font, "font_size": 9, "valign": "top"}
    if "heading" in marks:
        return {**properties, "bold": True, "font_size": 11}
    if "header" in marks:
        header = {"bold": True, "border": 1, "bg_color": "#E8ECEB", "align": "center"}
        return {**properties, **header, "text_wrap": True, "valign": "vcenter"}
    if "boxed" in marks:
        properties |= {"border": 1, "text_wrap": True}
    if "number" in marks and "boxed" in marks:
        properties |= {"align": "center"}
    if "date" in marks:
        properties |= {"num_format": "dd/mm/yyyy", "align": "center"}
    if "time" in marks:
        properties |= {"num_format": "hh.mm", "align": "center"}
    if "struck" in marks:
        properties |= {"font_strikeout": True, "font_color": "#666666"}
    if "quoted" in marks:
        properties |= {"quote_prefix": True}
    return properties


def _safe(text: str) -> str:
    text = _CONTROL.sub("", text)
    if len(text) > LONGEST:
        return f"{text[:LONGEST]} … [teks terlalu panjang untuk sel; lengkap di layar dan PDF]"
    return text


def _naive(value: date | datetime | time) -> date | datetime | time:
    return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value
