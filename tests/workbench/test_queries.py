"""Where an entry stands is derived in one place, from what each step left behind."""

from datetime import datetime, timedelta

import pytest

from tanggap.base.models import Role
from tanggap.base.reading import AT_ONCE
from tanggap.logbook import actions
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_to
from tanggap.reply.models import Reply
from tanggap.workbench.filters import waiting_for
from tanggap.workbench.queries import (
    STANDING,
    STATE_BADGES,
    STATES,
    book_rows,
    in_state,
    most_pressing,
    with_standing,
    with_states,
)
from tests.logbook.test_actions_writing import NOON, WIB, written
from tests.people import Puskesmas


def reply_to(entry: Entry, here: Puskesmas, **changes: object) -> Reply:
    plain = {"text": "Terima kasih", "drafted_at": NOON, "way": Reply.Way.LINE}
    return Reply.objects.create(
        facility=here.facility,
        entry=entry,
        drafted_by=here.staff[Role.PETUGAS],
        **(plain | changes),
    )


def state_of(entry: Entry) -> str:
    found = with_states(Entry.objects.filter(pk=entry.pk), NOON).get()
    state = str(found.state)  # type: ignore[attr-defined]
    [in_hand] = with_standing([Entry.objects.get(pk=entry.pk)], NOON)
    for name in STANDING:
        assert getattr(in_hand, name) == getattr(found, name), name
    for name in STATES:
        is_in = Entry.objects.filter(in_state(name), pk=entry.pk).exists()
        assert is_in is (name == state), f"filter «{name}» disagrees with the state {state}"
    return state


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 3])
def test_of_any_number_of_entries_in_hand_each_has_its_own_standing(
    padaherang: Puskesmas, count: int
) -> None:
    for number in range(count):
        entry = written(padaherang, kind="saran")
        if number % 2:
            actions.close(padaherang.actor(), entry, at=NOON)
    for now in (NOON, NOON + timedelta(days=90)):  # asked again, of another moment
        rows = with_standing(Entry.objects.order_by("id"), now)
        asked = with_states(Entry.objects.order_by("id"), now)
        told = [tuple(getattr(row, name) for name in STANDING) for row in rows]
        assert told == [tuple(getattr(row, name) for name in STANDING) for row in asked]
        assert len(told) == count


def test_every_state_has_words_and_a_colour() -> None:
    assert set(STATES) == set(STATE_BADGES)


def test_a_complaint_is_new_until_it_is_found_complete(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    assert state_of(entry) == "new"
    actions.ask_completion(padaherang.actor(), entry, "tanggal", at=NOON)
    assert state_of(entry) == "waiting_completion"
    actions.declare_complete(padaherang.actor(), entry, at=NOON)
    assert state_of(entry) == "waiting"


def test_a_suggestion_waits_for_its_answer_at_once(padaherang: Puskesmas) -> None:
    assert state_of(written(padaherang, kind="saran")) == "waiting"


def test_a_draft_an_approved_one_and_a_given_one_are_three_states(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang, kind="saran")
    reply = reply_to(entry, padaherang)
    assert state_of(entry) == "draft"
    reply.approved_at = NOON
    reply.save()
    assert state_of(entry) == "sending"
    reply.given_at = NOON
    reply.save()
    assert state_of(entry) == "answered"


def test_a_discarded_draft_counts_for_nothing(padaherang: Puskesmas) -> None:
    entry = written(padaherang, kind="saran")
    reply_to(entry, padaherang, discarded_at=NOON)
    assert state_of(entry) == "waiting"


def test_closed_withdrawn_and_cancelled_say_so(padaherang: Puskesmas) -> None:
    closed, withdrawn, cancelled = (written(padaherang) for _ in range(3))
    actions.close(padaherang.actor(), closed, at=NOON)
    Entry.objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOON)
    actions.cancel(padaherang.actor(), cancelled, at=NOON)
    assert [state_of(e) for e in (closed, withdrawn, cancelled)] == [
        "closed",
        "withdrawn",
        "cancelled",
    ]


def test_reopened_it_waits_again_until_a_new_answer(padaherang: Puskesmas) -> None:
    entry = written(padaherang, kind="saran")
    reply_to(entry, padaherang, given_at=NOON)
    actions.close(padaherang.actor(), entry, at=NOON)
    actions.reopen(padaherang.actor(), entry, at=NOON + timedelta(hours=1))
    assert state_of(entry) == "waiting"
    reply_to(entry, padaherang, given_at=NOON + timedelta(hours=2))
    assert state_of(entry) == "answered"


def test_the_earliest_promise_is_shown_and_late_means_past_it(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    rows = with_states(Entry.objects.filter(pk=entry.pk), NOON + timedelta(hours=47))
    found = rows.get()
    assert found.next_due_at == NOON + timedelta(hours=48)  # type: ignore[attr-defined]
    assert not found.is_late  # type: ignore[attr-defined]
    later = with_states(Entry.objects.filter(pk=entry.pk), NOON + timedelta(hours=49)).get()
    assert later.is_late  # type: ignore[attr-defined]


def test_while_the_complainant_completes_nothing_is_late(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    actions.give_receipt(padaherang.actor(), entry, "paper", at=NOON)
    actions.ask_completion(padaherang.actor(), entry, "tanggal", at=NOON)
    found = with_states(Entry.objects.all(), NOON + timedelta(days=29)).get()
    assert not found.is_late  # type: ignore[attr-defined]
    assert found.next_due_at is None  # type: ignore[attr-defined]


def test_what_presses_ends_today_or_has_ended(padaherang: Puskesmas) -> None:
    entry = written(padaherang, kind="pujian")  # three working days: Tuesday 19 May
    sari = padaherang.actor()
    monday = datetime(2026, 5, 18, 12, 0, tzinfo=WIB)
    due = Entry.objects.get(pk=entry.pk).clocks.get().due_at
    assert due is not None
    last_day = due.astimezone(WIB).replace(hour=8)
    assert not most_pressing(sari, 9, last_day - timedelta(days=1))
    assert most_pressing(sari, 9, last_day) == [entry]
    assert most_pressing(sari, 9, monday + timedelta(days=30)) == [entry]


@pytest.mark.parametrize(
    ("role", "state", "waits"),
    [
        (Role.PETUGAS, "new", True),
        (Role.KEPALA, "new", False),
        (Role.KEPALA, "draft asked", True),
        (Role.KEPALA, "draft", False),
        (Role.PETUGAS, "draft asked", False),
        (Role.PETUGAS, "draft", True),
        (Role.PJ_UNIT, "waiting", True),
        (Role.AUDITOR, "waiting", False),
    ],
)
def test_what_waits_for_whom(padaherang: Puskesmas, role: Role, state: str, waits: bool) -> None:
    ukp = [padaherang.units["UKP"].pk]
    entry = written(padaherang, kind="keluhan" if state == "new" else "saran", units=ukp)
    if state.startswith("draft"):
        reply_to(entry, padaherang, asked_at=NOON if state == "draft asked" else None)
    actor = padaherang.actor(role)
    assert visible_to(actor).filter(waiting_for(actor)).exists() is waits


def test_the_book_has_every_number_in_order_cancelled_ones_too(padaherang: Puskesmas) -> None:
    first, second, third = (written(padaherang) for _ in range(3))
    actions.cancel(padaherang.actor(), second)
    reply_to(third, padaherang, given_at=NOON)
    rows = list(book_rows(padaherang.actor(), None, None))
    assert [row.number for row in rows] == [first.number, second.number, third.number]
    assert [row.is_cancelled for row in rows] == [False, True, False]
    assert (rows[2].answer, rows[2].answered_at) == ("Terima kasih", NOON)


def test_an_anonymous_reporter_is_anonim_on_paper(padaherang: Puskesmas) -> None:
    written(padaherang, is_anonymous=True)
    (row,) = book_rows(padaherang.actor(), None, None)
    assert (row.name, row.phone, row.address) == ("Anonim", "", "")


def test_an_empty_book_has_no_rows(padaherang: Puskesmas) -> None:
    assert list(book_rows(padaherang.actor(), None, None)) == []
