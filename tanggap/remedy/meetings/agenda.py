"""What the system proposes for the agenda: the last meeting's decisions first (A-11).

What is counted for a proposal is counted without any entry that names a member of staff: a
proposal is kept, and everybody at the table reads it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef

from tanggap.base.models import Facility
from tanggap.logbook.models import Accused, Entry
from tanggap.logbook.queries import zone_of
from tanggap.recap.queries import owed
from tanggap.recap.showing import names_of
from tanggap.remedy.analysis import Month, Span, change, say_change
from tanggap.remedy.analysis_reading import PROBLEMS
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import last_before
from tanggap.remedy.meetings.rules import LONGEST_TITLE, Finding, finding_title, month_words
from tanggap.remedy.models import Evaluation, Plan

LOUDEST = 3
_MOST_PLANS = 15


@dataclass(frozen=True)
class Proposed:
    """A point that the system puts on the agenda."""

    kind: str
    title: str
    plan: Plan | None = None
    carried_from: MeetingPoint | None = None
    entry_ids: Sequence[int] = ()


def proposed(meeting: Meeting, facility: Facility, today: date) -> list[Proposed]:
    """Return the agenda of a meeting that is being prepared."""
    return [
        *_open_decisions(meeting),
        *_open_plans(facility, today),
        *_missed_recaps(facility, today),
        *_findings(facility, meeting.month),
        Proposed(MeetingPoint.Kind.FREE, "Hal lain yang perlu dibahas"),
    ]


def _open_decisions(meeting: Meeting) -> list[Proposed]:
    """Return what the last meeting decided and nobody found to be carried out yet.

    A decision that became a plan is asked about as that plan.
    """
    last = last_before(meeting)
    if last is None:
        return []
    points = last.points.filter(dropped_at=None, settled_on=None, decided=None)
    found = []
    for point in points.order_by("order", "id").select_related("plan").prefetch_related("sources"):
        title = _decided(point, last)
        if title:
            found.append(
                Proposed(
                    MeetingPoint.Kind.DECISION,
                    _short(title),
                    plan=point.plan,
                    carried_from=point,
                    entry_ids=[one.entry_id for one in point.sources.all()],
                )
            )
    return found


def _decided(point: MeetingPoint, last: Meeting) -> str:
    """Return how a decision stands on the next agenda; one not decided anew, as it stood."""
    if point.decision:
        return f"Keputusan {month_words(last.month)}: {point.decision}"
    return point.title if point.kind == MeetingPoint.Kind.DECISION else ""


def _open_plans(facility: Facility, today: date) -> list[Proposed]:
    """Return the plans not found to fit, the overdue ones first."""
    judged = Evaluation.objects.filter(plan=OuterRef("pk"), taken_back_at=None)
    plans = Plan.objects.filter(~Exists(judged), facility=facility, cancelled_at=None)
    begun = plans.filter(begins_on__lte=today).order_by("ends_on", "id")[:_MOST_PLANS]
    return [
        Proposed(MeetingPoint.Kind.PLAN, _short(f"{one.number}: {one.action}"), plan=one)
        for one in begun
    ]


def _missed_recaps(facility: Facility, today: date) -> list[Proposed]:
    missed = owed(facility, today).missed
    if not missed:
        return []
    words = f"{missed} rekap mingguan terlewat: kapan ditutup, dan mengapa terlewat"
    return [Proposed(MeetingPoint.Kind.RECAP, words)]


def _findings(facility: Facility, month: date) -> list[Proposed]:
    found = findings(facility, month)
    said = [Proposed(MeetingPoint.Kind.ANALYSIS, _short(finding_title(one))) for one in found]
    if said:
        return said
    words = f"Hasil analisis umpan balik {month_words(month)}"
    return [Proposed(MeetingPoint.Kind.ANALYSIS, words)]


def findings(facility: Facility, month: date) -> list[Finding]:
    """Return the topics most complained of in the month, with what changed since the last."""
    whole = Month.of(month)
    now, was = _topics(facility, whole), _topics(facility, whole.plus(-1))
    names, tried = names_of(facility.pk).topics, len({*now, *was}) or 1
    found = []
    for key, count in sorted(now.items(), key=lambda row: (-row[1], row[0]))[:LOUDEST]:
        one = change(Span(was[key], whole.plus(-1).days), Span(count, whole.days), tried=tried)
        found.append(Finding(names.get(key, key), count, was[key], _verdict(say_change(one))))
    return found


def _verdict(said: str) -> str:
    """Return the judgement of a change without its figures, which stand before it."""
    words = said.partition(": ")[2] or said
    return f"{words[:1].upper()}{words[1:]}"


def _topics(facility: Facility, month: Month) -> Counter[str]:
    zone = zone_of(facility)
    start = datetime.combine(month.first, time.min, zone)
    end = datetime.combine(month.last + timedelta(days=1), time.min, zone)
    named = Accused.objects.filter(entry=OuterRef("pk"))
    held = Entry.objects.filter(
        ~Exists(named),
        facility=facility,
        cancelled_at=None,
        kind__in=PROBLEMS,
        received_at__gte=start,
        received_at__lt=end,
        topics__isnull=False,
    )
    rows = held.order_by().values_list("topics__key").annotate(count=Count("pk"))
    return Counter(dict(rows))


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= LONGEST_TITLE else f"{one[: LONGEST_TITLE - 2]} …"
