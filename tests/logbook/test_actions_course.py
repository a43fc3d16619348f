"""The way of an entry: receipt, completeness, pause, thirty days, closing, reopening."""

from datetime import datetime, timedelta

import pytest

from tanggap.base.acting import Refused, machine
from tanggap.base.models import Role
from tanggap.logbook import actions
from tanggap.logbook.jobs import withdraw_all
from tanggap.logbook.models import Clock, Entry, Milestone
from tests.logbook.test_actions_writing import NOON, WIB, draft_at, written
from tests.people import Puskesmas


def due_day(entry: Entry, rule: str) -> str:
    clock = Clock.objects.get(entry=entry, rule=rule)
    assert clock.due_at is not None
    return clock.due_at.astimezone(WIB).date().isoformat()


def running(entry: Entry) -> set[str]:
    clocks = Clock.objects.filter(entry=entry, met_at=None, dropped_at=None)
    return set(clocks.values_list("rule", flat=True))


def test_a_complaint_runs_against_law_and_promise_from_the_first_moment(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang)  # received on Tuesday 12 May 2026
    assert running(entry) == {
        "uu25.respond",
        "sp4n.verify",
        "local.receipt",
        "local.answer",
        "local.finish",
    }
    assert due_day(entry, "uu25.respond") == "2026-05-26"
    assert due_day(entry, "sp4n.verify") == "2026-05-19"  # 14 and 15 May are off, 5 days a week
    assert entry.clocks.earliest("due_at").rule == "local.receipt"  # 48 hours: the earliest


def test_a_question_needs_no_completeness_and_praise_no_law(padaherang: Puskesmas) -> None:
    assert running(written(padaherang, kind="pertanyaan")) == {"sp4n.information", "local.answer"}
    assert running(written(padaherang, kind="pujian")) == {"local.answer"}


def test_declared_complete_the_decision_has_sixty_days(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    actions.declare_complete(padaherang.actor(), entry, at=NOON + timedelta(days=1))
    assert due_day(entry, "uu25.decide") == "2026-07-12"
    assert "uu25.respond" not in running(entry)
    assert "sp4n.verify" not in running(entry)


def test_a_complaint_can_be_written_down_as_complete_at_once(padaherang: Puskesmas) -> None:
    entry = written(padaherang, is_complete=True)
    assert entry.complete_at == NOON
    assert "uu25.decide" in running(entry)


def test_asking_what_is_missing_meets_the_fourteen_days_and_rests_the_others(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang)
    actions.ask_completion(padaherang.actor(), entry, "tanggal kejadian", at=NOON)
    clocks = {clock.rule: clock for clock in Clock.objects.filter(entry=entry)}
    assert clocks["uu25.respond"].met_at == NOON
    assert clocks["local.answer"].paused_at == NOON
    before = due_day(entry, "local.answer")
    actions.declare_complete(padaherang.actor(), entry, at=NOON + timedelta(days=7))
    assert due_day(entry, "local.answer") > before
    assert not Clock.objects.filter(entry=entry, paused_at__isnull=False).exists()


def test_nobody_completes_a_suggestion(padaherang: Puskesmas) -> None:
    entry = written(padaherang, kind="saran")
    with pytest.raises(Refused, match="Hanya pengaduan"):
        actions.ask_completion(padaherang.actor(), entry, "tanggal")


def test_after_thirty_days_of_silence_it_is_deemed_withdrawn(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    actions.ask_completion(padaherang.actor(), entry, "tanggal kejadian", at=NOON)
    last_moment = datetime(2026, 6, 11, 23, 59, 59, tzinfo=WIB)
    assert withdraw_all(last_moment) == 0
    assert withdraw_all(last_moment + timedelta(seconds=1)) == 1
    entry.refresh_from_db()
    assert entry.withdrawn_at is not None
    assert not running(entry)
    assert withdraw_all(last_moment + timedelta(days=5)) == 0


def test_who_completes_in_time_is_not_withdrawn(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    actions.ask_completion(padaherang.actor(), entry, "tanggal kejadian", at=NOON)
    actions.declare_complete(padaherang.actor(), entry, at=NOON + timedelta(days=29))
    assert withdraw_all(NOON + timedelta(days=99)) == 0


def test_the_receipt_is_given_once(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    first = actions.give_receipt(padaherang.actor(), entry, "paper", at=NOON)
    again = actions.give_receipt(padaherang.actor(), entry, "paper", at=NOON)
    assert first.pk == again.pk
    assert "local.receipt" not in running(entry)


def test_the_answer_meets_what_only_an_answer_meets(padaherang: Puskesmas) -> None:
    entry = written(padaherang, is_complete=True)
    actions.meet(padaherang.actor(), entry, "decided", NOON)
    assert due_day(entry, "uu25.deliver") == "2026-05-26"
    actions.meet(padaherang.actor(), entry, "answered", NOON + timedelta(days=1))
    assert running(entry) == {"local.finish"}


def test_closing_lets_the_clocks_go_and_reopening_promises_an_answer_anew(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang)
    actions.close(padaherang.actor(), entry, at=NOON)
    assert not running(entry)
    actions.reopen(padaherang.actor(), entry, at=NOON + timedelta(days=30))
    assert running(entry) == {"local.answer", "local.finish"}
    assert due_day(entry, "local.answer") == "2026-06-15"
    actions.cancel(padaherang.actor(), entry)
    with pytest.raises(Refused, match="dibatalkan"):
        actions.close(padaherang.actor(), entry)


def test_undoing_the_cancelling_takes_the_same_clocks_up_again(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    before = running(entry)
    actions.cancel(padaherang.actor(), entry)
    assert not running(entry)
    actions.restore(padaherang.actor(), entry)
    assert running(entry) == before


def test_a_corrected_class_walks_the_same_way_under_the_other_promises(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang, is_complete=True)
    actions.meet(padaherang.actor(), entry, "answered", NOON + timedelta(days=2))
    actions.correct(padaherang.actor(), entry, draft_at(padaherang, klass="berkadar"), at=NOON)
    clock = Clock.objects.get(entry=entry, rule="sp4n.supervision")
    assert clock.met_at == NOON + timedelta(days=2)
    assert not Clock.objects.filter(entry=entry, rule="sp4n.service").exists()


def test_the_health_centre_sets_its_own_promise(padaherang: Puskesmas) -> None:
    head = padaherang.actor(Role.KEPALA)
    actions.change_promise(head, "local.answer", 24, "hour")
    actions.change_promise(head, "local.finish", 0, "working_day")
    entry = written(padaherang, kind="pujian")
    clock = Clock.objects.get(entry=entry)
    assert (clock.rule, clock.due_at) == ("local.answer", NOON + timedelta(hours=24))


def test_every_milestone_knows_who_and_when(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    actions.note_step(padaherang.actor(Role.PJ_UNIT), entry, "Loket ditambah", at=NOON)
    step = Milestone.objects.get(entry=entry)
    assert (step.by, step.at, step.note) == (
        padaherang.staff[Role.PJ_UNIT],
        NOON,
        "Loket ditambah",
    )


def test_the_start_set_has_thirty_one_topics_and_is_laid_in_once(padaherang: Puskesmas) -> None:
    here = machine(padaherang.facility.pk)
    assert actions.lay_in_topics(here) == 31
    actions.prepare(here)
    assert actions.lay_in_topics(here) == 0


def test_a_step_sent_twice_is_one_step(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    for _ in range(2):
        actions.note_step(padaherang.actor(), entry, "Loket ditambah", at=NOON)
    for _ in range(2):
        actions.ask_completion(padaherang.actor(), entry, "tanggal", at=NOON)
    kinds = list(entry.milestones.order_by("id").values_list("kind", flat=True))
    assert kinds == ["step", "asked"]


def test_a_substitute_must_be_able_to_open_the_book(padaherang: Puskesmas) -> None:
    head, admin = padaherang.staff[Role.KEPALA], padaherang.staff[Role.ADMIN]
    entry = written(padaherang)
    with pytest.raises(Refused, match="belum punya peran"):
        actions.name_accused(padaherang.actor(), entry, [head.pk], admin.pk)


def test_a_finish_pressed_by_mistake_is_undone_without_a_trace_on_the_promises(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang)
    before = running(entry)
    actions.close(padaherang.actor(), entry)
    actions.take_back_closing(padaherang.actor(), entry)
    assert running(entry) == before
    assert Entry.objects.get(pk=entry.pk).closed_at is None
    assert Entry.objects.get(pk=entry.pk).reopened_at is None
    assert not entry.milestones.filter(kind=Milestone.Kind.CLOSED).exists()
