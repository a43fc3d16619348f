"""A backup of SMS read once: a list of its messages, and what a person should know first."""

import hashlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from tanggap.base.brought import file_of, rows_of, write_row
from tanggap.base.phones import e164
from tanggap.gateway.exports import HostileXml, NotABackup, Sms, Tally, read_backup
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import Message, SmsImport
from tanggap.inbox.rules import kind_of_sender, plain
from tanggap.inbox.sms_files import open_backup

_AT_ONCE = 400
NOT_A_BACKUP = (
    "Berkas ini bukan cadangan SMS. Pilih berkas .xml dari aplikasi SMS Backup & Restore "
    "(namanya seperti «sms-20260512.xml»)."
)
CALLS = "Berkas ini riwayat panggilan, bukan SMS. Pilih berkas yang namanya mulai dengan «sms-»."
HOSTILE = (
    "Berkas ini memuat perintah XML yang tidak pernah ada di cadangan SMS; ditolak demi "
    "keamanan. Buat cadangan baru di HP."
)
NOTHING = "Tidak ada SMS yang utuh di berkas ini. Bila berkasnya terpotong, salin ulang dari HP."


@dataclass
class Talk:
    """All SMS with one number. ``known`` is how many of them are here already."""

    number: str
    phone: str
    kind: str
    contact: str = ""
    came: int = 0
    went: int = 0
    known: int = 0
    first: str = ""
    last: str = ""

    @property
    def shown(self) -> str:
        return self.phone or self.number or "Tanpa nomor"

    @property
    def count(self) -> int:
        return self.came + self.went

    @property
    def first_at(self) -> datetime:
        return datetime.fromisoformat(self.first)

    @property
    def last_at(self) -> datetime:
        return datetime.fromisoformat(self.last)

    def add(self, sms: Sms) -> None:
        self.contact = self.contact or sms.contact
        self.came += not sms.is_ours
        self.went += sms.is_ours
        day = sms.at.isoformat()
        self.first = min(self.first or day, day)
        self.last = max(self.last, day)


def talks_of(brought: SmsImport) -> list[Talk]:
    """Return the conversations of a backup that was read, in the order of the list."""
    return [Talk(**talk) for talk in brought.found.get("talks", ())]


@dataclass
class Scan:
    """A backup on its way through the reader; lost with its process, begun anew by another."""

    brought: SmsImport
    tally: Tally = field(default_factory=Tally)
    talks: dict[str, Talk] = field(default_factory=dict)
    files: int = 0
    count: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        stream, self.size = open_backup(file_of(self.brought.token))
        self._stream = stream
        self._messages = read_backup(stream, self.tally)
        self._unfinished = rows_of(self.brought.token).with_suffix(".part")
        self._out = self._unfinished.open("wb")

    @property
    def read_bytes(self) -> int:
        return self.tally.read_bytes

    def go_on(self) -> bool:
        """Read some more; answer whether there is more. Raises :class:`UnreadableExport`."""
        try:
            some = list(islice(self._messages, _AT_ONCE))
        except HostileXml as error:
            raise UnreadableExport(HOSTILE) from error
        except NotABackup as error:
            raise UnreadableExport(CALLS if error.what == "calls" else NOT_A_BACKUP) from error
        self._note(some)
        return bool(some)

    def end(self) -> dict[str, Any]:
        """Close the list and return what was found."""
        self._out.close()
        self._stream.close()
        if not self.count:
            raise UnreadableExport(NOTHING)
        self._unfinished.replace(rows_of(self.brought.token))
        talks = [asdict(talk) for talk in self.talks.values()]
        return {
            "talks": talks,
            "count": self.count,
            "known": sum(talk.known for talk in self.talks.values()),
            "files": self.files,
            "skipped": dict(self.tally.skipped),
            "is_cut": self.tally.is_cut,
            "first": min(talk.first for talk in self.talks.values()),
            "last": max(talk.last for talk in self.talks.values()),
        }

    def give_up(self) -> None:
        for open_file in (self._out, self._stream):
            with suppress(OSError):
                open_file.close()

    def _note(self, some: list[Sms]) -> None:
        keys = [key_of(sms) for sms in some]
        here = Message.objects.filter(line_id=self.brought.line_id, key__in=keys)
        known = set(here.values_list("key", flat=True))
        places = {name: place for place, name in enumerate(self.talks)}
        for sms, key in zip(some, keys, strict=True):
            phone = e164(sms.number)
            name = phone or sms.number
            if name not in self.talks:
                places[name] = len(self.talks)
                kind = kind_of_sender(sms.number, phone)
                self.talks[name] = Talk(sms.number, phone, kind)
            talk = self.talks[name]
            talk.add(sms)
            talk.known += key in known
            self.count += 1
            self.files += len(sms.files)
            write_row(self._out, _row(sms, key, places[name]))


def key_of(sms: Sms) -> str:
    """Return the one key of a message: whose, when to the millisecond, which way, what.

    The same message from two backups, or twice in one, has one key.
    """
    digest = hashlib.sha256()
    way = "out" if sms.is_ours else "in"
    number = e164(sms.number) or sms.number
    digest.update(f"{number}|{sms.at.timestamp():.3f}|{way}|{plain(sms.text)}".encode())
    for file in sms.files:
        digest.update(hashlib.sha256(file.base64.encode()).digest())
    return "sms:" + digest.hexdigest()[:40]


def _row(sms: Sms, key: str, talk: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": key,
        "talk": talk,
        "at": sms.at.isoformat(),
        "out": sms.is_ours,
        "text": sms.text,
    }
    if sms.files:
        row["files"] = [[file.mime, file.name, file.base64] for file in sms.files]
    return row


def sent_at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["at"])
