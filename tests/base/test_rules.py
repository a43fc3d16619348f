"""Working days, NIPs and number patterns, against the vectors of the fact sheet."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.base.calendar import JOINT_LEAVE, PUBLIC, national_days
from tanggap.base.rules import (
    add_working_days,
    grouped_nip,
    is_working_day,
    plain_nip,
    trouble_with_nip,
    trouble_with_pattern,
    working_days_between,
)

VECTORS = json.loads((Path(__file__).parent.parent / "fixtures/domain_vectors.json").read_text())
NATIONAL = frozenset(day.on for year in range(2025, 2028) for day in national_days(year))
ROWS = [
    (row["start"], int(key[1:].split("wd")[0]), int(key[-4]), due)
    for row in VECTORS["working_days"]
    for key, due in row.items()
    if key != "start"
]


def test_the_vectors_are_all_read() -> None:
    assert len(ROWS) == 50
    assert {row[2] for row in ROWS} == {5, 6}


@pytest.mark.parametrize(("start", "n", "week_days", "due"), ROWS)
def test_working_days_are_counted_as_the_fact_sheet_counts(
    start: str, n: int, week_days: int, due: str
) -> None:
    found = add_working_days(date.fromisoformat(start), n, NATIONAL, week_days)
    assert found == date.fromisoformat(due)


@pytest.mark.parametrize("year", sorted(VECTORS["holidays"]))
def test_holidays_and_joint_leave_are_those_of_the_decree(year: str) -> None:
    days = national_days(int(year))
    expected = VECTORS["holidays"][year]
    assert [d.on.isoformat() for d in days if d.kind == PUBLIC] == expected["libur_nasional"]
    assert [d.on.isoformat() for d in days if d.kind == JOINT_LEAVE] == expected["cuti_bersama"]


def test_estimated_days_of_2027_say_so() -> None:
    estimated = [day for day in national_days(2027) if day.is_estimated]
    assert estimated
    assert all("perkiraan" not in day.name for day in estimated)


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(start=DAYS, n=st.integers(0, 90), week_days=st.sampled_from([5, 6]))
def test_counting_back_undoes_counting_on(start: date, n: int, week_days: int) -> None:
    due = add_working_days(start, n, NATIONAL, week_days)
    assert working_days_between(start, due, NATIONAL, week_days) == n
    assert n == 0 or is_working_day(due, NATIONAL, week_days)


@given(start=DAYS, n=st.integers(1, 60), off=st.sets(DAYS, max_size=40))
def test_more_days_off_never_bring_a_date_forward(start: date, n: int, off: set[date]) -> None:
    assert add_working_days(start, n, off, 6) >= add_working_days(start, n, frozenset(), 6)
    assert add_working_days(start, n, off, 5) >= start + timedelta(days=n)


@pytest.mark.parametrize(
    ("typed", "ok"),
    [
        ("19700101 200012 1 001", True),
        ("197001012000211001", True),  # a PPPK number has 21 as its month
        ("", True),
        ("1970", False),
        ("19700101200012100A", False),
    ],
)
def test_a_nip_has_eighteen_digits_or_is_left_out(typed: str, ok: bool) -> None:
    assert (trouble_with_nip(plain_nip(typed)) == "") is ok


def test_a_nip_is_printed_in_groups() -> None:
    assert grouped_nip("197001012000121001") == "19700101 200012 1 001"
    assert grouped_nip("123") == "123"


@pytest.mark.parametrize(
    ("pattern", "part_of_trouble"),
    [
        ("{urut:03}/UB/{kode_unit}/{bulan_romawi}/{tahun}", ""),
        ("440/{urut}/{tahun2}", ""),
        ("UB/{tahun}", "{urut}"),
        ("{urut}", "{tahun}"),
        ("{urut}/{tahun}/{nama}", "{nama}"),
        ("{urut/{tahun}", "kurawal"),
        ("{urut}/{tahun:02}", "Lebar"),
        ("{urut!r}/{tahun}", "urut!r"),
    ],
)
def test_a_number_pattern_must_keep_numbers_apart(pattern: str, part_of_trouble: str) -> None:
    trouble = trouble_with_pattern(pattern)
    assert part_of_trouble in trouble
    assert bool(trouble) is bool(part_of_trouble)
