"""What people do with messages and citizens, and finding messages again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused, machine
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.events import IdentityKey, MessageSeen, Party
from tanggap.inbox.actions import (
    merge_people,
    rename_person,
    set_aside,
    sort_out,
    split_people,
    take_back,
    take_in,
    unsort,
    write_in,
)
from tanggap.inbox.models import Identity, Message, Person, SetAside
from tanggap.inbox.queries import (
    identities_for_reply,
    last_incoming_at,
    person_by_phone,
    thread,
)
from tanggap.inbox.search import messages_with
from tests.people import Puskesmas

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def told(here: Puskesmas) -> list[str]:
    lines = HistoryLine.objects.filter(facility=here.facility).order_by("id")
    return list(lines.values_list("sentence", flat=True))


def heard(here: Puskesmas, text: str = "halo", phone: str = "081234567890") -> Message:
    return write_in(
        here.actor(),
        here.line("phone"),
        form_key=uuid4(),
        text=text,
        received_at=NOW,
        phone=phone,
        name="Bu Siti",
    )


# ---------------------------------------------------------------- sorting


def test_a_message_set_aside_leaves_triage_and_comes_back(padaherang: Puskesmas) -> None:
    message = heard(padaherang)
    assert message.sorted_at is None
    set_aside(padaherang.actor(), message, SetAside.Reason.SPAM)
    message.refresh_from_db()
    assert message.sorted_at is not None
    take_back(padaherang.actor(), message)
    message.refresh_from_db()
    assert message.sorted_at is None
    assert told(padaherang)[1:] == [
        "Pesan dipilah: belum dipilah → Spam.",
        "Pemilahan pesan dibatalkan: Spam → belum dipilah.",
    ]


def test_a_double_click_on_spam_says_it_once(padaherang: Puskesmas) -> None:
    message = heard(padaherang)
    for _ in range(2):
        set_aside(padaherang.actor(), message, SetAside.Reason.SPAM)
    assert len(told(padaherang)) == 2


def test_a_message_in_the_book_is_not_spam(padaherang: Puskesmas) -> None:
    message = heard(padaherang)
    sort_out(padaherang.actor(), message)
    with pytest.raises(Refused, match="sudah dicatat"):
        set_aside(padaherang.actor(), message, SetAside.Reason.SPAM)
    unsort(padaherang.actor(), message)
    set_aside(padaherang.actor(), message, SetAside.Reason.NOT_FOR_US, "Dinas PU")


def test_outsiders_sort_nothing_here(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    message = heard(padaherang)
    with pytest.raises(NotAllowed):
        set_aside(sumbersari.actor(), message, SetAside.Reason.SPAM)
    with pytest.raises(NotAllowed):
        set_aside(padaherang.actor(Role.AUDITOR), message, SetAside.Reason.SPAM)


# ---------------------------------------------------------------- people


def test_the_same_number_is_the_same_citizen_however_it_is_written(
    padaherang: Puskesmas,
) -> None:
    for phone in ("081234567890", "+62 812-3456-7890", "62 812 3456 7890"):
        heard(padaherang, phone=phone)
    assert Person.objects.count() == 1
    assert person_by_phone(padaherang.facility.pk, "0812 3456 7890") == Person.objects.get()


def test_the_same_name_alone_is_not_the_same_citizen(padaherang: Puskesmas) -> None:
    heard(padaherang, phone="")
    heard(padaherang, phone="")
    assert Person.objects.count() == 2


def test_a_number_known_at_another_health_centre_is_nobody_here(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    heard(sumbersari)
    assert person_by_phone(padaherang.facility.pk, "081234567890") is None


def test_joined_citizens_have_one_thread_and_all_their_numbers(padaherang: Puskesmas) -> None:
    one = heard(padaherang, "satu").person
    other = heard(padaherang, "dua", "081300000001").person
    assert one is not None
    assert other is not None
    merge_people(padaherang.actor(), one, other)
    assert {message.text for message in thread(one)} == {"satu", "dua"}
    assert person_by_phone(padaherang.facility.pk, "081300000001") == one
    line = padaherang.line("wa_handphone")
    numbers = [to["value"] for to in identities_for_reply(one, line)]
    assert set(numbers) == {"+6281234567890", "+6281300000001"}
    split_people(padaherang.actor(), other)
    other.refresh_from_db()
    assert {message.text for message in thread(other)} == {"dua"}


def test_joining_in_a_ring_joins_once(padaherang: Puskesmas) -> None:
    one, other = heard(padaherang).person, heard(padaherang, phone="081300000001").person
    assert one is not None
    assert other is not None
    merge_people(padaherang.actor(), one, other)
    merge_people(padaherang.actor(), other, one)
    one.refresh_from_db()
    assert one.merged_into is None


def test_history_says_that_a_name_changed_but_not_which(padaherang: Puskesmas) -> None:
    person = heard(padaherang).person
    assert person is not None
    rename_person(padaherang.actor(), person, "Siti Rohmah", "Dusun Krajan")
    assert told(padaherang)[-1] == "Data warga diubah: nama dan alamat."


def test_an_ended_number_is_not_written_to(padaherang: Puskesmas) -> None:
    person = heard(padaherang).person
    assert person is not None
    Identity.objects.update(ended_at=NOW)
    assert identities_for_reply(person, padaherang.line("wa_handphone")) == []


def test_only_words_of_the_citizen_open_the_window(padaherang: Puskesmas) -> None:
    line = padaherang.line("whatsapp")
    party = Party((IdentityKey("phone", "+6281234567890"),))
    for key, minutes, ours in (("m1", 0, False), ("m2", 5, True)):
        at = NOW + timedelta(minutes=minutes)
        event = MessageSeen(key, party, at, text="x", is_ours=ours)
        take_in(machine(padaherang.facility.pk), line, event, at)
    assert last_incoming_at(Person.objects.get(), line) == NOW


def test_nothing_is_written_down_before_it_was_heard(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="masa depan"):
        write_in(
            padaherang.actor(),
            padaherang.line("phone"),
            form_key=uuid4(),
            text="x",
            received_at=timezone.now() + timedelta(hours=1),
        )


# ---------------------------------------------------------------- finding


def test_a_message_is_found_by_another_form_of_its_words(padaherang: Puskesmas) -> None:
    message = heard(padaherang, "Antrian di loket pendaftaran lama sekali")
    actor = padaherang.actor()
    assert list(messages_with(actor, "antri daftar")) == [message]
    assert list(messages_with(actor, "loket")) == [message]
    assert list(messages_with(actor, "loket obat")) == []
    assert list(messages_with(actor, "  ")) == []


def test_a_changed_message_is_found_by_its_new_words_only(padaherang: Puskesmas) -> None:
    message = heard(padaherang, "loket lama")
    Message.objects.filter(pk=message.pk).update(text="parkir", search_text="parkir")
    assert list(messages_with(padaherang.actor(), "loket")) == []
    assert list(messages_with(padaherang.actor(), "parkir")) == [message]
    message.delete()
    assert list(messages_with(padaherang.actor(), "parkir")) == []


def test_another_health_centres_messages_are_not_found(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    heard(sumbersari, "loket lama")
    assert list(messages_with(padaherang.actor(), "loket")) == []
