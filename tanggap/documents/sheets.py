"""Reads a spreadsheet that somebody hands in, XLSX or CSV, row by row in bounded memory.

Cells come as people see them: the value of a formula, a real date, and in every row of a
merged cell what stands in its first. ``openpyxl`` reads through ``defusedxml``, so no
document type and no entity is obeyed.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

Cell = str | int | float | bool | datetime | date | time | None

_MB = 1024 * 1024
LARGEST_UNPACKED = 512 * _MB
LARGEST_TEXTS = 96 * _MB
_SMALL = 40 * _MB
_SUSPECT_RATIO = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 60
MOST_SHEETS = 60
LONGEST_CELL = 20_000
_MOST_BLANK = 20_000
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\""
)
_LONGEST_TAG = 300
_MOST_MERGED = 50_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Buka di Excel atau LibreOffice, pilih Simpan sebagai «.xlsx», lalu unggah yang baru."
BROKEN = "Berkas ini rusak atau bukan lembar kerja. " + SAVE_AS


class UnreadableTable(Exception):
    """The file cannot be read; the message is Indonesian and says what to do."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet: ``number`` as the spreadsheet counts it, from 1."""

    sheet: int
    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)


class Table:
    """An opened spreadsheet: the names of its sheets, and the rows of each in turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book: Any = None
        self.is_text = False
        with path.open("rb") as file:
            head = file.read(2048)
        _refuse_known_others(head)
        if head.startswith(b"PK"):
            _refuse_traps(path)
            self._book = _opened(path)
            sheets = self._book.worksheets[:MOST_SHEETS]
            self.names: list[str] = [str(sheet.title) for sheet in sheets]
        else:
            self.is_text = True
            self._encoding = _encoding(path, head)
            self.names = ["CSV"]

    def lines(self) -> Iterator[Line]:
        """Yield the rows of all sheets; wholly blank ones are left out.

        Raises :class:`UnreadableTable` where the file breaks off or holds too much.
        """
        try:
            for place in range(len(self.names)):
                rows = self._csv_rows() if self.is_text else self._xlsx_rows(place)
                yield from _bounded(place, rows)
        except UnreadableTable:
            raise
        except Exception as error:  # openpyxl raises many kinds on odd files
            raise UnreadableTable(BROKEN) from error

    def close(self) -> None:
        if self._book is not None:
            self._book.close()

    def _csv_rows(self) -> Iterator[Sequence[Cell]]:
        csv.field_size_limit(_MB)
        with self._path.open("r", encoding=self._encoding, errors="replace", newline="") as file:
            sample = file.read(64 * 1024)
            file.seek(0)
            clean = (line.replace("\x00", "") for line in file)
            said = re.match(r"\ufeff?sep=(.)\r?\n", sample)
            if said:
                next(clean)
            delimiter = said[1] if said else _delimiter(sample)
            yield from csv.reader(clean, delimiter=delimiter)

    def _xlsx_rows(self, place: int) -> Iterator[Sequence[Cell]]:
        sheet = self._book.worksheets[place]
        merged = _merged(self._path, sheet)
        sheet.reset_dimensions()  # some programs write a wrong one
        kept: dict[tuple[int, int], Cell] = {}
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, row in enumerate(rows, start=1):
            yield _filled(number, row, merged, kept)


def _refuse_known_others(head: bytes) -> None:
    if head.startswith(_OLD_EXCEL):
        raise UnreadableTable(
            "Berkas ini .xls (Excel lama) atau berkata sandi. "
            "Buka di Excel, pilih Simpan sebagai «Excel Workbook (.xlsx)» tanpa kata sandi, "
            "lalu unggah yang baru."
        )
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"{\\rtf", b"%pdf")):
        raise UnreadableTable("Berkas ini bukan lembar kerja biasa. " + SAVE_AS)
    if start.startswith((b"\x89png", b"\xff\xd8", b"gif8", b"rar!", b"7z\xbc")):
        raise UnreadableTable(BROKEN)


def _refuse_traps(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableTable(BROKEN) from error
    names = {info.filename for info in infos}
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableTable("Berkas ini bukan .xlsx. " + SAVE_AS)
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    texts = sum(info.file_size for info in infos if "sharedStrings" in info.filename)
    is_suspect = total > _SMALL and total / packed > _SUSPECT_RATIO
    if total > LARGEST_UNPACKED or texts > LARGEST_TEXTS or is_suspect:
        raise UnreadableTable(
            "Isi berkas ini jauh lebih besar daripada buku yang wajar; ditolak demi keamanan. "
            "Salin baris yang perlu ke berkas baru, lalu unggah."
        )


def _opened(path: Path) -> Any:
    from openpyxl import load_workbook  # 6 MB in each process of the site, for a rare day

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # handed over open: the name of an upload has no ending that openpyxl would know
            book = load_workbook(path.open("rb"), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # KeyError, BadZipFile, ParseError, and what openpyxl adds
            raise UnreadableTable(BROKEN) from error
    if not book.worksheets:
        raise UnreadableTable("Tidak ada lembar berisi tabel di berkas ini. " + SAVE_AS)
    return book


def _bounded(place: int, rows: Iterator[Sequence[Cell]]) -> Iterator[Line]:
    blank = count = 0
    for number, row in enumerate(rows, start=1):
        cells = [_plain(cell) for cell in islice(row, MOST_COLUMNS)]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        line = Line(place, number, tuple(cells))
        if line.is_blank:
            blank += 1
            if blank > _MOST_BLANK:
                return
            continue
        blank, count = 0, count + 1
        if count > MOST_ROWS:
            raise UnreadableTable(
                f"Lembar ini lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas."
            )
        yield line


def _plain(cell: Cell) -> Cell:
    """Return a cell as it is compared and kept: text trimmed, whole numbers whole."""
    if isinstance(cell, str):
        return cell.replace("\x00", "").strip()[:LONGEST_CELL]
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell


# ---------------------------------------------------------------- merged cells


def _merged(path: Path, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return which cell stands for each merged one below it, from the sheet's own XML.

    The streaming reader of openpyxl leaves merged cells out. Only what runs downwards is
    filled: a value that spans columns belongs to the first.
    """
    from openpyxl.utils.cell import range_boundaries

    below: dict[tuple[int, int], tuple[int, int]] = {}
    name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if not name:
        return below
    with zipfile.ZipFile(path) as archive, archive.open(name) as xml:
        for ref in _merged_refs(xml):
            left, top, _, bottom = (bound or 1 for bound in range_boundaries(ref))
            for row in range(top + 1, min(bottom, top + _MOST_BLANK) + 1):
                below[row, left] = (top, left)
    return below


def _merged_refs(xml: Any) -> Iterator[str]:
    rest, count = b"", 0
    while chunk := xml.read(_MB):
        data = rest + chunk
        end = 0
        for found in _MERGED.finditer(data):
            count, end = count + 1, found.end()
            if count > _MOST_MERGED:
                return
            yield found[1].decode()
        rest = data[max(end, len(data) - _LONGEST_TAG) :]


def _filled(
    number: int,
    row: Sequence[Cell],
    merged: dict[tuple[int, int], tuple[int, int]],
    kept: dict[tuple[int, int], Cell],
) -> Sequence[Cell]:
    if not merged:
        return row
    cells = list(row)
    for place, cell in enumerate(cells, start=1):
        first = merged.get((number, place))
        if first is not None and cell is None:
            cells[place - 1] = kept.get(first)
        elif (number + 1, place) in merged:
            kept[number, place] = cell
    return cells


# ---------------------------------------------------------------- CSV


def _encoding(path: Path, head: bytes) -> str:
    """Return how the text is written: by its mark, as UTF-8 where all of it is, else as Windows."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in head:
        raise UnreadableTable(BROKEN)
    with path.open("rb") as file:
        decoder = io.TextIOWrapper(file, encoding="utf-8-sig", errors="strict")
        try:
            while decoder.read(_MB):
                pass
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(sample: str) -> str:
    """Return what parts the columns: the sign that does so most evenly in the first rows."""
    best, most = ",", 0.0
    for sign in (";", ",", "\t", "|"):
        rows = list(islice(csv.reader(io.StringIO(sample), delimiter=sign), 40))[:-1] or [
            next(csv.reader(io.StringIO(sample), delimiter=sign), [])
        ]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda one: (one[1] * min(one[0], 4), one[0]))
        score = count * min(width, 4) + width / 100
        if score > most:
            best, most = sign, score
    return best
