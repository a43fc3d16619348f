"""The papers that a pack binds in, each with the proofs it belongs to (domain §4.3).

All of them are made for the pack's maker, and in the form without who reported and what was
said. What the maker may not print is left out, and the pack says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.module_loading import import_string

from tanggap.base.models import Team
from tanggap.base.papers import sk_tim, surat_tugas
from tanggap.base.queries import team_on
from tanggap.documents.dates import long_date
from tanggap.documents.pdf import PaperFile
from tanggap.evidence.asking import Question
from tanggap.evidence.outside_papers import OUTSIDE, outside_papers
from tanggap.evidence.proofs.documents import rounds_between
from tanggap.evidence.proofs.remedying import plans_of
from tanggap.evidence.replies_paper import answers_paper
from tanggap.evidence.reports.audit import audit_report
from tanggap.evidence.reports.office import office_report
from tanggap.evidence.reports.review import review_report
from tanggap.evidence.reports.workshop import workshop_paper
from tanggap.evidence.terms import half_of, month_of, quarter_of, terms_ending_in
from tanggap.gateway.papers import checks_paper
from tanggap.outreach.languages import NONE
from tanggap.outreach.leaflets import leaflet
from tanggap.outreach.papers import report
from tanggap.outreach.reach import reach_of
from tanggap.procedures.models import Document
from tanggap.procedures.papers import round_paper, sop_paper
from tanggap.procedures.queries import in_force_on
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.papers import recap_paper
from tanggap.recap.rules import words_of
from tanggap.remedy.analysis import Month
from tanggap.remedy.analysis_papers import analysis_paper
from tanggap.remedy.analysis_reading import first_month
from tanggap.remedy.meetings.papers import attendance_paper, invitation_paper, minutes_paper
from tanggap.remedy.meetings.queries import meetings_held
from tanggap.remedy.papers import plans_paper
from tanggap.remedy.queries import chain_of
from tanggap.remedy.report_papers import plan_sheet, report_paper
from tanggap.reply.models import Reply
from tanggap.reply.papers import answer_on_paper
from tanggap.reply.queries import visible_replies
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.papers import year_paper
from tanggap.rhythm.queries import occasions_of

MOST_NOTICES = 30
Made = Iterator[tuple[str, PaperFile]]


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its chapter, what it proves, the right to print it, who makes it."""

    chapter: str
    proofs: tuple[str, ...]
    right: str
    make: Callable[[Question], Made]


def _decree(asked: Question) -> Made:
    team = team_on(asked.facility, Team.Kind.FEEDBACK, asked.until)
    if team is not None:
        yield f"SK Tim nomor {team.decree_number}", PaperFile("sk-tim.pdf", sk_tim(team))
        yield "Surat tugas tim", PaperFile("surat-tugas.pdf", surat_tugas(team))


def _sops(asked: Question) -> Made:
    for one in in_force_on(asked.facility, asked.until, kind=Document.Kind.SOP):
        if one.steps.exists():
            yield f"SOP {one.document.title}", sop_paper(one, asked.facility)


def _checks(asked: Question) -> Made:
    yield "Pemeriksaan ketersediaan saluran", checks_paper(asked.facility, asked.from_, asked.to)


def _told(asked: Question) -> Made:
    yield "Laporan sosialisasi", report(asked.facility, asked.from_, asked.to)
    reach = reach_of(asked.facility, asked.today, asked.now)
    yield "Leaflet", leaflet(asked.facility, reach, "leaflet-a5", NONE, asked.today)


def _book(asked: Question) -> Made:
    make = import_string(settings.BOOK_IN_PACK)
    for first, last in asked.months:
        yield f"Buku, {Month.of(first).words}", make(asked.actor, first, last)


def _recaps(asked: Question) -> Made:
    held = WeeklyRecap.objects.filter(
        facility=asked.facility, monday__range=(asked.from_, asked.until)
    ).exclude(closed_at=None)
    for monday in held.order_by("monday").values_list("monday", flat=True):
        made = recap_paper(asked.actor, asked.facility, monday, masked=True)
        yield f"Rekap minggu {words_of(monday)}", made


def _analysis(asked: Question) -> Made:
    first = first_month(asked.actor, asked.facility)
    for begin, last in asked.months:
        month = Month.of(begin)
        if first is not None and month >= first and last < asked.today:
            made = analysis_paper(asked.actor, asked.facility, month, first, every=False)
            yield f"Analisis {month.words}", made


def _meetings(asked: Question) -> Made:
    held = meetings_held(asked.facility.pk, asked.from_, asked.to)
    for one in held.select_related("facility", "leader", "scribe", "invited_by"):
        day = long_date(one.held_on)
        for word, make in _OF_MEETING:
            yield f"{word} pertemuan {day}", make(asked.actor, one)


_OF_MEETING = (
    ("Undangan", invitation_paper),
    ("Daftar hadir", attendance_paper),
    ("Notulen", minutes_paper),
)


def _plans(asked: Question) -> Made:
    rows = plans_of(asked)
    for year in sorted({row.plan.year for row in rows}):
        own = [row for row in rows if row.plan.year == year]
        yield f"RTL {year}", plans_paper(asked.actor, asked.facility, own, year)


def _reports(asked: Question) -> Made:
    """Yield the report to the head of each realised plan, and the PDSA sheet of mended ones."""
    for row in [one for one in plans_of(asked) if one.realisation]:
        cycles = chain_of(asked.actor, row.plan, asked.today)
        own = next(one for one in cycles if one.plan.pk == row.plan.pk)
        made = report_paper(asked.actor, asked.facility, own, cycles)
        yield f"Laporan {row.plan.number}", made
        if len(cycles) > 1 and row.plan.pk == cycles[-1].plan.pk:
            sheet = plan_sheet(asked.actor, asked.facility, own, cycles)
            yield f"Lembar PDSA {row.plan.number}", sheet


def _answers(asked: Question) -> Made:
    yield "Daftar tanda terima dan jawaban", answers_paper(asked)


def _notices(asked: Question) -> Made:
    shown = visible_replies(asked.actor).filter(
        asked.within("released_at"), way=Reply.Way.NOTICE, entry__isnull=False
    )
    for one in shown.order_by("released_at")[:MOST_NOTICES]:
        if one.entry is not None:
            made = answer_on_paper(asked.actor, one)
            name = f"papan-pengumuman_{one.entry.year}-{one.entry.sequence:03}.pdf"
            yield f"Papan pengumuman {one.entry.number}", PaperFile(name, made)


def _rounds(asked: Question) -> Made:
    for one in rounds_between(asked):
        title = f"Daftar tilik {one.checklist.sop.document.title}, {long_date(one.done_on)}"
        made = round_paper(one, asked.facility)
        yield (
            title,
            PaperFile(f"{made.name.removesuffix('.pdf')}-{one.pk % 1000:03}.pdf", made.content),
        )


def _schedules(asked: Question) -> Made:
    for year in range(asked.from_.year, asked.to.year + 1):
        yield f"Jadwal kegiatan {year}", year_paper(asked.actor, asked.facility, year)


def _audits(asked: Question) -> Made:
    planned = occasions_of(asked.facility.pk).filter(
        kind=Occasion.Kind.AUDIT,
        cancelled_at=None,
        starts_on__range=(asked.from_, asked.to),
    )
    if rounds_between(asked) or planned.exists():
        yield "Rencana dan laporan audit internal", audit_report(asked).pdf()


def _reviews(asked: Question) -> Made:
    """Yield the sheet of each half-year that ends, or whose RTM was held, in the period."""
    halves = terms_ending_in(asked.from_, asked.to, half_of)
    held = occasions_of(asked.facility.pk).filter(
        kind=Occasion.Kind.REVIEW,
        cancelled_at=None,
        held_at__isnull=False,
        starts_on__range=(asked.from_, asked.to),
    )
    terms = {one.code: one for one in [*halves, *(half_of(row.starts_on) for row in held)]}
    for term in sorted(terms.values(), key=lambda one: one.from_):
        half = replace(asked, from_=term.from_, to=term.to)
        yield f"Masukan RTM {term.words}", review_report(half).pdf()


def _workshops(asked: Question) -> Made:
    for term in terms_ending_in(asked.from_, asked.until, month_of):
        month = replace(asked, from_=term.from_, to=term.to)
        yield f"Lembar lokakarya mini {term.words}", workshop_paper(month)


def _office(asked: Question) -> Made:
    """Yield a report of each quarter in the period; of each month where there is no whole one."""
    quarters = terms_ending_in(asked.from_, asked.until, quarter_of)
    whole = [one for one in quarters if one.from_ >= asked.from_]
    for term in whole or terms_ending_in(asked.from_, asked.until, month_of):
        if term.from_ >= asked.from_:
            own = replace(asked, from_=term.from_, to=term.to)
            yield f"Laporan ke Dinas Kesehatan, {term.words}", office_report(own).pdf()


KINDS: tuple[Kind, ...] = (
    Kind("SK Tim dan surat tugas", ("team", "decrees"), "look.evidence", _decree),
    Kind("SOP yang berlaku", ("sops", "printed"), "look.documents", _sops),
    Kind("Saluran", ("lines", "media", "checks"), "look.checks", _checks),
    Kind("Sosialisasi", ("told",), "look.outreach", _told),
    Kind("Buku umpan balik", ("book", "written"), "look.papers", _book),
    Kind("Rekap mingguan", ("recaps",), "look.recaps", _recaps),
    Kind("Analisis bulanan", ("analysis",), "look.analysis", _analysis),
    Kind("Jadwal kegiatan", ("meetings", "cross", "review"), "look.rhythm", _schedules),
    Kind("Pertemuan bulanan", ("meetings",), "look.meetings", _meetings),
    Kind("Rencana tindak lanjut", ("plans", "carried", "corrected"), "look.plans", _plans),
    Kind("Laporan tindak lanjut dan PDSA", ("carried", "corrected"), "look.plans", _reports),
    Kind("Tanda terima dan jawaban", ("receipts", "answers"), "look.papers", _answers),
    Kind("Papan pengumuman", ("public",), "look.papers", _notices),
    Kind("Daftar tilik", ("rounds",), "look.checklists", _rounds),
    Kind("Audit internal", ("rounds", "audit"), "look.papers", _audits),
    Kind("Masukan RTM", ("review",), "look.papers", _reviews),
    Kind("Lokakarya mini", ("meetings", "cross"), "look.papers", _workshops),
    Kind("Laporan ke Dinas Kesehatan", ("analysis", "carried"), "look.papers", _office),
    Kind(OUTSIDE, ("cross", "survey", "audit", "review"), "look.occasion_files", outside_papers),
)
