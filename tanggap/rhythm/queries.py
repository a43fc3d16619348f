"""The year as one person may see it, gathered from the steps to the left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Team
from tanggap.gateway.models import Line
from tanggap.gateway.queries import channel_of, checks_of, open_lines
from tanggap.gateway.rules import CHECKED_EVERY
from tanggap.outreach.models import Socialisation
from tanggap.procedures.models import Round
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.queries import first_week
from tanggap.recap.rules import is_missed, is_over, last_day_to_close, monday_of, weeks_between
from tanggap.recap.rules import words_of as week_words
from tanggap.remedy.meetings.queries import meetings_of, name_of
from tanggap.remedy.meetings.rules import DUE_DAY, month_words
from tanggap.remedy.queries import plans_visible_to, shown, with_course
from tanggap.remedy.rules import State as PlanState
from tanggap.reply.models import ReplyTemplate
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.rules import Due, State, in_order, pressing, standing

WEEKS, MEETINGS, PLANS, LINES, TEAMS, PLANNED, AUDITS, TOLD = (
    "Rekap mingguan",
    "Pertemuan bulanan",
    "Tindak lanjut (RTL)",
    "Ketersediaan saluran",
    "SK tim",
    "Kegiatan terencana",
    "Daftar tilik",
    "Sosialisasi",
)
_BEHIND, _AHEAD = timedelta(days=120), timedelta(days=400)
_CARRIED_OUT = (PlanState.REALISED, PlanState.FITS, PlanState.MISMATCH)


@dataclass(frozen=True)
class Span:
    """The days that are looked at, and the day it is."""

    actor: Actor
    facility: Facility
    from_: date
    to: date
    today: date

    def holds(self, day: date) -> bool:
        return self.from_ <= day <= self.to


def dues_between(actor: Actor, facility: Facility, from_: date, to: date, today: date) -> list[Due]:
    """Return what falls due between two days, as far as ``actor`` may know of it."""
    span = Span(actor, facility, from_, to, today)
    found: list[Due] = []
    for right, source in _SOURCES:
        if actor.may(right):
            found += source(span)
    return in_order(found)


def dues_around(actor: Actor, facility: Facility, today: date) -> list[Due]:
    """Return what a calendar program is told: four months back, a year ahead."""
    return dues_between(actor, facility, today - _BEHIND, today + _AHEAD, today)


def asked_of(actor: Actor, facility: Facility, today: date) -> list[Due]:
    """Return what is late or due within a week and is this actor's own to do."""
    near = pressing(dues_around(actor, facility, today), today)
    return [one for one in near if not one.asked_of or actor.may(one.asked_of)]


# ---------------------------------------------------------------- what the steps owe


def _weeks(span: Span) -> Iterator[Due]:
    """Yield each week that is to be recapped, by the last day to close it in time (A-10)."""
    first = first_week(span.facility)
    if first is None:
        return
    begin = max(first, monday_of(span.from_ - timedelta(days=14)))
    closed = WeeklyRecap.objects.filter(facility=span.facility, closed_at__isnull=False)
    done = dict(closed.filter(monday__gte=begin).values_list("monday", "is_late"))
    for monday in weeks_between(begin, span.to) if begin <= span.to else ():
        day = last_day_to_close(monday)
        if not span.holds(day):
            continue
        late = is_over(monday, span.today) and is_missed(monday, span.today)
        yield Due(
            key=f"rekap-{monday.isoformat()}",
            day=day,
            group=WEEKS,
            words=f"Tutup rekap {week_words(monday)}",
            state=State.DONE if monday in done else State.LATE if late else State.COMING,
            address=("recap:week", (monday.isoformat(),)),
            is_made_up=done.get(monday, False),
            first=monday + timedelta(days=7),
            asked_of="recap.close",
        )


def _meetings(span: Span) -> Iterator[Due]:
    """Yield the meetings that are called, and each month that has none yet (A-11)."""
    held = meetings_of(span.facility.pk).filter(cancelled_at=None)
    months = set()
    for one in held.filter(held_on__gte=span.from_ - timedelta(days=62), held_on__lte=span.to):
        if not one.is_extra:
            months.add(one.month)
        if span.holds(one.held_on):
            yield Due(
                key=f"rapat-{one.pk}",
                day=one.held_on,
                group=MEETINGS,
                words=name_of(one),
                state=standing(one.held_on, span.today, is_done=one.closed_at is not None),
                address=("meeting:meeting", (str(one.pk),)),
            )
    for month, day in _months_due(span):
        if month not in months:
            yield Due(
                key=f"rapat-{month:%Y-%m}",
                day=day,
                group=MEETINGS,
                words=f"Pertemuan tentang {month_words(month)}",
                state=standing(day, span.today, is_done=False),
                address=("meeting:meetings", ()),
                asked_of="remedy.call_meeting",
            )


def _months_due(span: Span) -> Iterator[tuple[date, date]]:
    """Yield each month of the book with the day by which it is to have been met about."""
    first = first_week(span.facility)
    if first is None:
        return
    month = first.replace(day=1)
    while True:
        after = (month + timedelta(days=32)).replace(day=1)
        day = after.replace(day=DUE_DAY)
        if day > span.to:
            return
        if span.holds(day):
            yield month, day
        month = after


def _plans(span: Span) -> Iterator[Due]:
    """Yield each RTL by the day it is to be realised, by its number alone (A-12)."""
    plans = plans_visible_to(span.actor).filter(
        cancelled_at=None, ends_on__gte=span.from_, ends_on__lte=span.to
    )
    for one in shown(with_course(plans), span.today):
        yield Due(
            key=f"rtl-{one.plan.pk}",
            day=one.plan.ends_on,
            group=PLANS,
            words=f"{one.plan.number}, batas waktu",
            state=standing(one.plan.ends_on, span.today, is_done=one.state in _CARRIED_OUT),
            address=("remedy:plan", (str(one.plan.pk),)),
            asked_of="remedy.realise",
        )


def _lines(span: Span) -> Iterator[Due]:
    """Yield the checks of the lines that were made, and the next one (Sumbersari step 1)."""
    days = set(checks_of(span.facility.pk).order_by().values_list("checked_on", flat=True))
    for day in sorted(one for one in days if span.holds(one)):
        yield _check(day, State.DONE)
    if open_lines(span.facility.pk).exists():
        day = (max(days) if days else span.today) + CHECKED_EVERY
        if span.holds(day):
            yield _check(day, standing(day, span.today, is_done=False))


def _check(day: date, state: State) -> Due:
    words = "Periksa ketersediaan saluran"
    where = ("gateway:checks", ())
    key = f"periksa-{day.isoformat()}"
    return Due(key, day, LINES, words, state, where, asked_of="gateway.check_lines")


def _teams(span: Span) -> Iterator[Due]:
    """Yield the day on which a team's decree ends and another is needed (A-06)."""
    rows = Team.objects.filter(
        facility=span.facility, valid_to__gte=span.from_, valid_to__lte=span.to
    )
    for team in rows:
        later = Team.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=team.valid_to),
            facility=span.facility,
            kind=team.kind,
        )
        state = standing(team.valid_to or span.today, span.today, is_done=later.exists())
        yield Due(
            key=f"sk-{team.pk}",
            day=team.valid_to or span.today,
            group=TEAMS,
            words=f"SK {team.get_kind_display()} berakhir",
            state=state,
            address=("base:team", ()),
            asked_of="base.set_up_team",
        )


def _rounds(span: Span) -> Iterator[Due]:
    rows = Round.objects.filter(
        facility=span.facility, taken_back_at=None, done_on__gte=span.from_, done_on__lte=span.to
    )
    for one in rows.select_related("checklist", "unit"):
        yield Due(
            key=f"tilik-{one.pk}",
            day=one.done_on,
            group=AUDITS,
            words=f"Daftar tilik di {one.unit.name}",
            state=State.DONE,
            address=("procedures:round", (str(one.pk),)),
        )


def _told(span: Span) -> Iterator[Due]:
    rows = Socialisation.objects.filter(
        facility=span.facility, taken_back_at=None, held_on__gte=span.from_, held_on__lte=span.to
    )
    for one in rows:
        yield Due(
            key=f"sosialisasi-{one.pk}",
            day=one.held_on,
            group=TOLD,
            words=f"Sosialisasi: {one.get_method_display()}",
            state=State.DONE,
            address=("outreach:record", (str(one.pk),)),
        )


def _occasions(span: Span) -> Iterator[Due]:
    rows = occasions_of(span.facility.pk).filter(cancelled_at=None)
    touching = Q(starts_on__lte=span.to) & (
        Q(ends_on__gte=span.from_) | Q(ends_on=None, starts_on__gte=span.from_)
    )
    for one in rows.filter(touching):
        last = one.ends_on or one.starts_on
        yield Due(
            key=f"kegiatan-{one.pk}",
            day=last,
            group=PLANNED,
            words=one.name,
            state=standing(last, span.today, is_done=one.held_at is not None),
            address=("rhythm:occasion", (str(one.pk),)),
            first=one.starts_on,
            asked_of="rhythm.plan_occasion",
        )


_SOURCES = (
    ("look.recaps", _weeks),
    ("look.meetings", _meetings),
    ("look.plans", _plans),
    ("look.checks", _lines),
    ("look.settings", _teams),
    ("look.checklists", _rounds),
    ("look.outreach", _told),
    ("look.rhythm", _occasions),
)


# ---------------------------------------------------------------- what is planned here


def occasions_of(facility_id: int) -> QuerySet[Occasion]:
    return Occasion.objects.filter(facility_id=facility_id)


def reminding_lines(facility_id: int) -> list[Line]:
    """Return the lines that reach a handphone by themselves: SMS and WhatsApp."""
    rows = [one for one in open_lines(facility_id) if one.kind.startswith(("sms", "wa", "whats"))]
    return [one for one in rows if channel_of(one).abilities.sends]


def needs_template(line: Line) -> bool:
    """Answer whether the provider takes only approved words outside its window."""
    return channel_of(line).abilities.answer_window is not None


def reminding_template(facility_id: int) -> ReplyTemplate | None:
    """Return an approved text with one field, into which the reminder goes."""
    rows = ReplyTemplate.objects.filter(facility_id=facility_id, closed_on=None)
    held = rows.exclude(approved_name="").order_by("order", "name")
    return next((one for one in held if len(one.approved_fields) == 1), None)


def today_at(facility: Facility) -> date:
    return timezone.localdate(timezone=ZoneInfo(facility.time_zone))
