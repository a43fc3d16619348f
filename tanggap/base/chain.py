"""The chain of History: each line carries the hash of the line before it. Pure.

Who changes, removes, adds or moves a line past Tanggap must make every later line anew,
and the head kept apart, and still does not reach the papers on which the fingerprint of
an earlier line is printed (PP 71/2019 art. 22: an audit trail; decision 0013).

The canonical form of a line, of which the hash is SHA-256, is a JSON array of eleven
strings, without spaces, in UTF-8 (RFC 8785):

    [FORM, previous hash, facility, place, key, at, by, action, subject's kind,
     subject's key, sentence]

Numbers are decimal; ``at`` is UTC to the microsecond, ``2026-05-12T01:06:00.123456Z``;
before the first line stand 64 zeros. Neither this form nor the name ``FORM`` ever
changes: a later form gets a later name, and the lines of this one keep theirs.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tanggap.documents.dates import clock_time, long_date

FORM = "tanggap-riwayat-1"
START = "0" * 64
_FURTHEST = 1_000
"""How many places away a renumbered line is looked for, only to name the damage well."""


class Line(NamedTuple):
    """A line of History as it is read from the database, in the order of its columns."""

    place: int
    previous_hash: str
    hash: str
    facility_id: int
    id: int
    at: datetime
    by_id: int
    action: str
    subject_kind: str
    subject_id: int
    sentence: str


def unchained(**fields: Any) -> Line:
    """Return a line that was told and has no place yet; ``fields`` are those of the act."""
    return Line(place=0, previous_hash="", hash="", **fields)


class Head(NamedTuple):
    """What is kept apart of the last line, so that a missing end is seen."""

    place: int
    hash: str


class Damage(Enum):
    """What can have happened to a line past Tanggap."""

    MISSING = "missing"
    ALTERED = "altered"
    REPLACED = "replaced"
    INSERTED = "inserted"
    MOVED = "moved"
    TWICE = "twice"
    BEYOND = "beyond"
    HEAD_GONE = "head_gone"
    HEAD_DIFFERS = "head_differs"


class Fault(NamedTuple):
    """The first line that is not as it was written.

    ``last`` ends a run of such lines; of a moved line it is the place it was written at.
    """

    damage: Damage
    place: int
    last: int
    at: datetime | None


def hash_of(line: Line, *, place: int | None = None) -> str:
    """Return what the hash of ``line`` must be, after its ``previous_hash``."""
    fields = (
        FORM,
        line.previous_hash,
        str(line.facility_id),
        str(line.place if place is None else place),
        str(line.id),
        line.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        str(line.by_id),
        line.action,
        line.subject_kind,
        str(line.subject_id),
        line.sentence,
    )
    form = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return sha256(form.encode()).hexdigest()


def chained(line: Line, after: Head | None) -> Line:
    """Return ``line`` with its place and hashes, as the one after the head ``after``."""
    place, previous = (after.place, after.hash) if after else (0, START)
    linked = line._replace(place=place + 1, previous_hash=previous)
    return linked._replace(hash=hash_of(linked))


def fingerprint(full: str) -> str:
    """Return the first 80 bits of a hash as a paper shows them: «3f9a-12bc-77de-0a41-9c3e»."""
    return "-".join(full[start : start + 4] for start in range(0, 20, 4))


_FINGERPRINT = re.compile(r"\b[0-9a-f]{4}(?:\W{0,3}[0-9a-f]{4}){4}\b")


def plain_fingerprint(typed: str) -> str:
    """Return the beginning of a hash from a fingerprint as people copy it from a paper."""
    found = _FINGERPRINT.search(typed.lower())  # also out of the whole line at a paper's foot
    return "".join(sign for sign in (found[0] if found else typed.lower()) if sign.isalnum())


def first_fault(lines: Iterable[Line], head: Head | None) -> Fault | None:
    """Return what is wrong with the first line that is not as it was written.

    ``lines`` are all of one health centre by place; they are read once, one after another.
    """
    before: Line | None = None
    for line, after in _with_next(lines):
        fault = _fault_of(before, line, after, head)
        if fault:
            return fault
        before = line
    return _fault_at_the_end(before, head)


def _with_next(lines: Iterable[Line]) -> Iterator[tuple[Line, Line | None]]:
    waiting: Line | None = None
    for line in lines:
        if waiting is not None:
            yield waiting, line
        waiting = line
    if waiting is not None:
        yield waiting, None


def _fault_of(
    before: Line | None, line: Line, after: Line | None, head: Head | None
) -> Fault | None:
    due = before.place + 1 if before else 1
    if head and line.place > head.place and due > head.place:
        return Fault(Damage.BEYOND, line.place, line.place, line.at)
    if line.place > due:
        return Fault(Damage.MISSING, due, line.place - 1, before.at if before else None)
    if line.place < due or (after and after.place == line.place):
        return Fault(Damage.TWICE, line.place, line.place, line.at)
    if hash_of(line) != line.hash:
        return _how_it_differs(before, line, after)
    if before and line.previous_hash != before.hash:
        is_begun_anew = line.previous_hash == START
        damage = Damage.HEAD_GONE if is_begun_anew else Damage.REPLACED
        return Fault(damage, before.place, before.place, before.at)
    if not before and line.previous_hash != START:
        return Fault(Damage.REPLACED, line.place, line.place, line.at)
    return None


def _how_it_differs(before: Line | None, line: Line, after: Line | None) -> Fault:
    """Say whether a line whose hash does not fit was changed, or stands at a wrong place."""
    place, true = line.place, _true_place(line)
    followed = _true_place(after) if after else None
    if true is None:
        is_pushed = followed == place  # the next one was numbered as this one
        return Fault(Damage.INSERTED if is_pushed else Damage.ALTERED, place, place, line.at)
    if true > place and (after is None or followed == true + 1):
        return Fault(Damage.MISSING, place, true - 1, before.at if before else None)
    if true < place and (after is None or followed == true + 1):
        at = before.at if before and true == place - 1 else None
        return Fault(Damage.INSERTED, true, place - 1, at)
    return Fault(Damage.MOVED, place, true, line.at)


def _true_place(line: Line) -> int | None:
    """Return the place under which ``line`` was written, if only its place was changed."""
    for distance in range(_FURTHEST):
        for place in {line.place + distance, line.place - distance}:
            if place > 0 and hash_of(line, place=place) == line.hash:
                return place
    return None


def _fault_at_the_end(last: Line | None, head: Head | None) -> Fault | None:
    if last is None:
        return Fault(Damage.MISSING, 1, head.place, None) if head and head.place else None
    if head is None:
        return Fault(Damage.HEAD_GONE, last.place, last.place, last.at)
    if head.place > last.place:
        return Fault(Damage.MISSING, last.place + 1, head.place, last.at)
    if head.hash != last.hash:
        return Fault(Damage.HEAD_DIFFERS, last.place, last.place, last.at)
    return None


_WORDS = {
    Damage.MISSING: "tidak ada: dihapus{after}.",
    Damage.ALTERED: "isi, pelaku, atau waktunya diubah sesudah ditulis.",
    Damage.REPLACED: "diganti dan sidiknya dihitung ulang; rantai terputus, karena baris "
    "sesudahnya masih memegang sidik yang lama.",
    Damage.INSERTED: "disisipkan; baris sesudahnya dinomori ulang.",
    Damage.MOVED: "tempatnya ditukar; yang berdiri di sini ditulis sebagai baris {last}.",
    Damage.TWICE: "ada dua kali; salah satunya disisipkan.",
    Damage.BEYOND: "disisipkan di akhir; catatan baris terakhir tidak mengenalnya.",
    Damage.HEAD_GONE: "adalah yang terakhir sebelum catatan baris terakhir dihapus; baris "
    "sesudahnya mungkin ikut hilang.",
    Damage.HEAD_DIFFERS: "tidak cocok dengan catatan baris terakhir; rantai terputus, karena "
    "baris ini atau baris sebelumnya diganti dan sidiknya dihitung ulang.",
}


def words_of(fault: Fault, zone: ZoneInfo) -> str:
    """Say in one sentence which line it is, of when, and what is wrong with it."""
    at = fault.at.astimezone(zone) if fault.at else None
    when = f"{long_date(at)} pukul {clock_time(at)}" if at else ""
    is_missing = fault.damage is Damage.MISSING
    after = f", sesudah baris {grouped(fault.place - 1)} ({when})" if is_missing and when else ""
    dated = f" ({when})" if when and not is_missing else ""
    span = grouped(fault.place)
    if fault.last > fault.place and fault.damage is not Damage.MOVED:
        span += f" sampai {grouped(fault.last)}"
    what = _WORDS[fault.damage].format(after=after, last=grouped(fault.last))
    return f"Baris {span}{dated} {what}"


def grouped(place: int) -> str:
    """Return a line's number as people write it: «1.234»."""
    return f"{place:,}".replace(",", ".")
