"""The pack: all papers of a period bound into one PDF behind its to-dos and indexes, and a ZIP."""

import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.text import slugify

from tanggap.base.acting import Refused
from tanggap.base.models import Staff
from tanggap.base.queries import profile_on
from tanggap.documents.binding import Bound, bound, pages_in
from tanggap.documents.dates import long_date, period
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.documents.spreadsheet import Column, write_table
from tanggap.evidence.asking import Question
from tanggap.evidence.criteria import CRITERIA, NAMES, STEPS
from tanggap.evidence.files import proof_files
from tanggap.evidence.papers import KINDS, Kind
from tanggap.evidence.queries import Findings, Shelf, shelves, todos
from tanggap.procedures.queries import basis_on

TITLE = "Berkas bukti"
Say = Callable[[int, str], None]
_SAID = (
    "Dibuat dari Tanggap untuk pembuatnya. Tanpa nama, nomor, dan alamat pelapor, dan tanpa isi "
    "umpan balik dan jawaban, kecuali yang disamarkan dan dilepas untuk pertemuan atau ditempel di "
    "papan. Berkas dari luar ikut sebagaimana disimpan; isinya tidak diperiksa. Entri "
    "yang tidak boleh dilihat pembuatnya tidak ikut. Cetakan satu per satu, foto, dan pindaian ada "
    "di ZIP."
)


@dataclass(frozen=True)
class Sheet:
    """A paper that was made, and on which page of the bound file it begins."""

    kind: Kind
    title: str
    paper: PaperFile
    pages: int
    first: int = 0

    @property
    def where(self) -> str:
        last = self.first + self.pages - 1
        return str(self.first) if self.pages == 1 else f"{self.first}–{last}"


@dataclass
class Collected:
    """All that was made, and which chapters could not be."""

    sheets: list[Sheet] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Packed:
    """What a pack holds, for its row."""

    pages: int
    papers: int
    files: int


def pack(asked: Question, maker: Staff, pdf: Path, archive: Path, say: Say) -> Packed:
    """Write the bound PDF and the ZIP of the period, for ``maker`` alone."""
    say(2, "mengumpulkan temuan")
    findings = Findings(asked)
    found = _collected(asked, say)
    say(82, "menyusun indeks")
    front, sheets = _front(asked, maker, findings, found)
    say(88, "menjilid")
    parts = [Bound(one.kind.chapter, one.title, one.paper.content) for one in sheets]
    title = f"{TITLE} {period(asked.from_, asked.to)}"
    content = bound(front, parts, title=title, mark=TITLE)
    pdf.write_bytes(content)
    say(95, "menyimpan ZIP")
    files = _zipped(asked, archive, content, sheets)
    return Packed(pages_in(content), len(sheets), files)


def _collected(asked: Question, say: Say) -> Collected:
    found = Collected()
    for at, kind in enumerate(KINDS):
        say(5 + 75 * at // len(KINDS), kind.chapter.lower())
        if not asked.actor.may(kind.right):
            found.left_out.append((kind.chapter, "peran pembuat tidak dapat mencetaknya"))
            continue
        before = len(found.sheets)
        try:
            for title, made in kind.make(asked):
                found.sheets.append(Sheet(kind, title, made, pages_in(made.content)))
        except Refused as refused:
            found.left_out.append((kind.chapter, str(refused)))
        else:
            if len(found.sheets) == before:
                found.left_out.append((kind.chapter, "tidak ada pada periode ini"))
    return found


def _front(
    asked: Question,
    maker: Staff,
    findings: Findings,
    found: Collected,
) -> tuple[bytes, list[Sheet]]:
    """Return what stands before the papers; its own length decides the numbers it names."""
    pages = 3
    for _ in range(4):
        sheets = _placed(found.sheets, pages + 1)
        made = _front_page(asked, maker, findings, found, sheets)
        counted = pages_in(made)
        if counted == pages:
            break
        pages = counted
    return made, sheets


def _placed(sheets: Sequence[Sheet], first: int) -> list[Sheet]:
    found = []
    for one in sheets:
        found.append(Sheet(one.kind, one.title, one.paper, one.pages, first))
        first += one.pages
    return found


def _front_page(
    asked: Question,
    maker: Staff,
    findings: Findings,
    found: Collected,
    sheets: Sequence[Sheet],
) -> bytes:
    profile = profile_on(asked.facility, asked.until)
    span = period(asked.from_, asked.to)
    missing = [[one.todo.words, one.label] for one in todos(findings)]
    missing += [[f"Tidak ikut dijilid: {name} ({why}).", "–"] for name, why in found.left_out]
    content = {
        "letterhead": letterhead(profile),
        "heading": "BERKAS BUKTI AKREDITASI",
        "subheading": "Pengelolaan umpan balik dan penanganan pengaduan",
        "facts": [
            ["Periode", span],
            ["Puskesmas", official_name(profile)],
            ["Dibuat oleh", f"{maker.name}{f', {maker.position}' if maker.position else ''}"],
            ["Tanggal", long_date(asked.today)],
            ["Isi", f"{len(sheets)} cetakan; {len(missing)} hal yang belum ada"],
        ],
        "said": _SAID,
        "lacks": [[str(number), *row] for number, row in enumerate(missing, start=1)],
        "indexes": _indexes(findings, sheets),
        "papers": [
            [str(number), one.title, one.where] for number, one in enumerate(sheets, start=1)
        ],
        **basis_on(asked.facility, asked.until),
        "foot": f"{TITLE} · {official_name(profile)} · {span}",
    }
    return render(
        "pack",
        content,
        title=f"{TITLE} {span}",
        paper=asked.facility.paper,
        font=asked.facility.font,
    )


def _indexes(findings: Findings, sheets: Sequence[Sheet]) -> list[dict[str, object]]:
    """Return the index by step, with every sentence, and that by criterion, with the rest."""
    steps = [(NAMES[key], shelves(findings, rows)) for key, rows in STEPS.items()]
    told = {label for _, rows in steps for one in rows for label, _ in one.found}
    found: list[dict[str, object]] = [
        {"title": title, "rows": [_index_row(one, sheets, frozenset()) for one in rows]}
        for title, rows in steps
    ]
    by_criterion = [_index_row(one, sheets, told) for one in shelves(findings, CRITERIA)]
    return [*found, {"title": "Kriteria akreditasi", "rows": by_criterion}]


def _index_row(one: Shelf, sheets: Sequence[Sheet], told: Collection[str]) -> list[str]:
    """Return code, words with findings (those ``told`` before only by name), and pages."""
    said = [one.criterion.words]
    for label, found in one.found:
        sentence = "" if label in told else f" {found.words}"
        said.append(f"• {label}: {found.label.lower()}.{sentence}")
    by_chapter: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        if set(sheet.kind.proofs) & set(one.criterion.proofs):
            by_chapter.setdefault(sheet.kind.chapter, []).append(sheet)
    where = [f"{chapter}: {_span(own)}" for chapter, own in by_chapter.items()]
    return [one.criterion.code, "\n".join(said), "\n".join(where) or "–"]


def _span(sheets: Sequence[Sheet]) -> str:
    """Return on which pages a chapter's papers stand: they lie one after another."""
    last = sheets[-1].first + sheets[-1].pages - 1
    return (
        f"hal. {sheets[0].first}" if last == sheets[0].first else f"hal. {sheets[0].first}–{last}"
    )


# ---------------------------------------------------------------- the ZIP


def _folder(proofs: Sequence[str], chapter: str) -> str:
    """Return «A4-B2 Rekap mingguan»: the steps a chapter proves, then its name."""
    steps = [row.code for rows in STEPS.values() for row in rows if set(row.proofs) & set(proofs)]
    return f"{'-'.join(steps) or 'Umum'} {chapter}"


_OF_CHAPTER = {kind.chapter: kind.proofs for kind in KINDS}


def _zipped(asked: Question, archive: Path, content: bytes, sheets: Sequence[Sheet]) -> int:
    """Write the ZIP: the bound file, each paper, the proof files, and an index; count files."""
    rows: list[list[str]] = []
    taken: set[str] = set()
    files = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(f"{slugify(TITLE)}.pdf", content)
        for one in sheets:
            folder = _folder(one.kind.proofs, one.kind.chapter)
            name = _free(f"{folder}/{one.paper.name}", taken)
            out.writestr(name, one.paper.content)
            rows.append([folder, one.title, name, one.where])
        for proof in proof_files(asked):
            folder = _folder(_OF_CHAPTER.get(proof.chapter, ()), proof.chapter)
            name = _free(f"{folder}/bukti/{proof.name}", taken)
            out.write(proof.path, name, zipfile.ZIP_STORED)
            rows.append([folder, proof.says, name, ""])
            files += 1
        out.writestr("indeks.xlsx", _index_sheet(asked, rows))
    return files


def _free(name: str, taken: set[str]) -> str:
    """Return ``name``, or one beside it where another file of the ZIP has it already."""
    path, number, found = PurePosixPath(name), 1, name
    while found.casefold() in taken:
        number += 1
        found = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    taken.add(found.casefold())
    return found


def _index_sheet(asked: Question, rows: Sequence[Sequence[str]]) -> bytes:
    columns = (
        Column("Langkah SOP", 34),
        Column("Bukti", 52),
        Column("Berkas", 70),
        Column("Halaman di berkas-bukti.pdf", 16),
    )
    heading = [f"{TITLE.upper()}, {period(asked.from_, asked.to)}"]
    return write_table(TITLE, columns, rows, sheet="Indeks", heading=heading)
