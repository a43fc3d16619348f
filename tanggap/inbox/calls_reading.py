"""A call log read once: a list of its missed calls, and by number what became of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tanggap.base.phones import e164
from tanggap.gateway.exports import Call, Outcome, Stream, Tally, read_calls
from tanggap.inbox.backup_reading import BackupScan, Refusals
from tanggap.inbox.models import CallsImport, MissedCall
from tanggap.inbox.rules import kind_of_sender

NOT_A_LOG = (
    "Berkas ini bukan riwayat panggilan. Pilih berkas .xml dari aplikasi SMS Backup & Restore "
    "(namanya seperti «calls-20260512.xml»)."
)
_REFUSALS = Refusals(
    not_one=NOT_A_LOG,
    other="smses",
    of_other="Berkas ini SMS, bukan riwayat panggilan. Pilih berkas yang mulai dengan «calls-».",
    hostile="Berkas ini memuat perintah XML yang tidak pernah ada di riwayat panggilan; ditolak "
    "demi keamanan. Buat cadangan baru di HP.",
    nothing="Tidak ada panggilan yang utuh di berkas ini. Bila terpotong, salin ulang dari HP.",
)


@dataclass
class Caller:
    """A number that rang in vain. ``spoken`` is when it was last spoken with, either way."""

    number: str
    phone: str
    kind: str
    contact: str = ""
    missed: int = 0
    known: int = 0
    first: str = ""
    last: str = ""
    spoken: str = ""

    @property
    def shown(self) -> str:
        return self.phone or self.number

    @property
    def key(self) -> str:
        """Return the number as a call-back keeps it."""
        return self.phone or self.number

    @property
    def was_rung_back(self) -> bool:
        return self.spoken > self.last

    @property
    def last_at(self) -> datetime:
        return datetime.fromisoformat(self.last)

    def add(self, call: Call) -> None:
        self.contact = self.contact or call.contact
        at = call.at.isoformat(timespec="milliseconds")
        if call.outcome is Outcome.SPOKEN:
            self.spoken = max(self.spoken, at)
        elif call.outcome is Outcome.MISSED:
            self.missed += 1
            self.first = min(self.first or at, at)
            self.last = max(self.last, at)


def callers_of(brought: CallsImport) -> list[Caller]:
    """Return who rang in vain, in the order of the list."""
    return [Caller(**one) for one in brought.found.get("callers", ())]


class CallsScan(BackupScan[Call]):
    """A call log on its way through the reader."""

    begins = "calls"
    refusals = _REFUSALS
    written_as = MissedCall

    def __init__(self, brought: CallsImport) -> None:
        super().__init__(brought)
        self._callers: dict[str, Caller] = {}
        self._hidden = 0

    def read(self, stream: Stream, tally: Tally) -> Iterator[Call]:
        return read_calls(stream, tally)

    def key_of(self, piece: Call) -> str:
        return key_of(piece)

    def note(self, piece: Call, key: str, *, is_known: bool) -> None:
        is_missed = piece.outcome is Outcome.MISSED
        if not piece.number:
            self._hidden += is_missed
            return
        phone = e164(piece.number)
        name = phone or piece.number
        if name not in self._callers:
            self._callers[name] = Caller(piece.number, phone, kind_of_sender(piece.number, phone))
        caller = self._callers[name]
        caller.add(piece)
        if is_missed:
            caller.known += is_known
            at = piece.at.isoformat(timespec="milliseconds")
            self.rows.write({"key": key, "number": name, "at": at})

    def found(self) -> dict[str, Any]:
        everybody = self._callers.values()
        rang = [one for one in everybody if one.missed]
        return {
            "callers": [asdict(one) for one in rang],
            "spoken": {one.key: one.spoken for one in everybody if one.spoken},
            "calls": self.seen,
            "count": sum(one.missed for one in rang),
            "known": sum(one.known for one in rang),
            "hidden": self._hidden,
        }


def key_of(call: Call) -> str:
    """Return the one key of a call: from whom, and when to the millisecond."""
    number = e164(call.number) or call.number
    said = f"{number}|{call.at.timestamp():.3f}"
    return "call:" + hashlib.sha256(said.encode()).hexdigest()[:40]
