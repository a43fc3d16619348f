"""The book on paper: *buku rekap umpan balik*, or *buku saran dan kritik* (A-05, B-03).

Any period, also an empty one, which is still a page to be signed (A-10). Who prints sees
what ``book_rows`` gives that person: the accused never meets the row, and the identity
columns stay empty for whoever may not see identities.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, Refused
from tanggap.base.history import up_to_here
from tanggap.base.models import BookTitle, Facility, FacilityProfile
from tanggap.base.papers import head_and_chair
from tanggap.base.queries import profile_on
from tanggap.documents.dates import grouped_phone, long_date, period
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, picture, render
from tanggap.documents.spreadsheet import XLSX, Boxed, Cell, Column, write_table
from tanggap.logbook.models import Kind
from tanggap.logbook.queries import visible_to
from tanggap.procedures.queries import basis_on
from tanggap.workbench.book_cells import COLUMNS, cells_of, long_texts
from tanggap.workbench.queries import BookRow, book_rows
from tanggap.workbench.queries import period as period_condition
from tanggap.workbench.tally import Came, count, tally_table

_SHEET = (
    Column("No.", 5, "number"),
    Column("No. register", 22),
    Column("Tanggal diterima", 11, "date"),
    Column("Jam", 7, "time"),
    Column("Media/kanal", 14),
    Column("Jenis", 11),
    Column("Nama", 20),
    Column("Alamat", 22),
    Column("No. HP", 16),
    Column("Status pelapor", 15),
    Column("Uraian", 52),
    Column("Waktu dan tempat kejadian", 22),
    Column("Unit terkait", 18),
    Column("Klasifikasi", 20),
    Column("Tingkat", 14),
    Column("Tindak lanjut segera", 28),
    Column("Petugas penerima", 18),
    Column("Tanggal tanggapan", 11, "date"),
    Column("Isi tanggapan", 42),
    Column("Media tanggapan", 16),
    Column("Status", 16),
    Column("Tanggal selesai", 11, "date"),
    Column("Paraf", 9),
)


MOST_LINES_PDF = 2_000
MOST_LINES_XLSX = 20_000
PREVIEW_LINES = 40


class _Setting(TypedDict):
    title: str
    paper: str
    font: str
    landscape: bool


@dataclass(frozen=True)
class _Book:
    """What both forms of the book are made of."""

    facility: Facility
    profile: FacilityProfile
    title: str
    from_: date
    to: date
    printed_on: date
    rows: list[BookRow]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.facility.time_zone)

    @property
    def came(self) -> list[Came]:
        return [
            Came(
                row.received_at.astimezone(self.zone).date(),
                row.channel,
                row.kind,
                row.is_cancelled,
            )
            for row in self.rows
        ]


def masked_book(actor: Actor, from_: date, to: date) -> PaperFile:
    """Return the book of a period without who reported and without what was said or answered.

    For papers that leave the office (a pack of evidence): number, day, medium, kind, topics,
    unit, and when and how it was answered stay.
    """
    _check_size(actor, from_, to, MOST_LINES_PDF, "PDF")
    book = _book(actor, from_, to, "")
    book = replace(book, rows=[_masked(row) for row in book.rows])
    content = _content(book)
    content["subheading"] = f"{content['subheading']}, tanpa identitas dan isi"
    stem = f"buku-tanpa-identitas_{from_:%Y-%m-%d}_{to:%Y-%m-%d}"
    return PaperFile(f"{stem}.pdf", render("register", content, **_setting(book)))


def _masked(row: BookRow) -> BookRow:
    return replace(
        row,
        name="",
        address="",
        phone="",
        text=f"Topik: {row.topics}" if row.topics else "",
        happened="",
        immediate_action="",
        answer="",
    )


def book_pdf(actor: Actor, from_: date, to: date, *, title: str = "") -> bytes:
    """Return the book of a period as PDF: landscape, letterhead, page n/N, signatures.

    ``title`` is a :class:`BookTitle`; without one, the health centre's own. Raises
    ``Refused`` for a period with more lines than one file holds well.
    """
    _check_size(actor, from_, to, MOST_LINES_PDF, "PDF")
    book = _book(actor, from_, to, title)
    return render("register", _content(book), **_setting(book))


def book_preview(actor: Actor, from_: date, to: date, *, title: str = "") -> bytes:
    """Return the first page of the book as PNG; a long book is set only as far as that page.

    Its foot then names the lines of the whole instead of a count of pages.
    """
    book = _book(actor, from_, to, title, most=PREVIEW_LINES)
    content = _content(book)
    if len(book.rows) == PREVIEW_LINES:
        content["only"] = f"Pratinjau halaman 1; seluruhnya {lines_in(actor, from_, to)} entri"
    return picture("register", content, **_setting(book), ppi=72)


def _setting(book: _Book) -> _Setting:
    here = official_name(book.profile)
    return {
        "title": f"{book.title} {here}, {period(book.from_, book.to)}",
        "paper": book.facility.paper,
        "font": book.facility.font,
        "landscape": True,
    }


def _content(book: _Book) -> dict[str, object]:
    rows, annex = [], []
    for position, row in enumerate(book.rows, start=1):
        cells, long = cells_of(row, position, book.zone)
        rows.append({"cells": cells, "struck": row.is_cancelled})
        if long:
            annex.append(long_texts(row.number, long))
    here = official_name(book.profile)
    chain = up_to_here(book.facility.pk)
    printed = f"dicetak {long_date(book.printed_on)}{f' · {chain}' if chain else ''}"
    span = period(book.from_, book.to)
    return {
        "letterhead": letterhead(book.profile),
        "heading": book.title.upper(),
        "subheading": f"Periode {span}",
        "columns": COLUMNS,
        "rows": rows,
        "nothing": ["NIHIL", "Tidak ada umpan balik yang masuk pada periode ini."],
        "tally": _tally(book),
        "signatures": _signatures(book),
        "annex": annex,
        "annex-heading": "LAMPIRAN: uraian dan tanggapan yang tidak muat di kolomnya",
        **basis_on(book.facility, min(book.to, book.printed_on)),
        "foot": f"{book.title} · {here} · {span} · {printed}",
    }


def book_xlsx(actor: Actor, from_: date, to: date, *, title: str = "") -> bytes:
    """Return the book of a period as a spreadsheet, one column a field, ready to print."""
    _check_size(actor, from_, to, MOST_LINES_XLSX, "XLSX")
    book = _book(actor, from_, to, title)
    columns, weeks, total = tally_table(count(book.came, from_, to), _kinds())
    here = official_name(book.profile)
    foot: list[Sequence[Cell] | Boxed] = [] if book.rows else [["", "NIHIL"], []]
    foot += [
        Boxed(columns, is_head=True),
        *(Boxed(one) for one in [*weeks, total]),
        [],
        *_signed_below(book),
        [],
        ["", up_to_here(actor.facility_id)],
    ]
    return write_table(
        f"{book.title} {here}",
        _SHEET,
        (_sheet_row(position, row, book.zone) for position, row in enumerate(book.rows, start=1)),
        heading=[here.upper(), book.title.upper(), f"Periode {period(from_, to)}"],
        foot=foot,
        struck=[i for i, row in enumerate(book.rows) if row.is_cancelled],
        paper=book.facility.paper,
    )


def book_file(
    actor: Actor, from_: date, to: date, form: str = "pdf", *, title: str = ""
) -> PaperFile:
    """Return the book as a file with the name people would give it; ``form`` pdf or xlsx."""
    chosen = title or Facility.objects.get(pk=actor.facility_id).book_title
    name = BookTitle(chosen).label.lower().replace(" ", "-")
    stem = f"{name}_{from_:%Y-%m-%d}_{to:%Y-%m-%d}"
    if form == "xlsx":
        return PaperFile(f"{stem}.xlsx", book_xlsx(actor, from_, to, title=chosen), XLSX)
    return PaperFile(f"{stem}.pdf", book_pdf(actor, from_, to, title=chosen))


def lines_in(actor: Actor, from_: date, to: date) -> int:
    """Return how many lines the book of a period has for ``actor``."""
    facility = Facility.objects.get(pk=actor.facility_id)
    return visible_to(actor).filter(period_condition(facility, from_, to)).count()


def _check_size(actor: Actor, from_: date, to: date, most: int, form: str) -> None:
    found = lines_in(actor, from_, to)
    if found > most:
        raise Refused(
            f"Periode ini berisi {found} entri; satu berkas {form} memuat paling banyak {most}. "
            "Pilih periode yang lebih pendek."
        )


def _book(actor: Actor, from_: date, to: date, title: str, most: int | None = None) -> _Book:
    facility = Facility.objects.get(pk=actor.facility_id)
    today = timezone.localdate(timezone=ZoneInfo(facility.time_zone))
    profile = profile_on(facility, min(to, today))
    rows = list(book_rows(actor, from_, to, at_most=most))
    label = BookTitle(title or facility.book_title).label
    return _Book(facility, profile, label, from_, to, today, rows)


def _kinds() -> list[str]:
    return [str(label) for label in Kind.labels]


def _tally(book: _Book) -> dict[str, object]:
    found = count(book.came, book.from_, book.to)
    columns, rows, total = tally_table(found, _kinds())
    cancelled = sum(span.cancelled for span in found)
    notes = []
    if cancelled:
        notes.append(f"Nomor yang dibatalkan ({cancelled}) tetap tercetak dan tidak ikut dihitung.")
    return {
        "heading": "Jumlah per media dan per jenis",
        "columns": columns,
        "rows": rows,
        "total": total if len(rows) > 1 else [],
        "notes": notes,
    }


def _signatures(book: _Book) -> list[dict[str, object]]:
    day = min(book.to, book.printed_on)
    return head_and_chair(book.facility, book.profile, day, book.printed_on)


def _dated(book: _Book) -> str:
    return f"{book.profile.place or '…………………'}, {long_date(book.printed_on)}"


def _signed_below(book: _Book) -> list[Sequence[Cell]]:
    """Return the two signatures as lines of the sheet, in its second and eighth column."""
    left, right = _signatures(book)
    pairs = [
        ("Mengetahui,", _dated(book)),
        (f"{left['role']},", f"{right['role']},"),
        ("", ""),
        ("", ""),
        ("", ""),
        (str(left["name"]), str(right["name"])),
        (str(left["nip"]), str(right["nip"])),
    ]
    return [["", one, *[""] * 5, other] for one, other in pairs]


def _sheet_row(position: int, row: BookRow, zone: ZoneInfo) -> list[Cell]:
    at = row.received_at.astimezone(zone)
    return [
        position,
        row.number,
        at.date(),
        at.time().replace(second=0, microsecond=0),
        row.channel,
        row.kind,
        row.name,
        row.address,
        grouped_phone(row.phone),
        row.reporter,
        row.text,
        row.happened,
        row.units,
        row.klass,
        row.severity,
        row.immediate_action,
        row.received_by,
        row.answered_at.astimezone(zone).date() if row.answered_at else None,
        row.answer,
        row.answer_way,
        "dibatalkan" if row.is_cancelled else row.state,
        row.closed_at.astimezone(zone).date() if row.closed_at else None,
        None,
    ]
