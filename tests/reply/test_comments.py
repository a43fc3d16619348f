"""What a public comment may be answered with: once in private, beneath it in fixed words."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.models import Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Comment, Message
from tanggap.logbook.models import Entry
from tanggap.reply.actions import adopt, draft, send
from tanggap.reply.actions.notices import way_back
from tanggap.reply.destinations import Destination, destinations
from tanggap.reply.models import Reply
from tanggap.reply.rules import PUBLIC_SENTENCES
from tanggap.workbench.queries import with_states
from tests.channels.recorded_social import FACEBOOK
from tests.people import Puskesmas
from tests.reply.stories import entry_from, said_on

CASE = "Obatnya sudah ada di loket 2, Bu."


def commented(here: Puskesmas, at: datetime | None = None) -> Entry:
    """Return an entry that was written down from a comment."""
    here.line("facebook", **FACEBOOK)
    entry = entry_from(here, "facebook", at=at)
    message = Message.objects.get(direction="in")
    Message.objects.filter(pk=message.pk).update(key="9_1")
    Comment.objects.create(message=message, post_key="9", link="https://www.facebook.com/9")
    return entry


def to_comment(entry: Entry, now: datetime | None = None) -> list[Destination]:
    offered = destinations(entry, entry.person, entry.line, now=now)
    return [one for one in offered if one.comment is not None]


def send_by(here: Puskesmas, entry: Entry, way: Destination, text: str = CASE) -> Reply:
    reply = draft(here.actor(), entry=entry, text=way.sentence or text, way=way.way,
                  line=way.line, comment=way.comment, is_public=way.is_public,
                  form_key=uuid4())  # fmt: skip
    return send(here.actor(), reply)


def test_the_private_answer_stands_first_and_what_everybody_reads_last(
    padaherang: Puskesmas,
) -> None:
    entry = commented(padaherang)
    offered = destinations(entry, entry.person, entry.line)
    assert offered[0].comment is not None
    assert not offered[0].is_public
    assert [one.sentence for one in offered[-3:]] == [one.text for one in PUBLIC_SENTENCES]


def test_the_private_answer_is_for_seven_days_and_once(padaherang: Puskesmas) -> None:
    entry = commented(padaherang)
    private = to_comment(entry)[0]
    after = Message.objects.get(direction="in").sent_at + timedelta(days=7)
    assert not to_comment(entry, after - timedelta(minutes=1))[0].is_public
    assert all(one.is_public for one in to_comment(entry, after))
    send_by(padaherang, entry, private)
    assert Dispatch.objects.get().to == [{"kind": "comment_writer", "value": "9_1"}]
    with pytest.raises(Refused, match="hanya mengizinkan sekali"):
        send_by(padaherang, entry, private, "Sekali lagi")
    Dispatch.objects.update(state=Dispatch.State.FAILED)  # it never left: it may be tried again
    send_by(padaherang, entry, private, "Sekali lagi")


def test_a_comment_of_eight_days_ago_is_refused_in_private(padaherang: Puskesmas) -> None:
    long_ago = timezone.now() - timedelta(days=8)
    entry = commented(padaherang, long_ago)
    private = to_comment(entry, long_ago)[0]
    with pytest.raises(Refused, match="Lewat 7 hari"):
        send_by(padaherang, entry, private)


def test_nothing_is_sent_to_a_comment_that_was_removed_meanwhile(padaherang: Puskesmas) -> None:
    entry = commented(padaherang)
    ways = to_comment(entry)
    Message.objects.update(revoked_at=timezone.now())
    for way in ways:
        with pytest.raises(Refused, match="sudah dihapus"):
            send_by(padaherang, entry, way)
    assert not Dispatch.objects.exists()
    assert to_comment(entry) == []


def test_the_fixed_sentences_hold_no_field_no_number_and_no_name(padaherang: Puskesmas) -> None:
    for one in PUBLIC_SENTENCES:
        assert not re.search(r"[{}\[\]0-9]", one.text)


def test_a_receipt_never_goes_by_a_comment(padaherang: Puskesmas) -> None:
    assert way_back(commented(padaherang)) is None


def test_on_the_page_typed_words_are_refused_in_public_and_go_in_private(
    padaherang: Puskesmas, client: Client
) -> None:
    entry = commented(padaherang)
    private, public, *_ = to_comment(entry)
    client.force_login(padaherang.staff[Role.PETUGAS])
    shown = client.get(reverse("workbench:entry", args=[entry.pk])).content.decode()
    assert "komentar publik" in shown
    assert "Dibaca semua orang" in shown
    answer = reverse("workbench:entry-answer", args=[entry.pk])
    form = {"form_key": str(uuid4()), "do": "send", "text": CASE}
    refused = client.post(answer, form | {"to": public.value})
    assert "hanya berisi kalimat tetap" in refused.content.decode()
    assert not Dispatch.objects.exists()
    assert client.post(answer, form | {"to": private.value}).status_code == 302
    assert Dispatch.objects.get().text == CASE


def test_on_the_page_a_fixed_sentence_needs_no_words_and_leaves_the_entry_open(
    padaherang: Puskesmas, client: Client
) -> None:
    entry = commented(padaherang)
    public = to_comment(entry)[1]
    client.force_login(padaherang.staff[Role.PETUGAS])
    form = {"form_key": str(uuid4()), "do": "send", "text": "", "to": public.value}
    answer = client.post(reverse("workbench:entry-answer", args=[entry.pk]), form)
    assert answer.status_code == 302
    assert Dispatch.objects.get().text == public.sentence
    assert not with_states(Entry.objects.all()).get().is_answered  # type: ignore[attr-defined]
    shown = client.get(reverse("workbench:entry", args=[entry.pk])).content.decode()
    assert "Tulis jawaban" in shown


def test_a_pointing_sentence_that_waits_for_a_hand_is_no_answer_to_adopt(
    padaherang: Puskesmas,
) -> None:
    entry, sari = commented(padaherang), padaherang.actor()
    pointing = send_by(padaherang, entry, to_comment(entry)[1])
    Dispatch.objects.update(state=Dispatch.State.HAND)
    typed = said_on(padaherang, "facebook", CASE, at=timezone.now(), ours=True)
    taken = adopt(sari, entry, typed)
    assert taken.pk != pointing.pk
    assert taken.given_at == typed.sent_at
