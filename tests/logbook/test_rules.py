"""Numbers and promises of time, as pure rules: vectors of the field, and properties."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.logbook.rules import (
    RULE_BY_KEY,
    RULES,
    Days,
    Event,
    Rule,
    Span,
    applies,
    class_of_kind,
    due_after_pause,
    due_at,
    register_number,
    rules_in_force,
    substitute_problem,
    withdrawn_after,
)

WIB = ZoneInfo("Asia/Jakarta")
VECTORS = json.loads(
    (Path(__file__).parent.parent / "fixtures" / "domain_vectors.json").read_text("utf-8")
)


def national(first: date, last: date) -> frozenset[date]:
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("ID", years=years, categories=("public", "government"))
    return frozenset(day for day in found if first <= day <= last)


def days(week: int = 6) -> Days:
    return Days(WIB, week, national)


def no_days_off(week: int = 6) -> Days:
    return Days(WIB, week, lambda first, last: frozenset())


def rule_of(length: int, unit: Span, week: int | None = None) -> Rule:
    return Rule("x", "local", Event.RECEIVED, frozenset(), unit, length, "", "", frozenset(), week)


def on(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=WIB)


# ---------------------------------------------------------------- the number


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{urut:03}/UB/{kode_unit}/{bulan_romawi}/{tahun}", "007/UB/PKM.PDH/IV/2023"),
        (
            "{klasifikasi}/{urut}-{jenis}/{kode_unit}/{bulan_romawi}/{tahun}",
            "440/7-UB/PKM.PDH/IV/2023",
        ),
        ("{urut}/{pokja}/{tahun}", "7/ADM/2023"),
        ("{urut:05}.{bulan}.{tahun2}", "00007.04.23"),
        ("{urut}/{tak_dikenal}/{tahun}", "7/{tak_dikenal}/2023"),
    ],
)
def test_a_number_follows_the_pattern(pattern: str, number: str) -> None:
    assert (
        register_number(pattern, sequence=7, day=date(2023, 4, 28), unit_code="PKM.PDH") == number
    )


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.dates(date(2024, 1, 1), date(2060, 1, 1)))
def test_two_sequences_never_give_one_number(one: int, other: int, day: date) -> None:
    pattern = "{urut:03}/UB/{kode_unit}/{bulan_romawi}/{tahun}"
    numbers = {register_number(pattern, sequence=n, day=day, unit_code="PKM") for n in (one, other)}
    assert len(numbers) == len({one, other})


# ---------------------------------------------------------------- promises


def _vectors() -> list[tuple[str, int, int, str]]:
    return [
        (row["start"], int(key[1:].split("wd")[0]), int(key.split("_")[1][0]), row[key])
        for row in VECTORS["working_days"]
        for key in row
        if key.startswith("+")
    ]


@pytest.mark.parametrize(("start", "length", "week", "due"), _vectors())
def test_working_days_of_the_field(start: str, length: int, week: int, due: str) -> None:
    rule = rule_of(length, Span.WORKING_DAY)
    assert due_at(rule, on(start), days(week)).astimezone(WIB).date().isoformat() == due


def test_the_law_counts_calendar_days_to_the_end_of_the_day() -> None:
    due = due_at(RULE_BY_KEY["uu25.respond"], on("2026-03-13"), days())
    assert due.astimezone(WIB) == datetime(2026, 3, 27, 23, 59, 59, tzinfo=WIB)


def test_sp4n_counts_five_days_a_week_also_where_we_work_six() -> None:
    due = due_at(RULE_BY_KEY["sp4n.verify"], on("2026-03-13"), days(6))
    assert due.astimezone(WIB).date() == date(2026, 3, 25)


def test_hours_are_counted_to_the_second() -> None:
    start = on("2026-03-13")
    assert due_at(RULE_BY_KEY["local.receipt"], start, days()) == start + timedelta(hours=48)


def test_every_rule_says_its_law_and_can_be_met() -> None:
    for rule in RULES:
        assert rule.source, rule.key
        assert rule.met_by, rule.key
        assert rule.trigger not in rule.met_by, rule.key


@pytest.mark.parametrize(
    ("klass", "kind", "expected"),
    [
        (
            "tidak_berkadar",
            "keluhan",
            {
                "uu25.respond",
                "uu25.decide",
                "uu25.deliver",
                "sp4n.verify",
                "sp4n.first",
                "sp4n.service",
                "local.receipt",
                "local.answer",
                "local.finish",
            },
        ),
        ("informasi", "pertanyaan", {"sp4n.information", "local.answer"}),
        ("aspirasi", "saran", {"sp4n.first", "sp4n.aspiration", "local.answer"}),
        ("aspirasi", "pujian", {"local.answer"}),
    ],
)
def test_the_class_chooses_the_promises(klass: str, kind: str, expected: set[str]) -> None:
    bound = {rule.key for rule in RULES if applies(rule, klass=klass, kind=kind)}
    assert bound == expected


def test_supervision_has_sixty_working_days_and_service_fourteen() -> None:
    assert RULE_BY_KEY["sp4n.supervision"].length == 60
    assert RULE_BY_KEY["sp4n.service"].length == 14
    assert RULE_BY_KEY["uu25.decide"].length == 60


def test_only_the_profiles_in_use_bind_and_own_numbers_replace_the_usual() -> None:
    own = {"local.answer": (24, "hour"), "local.finish": (0, "working_day")}
    rules = {rule.key: rule for rule in rules_in_force(["local"], own)}
    assert set(rules) == {"local.receipt", "local.answer"}
    assert (rules["local.answer"].length, rules["local.answer"].unit) == (24, Span.HOUR)
    assert rules_in_force([]) == []


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))
spans = st.sampled_from(list(Span))


@given(moments, st.integers(1, 70), spans, st.sampled_from([5, 6]))
def test_a_promise_ends_after_it_starts_and_never_sooner_for_being_longer(
    start: datetime, length: int, unit: Span, week: int
) -> None:
    due = due_at(rule_of(length, unit), start, no_days_off(week))
    longer = due_at(rule_of(length + 1, unit), start, no_days_off(week))
    assert start < due < longer


@given(moments, st.integers(1, 30), spans, st.integers(0, 400), st.integers(0, 40 * 24))
def test_a_pause_never_takes_time_away(
    start: datetime, length: int, unit: Span, paused_after: int, pause: int
) -> None:
    rule = rule_of(length, unit)
    due = due_at(rule, start, days())
    paused = start + timedelta(hours=paused_after)
    resumed = paused + timedelta(hours=pause)
    after = due_after_pause(rule, due, paused, resumed, days())
    assert after >= due
    if due <= paused:
        assert after == due


@given(moments, st.integers(2, 30), spans)
def test_a_pause_that_ends_the_same_moment_changes_nothing(
    start: datetime, length: int, unit: Span
) -> None:
    rule = rule_of(length, unit)
    due = due_at(rule, start, days())
    middle = start + timedelta(hours=1)
    assert due_after_pause(rule, due, middle, middle, days()) == due


def test_what_was_left_at_the_pause_is_left_when_it_ends() -> None:
    rule = rule_of(5, Span.WORKING_DAY, week=5)
    due = due_at(rule, on("2026-06-01"), no_days_off())  # Monday, due the next Monday
    after = due_after_pause(rule, due, on("2026-06-03"), on("2026-06-15"), no_days_off())
    assert after.astimezone(WIB).date() == date(2026, 6, 18)  # three days were left


def test_thirty_days_to_complete_end_with_the_thirtieth_day() -> None:
    assert withdrawn_after(on("2026-05-01"), WIB).astimezone(WIB) == datetime(
        2026, 5, 31, 23, 59, 59, tzinfo=WIB
    )


# ---------------------------------------------------------------- class and secrecy


def test_praise_is_an_aspiration_and_a_question_asks_for_information() -> None:
    assert class_of_kind("pujian") == "aspirasi"
    assert class_of_kind("pertanyaan") == "informasi"
    assert class_of_kind("keluhan") == "tidak_berkadar"


@pytest.mark.parametrize(
    ("accused", "substitute", "is_fine"),
    [
        ([1], None, True),
        ([1], 2, True),
        ([1], 1, False),
        ([9], None, False),
        ([9], 2, True),
        ([], None, True),
    ],
)
def test_a_complaint_of_the_head_needs_somebody_else(
    accused: list[int], substitute: int | None, is_fine: bool
) -> None:
    assert (substitute_problem(accused, substitute, head=9) == "") is is_fine
