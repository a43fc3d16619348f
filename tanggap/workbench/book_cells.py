"""A line of the book as cells of paper: the columns of domain §6.1 in ten that can be read.

Pure. A cell is a list of fields; each has a text and may have a label in small print, be
bold, or be *kept* (not struck through on a cancelled line). A text too long for its cell
is cut there and stands whole in the annex.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tanggap.documents.dates import clock_time, grouped_phone, short_date
from tanggap.documents.fitting import fit
from tanggap.workbench.queries import BookRow

Field = dict[str, object]

COLUMNS: tuple[dict[str, object], ...] = (
    {"title": "No.", "under": "", "width": 9},
    {
        "title": "Register",
        "under": "nomor · tanggal dan jam diterima · petugas penerima",
        "width": 34,
    },
    {"title": "Media dan jenis", "under": "media · jenis · klasifikasi · tingkat", "width": 28},
    {"title": "Pelapor", "under": "nama · status · alamat · no. HP", "width": 33},
    {"title": "Uraian", "under": "isi · waktu dan tempat kejadian", "width": 64},
    {"title": "Unit terkait", "under": "", "width": 24},
    {"title": "Tindak lanjut segera", "under": "", "width": 31},
    {"title": "Tanggapan", "under": "tanggal · media · isi", "width": 50},
    {"title": "Status", "under": "status · tanggal selesai", "width": 20},
    {"title": "Paraf", "under": "", "width": 12},
)
MOST_LINES = 34
"""A cell of this many lines still fits on one page together with the header."""

_INSET = 2.0


def cells_of(row: BookRow, position: int, zone: ZoneInfo) -> tuple[list[list[Field]], list[str]]:
    """Return the cells of ``row`` and what of it must go to the annex."""
    annex: list[str] = []

    def fitting(label: str, text: str, column: int) -> str:
        width = float(str(COLUMNS[column]["width"])) - _INSET
        shown, whole = fit(text, width, MOST_LINES)
        if not whole:
            annex.append(f"{label}:\n{text}")
            shown += " … (selengkapnya di lampiran)"
        return shown

    cells = [
        [_field(str(position))],
        _register(row, zone),
        [_field(row.channel, bold=True), _field(row.kind), _field(row.klass), _field(row.severity)],
        _reporter(row),
        [_field(fitting("Uraian", row.text, 4)), *_happened(row)],
        [_field(fitting("Unit terkait", row.units, 5))],
        [_field(fitting("Tindak lanjut segera", row.immediate_action, 6))],
        [*_answered(row, zone), _field(fitting("Isi tanggapan", row.answer, 7))],
        _state(row, zone),
        [],
    ]
    return cells, annex


def _field(text: str, label: str = "", *, bold: bool = False, kept: bool = False) -> Field:
    return {"text": text, "label": label, "bold": bold, "kept": kept}


def _register(row: BookRow, zone: ZoneInfo) -> list[Field]:
    at = row.received_at.astimezone(zone)
    return [
        _field(row.number, bold=True, kept=True),
        _field(f"{short_date(at)} · {clock_time(at)}"),
        _field(row.received_by, "Penerima:"),
    ]


def _reporter(row: BookRow) -> list[Field]:
    return [
        _field(row.name, bold=True),
        _field(row.reporter),
        _field(row.address),
        _field(grouped_phone(row.phone)),
    ]


def _happened(row: BookRow) -> list[Field]:
    return [_field(row.happened, "Waktu dan tempat kejadian:")]


def _answered(row: BookRow, zone: ZoneInfo) -> list[Field]:
    if row.answered_at is None:
        return []
    return [
        _field(
            " · ".join(part for part in (_day(row.answered_at, zone), row.answer_way) if part),
            bold=True,
        )
    ]


def _state(row: BookRow, zone: ZoneInfo) -> list[Field]:
    if row.is_cancelled:
        return [_field("dibatalkan", bold=True, kept=True)]
    closed = _field(_day(row.closed_at, zone)) if row.closed_at else _field("")
    return [_field(row.state, bold=True), closed]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return short_date(at.astimezone(zone))


def long_texts(number: str, parts: Sequence[str]) -> dict[str, str]:
    """Return one piece of the annex: the texts of one line that were too long for it."""
    return {"title": f"Nomor register {number}", "text": "\n\n".join(parts)}
