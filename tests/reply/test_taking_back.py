"""«Sudah dikirim» pressed too early: one press on «Batalkan» and the task waits again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.jobs import note_everything_sent
from tanggap.inbox.models import Message
from tanggap.logbook import actions as book
from tanggap.logbook.models import Clock
from tanggap.logbook.queries import find
from tanggap.reply import actions
from tanggap.reply.models import Reply
from tanggap.reply.queries import state_of
from tanggap.reply.rules import Standing
from tests.people import Puskesmas
from tests.reply.stories import entry_from, slip
from tests.reply.test_actions import drafted, sent_by_provider


def test_an_answer_said_to_be_sent_waits_for_a_hand_again(padaherang: Puskesmas) -> None:
    entry, sari = entry_from(padaherang, "wa_handphone"), padaherang.actor()
    reply = actions.sent_by_hand(sari, actions.send(sari, drafted(padaherang, entry)))
    assert Clock.objects.get(entry=entry, rule="local.answer").met_at
    for _ in range(2):  # a double click changes nothing
        actions.take_back_given(sari, reply)
    reply.refresh_from_db()
    assert (reply.given_at, state_of(reply).standing) == (None, Standing.HAND)
    assert not Message.objects.filter(direction="out").exists()
    assert Clock.objects.get(entry=entry, rule="local.answer").met_at is None
    assert entry not in find(sari, "kekosongan")
    assert "belum disampaikan" in HistoryLine.objects.latest("id").sentence
    actions.sent_by_hand(sari, reply)
    assert Message.objects.filter(direction="out").count() == 1


def test_an_entry_with_another_answer_stays_answered(padaherang: Puskesmas) -> None:
    entry, sari = entry_from(padaherang, "phone"), padaherang.actor()
    told = [
        actions.mark_given(
            sari,
            actions.send(sari, drafted(padaherang, entry, way=Reply.Way.CALL, text=text)),
            at=timezone.now() - timedelta(minutes=ago),
        )
        for text, ago in (("Obatnya kami cari dahulu.", 20), ("Obatnya sudah ada.", 10))
    ]
    actions.take_back_given(sari, told[0])
    assert Clock.objects.get(entry=entry, rule="local.answer").met_at == told[1].given_at
    assert entry in find(sari, "sudah ada")
    assert entry not in find(sari, "cari dahulu")


def test_a_call_and_a_notice_wait_again(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    for entry, way in (
        (entry_from(padaherang, "phone"), Reply.Way.CALL),
        (slip(padaherang), Reply.Way.NOTICE),
    ):
        reply = actions.send(sari, drafted(padaherang, entry, way=way))
        actions.mark_given(sari, reply, at=timezone.now() - timedelta(days=1))
        assert actions.take_back_given(sari, reply).given_at is None


def test_what_a_provider_sent_or_what_ended_the_entry_stays(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, entry_from(padaherang)))
    Dispatch.objects.update(tries=1)
    sent_by_provider(reply, "sent", sent_at=timezone.now())
    with pytest.raises(Refused, match="sudah berangkat"):
        actions.take_back_given(sari, reply)
    reply.refresh_from_db()
    assert reply.given_at
    entry = entry_from(padaherang, "phone")
    told = actions.mark_given(
        sari, actions.send(sari, drafted(padaherang, entry, way=Reply.Way.CALL))
    )
    book.close(sari, entry)
    with pytest.raises(Refused, match="sudah selesai"):
        actions.take_back_given(sari, told)


def test_what_the_handphone_s_own_export_showed_was_sent(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    reply = drafted(padaherang, entry_from(padaherang, "wa_handphone"))
    actions.sent_by_hand(sari, actions.send(sari, reply))
    Message.objects.filter(direction="out").update(key="chat:1")
    with pytest.raises(Refused, match="sudah terlihat di percakapan HP"):
        actions.take_back_given(sari, Reply.objects.get(pk=reply.pk))


def test_another_health_centre_takes_nothing_back(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    sari = padaherang.actor()
    reply = drafted(padaherang, entry_from(padaherang, "wa_handphone"))
    actions.sent_by_hand(sari, actions.send(sari, reply))
    with pytest.raises(NotAllowed):
        actions.take_back_given(sumbersari.actor(), reply)
    with pytest.raises(NotAllowed):
        actions.take_back_sent(sumbersari.actor(), Dispatch.objects.get())


def test_the_button_stands_beside_the_sentence_for_answer_and_receipt(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.PETUGAS])
    entry, sari = entry_from(padaherang, "wa_handphone"), padaherang.actor()
    reply = actions.send(sari, drafted(padaherang, entry))
    receipt = actions.send_receipt(sari, entry).dispatch
    assert receipt
    page = client.post(reverse("reply:sent-by-hand", args=[reply.pk]), follow=True)
    address = reverse("reply:not-given", args=[reply.pk])
    assert address in page.content.decode()
    assert "menunggu lagi" in client.post(address, follow=True).content.decode()
    page = client.post(reverse("reply:dispatch-done", args=[receipt.pk]), follow=True)
    address = reverse("reply:not-sent", args=[receipt.pk])
    assert address in page.content.decode()
    note_everything_sent(timezone.now())
    assert Message.objects.filter(dispatch=receipt).exists()
    assert "menunggu lagi" in client.post(address, follow=True).content.decode()
    receipt.refresh_from_db()
    assert receipt.state == Dispatch.State.HAND
    assert not Message.objects.filter(dispatch=receipt).exists()
