"""The way of an answer: written, approved, sent or told, failed and tried again, adopted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused, machine
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Message, SetAside
from tanggap.logbook import actions as book
from tanggap.logbook.models import Clock, Entry
from tanggap.logbook.queries import find
from tanggap.reply import actions
from tanggap.reply.actions.writing import Wording
from tanggap.reply.jobs import follow_dispatches
from tanggap.reply.models import ApprovalRule, Reply, ReplyTemplate
from tanggap.reply.queries import state_of, waiting_for_approval
from tanggap.reply.rules import Standing
from tests.people import Puskesmas
from tests.reply.stories import entry_from, said_on, slip, suminah

TEXT = "Stok obat sudah kami tambah, mohon maaf atas kekosongannya."


def drafted(here: Puskesmas, entry: Entry, role: Role = Role.PETUGAS, **parts: object) -> Reply:
    words: dict[str, object] = {"text": TEXT, "line": entry.line} | parts
    return actions.draft(here.actor(role), entry=entry, form_key=uuid4(), **words)  # type: ignore[arg-type]


def sent_by_provider(reply: Reply, state: str, **times: object) -> None:
    """Let the provider say what became of the reply's dispatch, and the worker read it."""
    Dispatch.objects.filter(pk=reply.dispatch_id).update(state=state, **times)
    follow_dispatches(timezone.now())


def test_a_plain_answer_is_queued_at_once_and_given_when_it_left(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    reply = actions.send(padaherang.actor(), drafted(padaherang, entry))
    assert reply.dispatch is not None
    assert (reply.dispatch.state, reply.dispatch.text) == (Dispatch.State.QUEUED, TEXT)
    assert reply.given_at is None

    left_at = timezone.now()
    sent_by_provider(reply, "sent", sent_at=left_at)
    reply.refresh_from_db()
    assert reply.given_at == left_at
    assert Clock.objects.get(entry=entry, rule="local.answer").met_at == left_at
    assert entry in find(padaherang.actor(), "kekosongan")
    assert Message.objects.get(dispatch=reply.dispatch).text == TEXT


def test_sending_twice_sends_once_and_so_does_the_same_form(padaherang: Puskesmas) -> None:
    entry, key = entry_from(padaherang), uuid4()
    sari = padaherang.actor()
    for _ in range(2):
        reply = actions.draft(sari, entry=entry, text=TEXT, line=entry.line, form_key=key)
        actions.send(sari, reply)
    assert (Reply.objects.count(), Dispatch.objects.count()) == (1, 1)


def test_what_failed_after_it_left_is_unanswered_again_and_says_why(padaherang: Puskesmas) -> None:
    reply = actions.send(padaherang.actor(), drafted(padaherang, entry_from(padaherang)))
    sent_by_provider(reply, "sent", sent_at=timezone.now())
    sent_by_provider(reply, "failed", advice="Nomor ini tidak memakai WhatsApp.")
    reply.refresh_from_db()
    assert reply.given_at is None
    assert state_of(reply).standing is Standing.FAILED
    assert reply.entry not in find(padaherang.actor(), "kekosongan")
    assert Clock.objects.get(entry=reply.entry, rule="local.answer").met_at is None


def test_a_failed_answer_is_tried_another_way_and_keeps_its_earlier_try(
    padaherang: Puskesmas,
) -> None:
    sari = padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, entry_from(padaherang)))
    with pytest.raises(Refused, match="tidak gagal"):
        actions.send_again(sari, reply, Wording(TEXT, Reply.Way.CALL))
    sent_by_provider(reply, "failed")
    again = actions.send_again(sari, reply, Wording(TEXT, Reply.Way.CALL))
    assert state_of(again).standing is Standing.TASK
    assert again.earlier_tries.get().dispatch_id == reply.dispatch_id
    assert state_of(actions.mark_given(sari, again)).standing is Standing.GIVEN


@pytest.mark.parametrize("grave", [{"klass": "berkadar"}, {"severity": "merah"}])
def test_a_grave_answer_waits_for_ketua_or_kepala(
    padaherang: Puskesmas, grave: dict[str, object]
) -> None:
    entry = entry_from(padaherang, **grave)
    reply = drafted(padaherang, entry)
    assert reply.asked_at is not None
    with pytest.raises(Refused, match="perlu disetujui"):
        actions.send(padaherang.actor(), reply)
    with pytest.raises(NotAllowed):
        actions.approve(padaherang.actor(), reply)
    head = padaherang.actor(Role.KEPALA)
    assert list(waiting_for_approval(head)) == [reply]
    approved = actions.approve(head, reply)
    assert approved.dispatch is not None
    assert list(waiting_for_approval(head)) == []


def test_the_health_centre_can_ask_approval_for_all_answers(padaherang: Puskesmas) -> None:
    ketua = padaherang.actor(Role.KETUA)
    actions.set_approval(ketua, ApprovalRule.Covers.ALL)
    entry = entry_from(padaherang)
    assert drafted(padaherang, entry).asked_at is not None
    assert drafted(padaherang, entry, Role.KETUA).asked_at is None


def test_a_returned_draft_is_mended_and_asked_for_again(padaherang: Puskesmas) -> None:
    reply = drafted(padaherang, entry_from(padaherang, klass="berkadar"))
    ketua = padaherang.actor(Role.KETUA)
    with pytest.raises(Refused, match="perlu diperbaiki"):
        actions.return_draft(ketua, reply, "  ")
    returned = actions.return_draft(ketua, reply, "Sebutkan tanggalnya.")
    assert state_of(returned).standing is Standing.RETURNED
    mended = actions.redraft(padaherang.actor(), reply, text=TEXT + " 12 Mei.", line=reply.line)
    assert state_of(mended).standing is Standing.WAITING
    assert list(waiting_for_approval(ketua)) == [mended]


def test_a_unit_writes_but_the_petugas_sends(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, units=[padaherang.units["UKP"].pk])
    reply = drafted(padaherang, entry, Role.PJ_UNIT)
    with pytest.raises(NotAllowed):
        actions.send(padaherang.actor(Role.PJ_UNIT), reply)
    assert state_of(reply).standing is Standing.DRAFT
    assert actions.send(padaherang.actor(), reply).dispatch is not None


def test_a_unit_cannot_answer_an_entry_of_another_unit(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, units=[padaherang.units["UKM"].pk])
    with pytest.raises(Refused):
        drafted(padaherang, entry, Role.PJ_UNIT)


def test_an_accused_head_neither_sees_nor_approves_the_answer(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, klass="berkadar")
    head, ketua = padaherang.staff[Role.KEPALA], padaherang.staff[Role.KETUA]
    book.name_accused(padaherang.actor(), entry, [head.pk], ketua.pk)
    reply = drafted(padaherang, entry)
    assert list(waiting_for_approval(padaherang.actor(Role.KEPALA))) == []
    with pytest.raises(Refused):
        actions.approve(padaherang.actor(Role.KEPALA), reply)
    assert actions.approve(padaherang.actor(Role.KETUA), reply).released_at is not None


def test_outsiders_touch_no_answer_of_another_health_centre(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    reply = drafted(padaherang, entry_from(padaherang))
    with pytest.raises(NotAllowed):
        actions.send(sumbersari.actor(), reply)
    with pytest.raises(NotAllowed):
        actions.discard(sumbersari.actor(Role.KETUA), reply)
    with pytest.raises(NotAllowed):
        drafted(sumbersari, reply.entry)  # type: ignore[arg-type]


def test_a_text_with_a_gap_left_does_not_leave(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="isi tindak lanjut"):
        drafted(padaherang, entry_from(padaherang), text="Kami sudah [isi tindak lanjut].")


# ---------------------------------------------------------------- by hand


def test_a_plain_handphone_gets_a_hand_task_and_sudah_dikirim_closes_it(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    sari = padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, entry))
    assert state_of(reply).standing is Standing.HAND
    actions.sent_by_hand(sari, reply)
    reply.refresh_from_db()
    assert reply.given_at is not None
    assert Message.objects.filter(dispatch=reply.dispatch, direction="out").count() == 1
    actions.sent_by_hand(sari, reply)  # a double click changes nothing
    assert Message.objects.filter(direction="out").count() == 1


def test_a_message_typed_on_the_handphone_is_adopted_and_closes_the_open_task(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    sari = padaherang.actor()
    waiting = actions.send(sari, drafted(padaherang, entry))
    typed = said_on(padaherang, "wa_handphone", "Obat sudah ada bu", at=timezone.now(), ours=True)
    reply = actions.adopt(sari, entry, typed)
    assert reply.pk == waiting.pk
    assert reply.given_at == typed.sent_at
    assert not Dispatch.objects.filter(state=Dispatch.State.HAND).exists()
    assert actions.adopt(sari, entry, typed).pk == reply.pk
    assert Reply.objects.count() == 1


def test_an_adopted_message_alone_is_the_answer(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    typed = said_on(padaherang, "wa_handphone", "Obat sudah ada bu", at=timezone.now(), ours=True)
    reply = actions.adopt(padaherang.actor(), entry, typed)
    assert (reply.text, reply.given_at, reply.dispatch) == (typed.text, typed.sent_at, None)
    assert Clock.objects.get(entry=entry, rule="local.answer").met_at == typed.sent_at


def test_what_the_citizen_said_is_never_taken_as_our_answer(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    with pytest.raises(Refused):
        actions.adopt(padaherang.actor(), entry, said_on(padaherang, "wa_handphone"))


def test_a_call_is_a_task_until_it_was_told(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "phone")
    sari = padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, entry, way=Reply.Way.CALL))
    assert state_of(reply).label == "Perlu ditelepon"
    told = actions.mark_given(sari, reply)
    assert state_of(told).label == "Disampaikan lewat telepon"


def test_an_anonymous_slip_is_answered_on_the_board_on_its_day(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, slip(padaherang), way=Reply.Way.NOTICE))
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Refused, match="masih di depan"):
        actions.mark_given(sari, reply, at=tomorrow)
    yesterday = timezone.now() - timedelta(days=1)
    assert actions.mark_given(sari, reply, at=yesterday).given_at == yesterday


def test_the_board_never_names_the_person(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    with pytest.raises(Refused, match="suminah"):
        drafted(padaherang, entry, way=Reply.Way.NOTICE, text="Ibu Suminah, obat sudah ada.")


# ---------------------------------------------------------------- word before the answer


def test_the_receipt_goes_by_the_same_channel_and_only_once(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, klass="tidak_berkadar")
    sari = padaherang.actor()
    first = actions.send_receipt(sari, entry)
    assert first.dispatch is not None
    assert entry.number in first.dispatch.text
    assert actions.send_receipt(sari, entry).pk == first.pk
    assert Dispatch.objects.count() == 1


def test_outside_the_window_the_receipt_asks_for_paper(padaherang: Puskesmas) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    entry = entry_from(padaherang, klass="tidak_berkadar", at=long_ago)
    with pytest.raises(Refused, match="di atas kertas"):
        actions.send_receipt(padaherang.actor(), entry)


def test_asking_by_the_line_rests_the_clocks_and_a_double_click_asks_once(
    padaherang: Puskesmas,
) -> None:
    entry, key = entry_from(padaherang, klass="tidak_berkadar"), uuid4()
    sari = padaherang.actor()
    for _ in range(2):
        actions.ask_by_line(sari, entry, "Tanggal kejadian", key)
    assert entry.milestones.filter(kind="asked").count() == 1
    assert "Tanggal kejadian" in Dispatch.objects.get().text


def test_a_question_whose_answer_did_not_arrive_waits_at_triage_again(
    padaherang: Puskesmas, client: Client
) -> None:
    message, sari = said_on(padaherang, "whatsapp", "Jam berapa buka?"), padaherang.actor()
    reply = actions.answer_at_once(sari, message, "Buka pukul 07.30, Bu.", uuid4())
    with pytest.raises(Refused, match="tidak gagal"):
        actions.take_up_again(sari, reply)
    sent_by_provider(reply, "failed", advice="Nomor ini tidak memakai WhatsApp.")
    client.force_login(padaherang.staff[Role.PETUGAS])
    shown = client.get(reverse("reply:hand-tasks")).content.decode()
    assert "Jam berapa buka?" in shown
    for _ in range(2):  # the second press finds nothing left to do
        client.post(reverse("reply:again", args=[reply.pk]))
    message.refresh_from_db()
    assert message.sorted_at is None
    assert "belum sampai" not in client.get(reverse("reply:hand-tasks")).content.decode().lower()
    reply.refresh_from_db()
    assert reply.dispatch is not None
    assert reply.dispatch.followed_at is not None
    actions.answer_at_once(sari, message, "Pukul 07.30, Bu.", uuid4())
    assert Dispatch.objects.filter(state=Dispatch.State.QUEUED).count() == 1


def test_a_unit_s_words_are_kept_also_where_the_window_has_closed(
    padaherang: Puskesmas, client: Client
) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    entry = entry_from(padaherang, at=long_ago, units=[padaherang.units["UKP"].pk])
    client.force_login(padaherang.staff[Role.PJ_UNIT])
    answer = {"text": TEXT, "form_key": uuid4()}
    client.post(reverse("workbench:entry-answer", args=[entry.pk]), answer)
    assert Reply.objects.get().text == TEXT


def test_what_was_asked_on_paper_is_not_asked_by_the_line_once_more(padaherang: Puskesmas) -> None:
    entry, sari = entry_from(padaherang, klass="tidak_berkadar"), padaherang.actor()
    book.ask_completion(sari, entry, "Tanggal kejadian")
    with pytest.raises(Refused, match="sudah diminta"):
        actions.ask_by_line(sari, entry, "Tanggal kejadian ", uuid4())
    assert not Dispatch.objects.exists()


def test_a_question_is_answered_at_once_at_triage(padaherang: Puskesmas) -> None:
    message, key = said_on(padaherang, "whatsapp", "Jam berapa buka?"), uuid4()
    sari = padaherang.actor()
    for _ in range(2):
        actions.answer_at_once(sari, message, "Buka pukul 07.30, Bu.", key)
    assert Dispatch.objects.get().text == "Buka pukul 07.30, Bu."
    assert SetAside.objects.get(message=message).reason == SetAside.Reason.ANSWERED


# ---------------------------------------------------------------- examples


def test_the_start_set_is_laid_down_once_and_needs_no_unknown_field(padaherang: Puskesmas) -> None:
    itself = machine(padaherang.facility.pk)
    count = actions.prepare(itself)
    assert count >= 8
    assert actions.prepare(itself) == 0
    assert ReplyTemplate.objects.filter(facility=padaherang.facility).count() == count


def test_an_example_with_an_unknown_field_or_a_taken_name_is_refused(
    padaherang: Puskesmas,
) -> None:
    ketua = padaherang.actor(Role.KETUA)
    with pytest.raises(Refused, match="jabatan"):
        actions.add_template(ketua, name="Salah", body="Yth. {jabatan}")
    actions.add_template(ketua, name="Salam", body="Yth. {nama}")
    with pytest.raises(Refused, match="Sudah ada"):
        actions.add_template(ketua, name="Salam", body="Yth. {nama}")


def test_history_tells_of_the_answer_without_naming_anyone(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    actions.send(padaherang.actor(), drafted(padaherang, entry))
    told = " ".join(HistoryLine.objects.values_list("sentence", flat=True))
    assert entry.number in told
    assert suminah(padaherang).name not in told
    assert TEXT not in told
