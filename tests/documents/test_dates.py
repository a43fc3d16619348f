from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.documents import dates


def test_a_date_is_written_as_on_letters() -> None:
    assert dates.long_date(date(2026, 5, 12)) == "12 Mei 2026"
    assert dates.day_and_date(date(2026, 5, 12)) == "Selasa, 12 Mei 2026"
    assert dates.short_date(date(2026, 5, 2)) == "02/05/2026"
    assert dates.clock_time(datetime(2026, 5, 12, 8, 6)) == "08.06"


@pytest.mark.parametrize(
    ("from_", "to", "words"),
    [
        (date(2026, 5, 4), date(2026, 5, 10), "4–10 Mei 2026"),
        (date(2026, 5, 1), date(2026, 5, 31), "Mei 2026"),
        (date(2024, 2, 1), date(2024, 2, 29), "Februari 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1–28 Februari 2024"),
        (date(2026, 4, 27), date(2026, 5, 3), "27 April – 3 Mei 2026"),
        (date(2025, 12, 29), date(2026, 1, 4), "29 Desember 2025 – 4 Januari 2026"),
        (date(2026, 5, 5), date(2026, 5, 5), "5 Mei 2026"),
    ],
)
def test_a_period_is_named_as_short_as_it_can_be(from_: date, to: date, words: str) -> None:
    assert dates.period(from_, to) == words


def test_a_nip_is_grouped_eight_six_one_three() -> None:
    assert dates.grouped_nip("196909231991022002") == "19690923 199102 2 002"
    assert dates.grouped_nip("19690923 199102 2 002") == "19690923 199102 2 002"


def test_a_pppk_number_with_month_21_passes() -> None:
    assert dates.grouped_nip("199001012023211005") == "19900101 202321 1 005"


@pytest.mark.parametrize("odd", ["", "123", "NIK 320123", "12345678901234567890"])
def test_what_is_no_nip_stays_as_it_was_written(odd: str) -> None:
    assert dates.grouped_nip(odd) == odd


@given(st.text(alphabet="0123456789", min_size=18, max_size=18))
def test_grouping_a_nip_loses_no_digit(nip: str) -> None:
    assert dates.grouped_nip(nip).replace(" ", "") == nip


def test_a_phone_number_is_grouped_as_people_read_it() -> None:
    assert dates.grouped_phone("+6281234567890") == "0812-3456-7890"
    assert dates.grouped_phone("+62265631123") == "(0265) 631123"
    assert dates.grouped_phone("+14155550123") == "+14155550123"
