"""The old book comes into the register: each row once, in its own series, and out again."""

import io
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tanggap.base import brought as base_brought
from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine
from tanggap.inbox.models import Identity, Person
from tanggap.logbook.actions import (
    EntryDraft,
    correct,
    import_book,
    note_step,
    reopen,
    write_down,
)
from tanggap.logbook.models import BookImport, BroughtRow, Clock, Entry, NumberSeries, Series
from tanggap.logbook.old_carrying import carry_on
from tanggap.logbook.queries import find
from tanggap.reply.models import Reply
from tanggap.workbench.queries import book_rows, with_states
from tests.logbook.old_books import BAD, ROWS, bring, csv_of, guessed, numbers, offer, undo, xlsx
from tests.people import Puskesmas

pytestmark = pytest.mark.usefixtures("own_home")
State = BookImport.State


def test_rows_become_entries_with_people_channels_answers_and_old_dates(
    padaherang: Puskesmas,
) -> None:
    made = bring(padaherang, xlsx(ROWS + BAD))
    assert (made.state, made.added, made.refused) == (State.DONE, 3, 3)
    assert numbers() == ["lama/1/2025", "lama/2/2025", "lama/3/2025"]
    first, second, third = with_states(Entry.objects.order_by("received_at"))
    assert first.received_at == datetime(2025, 5, 11, 17, tzinfo=UTC)
    assert first.person == Identity.objects.get(value="+6281234567890").person
    assert (first.line.kind, second.line.kind, third.line.kind) == (
        "box", "sms_handphone", "walk_in",
    )  # fmt: skip
    assert (first.state, first.is_answered) == ("closed", True)  # type: ignore[attr-defined]
    assert second.is_anonymous
    assert third.person is not None
    assert third.person.name == "Pak Budi 😊"
    assert ["No HP", "9" * 40] in third.old_row.cells
    reply = Reply.objects.get()
    assert (reply.text, reply.given_at) == ("Maaf", first.received_at)
    assert list(find(padaherang.actor(), "antre")) == [first]
    assert list(find(padaherang.actor(), "081234567890")) == [first]
    assert not list(base_brought._folder().iterdir())


def test_closed_rows_have_no_promises_and_open_ones_begin_today(padaherang: Puskesmas) -> None:
    bring(padaherang, xlsx(ROWS))
    assert not Clock.objects.exists()
    undo(padaherang, BookImport.objects.get())
    bring(padaherang, xlsx(ROWS), open=True)
    entry = with_states(Entry.objects.filter(closed_at=None)).get()
    assert entry.number == "lama/3/2025"
    assert not entry.is_late  # type: ignore[attr-defined]
    assert entry.clocks.filter(due_at__gt=timezone.now()).exists()


def test_correcting_or_reopening_an_old_entry_never_makes_it_late(padaherang: Puskesmas) -> None:
    bring(padaherang, xlsx(ROWS))
    entry = Entry.objects.get(number="lama/1/2025")
    correct(padaherang.actor(), entry, EntryDraft(kind="keluhan", text="Antre obat lama"))
    assert not with_states(Entry.objects.all()).filter(is_late=True).exists()
    reopen(padaherang.actor(), entry)
    assert not with_states(Entry.objects.all()).filter(is_late=True).exists()


def test_our_own_numbers_have_no_gap(padaherang: Puskesmas) -> None:
    def ours() -> int:
        draft = EntryDraft(
            kind="saran", text="x", line_id=padaherang.line("box").pk, received_at=timezone.now()
        )
        return write_down(padaherang.actor(), draft, form_key=uuid4()).sequence

    assert ours() == 1
    today = timezone.localdate()
    bring(padaherang, xlsx([[9, today.strftime("%d/%m/%Y"), "", "", "", "Baru", "", ""]]))
    assert ours() == 2
    series = NumberSeries.objects.filter(facility=padaherang.facility)
    assert set(series.values_list("series", "last")) == {("", 2), ("lama", 1)}
    book = [row.number for row in book_rows(padaherang.actor(), None, None)]
    assert book[0] == f"lama/9/{today.year}"
    assert len(book) == 3


def test_the_same_book_again_doubles_nothing(padaherang: Puskesmas) -> None:
    bring(padaherang, xlsx(ROWS))
    again = offer(padaherang, xlsx([*ROWS, [7, "16/5/25", "", "", "", "Baru", "", ""]]))
    assert again.found["known"] == 3
    again = bring(padaherang, xlsx([*ROWS, [7, "16/5/25", "", "", "", "Baru", "", ""]]))
    assert (again.added, again.known) == (1, 3)
    twins: list[list[object]] = [["", "16/5/25", "", "", "", "Kipas", "", ""]] * 2
    assert bring(padaherang, xlsx(twins)).added == 2, "two equal rows of one book are two"
    assert bring(padaherang, xlsx(twins)).added == 0


def test_titles_merged_cells_sheets_and_formulas_are_read_as_people_read_them(
    padaherang: Puskesmas,
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Januari"
    sheet["A1"] = "BUKU SARAN DAN KRITIK"
    sheet.merge_cells("A1:F1")
    for place, label in enumerate(["No", "Tanggal", "Pelapor", None, "Kritik", "Saran"], start=1):
        sheet.cell(3, place, label)
    sheet.merge_cells("C3:D3")
    sheet["C4"], sheet["D4"] = "Nama", "Alamat"
    sheet.merge_cells("B5:B6")
    for row in (
        (5, 1, "5 Januari 2025", "Siti", "Dusun I", "Kotor", None),
        (6, 2, None, "Budi", "Dusun II", None, "Tambah kursi"),
    ):
        for place, value in enumerate(row[1:], start=1):
            if value is not None:
                sheet.cell(row[0], place, value)
    other = book.create_sheet("Februari")
    for line in (["Tgl", "Isi Keluhan"], ["1/2/25", "Lampu mati"], ["Tgl", "Isi Keluhan"]):
        other.append(line)
    book.create_sheet("Catatan").append(["halo"])
    out = io.BytesIO()
    book.save(out)
    made = bring(padaherang, out.getvalue())
    assert [sheet["rows"] for sheet in made.found["sheets"]] == [2, 1, 0]
    told = [(e.kind, e.text, e.person and e.person.name) for e in Entry.objects.order_by("id")]
    assert told == [
        ("kritik", "Kotor", "Siti"),
        ("saran", "Tambah kursi", "Budi"),
        ("saran", "Lampu mati", None),
    ]
    assert made.added == 3


@pytest.mark.parametrize(
    ("sign", "encoding"), [(";", "cp1252"), (",", "utf-8-sig"), ("\t", "utf-16"), (";", "utf-8")]
)
def test_a_csv_is_read_whatever_parts_its_columns(
    padaherang: Puskesmas, sign: str, encoding: str
) -> None:
    rows = [
        [
            "1",
            "12 Mei 2025",
            "Bu Éli",
            "0812-3456-7890",
            "WA",
            "Lama; sekali, ya\nbaris dua",
            "",
            "",
        ]
    ]
    made = bring(padaherang, csv_of(rows, sign, encoding))
    entry = Entry.objects.get()
    assert entry.text == "Lama; sekali, ya\nbaris dua"
    assert entry.person is not None
    assert entry.person.name == "Bu Éli"
    assert made.added == 1


UNREADABLE = {
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"x" * 600, ".xlsx"),
    "a page": (b"<html><table><tr><td>No</td></tr></table></html>", ".xlsx"),
    "half a zip": (b"PK\x03\x04" + b"x" * 99, "rusak"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "rusak"),
    "nothing": (b"", "judul kolom"),
    "no header": (b"halo;dunia\n1;2\n", "judul kolom"),
    "only a header": (b"No;Tanggal;Uraian\n", "Tidak ada baris"),
    "nought bytes": (b"a\0b", "rusak"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_a_sentence(padaherang: Puskesmas, name: str) -> None:
    content, word = UNREADABLE[name]
    made = offer(padaherang, content)
    assert made.state == State.REFUSED
    assert word in made.trouble
    assert not list(base_brought._folder().iterdir())


def test_refused_rows_are_mended_and_brought_again(padaherang: Puskesmas, sari: Client) -> None:
    made = bring(padaherang, xlsx(ROWS + BAD))
    path = reverse("logbook:old-book-refused", args=[made.pk])
    sheet: Any = load_workbook(io.BytesIO(sari.get(path).content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head, bad = rows[0], rows[1:]
    assert head[-1] == "Alasan ditolak"
    assert "bukan tanggal" in bad[0][-1]
    assert "terlalu lama" in bad[1][-1]
    assert "Uraian kosong" in bad[2][-1]
    bad[0][1] = bad[1][1] = "17/5/2025"
    again = bring(padaherang, xlsx(bad, head))
    assert (again.added, again.refused) == (2, 1)


def test_a_process_killed_at_any_slice_is_followed_by_one_that_goes_on(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tanggap.logbook.actions.old_book._ROWS_AT_ONCE", 2)
    rows = [[n, '"' if n > 1 else "1/5/25", "", "", "", f"Baris {n}", "", ""] for n in range(1, 12)]
    made = offer(padaherang, xlsx(rows))
    made = import_book(padaherang.actor(), made, guessed(padaherang, made))
    steps = 0
    while carry_on(only=made.pk):
        steps += 1
        monkeypatch.setattr(base_brought, "_OURSELVES", f"process {steps}")
        assert not carry_on(only=made.pk)
        BookImport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert steps == 7
    assert numbers() == [f"lama/{n}/2025" for n in range(1, 12)]
    assert set(Entry.objects.values_list("received_at__date", flat=True)) == {date(2025, 5, 1)}


def test_the_book_is_taken_back_as_a_whole(padaherang: Puskesmas) -> None:
    made = undo(padaherang, bring(padaherang, xlsx(ROWS + BAD)))
    assert (made.state, made.kept) == (State.UNDONE, 0)
    left = [m.objects.count() for m in (Entry, BroughtRow, Reply, Person, Identity)]
    assert left == [0, 0, 0, 0, 0]
    assert not made.refused_rows.exists()
    assert bring(padaherang, xlsx(ROWS)).added == 3
    assert [h.action for h in HistoryLine.objects.order_by("id")] == [
        "logbook.import_book", "logbook.undo_book", "logbook.import_book",
    ]  # fmt: skip


def test_taking_back_leaves_and_names_what_was_worked_on(
    padaherang: Puskesmas, sari: Client
) -> None:
    made = bring(padaherang, xlsx(ROWS), open=True)
    note_step(padaherang.actor(), Entry.objects.get(number="lama/3/2025"), "Disapu")
    made = undo(padaherang, made)
    assert (made.state, made.kept) == (State.UNDONE, 1)
    assert numbers() == ["lama/3/2025"]
    page = sari.get(reverse("logbook:old-book-look", args=[made.pk])).content.decode()
    assert "kecuali 1 yang sudah dikerjakan orang: lama/3/2025" in page


def test_a_choice_that_lacks_something_is_refused(padaherang: Puskesmas) -> None:
    made = offer(padaherang, xlsx(ROWS))
    good = guessed(padaherang, made)
    for change in (
        {"sheets": []},
        {"fields": {"Uraian": "text"}},
        {"fields": {"Tanggal": "date"}},
        {"line": 1},
    ):
        with pytest.raises(Refused):
            import_book(padaherang.actor(), made, good | change)


def test_a_long_book_comes_in_bounded_memory(padaherang: Puskesmas) -> None:
    rows = [[n, "1/5/25", "", "", "", f"Baris {n} " * 40, "", ""] for n in range(1_200)]
    content = xlsx(rows)
    tracemalloc.start()
    made = offer(padaherang, content)
    made = import_book(padaherang.actor(), made, guessed(padaherang, made))
    carry_on(only=made.pk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert made.found["count"] == 1_200
    assert peak < 15_000_000


def test_the_numbers_of_ours_are_found_by_their_short_form_and_old_ones_are_not(
    padaherang: Puskesmas,
) -> None:
    from tanggap.workbench.triage import entry_by_number

    bring(padaherang, xlsx(ROWS))
    assert entry_by_number(padaherang.actor(), "1/2025") is None
    found = entry_by_number(padaherang.actor(), "lama/1/2025")
    assert found is not None
    assert found.series == Series.OLD
