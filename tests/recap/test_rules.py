"""Weeks over year ends, how promises were kept, and each thing told once: rules without a clock."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanggap.recap.rules import (
    LISTED,
    Closing,
    Facts,
    Kept,
    State,
    changes,
    counted,
    day_received,
    digest_of,
    is_missed,
    is_over,
    kept,
    monday_of,
    state_of,
    sunday_of,
    told_by,
    weeks_between,
    words_of,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def facts(day: date = date(2026, 5, 12), **more: Any) -> Facts:
    plain = {
        "number": "001",
        "received": day.isoformat(),
        "line": "box",
        "kind": "saran",
        "class": "aspirasi",
        "severity": "hijau",
        "units": ["UKP"],
        "topics": [],
        "anonymous": False,
        "cancelled": False,
        "answered": "",
        "clocks": {},
        "timely": "running",
    }
    return plain | more


@given(DAYS)
def test_every_day_is_in_one_week_also_at_the_turn_of_a_year(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert monday <= day <= sunday_of(monday)
    assert monday_of(monday) == monday_of(sunday_of(monday)) == monday
    assert monday_of(sunday_of(monday) + timedelta(days=1)) == monday + timedelta(days=7)


@given(DAYS, st.integers(0, 900))
def test_no_week_is_left_out_and_none_comes_twice(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    weeks = weeks_between(first, last)
    assert weeks == sorted(set(weeks))
    covered = {monday + timedelta(days=one) for monday in weeks for one in range(7)}
    assert {first + timedelta(days=one) for one in range(days + 1)} <= covered
    assert weeks[0] == monday_of(first)
    assert weeks[-1] == monday_of(last)


@given(DAYS, st.integers(-10, 40))
def test_a_week_runs_waits_seven_days_and_is_then_missed(day: date, later: int) -> None:
    monday = monday_of(day)
    today = sunday_of(monday) + timedelta(days=later)
    state = state_of(monday, is_closed=False, today=today)
    expected = State.RUNNING if later <= 0 else State.WAITING if later <= 7 else State.MISSED
    assert state == expected
    assert is_over(monday, today) is (later > 0)
    assert is_missed(monday, today) is (later > 7)
    assert state_of(monday, is_closed=True, today=today) == State.CLOSED


def test_a_week_is_named_by_its_days() -> None:
    assert words_of(date(2026, 5, 4)) == "4–10 Mei 2026"
    assert words_of(date(2026, 12, 28)) == "28 Desember 2026 – 3 Januari 2027"


@pytest.mark.parametrize(("due", "met", "paused", "dropped", "expected"), [
    (NOON + HOUR, None, None, None, Kept.RUNNING),
    (NOON - HOUR, None, None, None, Kept.MISSED),
    (NOON + HOUR, NOON - HOUR, None, None, Kept.MET),
    (NOON - 2 * HOUR, NOON - HOUR, None, None, Kept.MISSED),
    (NOON - HOUR, None, NOON - 2 * HOUR, None, Kept.RUNNING),
    (NOON - HOUR, None, None, NOON - 2 * HOUR, Kept.ENDED),
    (NOON - 2 * HOUR, None, None, NOON - HOUR, Kept.MISSED),
    (None, None, None, None, Kept.RUNNING),
])  # fmt: skip
def test_how_a_promise_stands(
    due: datetime | None,
    met: datetime | None,
    paused: datetime | None,
    dropped: datetime | None,
    expected: Kept,
) -> None:
    assert kept(due=due, met=met, paused=paused, dropped=dropped, now=NOON) == expected


def test_the_cancelled_are_counted_apart_and_what_has_no_unit_is_said() -> None:
    numbers = counted([
        facts(answered="2026-05-13", timely="met"),
        facts(units=["UKP", "UKM"], kind="keluhan", timely="missed"),
        facts(units=[], line="whatsapp"),
        facts(cancelled=True),
    ])  # fmt: skip
    assert numbers == {
        "total": 3,
        "cancelled": 1,
        "answered": 1,
        "unanswered": 2,
        "channel": {"box": 2, "whatsapp": 1},
        "kind": {"saran": 2, "keluhan": 1},
        "unit": {"UKP": 2, "UKM": 1, "": 1},
        "topic": {"": 3},
        "severity": {"hijau": 3},
        "timely": {"met": 1, "missed": 1, "running": 1},
    }


def test_a_later_answer_is_no_correction() -> None:
    assert (
        changes(facts(), facts(answered="2026-05-20", timely="missed", clocks={"a": "met"})) == []
    )
    assert changes(facts(), facts(kind="keluhan", units=[])) == ["kind", "units"]


# ---------------------------------------------------------------- told once

FIRST = date(2025, 12, 15)
WEEKS = weeks_between(FIRST, date(2026, 1, 18))
ENTRIES = st.integers(0, 4)
PAST = FIRST - timedelta(days=9)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), ENTRIES, st.dates(PAST, sunday_of(WEEKS[-1]))),
        st.tuples(st.just("move"), ENTRIES, st.dates(PAST, sunday_of(WEEKS[-1]))),
        st.tuples(st.just("kind"), ENTRIES, st.sampled_from(["saran", "keluhan", "pujian"])),
        st.tuples(st.just("cancel"), ENTRIES, st.booleans()),
        st.tuples(st.just("answer"), ENTRIES, st.none()),
        st.tuples(st.just("close"), st.sampled_from(WEEKS), st.none()),
    ),
    max_size=40,
)


@dataclass
class Book:
    """The register as far as recapping is concerned, and all that was ever told of it."""

    entries: dict[int, Facts] = field(default_factory=dict)
    last: dict[int, Facts] = field(default_factory=dict)
    closed: set[date] = field(default_factory=set)

    def does(self, act: str, what: Any, value: Any) -> None:
        if act == "close":
            self.close(what)
        elif act == "write":
            self.entries.setdefault(what, facts(value))
        elif what in self.entries:
            new = {
                "move": lambda: {"received": value.isoformat()},
                "kind": lambda: {"kind": value},
                "cancel": lambda: {"cancelled": value},
                "answer": lambda: {"answered": "2026-02-01", "timely": "met"},
            }[act]()
            self.entries[what] = self.entries[what] | new

    def close(self, monday: date) -> None:
        if monday in self.closed:
            return
        told = told_by(monday, self.entries, self.last, self.closed, FIRST)
        self._holds(monday, told)
        self.closed.add(monday)
        self.last |= {one.key: one.facts for one in told}
        for key, now in self.entries.items():
            week = monday_of(day_received(now))
            if week in self.closed or week < FIRST:
                assert changes(self.last[key], now) == [], "nothing due is left untold"

    def _holds(self, monday: date, told: list[Any]) -> None:
        listed = [one.key for one in told if one.reason == LISTED]
        of_week = [
            key for key, one in self.entries.items() if monday_of(day_received(one)) == monday
        ]
        assert listed == of_week, "the week itself is told whole, once"
        rest = [one for one in told if one.reason != LISTED]
        assert len({one.key for one in rest}) == len(rest)
        for one in rest:
            before = self.last.get(one.key)
            if one.reason == "late":
                assert before is None
                assert one.key not in listed
            else:
                assert before is not None
                assert one.was == before
                assert changes(before, one.facts), "what was told is not told again"


@settings(max_examples=300)
@given(STEPS)
def test_each_thing_is_told_once_however_closings_and_corrections_are_interleaved(
    steps: list[tuple[str, Any, Any]],
) -> None:
    book = Book()
    for act, what, value in steps:
        book.does(act, what, value)
    for monday in [*WEEKS, WEEKS[-1] + timedelta(days=7)]:
        book.close(monday)
    assert set(book.last) == set(book.entries)


def test_what_belongs_to_a_week_still_open_waits_for_that_one() -> None:
    entries = {1: facts(WEEKS[1]), 2: facts(WEEKS[0]), 3: facts(PAST)}
    told = told_by(WEEKS[2], entries, {}, {WEEKS[0]}, FIRST)
    assert [(one.key, one.reason) for one in told] == [(2, "late"), (3, "late")]


def test_an_entry_moved_into_the_week_is_listed_and_its_correction_told_beside() -> None:
    was, now = facts(WEEKS[0]), facts(WEEKS[1])
    told = told_by(WEEKS[1], {1: now}, {1: was}, {WEEKS[0]}, FIRST)
    assert [(one.reason, one.was) for one in told] == [("listed", {}), ("changed", was)]


# ---------------------------------------------------------------- the fingerprint

SIGNED = Closing(
    code="PKM.PAD", monday=WEEKS[0], place=1, counts={"total": 1}, remarks="Baik", signed_by=7,
    signed_name="Dewi", signed_position="Bidan", closed_at=NOON, is_late=False, told_to=3,
)  # fmt: skip
LINE = [1, "listed", "42", facts(), {}, ""]


def test_whatever_is_changed_in_a_closed_week_changes_its_fingerprint() -> None:
    whole = digest_of(SIGNED, [LINE], "")
    others = [
        replace(SIGNED, **{name: value})
        for name, value in {
            "code": "PKM.SUM", "monday": WEEKS[1], "place": 2, "counts": {"total": 2},
            "remarks": "Buruk", "signed_by": 8, "signed_name": "Rina", "signed_position": "",
            "closed_at": NOON + HOUR, "is_late": True, "told_to": 4,
        }.items()
    ]  # fmt: skip
    digests = {digest_of(other, [LINE], "") for other in others}
    digests |= {digest_of(SIGNED, lines, "") for lines in ([], [LINE, LINE], [[2, *LINE[1:]]])}
    digests |= {digest_of(SIGNED, [[*LINE[:3], facts(kind="kritik"), {}, ""]], "")}
    digests |= {digest_of(SIGNED, [LINE], "0" * 64)}
    assert len(digests) == len(others) + 5
    assert whole not in digests
    same = digest_of(replace(SIGNED, closed_at=NOON.astimezone()), [LINE], "")
    assert same == whole, "the same moment on another clock is the same moment"
