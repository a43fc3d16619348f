"""The weekly recap on paper, to be signed by hand as well (A-10, B-13).

Who prints reads what that person may meet: numbers, entries and supplement are those of
``queries.week_of``. Words come from the entries as they stand today; what was erased says so.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from tanggap.base.acting import Actor, Refused
from tanggap.base.models import Facility, FacilityProfile, Staff
from tanggap.base.papers import CHAIR
from tanggap.base.queries import profile_on
from tanggap.documents.dates import clock_time, day_and_date, long_date, short_date
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import head_signature, letterhead, official_name, signature
from tanggap.documents.pdf import PaperFile, render
from tanggap.documents.spreadsheet import XLSX, Cell, Column, write_table
from tanggap.logbook.queries import zone_of
from tanggap.procedures.queries import basis_on
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.queries import Item, Week, week_of
from tanggap.recap.rules import last_day_to_close, words_of
from tanggap.recap.showing import ERASED, Names, Table, names_of, tables_of

TITLE = "Rekapitulasi Mingguan Umpan Balik"
_COLUMNS = ((0, 1), (2, 3), (5, 4))
"""The tables of numbers beside and below each other, so that short ones fill the room."""
_LINES = 3
_TEXT_WIDTH = 48.0
_LISTED: tuple[dict[str, object], ...] = (
    {"title": "No.", "width": 9},
    {"title": "No. register", "width": 29},
    {"title": "Tanggal", "width": 19},
    {"title": "Media", "width": 23},
    {"title": "Jenis", "width": 19},
    {"title": "Unit", "width": 28},
    {"title": "Uraian singkat", "width": 0},
)
_SUPPLEMENT: tuple[dict[str, object], ...] = (
    {"title": "No.", "width": 9},
    {"title": "No. register", "width": 29},
    {"title": "Tanggal", "width": 19},
    {"title": "Media", "width": 23},
    {"title": "Jenis", "width": 19},
    {"title": "Yang disusulkan", "width": 0},
)
_SHEET = (
    Column("No.", 5, "number"),
    Column("No. register", 24),
    Column("Tanggal", 11, "date"),
    Column("Media", 18),
    Column("Jenis", 14),
    Column("Unit", 22),
    Column("Topik", 24),
    Column("Uraian", 60),
)
_STILL_OPEN = "Rekap dicetak sesudah minggunya ditutup dan ditandatangani."
_TOLD = (
    "Tentang minggu yang sudah ditutup lebih dulu: yang baru dicatat, diperbaiki, dibatalkan, "
    "atau dipulihkan sejak itu. Tidak ikut dihitung di atas."
)


def recap_paper(
    actor: Actor, facility: Facility, monday: date, *, masked: bool = False
) -> PaperFile:
    """Return the recap of a closed week as PDF; raises ``Refused`` for one still open.

    A masked one leaves the office: it tells each entry's topics, not its words.
    """
    week = week_of(actor, facility, monday)
    recap = week.recap
    if recap is None or recap.closed_at is None:
        raise Refused(_STILL_OPEN)
    zone = zone_of(facility)
    signed_on = recap.closed_at.astimezone(zone).date()
    profile, names = profile_on(facility, signed_on), names_of(facility.pk)
    here, span = official_name(profile), words_of(monday)
    printed = long_date(timezone.localdate(timezone=zone))
    content = {
        "letterhead": letterhead(profile),
        "heading": TITLE.upper(),
        "subheading": f"Minggu {span}",
        "late": _late(recap),
        "nothing": "Tidak ada umpan balik yang masuk pada minggu ini." if week.is_empty else "",
        **_numbers(week, names),
        "parts": [
            part for part in (_listed(week, names, masked), _supplement(week, names)) if part
        ],
        "remarks": recap.remarks or "Tidak ada catatan.",
        "acts": _acts(recap, facility),
        "signatures": _signatures(recap, profile, signed_on),
        **basis_on(facility, signed_on),
        "foot": f"Rekap mingguan · {here} · {span} · {_short(recap.digest)} · dicetak {printed}",
    }
    made = render(
        "recap",
        content,
        title=f"{TITLE} {here}, {span}",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile(f"rekap-mingguan_{monday:%Y-%m-%d}.pdf", made)


def recap_sheet(actor: Actor, facility: Facility, monday: date) -> PaperFile:
    """Return the same as XLSX: the list with whole texts, the numbers and the supplement below.

    Raises ``Refused`` for a week still open.
    """
    week = week_of(actor, facility, monday)
    recap = week.recap
    if recap is None or recap.closed_at is None:
        raise Refused(_STILL_OPEN)
    profile = profile_on(facility, recap.closed_at.astimezone(zone_of(facility)).date())
    names, here, span = names_of(facility.pk), official_name(profile), words_of(monday)
    made = write_table(
        f"{TITLE} {here}, {span}",
        _SHEET,
        (_sheet_row(number, item, names) for number, item in enumerate(week.items, start=1)),
        sheet="Rekap",
        heading=[here.upper(), TITLE.upper(), f"Minggu {span}", *filter(None, [_late(recap)])],
        foot=list(_below(week, recap, names)),
        struck=[at for at, item in enumerate(week.items) if item.facts["cancelled"]],
        paper=facility.paper,
    )
    return PaperFile(f"rekap-mingguan_{monday:%Y-%m-%d}.xlsx", made, XLSX)


def _sheet_row(number: int, item: Item, names: Names) -> list[Cell]:
    facts = item.facts
    text = ERASED if item.entry is None or item.is_erased else item.entry.text
    of_item = (names.channel(facts["line"]), names.value("kind", facts), names.units_of(facts))
    return [number, facts["number"], item.day, *of_item, names.value("topics", facts), text]


def _below(week: Week, recap: WeeklyRecap, names: Names) -> Iterator[Sequence[Cell]]:
    """Yield what stands under the list: nihil, the numbers, the supplement, the remarks."""
    if week.is_empty:
        yield ["", "NIHIL"]
    blocks: list[tuple[str, list[Sequence[Cell]]]] = [
        (one.title, [["", label, count] for label, count in one.rows])
        for one in tables_of(week.counts, names)
    ]
    late = [["", one.facts["number"], one.day, names.change(one)] for one in week.supplement]
    blocks.append(("Susulan minggu lalu", list(late)))
    blocks.append(("Catatan tim", [["", recap.remarks or "Tidak ada catatan."]]))
    for title, rows in blocks:
        if rows:
            yield []
            yield ["", title]
            yield from rows


def _short(digest: str) -> str:
    """Return the beginning of a fingerprint, as it is compared by eye."""
    return "sidik " + "-".join(digest[at : at + 4] for at in range(0, 16, 4))


def _late(recap: WeeklyRecap) -> str:
    if not recap.is_late:
        return ""
    due = long_date(last_day_to_close(recap.monday))
    return f"DITUTUP TERLAMBAT (seharusnya paling lambat {due})"


def _numbers(week: Week, names: Names) -> dict[str, object]:
    counts = week.counts
    said = (
        f"{counts['total']} entri: {counts['answered']} sudah dijawab dan "
        f"{counts['unanswered']} belum dijawab ketika minggu ini ditutup."
    )
    if counts["cancelled"]:
        said += f" {counts['cancelled']} nomor dibatalkan, tidak ikut dihitung."
    small = [_small(one) for one in tables_of(counts, names)]
    columns = [[small[at] for at in column if small[at]["rows"]] for column in _COLUMNS]
    return {"summary": said, "tables": columns}


def _small(table: Table) -> dict[str, object]:
    rows = [[label, str(count)] for label, count in table.rows]
    return {"title": table.title, "rows": rows, "note": table.note}


def _listed(week: Week, names: Names, masked: bool) -> dict[str, object] | None:
    if not week.items:
        return None
    columns = [*_LISTED[:-1], {"title": "Topik", "width": 0}] if masked else _LISTED
    rows = []
    for number, item in enumerate(week.items, start=1):
        said = names.value("topics", item.facts) if masked else _text_of(item)
        cells = [*_opening(number, item, names), names.units_of(item.facts), said]
        rows.append({"cells": cells, "struck": False})
    return {"title": "Daftar entri", "said": "", "columns": columns, "rows": rows}


def _supplement(week: Week, names: Names) -> dict[str, object] | None:
    if not week.supplement:
        return None
    rows = [
        {"cells": [*_opening(number, item, names), names.change(item)], "struck": False}
        for number, item in enumerate(week.supplement, start=1)
    ]
    title = "Susulan minggu lalu"
    return {"title": title, "said": _TOLD, "columns": _SUPPLEMENT, "rows": rows}


def _opening(number: int, item: Item, names: Names) -> list[str]:
    """Return the cells with which a line of either table begins."""
    facts = item.facts
    kind = names.value("kind", facts)
    cells = [str(number), facts["number"], short_date(item.day), names.channel(facts["line"])]
    return [*cells, f"{kind}\n(dibatalkan)" if facts["cancelled"] else kind]


def _text_of(item: Item) -> str:
    if item.entry is None or item.is_erased:
        return ERASED
    text = " ".join(item.entry.text.split())
    shown, whole = fit(text, _TEXT_WIDTH, _LINES, size=9)
    return shown if whole else f"{shown} …"


def _acts(recap: WeeklyRecap, facility: Facility) -> Sequence[str]:
    """Say who signed and who saw it on the screen, and when: named acts."""
    zone, told = zone_of(facility), []
    if recap.closed_at is not None:
        at = recap.closed_at.astimezone(zone)
        who = ", ".join(part for part in (recap.signed_name, recap.signed_position) if part)
        when = f"{day_and_date(at.date())} pukul {clock_time(at)}"
        told.append(f"Ditandatangani pada layar oleh {who}, tanggal {when}.")
    if recap.seen_at is not None:
        at = recap.seen_at.astimezone(zone)
        when = f"{day_and_date(at.date())} pukul {clock_time(at)}"
        told.append(f"Diketahui pada layar oleh {recap.seen_name}, tanggal {when}.")
    return told


def _signatures(
    recap: WeeklyRecap, profile: FacilityProfile, signed_on: date
) -> list[dict[str, object]]:
    signer = Staff.objects.filter(pk=recap.closed_by_id or 0).first()
    dated = f"{profile.place or '…………………'}, {long_date(signed_on)}"
    return [
        head_signature(profile, above=["Mengetahui,"]),
        signature(
            CHAIR,
            recap.signed_name,
            signer.nip if signer else "",
            above=[dated],
        ),
    ]
