"""The job that reads arrivals: each once, however many readers, whatever fails."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Thread

import pytest
from django.db import InterfaceError, OperationalError, connection

from tanggap.gateway.events import (
    Event,
    IdentityKey,
    Party,
)
from tanggap.gateway.models import Arrival
from tanggap.gateway.reading import MOST_READINGS
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Message, Person
from tests.inbox.test_arrivals import FIXTURES, NEW_PHONE, NOW, PHONE, arrive, said
from tests.people import Puskesmas


@pytest.fixture
def arrivals_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Sequence[Event]], None]:
    """Let every arrival hold the given events, whatever its body is."""

    def hold(events: Sequence[Event]) -> None:
        monkeypatch.setattr("tanggap.gateway.reading.events_in", lambda arrival: list(events))

    return hold


def test_a_thousand_events_in_one_arrival_become_a_thousand_messages_once(
    padaherang: Puskesmas, arrivals_hold: Callable[[Sequence[Event]], None]
) -> None:
    events = [
        said(f"m{n}", f"pesan {n}", party=Party((IdentityKey("phone", f"+62812000{n % 300:04}"),)))
        for n in range(1000)
    ]
    random.Random(7).shuffle(events)
    arrivals_hold([*events, *events[:200]])
    arrive(padaherang)
    arrive(padaherang)
    assert read_arrivals(NOW) == 2
    assert Message.objects.count() == 1000
    assert Person.objects.count() == 300
    assert set(Arrival.objects.values_list("state", flat=True)) == {"read"}


def test_one_bad_event_stops_nothing_and_its_trouble_stays_on_the_arrival(
    padaherang: Puskesmas, arrivals_hold: Callable[[Sequence[Event]], None]
) -> None:
    bad = said("m2", "x", party=Party((PHONE,)), kind=None)
    arrivals_hold([said("m1"), bad, said("m3", party=Party((NEW_PHONE,)))])
    arrival = arrive(padaherang)
    read_arrivals(NOW)
    arrival.refresh_from_db()
    assert set(Message.objects.values_list("key", flat=True)) == {"m1", "m3"}
    assert arrival.state == Arrival.State.PARTLY
    assert arrival.trouble.startswith("1 dari 3")


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_make_each_message_once(
    padaherang: Puskesmas,
    arrivals_hold: Callable[[Sequence[Event]], None],
) -> None:
    events = [
        said(f"m{n}", party=Party((IdentityKey("phone", f"+62812000{n % 5:04}"),)))
        for n in range(40)
    ]
    arrivals_hold(events)
    for _ in range(4):
        arrive(padaherang)

    def work() -> None:
        try:
            for _ in range(3):
                read_arrivals(NOW)
        finally:
            connection.close()

    readers = [Thread(target=work) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for _ in range(3):
        read_arrivals(NOW)
    assert Message.objects.count() == 40
    assert Person.objects.count() == 5
    assert set(Arrival.objects.values_list("state", flat=True)) == {"read"}


@pytest.mark.parametrize(
    ("name", "people", "keys"),
    [
        ("wac-batch-2entries-3changes-5items.json", None, None),
        ("wac-bsuid-only-no-phone.json", 1, 1),
        ("wac-smb-message-echo.json", 1, 1),
    ],
)
def test_a_recorded_webhook_read_twice_is_read_once(
    padaherang: Puskesmas, name: str, people: int | None, keys: int | None
) -> None:
    body = (FIXTURES / "own/meta" / name).read_bytes()
    padaherang.line("whatsapp", phone_number_id="106540352242922")
    arrive(padaherang, body)
    read_arrivals(NOW)
    once = list(Message.objects.order_by("key").values_list("key", "text", "person"))
    arrive(padaherang, body)
    read_arrivals(NOW)
    assert list(Message.objects.order_by("key").values_list("key", "text", "person")) == once
    assert once
    assert people is None or Person.objects.count() == people
    assert keys is None or len(once) == keys
    assert json.loads(body)["object"] == "whatsapp_business_account"


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("gone")])
def test_a_database_that_fails_leaves_the_arrival_for_a_later_try(
    padaherang: Puskesmas,
    arrivals_hold: Callable[[Sequence[Event]], None],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    arrivals_hold([said("m1")])
    first, second = arrive(padaherang), arrive(padaherang)
    with monkeypatch.context() as away:

        def fail(*_: object, **__: object) -> None:
            raise error

        away.setattr("tanggap.inbox.jobs.take_in", fail)
        with pytest.raises(type(error)):
            read_arrivals(NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.tries, first.trouble) == ("new", 1, "")
    assert (second.state, second.tries, second.next_at) == ("new", 0, None)
    assert read_arrivals(NOW) == 1, "the one that failed waits a little, the other does not"
    assert read_arrivals(NOW + timedelta(minutes=1)) == 1
    assert set(Arrival.objects.values_list("state", flat=True)) == {"read"}
    assert Message.objects.get().text == "halo"


def test_an_arrival_that_overtaxes_the_database_every_time_comes_to_rest_among_the_troubles(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("too many SQL variables")

    monkeypatch.setattr("tanggap.inbox.jobs._read", fail)
    arrival = arrive(padaherang)
    for hour in range(MOST_READINGS):
        with pytest.raises(OperationalError):
            read_arrivals(NOW + timedelta(hours=hour))
    assert read_arrivals(NOW + timedelta(days=1)) == 0
    arrival.refresh_from_db()
    assert arrival.state == Arrival.State.TROUBLE
