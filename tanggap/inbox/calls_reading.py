"""A call log read once: a list of its missed calls, and by number what became of them."""

import hashlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from tanggap.base.brought import file_of, rows_of, write_row
from tanggap.base.phones import e164
from tanggap.gateway.exports import Call, HostileXml, NotABackup, Outcome, Tally, read_calls
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import CallsImport, MissedCall
from tanggap.inbox.rules import kind_of_sender
from tanggap.inbox.sms_files import open_backup

_AT_ONCE = 400
NOT_A_LOG = (
    "Berkas ini bukan riwayat panggilan. Pilih berkas .xml dari aplikasi SMS Backup & Restore "
    "(namanya seperti «calls-20260512.xml»)."
)
MESSAGES = "Berkas ini SMS, bukan riwayat panggilan. Pilih berkas yang mulai dengan «calls-»."
HOSTILE = (
    "Berkas ini memuat perintah XML yang tidak pernah ada di riwayat panggilan; ditolak demi "
    "keamanan. Buat cadangan baru di HP."
)
NOTHING = "Tidak ada panggilan yang utuh di berkas ini. Bila terpotong, salin ulang dari HP."


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


@dataclass
class CallsScan:
    """A call log on its way through the reader; lost with its process, begun anew by another."""

    brought: CallsImport
    tally: Tally = field(default_factory=Tally)
    callers: dict[str, Caller] = field(default_factory=dict)
    calls: int = 0
    missed: int = 0
    hidden: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self._stream, self.size = open_backup(file_of(self.brought.token), "calls")
        self._calls = read_calls(self._stream, self.tally)
        self._unfinished = rows_of(self.brought.token).with_suffix(".part")
        self._out = self._unfinished.open("wb")

    @property
    def read_bytes(self) -> int:
        return self.tally.read_bytes

    def go_on(self) -> bool:
        """Read some more; answer whether there is more. Raises :class:`UnreadableExport`."""
        try:
            some = list(islice(self._calls, _AT_ONCE))
        except HostileXml as error:
            raise UnreadableExport(HOSTILE) from error
        except NotABackup as error:
            raise UnreadableExport(MESSAGES if error.what == "smses" else NOT_A_LOG) from error
        self._note(some)
        return bool(some)

    def end(self) -> dict[str, Any]:
        """Close the list and return what was found."""
        self._out.close()
        self._stream.close()
        if not self.calls:
            raise UnreadableExport(NOTHING)
        self._unfinished.replace(rows_of(self.brought.token))
        rang = [one for one in self.callers.values() if one.missed]
        return {
            "callers": [asdict(one) for one in rang],
            "spoken": {one.key: one.spoken for one in self.callers.values() if one.spoken},
            "calls": self.calls,
            "count": self.missed,
            "known": sum(one.known for one in rang),
            "hidden": self.hidden,
            "skipped": dict(self.tally.skipped),
            "is_cut": self.tally.is_cut,
        }

    def give_up(self) -> None:
        for open_file in (self._out, self._stream):
            with suppress(OSError):
                open_file.close()

    def _note(self, some: list[Call]) -> None:
        keys = [key_of(call) for call in some]
        here = MissedCall.objects.filter(line_id=self.brought.line_id, key__in=keys)
        known = set(here.values_list("key", flat=True))
        for call, key in zip(some, keys, strict=True):
            self.calls += 1
            if not call.number:
                self.hidden += call.outcome is Outcome.MISSED
                continue
            phone = e164(call.number)
            name = phone or call.number
            if name not in self.callers:
                kind = kind_of_sender(call.number, phone)
                self.callers[name] = Caller(call.number, phone, kind)
            caller = self.callers[name]
            caller.add(call)
            if call.outcome is Outcome.MISSED:
                caller.known += key in known
                self.missed += 1
                at = call.at.isoformat(timespec="milliseconds")
                write_row(self._out, {"key": key, "number": name, "at": at})


def key_of(call: Call) -> str:
    """Return the one key of a call: from whom, and when to the millisecond."""
    number = e164(call.number) or call.number
    said = f"{number}|{call.at.timestamp():.3f}"
    return "call:" + hashlib.sha256(said.encode()).hexdigest()[:40]
