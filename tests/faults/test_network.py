"""The network gone for a day: answers wait with growing pauses, then each leaves once."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from tanggap.channels._contract import MediaRef, Ports
from tanggap.gateway import jobs
from tanggap.gateway.actions import send
from tanggap.gateway.models import Attempt, Dispatch, Line, Media
from tanggap.gateway.outside import Outside
from tanggap.gateway.reading import expect_media
from tanggap.inbox.models import Message
from tanggap.reply.rules import UNREACHED
from tests.faults.clock import Clock
from tests.gateway.conftest import SITI, Desk, desk, graph

__all__ = ["desk", "graph"]  # fixtures of the gateway's tests
pytestmark = pytest.mark.django_db
S = Dispatch.State
EARLY, LATE = "628120000001", "628120000002"


class Network(httpx.BaseTransport):
    """The way out; ``is_gone`` with the error that a caller then meets."""

    def __init__(self) -> None:
        self.real = httpx.HTTPTransport()
        self.gone: type[httpx.TransportError] | None = None
        self.calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.gone is not None:
            raise self.gone("no way out")
        return self.real.handle_request(request)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    made = Network()
    client = httpx.Client(transport=made)
    monkeypatch.setattr("tanggap.gateway.outside.ports", lambda: Ports(http=Outside(client)))
    yield made
    client.close()


def hours_pass(clock: Clock, hours: float) -> None:
    """Let the worker work while time goes by, from one due moment to the next."""
    end = timezone.now() + timedelta(hours=hours)
    while timezone.now() < end:
        jobs.send_due(timezone.now())
        jobs.fetch_media(timezone.now())
        waits = [
            *Dispatch.objects.filter(state__in=[S.QUEUED, S.SENDING]).values_list("next_at"),
            *Media.objects.filter(state=Media.State.WAITING).values_list("next_at"),
        ]
        soon = timezone.now() + timedelta(seconds=5)  # what is due and waits for another
        due = min([at for (at,) in waits if at and at > soon] or [end])
        clock.jump(seconds=(min(due, end) - timezone.now()).total_seconds() + 0.001)
    jobs.send_due(timezone.now())


def fresh(dispatch: Dispatch) -> Dispatch:
    dispatch.refresh_from_db()
    return dispatch


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout])
def test_after_a_day_without_network_every_answer_leaves_once_or_says_that_the_window_closed(
    desk: Desk, clock: Clock, network: Network, error: type[httpx.TransportError]
) -> None:
    desk.citizen_wrote(EARLY)
    clock.jump(hours=5)
    desk.citizen_wrote(LATE)
    network.gone = error
    free, closes = desk.answer(LATE), desk.answer(EARLY)
    to = [{"kind": "phone", "value": f"+{EARLY}"}]
    approved = send(desk.actor, desk.line, to, "", key=uuid4(), template="umpan_balik_jawaban")
    kept = desk.graph.state.keep_media(b"%PDF-1.4", "application/pdf")
    media = expect_media(desk.line, MediaRef(kept["id"], "application/pdf", kept["sha256"], "a"))
    hours_pass(clock, 21)

    waiting = [fresh(free), fresh(closes), fresh(approved)]
    assert [one.state for one in waiting] == [S.QUEUED] * 3
    assert all("dicoba lagi" in one.advice for one in waiting if one.tries)
    assert network.calls < 21 * 6  # not every second: a few an hour for the whole line
    pauses = _pauses(free)
    assert pauses == sorted(pauses)
    assert 60 <= pauses[0] < pauses[-1] <= 3700
    assert Line.objects.get(pk=desk.line.pk).trouble == ""

    network.gone = None
    hours_pass(clock, 1.2)
    assert fresh(free).state == S.SENT
    assert (fresh(closes).state, fresh(closes).failure_kind) == (S.FAILED, "window_closed")
    assert "24 jam" in fresh(closes).advice
    assert fresh(approved).state == S.SENT
    assert [len(desk.graph.got(who)) for who in (LATE, EARLY)] == [1, 1]
    media.refresh_from_db()
    assert media.state == Media.State.KEPT


def _pauses(dispatch: Dispatch) -> list[int]:
    """Return the seconds between the tries, as far as seconds matter."""
    times = list(
        Attempt.objects.filter(dispatch=dispatch).order_by("id").values_list("at", flat=True)
    )
    return [int((b - a).total_seconds()) for a, b in itertools.pairwise(times)]


def test_a_call_that_left_but_was_never_answered_is_not_sent_again_when_the_network_is_back(
    desk: Desk, clock: Clock, network: Network
) -> None:
    network.gone = httpx.ReadTimeout
    dispatch = desk.answer(SITI)
    hours_pass(clock, 2)
    network.gone = None
    hours_pass(clock, 2)
    assert fresh(dispatch).state == S.UNSURE
    assert fresh(dispatch).advice
    assert network.calls == 1
    assert desk.graph.got(SITI) == []
    assert not Message.objects.filter(dispatch=dispatch).exists()


def test_longer_than_a_day_it_is_put_before_a_person_instead_of_waiting_for_ever(
    desk: Desk, clock: Clock, network: Network
) -> None:
    network.gone = httpx.ConnectError
    dispatch = desk.answer(SITI)
    hours_pass(clock, 72)
    assert fresh(dispatch).state == S.FAILED
    assert fresh(dispatch).state in {state.value for state in UNREACHED}
