"""An exported chat, read and ready to be shown before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tanggap.base.phones import e164
from tanggap.gateway.exports import DateOrder, Said, date_evidence, day_of, read_text
from tanggap.inbox.chat_files import ChatFile, UnreadableExport, open_chat

__all__ = ["ChatMessage", "DateOrder", "ParsedChat", "Preview", "UnreadableExport", "read_export"]


@dataclass(frozen=True)
class ChatMessage:
    """One message of the chat with its time in the facility's zone."""

    at: datetime
    said: Said

    @property
    def minute(self) -> datetime:
        return self.at.replace(second=0)


@dataclass(frozen=True)
class Reading:
    """One way to read the dates: what the first and last would be."""

    order: DateOrder
    first: date
    last: date


@dataclass(frozen=True)
class Sender:
    """Somebody who wrote in the chat; ``phone`` where the name is a number."""

    name: str
    count: int
    phone: str


@dataclass(frozen=True)
class Preview:
    """What a person sees before saying yes."""

    chat_name: str
    count: int
    system_count: int
    files_present: int
    files_missing: int
    senders: tuple[Sender, ...]
    first: tuple[ChatMessage, ...]
    last: tuple[ChatMessage, ...]
    readings: tuple[Reading, ...]
    reason: str


@dataclass(frozen=True)
class ParsedChat:
    """A chat read in one order of day and month. ``said`` holds the system's lines too."""

    chat_name: str
    sha256: str
    date_order: DateOrder
    is_ambiguous: bool
    is_backed: bool
    reason: str
    messages: tuple[ChatMessage, ...]
    said: tuple[Said, ...]
    _file: ChatFile = field(repr=False)

    def read_file(self, name: str) -> bytes | None:
        return self._file.read(name)

    @property
    def file_names(self) -> frozenset[str]:
        return self._file.names

    def senders(self) -> tuple[Sender, ...]:
        """Return who wrote, most first."""
        counts = Counter(message.said.sender for message in self.messages)
        return tuple(Sender(name, n, e164(name)) for name, n in counts.most_common())

    def preview(self, shown: int = 5) -> Preview:
        with_files = sum(bool(m.said.file_name) and not m.said.is_omitted for m in self.messages)
        present = sum(m.said.file_name in self.file_names for m in self.messages)
        omitted = sum(message.said.is_omitted for message in self.messages)
        cut = max(shown, len(self.messages) - shown)
        return Preview(
            chat_name=self.chat_name,
            count=len(self.messages),
            system_count=len(self.said) - len(self.messages),
            files_present=present,
            files_missing=with_files - present + omitted,
            senders=self.senders(),
            first=self.messages[:shown],
            last=self.messages[cut:] or self.messages[-1:],
            readings=tuple(self._readings()),
            reason=self.reason,
        )

    def _readings(self) -> list[Reading]:
        if not self.is_ambiguous:
            return []
        orders: tuple[DateOrder, ...] = ("dmy", "mdy")
        readings = []
        for order in orders:
            days = [day for one in self.said if (day := day_of(one.numbers, order))]
            if days:
                readings.append(Reading(order, min(days), max(days)))
        return readings


def read_export(
    source: Path | bytes,
    file_name: str,
    date_order: DateOrder | None = None,
    zone: ZoneInfo | None = None,
    *,
    today: date | None = None,
) -> ParsedChat:
    """Read an exported chat (.txt or .zip), times in the facility's ``zone``.

    Without ``date_order`` the file's own evidence decides; ``is_ambiguous`` says that it
    does not prove the order and a person must. Raises :class:`UnreadableExport`.
    """
    zone = zone or ZoneInfo("Asia/Jakarta")
    file = open_chat(source, file_name)
    said = read_text(file.text, file.names)
    if not said:
        raise UnreadableExport(
            "Berkas ini bukan ekspor percakapan WhatsApp. Di WhatsApp buka percakapannya, "
            "pilih ⋮ › Lainnya › Ekspor chat, lalu unggah berkas itu."
        )
    evidence = date_evidence(said, today or datetime.now(zone).date())
    order = evidence.order if date_order is None or evidence.order == "ymd" else date_order
    messages = _timed(said, order, zone, file.chat_name)
    return ParsedChat(
        chat_name=file.chat_name,
        sha256=hashlib.sha256(file.text.encode()).hexdigest(),
        date_order=order,
        is_ambiguous=not evidence.is_sure,
        is_backed=evidence.is_backed,
        reason=evidence.reason,
        messages=tuple(messages),
        said=tuple(said),
        _file=file,
    )


def _timed(
    said: Sequence[Said], order: DateOrder, zone: ZoneInfo, chat_name: str
) -> list[ChatMessage]:
    """Return what people said, with times; a missed call without a name is the chat's."""
    messages = []
    for one in said:
        day = day_of(one.numbers, order)
        if day is None:
            raise UnreadableExport(
                f"Tanggal «{'/'.join(str(n) for n in one.numbers)}» tidak ada dengan cara baca "
                "ini. Pilih cara baca tanggal yang lain."
            )
        if not one.sender:
            if one.kind != "call" or not chat_name:
                continue
            one = Said(one.numbers, one.clock, chat_name, one.text, "call")  # noqa: PLW2901
        messages.append(ChatMessage(datetime.combine(day, one.clock, zone), one))
    return messages
