"""What the first page says of the weekly recap (A-10): waiting, missed, to be seen."""

from django.urls import reverse

from tanggap.base.acting import Actor
from tanggap.recap.queries import Owed, unseen
from tanggap.workbench.context import address_of
from tanggap.workbench.waiting import StageLine, Task

AT_MOST = 1000


def recapping(weeks: Owed) -> StageLine:
    """Say whether the book is recapped, once a week."""
    if weeks.missed:
        words = f"{weeks.missed} minggu terlewat, belum direkap"
        return StageLine(words, _oldest(weeks), "bad")
    if weeks.oldest is not None:
        return StageLine("Rekap minggu lalu menunggu ditutup", _oldest(weeks), "warn")
    return StageLine("Rekap mingguan", address_of("recap:weeks"))


def missed_weeks(actor: Actor, weeks: Owed) -> list[Task]:
    """Say aloud that weeks were not recapped, to all who can do something about it."""
    if not weeks.missed or not (actor.may("recap.remark") or actor.may("recap.see")):
        return []
    words = "minggu terlewat: rekapnya belum ditutup"
    return [Task(weeks.missed, words, _oldest(weeks), "bad")]


def _oldest(weeks: Owed) -> str:
    """Lead to the week that waits longest: what is missed is older than what still has time."""
    if weeks.oldest is None:
        return address_of("recap:weeks")
    return reverse("recap:week", args=[weeks.oldest.isoformat()])


def week_to_close(weeks: Owed) -> list[Task]:
    """Ask the ketua to close the week that has just ended."""
    if weeks.latest is None:
        return []
    url = reverse("recap:week", args=[weeks.latest.isoformat()])
    return [Task(weeks.waiting, "rekap minggu lalu menunggu ditutup", url, "warn")]


def weeks_to_see(facility_id: int) -> list[Task]:
    """Lead the head to the oldest closed week not seen yet."""
    mondays = list(unseen(facility_id).values_list("monday", flat=True)[:AT_MOST])
    if not mondays:
        return []
    url = reverse("recap:week", args=[mondays[0].isoformat()])
    return [Task(len(mondays), "rekap mingguan menunggu Anda lihat", url)]
