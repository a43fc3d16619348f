"""Quarters, what a record needs, when a meeting is due: pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.outreach.rules import (
    Quarter,
    empty_quarters,
    is_meeting_due,
    quarter_of,
    trouble_with_numbers,
)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_quarter_and_the_next_one_begins_the_day_after(day: date) -> None:
    one = quarter_of(day)
    assert one.begin <= day <= one.end
    assert one.next.begin == one.end + timedelta(days=1)
    assert quarter_of(one.end + timedelta(days=1)) == one.next


def test_a_quarter_is_said_as_offices_say_it() -> None:
    assert Quarter(2026, 2).words == "triwulan II 2026"


def test_the_running_quarter_is_not_yet_empty() -> None:
    held = {Quarter(2025, 4), Quarter(2026, 2)}
    found = empty_quarters(held, Quarter(2025, 3), date(2026, 7, 1))
    assert found == [Quarter(2025, 3), Quarter(2026, 1)]


def test_a_meeting_is_due_when_a_quarter_went_by_without_one() -> None:
    assert is_meeting_due(None, date(2026, 5, 1))
    assert is_meeting_due(date(2025, 12, 1), date(2026, 5, 1))
    assert not is_meeting_due(date(2026, 3, 1), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("method", "people", "leaflets", "field"),
    [
        ("leaflet", 0, 50, ""),
        ("leaflet", 40, 0, "leaflets"),
        ("langsung", 12, 0, ""),
        ("langsung", 0, 3, "people"),
        ("lintas", 0, 0, "people"),
        ("medsos", 0, 0, ""),
        ("lain", 0, 0, ""),
    ],
)
def test_a_method_needs_its_number(method: str, people: int, leaflets: int, field: str) -> None:
    assert trouble_with_numbers(method, people, leaflets)[0] == field
