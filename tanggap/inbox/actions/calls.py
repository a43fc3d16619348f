"""A handphone's call log becomes call-backs: read, confirmed, carried over, undone whole."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.brought import forget_files, read_rows
from tanggap.base.models import Facility
from tanggap.gateway.models import Line
from tanggap.inbox.call_backs import forget_calls, ring_up, settle_spoken
from tanggap.inbox.calls_reading import callers_of
from tanggap.inbox.models import CallsImport, MissedCall

KIND = "phone"
GONE = "Berkas itu sudah tidak ada di sini. Unggah sekali lagi."
_UNDONE_AT_ONCE = 200
State = CallsImport.State
Row = dict[str, Any]


@action("inbox.offer_calls")
def offer_calls(
    actor: Actor,
    line: Line,
    *,
    form_key: uuid.UUID,
    file_name: str,
    keep: Callable[[], tuple[str, str, int]],
) -> CallsImport:
    """Take a call log to be read; nobody is to be rung back before somebody says so."""
    nothing_changed()
    if line.kind != KIND:
        raise Refused("Pilih saluran «Telepon».")
    present = CallsImport.objects.filter(form_key=form_key).first()
    if present is not None:
        return present
    token, sha256, size = keep()
    return CallsImport.objects.create(
        facility_id=actor.facility_id,
        line=line,
        by_id=actor.staff_id,
        at=timezone.now(),
        form_key=form_key,
        file_name=file_name.replace("\x00", "")[:200],
        sha256=sha256,
        size=size,
        token=token,
    )


@action("inbox.import_calls")
def import_calls(
    actor: Actor, brought: CallsImport, callers: Collection[int], *, since: date | None = None
) -> CallsImport:
    """Let the missed calls of ``callers`` in, from the day ``since``; the worker goes on."""
    brought = _locked(actor, brought)
    if brought.state in (State.BRINGING, State.DONE):
        nothing_changed()
        return brought
    if brought.state != State.READY:
        raise Refused(GONE)
    everybody = callers_of(brought)
    chosen = sorted(place for place in set(callers) if 0 <= place < len(everybody))
    if not chosen and everybody:
        raise Refused("Belum ada nomor yang dipilih. Centang nomor yang perlu ditelepon balik.")
    brought.chosen = {
        "callers": [everybody[place].key for place in chosen],
        "since": since.isoformat() if since else "",
    }
    brought.state, brought.confirmed_at = State.BRINGING, timezone.now()
    brought.place = brought.passed = 0
    brought.save()
    tell(
        actor,
        brought,
        f"Riwayat panggilan HP dimasukkan ke {brought.line.name}: {len(chosen)} nomor dipilih.",
    )
    return brought


@action("inbox.drop_calls")
def drop_calls(actor: Actor, brought: CallsImport) -> None:
    """Throw a call log away that is not (yet) let in."""
    nothing_changed()
    brought = _locked(actor, brought)
    if brought.state not in (State.READING, State.READY, State.REFUSED):
        return
    brought.state, brought.found, brought.lease_until = State.DROPPED, {}, None
    brought.save(update_fields=["state", "found", "lease_until"])
    forget_files(brought.token)


@action("inbox.undo_calls")
def undo_calls(actor: Actor, brought: CallsImport) -> CallsImport:
    """Take an import back as a whole; what somebody has worked on stays."""
    brought = _locked(actor, brought)
    if brought.state in (State.UNDOING, State.UNDONE):
        nothing_changed()
        return brought
    if brought.state not in (State.DONE, State.BRINGING):
        raise Refused("Impor ini tidak dapat dibatalkan lagi.")
    brought.state, brought.place, brought.passed, brought.kept = State.UNDOING, 0, 0, 0
    brought.total = brought.calls.count()
    brought.save(update_fields=["state", "place", "passed", "kept", "total"])
    forget_files(brought.token)
    tell(
        actor,
        brought,
        f"Impor riwayat panggilan ke {brought.line.name} dibatalkan: {brought.total} panggilan.",
    )
    return brought


def _locked(actor: Actor, brought: CallsImport) -> CallsImport:
    return (
        CallsImport.objects.select_for_update(of=("self",))
        .select_related("line")
        .get(pk=brought.pk, facility_id=actor.facility_id)
    )


# ---------------------------------------------------------------- slice by slice


@action("inbox.carry_calls")
def carry_calls(actor: Actor, brought: CallsImport) -> int:
    """Carry over the next slice, with the place to go on from in the same commit."""
    nothing_changed()
    brought = _locked(actor, brought)
    if brought.state == State.BRINGING:
        return _bring_slice(brought)
    if brought.state == State.UNDOING:
        return _undo_slice(brought)
    return 0


def _bring_slice(brought: CallsImport) -> int:
    try:
        rows, place = read_rows(brought.token, brought.place)
    except OSError:
        brought.trouble = "Sebagian berkas hilang sebelum selesai."
        rows, place = [], brought.place
    if rows:
        _take_in(brought, _wanted(brought, rows))
    else:
        brought.settled += settle_spoken(brought)
        brought.state, brought.finished_at = State.DONE, timezone.now()
        brought.lease_until = None
    brought.place, brought.passed = place, brought.passed + len(rows)
    brought.save()
    return max(1, len(rows))


def _wanted(brought: CallsImport, rows: Sequence[Row]) -> list[Row]:
    chosen, since = set(brought.chosen["callers"]), _since(brought)
    return [row for row in rows if row["number"] in chosen and (since is None or _at(row) >= since)]


def _since(brought: CallsImport) -> datetime | None:
    day = brought.chosen.get("since")
    if not day:
        return None
    zone = ZoneInfo(Facility.objects.get(pk=brought.facility_id).time_zone)
    return datetime.combine(date.fromisoformat(day), time.min, zone)


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _take_in(brought: CallsImport, rows: Sequence[Row]) -> None:
    """Write the calls that are not here yet, by number."""
    keys = [row["key"] for row in rows]
    here = set(
        MissedCall.objects.filter(line_id=brought.line_id, key__in=keys).values_list(
            "key", flat=True
        )
    )
    names = {caller.key: caller.contact for caller in callers_of(brought)}
    by_number: dict[str, dict[str, datetime]] = {}
    for row in rows:
        if row["key"] not in here:
            by_number.setdefault(row["number"], {})[row["key"]] = _at(row)
    for number, calls in by_number.items():
        new, settled = ring_up(brought, number, names.get(number, ""), calls.items())
        brought.added += new
        brought.settled += settled
    brought.known += sum(key in here for key in keys)


def _undo_slice(brought: CallsImport) -> int:
    """Forget the next calls; those of a task that somebody worked on stay."""
    some = list(
        brought.calls.filter(pk__gt=brought.place)
        .order_by("pk")
        .values_list("pk", flat=True)[:_UNDONE_AT_ONCE]
    )
    if some:
        brought.kept += forget_calls(brought, some)
        brought.place, brought.passed = some[-1], brought.passed + len(some)
        brought.save(update_fields=["kept", "place", "passed"])
        return len(some)
    brought.state, brought.undone_at, brought.lease_until = State.UNDONE, timezone.now(), None
    brought.save(update_fields=["state", "undone_at", "lease_until"])
    return 1
