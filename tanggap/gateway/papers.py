"""The paper of the availability checks: «Ketersediaan media sosial» (Sumbersari; B-04, B-11).

Date, medium, number or account, result, what was found, officer: one row a line and check.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import grouped_phone, period, short_date
from tanggap.documents.pdf import PaperFile
from tanggap.gateway.models import CheckedLine
from tanggap.gateway.queries import channel_of
from tanggap.procedures.ledger import Ledger, ledger_paper

TITLE = "Pemeriksaan Ketersediaan Media Umpan Balik"
MOST_ROWS = 2_000
_COLUMNS: tuple[Mapping[str, object], ...] = (
    {"title": "No.", "under": "", "width": 9},
    {"title": "Tanggal", "under": "", "width": 24},
    {"title": "Media", "under": "nama · jenis", "width": 60},
    {"title": "Nomor, akun, atau letak", "under": "", "width": 46},
    {"title": "Hasil", "under": "", "width": 32},
    {"title": "Keterangan", "under": "", "width": 84},
    {"title": "Petugas", "under": "", "width": 42},
    {"title": "Paraf", "under": "", "width": 16},
)


def checks_paper(facility: Facility, from_: date, to: date) -> PaperFile:
    """Return the checks of a period as PDF; a period without any is still a page to sign."""
    today = timezone.localdate(timezone=ZoneInfo(facility.time_zone))
    profile = profile_on(facility, min(to, today))
    rows = _rows(facility, from_, to)
    told = Ledger(
        title=TITLE,
        span=period(from_, to),
        columns=_COLUMNS,
        rows=[_cells(number, row) for number, row in enumerate(rows, start=1)],
        nothing="Tidak ada pemeriksaan pada periode ini.",
        tally=_tally(rows),
        day=min(to, today),
    )
    stem = f"ketersediaan-media_{from_:%Y-%m-%d}_{to:%Y-%m-%d}"
    return ledger_paper(facility, profile, stem, told, today)


def _rows(facility: Facility, from_: date, to: date) -> Sequence[CheckedLine]:
    rows = CheckedLine.objects.filter(
        check_made__facility=facility, check_made__checked_on__range=(from_, to)
    )
    by_day = rows.select_related("check_made__by", "line").order_by(
        "check_made__checked_on", "check_made_id", "line_id"
    )
    return list(by_day[:MOST_ROWS])


def _cells(number: int, row: CheckedLine) -> list[list[dict[str, object]]]:
    check, line = row.check_made, row.line
    label = channel_of(line).label
    return [
        [{"text": str(number)}],
        [{"text": short_date(check.checked_on)}],
        [{"text": line.name, "bold": True}, {"text": label if label != line.name else ""}],
        [{"text": grouped_phone(line.address)}],
        [{"text": row.get_result_display(), "bold": row.result != CheckedLine.Result.WORKS}],
        [{"text": row.note}],
        [{"text": check.by.name}],
        [{"text": ""}],
    ]


def _tally(rows: Sequence[CheckedLine]) -> dict[str, object]:
    labels = dict(CheckedLine.Result.choices)
    counts = [str(sum(row.result == result for row in rows)) for result in labels]
    times = len({row.check_made_id for row in rows})
    return {
        "heading": "Jumlah hasil",
        "columns": ["Pemeriksaan", *(str(label) for label in labels.values())],
        "rows": [[f"{times} kali", *counts]],
        "total": [],
        "notes": [],
    }
