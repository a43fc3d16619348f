"""A clock that jumps, forward and back, by hours and days: nothing is stuck, nothing doubled."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.history import HistoryFilters, history
from tanggap.base.ids import made_at, new_id
from tanggap.base.models import JobTurn, Role
from tanggap.base.work import Job
from tanggap.channels._contract import Failure, FailureKind, MediaRef, Sent
from tanggap.gateway import jobs
from tanggap.gateway.actions import change_line, close_line
from tanggap.gateway.models import Arrival, Dispatch, Media
from tanggap.gateway.reading import claim_arrivals, expect_media
from tanggap.logbook.actions import write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.site.worker import run_job, take_turn
from tests.faults.clock import Clock
from tests.gateway.conftest import SITI, Desk, desk, graph
from tests.people import PASSWORD, Puskesmas
from tests.workbench.said import citizen, said

__all__ = ["desk", "graph"]  # fixtures of the gateway's tests
pytestmark = pytest.mark.django_db
S = Dispatch.State
DAILY = Job("uji-harian", timedelta(days=1), lambda now: 3)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def arrived(here: Puskesmas) -> Arrival:
    return Arrival.objects.create(
        facility=here.facility,
        line=here.line("whatsapp"),
        received_at=timezone.now(),
        method="POST",
        body=b"{}",
        sha256="",
    )


# ---------------------------------------------------------------- order


def test_keys_rise_through_every_jump(clock: Clock) -> None:
    keys = []
    for hours in (0, -1, -24, 48, -72, 0.001, -0.001):
        clock.jump(hours=hours)
        keys += [new_id() for _ in range(1200)]
    assert keys == sorted(set(keys))
    assert keys[0] > 0
    # An hour back costs no key: they follow on from the last one, a millisecond for each 1,024.
    assert made_at(keys[-1]) - made_at(keys[0]) < timedelta(days=3)


def test_history_keeps_the_order_of_acts_when_the_clock_is_put_back(
    padaherang: Puskesmas, clock: Clock
) -> None:
    ketua, line = padaherang.actor(Role.KETUA), padaherang.line("box")
    clock.jump(days=1)
    change_line(ketua, line, name="Kotak loket")
    clock.put_right()
    close_line(ketua, line)
    newest, older = history(padaherang.actor(Role.ADMIN), HistoryFilters())[:2]
    assert (older.action, newest.action) == ("gateway.change_line", "gateway.close_line")
    assert newest.at < older.at


# ---------------------------------------------------------------- put back


def test_what_was_being_read_when_the_clock_was_put_back_is_read_at_once(
    padaherang: Puskesmas, clock: Clock
) -> None:
    clock.jump(days=1)
    arrival = arrived(padaherang)
    assert claim_arrivals(timezone.now(), 9) == [arrival]  # and then the power fails
    clock.put_right()
    assert claim_arrivals(timezone.now(), 9) == [arrival]


def test_an_answer_queued_while_the_clock_ran_ahead_leaves_at_once(
    desk: Desk, clock: Clock
) -> None:
    clock.jump(days=40)
    dispatch = desk.answer(SITI)
    clock.put_right()
    assert jobs.is_send_due(timezone.now())
    jobs.send_due(timezone.now())
    dispatch.refresh_from_db()
    assert dispatch.state == S.SENT
    assert len(desk.graph.got(SITI)) == 1


def test_many_answers_sent_while_the_clock_ran_ahead_do_not_hold_up_the_next(
    desk: Desk, clock: Clock
) -> None:
    clock.jump(days=1)
    desk.citizen_wrote(SITI)
    for _ in range(45):
        desk.answer(SITI)
    for _ in range(4):
        jobs.send_due(timezone.now())
    assert len(desk.graph.got(SITI)) == 45
    clock.put_right()
    desk.answer(SITI)
    jobs.send_due(timezone.now())
    assert len(desk.graph.got(SITI)) == 46


def test_what_was_being_sent_when_the_clock_was_put_back_is_put_before_a_person(
    desk: Desk, clock: Clock
) -> None:
    clock.jump(days=1)
    dispatch = desk.answer(SITI)
    assert jobs.claim_dispatch(timezone.now()) == dispatch  # and then the power fails
    clock.put_right()
    jobs.send_due(timezone.now())
    dispatch.refresh_from_db()
    assert dispatch.state == S.UNSURE
    assert desk.graph.got(SITI) == []


def test_a_file_asked_for_while_the_clock_ran_ahead_is_asked_for_again(
    desk: Desk, clock: Clock
) -> None:
    clock.jump(days=2)
    kept = desk.graph.state.keep_media(b"%PDF-1.4", "application/pdf")
    media = expect_media(desk.line, MediaRef(kept["id"], "application/pdf", kept["sha256"], "a"))
    assert jobs.claim_media(timezone.now()) == media  # and then the power fails
    clock.put_right()
    assert jobs.is_media_due(timezone.now())
    jobs.fetch_media(timezone.now())
    media.refresh_from_db()
    assert media.state == Media.State.KEPT


def test_a_job_that_ran_while_the_clock_was_a_year_ahead_does_not_rest_for_a_year(
    db: None, clock: Clock
) -> None:
    clock.jump(days=365)
    assert run_job(DAILY) == 3
    clock.put_right()
    assert run_job(DAILY) == 3
    assert run_job(DAILY) == 0
    clock.jump(days=365)
    assert take_turn(DAILY, timezone.now())  # and then the power fails
    clock.put_right()
    JobTurn.objects.update(last_run_at=None)
    assert run_job(DAILY) == 3


def test_a_message_that_came_while_the_clock_ran_ahead_can_be_written_down(
    padaherang: Puskesmas, clock: Clock
) -> None:
    clock.jump(days=1)
    message = said(padaherang, citizen(padaherang, "Bu Siti"), "Antre lama")
    clock.put_right()
    sari = padaherang.actor()
    entry = write_down(sari, EntryDraft("keluhan", "Antre"), [message], form_key=uuid4())
    assert entry.received_at <= timezone.now()


def test_a_password_set_anew_while_the_clock_ran_ahead_does_not_keep_its_owner_out(
    padaherang: Puskesmas, clock: Clock
) -> None:
    staff = padaherang.staff[Role.PETUGAS]
    staff.sessions_from = timezone.now() + timedelta(days=1)
    staff.save()
    client = Client()
    client.post(reverse("base:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert client.get(reverse("workbench:triage")).status_code == 200


def test_a_session_of_the_time_when_the_clock_ran_ahead_is_over(
    padaherang: Puskesmas, clock: Clock
) -> None:
    staff = padaherang.staff[Role.PETUGAS]
    client = Client()
    clock.jump(days=3)
    client.post(reverse("base:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert client.get(reverse("workbench:triage")).status_code == 200
    clock.put_right()
    assert client.get(reverse("workbench:triage")).status_code == 302


# ---------------------------------------------------------------- put forward


def test_an_answer_in_hand_when_the_clock_leaps_a_day_is_sent_once_and_not_left_in_doubt(
    desk: Desk, clock: Clock
) -> None:
    dispatch = desk.answer(SITI)
    held = jobs.claim_dispatch(timezone.now())
    assert held is not None
    clock.jump(days=1)
    jobs.send_due(timezone.now())  # another worker finds the lease long over
    dispatch.refresh_from_db()
    assert dispatch.state == S.UNSURE
    jobs.record(held, Sent("wamid.1"))  # the first one's answer comes in
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.advice) == (S.SENT, "")


def test_an_arrival_in_hand_when_the_clock_leaps_a_day_is_taken_by_another(
    padaherang: Puskesmas, clock: Clock
) -> None:
    arrival = arrived(padaherang)
    claim_arrivals(timezone.now(), 9)
    assert claim_arrivals(timezone.now(), 9) == []
    clock.jump(days=1)
    assert claim_arrivals(timezone.now(), 9) == [arrival]


def test_waits_that_are_no_longer_than_any_wait_are_kept(desk: Desk, clock: Clock) -> None:
    dispatch = desk.answer(SITI)
    held = jobs.claim_dispatch(timezone.now())
    assert held is not None
    jobs.record(held, Failure(FailureKind.RETRY, "429", "sibuk", timedelta(hours=1)))
    clock.jump(minutes=-30)
    assert not jobs.is_send_due(timezone.now())
    clock.jump(minutes=95)
    assert jobs.is_send_due(timezone.now())
    assert dispatch.pk == held.pk
