"""Writing down: the number, the class, one entry per form, undoing."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.inbox.models import Message, Person
from tanggap.logbook import actions, queries
from tanggap.logbook.actions import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import find, visible_to
from tests.people import Puskesmas

WIB = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=WIB)


def draft_at(here: Puskesmas, **changes: object) -> EntryDraft:
    plain = EntryDraft(
        kind="keluhan",
        text="Antrean obat lama sekali",
        line_id=here.line("walk_in").pk,
        received_at=NOON,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def said(here: Puskesmas, text: str, name: str = "Bu Warga") -> Message:
    person = Person.objects.create(facility=here.facility, name=name, created_at=NOON)
    return Message.objects.create(
        facility=here.facility,
        line=here.line("whatsapp"),
        person=person,
        key=str(uuid4()),
        direction="in",
        text=text,
        sent_at=NOON,
        received_at=NOON,
    )


def written(here: Puskesmas, **changes: object) -> Entry:
    return actions.write_down(here.actor(), draft_at(here, **changes), form_key=uuid4(), at=NOON)


def test_the_first_entry_of_a_year_carries_number_one_by_the_pattern(
    padaherang: Puskesmas,
) -> None:
    assert written(padaherang).number == "001/UB/PKM.PAD/V/2026"
    assert written(padaherang).number == "002/UB/PKM.PAD/V/2026"


def test_a_new_year_and_another_health_centre_count_from_one(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    written(padaherang)
    new_year = datetime(2027, 1, 1, 0, 10, tzinfo=WIB)
    later = actions.write_down(
        padaherang.actor(), draft_at(padaherang), form_key=uuid4(), at=new_year
    )
    assert (later.year, later.sequence) == (2027, 1)
    assert written(sumbersari).sequence == 1


def test_a_double_click_writes_one_entry_and_takes_one_number(padaherang: Puskesmas) -> None:
    key, sari = uuid4(), padaherang.actor()
    first = actions.write_down(sari, draft_at(padaherang), form_key=key, at=NOON)
    again = actions.write_down(sari, draft_at(padaherang), form_key=key, at=NOON)
    assert first.pk == again.pk
    assert written(padaherang).sequence == 2


def test_a_message_gives_line_person_and_time_and_leaves_the_triage(
    padaherang: Puskesmas,
) -> None:
    message = said(padaherang, "Obat kosong terus bu")
    entry = actions.write_down(
        padaherang.actor(),
        EntryDraft(kind="keluhan", text="Obat kosong"),
        [message],
        form_key=uuid4(),
    )
    message.refresh_from_db()
    assert (entry.line_id, entry.person_id) == (message.line_id, message.person_id)
    assert entry.received_at == message.received_at
    assert message.sorted_at is not None


@pytest.mark.parametrize(
    ("kind", "klass"),
    [
        ("pertanyaan", "informasi"),
        ("saran", "aspirasi"),
        ("harapan", "aspirasi"),
        ("kritik", "aspirasi"),
        ("pujian", "aspirasi"),
        ("keluhan", "tidak_berkadar"),
    ],
)
def test_the_class_follows_the_kind_until_somebody_says_otherwise(
    padaherang: Puskesmas, kind: str, klass: str
) -> None:
    assert written(padaherang, kind=kind).klass == klass


def test_an_entry_is_secret_by_default(padaherang: Puskesmas) -> None:
    assert written(padaherang).is_secret


def test_history_names_number_and_codes_but_no_words_of_people(padaherang: Puskesmas) -> None:
    entry = written(padaherang, text="Nama saya Ucok 081234567890")
    line = HistoryLine.objects.get(subject_id=entry.pk)
    assert entry.number in line.sentence
    assert "Ucok" not in line.sentence
    assert "0812" not in line.sentence


def test_an_undone_number_stays_and_its_message_waits_for_triage_again(
    padaherang: Puskesmas,
) -> None:
    message = said(padaherang, "tes")
    entry = actions.write_down(
        padaherang.actor(), EntryDraft(kind="saran", text="tes"), [message], form_key=uuid4()
    )
    actions.cancel(padaherang.actor(), entry, "salah catat")
    message.refresh_from_db()
    assert message.sorted_at is None
    assert written(padaherang).sequence == entry.sequence + 1
    actions.restore(padaherang.actor(), entry)
    message.refresh_from_db()
    assert message.sorted_at is not None
    assert Entry.objects.get(pk=entry.pk).cancelled_at is None


def test_a_pj_unit_cannot_write_down(padaherang: Puskesmas) -> None:
    with pytest.raises(NotAllowed):
        actions.write_down(padaherang.actor(Role.PJ_UNIT), draft_at(padaherang), form_key=uuid4())


@pytest.mark.parametrize(
    "changes",
    [{"text": "  "}, {"line_id": None}, {"received_at": None}, {"line_id": 12345}],
)
def test_what_is_missing_is_said_and_takes_no_number(
    padaherang: Puskesmas, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        written(padaherang, **changes)
    assert written(padaherang).sequence == 1


def test_correcting_the_class_changes_the_clocks_and_says_before_and_after(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang)
    actions.correct(padaherang.actor(), entry, draft_at(padaherang, klass="berkadar"), at=NOON)
    sentence = HistoryLine.objects.filter(subject_id=entry.pk).latest("id").sentence
    assert "Pengaduan tidak berkadar pengawasan → Pengaduan berkadar pengawasan" in sentence


def test_an_entry_is_found_by_other_forms_of_its_words(padaherang: Puskesmas) -> None:
    entry = written(padaherang, text="Pelayanan obatnya lama")
    written(padaherang, text="Parkir sempit")
    for words in ("layan obat", "OBAT", "dilayani", "laya"):
        assert list(find(padaherang.actor(), words)) == [entry], words
    assert not find(padaherang.actor(), "gigi").exists()


def test_a_common_word_finds_what_a_rare_one_finds(
    padaherang: Puskesmas, sumbersari: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [written(padaherang, text=f"Antrean obat {day}") for day in ("Senin", "Selasa")]
    written(padaherang, text="Parkir sempit")
    written(sumbersari, text="Antrean obat di Sumbersari")
    actors = [padaherang.actor(role) for role in (Role.PETUGAS, Role.AUDITOR, Role.ADMIN)]
    found = {}
    for most in (queries._RARE, 1):
        monkeypatch.setattr(queries, "_RARE", most)
        found[most] = [
            [list(find(actor, words).order_by("id")) for words in ("obat", "antre ob", "parkir")]
            for actor in actors
        ]
    rare, common = found.values()
    assert common == rare
    assert rare[0][:2] == [entries, entries]
    assert rare[2] == [[], [], []]


def test_a_name_is_searched_only_for_those_who_may_know_it(padaherang: Puskesmas) -> None:
    message = said(padaherang, "Obat kosong", name="Mak Icih")
    actions.write_down(
        padaherang.actor(), EntryDraft(kind="saran", text="Obat"), [message], form_key=uuid4()
    )
    assert find(padaherang.actor(Role.PETUGAS), "icih").count() == 1
    assert find(padaherang.actor(Role.AUDITOR), "icih").count() == 0
    assert find(padaherang.actor(Role.AUDITOR), "obat").count() == 1


def test_admin_and_outsiders_see_no_entry(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    written(padaherang)
    assert timezone.now()
    assert not visible_to(padaherang.actor(Role.ADMIN)).exists()
    for role in Role:
        assert not visible_to(sumbersari.actor(role)).exists()
