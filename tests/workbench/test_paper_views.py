"""The screen «Cetak»: what it offers, and to whom it hands out papers."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.logbook.actions.writing import name_accused, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply
from tanggap.workbench.blank_forms import FORMS, blank_form
from tanggap.workbench.paper_forms import quick_periods
from tests.people import Puskesmas
from tests.reading import page_texts, size_in_mm, words
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db
PERIOD = {"judul": "rekap", "dari": "2026-05-01", "sampai": "2026-05-31"}


def an_entry(here: Puskesmas) -> Entry:
    draft = EntryDraft(
        kind="keluhan",
        text="Antrean lama.",
        line_id=here.line("phone").pk,
        received_at=timezone.now(),
    )
    return write_down(here.actor(), draft, form_key=uuid4())


def test_the_quick_periods_are_whole_weeks_and_months() -> None:
    found = [(one["label"], one["words"]) for one in quick_periods(date(2026, 3, 4))]
    assert found == [
        ("Minggu ini", "2–8 Maret 2026"),
        ("Minggu lalu", "23 Februari – 1 Maret 2026"),
        ("Bulan ini", "Maret 2026"),
        ("Bulan lalu", "Februari 2026"),
    ]


def test_the_screen_offers_the_book_and_the_blank_forms(padaherang: Puskesmas) -> None:
    page = browser_of(padaherang, Role.PETUGAS).get(reverse("workbench:papers"))
    text = page.content.decode()
    assert page.status_code == 200
    for part in ("Minggu lalu", "Cetak PDF", "Unduh XLSX", "Slip kotak saran"):
        assert part in text


def test_a_chosen_period_is_shown_before_printing(padaherang: Puskesmas) -> None:
    page = browser_of(padaherang, Role.PETUGAS).get(reverse("workbench:papers"), PERIOD)
    assert "Mei 2026" in page.content.decode()
    assert "nihil; tetap dapat dicetak" in page.content.decode()
    image = browser_of(padaherang, Role.PETUGAS).get(reverse("workbench:paper-preview"), PERIOD)
    assert image["Content-Type"] == "image/png"
    assert image["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_book_comes_as_the_file_asked_for(
    padaherang: Puskesmas, form: str, start: bytes
) -> None:
    answer = browser_of(padaherang, Role.PETUGAS).get(
        reverse("workbench:paper-book"), {**PERIOD, "bentuk": form}
    )
    assert answer.content.startswith(start)
    name = f"buku-rekap-umpan-balik_2026-05-01_2026-05-31.{form}"
    assert name in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"


def test_a_period_the_wrong_way_round_says_what_to_do(padaherang: Puskesmas) -> None:
    wrong = {**PERIOD, "sampai": "2026-04-01"}
    client = browser_of(padaherang, Role.PETUGAS)
    answer = client.get(reverse("workbench:paper-book"), wrong, follow=True)
    assert "tidak boleh sebelum tanggal dari" in answer.content.decode()
    assert client.get(reverse("workbench:paper-preview"), wrong).status_code == 404


@pytest.mark.parametrize("role", [Role.PJ_UNIT, Role.ADMIN])
def test_who_may_not_print_is_told_so(padaherang: Puskesmas, role: Role) -> None:
    client = browser_of(padaherang, role)
    for address in (reverse("workbench:papers"), reverse("workbench:paper-book")):
        assert client.get(address, PERIOD).status_code == 403


def test_the_papers_of_an_entry_are_handed_out(padaherang: Puskesmas) -> None:
    entry = an_entry(padaherang)
    client = browser_of(padaherang, Role.PETUGAS)
    answer = client.get(reverse("workbench:entry-paper", args=[entry.pk, "tanda-terima"]))
    assert entry.number in words(answer.content)
    missing = reverse("workbench:entry-paper", args=[entry.pk, "rahasia"])
    assert client.get(missing).status_code == 404


def test_the_accused_and_outsiders_find_no_paper_of_an_entry(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    entry = an_entry(padaherang)
    name_accused(padaherang.actor(), entry, [padaherang.staff[Role.KETUA].pk])
    address = reverse("workbench:entry-paper", args=[entry.pk, "tanda-terima"])
    assert browser_of(padaherang, Role.KETUA).get(address).status_code == 404
    assert browser_of(sumbersari, Role.KEPALA).get(address).status_code == 404


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("paper", ["f4", "a4"])
def test_every_blank_form_fits_on_one_page(padaherang: Puskesmas, key: str, paper: str) -> None:
    padaherang.facility.paper = paper
    made = blank_form(padaherang.facility, key, date(2026, 5, 12)).content
    assert len(page_texts(made)) == 1
    assert size_in_mm(made) == ((215, 330) if paper == "f4" else (210, 297))
    assert "UPTD PUSKESMAS PADAHERANG" in words(made)


def test_the_box_slip_stands_four_times_on_a_page(padaherang: Puskesmas) -> None:
    made = blank_form(padaherang.facility, "slip-kotak-saran", date(2026, 5, 12)).content
    assert words(made).count("Ceritakan di sini") == 4


def test_a_blank_form_can_be_looked_at_and_printed(padaherang: Puskesmas) -> None:
    client = browser_of(padaherang, Role.PETUGAS)
    form = client.get(reverse("workbench:paper-form", args=["formulir-telepon"]))
    assert "FORMULIR UMPAN BALIK MELALUI TELEPON" in words(form.content)
    image = client.get(reverse("workbench:paper-form-preview", args=["formulir-telepon"]))
    assert image.content.startswith(b"\x89PNG")
    assert client.get(reverse("workbench:paper-form", args=["lain"])).status_code == 404


def test_an_answer_by_letter_is_printed_for_those_who_may_meet_its_entry(
    padaherang: Puskesmas,
) -> None:
    entry = an_entry(padaherang)
    reply = Reply.objects.create(
        facility=padaherang.facility,
        entry=entry,
        way=Reply.Way.LETTER,
        text="Loket kami tambah.",
        drafted_by=padaherang.staff[Role.PETUGAS],
        drafted_at=timezone.now(),
        released_at=timezone.now(),
    )
    name_accused(padaherang.actor(), entry, [padaherang.staff[Role.KETUA].pk])
    address = reverse("workbench:reply-paper", args=[reply.pk])
    assert "Loket kami tambah." in words(browser_of(padaherang, Role.PETUGAS).get(address).content)
    assert browser_of(padaherang, Role.KETUA).get(address).status_code == 404
