"""Old books for the tests: written as people write them, brought in as the screen does."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from tanggap.logbook.actions import (
    import_book,
    offer_book,
    undo_book,
)
from tanggap.logbook.models import BookImport, Entry
from tanggap.logbook.old_carrying import finish
from tanggap.logbook.old_forms import MappingForm
from tanggap.reply.jobs import follow_old_books
from tests.handed import handed
from tests.people import Puskesmas

State = BookImport.State
HEAD = ["No", "Tanggal", "Nama", "No HP", "Media", "Uraian", "Tanggapan", "Status"]
ROWS: list[list[object]] = [
    [1, datetime(2025, 5, 12), "Bu Siti", 81234567890, "Kotak", "Antre lama", "Maaf", "selesai"],
    [2, "13 Mei 2025", "Hamba Allah", None, "SMS", "Terima kasih", None, "selesai"],
    [3, "14/5/25", "Pak Budi 😊", "9" * 40, "Lisan", "Kotor =1+1", None, "belum"],
]  # fmt: skip
BAD: list[list[object]] = [
    [4, "besok", "Bu Ani", None, "SMS", "Kapan buka", None, None],
    [5, datetime(1900, 1, 12), "Bu Ani", None, "SMS", "Lama", None, None],
    [6, "15/5/25", "Bu Ani", None, "SMS", None, None, None],
]


def xlsx(rows: Sequence[Sequence[object]], head: Sequence[object] = HEAD, **sheets: Any) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "2025"
    for row in [head, *rows]:
        sheet.append(list(row))
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Sequence[Sequence[object]], sign: str = ";", encoding: str = "cp1252") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding, "replace")


def offer(here: Puskesmas, content: bytes, name: str = "buku.xlsx") -> BookImport:
    for kind in ("walk_in", "box", "sms_handphone"):
        here.line(kind)
    made = offer_book(here.actor(), **handed(content, name))
    finish(made)
    made.refresh_from_db()
    return made


def guessed(here: Puskesmas, made: BookImport) -> dict[str, Any]:
    from tanggap.gateway.models import Line

    return MappingForm(made, Line.objects.filter(facility=here.facility)).guessed


def bring(here: Puskesmas, content: bytes, **more: object) -> BookImport:
    made = offer(here, content)
    assert made.state == State.READY, made.trouble
    made = import_book(here.actor(), made, guessed(here, made) | more)
    finish(made)
    while follow_old_books(timezone.now()):
        pass
    made.refresh_from_db()
    return made


def undo(here: Puskesmas, made: BookImport) -> BookImport:
    undo_book(here.actor(), made)
    for _ in range(3):
        finish(made)
        follow_old_books(timezone.now())
    made.refresh_from_db()
    return made


def numbers() -> list[str]:
    return list(Entry.objects.order_by("received_at", "id").values_list("number", flat=True))
