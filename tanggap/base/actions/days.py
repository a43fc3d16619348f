"""The health centre's own days: where it departs from the national calendar (§10)."""

from datetime import date

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.calendar import is_national
from tanggap.base.models import Facility, LocalDay


@action("base.add_local_day")
def add_local_day(actor: Actor, on: date, name: str, *, is_working: bool = False) -> LocalDay:
    """Make ``on`` a day off here, or a working day although the nation is off."""
    facility = Facility.objects.get(pk=actor.facility_id)
    if on.weekday() >= facility.week_days:
        raise Refused(
            f"{on:%d/%m/%Y} sudah hari libur mingguan menurut minggu kerja puskesmas ini."
        )
    if is_working and not is_national(on):
        raise Refused(f"{on:%d/%m/%Y} memang hari kerja; tidak perlu ditandai.")
    day, is_new = LocalDay.objects.get_or_create(
        facility=facility, on=on, defaults={"name": name, "is_working": is_working}
    )
    if not is_new and (day.name, day.is_working) == (name, is_working):
        nothing_changed()
        return day
    day.name, day.is_working = name, is_working
    day.save(update_fields=["name", "is_working"])
    what = "hari kerja" if is_working else "hari libur setempat"
    tell(actor, day, f"Menetapkan {on:%d/%m/%Y} sebagai {what}: {name}.")
    return day


@action("base.remove_local_day")
def remove_local_day(actor: Actor, day: LocalDay) -> None:
    """Let the national calendar hold on this day again."""
    tell(actor, day, f"Menghapus hari setempat {day.on:%d/%m/%Y}: {day.name}.")
    day.delete()
