"""Arrivals are read once, again after a kill, and never stop those behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tanggap.channels.whatsapp import WhatsApp
from tanggap.gateway.events import MessageSeen, Notice, Unreadable
from tanggap.gateway.models import Arrival, LineNotice
from tanggap.gateway.reading import (
    MOST_READINGS,
    READING_LEASE,
    claim_arrivals,
    events_in,
    mark_read,
    note_notice,
)
from tests.channels.recorded import BY_KIND, SETTINGS
from tests.people import Puskesmas


def arrived(here: Puskesmas, body: bytes = b"{}") -> Arrival:
    return Arrival.objects.create(
        facility=here.facility,
        line=here.line("whatsapp", **SETTINGS),
        received_at=timezone.now(),
        method="POST",
        body=body,
        sha256="",
    )


def test_what_one_worker_reads_no_other_takes_until_the_lease_ends(
    padaherang: Puskesmas,
) -> None:
    first, second = arrived(padaherang), arrived(padaherang)
    now = timezone.now()
    assert claim_arrivals(now, 1) == [first]
    assert claim_arrivals(now, 9) == [second]
    assert claim_arrivals(now, 9) == []
    mark_read(second)
    assert claim_arrivals(now + READING_LEASE, 9) == [first]


def test_one_that_stops_the_reader_again_and_again_is_put_aside(padaherang: Puskesmas) -> None:
    bad = arrived(padaherang)
    now = timezone.now()
    for _ in range(MOST_READINGS):
        assert claim_arrivals(now, 9) == [bad]
        now += READING_LEASE + timedelta(seconds=1)
    good = arrived(padaherang)
    assert claim_arrivals(now, 9) == [good]
    bad.refresh_from_db()
    assert bad.state == Arrival.State.TROUBLE


def test_what_was_only_taken_together_with_one_that_kills_the_reader_is_not_blamed(
    padaherang: Puskesmas,
) -> None:
    killer, *others = [arrived(padaherang) for _ in range(5)]
    now = timezone.now()
    read: list[Arrival] = []
    for _ in range(20):
        for one in claim_arrivals(now, 50):
            if one == killer:
                break  # the process is gone; what was taken with it waits for the lease
            mark_read(one)
            read.append(one)
        now += READING_LEASE + timedelta(seconds=1)
    assert read == others
    killer.refresh_from_db()
    assert killer.state == Arrival.State.TROUBLE


def test_a_reader_that_stumbles_leaves_the_body_and_a_reason(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WhatsApp, "read", stumble)
    (event,) = events_in(arrived(padaherang))
    assert isinstance(event, Unreadable)
    assert "ZeroDivisionError" in event.reason


def test_a_time_nobody_gave_is_the_time_of_arrival(padaherang: Puskesmas) -> None:
    whole = BY_KIND["whatsapp"][0].request.body.replace(b"1750091045", b"kemarin")
    arrival = arrived(padaherang, whole)
    (event,) = events_in(arrival)
    assert isinstance(event, MessageSeen)
    assert event.sent_at == arrival.received_at


def test_the_same_notice_twice_is_one(padaherang: Puskesmas) -> None:
    line = padaherang.line("whatsapp", **SETTINGS)
    for _ in range(2):
        note_notice(line, Notice("k", "mutu", "Mutu nomor turun", timezone.now()))
    assert LineNotice.objects.count() == 1
