"""Where a plan stands, by its days and by what was done."""

from datetime import date, timedelta
from itertools import product

from tanggap.remedy.rules import LABELS, TONES, State, days_late, state_of, trouble_with_days

BEGIN, END = date(2026, 3, 1), date(2026, 3, 31)


def _state(day: date, *, cancelled: bool = False, done: bool = False, fits: bool | None = None):
    return state_of(
        begins_on=BEGIN,
        ends_on=END,
        is_cancelled=cancelled,
        is_realised=done,
        fits=fits,
        today=day,
    )


def test_a_plan_is_late_only_after_its_last_day() -> None:
    days = [BEGIN - timedelta(days=1), BEGIN, END, END + timedelta(days=1)]
    states = [State.PLANNED, State.RUNNING, State.RUNNING, State.OVERDUE]
    assert [_state(day) for day in days] == states
    assert [days_late(END, day) for day in days] == [0, 0, 0, 1]


def test_what_was_done_outweighs_the_days_and_a_cancelled_plan_is_only_that() -> None:
    for offset, done, fits in product(range(-5, 60, 5), (False, True), (None, False, True)):
        day = BEGIN + timedelta(days=offset)
        assert _state(day, cancelled=True, done=done, fits=fits) == State.CANCELLED
        if fits is not None:
            assert _state(day, done=done, fits=fits) == (State.FITS if fits else State.MISMATCH)
        elif done:
            assert _state(day, done=True) == State.REALISED
        else:
            assert _state(day) in {State.PLANNED, State.RUNNING, State.OVERDUE}


def test_each_state_has_words_and_a_tone() -> None:
    assert set(LABELS) == set(TONES) == set(State)


def test_senseless_days_are_named() -> None:
    assert "sebelum" in trouble_with_days(END, BEGIN)
    assert "tahun" in trouble_with_days(date(202, 1, 1), END)
    assert "tahun" in trouble_with_days(BEGIN, date(2260, 1, 1))
    assert trouble_with_days(BEGIN, BEGIN) == ""
