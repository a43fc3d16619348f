from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tanggap.workbench.tally import Came, count, spans, tally_table

KINDS = ["Keluhan", "Saran"]


def test_a_month_is_counted_by_weeks_that_end_on_sunday() -> None:
    found = [(span.from_.day, span.to.day) for span in spans(date(2026, 5, 1), date(2026, 5, 31))]
    assert found == [(1, 3), (4, 10), (11, 17), (18, 24), (25, 31)]


def test_a_year_is_counted_by_months() -> None:
    found = spans(date(2026, 1, 1), date(2026, 12, 31))
    assert [span.to.month for span in found] == list(range(1, 13))


def test_a_week_without_anything_says_nihil() -> None:
    came = [Came(date(2026, 5, 4), "SMS", "Keluhan"), Came(date(2026, 5, 5), "SMS", "Saran")]
    columns, rows, total = tally_table(count(came, date(2026, 5, 4), date(2026, 5, 17)), KINDS)
    assert columns == ["Minggu", "SMS", "Keluhan", "Saran", "Jumlah"]
    assert rows == [
        ["4–10 Mei 2026", "2", "1", "1", "2"],
        ["11–17 Mei 2026", "–", "–", "–", "nihil"],
    ]
    assert total == ["Jumlah", "2", "1", "1", "2"]


def test_a_cancelled_number_is_not_counted() -> None:
    came = [Came(date(2026, 5, 4), "SMS", "Keluhan", cancelled=True)]
    found = count(came, date(2026, 5, 4), date(2026, 5, 10))
    assert (found[0].total, found[0].cancelled) == (0, 1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_the_spans_of_a_period_cover_every_day_once(from_: date, length: int) -> None:
    to = from_ + timedelta(days=length)
    covered = [
        span.from_ + timedelta(days=i)
        for span in spans(from_, to)
        for i in range((span.to - span.from_).days + 1)
    ]
    assert covered == [from_ + timedelta(days=i) for i in range(length + 1)]
