"""The road of the soak: what it carries over, and what a caller hears, on good and bad days."""

import random
from collections.abc import Iterator

import httpx
import pytest

from testkit.faults.site import wait_until
from testkit.loopback import Answer, Call, Server
from testkit.soak.road import Day, Road

pytestmark = pytest.mark.once


class Far:
    """The other side: remembers how it was called."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bytes]] = []
        self.server = Server(self._answer)

    def _answer(self, call: Call) -> Answer:
        self.heard.append((call.method, f"{call.path}?{call.query}", call.body))
        return 202, "diterima"


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.server.end()


@pytest.fixture
def road(far: Far) -> Iterator[Road]:
    made = Road(random.Random(1))
    made.target = far.server.url
    yield made
    made.close()


def test_a_call_goes_over_as_it_came_and_the_answer_back(road: Road, far: Far) -> None:
    address = "/hooks/sms?text=%01%f0%9f%99%8f+a%2Bb&id='1'"
    answer = httpx.post(road.url + address, content=b"\xff isi")
    assert (answer.status_code, answer.text) == (202, "diterima")
    assert far.heard == [("POST", address, b"\xff isi")]
    assert road.carried == [b"\xff isi"]


@pytest.mark.parametrize(
    ("day", "status", "goes_over"),
    [(Day.SHUT, 503, 0), (Day.DEAF, 503, 1), (Day.CUT, 0, 0), (Day.TORN, 0, 1)],
)
def test_on_a_bad_day(road: Road, far: Far, day: Day, status: int, goes_over: int) -> None:
    road.day = day
    try:
        heard = httpx.get(road.url + "/a").status_code
    except httpx.HTTPError:
        heard = 0
    assert (heard, len(far.heard), road.refused) == (status, goes_over, 1)


def test_nobody_is_there_and_then_somebody_is_at_the_same_address(road: Road) -> None:
    road.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(road.url)
    road.open()
    assert httpx.get(road.url).status_code == 202


def test_a_far_side_that_is_away_is_503_and_one_that_breaks_off_is_not(
    road: Road, far: Far
) -> None:
    """503 says that nothing was taken: it must not be said of what may have been."""
    far.server.end()
    assert httpx.get(road.url).status_code == 503
    assert road.carried == []


def test_a_copy_comes_later_and_is_waited_for(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testkit.soak.road.REPLAYED_WITHIN", 0.1)
    road = Road(random.Random(1), twice=1.0)
    road.target = far.server.url
    httpx.post(road.url, content=b"satu")
    assert wait_until(lambda: road.is_idle, 5, every=0.01)
    assert [body for _, _, body in far.heard] == [b"satu", b"satu"]
    assert (road.copies, road.carried) == (1, [b"satu"])
    road.close()
