"""What follows from what a provider said: pure decisions, no clock, no Django."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

# A status may come late, twice, or before the answer to our call: only forward counts.
_ORDER = {"queued": 0, "sending": 1, "unsure": 1, "sent": 2, "delivered": 3, "read": 4}
_BEFORE_DELIVERY = frozenset({"queued", "sending", "unsure", "sent"})

PAIR_EVERY = timedelta(seconds=6)  # Meta: one message per 6 s to one person …
PAIR_BURST = 45  # … but up to 45 at once, borrowed from the time that follows
PAIR_WINDOW = PAIR_EVERY * PAIR_BURST
MOST_TRIES = 30
LONGEST_WAIT = timedelta(hours=1)
MEDIA_KEPT_AT_PROVIDER = timedelta(days=7)


def next_state(state: str, seen: str) -> str:
    """Return the state after a provider said ``seen``: never backwards, ``failed`` only
    over what was not delivered yet.

    >>> next_state("read", "delivered"), next_state("sent", "failed")
    ('read', 'failed')
    """
    if seen == "failed":
        return "failed" if state in _BEFORE_DELIVERY else state
    if state not in _ORDER or seen not in _ORDER:
        # A message said to have failed, and then delivered after all, was delivered.
        return seen if state == "failed" and seen in ("delivered", "read") else state
    return seen if _ORDER[seen] > _ORDER[state] else state


def wait_before_retry(tries: int, asked: timedelta | None = None) -> timedelta:
    """Return how long to wait after the ``tries``-th try: 4ⁿ seconds, at most an hour."""
    grown = timedelta(seconds=4 ** min(max(tries, 1), 7))
    return min(max(grown, asked or grown), LONGEST_WAIT)


def may_send_from(sent_lately: Sequence[datetime], now: datetime) -> datetime:
    """Return when the next message to one person may go, given what went to them lately."""
    recent = sorted(at for at in sent_lately if at > now - PAIR_WINDOW)
    if len(recent) < PAIR_BURST:
        return now
    return recent[-PAIR_BURST] + PAIR_WINDOW


def is_quiet(heard_at: datetime | None, quiet_after: timedelta | None, now: datetime) -> bool:
    """Answer whether the other end of a line has been silent for longer than it ever is.

    One never heard is silent; a sign from the future counts: a laptop's clock may jump.

    >>> is_quiet(None, timedelta(minutes=2), datetime(2026, 5, 12))
    True
    """
    if quiet_after is None:
        return False
    return heard_at is None or now - heard_at > quiet_after


CHECKED_EVERY = timedelta(days=31)


def is_check_due(last: date | None, first_line: date | None, today: date) -> bool:
    """Answer whether the lines are to be looked at again: a month after the last time.

    >>> is_check_due(date(2026, 5, 1), date(2026, 1, 1), date(2026, 5, 30))
    False
    """
    since = last or first_line
    return since is not None and today - since >= CHECKED_EVERY


def can_be_tried_again(failure_kind: str) -> bool:
    """Answer whether the same words by the same way may fare better a second time."""
    return failure_kind != "window_closed"


def recipient_digest(facility_id: int, to: Sequence[Mapping[str, str]]) -> str:
    """Return a name for the person's first address that does not spell it out."""
    if not to:
        return ""
    address = f"{facility_id}:{to[0].get('kind', '')}:{to[0].get('value', '')}"
    return hashlib.sha256(address.encode()).hexdigest()
