"""What was answered at once at triage is kept from whom the message proves to be about."""

from uuid import uuid4

import pytest

from tanggap.base.acting import Refused
from tanggap.base.models import Role
from tanggap.inbox.actions import take_back
from tanggap.logbook import actions as book
from tanggap.logbook.actions import EntryDraft
from tanggap.reply.actions import answer_at_once, sent_by_hand
from tanggap.reply.hand import hand_tasks
from tanggap.reply.queries import visible_replies
from tanggap.reply.secrecy import hidden_dispatches, visible_dispatches
from tests.people import Puskesmas
from tests.reply.stories import said_on


def test_an_answer_at_triage_is_hidden_once_its_message_is_a_complaint_of_one(
    padaherang: Puskesmas,
) -> None:
    sari, ketua = padaherang.actor(), padaherang.actor(Role.KETUA)
    message = said_on(padaherang, "wa_handphone", "Siapa petugas loket tadi pagi?")
    reply = answer_at_once(sari, message, "Kami tanyakan dahulu, Bu.", uuid4())
    assert [task.reply for task in hand_tasks(ketua)] == [reply]

    take_back(sari, message)
    draft = EntryDraft(kind="keluhan", klass="tidak_berkadar", text=message.text)
    entry = book.write_down(sari, draft, [message], form_key=uuid4())
    head = padaherang.staff[Role.KEPALA].pk
    book.name_accused(sari, entry, [padaherang.staff[Role.KETUA].pk], head)

    assert not hand_tasks(ketua)
    assert not visible_replies(ketua).exists()
    assert not visible_dispatches(ketua).exists()
    assert list(hidden_dispatches(ketua)) == [reply.dispatch]
    with pytest.raises(Refused):
        sent_by_hand(ketua, reply)
    with pytest.raises(Refused):
        answer_at_once(ketua, message, "Saya sendiri.", uuid4())
    assert [task.reply for task in hand_tasks(sari)] == [reply]
