"""The papers of one entry: who gets them, and what stands on them."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import Role
from tanggap.inbox.models import Identity, Person
from tanggap.logbook.actions.course import ask_completion, hand_over
from tanggap.logbook.actions.writing import name_accused, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.logbook.papers import completion_letter, hand_over_sheet, receipt
from tests.people import NAMES, Puskesmas
from tests.reading import page_texts, words

pytestmark = pytest.mark.django_db
CAME = datetime(2026, 5, 12, 1, 6, tzinfo=UTC)
CITIZEN = "Siti Contohwati"
ATTACK = '#read("/etc/passwd")'


def a_citizen(here: Puskesmas) -> Person:
    person = Person.objects.create(
        facility=here.facility, name=CITIZEN, address="Dusun Contoh RT 02/RW 05", created_at=CAME
    )
    Identity.objects.create(
        facility=here.facility, person=person, kind="phone", value="+6281200000123", since=CAME
    )
    return person


def a_complaint(here: Puskesmas, text: str = "Antrean lama.", *, anonymous: bool = False) -> Entry:
    draft = EntryDraft(
        kind="keluhan",
        text=text,
        line_id=here.line("phone").pk,
        person_id=a_citizen(here).pk,
        received_at=CAME,
        is_anonymous=anonymous,
    )
    return write_down(here.actor(), draft, form_key=uuid4(), at=CAME)


def test_the_receipt_holds_what_article_44_asks_for(padaherang: Puskesmas) -> None:
    entry = a_complaint(padaherang)
    text = words(receipt(padaherang.actor(), entry))
    for part in (
        "TANDA TERIMA PENGADUAN",
        entry.number,
        CITIZEN,
        "Dusun Contoh RT 02/RW 05",
        "0812-0000-0123",
        "Antrean lama.",
        "Selasa, 12 Mei 2026, pukul 08.06",
        "UPTD Puskesmas Padaherang",
        "Petugas penerima",
        NAMES[Role.PETUGAS],
        "paling lambat 26 Mei 2026",
        "Pasal 44 ayat (3)",
        "tidak dipungut biaya",
    ):
        assert part in text


@pytest.mark.parametrize("size", ["f4", "a4"])
def test_one_page_holds_a_copy_to_give_and_a_copy_to_keep(padaherang: Puskesmas, size: str) -> None:
    entry = a_complaint(padaherang, "keluh " * 2000)
    entry.facility.paper = size
    pages = page_texts(receipt(padaherang.actor(), entry))
    assert len(pages) == 1
    assert "Lembar 1: untuk penyampai" in pages[0]
    assert "Lembar 2: untuk arsip" in pages[0]
    assert "selengkapnya di buku" in " ".join(pages[0].split())


def test_an_anonymous_reporter_stays_anonymous_on_paper(padaherang: Puskesmas) -> None:
    text = words(receipt(padaherang.actor(), a_complaint(padaherang, anonymous=True)))
    assert "Anonim" in text
    assert CITIZEN not in text
    assert "0812" not in text


def test_who_may_not_see_identities_prints_none(padaherang: Puskesmas) -> None:
    text = words(receipt(padaherang.actor(Role.AUDITOR), a_complaint(padaherang)))
    assert CITIZEN not in text
    assert "0812" not in text


@pytest.mark.parametrize("paper", [receipt, hand_over_sheet])
def test_the_accused_gets_no_paper_of_the_entry(padaherang: Puskesmas, paper) -> None:  # type: ignore[no-untyped-def]
    entry = a_complaint(padaherang)
    accused = padaherang.staff[Role.KETUA].pk
    name_accused(padaherang.actor(), entry, [accused])
    with pytest.raises(NotAllowed):
        paper(padaherang.actor(Role.KETUA), entry)
    assert entry.number in words(paper(padaherang.actor(), entry))


def test_an_outsider_gets_no_paper(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    with pytest.raises(NotAllowed):
        receipt(sumbersari.actor(Role.KEPALA), a_complaint(padaherang))


def test_markup_in_the_complaint_is_printed_as_written(padaherang: Puskesmas) -> None:
    entry = a_complaint(padaherang, ATTACK)
    assert ATTACK in words(receipt(padaherang.actor(), entry))
    assert ATTACK in words(hand_over_sheet(padaherang.actor(), entry))


def test_the_letter_of_completion_gives_thirty_days(padaherang: Puskesmas) -> None:
    entry = a_complaint(padaherang)
    ask_completion(padaherang.actor(), entry, "Nomor antrean.", at=CAME + timedelta(days=2))
    text = words(completion_letter(padaherang.actor(), entry))
    for part in ("Nomor antrean.", "Sabtu, 13 Juni 2026", "Pasal 44 ayat (5)", f"Yth. {CITIZEN}"):
        assert part in text


def test_before_anything_is_asked_there_is_no_letter(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="Belum ada kelengkapan"):
        completion_letter(padaherang.actor(), a_complaint(padaherang))


def test_where_the_head_is_accused_the_substitute_signs_the_sheet(padaherang: Puskesmas) -> None:
    entry = a_complaint(padaherang)
    head, substitute = padaherang.staff[Role.KEPALA], padaherang.staff[Role.KETUA]
    name_accused(padaherang.actor(), entry, [head.pk], sees_instead=substitute.pk)
    hand_over(padaherang.actor(Role.KETUA), entry, at=CAME + timedelta(days=1))
    text = words(hand_over_sheet(padaherang.actor(Role.KETUA), entry))
    assert "RAHASIA" in text
    assert "Dinas Kesehatan Kabupaten Contoh" in text
    assert f"C. Pihak yang diadukan No. Nama / NIP Jabatan 1 {head.name}" in text
    signing = text.split("Yang menyerahkan")[-1]
    assert substitute.name in signing
    assert head.name not in signing


def test_an_accused_head_signs_no_letter_about_it(padaherang: Puskesmas) -> None:
    entry = a_complaint(padaherang)
    head, substitute = padaherang.staff[Role.KEPALA], padaherang.staff[Role.KETUA]
    name_accused(padaherang.actor(), entry, [head.pk], sees_instead=substitute.pk)
    ask_completion(padaherang.actor(Role.KETUA), entry, "Bukti.", at=CAME)
    text = words(completion_letter(padaherang.actor(Role.KETUA), entry))
    assert head.name not in text
    assert substitute.name in text


def test_the_date_of_the_paper_can_be_that_of_the_day_it_was_given(
    padaherang: Puskesmas,
) -> None:
    entry = a_complaint(padaherang)
    text = words(receipt(padaherang.actor(), entry, on=date(2026, 5, 12)))
    assert "Padaherang, 12 Mei 2026" in text
