"""A backup of SMS read once: a list of its messages, and what a person should know first."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tanggap.base.phones import e164
from tanggap.gateway.exports import Sms, Stream, Tally, read_backup
from tanggap.inbox.backup_reading import BackupScan, Refusals
from tanggap.inbox.models import Message, SmsImport
from tanggap.inbox.rules import kind_of_sender, plain

NOT_A_BACKUP = (
    "Berkas ini bukan cadangan SMS. Pilih berkas .xml dari aplikasi SMS Backup & Restore "
    "(namanya seperti «sms-20260512.xml»)."
)
_REFUSALS = Refusals(
    not_one=NOT_A_BACKUP,
    other="calls",
    of_other="Berkas ini riwayat panggilan, bukan SMS. Pilih berkas yang namanya mulai dengan "
    "«sms-».",
    hostile="Berkas ini memuat perintah XML yang tidak pernah ada di cadangan SMS; ditolak demi "
    "keamanan. Buat cadangan baru di HP.",
    nothing="Tidak ada SMS yang utuh di berkas ini. Bila berkasnya terpotong, salin ulang dari HP.",
)


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


class Scan(BackupScan[Sms]):
    """A backup of SMS on its way through the reader."""

    begins = "sms"
    refusals = _REFUSALS
    written_as = Message

    def __init__(self, brought: SmsImport) -> None:
        super().__init__(brought)
        self._talks: dict[str, Talk] = {}
        self._places: dict[str, int] = {}
        self._files = 0

    def read(self, stream: Stream, tally: Tally) -> Iterator[Sms]:
        return read_backup(stream, tally)

    def key_of(self, piece: Sms) -> str:
        return key_of(piece)

    def note(self, piece: Sms, key: str, *, is_known: bool) -> None:
        phone = e164(piece.number)
        name = phone or piece.number
        if name not in self._talks:
            self._places[name] = len(self._talks)
            self._talks[name] = Talk(piece.number, phone, kind_of_sender(piece.number, phone))
        talk = self._talks[name]
        talk.add(piece)
        talk.known += is_known
        self._files += len(piece.files)
        self.rows.write(_row(piece, key, self._places[name]))

    def found(self) -> dict[str, Any]:
        talks = list(self._talks.values())
        return {
            "talks": [asdict(talk) for talk in talks],
            "count": self.seen,
            "known": sum(talk.known for talk in talks),
            "files": self._files,
            "first": min(talk.first for talk in talks),
            "last": max(talk.last for talk in talks),
        }


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
