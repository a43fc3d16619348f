"""What of a closed week whom reaches: the accused reads it as if the case did not exist."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tanggap.base.models import Facility, Role
from tanggap.inbox.models import Person
from tanggap.logbook import actions as book
from tanggap.logbook.models import Accused, Entry, EntryMessage, Findable
from tanggap.recap.models import RecapLine
from tanggap.recap.queries import damaged, owed, recap_of, week_of, week_rows
from tanggap.recap.rules import State
from tests.people import Puskesmas
from tests.recap.weeks import FIRST, SECOND, THIRD, at, closed, corrected, written
from tests.workbench.signing_in import browser_of
from tests.workbench.test_query_counts import fill

pytestmark = pytest.mark.django_db
ACCUSED = Role.PETUGAS


def case(here: Puskesmas, accused: Role = ACCUSED, **more: object) -> Entry:
    """A complaint received in the first week; written down by the ketua, as it names petugas."""
    entry = written(here, FIRST, kind="keluhan", severity="merah", text="rahasiabesar", **more)
    Accused.objects.create(entry=entry, staff=here.staff[accused])
    return entry


def seen(here: Puskesmas, role: Role, monday: object = FIRST) -> tuple[object, ...]:
    """Return all that a week shows to ``role``: numbers, entries, supplement, and its list."""
    week = week_of(here.actor(role), here.facility, monday)  # type: ignore[arg-type]
    rows = week_rows(here.actor(role), here.facility, [FIRST, SECOND], timezone.localdate())
    items = [(item.facts["number"][:3], item.reason) for item in week.items + week.supplement]
    return week.counts, items, [row.total for row in rows]


@pytest.mark.parametrize("accused", [Role.PETUGAS, Role.KETUA, Role.MUTU, Role.KEPALA])
def test_a_week_closed_with_the_case_in_it_reads_to_the_accused_as_without(
    padaherang: Puskesmas, accused: Role
) -> None:
    written(padaherang, FIRST)
    written(padaherang, SECOND)
    without = seen(padaherang, accused)
    case(padaherang, accused)
    closed(padaherang, FIRST)
    assert seen(padaherang, accused) == without
    other = Role.AUDITOR
    assert seen(padaherang, other)[0]["total"] == 2  # type: ignore[index]
    assert seen(padaherang, other)[2] == [2, 1]


def test_a_supplement_about_the_case_does_not_reach_the_accused(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    entry = case(padaherang)
    closed(padaherang, FIRST)
    book.cancel(padaherang.actor(Role.KETUA), entry)
    closed(padaherang, SECOND)
    assert seen(padaherang, ACCUSED, SECOND)[1] == []
    assert seen(padaherang, Role.KETUA, SECOND)[1] == [("002", "cancelled")]
    assert seen(padaherang, ACCUSED)[0]["cancelled"] == 0  # type: ignore[index]


def test_who_is_named_only_after_the_closing_loses_sight_of_it_too(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    entry = written(padaherang, FIRST)
    recap = closed(padaherang, FIRST)
    Accused.objects.create(entry=entry, staff=padaherang.staff[ACCUSED])
    assert seen(padaherang, ACCUSED)[1] == [("001", "listed")]
    assert recap_of(padaherang.facility.pk, FIRST).counts == recap.counts  # type: ignore[union-attr]


def gone(entry: Entry) -> None:
    """Take an entry's row away with all that hangs on it, past the actions."""
    EntryMessage.objects.filter(entry=entry).delete()
    Findable.objects.filter(entry=entry).delete()
    Entry.objects.filter(pk=entry.pk).delete()


def test_an_erased_entry_keeps_its_line_and_stays_hidden_from_whom_it_was_about(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    entry = case(padaherang)
    recap = closed(padaherang, FIRST)
    shown = seen(padaherang, ACCUSED)
    gone(entry)
    assert damaged(padaherang.facility.pk) == []
    assert seen(padaherang, ACCUSED) == shown
    week = week_of(padaherang.actor(Role.KETUA), padaherang.facility, FIRST)
    assert [item.is_erased for item in week.items] == [False, True]
    assert week.counts == recap.counts
    page = browser_of(padaherang, Role.KETUA).get(f"/rekap/{FIRST}/").content.decode()
    assert "isi dihapus" in page


def test_words_blanked_by_an_erasure_are_said_to_be_gone(padaherang: Puskesmas) -> None:
    entry = written(padaherang, FIRST)
    closed(padaherang, FIRST)
    Entry.objects.filter(pk=entry.pk).update(text="")
    Person.objects.all().delete()
    assert damaged(padaherang.facility.pk) == []
    page = browser_of(padaherang, Role.KETUA).get(f"/rekap/{FIRST}/").content.decode()
    assert "isi dihapus" in page


def test_the_page_of_a_week_tells_the_accused_nothing(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    entry = case(padaherang)
    closed(padaherang, FIRST)
    book.cancel(padaherang.actor(Role.KETUA), entry)
    closed(padaherang, SECOND)
    browser = browser_of(padaherang, ACCUSED)
    for address in ("/rekap/", "/rekap/?tahun=2026", f"/rekap/{FIRST}/", f"/rekap/{SECOND}/"):
        page = browser.get(address).content.decode()
        for sign in (entry.number, "rahasiabesar", "Merah", "merah", str(entry.pk)):
            assert sign not in page, (address, sign)
    colleague = browser_of(padaherang, Role.MUTU).get(f"/rekap/{FIRST}/").content.decode()
    assert "rahasiabesar" in colleague


def test_a_week_still_open_is_shown_as_of_now_and_a_closed_one_as_it_was_closed(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang, FIRST)
    facility, rina = padaherang.facility, padaherang.actor(Role.MUTU)
    assert week_of(rina, facility, FIRST, at(FIRST)).state == State.RUNNING
    assert week_of(rina, facility, FIRST, at(SECOND)).state == State.WAITING
    closed(padaherang, FIRST)
    corrected(padaherang, entry, kind="pujian")
    week = week_of(rina, facility, FIRST)
    assert week.state == State.CLOSED
    assert week.counts["kind"] == {"saran": 1}
    assert week.items[0].entry is not None
    assert week.items[0].entry.kind == "pujian", "the present state may stand beside"


def test_another_health_centre_meets_none_of_it(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    written(padaherang, FIRST)
    written(sumbersari, SECOND)
    closed(padaherang, FIRST)
    assert owed(sumbersari.facility, THIRD).oldest == SECOND
    assert RecapLine.objects.filter(recap__facility=sumbersari.facility).count() == 0
    browser = browser_of(sumbersari, Role.KETUA)
    assert browser.get(f"/rekap/{FIRST}/").status_code == 404


PAGES = ("/rekap/", "/rekap/{monday}/", "/")


def asked(here: Puskesmas, role: Role, monday: object) -> list[int]:
    browser, found = browser_of(here, role), []
    for page in PAGES:
        browser.get(page.format(monday=monday))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page.format(monday=monday)).status_code == 200
        found.append(len(queries))
    return found


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.KETUA])
def test_no_page_asks_more_often_when_the_book_grows(padaherang: Puskesmas, role: Role) -> None:
    facility: Facility = padaherang.facility
    fill(padaherang, 0, 12, Role.KETUA)
    first = owed(facility, timezone.localdate()).oldest
    few = asked(padaherang, role, first)
    fill(padaherang, 12, 120, Role.KETUA)
    assert asked(padaherang, role, first) == few
    closed(padaherang, first, on=timezone.localdate())  # type: ignore[arg-type]
    after = asked(padaherang, role, first)
    fill(padaherang, 120, 160, Role.KETUA)
    assert asked(padaherang, role, first) == after
