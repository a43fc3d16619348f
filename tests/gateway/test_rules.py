"""Which word of a provider counts, and how long to wait."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.gateway.rules import (
    PAIR_BURST,
    PAIR_WINDOW,
    may_send_from,
    next_state,
    recipient_digest,
    wait_before_retry,
)

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
STATES = ["queued", "sending", "unsure", "sent", "delivered", "read"]


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_statuses_in_any_order_end_at_read(order: tuple[str, ...]) -> None:
    state = "sending"
    for seen in order:
        state = next_state(state, seen)
    assert state == "read"


@pytest.mark.parametrize("state", ["delivered", "read", "stopped", "hand"])
def test_what_was_delivered_or_taken_away_does_not_fail(state: str) -> None:
    assert next_state(state, "failed") == state


def test_what_failed_and_was_delivered_after_all_was_delivered() -> None:
    assert next_state("failed", "delivered") == "delivered"
    assert next_state("failed", "sent") == "failed"


@given(st.sampled_from(STATES), st.lists(st.sampled_from(STATES[3:])))
def test_nothing_goes_backwards(state: str, seen: list[str]) -> None:
    for word in seen:
        after = next_state(state, word)
        assert STATES.index(after) >= STATES.index(state) or {after, state} <= {"sending", "unsure"}
        state = after


def test_waits_grow_fourfold_up_to_an_hour() -> None:
    waits = [wait_before_retry(tries).total_seconds() for tries in range(1, 9)]
    assert waits == [4, 16, 64, 256, 1024, 3600, 3600, 3600]
    assert wait_before_retry(1, timedelta(seconds=6)) == timedelta(seconds=6)


def test_one_person_gets_a_burst_and_then_one_in_six_seconds() -> None:
    sent = [NOW - timedelta(seconds=n) for n in range(PAIR_BURST - 1)]
    assert may_send_from(sent, NOW) == NOW
    full = [*sent, NOW - timedelta(seconds=PAIR_BURST)]
    assert may_send_from(full, NOW) == min(full) + PAIR_WINDOW
    assert may_send_from(full, NOW + PAIR_WINDOW) == NOW + PAIR_WINDOW


def test_the_digest_tells_people_and_health_centres_apart_and_names_nobody() -> None:
    siti = [{"kind": "phone", "value": "+6281234567890"}]
    assert recipient_digest(1, siti) != recipient_digest(2, siti)
    assert "81234567890" not in recipient_digest(1, siti)
