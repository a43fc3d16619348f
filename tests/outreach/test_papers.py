"""The report of socialisation with its photos, and the empty attendance list."""

from datetime import date
from uuid import uuid4

from tanggap.base.models import Role
from tanggap.outreach.actions import SocialisationDraft, keep_proof, write_up
from tanggap.outreach.papers import attendance_list, report
from tests.outreach.test_log import photo, told
from tests.people import Puskesmas
from tests.reading import page_texts, squeezed, words
from tests.workbench.signing_in import browser_of

YEAR = (date(2026, 1, 1), date(2026, 9, 30))


def test_the_report_has_a_row_a_sum_signatures_and_a_page_of_photos(padaherang: Puskesmas) -> None:
    held = told(padaherang)
    told(padaherang, date(2026, 8, 3), "langsung")
    keep_proof(padaherang.actor(), held, form_key=uuid4(), file=photo(), note="Camat membuka acara")
    pdf = report(padaherang.facility, *YEAR).content
    text = words(pdf)
    assert len(page_texts(pdf)) == 2
    expected = (
        "LAPORAN SOSIALISASI", "10/02/2026", "Aula kecamatan", "Sari Melati", "1 foto kegiatan",
        "belum ada", "Jumlah per cara", "60", "triwulan II 2026", "Mengetahui", "Ketua Tim",
        "Camat membuka acara",
    )  # fmt: skip
    assert [one for one in expected if one not in text] == []


def test_a_period_without_any_is_a_page_that_says_so(padaherang: Puskesmas) -> None:
    assert "NIHIL" in words(report(padaherang.facility, *YEAR).content)


def test_what_was_taken_back_is_not_reported(padaherang: Puskesmas) -> None:
    held = told(padaherang)
    browser_of(padaherang, Role.PETUGAS).post(f"/sosialisasi/{held.pk}/batal/")
    assert "NIHIL" in words(report(padaherang.facility, *YEAR).content)


def test_a_long_note_and_many_officers_do_not_overflow(padaherang: Puskesmas) -> None:
    everyone = list(padaherang.staff.values())
    place, note = "Balai" * 24, "Warga bertanya tentang jam buka. " * 60
    draft = SocialisationDraft(date(2026, 3, 1), "lintas", place, everyone, people=7, note=note)
    write_up(padaherang.actor(), draft, form_key=uuid4())
    text = words(report(padaherang.facility, *YEAR).content)
    assert "…" in text
    assert all(one.name in text for one in everyone)
    assert len(page_texts(report(padaherang.facility, *YEAR).content)) <= 2


def test_the_attendance_list_is_empty_or_knows_its_meeting(padaherang: Puskesmas) -> None:
    held, today = told(padaherang), date(2026, 5, 12)
    empty = words(attendance_list(padaherang.facility, today).content)
    assert "DAFTAR HADIR" in empty
    assert "Aula kecamatan" not in empty
    known = attendance_list(padaherang.facility, today, held).content
    assert "Selasa,10Februari2026" in squeezed(known)
    assert len(page_texts(known)) == 1


def test_addresses_hand_out_papers(padaherang: Puskesmas) -> None:
    held, rina = told(padaherang), browser_of(padaherang, Role.MUTU)
    for path in ("laporan/?dari=2026-01-01&sampai=2026-03-31", "laporan/?dari=besok",
                 "daftar-hadir/", f"daftar-hadir/?catatan={held.pk}"):  # fmt: skip
        assert rina.get(f"/sosialisasi/{path}").headers["Content-Type"] == "application/pdf"
    assert rina.get("/sosialisasi/daftar-hadir/?catatan=7").status_code == 404
