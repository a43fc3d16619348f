"""Reads of the backups: the lock, the last fourteen, and how the site stands."""

import base64
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from tanggap.base.models import Facility, HistoryLine
from tanggap.gateway.models import Arrival
from tanggap.site.backup.rules import KEPT, SILENT, Standing
from tanggap.site.backup.sealing import Lock
from tanggap.site.models import Backup, BackupPlan

FOLDER = "cadangan"
_STATE = Backup.State


def plan_of(facility_id: int) -> BackupPlan | None:
    return BackupPlan.objects.filter(facility_id=facility_id).first()


def lock_of(facility_id: int) -> Lock | None:
    """Return what seals this site's backups unattended; ``None`` until a passphrase is set."""
    plan = plan_of(facility_id)
    if plan is None or not plan.lock:
        return None
    return Lock(plan.lock["recipient"], base64.b64decode(plan.lock["sealed_key"]))


def folder_of(plan: BackupPlan | None) -> Path:
    """Return where backups go: the folder chosen on screen, or ``cadangan`` in TANGGAP_HOME."""
    if plan is not None and plan.folder:
        return Path(plan.folder)
    return Path(settings.HOME) / FOLDER


def backups(facility_id: int) -> QuerySet[Backup]:
    """Return what was made or tried, newest first; what made room for newer is left out."""
    rows = Backup.objects.filter(facility_id=facility_id).select_related("by")
    return rows.exclude(state=Backup.State.GONE).order_by("-id")


def surplus(facility_id: int) -> list[Backup]:
    """Return the whole backups beyond the last fourteen: they may go."""
    done = Backup.objects.filter(facility_id=facility_id, state=Backup.State.DONE)
    return list(done.order_by("-id")[KEPT:])


def running(facility_id: int, now: datetime) -> Backup | None:
    """Return the backup that is being made now; one long silent is not."""
    row = Backup.objects.filter(facility_id=facility_id, state=Backup.State.RUNNING)
    return row.filter(seen_at__gt=now - SILENT).order_by("-id").first()


def standing(facility_id: int, now: datetime) -> Standing:
    """Return how this site stands with its backups."""
    plan = plan_of(facility_id)
    newest = _newest_by_state(facility_id)
    whole = [row for state in (_STATE.DONE, _STATE.GONE) if (row := newest.get(state))]
    done = max(whole, key=lambda row: row.pk, default=None)
    failed, left = newest.get(_STATE.FAILED), newest.get(_STATE.RUNNING)
    failed_at, failure = (failed.ended_at, failed.trouble) if failed else (None, "")
    is_running = left is not None and left.seen_at > now - SILENT
    is_newest = left is not None and (done is None or left.pk > done.pk)
    if left is not None and is_newest and not is_running:
        failed_at, failure = left.seen_at, "Terhenti di tengah jalan."
    return Standing(
        is_locked=plan is not None and bool(plan.locked_at),
        done_at=done.ended_at if done else None,
        failed_at=failed_at,
        failure=failure,
        is_running=is_running,
        warning=done.trouble if done else "",
        failed_trial=done.trial_words if done and done.trial == Backup.Trial.BAD else "",
    )


def _newest_by_state(facility_id: int) -> dict[str, Backup]:
    rows = Backup.objects.filter(facility_id=facility_id)
    newest = rows.order_by().values("state").annotate(newest=Max("pk")).values("newest")
    return {row.state: row for row in rows.filter(pk__in=newest)}


def acted_at() -> datetime | None:
    """Return when somebody last worked or wrote to us: a backup waits for a quiet while."""
    acts = HistoryLine.objects.order_by("-id").values_list("at", flat=True)[:1]
    calls = Arrival.objects.order_by("-id").values_list("received_at", flat=True)[:1]
    return max([*acts, *calls], default=None)


def is_for_screens() -> bool:
    """Answer whether backups are made from the screen: only where one health centre lives.

    A database of several is the operator's to back up: a backup holds all of it.
    """
    return not settings.IS_EXAMPLE and Facility.objects.count() == 1


def now_here(facility: Facility) -> datetime:
    """Return the time on the health centre's own clock."""
    return timezone.localtime(timezone.now(), ZoneInfo(facility.time_zone))
