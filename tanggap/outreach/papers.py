"""«Laporan sosialisasi» for a period, and the empty attendance list (SOP step 3; A-09)."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import day_and_date, long_date, period, short_date
from tanggap.documents.fitting import fit
from tanggap.documents.letterhead import head_signature, letterhead, official_name, signature
from tanggap.documents.pdf import PaperFile, render
from tanggap.gateway.media import printable
from tanggap.outreach.models import Socialisation, SocialisationProof
from tanggap.outreach.queries import proofs_of, records_between, with_people
from tanggap.outreach.rules import empty_quarters, quarter_of
from tanggap.procedures.ledger import Ledger, ledger_paper

TITLE = "Laporan Sosialisasi Media Umpan Balik"
MOST_ROWS = 500
MOST_PHOTOS = 24
_PHOTO_PIXELS = 900
_COLUMNS = (
    {"title": "No.", "under": "", "width": 9},
    {"title": "Tanggal", "under": "", "width": 22},
    {"title": "Cara", "under": "", "width": 40},
    {"title": "Tempat", "under": "", "width": 55},
    {"title": "Petugas", "under": "", "width": 55},
    {"title": "Orang", "under": "", "width": 18},
    {"title": "Leaflet", "under": "", "width": 18},
    {"title": "Catatan", "under": "", "width": 66},
    {"title": "Bukti", "under": "", "width": 30},
)
_NOTE_WIDTH, _NOTE_LINES = 62, 12


def report(facility: Facility, from_: date, to: date) -> PaperFile:
    """Return the report of a period as PDF; a period without any is still a page to sign."""
    today = timezone.localdate(timezone=ZoneInfo(facility.time_zone))
    profile = profile_on(facility, min(to, today))
    span = period(from_, to)
    rows = list(with_people(records_between(facility.pk, from_, to)).reverse()[:MOST_ROWS])
    proofs = _proofs(facility.pk, rows)
    told = Ledger(
        title=TITLE,
        span=span,
        columns=_COLUMNS,
        rows=[_cells(number, row, proofs) for number, row in enumerate(rows, start=1)],
        nothing="Tidak ada sosialisasi pada periode ini.",
        tally=_tally(rows, from_, min(to, today)),
        day=min(to, today),
        more={"photos": _photos(rows, proofs), "photos-heading": f"Foto kegiatan, {span}"},
    )
    stem = f"sosialisasi_{from_:%Y-%m-%d}_{to:%Y-%m-%d}"
    return ledger_paper(facility, profile, stem, told, today)


def _proofs(facility_id: int, rows: Sequence[Socialisation]) -> dict[int, list[SocialisationProof]]:
    found: dict[int, list[SocialisationProof]] = {row.pk: [] for row in rows}
    for proof in proofs_of(facility_id).filter(socialisation__in=rows):
        found[proof.socialisation_id].append(proof)
    return found


def _cells(
    number: int, row: Socialisation, proofs: dict[int, list[SocialisationProof]]
) -> list[list[dict[str, object]]]:
    note, is_whole = fit(row.note, _NOTE_WIDTH, _NOTE_LINES)
    officers = ", ".join(one.staff.name for one in row.told_by.all())
    return [
        [{"text": str(number)}],
        [{"text": short_date(row.held_on)}],
        [{"text": row.get_method_display()}],
        [{"text": row.place, "bold": True}],
        [{"text": officers}],
        [{"text": thousands(row.people)}],
        [{"text": thousands(row.leaflets)}],
        [{"text": note if is_whole else f"{note} …"}],
        [{"text": _kinds(proofs[row.pk]) or "belum ada"}],
    ]


def thousands(count: int) -> str:
    """Return «1.200», or a dash for nothing."""
    return f"{count:,}".replace(",", ".") if count else "–"


def _kinds(proofs: Sequence[SocialisationProof]) -> str:
    """Return «2 foto kegiatan, 1 daftar hadir»."""
    counts = {
        label: sum(one.kind == kind for one in proofs)
        for kind, label in SocialisationProof.Kind.choices
    }
    return ", ".join(f"{count} {str(label).lower()}" for label, count in counts.items() if count)


def _tally(rows: Sequence[Socialisation], from_: date, to: date) -> dict[str, object]:
    by_method = [
        (label, [row for row in rows if row.method == method])
        for method, label in Socialisation.Method.choices
    ]
    return {
        "heading": "Jumlah per cara",
        "columns": ["Cara", "Kali", "Orang", "Leaflet"],
        "rows": [[str(label), *_sums(some)] for label, some in by_method],
        "total": ["Jumlah", *_sums(rows)],
        "notes": _notes(rows, from_, to),
    }


def _sums(rows: Sequence[Socialisation]) -> list[str]:
    people, leaflets = sum(row.people for row in rows), sum(row.leaflets for row in rows)
    return [thousands(len(rows)), thousands(people), thousands(leaflets)]


def _notes(rows: Sequence[Socialisation], from_: date, to: date) -> list[str]:
    """Say which ended quarters of the period were empty, and when the meetings were."""
    meetings = [row.held_on for row in rows if row.method == Socialisation.Method.CROSS_SECTOR]
    told = [
        f"Pertemuan lintas sektor: {', '.join(map(short_date, meetings[-12:])) or 'tidak ada'}."
    ]
    empty = empty_quarters({quarter_of(row.held_on) for row in rows}, quarter_of(from_), to)
    whole = [one for one in empty if one.begin >= from_]
    if whole:
        told.append(f"Tanpa sosialisasi: {', '.join(one.words for one in whole[-12:])}.")
    return told


def _photos(
    rows: Sequence[Socialisation], proofs: dict[int, list[SocialisationProof]]
) -> list[dict[str, object]]:
    """Return the first photos with what they show; an attendance list stays in its file."""
    found: list[dict[str, object]] = []
    for number, row in enumerate(rows, start=1):
        for proof in proofs[row.pk]:
            if proof.kind != SocialisationProof.Kind.PHOTO or len(found) == MOST_PHOTOS:
                continue
            drawn = printable(proof.media, _PHOTO_PIXELS)
            if drawn is not None:
                words = f"No. {number} · {long_date(row.held_on)}, {row.place}"
                found.append({"picture": drawn, "words": words, "note": proof.note})
    return found


# ---------------------------------------------------------------- the attendance list


def attendance_list(
    facility: Facility, today: date, held: Socialisation | None = None
) -> PaperFile:
    """Return an empty «Daftar hadir sosialisasi»; of one record, its day and place stand in it."""
    profile = profile_on(facility, today)
    content = {
        "letterhead": letterhead(profile),
        "heading": "DAFTAR HADIR SOSIALISASI MEDIA UMPAN BALIK",
        "subheading": "",
        "across": 1,
        "down": 1,
        "items": [
            *_about(held),
            {
                "kind": "table",
                "columns": ["No.", "Nama", "Alamat atau instansi", "Tanda tangan"],
                "widths": [11, 0, 52, 42],
                "rows": 15 if facility.paper == "a4" else 17,
                "alternates": True,
            },
            {
                "kind": "signatures",
                "width": 74,
                "blocks": [
                    head_signature(profile, above=["Mengetahui,"]),
                    signature("Petugas", "", above=[f"{profile.place or '…………………'}, ……………………"]),
                ],
            },
        ],
        "foot": f"Daftar hadir sosialisasi · {official_name(profile)}",
    }
    made = render(
        "form",
        content,
        title="Daftar hadir sosialisasi",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile("daftar-hadir-sosialisasi.pdf", made)


def _about(held: Socialisation | None) -> list[dict[str, object]]:
    """Return the lines above the list: filled in from the record, or dotted."""
    if held is None:
        return [{"kind": "line", "label": one} for one in ("Hari, tanggal", "Tempat", "Acara")]
    rows = (
        ("Hari, tanggal", day_and_date(held.held_on)),
        ("Tempat", held.place),
        ("Acara", held.get_method_display()),
    )
    return [{"kind": "line", "label": label, "value": value} for label, value in rows]
