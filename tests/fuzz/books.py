"""Old books: spreadsheets as people keep them, with cells that mean harm, bent and spoiled."""

import csv
import io
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.fuzz.odd import spoiled, values

_HEAD = ["No", "Tanggal", "Nama", "No HP", "Media", "Uraian", "Tanggapan", "Status"]
_CELLS: list[Any] = [
    None,
    1,
    -1,
    0,
    1.5,
    10**15,
    45789,
    2,
    60,
    1e308,
    True,
    datetime(2025, 5, 12),
    datetime(1900, 1, 12),
    date(1899, 12, 31),
    date(9999, 12, 31),
    time(8, 6),
    "31/02/2025",
    "12 Mei 2025",
    "1/1/1899",
    "9" * 40,
    "=cmd|' /C calc'!A0",
    "=1/0",
    "#REF!",
    "@SUM(A1)",
    "+62812",
    "081234567890",
    "Kotak",
    "SMS",
    "selesai",
    "belum",
    "Antre lama",
    "👩🏽‍⚕️" * 40,
    "\u202eمرحبا",
    "x" * 9000,
    "a\nb",
    "<b>x</b>",
]


@st.composite
def rows(draw: Any) -> list[list[Any]]:
    head = list(_HEAD)
    for _ in range(draw(st.integers(0, 2))):
        head[draw(st.integers(0, 7))] = draw(st.sampled_from([*_HEAD, "", None, "Kritik", "Jam"]))
    found: list[list[Any]] = [head] if draw(st.integers(0, 5)) else []
    for number in range(draw(st.integers(0, 7))):
        row: list[Any] = [number, datetime(2025, 5, 12), "Bu Siti", None, "SMS", "Antre", None, ""]
        for _ in range(draw(st.integers(0, 4))):
            odd = st.one_of(st.sampled_from(_CELLS), values())
            row[draw(st.integers(0, 7))] = draw(odd)
        found.append(row[: draw(st.integers(6, 8))])
    return found


def _plain(value: Any) -> Any:
    """Return ``value`` as a spreadsheet's writer takes it."""
    if isinstance(value, str):
        tidy = value.encode("utf-8", "replace").decode()
        return ILLEGAL_CHARACTERS_RE.sub("", tidy)[:9000]
    is_cell = value is None or isinstance(value, bool | datetime | date | time)
    if isinstance(value, int | float) and not is_cell:
        return value if abs(value) < 1e300 else str(value)
    return value if is_cell else str(value)[:200].encode("ascii", "replace").decode()


def xlsx(table: list[list[Any]], merged: list[str]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in table:
        sheet.append([_plain(value) for value in row])
    for place in merged:
        sheet.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(table: list[list[Any]], sign: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([[_plain(one) for one in row] for row in table])
    return out.getvalue().encode(encoding, "replace")


BOOKS = [
    csv_of(
        [_HEAD, [1, "12/5/25", "Bu Siti", "0812", "SMS", "Antre lama", "Maaf", "selesai"]],
        ";",
        "utf-8",
    ),
    xlsx(
        [_HEAD, [1, datetime(2025, 5, 12), "Bu Siti", 812, "SMS", "Antre", "", "belum"]], ["A2:A3"]
    ),
]


@st.composite
def books(draw: Any) -> tuple[bytes, str]:
    """Return an old book's content and its file name."""
    table = draw(rows())
    if draw(st.booleans()):
        places = ["A1:H1", "A2:A4", "C2:D2", "B3:B9", "A1:A2"]
        merged = places[: draw(st.integers(0, 2))] if draw(st.integers(0, 2)) == 0 else []
        content, name = xlsx(table, merged[:1] + merged[2:]), "buku.xlsx"
    else:
        codes = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]
        code = draw(st.sampled_from(codes))
        content, name = csv_of(table, draw(st.sampled_from(";,\t")), code), "buku.csv"
    if draw(st.integers(0, 3)) == 0:
        content = spoiled(draw, content)
    return content, name if draw(st.integers(0, 9)) else "buku.xls"
