"""Reading the old book's columns and rows, in bulk: dates, numbers, kinds, what became of it."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.logbook.old_book import (
    Choices,
    OldRow,
    channel_kind,
    number_here,
    phone_of,
    read_row,
    usual_kind,
)
from tanggap.logbook.old_columns import FIELDS, find_header, match_columns
from tanggap.logbook.old_days import BadRow, Cell, clock_of, day_of

TODAY = date(2026, 11, 22)

HEADERS: list[tuple[list[str], list[str]]] = [
    (
        ["No", "No. Register", "Tanggal diterima", "Jam", "Media/kanal", "Jenis", "Nama", "Alamat",
         "No. HP", "Status pelapor", "Uraian", "Waktu & tempat kejadian", "Unit terkait",
         "Klasifikasi", "Tingkat", "Tindak lanjut segera", "Petugas penerima",
         "Tanggal tanggapan", "Isi tanggapan", "Media tanggapan", "Status", "Tanggal selesai",
         "Paraf"],
        ["", "number", "date", "time", "channel", "kind", "name", "address", "phone", "reporter",
         "text", "happened", "unit", "klass", "severity", "step", "receiver", "answered_on",
         "answer", "way", "status", "closed_on", ""],
    ),
    (["NO", "HARI/TANGGAL", "NAMA", "ALAMAT", "KRITIK", "SARAN", "TINDAK LANJUT", "KET"],
     ["number", "date", "name", "address", "kritik", "saran", "step", "note"]),
    (["No.", "Tgl", "Nama Pelapor", "No HP/WA", "Isi Pengaduan", "Jawaban", "Paraf"],
     ["number", "date", "name", "phone", "text", "answer", ""]),
    (["Nomor urut", "Tanggal", "Kritik dan Saran", "Tindak Lanjut", "Tanggal Selesai"],
     ["number", "date", "text", "step", "closed_on"]),
    (["Tanggal", "Keluhan", "Pemecahan Masalah", "Nama Petugas"],
     ["date", "keluhan", "step", "receiver"]),
]  # fmt: skip


@pytest.mark.parametrize(("labels", "fields"), HEADERS)
def test_columns_are_known_by_their_headers(labels: list[str], fields: list[str]) -> None:
    assert match_columns(labels) == fields


@given(st.lists(st.text(max_size=30), max_size=20))
def test_no_header_breaks_the_matching_and_no_field_is_given_twice(labels: list[str]) -> None:
    fields = [field for field in match_columns(labels) if field]
    assert len(fields) == len(set(fields))
    assert set(fields) <= set(FIELDS)


def numbered(*rows: list[object]) -> list[tuple[int, list[object]]]:
    return list(enumerate(rows, start=1))


def test_the_header_is_found_under_titles_over_two_rows_and_above_column_numbers() -> None:
    header = find_header(
        numbered(
            ["BUKU SARAN DAN KRITIK", None, None, None, None],
            ["UPT PUSKESMAS SUMBERSARI", None, None, None, None],
            ["No", "Tanggal", "Identitas", None, "Umpan Balik", None],
            [None, None, "Nama", "Alamat", "Kritik", "Saran"],
            [1, 2, 3, 4, 5, 6],
            [1, "12/5/25", "Siti", "Dusun I", "Lama", None],
        )
    )
    assert header is not None
    assert header.labels == ("No", "Tanggal", "Nama", "Alamat", "Kritik", "Saran")
    assert header.last_row == 5


def test_a_first_row_of_data_is_not_taken_for_the_header() -> None:
    header = find_header(
        numbered(["No", "Tanggal", "Nama", "Uraian"], [1, "12/5/25", "Siti", "Saran: kipas"])
    )
    assert header is not None
    assert header.labels == ("No", "Tanggal", "Nama", "Uraian")
    assert header.last_row == 1
    assert find_header(numbered(["halo", "dunia"], [1, 2])) is None
    assert find_header([]) is None


DAYS: list[tuple[Cell, date]] = [
    (datetime(2025, 5, 12), date(2025, 5, 12)),
    (date(2025, 5, 12), date(2025, 5, 12)),
    (45789, date(2025, 5, 12)),
    ("45789", date(2025, 5, 12)),
    ("12 Mei 2025", date(2025, 5, 12)),
    ("Senin, 12 Mei 2025", date(2025, 5, 12)),
    ("Jum'at 12 mei 2025", date(2025, 5, 12)),
    ("12-Mei-25", date(2025, 5, 12)),
    ("12 Agt 2025", date(2025, 8, 12)),
    ("1 Nopember 2024", date(2024, 11, 1)),
    ("12/5/25", date(2025, 5, 12)),
    ("12.05.2025", date(2025, 5, 12)),
    ("12 - 05 - 2025", date(2025, 5, 12)),
    ("2025-05-12", date(2025, 5, 12)),
    ("2025-05-12 08:06:00", date(2025, 5, 12)),
    ("Senin/ 12-05-2025 pukul 08.06", date(2025, 5, 12)),
    ("May 12, 2025", date(2025, 5, 12)),
]


@pytest.mark.parametrize(("cell", "day"), DAYS)
def test_a_day_is_read_as_people_write_it(cell: Cell, day: date) -> None:
    assert day_of(cell)[0] == day


def test_the_hour_beside_a_day_is_read_and_the_order_can_be_turned() -> None:
    assert day_of("12/5/2025 08.06")[1] == time(8, 6)
    assert day_of("12 Mei 2025 pukul 14:30")[1] == time(14, 30)
    assert day_of("12.05.2025")[1] is None
    assert day_of("5/12/2025", day_first=False)[0] == date(2025, 5, 12)
    assert [clock_of(c) for c in ("08.06 WIB", 0.5, time(9, 1), 8.3, "siang", None)] == [
        time(8, 6), time(12, 0), time(9, 1), time(8, 30), None, None,
    ]  # fmt: skip


BAD_DAYS: list[tuple[Cell, str]] = [
    (datetime(1899, 12, 31), "terlalu lama"),
    (datetime(1900, 1, 12, 8, 6), "terlalu lama"),
    (time(8, 6), "hanya ada jam"),
    (0.5, "1900-an"),
    (12, "1900-an"),
    (9e40, "bukan tanggal"),
    ("31/02/2025", "tidak ada di kalender"),
    ("12/13/2025", "tidak ada di kalender"),
    ("12 Mei", "tidak lengkap"),
    ("besok", "bukan tanggal"),
    ("1/1/0001", "terlalu lama"),
    (True, "bukan tanggal"),
    ("9" * 40, "bukan tanggal"),
]


@pytest.mark.parametrize(("cell", "reason"), BAD_DAYS)
def test_a_day_that_cannot_be_is_refused_with_its_reason(cell: Cell, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        day_of(cell)


PHONES: list[tuple[Cell, str]] = [
    (81234567890, "+6281234567890"),
    (81234567890.0, "+6281234567890"),
    (6281234567890, "+6281234567890"),
    ("0812 3456 7890", "+6281234567890"),
    ("81234567890", "+6281234567890"),
    ("'081234567890", "+6281234567890"),
    ("+62 812-3456-7890", "+6281234567890"),
    ("081234567890 / 0811222333", "+6281234567890"),
    ("8,12E+11", ""),
    ("8.12346E+11", ""),
    ("9" * 40, ""),
    (float("9" * 40), ""),
    ("tidak punya", ""),
    ("📞", ""),
    (None, ""),
    (True, ""),
]


@pytest.mark.parametrize(("cell", "phone"), PHONES)
def test_a_phone_number_survives_the_spreadsheet_or_is_none(cell: Cell, phone: str) -> None:
    assert phone_of(cell) == phone


def row(**cells: Cell) -> OldRow:
    return read_row({"date": "12/5/25", "text": "Antre lama"} | cells, Choices(), TODAY)


def test_kinds_come_from_a_word_a_column_or_a_tick() -> None:
    assert row(kind="Pengaduan").kind == "keluhan"
    assert row(kind="Ucapan terima kasih").kind == "pujian"
    assert row(saran="√").kind == "saran"
    assert row(text=None, kritik="Kotor").kind == "kritik"
    both = row(text=None, kritik="Kotor", saran="Sapu tiap hari")
    assert (both.kind, both.text) == ("kritik", "Kritik: Kotor\nSaran: Sapu tiap hari")
    assert row().kind == "saran"


def test_what_became_of_it_is_read_from_status_and_columns() -> None:
    assert not row().is_done
    assert row(step="Ditambah kursi").is_done
    assert row(status="Selesai").is_done
    assert not row(status="Belum selesai", step="Dibahas di lokmin").is_done
    answered = row(answer="Terima kasih", answered_on="14/5/25")
    assert answered.is_done
    assert answered.answered == datetime(2025, 5, 14)
    assert row(closed_on="1/5/25").closed == datetime(2025, 5, 12), "never before it came"
    assert row(closed_on="nanti", step="-").closed is None


def test_nobody_is_nobody() -> None:
    assert row(name="Hamba Allah").is_anonymous
    assert row(name="-").name == ""
    assert row(name="Bu Siti 😊").name == "Bu Siti 😊"


def test_rows_that_cannot_be_are_refused() -> None:
    for cells, reason in (
        ({"text": " - "}, "Uraian kosong"),
        ({"text": "NIHIL"}, "Uraian kosong"),
        ({"date": None}, "Tanggal kosong"),
        ({"date": "1/1/2031"}, "masa depan"),
    ):
        with pytest.raises(BadRow, match=reason):
            row(**cells)


def test_a_ditto_mark_is_the_day_above() -> None:
    cells: dict[str, Cell] = {"date": '"', "text": "Antre"}
    above = date(2025, 5, 12)
    assert read_row(cells, Choices(), TODAY, above).received.date() == above
    blank = cells | {"date": None}
    assert read_row(blank, Choices(same_day=True), TODAY, above).received.date() == above


def test_channels_are_known_by_the_words_of_the_field() -> None:
    words = [
        "Kotak Saran",
        "SMS",
        "WA",
        "WhatsApp Puskesmas",
        "Telp",
        "Surat",
        "Lisan",
        "Wawancara",
    ]
    assert [channel_kind(w) for w in words] == [
        "box", "sms_handphone", "wa_handphone", "wa_handphone", "phone", "letter", "walk_in", "",
    ]  # fmt: skip


def test_the_old_number_stays_as_it_stands_under_its_mark() -> None:
    assert number_here(row(number=17), 1) == "lama/17/2025"
    assert number_here(row(number="017/UB/V/2025"), 1) == "lama/017/UB/V/2025"
    assert number_here(row(), 4) == "lama/2025/4"


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(),
    st.times(), st.datetimes(),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), CELLS))
def test_any_row_is_an_entry_or_a_reason(cells: dict[str, Cell]) -> None:
    try:
        read = read_row(cells, Choices(), TODAY)
    except BadRow:
        return
    assert read.text.strip()
    assert read.received.date() <= TODAY
    assert read.closed is None or read.closed >= read.received


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        (["buku keluhan 2025.xlsx", "No", "Tanggal", "Isi Keluhan"], "keluhan"),
        (["rekap.csv", "Uraian Pengaduan"], "keluhan"),
        (["buku keluhan dan saran.xlsx", "Uraian"], "saran"),
        (["data.xlsx", "Keluhan", "Saran"], "saran"),
        (["rekap.xlsx", "Uraian"], "saran"),
    ],
)
def test_a_book_of_complaints_alone_holds_complaints(named: list[str], kind: str) -> None:
    assert usual_kind(named) == kind
