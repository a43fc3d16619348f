"""The recap on paper, read back: title, numbers, list, supplement, signatures, nothing cut."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tanggap.base.models import FacilityProfile, Role, Staff
from tanggap.logbook import actions as book
from tanggap.logbook.models import Accused, Entry
from tanggap.recap import actions
from tanggap.recap.papers import recap_paper, recap_sheet
from tests.people import Puskesmas
from tests.reading import fonts, page_texts, size_in_mm, squeezed, words
from tests.recap.weeks import FIRST, SECOND, closed, corrected, written

pytestmark = pytest.mark.django_db


def paper(here: Puskesmas, role: Role = Role.AUDITOR, monday: object = FIRST) -> bytes:
    return recap_paper(here.actor(role), here.facility, monday).content  # type: ignore[arg-type]


def test_it_says_who_signed_on_the_screen_and_has_room_for_both_pens(
    padaherang: Puskesmas,
) -> None:
    Staff.objects.filter(pk=padaherang.staff[Role.KETUA].pk).update(nip="198001012005012001")
    written(padaherang, FIRST, units=[padaherang.units["UKP"].pk])
    recap = closed(padaherang, FIRST, remarks="Loket ramai\nhari Selasa")
    actions.see(padaherang.actor(Role.KEPALA), recap)
    made = paper(padaherang)
    text = words(made)
    for said in (
        "REKAPITULASI MINGGUAN UMPAN BALIK",
        "Minggu 4–10 Mei 2026",
        "1 entri: 0 sudah dijawab dan 1 belum dijawab",
        "Kotak saran",
        "Kursi tunggu kurang",
        "Loket ramai",
        "Ditandatangani pada layar oleh Dewi Anggraini, Ketua tim pengelola, tanggal Senin, "
        "11 Mei 2026 pukul 10.00.",
        "Diketahui pada layar oleh dr. Hasan Basri",
        "Padaherang, 11 Mei 2026 Ketua Tim Pengelola Umpan Balik,",
        "NIP. 19800101 200501 2 001",
        "Mengetahui, Kepala UPTD Puskesmas Padaherang,",
    ):
        assert said in text, said
    assert text.index("Mengetahui, Kepala") < text.index("Ketua Tim Pengelola Umpan Balik,")
    assert "TERLAMBAT" not in text
    assert size_in_mm(made) == (215, 330)
    assert all(font.startswith("Arimo") for font in fonts(made))


def test_a_week_of_nothing_says_nihil_and_a_late_one_says_late(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    closed(padaherang, SECOND, on=SECOND + timedelta(days=20))
    text = words(paper(padaherang, monday=SECOND))
    assert "NIHIL" in text
    assert "DITUTUP TERLAMBAT (seharusnya paling lambat 24 Mei 2026)" in text
    assert "Daftar entri" not in text
    assert "Tidak ada catatan." in text


def test_what_was_erased_says_so_and_the_supplement_tells_from_what_to_what(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang, FIRST)
    blanked = written(padaherang, SECOND, text="nama orang")
    cancelled = written(padaherang, FIRST)
    closed(padaherang, FIRST)
    corrected(padaherang, entry, kind="kritik")
    book.cancel(padaherang.actor(), cancelled)
    closed(padaherang, SECOND)
    Entry.objects.filter(pk=blanked.pk).update(text="")
    text = words(paper(padaherang, monday=SECOND))
    assert "isi dihapus" in text
    assert "nama orang" not in text
    assert "Susulan minggu lalu" in text
    assert "Jenis: Saran → Kritik." in text
    assert "Dibatalkan sesudah minggunya ditutup." in text


def test_the_accused_prints_the_week_without_the_case(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    entry = written(padaherang, FIRST, kind="keluhan", text="rahasiabesar", severity="merah")
    Accused.objects.create(entry=entry, staff=padaherang.staff[Role.KETUA])
    closed(padaherang, FIRST)
    text = words(paper(padaherang, Role.KETUA))
    assert "1 entri" in text
    for sign in ("rahasiabesar", entry.number, "Keluhan", "Merah"):
        assert sign not in text
    assert "rahasiabesar" in words(paper(padaherang, Role.KEPALA))


def test_as_a_table_it_holds_whole_texts_real_dates_and_the_same_secrets(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST, text="Kursi tunggu kurang " * 30)
    entry = written(padaherang, FIRST, kind="keluhan", text="rahasiabesar", severity="merah")
    late = written(padaherang, FIRST)
    Accused.objects.create(entry=entry, staff=padaherang.staff[Role.KETUA])
    closed(padaherang, FIRST, remarks="Loket ramai")
    corrected(padaherang, late, kind="kritik")
    closed(padaherang, SECOND)

    def cells(role: Role, monday: date) -> list[object]:
        made = recap_sheet(padaherang.actor(role), padaherang.facility, monday)
        assert made.name == f"rekap-mingguan_{monday}.xlsx"
        sheet = load_workbook(BytesIO(made.content)).active
        return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]

    of_head = cells(Role.KEPALA, FIRST)
    assert datetime(2026, 5, 4) in of_head
    assert ("Kursi tunggu kurang " * 30).strip() in of_head
    assert {"rahasiabesar", "Loket ramai", "Keluhan"} <= set(map(str, of_head))
    assert not {"rahasiabesar", entry.number, "Keluhan"} & set(map(str, cells(Role.KETUA, FIRST)))
    following = cells(Role.KEPALA, SECOND)
    assert {"NIHIL", "Susulan minggu lalu", late.number} <= set(map(str, following))


def test_long_names_and_long_lists_stay_on_the_page(padaherang: Puskesmas) -> None:
    long = "Dr. dr. Siti Nurhalimatussakdiyah Kusumaningrum Wirasasmita, Sp.PD-KGEH, M.Kes., MARS"
    Staff.objects.filter(pk=padaherang.staff[Role.KETUA].pk).update(name=long, position=long)
    FacilityProfile.objects.update(head_name=long)
    padaherang.units["UKP"].name = "Ruang Pemeriksaan Kesehatan Ibu, Anak, dan Keluarga Berencana"
    padaherang.units["UKP"].save()
    one = written(padaherang, FIRST, text="Panjang sekali " * 300,
                  units=[padaherang.units["UKP"].pk])  # fmt: skip
    rows = []
    for number in range(2, 62):
        copy = Entry.objects.get(pk=one.pk)
        copy.pk = one.pk + number
        copy.form_key = uuid4()
        copy.sequence, copy.number = number, f"{number:03}/UB/PKM.PADAHERANG-BARAT/V/2026"
        rows.append(copy)
    Entry.objects.bulk_create(rows)
    closed(padaherang, FIRST, remarks="Catatan yang panjang. " * 60)
    made = paper(padaherang)
    text = squeezed(made)
    for number in (1, 30, 61):
        assert f"{number:03}/UB" in text
    assert long.replace(" ", "") in text
    assert 4 <= len(page_texts(made)) <= 12
    assert "Halaman1/" in squeezed(made)
