"""What was brought beside an occasion, for the pack: a sheet that names it, photos, PDFs.

A PDF is bound without its links, forms and scripts. What cannot be bound (DOCX, XLSX, a PDF that
is locked or broken) lies in the ZIP, and the sheet says so.
"""

from collections.abc import Iterator, Sequence

from tanggap.base.queries import profile_on
from tanggap.documents.binding import bare_pages
from tanggap.documents.dates import long_date, period, short_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.evidence.asking import Question
from tanggap.evidence.proofs.outside import files_of, outside_between
from tanggap.gateway.media import is_picture, path_of, printable
from tanggap.rhythm.models import Occasion, OccasionFile

OUTSIDE = "Bukti dari luar"
_PIXELS, _MOST_PAGES = 1100, 100
_PDF = "application/pdf"


def outside_papers(asked: Question) -> Iterator[tuple[str, PaperFile]]:
    """Yield for each occasion held in the period its sheet with photos, then its PDFs."""
    held = [one for one in outside_between(asked) if one.held_at is not None]
    for occasion_id, files in files_of(held).items():
        if not files:
            continue
        one = next(row for row in held if row.pk == occasion_id)
        bound = {file.pk: _bare(file) for file in files}
        title = f"{one.name} {long_date(one.starts_on)}"
        yield title, _sheet(asked, one, files, {key for key, made in bound.items() if made})
        for file in files:
            made = bound[file.pk]
            if made:
                name = f"bukti-luar_{one.starts_on:%Y-%m-%d}_{file.pk % 100_000:05}.pdf"
                yield f"{file.get_kind_display()}, {title}", PaperFile(name, made)


def _bare(file: OccasionFile) -> bytes | None:
    path = path_of(file.media)
    if path is None or not path.is_file() or is_picture(file.media):
        return None
    with path.open("rb") as opened:
        if not opened.read(5).startswith(b"%PDF-"):
            return None
    return bare_pages(path.read_bytes(), _MOST_PAGES)


def _sheet(
    asked: Question, one: Occasion, files: Sequence[OccasionFile], bound: set[int]
) -> PaperFile:
    profile = profile_on(asked.facility, min(one.starts_on, asked.today))
    content = {
        "letterhead": letterhead(profile),
        "heading": f"BERKAS {one.name}".upper(),
        "size": 10.5,
        "parts": _parts(one, files, bound),
        "signatures": [],
        "photos": _photos(files),
        "photos-heading": "Foto dan pindaian",
        "foot": f"{OUTSIDE} · {official_name(profile)} · dicetak {short_date(asked.today)}",
    }
    made = render(
        "letter",
        content,
        title=f"Berkas {one.name}, {long_date(one.starts_on)}",
        paper=asked.facility.paper,
        font=asked.facility.font,
    )
    return PaperFile(f"berkas-kegiatan_{one.starts_on:%Y-%m-%d}_{one.kind}.pdf", made)


def _parts(one: Occasion, files: Sequence[OccasionFile], bound: set[int]) -> list[object]:
    """Return what was held where and when, and which files tell of it."""
    facts = [
        ["Kegiatan", one.get_kind_display()],
        ["Waktu", period(one.starts_on, one.ends_on or one.starts_on)],
        ["Tempat", one.place or "–"],
    ]
    rows = [
        [str(at), file.get_kind_display(), file.media.file_name, file.note, _where(file, bound)]
        for at, file in enumerate(files, start=1)
    ]
    table = {
        "kind": "table",
        "columns": ["No.", "Jenis", "Berkas", "Keterangan", "Letak"],
        "widths": [10, 30, 0, 34, 34],
        "rows": rows,
    }
    return [{"kind": "facts", "title": "", "facts": facts}, table]


def _photos(files: Sequence[OccasionFile]) -> list[dict[str, object]]:
    drawn = ((file, printable(file.media, _PIXELS)) for file in files)
    return [
        {"picture": picture, "words": file.note or file.get_kind_display()}
        for file, picture in drawn
        if picture is not None
    ]


def _where(file: OccasionFile, bound: set[int]) -> str:
    if file.pk in bound:
        return "dijilid sesudah lembar ini"
    return "di lembar ini" if is_picture(file.media) else "di ZIP saja"
