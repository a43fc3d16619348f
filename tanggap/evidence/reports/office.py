"""Laporan ke Dinas Kesehatan: a letter and tables, numbers only, no case (5.1.x; §4.3)."""

from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import Profile, head_signature, official_name
from tanggap.evidence.asking import Question
from tanggap.evidence.reports.counting import (
    FOR_HEAD,
    Counts,
    counts_of,
    plans_for_head,
    told_by_head,
)
from tanggap.evidence.reports.report import (
    DOTS,
    Part,
    Report,
    counted,
    facts,
    promises,
    table,
    text,
    title_of,
)
from tanggap.evidence.terms import words_of
from tanggap.remedy.analysis import say_middle
from tanggap.remedy.meetings.queries import meetings_held
from tanggap.remedy.queries import Shown
from tanggap.remedy.rules import State

TITLE = "Laporan pengelolaan umpan balik dan pengaduan"
_OVER = (State.FITS, State.MISMATCH)


def office_report(asked: Question) -> Report:
    """Return the letter to the dinas with the tables of a month or a quarter."""
    profile = profile_on(asked.facility, asked.until)
    span, here = words_of(asked.from_, asked.to), official_name(profile)
    entries = told_by_head(asked)
    counts = counts_of(asked, entries)
    plans = [one for one in plans_for_head(asked) if _is_of(asked, one)]
    parts = [
        text("Dengan hormat,"),
        text(
            f"Bersama ini kami sampaikan laporan pengelolaan umpan balik masyarakat dan "
            f"penanganan pengaduan di {here} pada {span}. {FOR_HEAD}"
        ),
        title_of("1. Jumlah"),
        facts(*_sums(counts)),
        *_tables(counts),
        *_promised(counts),
        title_of("7. Tindak lanjut"),
        *_done(asked, plans),
        text(
            "Demikian laporan ini kami sampaikan. Atas perhatian dan arahan Bapak/Ibu kami "
            "ucapkan terima kasih."
        ),
    ]
    return Report(
        asked,
        f"{TITLE} ke Dinas Kesehatan",
        f"laporan-dinas_{asked.from_:%Y-%m-%d}_{asked.to:%Y-%m-%d}",
        parts,
        [[head_signature(profile)]],
        _frame(asked, profile, span),
        "Laporan ke Dinas Kesehatan",
        kept=3,
    )


def _frame(asked: Question, profile: Profile, span: str) -> dict[str, object]:
    agency = profile.agency.strip() or "Dinas Kesehatan"
    regency = profile.regency.strip()
    if regency.casefold().removeprefix("pemerintah ") in agency.casefold():
        regency = ""
    addressee = ["Yth.", f"Kepala {agency} {regency}".strip(), "di tempat"]
    return {
        "references": [["Nomor", DOTS], ["Lampiran", "–"], ["Perihal", f"{TITLE}, {span}"]],
        "dated": f"{profile.place or DOTS}, {long_date(asked.today)}",
        "addressee": "\n".join(addressee),
    }


def _sums(counts: Counts) -> list[tuple[str, str]]:
    return [
        ("Seluruh umpan balik", str(counts.total)),
        ("Di antaranya pengaduan", str(counts.complaints)),
        ("Tanpa nama", str(counts.anonymous)),
        ("Diberi tanda terima", f"{counts.receipts} dari {counts.complaints} pengaduan"),
        ("Dijawab", f"{counts.answered} dari {counts.total}"),
        ("Selesai", f"{counts.closed} dari {counts.total}"),
    ]


def _tables(counts: Counts) -> list[Part]:
    """Return the numbers by kind, class, medium, topic; one table without rows says nihil."""
    parts: list[Part] = []
    of = (
        ("2. Menurut jenis", "Jenis", counts.kinds, counts.total),
        ("3. Menurut klasifikasi", "Klasifikasi", counts.classes, counts.total),
        ("4. Menurut media", "Media", counts.lines, counts.total),
        ("5. Menurut topik", "Topik", counts.topics, 0),
    )
    for title, column, rows, total in of:
        parts.append(title_of(title))
        parts.append(counted(column, rows, total) if rows else text("Nihil."))
    return parts


def _promised(counts: Counts) -> list[Part]:
    title = title_of("6. Ketepatan waktu tanggapan")
    if not counts.promises:
        return [title, text("Tidak ada janji waktu yang berjalan pada periode ini.")]
    return [title, promises(counts.promises), text(say_middle(counts.days))]


def _done(asked: Question, plans: list[Shown]) -> list[Part]:
    held = meetings_held(asked.facility.pk, asked.from_, asked.until).count()
    rows = [
        ["1", "Pertemuan bulanan dengan notulen", str(held)],
        ["2", "Rencana tindak lanjut (RTL)", str(len(plans))],
        ["3", "RTL yang direalisasikan", str(sum(one.realisation is not None for one in plans))],
        ["4", "RTL yang dievaluasi", str(sum(one.state in _OVER for one in plans))],
        ["5", "RTL yang lewat waktu", str(sum(one.state == State.OVERDUE for one in plans))],
    ]
    return [table(("No.", "Kegiatan", "Jumlah"), (12, 0, 26), rows, (2,))]


def _is_of(asked: Question, one: Shown) -> bool:
    return one.plan.begins_on <= asked.to and one.plan.ends_on >= asked.from_
