"""What people decide about backups, and what is noted of each. The only code that writes them."""

import base64
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.site.backup.queries import (
    folder_of,
    is_for_screens,
    lock_of,
    running,
)
from tanggap.site.backup.sealing import Lock
from tanggap.site.models import Backup, BackupPlan

NAME = "tanggap-cadangan-{at:%Y%m%d-%H%M%S}.zip"


def _own_plan(facility: Facility) -> BackupPlan:
    if not is_for_screens():
        raise Refused("Cadangan di sini dibuat oleh pengelola server: «tanggap backup».")
    plan, _ = BackupPlan.objects.select_for_update().get_or_create(facility=facility)
    return plan


@action("site.set_backup_passphrase")
def set_backup_lock(actor: Actor, facility: Facility, lock: Lock) -> BackupPlan:
    """Seal backups from now on with ``lock``, which was made from a passphrase.

    Backups made before still open with the passphrase of their own time.
    """
    plan = _own_plan(facility)
    verb = "Mengganti" if plan.lock else "Menyetel"
    sealed_key = base64.b64encode(lock.sealed_key).decode()
    plan.lock = {"recipient": lock.recipient, "sealed_key": sealed_key}
    plan.locked_at = timezone.now()
    plan.save(update_fields=["lock", "locked_at"])
    tell(actor, facility, f"{verb} kata sandi cadangan.")
    return plan


@action("site.choose_backup_folder")
def choose_backup_folder(actor: Actor, facility: Facility, folder: str) -> BackupPlan:
    """Put backups into ``folder`` from now on; empty for the one in TANGGAP_HOME."""
    plan = _own_plan(facility)
    if plan.folder == folder:
        nothing_changed()
        return plan
    plan.folder = folder
    plan.save(update_fields=["folder"])
    tell(actor, facility, "Mengubah folder cadangan.")
    return plan


@action("site.back_up")
def begin_backup(actor: Actor, facility: Facility, now: datetime) -> Backup:
    """Note that a backup begins; the work itself is another process's.

    Raises :class:`Refused` before a passphrase is set. While one runs, it is that one.
    """
    plan = _own_plan(facility)
    if lock_of(facility.pk) is None:
        raise Refused("Setel kata sandi cadangan dahulu.")
    held = running(facility.pk, now)
    if held is not None:
        nothing_changed()
        return held
    Backup.objects.filter(facility=facility, state=Backup.State.RUNNING).update(
        state=Backup.State.FAILED, ended_at=now, trouble="Terhenti di tengah jalan."
    )
    backup = Backup.objects.create(
        facility=facility,
        by_id=actor.staff_id,
        started_at=now,
        seen_at=now,
        path=str(folder_of(plan) / NAME.format(at=timezone.localtime(now))),
        words="memulai",
    )
    tell(actor, facility, "Membuat cadangan.")
    return backup


@action("site.test_backup")
def begin_trial(actor: Actor, backup: Backup, now: datetime) -> Backup:
    """Note that a backup is being restored on trial."""
    held = Backup.objects.select_for_update().get(pk=backup.pk, facility_id=actor.facility_id)
    if held.state != Backup.State.DONE or not Path(held.path).is_file():
        raise Refused("Berkas cadangan ini tidak ada di tempatnya. Bila di flash disk, pasang.")
    held.trial, held.percent, held.seen_at = Backup.Trial.RUNNING, 0, now
    held.trial_words = "memulai"
    held.save(update_fields=["trial", "percent", "seen_at", "trial_words"])
    tell(actor, held.facility, f"Menguji cadangan {_day(held)}.")
    return held


@action("site.take_out_backup")
def take_out_backup(actor: Actor, backup: Backup) -> Path:
    """Hand out the sealed file of a backup; it is noted who did."""
    path = Path(backup.path)
    if backup.state != Backup.State.DONE or not path.is_file():
        raise Refused("Berkas cadangan ini tidak ada di tempatnya. Bila di flash disk, pasang.")
    tell(actor, backup.facility, f"Mengunduh cadangan {_day(backup)}.")
    return path


@action("site.note_backup")
def note_backup(actor: Actor, /, backup: Backup, **seen: Any) -> None:
    """Note how far a backup or its trial has come, by itself."""
    nothing_changed()
    Backup.objects.filter(pk=backup.pk, facility_id=actor.facility_id).update(
        **{"seen_at": timezone.now(), **seen}
    )


def _day(backup: Backup) -> str:
    return f"{timezone.localtime(backup.started_at):%d/%m/%Y %H.%M}"
