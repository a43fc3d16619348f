"""A handphone's call log becomes call-backs: read, confirmed, carried over, undone whole."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Unpack

from tanggap.base import bringing
from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.gateway.models import Line
from tanggap.inbox.call_backs import forget_calls, ring_up, settle_spoken
from tanggap.inbox.calls_reading import callers_of
from tanggap.inbox.models import CallsImport, MissedCall

KIND = "phone"
_UNDONE_AT_ONCE = 200
Row = dict[str, Any]


@action("inbox.offer_calls")
def offer_calls(actor: Actor, line: Line, **file: Unpack[bringing.Handed]) -> CallsImport:
    """Take a call log to be read; nobody is to be rung back before somebody says so."""
    if line.kind != KIND:
        raise Refused("Pilih saluran «Telepon».")
    return bringing.offered(CallsImport, actor, file, line=line)


@action("inbox.import_calls")
def import_calls(
    actor: Actor, brought: CallsImport, callers: Collection[int], *, since: date | None = None
) -> CallsImport:
    """Let the missed calls of ``callers`` in, from the day ``since``; the worker goes on."""
    brought = bringing.locked(actor, brought, "line")
    if not bringing.is_to_begin(brought):
        return brought
    everybody = callers_of(brought)
    chosen = sorted(place for place in set(callers) if 0 <= place < len(everybody))
    if not chosen and everybody:
        raise Refused("Belum ada nomor yang dipilih. Centang nomor yang perlu ditelepon balik.")
    bringing.begin(brought, {"callers": [everybody[place].key for place in chosen]}, since=since)
    tell(
        actor,
        brought,
        f"Riwayat panggilan HP dimasukkan ke {brought.line.name}: {len(chosen)} nomor dipilih.",
    )
    return brought


@action("inbox.drop_calls")
def drop_calls(actor: Actor, brought: CallsImport) -> None:
    """Throw a call log away that is not (yet) let in."""
    bringing.drop(actor, brought)


@action("inbox.undo_calls")
def undo_calls(actor: Actor, brought: CallsImport) -> CallsImport:
    """Take an import back as a whole; what somebody has worked on stays."""
    brought = bringing.locked(actor, brought, "line")
    if bringing.is_to_undo(brought, "Impor ini tidak dapat dibatalkan lagi."):
        bringing.begin_undoing(brought, brought.calls.count())
        said = f"dibatalkan: {brought.total} panggilan."
        tell(actor, brought, f"Impor riwayat panggilan ke {brought.line.name} {said}")
    return brought


@action("inbox.carry_calls")
def carry_calls(actor: Actor, brought: CallsImport) -> int:
    """Carry over the next slice."""
    nothing_changed()
    brought = bringing.locked(actor, brought, "line", "facility")
    return bringing.carry(
        brought,
        lambda rows: _take_in(brought, _wanted(brought, rows)),
        lambda: _undo_some(brought),
        at_end=lambda: _settle(brought),
    )


def _wanted(brought: CallsImport, rows: Sequence[Row]) -> list[Row]:
    chosen, since = set(brought.chosen["callers"]), bringing.start_of(brought, "since")
    return [row for row in rows if row["number"] in chosen and (since is None or _at(row) >= since)]


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


def _settle(brought: CallsImport) -> None:
    brought.settled += settle_spoken(brought)


def _undo_some(brought: CallsImport) -> int:
    """Forget the next calls; those of a task that somebody worked on stay."""
    left = brought.calls.filter(pk__gt=brought.place).order_by("pk")
    some = list(left.values_list("pk", flat=True)[:_UNDONE_AT_ONCE])
    if not some:
        return bringing.end_undoing(brought)
    return bringing.note_undone(
        brought, len(some), kept=forget_calls(brought, some), place=some[-1]
    )
