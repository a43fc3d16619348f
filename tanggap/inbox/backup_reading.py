"""A file of «SMS Backup & Restore» read once, whether it holds SMS or calls."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from tanggap.base.brought import RowList, file_of
from tanggap.gateway.exports import Call, HostileXml, NotABackup, Sms, Stream, Tally
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import CallsImport, Message, MissedCall, SmsImport
from tanggap.inbox.sms_files import open_backup

_AT_ONCE = 400
_P = TypeVar("_P", Sms, Call)


@dataclass(frozen=True)
class Refusals:
    """What is said of a file that cannot be read: it is none such, it is of the other kind
    (``other`` is the name of its root), it means harm, it holds nothing whole."""

    not_one: str
    other: str
    of_other: str
    hostile: str
    nothing: str


class BackupScan(ABC, Generic[_P]):
    """A backup on its way through the reader; lost with its process, begun anew by another."""

    begins: ClassVar[str]
    refusals: ClassVar[Refusals]
    written_as: ClassVar[type[Message] | type[MissedCall]]

    def __init__(self, brought: SmsImport | CallsImport) -> None:
        self.tally, self.seen = Tally(), 0
        self._line_id = brought.line_id
        self._stream, self.size = open_backup(file_of(brought.token), self.begins)
        self._pieces: Iterator[_P] = self.read(self._stream, self.tally)
        self.rows = RowList(brought.token)

    @property
    def read_bytes(self) -> int:
        return self.tally.read_bytes

    def go_on(self) -> bool:
        """Read some more; answer whether there is more. Raises :class:`UnreadableExport`."""
        try:
            some = list(islice(self._pieces, _AT_ONCE))
        except HostileXml as error:
            raise UnreadableExport(self.refusals.hostile) from error
        except NotABackup as error:
            is_other = error.what == self.refusals.other
            said = self.refusals.of_other if is_other else self.refusals.not_one
            raise UnreadableExport(said) from error
        self._note_all(some)
        return bool(some)

    def end(self) -> dict[str, Any]:
        """Close the list and return what was found."""
        self._stream.close()
        if not self.seen:
            raise UnreadableExport(self.refusals.nothing)
        self.rows.finish()
        told = {"skipped": dict(self.tally.skipped), "is_cut": self.tally.is_cut}
        return self.found() | told

    def give_up(self) -> None:
        self.rows.give_up()
        with suppress(OSError):
            self._stream.close()

    def _note_all(self, some: Sequence[_P]) -> None:
        keys = [self.key_of(piece) for piece in some]
        here = self.written_as.objects.filter(line_id=self._line_id, key__in=keys)
        known = set(here.values_list("key", flat=True))
        for piece, key in zip(some, keys, strict=True):
            self.note(piece, key, is_known=key in known)
        self.seen += len(some)

    @abstractmethod
    def read(self, stream: Stream, tally: Tally) -> Iterator[_P]:
        """Yield the pieces of the file, and count in ``tally`` what else is met."""

    @abstractmethod
    def key_of(self, piece: _P) -> str:
        """Return the one key of a piece, the same in every backup that holds it."""

    @abstractmethod
    def note(self, piece: _P, key: str, *, is_known: bool) -> None:
        """Count ``piece``, and write its row; ``is_known`` where it is here already."""

    @abstractmethod
    def found(self) -> dict[str, Any]:
        """Return what a person should know first."""
