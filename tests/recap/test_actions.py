"""Closing a week: all entries, once, for good; what comes to light later is told in the next."""

import os
import random
import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import Facility, HistoryLine, Role, Team, Unit
from tanggap.base.typed import mark_of
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry, Series
from tanggap.recap import actions
from tanggap.recap.models import RecapLine, WeeklyRecap
from tanggap.recap.queries import damaged, first_week, owed
from tanggap.recap.rules import changes
from tanggap.site.checkup import _recaps
from tests.people import Puskesmas, make_puskesmas
from tests.recap.weeks import (
    FIRST,
    FOURTH,
    SECOND,
    THIRD,
    at,
    closed,
    corrected,
    refuses,
    told,
    written,
)

ON_POSTGRES = "postgresql" in os.environ.get("TANGGAP_TEST_DATABASE_URL", "")
pytestmark = pytest.mark.django_db


def test_closing_keeps_numbers_signature_and_coded_facts_but_no_words(
    padaherang: Puskesmas,
) -> None:
    unit = padaherang.units["UKP"].pk
    written(padaherang, FIRST, units=[unit])
    written(padaherang, FIRST + timedelta(days=6), kind="keluhan", text="Antre lama")
    written(padaherang, SECOND)
    recap = closed(padaherang, FIRST)
    assert (recap.counts["total"], recap.counts["kind"]) == (2, {"saran": 1, "keluhan": 1})
    assert recap.counts["unit"] == {"UKP": 1, "": 1}
    assert (recap.signed_name, recap.signed_position) == ("Dewi Anggraini", Role.KETUA.label)
    assert not recap.is_late
    assert told(recap) == [("listed", "001"), ("listed", "002")]
    kept = "".join(str(line.facts) for line in RecapLine.objects.all())
    assert "Antre" not in kept
    assert "Kursi" not in kept
    assert HistoryLine.objects.get(action="recap.close").sentence == (
        "Rekap minggu 4–10 Mei 2026 ditutup dan ditandatangani."
    )
    assert damaged(padaherang.facility.pk) == []


def test_a_week_without_entries_is_closed_and_signed_the_same_way(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    recap = closed(padaherang, SECOND)
    assert recap.counts["total"] == 0
    assert recap.signed_name == "Dewi Anggraini"
    assert told(recap) == []


def test_pressed_twice_it_is_one_closing_with_one_sentence(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    once = closed(padaherang, FIRST)
    twice = closed(padaherang, FIRST, on=FOURTH)
    assert (once.pk, once.digest, once.place) == (twice.pk, twice.digest, 1)
    assert HistoryLine.objects.filter(action="recap.close").count() == 1


def test_a_week_that_still_runs_or_is_not_owed_cannot_be_closed(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    for monday, on in (
        (FIRST, FIRST + timedelta(days=6)),
        (FIRST - timedelta(days=7), SECOND),
        (FIRST + timedelta(days=1), THIRD),
        (date(2090, 1, 2), date(2090, 2, 1)),
    ):
        assert refuses(Refused, lambda monday=monday, on=on: closed(padaherang, monday, on))
    assert not WeeklyRecap.objects.exists()


def test_closed_more_than_seven_days_after_its_sunday_it_is_marked_late_for_good(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    sunday = FIRST + timedelta(days=6)
    assert not closed(padaherang, FIRST, on=sunday + timedelta(days=7)).is_late
    late = closed(padaherang, SECOND, on=SECOND + timedelta(days=14))
    assert late.is_late
    last = HistoryLine.objects.filter(action="recap.close").latest("place")
    assert last.sentence.endswith("ditutup dan ditandatangani, ditutup terlambat.")


def test_only_the_ketua_closes_and_only_the_head_sees(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    for role in set(Role) - {Role.KETUA}:
        with pytest.raises(NotAllowed):
            actions.close(padaherang.actor(role), FIRST, at=at(SECOND))
    recap = closed(padaherang, FIRST)
    for role in set(Role) - {Role.KEPALA}:
        with pytest.raises(NotAllowed):
            actions.see(padaherang.actor(role), recap)
    for _ in range(2):
        actions.see(padaherang.actor(Role.KEPALA), recap)
    recap.refresh_from_db()
    assert recap.seen_name == "dr. Hasan Basri"
    assert HistoryLine.objects.filter(action="recap.see").count() == 1


def test_the_head_takes_a_look_back_that_day_and_nobody_else_does(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    hasan, recap = padaherang.actor(Role.KEPALA), closed(padaherang, FIRST)
    actions.see(hasan, recap)
    for _ in range(2):
        actions.take_back_seeing(hasan, recap)
    recap.refresh_from_db()
    assert (recap.seen_at, recap.seen_by, recap.seen_name) == (None, None, "")
    assert HistoryLine.objects.filter(action="recap.take_back_seeing").count() == 1
    actions.see(hasan, recap, at=at(SECOND))
    assert refuses(Refused, lambda: actions.take_back_seeing(hasan, recap)), "another day"
    with pytest.raises(NotAllowed):
        actions.take_back_seeing(padaherang.actor(Role.KETUA), recap)


# ---------------------------------------------------------------- remarks


def test_the_team_remarks_until_the_week_is_closed(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    recap = actions.remark(padaherang.actor(Role.MUTU), FIRST, " Loket ramai \r\n")
    assert recap.remarks == "Loket ramai"
    assert closed(padaherang, FIRST).remarks == "Loket ramai"
    assert refuses(Refused, lambda: actions.remark(padaherang.actor(), FIRST, "Lagi"))
    assert damaged(padaherang.facility.pk) == []


def test_a_colleagues_remarks_are_not_written_over_unread(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    sari, rina = padaherang.actor(), padaherang.actor(Role.MUTU)
    actions.remark(rina, FIRST, "Loket ramai", seen=mark_of(""))
    assert "orang lain" in refuses(
        Refused, lambda: actions.remark(sari, FIRST, "Sepi", seen=mark_of(""))
    )
    assert "orang lain" in refuses(
        Refused, lambda: closed(padaherang, FIRST, remarks="Sepi", seen=mark_of(""))
    )
    assert not WeeklyRecap.objects.get().closed_at
    recap = closed(padaherang, FIRST, remarks="Sepi lalu ramai", seen=mark_of("Loket ramai"))
    assert recap.remarks == "Sepi lalu ramai"


# ---------------------------------------------------------------- supplement


def test_what_arrives_late_or_is_corrected_is_told_once_in_the_next_closing(
    padaherang: Puskesmas,
) -> None:
    one, two = written(padaherang, FIRST), written(padaherang, FIRST)
    first = closed(padaherang, FIRST)
    frozen = (first.digest, first.counts, told(first))
    written(padaherang, FIRST, on=SECOND + timedelta(days=1), kind="keluhan")
    corrected(padaherang, one, kind="kritik")
    book.cancel(padaherang.actor(), two)
    written(padaherang, SECOND)
    second = closed(padaherang, SECOND)
    assert told(second) == [
        ("listed", "004"), ("changed", "001"), ("cancelled", "002"), ("late", "003"),
    ]  # fmt: skip
    line = RecapLine.objects.get(recap=second, reason="changed")
    assert (line.was["kind"], line.facts["kind"]) == ("saran", "kritik")
    assert changes(line.was, line.facts) == ["kind"]
    assert second.counts["total"] == 1, "a supplement is not counted in the week"
    book.restore(padaherang.actor(), Entry.objects.get(pk=two.pk))
    assert told(closed(padaherang, THIRD)) == [("restored", "002")]
    assert told(closed(padaherang, FOURTH)) == []
    first.refresh_from_db()
    assert (first.digest, first.counts, told(first)) == frozen
    assert damaged(padaherang.facility.pk) == []


def test_an_answer_given_later_is_no_correction(padaherang: Puskesmas) -> None:
    entry = written(padaherang, FIRST)
    closed(padaherang, FIRST)
    book.note_step(padaherang.actor(), entry, "Kursi dipesan")
    book.close(padaherang.actor(), entry)
    assert told(closed(padaherang, SECOND)) == []


def test_a_week_made_up_later_tells_what_its_predecessors_do_not_know(
    padaherang: Puskesmas,
) -> None:
    """Closed out of turn: the second before the first, which is then late."""
    written(padaherang, FIRST)
    moved = written(padaherang, SECOND)
    closed(padaherang, SECOND)
    corrected(padaherang, moved, received_at=at(FIRST))
    recap = closed(padaherang, FIRST, on=FOURTH)
    assert recap.is_late
    assert recap.place == 2
    assert told(recap) == [("listed", "001"), ("listed", "002"), ("changed", "002")]
    assert damaged(padaherang.facility.pk) == []


def test_rows_of_an_old_book_join_their_open_week_or_the_next_supplement(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    old = written(padaherang, FIRST)
    before = written(padaherang, FIRST)
    Entry.objects.filter(pk__in=[old.pk, before.pk]).update(series=Series.OLD)
    Entry.objects.filter(pk=before.pk).update(received_at=at(FIRST - timedelta(days=400)))
    closed(padaherang, SECOND)
    assert told(closed(padaherang, FIRST)) == [("listed", "002"), ("listed", "001")]
    later = written(padaherang, SECOND)
    Entry.objects.filter(pk=later.pk).update(series=Series.OLD)
    assert told(closed(padaherang, THIRD)) == [("late", "004")]


def test_each_thing_is_told_once_in_whatever_order_things_happen(padaherang: Puskesmas) -> None:
    """The candidates found by History are all there are: nothing due is left untold."""
    chance, entries = random.Random(20260512), [written(padaherang, FIRST)]
    mondays = [FIRST + timedelta(weeks=week) for week in range(8)]
    waiting = mondays.copy()
    chance.shuffle(waiting)
    for monday in waiting:
        for _ in range(3):
            entry, day = chance.choice(entries), chance.choice(mondays)
            act = chance.choice(["write", "kind", "move", "cancel", "restore", "units"])
            if act == "write":
                entries.append(written(padaherang, day))
            elif act == "kind":
                corrected(padaherang, entry, kind=chance.choice(["saran", "kritik", "pujian"]))
            elif act == "move" and entry != entries[0]:
                corrected(padaherang, entry, received_at=at(day))
            elif act == "units":
                here = Unit.objects.order_by("?").values_list("pk", flat=True)
                book.assign_units(padaherang.actor(), entry, here[: chance.randrange(3)])
            else:
                entry.refresh_from_db()
                (book.cancel if act == "cancel" else book.restore)(padaherang.actor(), entry)
        closed(padaherang, monday, on=date(2026, 8, 3))
    lines = RecapLine.objects.order_by("recap__place", "place")
    last: dict[int, dict[str, object]] = {}
    for line in lines:
        if line.reason not in ("listed", "late"):
            assert line.was == last[line.entry_key]
            assert changes(line.was, line.facts)
        last[line.entry_key] = line.facts
    assert set(last) == {entry.pk for entry in entries}
    final = closed(padaherang, mondays[-1] + timedelta(weeks=1), on=date(2026, 8, 3))
    assert told(final) == []
    assert damaged(padaherang.facility.pk) == []


# ---------------------------------------------------------------- taking back, and damage


def test_who_closed_takes_it_back_that_day_while_nobody_built_on_it(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    dewi, hasan = padaherang.actor(Role.KETUA), padaherang.actor(Role.KEPALA)
    recap = actions.close(dewi, FIRST, remarks="Tenang")
    actions.take_back(dewi, recap)
    recap.refresh_from_db()
    assert (recap.closed_at, recap.place, recap.digest, recap.remarks) == (None, None, "", "Tenang")
    assert not RecapLine.objects.exists()
    assert HistoryLine.objects.filter(action="recap.take_back").count() == 1

    earlier = closed(padaherang, FIRST)
    assert refuses(Refused, lambda: actions.take_back(dewi, earlier)), "another day"
    second, third = actions.close(dewi, SECOND), actions.close(dewi, THIRD)
    assert refuses(Refused, lambda: actions.take_back(dewi, second)), "one was closed after it"
    actions.see(hasan, third)
    assert refuses(Refused, lambda: actions.take_back(dewi, third)), "the head has seen it"
    assert damaged(padaherang.facility.pk) == []


def test_a_closed_week_changed_past_the_actions_is_named(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    recaps = [closed(padaherang, monday) for monday in (FIRST, SECOND, THIRD)]
    facility = padaherang.facility.pk
    WeeklyRecap.objects.filter(pk=recaps[1].pk).update(remarks="Disisipkan")
    assert damaged(facility) == [recaps[1]]
    WeeklyRecap.objects.filter(pk=recaps[1].pk).update(remarks="")
    RecapLine.objects.filter(recap=recaps[0]).delete()
    assert damaged(facility) == [recaps[0]]
    recaps[1].delete()
    assert damaged(facility) == [recaps[0], recaps[2]], "a link of the chain is gone"


def test_tanggap_check_names_the_week_that_was_altered(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    recap = closed(padaherang, FIRST)
    assert not [found for found in _recaps() if found.level == "bad"]
    WeeklyRecap.objects.filter(pk=recap.pk).update(signed_name="Orang Lain")
    assert [found.what for found in _recaps()] == [
        "Rekap minggu 4–10 Mei 2026 di PKM.PAD tidak seperti ketika ditandatangani."
    ]


def test_changing_the_health_centres_code_later_leaves_closed_weeks_whole(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    closed(padaherang, FIRST)
    Facility.objects.update(code="PKM.BARU")
    assert damaged(padaherang.facility.pk) == []


# ---------------------------------------------------------------- from when on


def test_nothing_is_owed_before_the_first_entry_or_team(padaherang: Puskesmas) -> None:
    facility = padaherang.facility
    assert first_week(facility) is None
    assert owed(facility, date(2026, 6, 1)).count == 0
    days = {"decree_on": date(2026, 5, 1), "valid_from": date(2020, 1, 1)}
    Team.objects.create(facility=facility, name="Tim", decree_number="1", **days)
    facility.created_at = at(SECOND)
    assert first_week(facility) == SECOND, "the decree is older than its use here"
    written(padaherang, FIRST + timedelta(days=2))
    assert first_week(facility) == FIRST
    assert (owed(facility, SECOND).waiting, owed(facility, SECOND).missed) == (1, 0)
    assert (owed(facility, FOURTH).waiting, owed(facility, FOURTH).missed) == (1, 2)
    closed(padaherang, FIRST)
    assert (owed(facility, FOURTH).oldest, owed(facility, FOURTH).missed) == (SECOND, 1)


# ---------------------------------------------------------------- at once


@pytest.mark.skipif(not ON_POSTGRES, reason="threads share one SQLite connection in tests")
@pytest.mark.django_db(transaction=True)
def test_two_people_closing_at_once_make_one_closing_and_one_chain() -> None:
    here = make_puskesmas("Padaherang")
    written(here, FIRST)
    start, troubles = threading.Barrier(4), []

    def close(monday: date) -> None:
        try:
            start.wait()
            closed(here, monday)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close, args=[one]) for one in (FIRST, FIRST, SECOND, THIRD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert sorted(WeeklyRecap.objects.values_list("place", flat=True)) == [1, 2, 3]
    assert HistoryLine.objects.filter(action="recap.close").count() == 3
    assert damaged(here.facility.pk) == []
