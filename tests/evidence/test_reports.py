"""The reports of §4.3: their terms, their words, and that nobody reads of himself in them."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tanggap.base.models import Role
from tanggap.documents.pdf import PaperFile
from tanggap.evidence.asking import Question
from tanggap.evidence.reports import SHEETS
from tanggap.evidence.reports.counting import FOR_ALL, FOR_HEAD
from tanggap.evidence.terms import (
    half_of,
    month_of,
    quarter_of,
    term_named,
    terms_ending_in,
    words_of,
)
from tanggap.logbook import actions as book
from tanggap.rhythm.actions import OccasionDraft, hold_occasion, plan_occasion
from tests.people import Puskesmas
from tests.procedures.office import Office
from tests.recap.weeks import FIRST, written
from tests.remedy.plans import planned
from tests.workbench.signing_in import browser_of

TODAY = date(2026, 11, 23)
AGENDA = (
    "1. Umpan balik pelanggan",
    "2. Keluhan pelanggan",
    "3. Hasil audit internal",
    "4. Hasil penilaian kinerja",
    "5. Perubahan proses",
    "6. Perubahan kebijakan mutu",
    "7. Hasil RTM sebelumnya",
    "8. Rekomendasi perbaikan",
)


def test_terms_are_named_in_the_address_and_none_is_to_come() -> None:
    told = {code: term_named(code, TODAY) for code in ("2026-05", "2026-T4", "2026-S2", "2026")}
    assert [one.words if one else "" for one in told.values()] == [
        "Mei 2026", "Triwulan IV 2026", "Semester II 2026", "Tahun 2026",
    ]  # fmt: skip
    for code, term in told.items():
        assert term is not None
        assert (term.code, words_of(term.from_, term.to)) == (code, term.words)
    for code in ("", "2026-13", "2026-T5", "2026-S3", "2027", "2026-12", "1999-01", "x"):
        assert term_named(code, TODAY) is None, code
    days = date(2026, 4, 10), date(2026, 12, 31)
    assert [one.code for one in terms_ending_in(*days, half_of)] == ["2026-S1", "2026-S2"]
    assert next(one.code for one in terms_ending_in(*days, quarter_of)) == "2026-T2"
    assert len(terms_ending_in(*days, month_of)) == 9


def _this_year(here: Puskesmas, role: Role = Role.KETUA) -> Question:
    today = timezone.localdate()
    return Question(here.actor(role), here.facility, date(today.year - 1, 1, 1), today)


def _words(made: PaperFile) -> str:
    pages = PdfReader(BytesIO(made.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_an_empty_book_still_makes_every_report(padaherang: Puskesmas) -> None:
    asked = _this_year(padaherang)
    told = {key: _words(one.make(asked, "pdf")) for key, one in SHEETS.items()}
    assert [told["rtm"].index(one) for one in AGENDA] == sorted(
        told["rtm"].index(one) for one in AGENDA
    ), "the agenda of 1.6.3 in its order"
    assert "Belum ada daftar tilik yang diisi" in told["audit"]
    assert "Nihil." in told["dinas"]
    assert "Tidak ada RTL yang terbuka." in told["lokmin"]
    may = Question(padaherang.actor(), padaherang.facility, date(2026, 5, 1), date(2026, 5, 31))
    written(padaherang, date(2026, 4, 20))
    written(padaherang, date(2026, 5, 20))
    first = "Belum ada bulan utuh sebelumnya"
    assert first in _words(SHEETS["lokmin"].make(may, "pdf"))
    written(padaherang, date(2026, 3, 20))
    assert first not in _words(SHEETS["lokmin"].make(may, "pdf"))
    for key in ("rtm", "lokmin", "audit"):
        assert "None" not in told[key]


def test_an_audit_report_tells_programme_findings_and_cr_of_the_rounds(
    padaherang: Puskesmas,
) -> None:
    office = Office(padaherang)
    checklist = office.checklist()
    office.round(checklist, "ynyny")
    lead, today = padaherang.actor(Role.KETUA), timezone.localdate()
    one = plan_occasion(lead, OccasionDraft("audit", today, place="Aula"), form_key=uuid4())
    hold_occasion(lead, one, was_held=True)
    asked = _this_year(padaherang)
    told = _words(SHEETS["audit"].make(asked, "pdf"))
    assert "Terlaksana" in told
    assert "CR" in told
    assert "Auditee" in told
    assert "60 %" in told


def test_the_sheet_of_an_rtm_names_its_own_day_and_the_one_before(padaherang: Puskesmas) -> None:
    lead, facility = padaherang.actor(Role.KETUA), padaherang.facility
    for day in (date(2025, 12, 10), date(2026, 6, 10)):
        one = plan_occasion(lead, OccasionDraft("rtm", day, place="Aula"), form_key=uuid4())
        hold_occasion(lead, one, was_held=True)
    told = _words(
        SHEETS["rtm"].make(Question(lead, facility, date(2026, 1, 1), date(2026, 6, 30)), "pdf")
    )
    assert "Tanggal RTM : 10 Juni 2026" in told
    assert "tercatat terlaksana: 10 Desember 2025" in told


def test_the_rtm_and_the_dinas_can_be_edited_as_word(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    asked = _this_year(padaherang)
    for key, expected in (("rtm", AGENDA[6]), ("dinas", "4. Menurut media")):
        made = SHEETS[key].make(asked, "docx")
        paragraphs = [one.text for one in docx.Document(BytesIO(made.content)).paragraphs]
        assert expected in paragraphs, key


def _told(here: Puskesmas) -> dict[str, str]:
    return {key: _words(one.make(_this_year(here), "pdf")) for key, one in SHEETS.items()}


def test_what_all_sit_around_counts_nothing_about_staff_and_the_head_signs_nothing_of_himself(
    padaherang: Puskesmas,
) -> None:
    day, ketua = timezone.localdate() - timedelta(days=2), padaherang.staff[Role.KETUA].pk
    written(padaherang, day)
    before = _told(padaherang)
    about = written(padaherang, day, kind="keluhan")
    book.name_accused(padaherang.actor(), about, [padaherang.staff[Role.KEPALA].pk], ketua)
    assert _told(padaherang) == before, "as if it had never come"
    other = written(padaherang, day, kind="keluhan")
    book.name_accused(padaherang.actor(), other, [padaherang.staff[Role.PJ_UNIT].pk])
    after = _told(padaherang)
    changed = {key for key in SHEETS if after[key] != before[key]}
    assert changed == {"dinas"}, "the dinas is told the whole number, nobody at the table"
    assert FOR_ALL in after["rtm"]
    assert FOR_HEAD in after["dinas"]


def test_the_page_of_papers_offers_each_report_with_its_terms(padaherang: Puskesmas) -> None:
    planned(padaherang)
    browser = browser_of(padaherang, Role.MUTU)
    page = browser.get(reverse("workbench:papers")).content.decode()
    for key in SHEETS:
        address = reverse("evidence:report", args=[key])
        assert f'action="{address}"' in page
        assert browser.get(address).content.startswith(b"%PDF")
    there = reverse("evidence:report", args=["dinas"])
    made = browser.get(there, {"periode": month_of(timezone.localdate()).code, "bentuk": "docx"})
    assert made.headers["Content-Type"].endswith("wordprocessingml.document")
    said = browser.get(there, {"periode": "2099-01"}, follow=True).content.decode()
    assert "Pilih periodenya dari daftar." in said
    assert browser.get(reverse("evidence:report", args=["lain"])).status_code == 404


pytestmark = pytest.mark.django_db
