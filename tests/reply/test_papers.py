"""An answer on paper: who gets it, and what must not stand on it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import Role
from tanggap.inbox.models import Person
from tanggap.logbook.actions.writing import name_accused, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.reply.models import Reply
from tanggap.reply.papers import answer_on_paper
from tests.people import Puskesmas
from tests.reading import words

pytestmark = pytest.mark.django_db
CAME = datetime(2026, 5, 12, 1, 6, tzinfo=UTC)


def an_answer(here: Puskesmas, way: str, *, released: bool = True) -> Reply:
    person = Person.objects.create(
        facility=here.facility, name="Siti Contohwati", address="Dusun Contoh", created_at=CAME
    )
    draft = EntryDraft(
        kind="keluhan",
        text="Tetangga saya Budi marah-marah di loket.",
        line_id=here.line("box").pk,
        person_id=person.pk,
        received_at=CAME,
    )
    entry = write_down(here.actor(), draft, form_key=uuid4(), at=CAME)
    return Reply.objects.create(
        facility=here.facility,
        entry=entry,
        way=way,
        text="Loket kami tambah.\n\nTerima kasih.",
        drafted_by=here.staff[Role.PETUGAS],
        drafted_at=CAME,
        released_at=CAME if released else None,
    )


def test_a_letter_is_addressed_and_signed_by_the_head(padaherang: Puskesmas) -> None:
    reply = an_answer(padaherang, Reply.Way.LETTER)
    text = words(answer_on_paper(padaherang.actor(), reply))
    for part in ("Yth. Siti Contohwati", "Dusun Contoh", "Loket kami tambah.", "12 Mei 2026"):
        assert part in text
    assert "dr. Hasan Basri" in text


def test_the_notice_board_learns_neither_name_nor_report(padaherang: Puskesmas) -> None:
    reply = an_answer(padaherang, Reply.Way.NOTICE)
    text = words(answer_on_paper(padaherang.actor(), reply))
    assert reply.entry is not None
    assert reply.entry.number in text
    assert "Loket kami tambah." in text
    for hidden in ("Siti", "Dusun Contoh", "Budi", "marah-marah"):
        assert hidden not in text


def test_what_is_not_released_or_goes_another_way_is_not_printed(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="belum disetujui"):
        answer_on_paper(padaherang.actor(), an_answer(padaherang, Reply.Way.LETTER, released=False))
    with pytest.raises(Refused, match="tidak disampaikan lewat surat"):
        answer_on_paper(padaherang.actor(), an_answer(padaherang, Reply.Way.CALL))


def test_the_accused_prints_no_answer(padaherang: Puskesmas) -> None:
    reply = an_answer(padaherang, Reply.Way.LETTER)
    assert reply.entry is not None
    name_accused(padaherang.actor(), reply.entry, [padaherang.staff[Role.KETUA].pk])
    with pytest.raises(NotAllowed):
        answer_on_paper(padaherang.actor(Role.KETUA), reply)
