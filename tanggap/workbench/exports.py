"""Everything that a person may see, as a table to take along: csv, xlsx, jsonl.

Messages as jsonl hold one object a line with at least ``channel, external_id,
direction, sender, sent_at, text, attachments``. The machine (command line) sees all.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import IO
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.inbox.models import Message
from tanggap.logbook.queries import may_see_identity, visible_messages, zone_of
from tanggap.workbench.queries import book_rows

Record = Mapping[str, object]
FORMATS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
_ENTRY_COLUMNS: Mapping[str, str] = {
    "number": "No. register",
    "received_at": "Diterima",
    "channel": "Saluran",
    "kind": "Jenis",
    "name": "Nama",
    "address": "Alamat",
    "phone": "No. HP",
    "reporter": "Pelapor",
    "text": "Uraian",
    "happened": "Waktu dan tempat kejadian",
    "units": "Unit terkait",
    "topics": "Topik",
    "klass": "Klasifikasi",
    "severity": "Tingkat",
    "immediate_action": "Tindak lanjut segera",
    "received_by": "Petugas penerima",
    "answered_at": "Tanggal tanggapan",
    "answer": "Isi tanggapan",
    "answer_way": "Cara tanggapan",
    "state": "Keadaan",
    "closed_at": "Tanggal selesai",
}
_MESSAGE_COLUMNS = (
    "id",
    "channel",
    "line",
    "external_id",
    "direction",
    "sender",
    "sender_name",
    "sent_at",
    "received_at",
    "kind",
    "text",
    "attachments",
)


@dataclass(frozen=True)
class Table:
    """Records to write, read as they come, and their columns: ``name -> heading``."""

    columns: Mapping[str, str]
    records: Iterator[Record]

    def __iter__(self) -> Iterator[Record]:
        return self.records


def export_entries(actor: Actor, from_: date | None = None, to: date | None = None) -> Table:
    """Return the entries ``actor`` may meet, received from ``from_`` up to and with ``to``."""
    return Table(_ENTRY_COLUMNS, _entries(actor, from_, to))


def export_messages(actor: Actor, from_: date | None = None, to: date | None = None) -> Table:
    """Return the messages ``actor`` may read, sent from ``from_`` up to and with ``to``."""
    return Table({name: name for name in _MESSAGE_COLUMNS}, _messages(actor, from_, to))


def _entries(actor: Actor, from_: date | None, to: date | None) -> Iterator[Record]:
    facility = Facility.objects.get(pk=actor.facility_id)
    zone = zone_of(facility)
    for row in book_rows(actor, from_, to):
        values = asdict(row)
        yield {"id": str(row.entry_id)} | {
            name: _plain(values[name], zone) for name in _ENTRY_COLUMNS
        }


def _messages(actor: Actor, from_: date | None, to: date | None) -> Iterator[Record]:
    facility = Facility.objects.get(pk=actor.facility_id)
    zone = zone_of(facility)
    knows = may_see_identity(actor)
    found: QuerySet[Message] = (
        visible_messages(actor)
        .filter(_sent_within(zone, from_, to))
        .select_related("line", "person")
        .prefetch_related("attachments__media", "person__identities")
        .order_by("sent_at", "id")
    )
    for message in found.iterator(chunk_size=500):
        yield _message(message, zone, knows)


def _sent_within(zone: ZoneInfo, from_: date | None, to: date | None) -> Q:
    condition = Q()
    if from_ is not None:
        condition &= Q(sent_at__gte=datetime.combine(from_, time.min, zone))
    if to is not None:
        condition &= Q(sent_at__lt=datetime.combine(to + timedelta(days=1), time.min, zone))
    return condition


def _message(message: Message, zone: ZoneInfo, knows: bool) -> Record:
    is_in = message.direction == Message.Direction.IN
    person = message.person if knows else None
    names = [one.value for one in person.identities.all() if not one.ended_at] if person else []
    return {
        "id": str(message.pk),
        "channel": message.line.kind,
        "line": message.line.name,
        "external_id": message.key,
        "direction": message.direction,
        "sender": (names[0] if names else "") if is_in else message.line.address,
        "sender_name": person.name if person and is_in else "",
        "sent_at": message.sent_at.astimezone(zone).isoformat(),
        "received_at": message.received_at.astimezone(zone).isoformat(),
        "kind": message.kind,
        "text": "" if message.revoked_at else message.text,
        "attachments": [
            {"name": a.media.file_name, "mime": a.media.mime, "sha256": a.media.sha256}
            for a in message.attachments.all()
        ],
    }


def _plain(value: object, zone: ZoneInfo) -> object:
    return value.astimezone(zone).isoformat() if isinstance(value, datetime) else value


# ---------------------------------------------------------------- the three forms

WHAT: Mapping[str, Callable[[Actor, date | None, date | None], Table]] = {
    "entries": export_entries,
    "messages": export_messages,
}


def write_rows(table: Table, fmt: str, out: IO[bytes]) -> int:
    """Write ``table`` as ``csv``, ``xlsx`` or ``jsonl`` to ``out``; return how many rows."""
    writers = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}
    return writers[fmt](table, table.columns, out)


def _jsonl(records: Iterable[Record], columns: Mapping[str, str], out: IO[bytes]) -> int:
    count = 0
    for record in records:
        out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _csv(records: Iterable[Record], columns: Mapping[str, str], out: IO[bytes]) -> int:
    """Write with a byte order mark, so that Excel reads the letters right."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns.values())
    count = 0
    for record in records:
        writer.writerow(harmless(_cell(record[name])) for name in columns)
        count += 1
    text.detach()
    return count


def harmless(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula."""
    is_formula = cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{cell}" if is_formula else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(part.get("name") or part.get("mime")) for part in value)
    return str(value)


def _xlsx(records: Iterable[Record], columns: Mapping[str, str], out: IO[bytes]) -> int:
    import xlsxwriter  # as in documents/spreadsheet.py: loaded where a table is asked for

    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "in_memory": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, list(columns.values()), bold)
    count = 0
    for count, record in enumerate(records, start=1):
        for column, name in enumerate(columns):
            sheet.write_string(count, column, _cell(record[name])[:32_000])
    book.close()
    return count
