"""Carries brought backups of SMS further, a slice at a time, for the worker and the screen."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.brought import claim_next, forget_files, go_on
from tanggap.inbox.actions import carry_sms
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_reading import NOT_A_BACKUP, Scan

log = logging.getLogger("tanggap.inbox")
State = SmsImport.State
_DATABASE_AWAY = (OperationalError, InterfaceError)
_scans: dict[int, Scan] = {}
"""The backups that this process is reading: a parser cannot be put down and taken up."""


def carry_on(now: datetime | None = None, only: int | None = None) -> int:
    """Do the next slice of work on a brought backup; return 0 where nothing waits."""
    brought = claim_next(SmsImport, now or timezone.now(), only)
    if brought is None:
        return 0
    try:
        if brought.state == State.READING:
            return _read_on(brought)
        return _carry(brought)
    except _DATABASE_AWAY:
        raise
    except Exception:
        # Not at once again: after the lease, so that a fault does not keep the worker busy.
        SmsImport.objects.filter(pk=brought.pk).update(lease_by="")
        raise


def _carry(brought: SmsImport) -> int:
    moved = carry_sms(machine(brought.facility_id), brought)
    if SmsImport.objects.filter(pk=brought.pk, state=State.DONE).exists():
        forget_files(brought.token)
    return moved


def finish(brought: SmsImport) -> None:
    """Work until nothing waits: for the command line."""
    while carry_on(only=brought.pk):
        pass


def _read_on(brought: SmsImport) -> int:
    try:
        scan = _scans.get(brought.pk)
        if scan is None:
            scan = _scans[brought.pk] = Scan(brought)
        more = bool(go_on(scan.go_on))
        changes: dict[str, object] = {"place": scan.tally.read_bytes, "size": scan.size}
        if not more:
            found = scan.end()
            changes = {"found": found, "total": found["count"], "place": 0, "state": State.READY}
    except (UnreadableExport, OSError) as trouble:
        changes = {"state": State.REFUSED, "trouble": _why(trouble)}
    except _DATABASE_AWAY:
        raise
    except Exception as error:  # a parser that fails in an unforeseen way must say so too
        log.warning("sms backup %s: %s", brought.pk, type(error).__name__)
        changes = {"state": State.REFUSED, "trouble": NOT_A_BACKUP}
    _note(brought, changes)
    return 1


def _why(trouble: Exception) -> str:
    is_said = isinstance(trouble, UnreadableExport)
    return str(trouble) if is_said else "Berkas itu tidak ada lagi. Unggah sekali lagi."


def _note(brought: SmsImport, changes: dict[str, object]) -> None:
    """Write how far reading came, unless somebody threw the backup away meanwhile."""
    has_ended = "state" in changes
    if has_ended:
        changes["lease_until"] = None
    still = SmsImport.objects.filter(pk=brought.pk, state=State.READING).update(**changes)
    if not still or has_ended:
        scan = _scans.pop(brought.pk, None)
        if scan is not None:
            scan.give_up()
    if not still or changes.get("state") == State.REFUSED:
        forget_files(brought.token)
