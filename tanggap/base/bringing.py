"""What every import does with a brought file, whatever the file holds.

Offered, begun, thrown away, undone: called within the actions of the step that owns the
file. What becomes of a row, and what of it is taken back, is the step's own.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypedDict, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, nothing_changed
from tanggap.base.brought import BroughtFile, forget_files, read_rows

GONE = "Berkas itu sudah tidak ada di sini. Unggah sekali lagi."
CUT_SHORT = "Sebagian berkas hilang sebelum selesai."
State = BroughtFile.State
_B = TypeVar("_B", bound=BroughtFile)


class Handed(TypedDict):
    """A file as it is handed in; ``keep`` puts it away (see ``brought.keep_file``)."""

    form_key: uuid.UUID
    file_name: str
    keep: Callable[[], tuple[str, str, int]]


def offered(model: type[_B], actor: Actor, file: Handed, **own: object) -> _B:
    """Return the import of ``file``, made now unless the same form came in before."""
    nothing_changed()
    present = model._default_manager.filter(form_key=file["form_key"]).first()
    if present is not None:
        return present
    token, sha256, size = file["keep"]()
    fields = {"by_id": actor.staff_id} | own
    return model._default_manager.create(
        facility_id=actor.facility_id,
        at=timezone.now(),
        form_key=file["form_key"],
        file_name=file["file_name"].replace("\x00", "")[:200],
        sha256=sha256,
        size=size,
        token=token,
        **fields,
    )


def locked(actor: Actor, brought: _B, *beside: str) -> _B:
    """Return the row as it stands now, held until the act ends; ``beside`` is read with it."""
    rows = type(brought)._default_manager.select_for_update(of=("self",))
    return rows.select_related(*beside).get(pk=brought.pk, facility_id=actor.facility_id)


def is_to_begin(brought: BroughtFile) -> bool:
    """Answer whether the file waits to be let in; it does not at a double click.

    Raises :class:`Refused` where it is no longer here.
    """
    if brought.state in (State.BRINGING, State.DONE):
        nothing_changed()
        return False
    if brought.state != State.READY:
        raise Refused(GONE)
    return True


def begin(brought: BroughtFile, chosen: dict[str, Any], **days: date | None) -> None:
    """Let the worker bring in what is ``chosen``; ``days`` are read by :func:`start_of`."""
    brought.chosen = chosen | {name: day.isoformat() if day else "" for name, day in days.items()}
    brought.state, brought.confirmed_at = State.BRINGING, timezone.now()
    brought.place = brought.passed = 0
    brought.save()


def start_of(brought: BroughtFile, name: str) -> datetime | None:
    """Return when the day chosen as ``name`` begins where the health centre is."""
    day = brought.chosen.get(name)
    if not day:
        return None
    zone = ZoneInfo(brought.facility.time_zone)
    return datetime.combine(date.fromisoformat(day), time.min, zone)


def drop(actor: Actor, brought: BroughtFile) -> None:
    """Throw a file away that is not (yet) let in."""
    nothing_changed()
    brought = locked(actor, brought)
    if brought.state not in (State.READING, State.READY, State.REFUSED):
        return
    brought.state, brought.found, brought.lease_until = State.DROPPED, {}, None
    brought.save(update_fields=["state", "found", "lease_until"])
    forget_files(brought.token)


def is_to_undo(brought: BroughtFile, otherwise: str) -> bool:
    """Answer whether the import can be undone; it is being undone at a double click.

    Raises :class:`Refused` with ``otherwise`` where nothing of it is here.
    """
    if brought.state in (State.UNDOING, State.UNDONE):
        nothing_changed()
        return False
    if brought.state not in (State.DONE, State.BRINGING):
        raise Refused(otherwise)
    return True


def begin_undoing(brought: BroughtFile, total: int, *, kept: int = 0) -> None:
    """Let the worker take ``total`` pieces back; ``kept`` are known to stay."""
    brought.state, brought.place, brought.passed = State.UNDOING, 0, 0
    brought.total, brought.kept = total, kept
    brought.save(update_fields=["state", "place", "passed", "kept", "total"])
    forget_files(brought.token)


# ---------------------------------------------------------------- slice by slice


def carry(
    brought: BroughtFile,
    bring: Callable[[list[Any]], None],
    undo: Callable[[], int],
    *,
    at_end: Callable[[], None] | None = None,
    most: int = 0,
) -> int:
    """Do the next slice of a locked file, with the place to go on from in the same commit.

    ``bring`` takes the next rows (``most`` at once); ``undo`` takes some back, says so by
    :func:`note_undone`, and ends with :func:`end_undoing`. Returns 0 where nothing waits.
    """
    if brought.state == State.UNDOING:
        return undo()
    if brought.state != State.BRINGING:
        return 0
    try:
        rows, place = read_rows(brought.token, brought.place, most)
    except OSError:
        brought.trouble = CUT_SHORT
        rows, place = [], brought.place
    if rows:
        bring(rows)
    else:
        if at_end is not None:
            at_end()
        brought.state, brought.finished_at = State.DONE, timezone.now()
        brought.lease_until = None
    brought.place, brought.passed = place, brought.passed + len(rows)
    brought.save()
    return max(1, len(rows))


def note_undone(brought: BroughtFile, many: int, *, kept: int, place: int = 0) -> int:
    """Write how far the undoing came; ``place`` is the key of the last piece looked at."""
    brought.passed, brought.kept, brought.place = brought.passed + many, brought.kept + kept, place
    brought.save(update_fields=["passed", "kept", "place"])
    return many


def end_undoing(brought: BroughtFile) -> int:
    """Say that nothing is left to take back."""
    brought.state, brought.undone_at, brought.lease_until = State.UNDONE, timezone.now(), None
    brought.save(update_fields=["state", "undone_at", "lease_until"])
    return 1
