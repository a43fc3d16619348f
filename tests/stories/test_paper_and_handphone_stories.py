"""What has no API: the plain handphone, the telephone, the suggestion box."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tanggap.base.models import Role
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.actions import import_chat, open_box, write_in
from tanggap.inbox.chat_import import read_export
from tanggap.inbox.models import Message
from tanggap.logbook.actions import close, give_receipt, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.reply.actions import adopt, draft, mark_given, send, sent_by_hand
from tanggap.reply.models import Reply
from tanggap.workbench.papers import book_pdf
from tanggap.workbench.queries import with_states
from tests.people import Puskesmas
from tests.stories.served import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EXPORTS = Path(__file__).parent.parent / "fixtures" / "own" / "wa-export"
WIB = ZoneInfo("Asia/Jakarta")
OUR_NAME = "Puskesmas Padaherang"


def line_of(here: Puskesmas, kind: str, name: str) -> Line:
    return open_line(here.actor(Role.KETUA), kind, name, {})


def printed(here: Puskesmas, from_: date, to: date) -> str:
    pdf = PdfReader(BytesIO(book_pdf(here.actor(), from_, to)))
    return " ".join(page.extract_text() for page in pdf.pages)


def state_of(entry: Entry) -> Entry:
    return with_states(Entry.objects.filter(pk=entry.pk)).get()


def test_an_exported_chat_is_written_down_and_answered_by_hand_once(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    line = line_of(padaherang, "wa_handphone", "WA loket")
    chat = read_export(EXPORTS / "and_id_comma_dot.txt", "Chat WhatsApp dengan Bu Siti.txt", "dmy")
    run = import_chat(sari, line, chat, [OUR_NAME], phones={"Bu Siti": "+62 812-3456-7890"})
    assert run.added == 8  # the ninth line is WhatsApp's own notice
    question = Message.objects.filter(text__startswith="Assalamualaikum").get()
    assert question.sent_at.astimezone(WIB) == datetime(2026, 5, 12, 8, 6, tzinfo=WIB)

    entry = write_down(
        sari, EntryDraft(kind="keluhan", text=question.text), [question], form_key=uuid4()
    )
    assert entry.received_at == question.sent_at  # when it came, not when it was imported
    answer = draft(sari, entry=entry, text="Loket kedua sudah dibuka.", form_key=uuid4(), line=line)
    send(sari, answer)
    work()
    task = Dispatch.objects.get()
    assert task.state == Dispatch.State.HAND
    sent_by_hand(sari, Reply.objects.get(pk=answer.pk))
    assert state_of(entry).is_answered
    close(sari, entry)
    assert "Loket kedua sudah dibuka." in printed(
        padaherang, date(2026, 5, 12), timezone.localdate()
    )
    again = import_chat(sari, line, chat, [OUR_NAME], phones={"Bu Siti": "+62 812-3456-7890"})
    assert (again.added, again.known) == (0, 8)


def test_an_answer_already_typed_on_the_handphone_is_adopted(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    line = line_of(padaherang, "wa_handphone", "WA loket")
    chat = read_export(EXPORTS / "ios_id_dot.txt", "_chat.txt", "dmy")
    import_chat(sari, line, chat, [OUR_NAME], phones={"Bu Siti": "+62 812-3456-7890"})
    question = Message.objects.filter(text__startswith="Assalamualaikum").get()
    typed = Message.objects.get(direction="out")
    entry = write_down(
        sari, EntryDraft(kind="keluhan", text=question.text), [question], form_key=uuid4()
    )
    adopt(sari, entry, typed)
    assert state_of(entry).is_answered
    assert not Dispatch.objects.exists()


def test_a_caller_is_written_down_while_talking_and_called_back(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    line = line_of(padaherang, "phone", "Telepon loket")
    call = write_in(
        sari,
        line,
        form_key=uuid4(),
        text="Obat darah tinggi kosong tiga hari",
        received_at=timezone.now(),
        name="Pak Rudi",
        phone="0800-0000-0002",
    )
    entry = write_down(sari, EntryDraft(kind="keluhan", text=call.text), [call], form_key=uuid4())
    give_receipt(sari, entry, "spoken")
    told = draft(
        sari,
        entry=entry,
        text="Obat sudah datang hari ini.",
        way=Reply.Way.CALL,
        form_key=uuid4(),
        line=line,
    )
    send(sari, told)
    mark_given(sari, Reply.objects.get(pk=told.pk))
    assert state_of(entry).is_answered
    assert "Obat darah tinggi kosong" in printed(
        padaherang, timezone.localdate(), timezone.localdate()
    )


def test_a_slip_without_a_name_is_answered_on_the_notice_board(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    line = line_of(padaherang, "box", "Kotak lobi")
    last_week = timezone.now() - timedelta(days=6)
    opening = open_box(sari, line, form_key=uuid4(), opened_at=last_week, slips=1, witness="Bu Ani")
    slip = write_in(
        sari,
        line,
        form_key=uuid4(),
        text="Toilet lobi bau, mohon dibersihkan",
        received_at=last_week,
        box_opening=opening,
    )
    entry = write_down(
        sari, EntryDraft(kind="saran", text=slip.text, is_anonymous=True), [slip], form_key=uuid4()
    )
    assert entry.received_at == last_week
    assert entry.recorded_at > last_week
    notice = draft(
        sari,
        entry=entry,
        text="Toilet lobi kini dibersihkan tiap dua jam.",
        way=Reply.Way.NOTICE,
        form_key=uuid4(),
    )
    send(sari, notice)
    mark_given(sari, Reply.objects.get(pk=notice.pk))
    assert state_of(entry).is_answered
    book = printed(padaherang, last_week.date(), timezone.localdate())
    assert "Toilet lobi bau" in book
    assert "Anonim" in book
