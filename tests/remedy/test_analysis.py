"""What may be called a change, and what chance alone would bring about."""

import itertools
import json
import math
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.remedy.analysis import (
    Month,
    Span,
    at_most,
    chance_of,
    change,
    effect,
    limits,
    months_until,
    pareto,
    say_change,
    say_middle,
    say_pareto,
    trend,
    weeks_of,
)
from tanggap.remedy.analysis_elements import ELEMENTS, by_element, elements_of

JUNE = Month(2026, 6)
COUNTS = st.integers(0, 400)


def a_year(*counts: int) -> list[tuple[Month, int]]:
    return list(zip(months_until(JUNE, len(counts)), counts, strict=True))


def test_a_month_knows_its_days_and_its_neighbours() -> None:
    assert (Month(2024, 2).days, Month(2026, 2).days, JUNE.days) == (29, 28, 30)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert (JUNE.words, JUNE.short, JUNE.iso) == ("Juni 2026", "Jun 26", "2026-06")
    assert months_until(JUNE)[0] == Month(2025, 7)


@pytest.mark.parametrize(
    ("mean", "ordinary"),
    [(0, (0, 0)), (0.5, (0, 4)), (1, (0, 5)), (4, (0, 11)), (10, (2, 21)), (25, (11, 41))],
)
def test_limits_are_exact_for_small_counts(mean: float, ordinary: tuple[int, int]) -> None:
    assert limits(mean) == ordinary


@given(st.floats(0.05, 3000))
def test_chance_leaves_no_more_beyond_a_limit_than_it_may(mean: float) -> None:
    low, high = limits(mean)
    assert low <= mean <= high
    assert at_most(low - 1, mean) <= 0.00135 + 1e-9
    assert 1 - at_most(high, mean) <= 0.00135 + 1e-9
    assert 1 - at_most(high - 1, mean) > 0.00135 - 1e-9


def test_the_exact_test_gives_the_figures_of_the_books() -> None:
    assert chance_of(0, 6, 0.5) == pytest.approx(0.03125)
    assert chance_of(0, 5, 0.5) == pytest.approx(0.0625)
    assert chance_of(2, 8, 0.5) == pytest.approx(0.109375)
    assert chance_of(5, 5, 0.5) == 1
    assert chance_of(0, 0, 0.5) == 1


@given(COUNTS, COUNTS, st.integers(1, 400), st.integers(1, 400))
def test_a_change_reads_the_same_from_both_ends(a: int, b: int, days: int, more: int) -> None:
    there, back = change(Span(a, days), Span(b, more)), change(Span(b, more), Span(a, days))
    assert math.isclose(there.chance, back.chance, rel_tol=1e-6)
    assert {there.direction, back.direction} in ({"tetap"}, {"naik", "turun"})
    assert there.is_telling or not there.is_real


@given(COUNTS, COUNTS)
def test_of_many_comparisons_each_must_be_rarer(a: int, b: int) -> None:
    one, many = change(Span(a, 30), Span(b, 31)), change(Span(a, 30), Span(b, 31), tried=20)
    assert one.is_real or not many.is_real


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (0, 0, "Tidak ada pada kedua bulan."),
        (1, 3, "Dari 1 menjadi 3: terlalu sedikit"),
        (2, 2, "Tetap 2: terlalu sedikit"),
        (10, 14, "Dari 10 menjadi 14: perbedaan sebesar ini masih biasa"),
        (10, 30, "Dari 10 menjadi 30: naik, lebih dari"),
        (30, 9, "Dari 30 menjadi 9: turun, lebih dari"),
    ],
)
def test_a_change_is_told_with_its_counts_and_no_percentage(was: int, now: int, said: str) -> None:
    sentence = say_change(change(Span(was, 30), Span(now, 30)))
    assert sentence.startswith(said)
    assert "%" not in sentence


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (Span(24, 90), Span(6, 90), "turun"),
        (Span(6, 90), Span(24, 90), "naik"),
        (Span(9, 90), Span(6, 90), "belum_jelas"),
        (Span(2, 90), Span(0, 30), "terlalu_sedikit"),
        (Span(12, 90), Span(4, 30), "belum_jelas"),
        (Span(3, 0), Span(1, 30), "terlalu_sedikit"),
    ],
)
def test_an_action_is_said_to_have_helped_only_where_chance_seldom_does(
    before: Span, after: Span, verdict: str
) -> None:
    found = effect(before, after, "Keluhan antrean")
    assert found.verdict == verdict
    assert f"{before.count} dalam {before.days} hari" in found.sentence
    assert "%" not in found.sentence
    assert ("belum tentu tindakan itu" in found.sentence) is (verdict == "turun")


def test_an_ordinary_year_has_no_signal_and_says_so() -> None:
    found = trend(a_year(9, 11, 8, 12, 10, 9, 13, 7, 10, 11, 9, 14))
    assert not found.has_signal
    assert found.sentences[0].startswith("Tidak ada sinyal")


def test_a_month_beyond_the_limits_is_a_signal_judged_by_the_months_before_it() -> None:
    found = trend(a_year(9, 11, 8, 12, 10, 9, 13, 7, 10, 11, 9, 31))
    assert found.has_signal
    assert found.points[-1].is_beyond
    assert found.points[-1].centre == pytest.approx(109 / 335 * 30)
    assert "Juni 2026 ada 31, di atas batas kendali" in found.sentences[0]


def test_none_where_there_used_to_be_many_is_a_signal_below() -> None:
    found = trend(a_year(*[15] * 11, 1))
    assert "di bawah batas kendali" in found.sentences[0]


def test_eight_on_one_side_is_a_shift_though_none_is_beyond() -> None:
    found = trend(a_year(6, 5, 6, 14, 13, 14, 13, 14, 13, 14, 13, 14))
    assert not any(point.is_beyond for point in found.points)
    assert "9 bulan berturut-turut di atas garis tengah" in found.sentences[0]


def test_a_young_book_has_no_limits_and_says_why() -> None:
    found = trend(a_year(3, 40, 2))
    assert found.points[1].high is None
    assert "sesudah 6 bulan" in found.sentences[0]
    assert "kosong" in trend(a_year(*[0] * 11, 3)).sentences[0]


def test_pareto_marks_the_few_that_make_up_eighty_in_the_hundred() -> None:
    bars = pareto({"a": 50, "b": 30, "c": 15, "d": 5, "e": 0}, {"a": "Antrean"})
    assert [(bar.label, bar.count, bar.is_vital) for bar in bars] == [
        ("Antrean", 50, True),
        ("b", 30, True),
        ("c", 15, False),
        ("d", 5, False),
    ]
    assert say_pareto(bars, "topik") == "2 dari 4 topik memuat 80 dari 100 sebutan."
    assert "mudah bertukar" in say_pareto(pareto({"a": 2, "b": 1}, {}), "topik")
    assert say_pareto([], "topik") == ""


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 99)))
def test_a_pareto_leaves_nothing_out_and_ends_at_a_hundred(counts: dict[str, int]) -> None:
    bars = pareto(counts, {})
    assert sum(bar.count for bar in bars) == sum(counts.values())
    assert all(one.count >= other.count for one, other in itertools.pairwise(bars))
    assert not bars or math.isclose(bars[-1].cumulative, 100)
    assert not bars or bars[0].is_vital


def test_weeks_of_a_month_are_cut_at_its_ends_and_hold_every_day_once() -> None:
    for month in months_until(JUNE, 60):
        days = [day for start, end in weeks_of(month) for day in range(start.day, end.day + 1)]
        assert days == list(range(1, month.days + 1))
        assert all(start.weekday() == 0 for start, _ in weeks_of(month)[1:])


def test_how_long_an_answer_took_is_said_of_how_many() -> None:
    assert say_middle([]) == "Belum ada yang dijawab."
    assert say_middle([1, 2, 3, 9]).startswith("Separuh dari 4 jawaban diberikan dalam 2,5 hari")


def test_every_topic_that_ships_touches_elements_that_exist_or_tells_of_no_problem() -> None:
    text = resources.files("tanggap.logbook").joinpath("topics.json").read_text("utf-8")
    keys = [row["key"] for row in json.loads(text)]
    untouched = {key for key in keys if not elements_of(key)}
    assert untouched == {"pujian", "saran_harapan"}
    assert {one for key in keys for one in elements_of(key)} <= set(ELEMENTS)
    counted = by_element({"pendaftaran": 2, "rujukan": 3, "own": 9})
    assert (counted["prosedur"], counted["persyaratan"]) == (5, 2)
    assert list(counted) == list(ELEMENTS)
