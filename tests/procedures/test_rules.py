"""What holds on a day, what a revision number is, and how far a SOP was followed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.procedures.flow import WIDTH, drawing, shapes
from tanggap.procedures.outlook import ReadStep, points_in
from tanggap.procedures.rules import (
    Outline,
    Span,
    State,
    Tally,
    filled_in,
    headings_of,
    is_followed,
    moved,
    pooled,
    rate_words,
    revision_in,
    revision_words,
    state_on,
    tally_of,
)
from tanggap.procedures.run_chart import run_chart

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))
TALLIES = st.builds(Tally, *[st.integers(0, 60)] * 3)

# ya, tidak, tidak berlaku, CR (the first: the published example, 4 of 5)
VECTORS = [
    (4, 1, 0, "80 %"),
    (5, 0, 0, "100 %"),
    (3, 2, 0, "60 %"),
    (4, 0, 1, "100 %"),
    (0, 0, 5, "–"),
    (0, 0, 0, "–"),
    (0, 5, 0, "0 %"),
    (2, 1, 0, "66,7 %"),
    (1, 2, 3, "33,3 %"),
    (2999, 1, 0, "99,9 %"),
]


@pytest.mark.parametrize(("yes", "no", "tb", "words"), VECTORS)
def test_the_compliance_rate_counts_ya_against_tidak(
    yes: int, no: int, tb: int, words: str
) -> None:
    assert rate_words(Tally(yes, no, tb)) == words


def test_four_of_five_just_passes_eighty_and_three_do_not() -> None:
    assert is_followed(Tally(4, 1), 80) is True
    assert is_followed(Tally(3, 2), 80) is False
    assert is_followed(Tally(0, 0, 5), 80) is None
    assert is_followed(Tally(799, 201), 80) is False  # 79,9 is not rounded over the line


@given(st.lists(TALLIES, max_size=8))
def test_rounds_are_pooled_by_their_counts(rounds: list[Tally]) -> None:
    whole = pooled(rounds)
    yes, no = sum(one.yes for one in rounds), sum(one.no for one in rounds)
    assert whole.rate == (Decimal(100 * yes) / (yes + no) if yes + no else None)


def test_pooling_is_not_the_average_of_percentages() -> None:
    assert rate_words(pooled([Tally(1, 0), Tally(0, 9)])) == "10 %"


@given(TALLIES, st.integers(0, 40))
def test_what_does_not_apply_changes_no_rate(tally: Tally, more: int) -> None:
    assert rate_words(tally) == rate_words(tally + Tally(0, 0, more))


def test_marks_are_counted() -> None:
    assert tally_of(["ya", "tidak", "ya", "tb"]) == Tally(2, 1, 1)


def test_a_revision_stands_as_its_dates_say() -> None:
    first, last = date(2023, 4, 28), date(2024, 4, 27)
    span = Span(True, first, last)
    assert state_on(span, first - timedelta(days=1)) == State.COMING
    assert state_on(span, first) == state_on(span, last) == State.IN_FORCE
    assert state_on(span, last + timedelta(days=1)) == State.ENDED
    revoked = Span(True, first, None, last)
    assert state_on(revoked, last) == State.REVOKED
    assert state_on(revoked, last - timedelta(days=1)) == State.IN_FORCE
    assert state_on(Span(False, first), first) == State.DRAFT


@given(DAYS, DAYS, st.none() | DAYS, st.none() | DAYS)
def test_in_force_means_begun_not_ended_not_revoked(
    day: date, since: date, to: date | None, revoked: date | None
) -> None:
    holds = since <= day and (to is None or day <= to) and (revoked is None or day < revoked)
    assert (state_on(Span(True, since, to, revoked), day) == State.IN_FORCE) is holds


@pytest.mark.parametrize(
    ("typed", "number"),
    [("-", 0), ("–", 0), ("", 0), ("00", 0), ("0", 0), ("4", 4), ("04", 4), (" 12 ", 12)],
)
def test_never_revised_may_be_a_dash_or_zeros(typed: str, number: int) -> None:
    assert revision_in(typed) == number


@given(st.text(max_size=6))
def test_whatever_is_typed_is_a_number_or_none(typed: str) -> None:
    found = revision_in(typed)
    assert found is None or 0 <= found <= 999


def test_the_revision_is_written_as_the_house_writes_it() -> None:
    assert [revision_words(0), revision_words(0, "00"), revision_words(4)] == ["-", "00", "4"]
    assert revision_words(4, "00") == "04"


def test_ten_headings_or_eleven() -> None:
    ten, eleven = headings_of(Outline.TEN), headings_of(Outline.ELEVEN)
    assert (len(ten), len(eleven)) == (10, 11)
    assert (ten[4].label, eleven[4].label, eleven[5].label) == (
        "Prosedur",
        "Alat dan bahan",
        "Langkah-langkah",
    )
    assert {one.label for one in ten} - {one.label for one in eleven} == {"Prosedur"}


def test_names_come_from_the_profile_and_other_braces_stay() -> None:
    names = {"puskesmas": "UPTD Puskesmas X", "kepala": "Kepala"}
    assert filled_in("di {puskesmas} {lain} {", names) == "di UPTD Puskesmas X {lain} {"


@given(st.lists(st.text(max_size=3), max_size=8), st.integers(-2, 9), st.sampled_from([-1, 1]))
def test_moving_a_step_loses_none(rows: list[str], place: int, by: int) -> None:
    assert sorted(moved(rows, place, by)) == sorted(rows)


def test_a_step_moves_one_place_and_stops_at_the_ends() -> None:
    assert moved(["a", "b", "c"], 2, -1) == ["a", "c", "b"]
    assert moved(["a", "b", "c"], 0, -1) == moved(["a", "b", "c"], 2, 1) == ["a", "b", "c"]


# ---------------------------------------------------------------- drawings


@given(st.lists(st.builds(ReadStep, *[st.text(max_size=300)] * 4), max_size=12))
def test_the_diagram_has_a_shape_a_step_a_start_and_an_end(steps: list[ReadStep]) -> None:
    found, drawn = shapes(steps), drawing(steps)
    if not steps:
        assert found == []
        assert drawn is None
        return
    assert drawn is not None
    assert len(drawn.shapes) == len(found) == len(steps) + 2
    below = 0
    for one in drawn.shapes:
        assert one.y >= below
        below = one.y + one.height
        assert 0 <= one.x <= one.x + one.width <= WIDTH
        assert all(one.y < line.y < below and len(line.text) <= 44 for line in one.lines)
    assert below <= drawn.height


def test_short_words_stand_in_the_shape_where_there_are_some() -> None:
    assert shapes([ReadStep("Petugas merekap semuanya", "Merekap")])[1].text == "Merekap"
    assert shapes([ReadStep("Petugas merekap", "  ")])[1].text == "Petugas merekap"


def test_numbers_below_letters_hang_deeper() -> None:
    found = points_in("a. Alat\n1. ATK\n\nTeks biasa\n2. Lain")
    assert [(one.mark, one.text, one.depth) for one in found] == [
        ("a.", "Alat", 0),
        ("1.", "ATK", 1),
        ("", "Teks biasa", 0),
        ("2.", "Lain", 0),
    ]


def test_a_run_needs_three_rounds_that_have_a_rate() -> None:
    day = date(2026, 5, 1)
    some = [(day, Tally(4, 1)), (day, Tally(0, 0, 5)), (day, Tally(5, 0))]
    assert run_chart(some, 80) is None
    chart = run_chart([*some, (day, Tally(0, 5))], 80)
    assert chart is not None
    assert [dot.rate for dot in chart.dots] == ["80 %", "100 %", "0 %"]
    assert [dot.is_followed for dot in chart.dots] == [True, True, False]
    assert chart.dots[1].y < chart.threshold_y == chart.dots[0].y < chart.dots[2].y
