from datetime import date, time

import pytest
from openpyxl.utils import get_column_letter

from tanggap.documents.spreadsheet import LONGEST, Boxed, Column, write_table
from tests.reading import sheet

COLUMNS = [Column("No.", 5, "number"), Column("Tanggal", 11, "date"), Column("Uraian", 40)]


@pytest.mark.parametrize(
    "dangerous", ["=1+1", "+62812", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', " =A1", "|calc"]
)
def test_what_looks_like_a_formula_is_text_and_stays_text(dangerous: str) -> None:
    cell = sheet(write_table("Uji", COLUMNS, [(1, date(2026, 5, 12), dangerous)])).cell(2, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (dangerous, "s", True)


def test_days_and_times_are_real() -> None:
    columns = [Column("Tanggal", 11, "date"), Column("Jam", 7, "time")]
    made = sheet(write_table("Uji", columns, [(date(2026, 5, 12), time(8, 6))]))
    assert made.cell(2, 1).value.date() == date(2026, 5, 12)  # type: ignore[union-attr]
    assert made.cell(2, 2).value == time(8, 6)


def test_it_prints_landscape_on_f4_with_the_header_on_every_page() -> None:
    made = sheet(write_table("Uji", COLUMNS, [], heading=["PUSKESMAS", "BUKU"]))
    assert made.page_setup.orientation == "landscape"
    assert made.page_setup.paperSize == 14
    assert made.print_title_rows == "$4:$4"
    assert made.freeze_panes == f"{get_column_letter(3)}5"
    assert made.sheet_properties.pageSetUpPr.fitToPage


def test_a_cancelled_line_is_struck_through() -> None:
    rows = [(1, None, "satu"), (2, None, "dua")]
    made = sheet(write_table("Uji", COLUMNS, rows, struck=[1]))
    assert not made.cell(2, 3).font.strike
    assert made.cell(3, 3).font.strike


def test_a_text_too_long_for_a_cell_says_so() -> None:
    value = sheet(write_table("Uji", COLUMNS, [(1, None, "a" * 100_000)])).cell(2, 3).value
    assert isinstance(value, str)
    assert len(value) <= 32_767
    assert value.startswith("a" * LONGEST)
    assert "terlalu panjang" in value


def test_characters_that_no_spreadsheet_can_hold_are_left_out() -> None:
    value = sheet(write_table("Uji", COLUMNS, [(1, None, "a\x00b\x0bc 🙏")])).cell(2, 3).value
    assert value == "abc 🙏"


def test_what_stands_below_keeps_its_days_and_a_row_is_as_tall_as_its_words() -> None:
    foot = [["", date(2026, 5, 12)], Boxed(["Minggu", "Jumlah"], is_head=True), Boxed(["1–5", 3])]
    made = sheet(write_table("Uji", COLUMNS, [(1, None, "kata " * 60)], foot=foot))
    assert made.cell(4, 2).number_format == "dd/mm/yyyy"
    assert (made.cell(5, 2).value, made.cell(6, 3).value) == ("Minggu", 3)
    assert made.row_dimensions[2].height > 40


def test_a_table_too_wide_for_one_page_takes_two_and_repeats_its_first_columns() -> None:
    wide = [Column(f"Kolom {n}", 30) for n in range(10)]
    made = sheet(write_table("Uji", wide, [["x"] * 10]))
    assert made.page_setup.fitToWidth == 2
    assert made.print_title_cols == "$A:$B"
