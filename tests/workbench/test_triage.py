"""Triage: every message is looked at once, by a person, and everything can come back."""

from uuid import uuid4

import pytest

from tanggap.base.models import HistoryLine, Role
from tanggap.inbox.models import Message, SetAside
from tanggap.logbook.actions import write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Accused, Entry, EntryMessage
from tanggap.reply.models import Reply
from tanggap.workbench import triage
from tests.people import Puskesmas
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of


def written_down(here: Puskesmas, *messages: Message) -> Entry:
    draft = EntryDraft(kind="keluhan", text="Antrean lama.")
    return write_down(here.actor(), draft, list(messages), form_key=uuid4())


def do(here: Puskesmas, step: str, *messages: Message, **fields: str) -> str:
    """Press the button ``step`` with ``messages`` ticked; return the page that follows."""
    browser = browser_of(here, Role.PETUGAS)
    form = {"langkah": step, "pesan": [m.pk for m in messages], "form_key": str(uuid4()), **fields}
    return browser.post("/triase/", form, follow=True).content.decode()


def test_messages_of_one_person_stand_together_the_longest_waiting_first(
    padaherang: Puskesmas,
) -> None:
    yayah, dadang = citizen(padaherang, "Ibu Yayah"), citizen(padaherang, "Pak Dadang")
    first = said(padaherang, yayah, "Assalamualaikum")
    other = said(padaherang, dadang, "Obat habis")
    second = said(padaherang, yayah, "Poli gigi buka Sabtu?")
    cases = triage.cases(padaherang.actor())
    assert [case.messages for case in cases] == [[first, second], [other]]


def test_slips_without_a_name_stand_alone(padaherang: Puskesmas) -> None:
    said(padaherang, None, "Kursi kurang", "box")
    said(padaherang, None, "WC kotor", "box")
    assert [len(case.messages) for case in triage.cases(padaherang.actor())] == [1, 1]


@pytest.mark.parametrize(
    ("step", "reason"),
    [("spam", SetAside.Reason.SPAM), ("bukan-umpan-balik", SetAside.Reason.NO_FEEDBACK)],
)
def test_several_messages_are_put_aside_at_once_and_come_back_at_once(
    padaherang: Puskesmas, step: str, reason: str
) -> None:
    messages = [said(padaherang, None, text) for text in ("Promo!", "Klik!")]
    page = do(padaherang, step, *messages)
    assert "2 pesan disisihkan" in page
    assert "Batalkan" in page
    assert set(SetAside.objects.values_list("reason", flat=True)) == {reason}
    browser = browser_of(padaherang, Role.PETUGAS)
    browser.post("/triase/kembali/", {"pesan": [m.pk for m in messages]})
    assert triage.waiting_count(padaherang.actor()) == 2
    assert not SetAside.objects.exists()


def test_a_new_entry_starts_from_the_ticked_messages(padaherang: Puskesmas) -> None:
    one, two = (said(padaherang, None, text) for text in ("Antre lama", "Panas pula"))
    browser = browser_of(padaherang, Role.PETUGAS)
    answer = browser.post("/triase/", {"langkah": "catat", "pesan": [one.pk, two.pk]})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?pesan={one.pk}&pesan={two.pk}")


def test_a_message_is_added_to_an_entry_found_by_its_short_number(padaherang: Puskesmas) -> None:
    entry = written_down(padaherang, said(padaherang, None, "Antrean lama."))
    later = said(padaherang, None, "Masih lama juga.")
    page = do(padaherang, "tambah", later, nomor=str(entry.sequence))
    assert f"ditambahkan ke entri {entry.number}" in page
    assert EntryMessage.objects.filter(entry=entry, message=later).exists()


def test_adding_to_an_entry_can_be_undone(padaherang: Puskesmas) -> None:
    entry = written_down(padaherang, said(padaherang, None, "Antrean lama."))
    later = said(padaherang, None, "Masih lama juga.")
    do(padaherang, "tambah", later, nomor=entry.number)
    browser = browser_of(padaherang, Role.PETUGAS)
    browser.post("/triase/kembali/", {"pesan": [later.pk], "entri": entry.pk})
    assert not EntryMessage.objects.filter(message=later).exists()
    assert triage.waiting_count(padaherang.actor()) == 1


def test_a_number_that_is_not_in_the_book_is_said_so(padaherang: Puskesmas) -> None:
    message = said(padaherang, None, "Antrean lama.")
    assert "tulis nomor register yang ada" in do(padaherang, "tambah", message, nomor="999")
    assert triage.waiting_count(padaherang.actor()) == 1


def test_a_question_is_answered_at_once_by_the_same_line(padaherang: Puskesmas) -> None:
    asks = said(padaherang, citizen(padaherang, "Ibu Yayah", "+6281234567800"), "Sabtu buka?")
    page = do(padaherang, "jawab", asks, jawaban="Buka pukul 08.00 sampai 11.00.")
    assert "Kirim lewat HP" in page
    assert Reply.objects.get().message_id == asks.pk
    assert SetAside.objects.get().reason == SetAside.Reason.ANSWERED


def test_an_empty_answer_is_not_sent(padaherang: Puskesmas) -> None:
    asks = said(padaherang, citizen(padaherang, "Ibu Yayah", "+6281234567800"), "Sabtu buka?")
    assert "Tulis dulu jawabannya" in do(padaherang, "jawab", asks, jawaban="  ")
    assert not Reply.objects.exists()


def test_what_is_not_for_us_is_sent_on_with_advice_and_the_person_told(
    padaherang: Puskesmas,
) -> None:
    person = citizen(padaherang, "Kang Ujang", "+6281234567801")
    message = said(padaherang, person, "Lampu jalan mati.")
    do(padaherang, "bukan-kita", message, tempat="Kantor desa atau kelurahan", beritahu="1")
    aside = SetAside.objects.get()
    assert (aside.reason, aside.advice) == ("not_for_us", "Kantor desa atau kelurahan")
    assert "Kantor desa atau kelurahan" in Reply.objects.get().text


def test_not_for_us_asks_where_to_go_instead(padaherang: Puskesmas) -> None:
    message = said(padaherang, None, "Lampu jalan mati.")
    assert "ke mana warga sebaiknya" in do(padaherang, "bukan-kita", message)
    assert triage.waiting_count(padaherang.actor()) == 1


def test_nothing_ticked_is_said_so(padaherang: Puskesmas) -> None:
    assert "Centang dulu pesan" in do(padaherang, "spam")


def test_history_tells_of_it_without_the_words_of_the_person(padaherang: Puskesmas) -> None:
    do(padaherang, "spam", said(padaherang, None, "Pinjaman cair 5 menit"))
    assert "Pinjaman" not in "".join(HistoryLine.objects.values_list("sentence", flat=True))
    assert HistoryLine.objects.count() == 1


def test_another_health_centres_message_cannot_be_touched(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    theirs = said(sumbersari, None, "Antrean lama.")
    do(padaherang, "spam", theirs)
    assert not SetAside.objects.exists()


def test_the_accused_meets_neither_the_message_nor_a_way_to_put_it_aside(
    padaherang: Puskesmas,
) -> None:
    person = citizen(padaherang, "Ibu Yayah", "+6281234567800")
    entry = written_down(padaherang, said(padaherang, person, "Petugas loket membentak."))
    Accused.objects.create(entry=entry, staff=padaherang.staff[Role.PETUGAS])
    later = said(padaherang, person, "Bagaimana pengaduan saya?")
    assert triage.cases(padaherang.actor()) == []
    page = do(padaherang, "spam", later)
    assert "Bagaimana pengaduan" not in page
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("role", [Role.MUTU, Role.PJ_UNIT, Role.AUDITOR, Role.ADMIN])
def test_triage_is_closed_to_who_does_not_work_at_the_inbox(
    padaherang: Puskesmas, role: Role
) -> None:
    assert browser_of(padaherang, role).get("/triase/").status_code == 403


def test_the_page_shows_what_was_put_aside_today_with_a_way_back(padaherang: Puskesmas) -> None:
    do(padaherang, "spam", said(padaherang, None, "Promo!"))
    page = browser_of(padaherang, Role.KETUA).get("/triase/").content.decode()
    assert "Disisihkan hari ini (1)" in page
    assert "Kembalikan" in page
