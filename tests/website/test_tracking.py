"""The tracking page: number and word open it, and it tells what became of the report."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import set_aside, take_back
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Message, SetAside
from tanggap.logbook import actions as book
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.reply import actions as reply
from tanggap.reply.destinations import destinations
from tanggap.reply.models import Reply
from tests.people import Puskesmas
from tests.website.acts import looked_up, machine_runs, opened, receipt_on, sent
from tests.workbench.signing_in import browser_of


@pytest.fixture
def here(padaherang: Puskesmas) -> Puskesmas:
    opened(padaherang)
    return padaherang


def reported(here: Puskesmas, **typed: Any) -> tuple[str, str, Message]:
    """Send a form and read it: number, word, message."""
    number, secret = receipt_on(sent(here, **typed).content.decode())
    read_arrivals(timezone.now())
    return number, secret, Message.objects.latest("id")


def written(here: Puskesmas, message: Message) -> Entry:
    draft = EntryDraft(kind="keluhan", text=message.text, units=(here.units["UKP"].pk,))
    return book.write_down(here.actor(), draft, [message], form_key=uuid4())


def answered(here: Puskesmas, entry: Entry, text: str) -> Reply:
    draft = reply.draft(
        here.actor(),
        entry=entry,
        message=None,
        text=text,
        way=Reply.Way.LINE,
        line=entry.line,
        form_key=uuid4(),
    )
    return reply.send(here.actor(), draft)


def test_from_the_form_to_the_answer_on_the_tracking_page(here: Puskesmas) -> None:
    number, secret, message = reported(here)
    assert "Sudah kami terima" in looked_up(number, secret)
    entry = written(here, message)
    page = looked_up(number, secret)
    assert "Sedang kami tangani" in page
    assert entry.number in page
    first = destinations(entry, entry.person, entry.line)[0]
    assert (first.way, first.line) == (Reply.Way.LINE, entry.line)
    done = answered(here, entry, "Loket obat kami tambah mulai Senin.")
    assert "Loket obat" not in looked_up(number, secret)  # not out yet
    machine_runs()
    done.refresh_from_db()
    assert done.given_at is not None
    page = looked_up(number.lower(), f" {secret.lower()} ")
    assert "Loket obat kami tambah" in page
    assert message.text not in page
    assert Dispatch.objects.get().state == Dispatch.State.READ
    looked_up(number, secret)  # read twice is read
    book.close(here.actor(), entry)
    assert "Selesai" in looked_up(number, secret)


def test_an_answer_at_triage_stands_there_too(here: Puskesmas) -> None:
    number, secret, message = reported(here)
    reply.answer_at_once(here.actor(), message, "Buka jam 8 sampai 12.", uuid4())
    machine_runs()
    assert "Buka jam 8" in looked_up(number, secret)
    take_back(here.actor(), message)
    written(here, message)  # it was more than a question
    page = looked_up(number, secret)
    assert "Buka jam 8" in page
    assert "Sedang kami tangani" in page


def test_an_answer_by_telephone_stands_there_when_it_was_told(here: Puskesmas) -> None:
    number, secret, message = reported(here, phone="081234567890")
    entry = written(here, message)
    ways = [one.way for one in destinations(entry, entry.person, entry.line)]
    assert Reply.Way.CALL in ways
    draft = reply.draft(
        here.actor(),
        entry=entry,
        message=None,
        text="Kursi ditambah.",
        way=Reply.Way.CALL,
        line=None,
        form_key=uuid4(),
    )
    done = reply.send(here.actor(), draft)
    assert "Kursi" not in looked_up(number, secret)
    reply.mark_given(here.actor(), done)
    assert "lewat telepon" in looked_up(number, secret)


def test_what_is_missing_is_asked_and_added_there(here: Puskesmas) -> None:
    number, secret, message = reported(here)
    entry = written(here, message)
    book.correct(here.actor(), entry, _complaint(here, message))
    entry.refresh_from_db()
    reply.ask_by_line(here.actor(), entry, "Hari dan jam kejadiannya", uuid4())
    assert "Hari dan jam kejadiannya" in looked_up(number, secret)
    fields = {"nomor": number, "sandi": secret, "text": "Selasa jam 9", "form_key": str(uuid4())}
    client = Client()
    for _ in range(2):
        page = client.post(reverse("website:add"), fields).content.decode()
        assert "kami terima" in page
    read_arrivals(timezone.now())
    (added,) = Message.objects.filter(text="Selasa jam 9")
    assert added.person_id == message.person_id
    assert added.reply_to == message.key


def _complaint(here: Puskesmas, message: Message) -> EntryDraft:
    return EntryDraft(
        kind="keluhan",
        klass="tidak_berkadar",
        text=message.text,
        units=(here.units["UKP"].pk,),
        line_id=message.line_id,
        person_id=message.person_id,
        received_at=message.received_at,
    )


@pytest.mark.parametrize(
    ("reason", "advice", "told"),
    [
        (SetAside.Reason.NOT_FOR_US, "BPJS Kesehatan", "BPJS Kesehatan"),
        (SetAside.Reason.SPAM, "", "tidak dicatat"),
    ],
)
def test_what_was_put_aside_is_said_in_a_citizens_words(
    here: Puskesmas, reason: str, advice: str, told: str
) -> None:
    number, secret, message = reported(here)
    set_aside(here.actor(), message, reason, advice)
    page = looked_up(number, secret)
    assert told in page
    assert "spam" not in page.lower()


def test_a_strangers_report_under_her_number_never_shows_her_answer(here: Puskesmas) -> None:
    """Anybody can type Bu Siti's number; added to her case, it still tells nothing of it."""
    _, _, hers = reported(here, name="Bu Siti", phone="081234567890")
    entry = written(here, hers)
    number, secret, strangers = reported(here, text="Bagaimana?", phone="081234567890")
    assert strangers.person_id == hers.person_id
    book.add_message(here.actor(), entry, strangers)
    answered(here, entry, "Hasil ibu sudah dapat diambil.")
    machine_runs()
    page = looked_up(number, secret)
    assert "Digabung" in page
    assert "Hasil ibu" not in page
    assert entry.number not in page


def test_drafts_and_answers_thrown_away_are_not_shown(here: Puskesmas) -> None:
    number, secret, message = reported(here)
    entry = written(here, message)
    reply.draft(
        here.actor(),
        entry=entry,
        message=None,
        text="Masih konsep",
        way=Reply.Way.LINE,
        line=entry.line,
        form_key=uuid4(),
    )
    machine_runs()
    assert "Masih konsep" not in looked_up(number, secret)


# ---------------------------------------------------------------- who may look


def test_the_word_and_the_number_belong_together(here: Puskesmas) -> None:
    number, _, _ = reported(here)
    other, secret, _ = reported(here)
    assert "tidak cocok" in looked_up(number, secret)
    assert "tidak cocok" in looked_up("1234567890", secret)
    assert "Sudah kami terima" in looked_up(other, secret)


def test_guessing_ends_after_ten_wrong_words_from_wherever(here: Puskesmas) -> None:
    number, secret, _ = reported(here)
    for attempt in range(10):
        looked_up(number, "SALAH", Client(REMOTE_ADDR=f"10.0.0.{attempt}"))
    assert "terlalu sering" in looked_up(number, secret, Client(REMOTE_ADDR="10.0.1.1"))


def test_neither_is_in_an_address_and_no_browser_keeps_the_page(here: Puskesmas) -> None:
    number, secret, _ = reported(here)
    answer: Any = Client().post(reverse("website:track"), {"nomor": number, "sandi": secret})
    assert answer.headers["Cache-Control"] == "no-store"
    asked: Any = Client().get(reverse("website:track"), {"nomor": number, "sandi": secret})
    assert number not in asked.content.decode()
    assert "<form" in asked.content.decode()


def test_the_staff_see_that_a_report_is_doubted(here: Puskesmas) -> None:
    reported(here, situs="x")
    page = browser_of(here, Role.PETUGAS).get(reverse("workbench:triage")).content.decode()
    assert "Diragukan" in page
