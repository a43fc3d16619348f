"""The year on one sheet: «jadwal» as accreditation asks to see it (1.6.2, 1.6.3).

Activities down, months across, the days in them. Nothing of a plan stands here: whoever
complained of a colleague could be guessed from its term.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import MONTHS
from tanggap.documents.pdf import PaperFile
from tanggap.procedures.ledger import Ledger, columns_of, ledger_paper, words_in
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.queries import (
    AUDITS,
    LINES,
    MEETINGS,
    PLANNED,
    TEAMS,
    TOLD,
    WEEKS,
    dues_between,
    occasions_of,
    today_at,
)
from tanggap.rhythm.rules import Due, State

TITLE = "Jadwal Kegiatan Pengelolaan Umpan Balik"
_COLUMNS = columns_of(("No.", 8), ("Kegiatan", 58), *((one[:3], 19) for one in MONTHS))
_ORDER = (WEEKS, MEETINGS, PLANNED, AUDITS, TOLD, LINES, TEAMS)
_SIGNS = {State.DONE: "√", State.LATE: "!", State.COMING: ""}
_NOTES = (
    "Angka: tanggal; rekap mingguan pada hari terakhir untuk menutupnya.",
    "√ terlaksana, √! terlaksana tetapi terlambat, ! lewat waktu, tanpa tanda: akan datang.",
)


def year_paper(actor: Actor, facility: Facility, year: int) -> PaperFile:
    """Return the year as PDF to sign, as far as ``actor`` may know of it."""
    today = today_at(facility)
    begin, end = date(year, 1, 1), date(year, 12, 31)
    dues = dues_between(actor, facility, begin, end, today)
    day = min(max(begin, today), end)
    told = Ledger(
        title=TITLE,
        span=f"Tahun {year}",
        subheading=f"Tahun {year}",
        columns=_COLUMNS,
        rows=[words_in(row) for row in _rows(dues, _named(facility.pk, year))],
        nothing="Belum ada kegiatan pada tahun ini.",
        tally=_tally(dues),
        day=day,
    )
    profile = profile_on(facility, day)
    return ledger_paper(facility, profile, f"jadwal_{year}", told, today)


def _named(facility_id: int, year: int) -> Mapping[str, str]:
    """Return by due what an occasion is called: by its kind, or by its own name."""
    rows = occasions_of(facility_id).filter(starts_on__year__lte=year, cancelled_at=None)
    return {
        f"kegiatan-{one.pk}": one.name
        if one.kind == Occasion.Kind.OTHER
        else one.get_kind_display()
        for one in rows
    }


def _rows(dues: Iterable[Due], named: Mapping[str, str]) -> Iterator[Sequence[str]]:
    held: dict[tuple[int, str], list[Due]] = {}
    for one in dues:
        if one.group in _ORDER:
            activity = named.get(one.key, one.group)
            held.setdefault((_ORDER.index(one.group), activity), []).append(one)
    for number, (_, activity) in enumerate(sorted(held), start=1):
        own = held[_, activity]
        months = ([one for one in own if one.day.month == month] for month in range(1, 13))
        yield str(number), activity, *(", ".join(map(_when, of_month)) for of_month in months)


def _when(due: Due) -> str:
    sign = "√!" if due.is_made_up else _SIGNS[due.state]
    first = due.first
    if due.group != PLANNED or first is None or first == due.day:
        return f"{due.day.day}{sign}"
    begins = f"{first.day}" if first.month == due.day.month else f"{first.day}/{first.month}"
    return f"{begins}–{due.day.day}{sign}"


def _tally(dues: Iterable[Due]) -> Mapping[str, object]:
    states = [(one.group, one.state) for one in dues]
    counts = {
        group: [states.count((group, state)) for state in (State.DONE, State.LATE, State.COMING)]
        for group in _ORDER
    }
    rows = [[group, *map(str, found)] for group, found in counts.items() if any(found)]
    return {
        "heading": "Pelaksanaan",
        "columns": ["Kegiatan", "Terlaksana", "Lewat waktu", "Akan datang"],
        "rows": rows,
        "total": [],
        "notes": _NOTES,
    }
