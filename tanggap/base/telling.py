"""Writing History: lines join the chain of their health centre when their act is done.

The head of the chain is locked as the last lock of an act. Everything else that the act
still has to wait for is waited for before, so that two acts never wait for each other.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tanggap.base.chain import START, Head, Line, chained
from tanggap.base.models import HistoryHead, HistoryLine

_READ_HEAD = (
    "SELECT h.place, h.hash, (SELECT MAX(l.place) FROM base_historyline l "
    "WHERE l.facility_id = h.facility_id) FROM base_historyhead h WHERE h.facility_id = %s"
)
_CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
_LOCK_STAFF = (
    "SELECT 1 FROM base_staff s JOIN base_facility f ON f.id = s.facility_id "
    "WHERE s.id IN ({keys}) ORDER BY s.id FOR KEY SHARE"
)


def write_lines(lines: Sequence[Line]) -> None:
    """Write what an act told; called at its end, within its transaction."""
    if not lines:
        return
    if connection.vendor == "postgresql":
        _wait_for_the_others({line.by_id for line in lines})
    in_order = sorted(lines, key=lambda line: line.facility_id)  # stable: as they were told
    for facility_id, told in groupby(in_order, key=lambda line: line.facility_id):
        _lengthen(facility_id, told)


def _wait_for_the_others(staff_ids: Iterable[int]) -> None:
    """Check what the commit would check, and lock what the new lines will refer to.

    Foreign keys are checked at the commit and wait there for whoever changes the row they
    name. With the head locked already, that one could be waiting for the head: a deadlock.
    """
    keys = ",".join(str(int(key)) for key in sorted(staff_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"{_CHECK_NOW}; {_LOCK_STAFF.format(keys=keys)}")


def _lengthen(facility_id: int, told: Iterable[Line]) -> None:
    """Add what was told to the chain: plain statements, since every act passes here."""
    with connection.cursor() as cursor:
        head = _locked_head(cursor, facility_id)
        for line in told:
            linked = chained(line, head)
            head = Head(linked.place, linked.hash)
            HistoryLine(**linked._asdict()).save(force_insert=True)
        cursor.execute(
            "UPDATE base_historyhead SET place = %s, hash = %s WHERE facility_id = %s",
            [head.place, head.hash, facility_id],
        )


def _locked_head(cursor: CursorWrapper, facility_id: int) -> Head:
    """Return what the next line follows.

    Work goes on where somebody forged a line at the end or removed the head, and the
    damage stays visible for ever: the next line follows the true head, or zeros.
    """
    statement = _READ_HEAD + (" FOR UPDATE" if connection.vendor == "postgresql" else "")
    cursor.execute(statement, [facility_id])
    row = cursor.fetchone()
    if row is None:
        begun = HistoryHead(facility_id=facility_id, place=0, hash=START)
        HistoryHead.objects.bulk_create([begun], ignore_conflicts=True)
        cursor.execute(statement, [facility_id])
        row = cursor.fetchone()
    place, last_hash, last_place = row
    return Head(max(place, last_place or 0), last_hash)
