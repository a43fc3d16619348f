"""The health centre's own days win over the national calendar, both ways."""

from datetime import date

import pytest

from tanggap.base.acting import Refused
from tanggap.base.actions import add_local_day, remove_local_day
from tanggap.base.calendar import days_off, year_of
from tanggap.base.models import LocalDay, Role
from tanggap.base.rules import add_working_days
from tests.people import Puskesmas

MAY_DAY = date(2026, 5, 1)


def test_a_local_day_off_moves_a_due_date(padaherang: Puskesmas) -> None:
    start, end = date(2026, 6, 8), date(2026, 6, 30)
    off = days_off(padaherang.facility, start, end)
    assert add_working_days(start, 3, off, 6) == date(2026, 6, 11)
    add_local_day(padaherang.actor(Role.ADMIN), date(2026, 6, 10), "Hari jadi kabupaten")
    off = days_off(padaherang.facility, start, end)
    assert add_working_days(start, 3, off, 6) == date(2026, 6, 12)


def test_a_national_holiday_can_be_a_working_day_here(padaherang: Puskesmas) -> None:
    assert MAY_DAY in days_off(padaherang.facility, MAY_DAY, MAY_DAY)
    add_local_day(padaherang.actor(Role.ADMIN), MAY_DAY, "Tetap buka", is_working=True)
    assert MAY_DAY not in days_off(padaherang.facility, MAY_DAY, MAY_DAY)


def test_a_neighbours_local_day_is_not_ours(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    add_local_day(sumbersari.actor(Role.ADMIN), date(2026, 6, 10), "Libur Sumbersari")
    assert not days_off(padaherang.facility, date(2026, 6, 10), date(2026, 6, 10))


def test_marking_what_already_holds_is_refused_with_advice(padaherang: Puskesmas) -> None:
    admin = padaherang.actor(Role.ADMIN)
    with pytest.raises(Refused, match="libur mingguan"):
        add_local_day(admin, date(2026, 6, 14), "Minggu")
    with pytest.raises(Refused, match="memang hari kerja"):
        add_local_day(admin, date(2026, 6, 10), "Rabu", is_working=True)


def test_the_same_day_twice_is_one_and_a_removed_one_is_gone(padaherang: Puskesmas) -> None:
    admin = padaherang.actor(Role.ADMIN)
    first = add_local_day(admin, date(2026, 6, 10), "Libur")
    assert add_local_day(admin, date(2026, 6, 10), "Libur").pk == first.pk
    remove_local_day(admin, first)
    assert not LocalDay.objects.exists()


def test_a_year_on_a_page_counts_its_working_days(padaherang: Puskesmas) -> None:
    """Domain §10: 2026 has 291 working days in six-day weeks, 240 in five-day weeks."""
    assert sum(month.working_days for month in year_of(padaherang.facility, 2026)) == 291
    padaherang.facility.week_days = 5
    assert sum(month.working_days for month in year_of(padaherang.facility, 2026)) == 240
