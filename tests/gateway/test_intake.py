"""Calls that wait are committed together; what was not committed is never answered 200."""

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from tanggap.base.ids import new_id
from tanggap.gateway.front_door import store_of_this_site
from tanggap.gateway.intake import Intake, NotKept, Raw, Refusals, something_arrived
from tanggap.gateway.models import Arrival, RefusedCount
from tests.people import Puskesmas

NOON = datetime(2026, 5, 12, 5, 0, 0, 123456, tzinfo=UTC)


def raw(line_id: int, facility_id: int, body: bytes = b"{}") -> Raw:
    return Raw(new_id(), facility_id, line_id, NOON, "POST", "a=1", '{"x": "y"}', body, "0" * 64)


class Counted:
    """A store that counts its commits, and can be made to fail."""

    def __init__(self, fails: int = 0, poison: bytes = b"") -> None:
        self.kept: list[Raw] = []
        self.batches: list[int] = []
        self.refused: dict[tuple[int, date], int] = {}
        self.fails, self.poison, self.closed = fails, poison, 0
        self.gate = threading.Event()

    def keep(self, batch: Sequence[Raw]) -> None:
        self.gate.wait(5)
        if self.fails > 0:
            self.fails -= 1
            raise sqlite3.OperationalError("database is locked")
        if self.poison and any(one.body == self.poison for one in batch):
            raise sqlite3.IntegrityError("foreign key")
        self.batches.append(len(batch))
        self.kept.extend(batch)

    def count(self, refused: Refusals) -> None:
        for key, number in refused.items():
            self.refused[key] = self.refused.get(key, 0) + number

    def close(self) -> None:
        self.closed += 1


def test_forty_callers_share_a_few_commits() -> None:
    store = Counted()
    intake = Intake(lambda: store)
    with ThreadPoolExecutor(40) as callers:
        waiting = [callers.submit(intake.keep, raw(1, 1)) for _ in range(40)]
        store.gate.set()
        assert all(one.result() is None for one in waiting)
    assert len(store.kept) == 40
    assert len(store.batches) < 40
    intake.end()


def test_a_caller_whose_commit_failed_hears_so_and_the_next_one_is_kept() -> None:
    store = Counted(fails=1)
    store.gate.set()
    intake = Intake(lambda: store)
    with pytest.raises(NotKept):
        intake.keep(raw(1, 1))
    intake.keep(raw(1, 1))
    assert len(store.kept) == 1
    assert store.closed == 1
    intake.end()


def test_one_bad_row_does_not_take_the_others_with_it() -> None:
    store = Counted(poison=b"bad")
    intake = Intake(lambda: store)
    with ThreadPoolExecutor(8) as callers:
        good = [callers.submit(intake.keep, raw(1, 1)) for _ in range(7)]
        bad = callers.submit(intake.keep, raw(1, 1, b"bad"))
        store.gate.set()
        assert [one.result() for one in good] == [None] * 7
        with pytest.raises(NotKept):
            bad.result()
    intake.end()


def test_refused_calls_are_counted_at_the_latest_when_the_intake_ends() -> None:
    store = Counted()
    intake = Intake(lambda: store)
    for _ in range(3):
        intake.refuse(5, NOON.date())
    intake.end()
    assert store.refused == {(5, NOON.date()): 3}


@pytest.mark.django_db(transaction=True)
def test_a_kept_call_is_in_the_database_byte_for_byte(padaherang: Puskesmas) -> None:
    line = padaherang.line("whatsapp")
    intake = Intake(store_of_this_site)
    something_arrived.clear()
    body = bytes(range(256)) + "🙏".encode()
    intake.keep(raw(line.pk, padaherang.facility.pk, body))
    kept = Arrival.objects.get()
    assert bytes(kept.body) == body
    assert kept.received_at == NOON
    assert kept.headers == {"x": "y"}
    assert kept.state == Arrival.State.NEW
    assert something_arrived.is_set()
    intake.end()


@pytest.mark.django_db(transaction=True)
def test_refusals_of_a_day_add_up_in_one_row(padaherang: Puskesmas) -> None:
    line = padaherang.line("whatsapp")
    store = store_of_this_site()
    store.count({(line.pk, NOON.date()): 2})
    store.count({(line.pk, NOON.date()): 3})
    store.close()
    assert RefusedCount.objects.get().count == 5


@pytest.mark.django_db(transaction=True)
def test_a_call_for_a_line_that_is_gone_is_not_kept(padaherang: Puskesmas) -> None:
    intake = Intake(store_of_this_site)
    with pytest.raises(NotKept):
        intake.keep(raw(404, padaherang.facility.pk))
    intake.end()
