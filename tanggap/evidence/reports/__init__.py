"""Reports made from what the system knows: audit internal, RTM, lokmin, dinas (domain §4.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tanggap.documents.pdf import PaperFile
from tanggap.evidence.asking import Question
from tanggap.evidence.reports.audit import audit_report
from tanggap.evidence.reports.office import office_report
from tanggap.evidence.reports.report import PDF, WORD
from tanggap.evidence.reports.review import review_report
from tanggap.evidence.reports.workshop import workshop_paper
from tanggap.evidence.terms import (
    Term,
    halves_back,
    months_back,
    quarters_back,
    years_back,
)


@dataclass(frozen=True)
class Sheet:
    """One report that can be printed: what it is for, its forms, the terms it is about."""

    key: str
    label: str
    hint: str
    forms: tuple[str, ...]
    terms: Callable[[date], Sequence[Term]]
    make: Callable[[Question, str], PaperFile]
    is_of_now: bool = False
    """Whether the running term is what people print, and not the one that is over."""


SHEETS: dict[str, Sheet] = {
    one.key: one
    for one in (
        Sheet(
            "lokmin",
            "Lembar lokakarya mini",
            "Satu halaman untuk layar atau dinding: angka bulan itu, tiga keluhan terbanyak, RTL "
            "yang terbuka, yang diminta dari rapat.",
            (PDF,),
            months_back,
            lambda asked, form: workshop_paper(asked),
        ),
        Sheet(
            "rtm",
            "Masukan rapat tinjauan manajemen (RTM)",
            "Delapan butir acara RTM dengan yang diketahui sistem, dan ruang untuk yang ditulis "
            "orang. Dipimpin Penanggung Jawab Mutu.",
            (PDF, WORD),
            halves_back,
            lambda asked, form: review_report(asked).made(form),
            is_of_now=True,
        ),
        Sheet(
            "audit",
            "Rencana dan laporan audit internal",
            "Dari kalender dan daftar tilik yang diisi: program, rencana, instrumen, temuan tiap "
            "langkah dengan CR, tindak lanjut.",
            (PDF,),
            lambda today: [*years_back(today), *halves_back(today)],
            lambda asked, form: audit_report(asked).made(form),
            is_of_now=True,
        ),
        Sheet(
            "dinas",
            "Laporan ke Dinas Kesehatan",
            "Surat dengan tabel bulanan atau triwulanan. Hanya angka, tanpa kasus.",
            (PDF, WORD),
            lambda today: [*months_back(today), *quarters_back(today)],
            lambda asked, form: office_report(asked).made(form),
        ),
    )
}
"""By what an address calls it, in the order of the screen."""
