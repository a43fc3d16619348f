"""What channels report becomes messages: once each, in any order, by however many readers."""

import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tanggap.base.acting import machine
from tanggap.gateway.events import (
    Event,
    IdentityChanged,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Party,
    Reaction,
)
from tanggap.gateway.models import Arrival, Dispatch, Media
from tanggap.inbox.actions import note_sent, take_in
from tanggap.inbox.jobs import apply_late_changes, note_everything_sent
from tanggap.inbox.known import Known
from tanggap.inbox.models import EarlierText, Identity, LateChange, Message, Person, SamePersonHint
from tests.people import Puskesmas

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PHONE = IdentityKey("phone", "+6281234567890")
NEW_PHONE = IdentityKey("phone", "+6281300000001")
BSUID = IdentityKey("wa_bsuid", "ID.1349")
SITI = Party((PHONE, BSUID), "Siti")
FIXTURES = Path(__file__).parent.parent / "fixtures"


def said(key: str, text: str = "halo", minutes: int = 0, **more: object) -> MessageSeen:
    party = more.pop("party", SITI)
    at = NOW + timedelta(minutes=minutes)
    return MessageSeen(key, party, at, text=text, **more)  # type: ignore[arg-type]


def take(here: Puskesmas, *events: Event) -> None:
    line = here.line("whatsapp")
    for event in events:
        take_in(machine(here.facility.pk), line, event, NOW)


def arrive(here: Puskesmas, body: bytes = b"") -> Arrival:
    return Arrival.objects.create(
        facility=here.facility,
        line=here.line("whatsapp"),
        received_at=NOW,
        method="POST",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )


# ---------------------------------------------------------------- people


def test_a_message_is_its_writers_with_every_identity_it_carries(padaherang: Puskesmas) -> None:
    take(padaherang, said("m1"))
    message = Message.objects.get()
    assert message.person is not None
    assert message.person.name == "Siti"
    assert (message.text, message.direction, message.sent_at) == ("halo", "in", NOW)
    kinds = Identity.objects.filter(person=message.person).values_list("kind", flat=True)
    assert set(kinds) == {"phone", "wa_bsuid"}


def test_a_writer_without_a_number_is_a_person_too_and_is_known_again_with_one(
    padaherang: Puskesmas,
) -> None:
    take(padaherang, said("m1", party=Party((BSUID,), "Siti")), said("m2"))
    assert Person.objects.count() == 1
    assert Identity.objects.count() == 2


def test_identities_of_two_people_in_one_message_merge_nobody(padaherang: Puskesmas) -> None:
    take(
        padaherang,
        said("m1", party=Party((PHONE,), "Siti")),
        said("m2", party=Party((BSUID,), "Asep")),
        said("m3"),
    )
    assert Person.objects.filter(merged_into=None).count() == 2
    assert SamePersonHint.objects.count() == 1


def test_a_new_number_of_the_same_person_is_added_and_the_old_one_ends(
    padaherang: Puskesmas,
) -> None:
    change = IdentityChanged("s1", PHONE, (NEW_PHONE,), NOW + timedelta(hours=1))
    take(padaherang, said("m1"), change, said("m2", party=Party((NEW_PHONE,)), minutes=90))
    assert Person.objects.count() == 1
    ended = Identity.objects.filter(ended_at__isnull=False)
    assert [identity.value for identity in ended] == [PHONE.value]


def test_a_new_number_that_belongs_to_somebody_else_merges_nobody(padaherang: Puskesmas) -> None:
    change = IdentityChanged("s1", PHONE, (NEW_PHONE,), NOW + timedelta(hours=1))
    take(padaherang, said("m1"), said("m2", party=Party((NEW_PHONE,), "Asep")), change)
    assert Person.objects.filter(merged_into=None).count() == 2
    assert SamePersonHint.objects.count() == 1


def test_a_number_given_to_somebody_else_later_does_not_show_them_the_old_story(
    padaherang: Puskesmas,
) -> None:
    change = IdentityChanged("s1", PHONE, (NEW_PHONE,), NOW + timedelta(hours=1))
    take(padaherang, said("m1", party=Party((PHONE,), "Siti")), change)
    take(padaherang, said("m2", party=Party((PHONE,), "Asep"), minutes=500))
    one, other = Message.objects.order_by("id")
    assert one.person != other.person


# ---------------------------------------------------------------- changes


def edit(key: str, text: str, minutes: int) -> MessageEdited:
    return MessageEdited(key, "m1", text, NOW + timedelta(minutes=minutes))


STORY: list[Event] = [
    said("m1", "satu"),
    edit("e1", "dua", 1),
    edit("e2", "tiga", 2),
    Reaction("r1", "m1", SITI, "👍", NOW + timedelta(minutes=3)),
    Reaction("r2", "m1", SITI, "❤", NOW + timedelta(minutes=4)),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::7])
def test_edits_and_reactions_in_any_order_end_the_same(
    padaherang: Puskesmas, order: tuple[int, ...]
) -> None:
    take(padaherang, *[STORY[place] for place in order], *STORY)
    message = Message.objects.get()
    assert (message.text, message.reaction) == ("tiga", "❤")
    earlier = EarlierText.objects.order_by("until").values_list("text", flat=True)
    assert list(earlier) == ["satu", "dua"]
    assert not LateChange.objects.filter(message_key="m1").exists()


@pytest.mark.parametrize("is_first", [True, False])
def test_a_removed_message_is_empty_and_its_words_are_kept(
    padaherang: Puskesmas, is_first: bool
) -> None:
    removal = MessageRevoked("v1", "m1", NOW + timedelta(minutes=5))
    events = [said("m1", "rahasia"), removal]
    take(padaherang, *(reversed(events) if is_first else events), removal)
    message = Message.objects.get()
    assert message.revoked_at is not None
    assert (message.text, message.search_text) == ("", "")
    assert [text.text for text in message.earlier_texts.all()] == ["rahasia"]


@pytest.mark.parametrize("minutes", [3, 5])
def test_words_edited_before_a_removal_are_kept_also_when_the_removal_comes_first(
    padaherang: Puskesmas, minutes: int
) -> None:
    removal = MessageRevoked("v1", "m1", NOW + timedelta(minutes=5))
    take(padaherang, said("m1", "satu"), removal, edit("e1", "dua", minutes), edit("e1", "dua", 3))
    message = Message.objects.get()
    assert (message.text, message.search_text) == ("", "")
    assert sorted(text.text for text in message.earlier_texts.all()) == ["dua", "satu"]


def test_an_edit_read_while_another_worker_removed_the_message_does_not_bring_it_back(
    padaherang: Puskesmas,
) -> None:
    take(padaherang, said("m1", "rahasia"))
    loaded_before = Known.of(padaherang.line("whatsapp"), [edit("e1", "dua", 1)])
    take(padaherang, MessageRevoked("v1", "m1", NOW + timedelta(minutes=5)))
    actor, line = machine(padaherang.facility.pk), padaherang.line("whatsapp")
    take_in(actor, line, edit("e1", "dua", 1), NOW, known=loaded_before)
    assert Message.objects.get().text == ""


def test_an_edit_that_crossed_with_its_message_between_two_workers_is_applied(
    padaherang: Puskesmas,
) -> None:
    line = padaherang.line("whatsapp")
    loaded_before = Known.of(line, [said("m1", "satu")])  # the other's edit is not there yet
    take(padaherang, edit("e1", "dua", 1))
    take_in(machine(padaherang.facility.pk), line, said("m1", "satu"), NOW, known=loaded_before)
    assert Message.objects.get().text == "satu"
    assert apply_late_changes(NOW) == 1
    assert Message.objects.get().text == "dua"
    assert apply_late_changes(NOW) == 0
    assert not LateChange.objects.exists()


def test_a_file_is_hung_on_its_message_and_waits_to_be_fetched(padaherang: Puskesmas) -> None:
    media = MediaRef("media-1", "image/jpeg", caption="foto loket")
    take(padaherang, said("m1", "", kind=MessageKind.IMAGE, media=(media,)))
    attachment = Message.objects.get().attachments.get()
    assert attachment.media.state == Media.State.WAITING
    assert attachment.caption == "foto loket"


def test_what_the_provider_only_tells_does_not_wait_at_triage(padaherang: Puskesmas) -> None:
    take(padaherang, said("m1", "nomor berganti", kind=MessageKind.SYSTEM))
    assert Message.objects.get().sorted_at is not None


# ---------------------------------------------------------------- ours


def dispatch(here: Puskesmas, **more: object) -> Dispatch:
    given = {
        "facility": here.facility,
        "line": here.line("whatsapp"),
        "key": uuid4(),
        "to": [{"kind": "phone", "value": PHONE.value}],
        "text": "Baik Bu, kami tambah petugas",
        "state": Dispatch.State.SENT,
        "queued_at": NOW,
        "sent_at": NOW,
        "provider_key": "wamid.E1",
    }
    return Dispatch.objects.create(**(given | more))


def echo(text: str = "Baik Bu, kami tambah petugas") -> MessageSeen:
    return said("wamid.E1", text, party=Party((PHONE,)), is_ours=True)


def test_an_answer_typed_on_the_handphone_is_an_outgoing_message(padaherang: Puskesmas) -> None:
    take(padaherang, said("m1"), echo())
    message = Message.objects.get(direction="out")
    assert message.is_echo
    assert message.person == Person.objects.get()


@pytest.mark.parametrize("is_echo_first", [True, False])
def test_what_we_sent_ourselves_is_in_the_thread_once(
    padaherang: Puskesmas, is_echo_first: bool
) -> None:
    take(padaherang, said("m1"))
    sent = dispatch(padaherang)
    if is_echo_first:
        take(padaherang, echo())
    note_everything_sent(NOW)
    take(padaherang, echo())
    assert note_everything_sent(NOW) == 0
    message = Message.objects.get(direction="out")
    assert (message.dispatch, message.is_echo) == (sent, False)


def test_an_echo_with_the_words_of_an_open_hand_task_ends_the_task(padaherang: Puskesmas) -> None:
    take(padaherang, said("m1"))
    task = dispatch(padaherang, state=Dispatch.State.HAND, sent_at=None, provider_key="")
    take(padaherang, echo("Baik Bu,\nkami tambah petugas"))
    task.refresh_from_db()
    assert task.state == Dispatch.State.SENT
    note_everything_sent(NOW)
    assert Message.objects.get(direction="out").dispatch == task


def test_an_echo_of_a_hand_task_already_marked_done_is_not_doubled(padaherang: Puskesmas) -> None:
    take(padaherang, said("m1"))
    task = dispatch(padaherang, provider_key="")
    note_sent(machine(padaherang.facility.pk), task)
    take(padaherang, echo())
    message = Message.objects.get(direction="out")
    assert (message.dispatch, message.key) == (task, "wamid.E1")
