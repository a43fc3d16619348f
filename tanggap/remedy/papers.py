"""«Rencana Tindak Lanjut» on paper and as a spreadsheet, with all its columns (A-11, A-12)."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import short_date
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import official_name
from tanggap.documents.pdf import PaperFile
from tanggap.documents.spreadsheet import XLSX, Column, write_table
from tanggap.procedures.ledger import Ledger, columns_of, ledger_paper
from tanggap.remedy.queries import Shown, sources_of
from tanggap.remedy.rules import LABELS

TITLE = "Rencana Tindak Lanjut"
COLUMNS = (
    ("No.", 14),
    ("Masalah", 27),
    ("Penyebab", 25),
    ("Rencana tindak lanjut", 30),
    ("Tujuan/ target", 22),
    ("Indikator keberhasilan", 22),
    ("Penanggung jawab", 23),
    ("Waktu", 18),
    ("Biaya/ sumber dana", 15),
    ("Realisasi", 26),
    ("Bukti", 13),
    ("Evaluasi", 24),
    ("Tindakan perbaikan", 17),
    ("Ket.", 27),
)
_LINES = 14
_WHEN = [title for title, _ in COLUMNS].index("Waktu")
_FITTED = range(1, 13)


def plans_paper(actor: Actor, facility: Facility, rows: Sequence[Shown], year: int) -> PaperFile:
    """Return the RTL table of a year as PDF to sign; what a cell cannot hold is in the annex."""
    today = timezone.localdate(timezone=ZoneInfo(facility.time_zone))
    profile = profile_on(facility, today)
    table = [_fitted(cells) for cells in table_of(actor, rows)]
    told = Ledger(
        title=TITLE,
        heading=f"{TITLE} (RTL)",
        span=f"Tahun {year}",
        subheading=f"Tahun {year}",
        columns=columns_of(*COLUMNS),
        rows=[_boxes(cells) for cells, _ in table],
        nothing="Tidak ada rencana tindak lanjut.",
        tally=_tally(rows),
        day=today,
        annex=[long for _, long in table if long],
    )
    return ledger_paper(facility, profile, f"rtl_{year}", told, today)


def plans_sheet(actor: Actor, facility: Facility, rows: Sequence[Shown], year: int) -> PaperFile:
    """Return the same table as XLSX, with whole texts."""
    profile = profile_on(facility, timezone.localdate(timezone=ZoneInfo(facility.time_zone)))
    columns = [Column(title.replace("/ ", "/"), max(8, width * 0.7)) for title, width in COLUMNS]
    days = [Column("Mulai", 11, "date"), Column("Selesai", 11, "date")]
    made = write_table(
        TITLE,
        [*columns[:_WHEN], *days, *columns[_WHEN + 1 :]],
        (
            [*cells[:_WHEN], plan.begins_on, plan.ends_on, *cells[_WHEN + 1 :]]
            for cells, plan in zip(
                table_of(actor, rows), [one.plan for one in _in_order(rows)], strict=True
            )
        ),
        sheet="RTL",
        heading=[f"{TITLE} (RTL)".upper(), f"{official_name(profile)}, tahun {year}"],
        paper=facility.paper,
    )
    return PaperFile(f"rtl_{year}.xlsx", made, XLSX)


def table_of(actor: Actor, rows: Sequence[Shown]) -> list[list[str]]:
    """Return the lines of the table by number, as they are looked for on paper."""
    sources = sources_of(actor, {row.plan.first_id for row in rows})
    return [_cells(row, sources.get(row.plan.first_id, [])) for row in _in_order(rows)]


def _in_order(rows: Sequence[Shown]) -> list[Shown]:
    return sorted(rows, key=lambda row: (row.plan.year, row.plan.sequence))


def _cells(row: Shown, sources: Sequence[str]) -> list[str]:
    plan, done, judged = row.plan, row.realisation, row.evaluation
    notes = [row.words]
    if plan.corrects:
        notes.append(f"Memperbaiki {plan.corrects.number}")
    if sources:
        more = f" dan {len(sources) - 2} lagi" if len(sources) > 2 else ""
        notes.append(f"Dari {', '.join(sources[:2])}{more}")
    return [
        f"{plan.sequence}/{plan.year}",
        plan.problem,
        plan.cause,
        plan.action,
        plan.target,
        plan.indicator,
        plan.person.name + (f"\n{plan.unit.name}" if plan.unit else ""),
        f"{short_date(plan.begins_on)} – {short_date(plan.ends_on)}",
        plan.budget,
        f"{short_date(done.done_on)}\n{done.text}" if done else "",
        f"{len(row.proofs)} berkas" if row.proofs else "",
        _judged(judged.fits, judged.judged_on, judged.reason) if judged else "",
        row.corrected_by.number if row.corrected_by else "",
        ". ".join(notes),
    ]


def _judged(fits: bool, day: date, reason: str) -> str:
    words = f"{short_date(day)}\n{'Sesuai' if fits else 'Tidak sesuai'}"
    return f"{words}: {reason}" if reason else words


def _boxes(cells: Sequence[str]) -> list[list[dict[str, object]]]:
    return [[{"text": text}] for text in cells]


def _fitted(cells: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the cells as far as they hold their words, and for the annex those that do not."""
    shown, long = list(cells), []
    for at in _FITTED:
        words, is_whole = fit(cells[at], COLUMNS[at][1] - 3.0, _LINES)
        if not is_whole:
            shown[at] = f"{words} … (lampiran)"
            long.append(f"{COLUMNS[at][0].replace('/ ', '/')}: {cells[at]}")
    if not long:
        return shown, {}
    return shown, {"title": f"RTL {cells[0]}", "text": "\n\n".join(long)}


def _tally(rows: Sequence[Shown]) -> dict[str, object]:
    counts = [(label, sum(row.state == state for row in rows)) for state, label in LABELS.items()]
    return {
        "heading": "Jumlah menurut keadaan",
        "columns": ["Keadaan", "RTL"],
        "rows": [[label, str(count)] for label, count in counts if count],
        "total": ["Jumlah", str(len(rows))],
        "notes": [],
    }
