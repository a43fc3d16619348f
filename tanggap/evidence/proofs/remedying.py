"""Proofs of analysis, meeting, plan, realisation, evaluation and correction.

Plans are those this actor may meet: whoever is complained of meets no plan of the case.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from tanggap.evidence.asking import Question
from tanggap.evidence.rules import Finding, Link, State, Todo, by_share
from tanggap.logbook.spans import received, span_of
from tanggap.remedy.analysis import Month
from tanggap.remedy.meetings.models import MeetingPhoto
from tanggap.remedy.meetings.queries import meetings_held
from tanggap.remedy.models import Evaluation
from tanggap.remedy.queries import Shown, plans_visible_to, shown, with_course
from tanggap.remedy.rules import State as Stand

_PLANS = Link("Tindak lanjut (RTL)", "remedy:plans", right="look.plans")
_NEW = Link("Buat RTL", "remedy:new", right="remedy.plan")


def _whole_months(asked: Question) -> list[date]:
    """Return the first days of the months of the period that are over."""
    return [first.replace(day=1) for first, last in asked.months if last < asked.today]


def _with_entries(asked: Question, months: Sequence[date]) -> list[date]:
    """Return those of ``months`` in which something came."""
    if not months:
        return []
    came = received(asked.entries, months[0], Month.of(months[-1]).last, asked.zone)
    rows = came.annotate(month=span_of(months, asked.zone)).order_by()
    return [months[place] for place in sorted(rows.values_list("month", flat=True).distinct())]


def _page_of(first: date) -> Link:
    month = Month.of(first)
    query = f"bulan={month.iso}"
    return Link(f"Analisis {month.words}", "analysis:month", query=query, right="look.analysis")


def analysis(asked: Question) -> Finding:
    """Petugas menganalisis hasil rekapan (Sumbersari step 3; A-11, B-06)."""
    months = _whole_months(asked)
    with_entries = _with_entries(asked, months)
    links = tuple(_page_of(first) for first in with_entries[-12:])
    if not with_entries:
        return Finding(State.UNPROVABLE, "Belum ada bulan penuh dengan entri pada periode ini.")
    words = (
        f"Analisis tersusun untuk {len(with_entries)} bulan: tren, Pareto, ketepatan waktu. "
        "Bahwa dibahas, dibuktikan notulen pertemuan."
    )
    return Finding(State.PROVEN, words, links)


_MEETINGS = Link("Pertemuan bulanan", "meeting:meetings", right="look.meetings")


def meetings(asked: Question) -> Finding:
    """Pertemuan 1 bulan sekali, bersama tim mutu; didiskusikan dengan kapus (A-11, B-07)."""
    held = list(meetings_held(asked.facility.pk, asked.from_, asked.until))
    months = _whole_months(asked)
    without = [one for one in months if not any(_is_in(held_.held_on, one) for held_ in held)]
    photos = MeetingPhoto.objects.filter(meeting__in=held, removed_at=None).order_by()
    shown = photos.values_list("meeting", flat=True).distinct().count()
    discussed = sum(one.discussed_on is not None for one in held)
    missing = []
    if without:
        named = ", ".join(Month.of(one).words for one in without)
        missing.append(
            Todo(f"Tidak ada pertemuan yang notulennya ditutup pada {named}.", _MEETINGS)
        )
    if len(held) > shown:
        missing.append(Todo(f"Simpan foto {len(held) - shown} pertemuan.", _MEETINGS))
    if len(held) > discussed:
        lack = len(held) - discussed
        missing.append(Todo(f"Bahas {lack} pertemuan dengan kepala, lalu catat.", _MEETINGS))
    words = (
        f"{len(held)} pertemuan dengan notulen tertutup dalam {len(months)} bulan penuh; "
        f"{shown} dengan foto, {discussed} dibahas dengan kepala."
    )
    state = by_share(len(months) - len(without), len(months))
    if state == State.PROVEN and (discussed < len(held) or shown < len(held)):
        state = State.PARTLY
    return Finding(state, words, (_MEETINGS,), tuple(missing))


def _is_in(day: date, first: date) -> bool:
    return day.replace(day=1) == first


def plans_of(asked: Question) -> list[Shown]:
    """Return the plans made in the period, or whose time fell into it; cancelled ones not."""
    own = plans_visible_to(asked.actor).filter(cancelled_at=None)
    begun = own.filter(begins_on__lte=asked.to, ends_on__gte=asked.from_)
    made = own.filter(asked.within("planned_at"))
    return shown(with_course(begun | made).order_by("year", "sequence"), asked.today)


def plans(asked: Question) -> Finding:
    """Menetapkan rencana tindak lanjut (Padaherang step 5; A-11)."""
    own = plans_visible_to(asked.actor).filter(asked.within("planned_at"), cancelled_at=None)
    days = [
        at.astimezone(asked.zone).date()
        for at in own.values_list("planned_at", flat=True).order_by()
    ]
    months = _whole_months(asked) or [asked.from_.replace(day=1)]
    without = [one for one in months if not any(day.replace(day=1) == one for day in days)]
    words = f"{len(days)} RTL ditetapkan dalam {len(months)} bulan."
    named = ", ".join(Month.of(one).words for one in without)
    missing = (Todo(f"Tidak ada RTL yang ditetapkan pada {named}.", _NEW),) if without else ()
    return Finding(by_share(len(months) - len(without), len(months)), words, (_PLANS,), missing)


_OVER = (Stand.OVERDUE, Stand.REALISED, Stand.FITS, Stand.MISMATCH)
_DONE = (Stand.FITS, Stand.MISMATCH)


def carried(asked: Question) -> Finding:
    """RTL direalisasikan, dengan bukti, dan dievaluasi (2.2.2 EP c; A-12)."""
    due = [one for one in plans_of(asked) if one.state in _OVER]
    done = [one for one in due if one.realisation]
    judged = [one for one in due if one.state in _DONE]
    if not due:
        return Finding(
            State.UNPROVABLE, "Tidak ada RTL yang jatuh waktu pada periode ini.", (_PLANS,)
        )
    with_proof = sum(bool(one.proofs) for one in done)
    words = (
        f"Dari {len(due)} RTL, {len(done)} direalisasikan ({with_proof} dengan bukti) dan "
        f"{len(judged)} dievaluasi."
    )
    missing = []
    for one in due:
        there = Link(one.plan.number, "remedy:plan", (one.plan.pk,), right="look.plans")
        if one.state == Stand.OVERDUE:
            missing.append(Todo(f"{one.plan.number} lewat waktu: catat realisasinya.", there))
        elif one.state == Stand.REALISED:
            missing.append(Todo(f"Evaluasi {one.plan.number}.", there))
        if one.realisation and not one.proofs:
            missing.append(Todo(f"Simpan bukti realisasi {one.plan.number}.", there))
    return Finding(by_share(len(judged), len(due)), words, (_PLANS,), tuple(missing[:10]))


def corrected(asked: Question) -> Finding:
    """Perbaikan bila ditemukan ketidaksesuaian (Padaherang step 6; A-12)."""
    judged = Evaluation.objects.filter(
        plan=OuterRef("pk"), taken_back_at=None, judged_on__range=(asked.from_, asked.to)
    )
    plans = plans_visible_to(asked.actor).filter(Exists(judged), cancelled_at=None)
    rows = shown(with_course(plans).order_by("year", "sequence"), asked.today)
    if not rows:
        words = "Tidak ada RTL yang dievaluasi pada periode ini."
        return Finding(State.UNPROVABLE, words, (_PLANS,))
    off = [one for one in rows if one.state == Stand.MISMATCH]
    mended = [one for one in off if one.corrected_by]
    words = (
        f"{len(rows)} RTL dievaluasi: {len(rows) - len(off)} sesuai, {len(off)} tidak sesuai; "
        f"{len(mended)} di antaranya mempunyai RTL perbaikan."
    )
    missing = tuple(
        Todo(
            f"Buat RTL perbaikan untuk {one.plan.number}.",
            Link(one.plan.number, "remedy:plan", (one.plan.pk,), right="look.plans"),
        )
        for one in off
        if not one.corrected_by
    )
    return Finding(
        by_share(len(mended), len(off)) if off else State.PROVEN, words, (_PLANS,), missing
    )
