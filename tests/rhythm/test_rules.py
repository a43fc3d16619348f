"""What a year of the procedure says of itself, without a database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tanggap.rhythm.feed import calendar_file
from tanggap.rhythm.rules import (
    Due,
    State,
    halves,
    in_order,
    pressing,
    quarters,
    reminder,
    standing,
    trouble_with_days,
)

TODAY = date(2026, 5, 11)
NOW = datetime(2026, 5, 11, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta"))


def due(days: int, words: str = "Tutup rekap 4–10 Mei 2026", **more: object) -> Due:
    day = TODAY + timedelta(days=days)
    state = State.LATE if days < 0 else State.COMING
    plain = {"key": f"rekap-{days}", "group": "Rekap mingguan", "address": ("recap:weeks", ())}
    return Due(**{**plain, "day": day, "words": words, "state": state, **more})  # type: ignore[arg-type]


def test_a_term_is_late_from_the_day_after() -> None:
    assert standing(TODAY, TODAY, is_done=False) == State.COMING
    assert standing(TODAY - timedelta(days=1), TODAY, is_done=False) == State.LATE
    assert standing(TODAY - timedelta(days=1), TODAY, is_done=True) == State.DONE


def test_only_what_is_late_or_due_within_a_week_presses() -> None:
    far, done = due(8), due(-3, state=State.DONE)
    begins_soon = due(40, first=TODAY + timedelta(days=2))
    assert pressing([far, begins_soon, due(7), done, due(-2)], TODAY) == [
        due(-2), due(7), begins_soon,
    ]  # fmt: skip


def test_a_reminder_says_how_many_how_late_and_the_first_by_name() -> None:
    assert reminder([]) == ""
    assert reminder([due(6)]) == (
        "Tanggap: 1 hal menunggu Anda: Tutup rekap 4-10 Mei 2026 (17/5). Buka Tanggap."
    )
    words = reminder([due(-2, "RTL 3/2026, batas waktu"), *[due(n) for n in range(6)]])
    assert words.startswith("Tanggap: 7 hal menunggu Anda, 1 lewat waktu: RTL 3/2026")
    assert "lainnya. Buka Tanggap." in words


@given(st.lists(st.builds(due, st.integers(-40, 40), st.text(max_size=200)), max_size=30))
def test_a_reminder_costs_one_sms_whatever_is_due(dues: list[Due]) -> None:
    words = reminder(in_order(dues))
    assert len(words) <= 160
    assert bool(words) is bool(dues)


def test_a_usual_year_is_four_quarters_and_two_halves() -> None:
    assert [(one.month + 2) // 3 for one in quarters(2027)] == [1, 2, 3, 4]
    assert [one.month > 6 for one in halves(2027)] == [False, True]


def test_senseless_days_are_told_apart() -> None:
    assert trouble_with_days(TODAY, None) == ""
    assert trouble_with_days(TODAY, TODAY + timedelta(days=3)) == ""
    assert "sebelum tanggal mulai" in trouble_with_days(TODAY, TODAY - timedelta(days=1))
    assert "tahunnya" in trouble_with_days(date(1, 1, 1), None)
    assert "tahunnya" in trouble_with_days(TODAY, date(9999, 12, 31))
    assert "setahun" in trouble_with_days(TODAY, TODAY + timedelta(days=400))


def test_a_calendar_program_reads_whole_days_with_marks_that_last() -> None:
    gathering = due(3, "Lokakarya mini; lintas, sektor", key="kegiatan-7", first=TODAY)
    file = calendar_file([due(-1), gathering], name="Tanggap UPTD", owner="12", now=NOW)
    assert file == calendar_file([due(-1), gathering], name="Tanggap UPTD", owner="12", now=NOW)
    events = list(Calendar.from_ical(file).walk("VEVENT"))
    assert [str(one["uid"]) for one in events] == ["rekap--1@12.tanggap", "kegiatan-7@12.tanggap"]
    assert str(events[0]["summary"]) == "Tutup rekap 4–10 Mei 2026 (lewat waktu)"
    assert str(events[1]["summary"]) == "Lokakarya mini; lintas, sektor"
    assert events[0]["dtstart"].dt == TODAY - timedelta(days=1)
    assert (events[1]["dtstart"].dt, events[1]["dtend"].dt) == (TODAY, TODAY + timedelta(days=4))
    assert b"\r\n" in file
