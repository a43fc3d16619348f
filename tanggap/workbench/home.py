"""The first screen of the day: where the procedure stands, and what waits for whom.

Each role meets its own work first; the five stages are those of the SOP at Sumbersari
(B-03): media → collect and recap → analyse → discuss → act towards the customer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Role, SecondFactor, Team
from tanggap.base.queries import KEYHOLDERS
from tanggap.gateway.models import Dispatch, Line
from tanggap.gateway.queries import check_is_due
from tanggap.inbox.models import CallBack
from tanggap.inbox.queries import slips_to_type
from tanggap.logbook.models import Entry, Severity
from tanggap.logbook.queries import visible_to
from tanggap.recap.queries import Owed, owed
from tanggap.remedy.reminding import reminders_of
from tanggap.reply.queries import (
    unreached,
    visible_replies,
    waiting_for_approval,
)
from tanggap.reply.secrecy import visible_dispatches
from tanggap.workbench import triage
from tanggap.workbench.context import address_of
from tanggap.workbench.gathering import last_meeting, meeting_tasks
from tanggap.workbench.queries import (
    OPEN,
    in_state,
    is_for_units,
    is_unanswered,
    late_count,
    most_pressing,
    with_standing,
)
from tanggap.workbench.recapping import missed_weeks, recapping, week_to_close, weeks_to_see
from tanggap.workbench.waiting import StageLine, Task

AT_MOST = 1000


@dataclass(frozen=True)
class Stage:
    """One step of the SOP and what is due in it."""

    number: int
    name: str
    lines: list[StageLine]


class Numbers:
    """What both the strip and the tasks say, counted once for a page."""

    def __init__(self, actor: Actor, facility: Facility | None = None) -> None:
        self.actor = actor
        self._facility = facility

    @cached_property
    def waiting(self) -> int:
        return triage.waiting_count(self.actor)

    @cached_property
    def lines(self) -> tuple[int, int]:
        """Return how many lines are open, and how many of them are in trouble."""
        asked = open_lines(self.actor.facility_id, timezone.localdate()).aggregate(
            open=Count("pk"), broken=Count("pk", filter=~Q(trouble=""))
        )
        return asked["open"], asked["broken"]

    @cached_property
    def weeks(self) -> Owed:
        """Return the weeks whose recap is not closed yet."""
        return owed(self.facility, timezone.localdate())

    @cached_property
    def facility(self) -> Facility:
        return self._facility or Facility.objects.get(pk=self.actor.facility_id)

    @cached_property
    def late(self) -> int:
        return late_count(self.actor, AT_MOST)


def _count(rows: QuerySet) -> int:  # type: ignore[type-arg]
    return rows.order_by()[:AT_MOST].count()


def _list(**filters: str) -> str:
    """Return the list of the book, narrowed; empty where the list is not installed."""
    address = address_of("workbench:entries")
    return f"{address}?{urlencode(filters)}" if address and filters else address


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


# ---------------------------------------------------------------- the strip


def stages(actor: Actor, today: date, numbers: Numbers | None = None) -> list[Stage]:
    """Return the five steps with what is due in each, as far as this actor may see."""
    numbers = numbers or Numbers(actor)
    return [
        Stage(1, "Menyediakan media", _media(numbers)),
        Stage(2, "Mengumpulkan dan merekap", _collecting(actor, today, numbers)),
        Stage(3, "Menganalisis", _analysing(actor, today)),
        Stage(4, "Mendiskusikan", _discussing(actor)),
        Stage(5, "Menindaklanjuti kepada pelanggan", _answering(actor, numbers)),
    ]


def open_lines(facility_id: int, today: date) -> QuerySet[Line]:
    return Line.objects.filter(
        Q(active_from=None) | Q(active_from__lte=today),
        Q(active_to=None) | Q(active_to__gte=today),
        facility_id=facility_id,
    )


def _media(numbers: Numbers) -> list[StageLine]:
    address = address_of("gateway:lines") if numbers.actor.may("look.lines") else ""
    count, broken = numbers.lines
    told = [StageLine(f"{count} saluran aktif" if count else "Belum ada saluran", address)]
    if broken:
        told.append(StageLine(f"{broken} saluran terganggu", address, "bad"))
    return told


def _collecting(actor: Actor, today: date, numbers: Numbers) -> list[StageLine]:
    told = []
    if actor.may("look.inbox"):
        count = numbers.waiting
        words = f"{count} pesan menunggu dipilah" if count else "Semua pesan sudah dipilah"
        told.append(StageLine(words, address_of("workbench:triage"), "warn" if count else "good"))
    if actor.may("look.entries"):
        monday, _ = week_of(today)
        count = _count(visible_to(actor).filter(received_at__gte=_midnight(monday)))
        told.append(
            StageLine(
                f"{count} entri minggu ini" if count else "Belum ada entri minggu ini",
                _list(dari=monday.isoformat()),
            )
        )
    if actor.may("look.recaps"):
        told.append(recapping(numbers.weeks))
    return told or [StageLine("Dikerjakan petugas")]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _analysing(actor: Actor, today: date) -> list[StageLine]:
    if not actor.may("look.entries"):
        return [StageLine("Dikerjakan tim")]
    start = _midnight(today.replace(day=1))
    entries = visible_to(actor).filter(received_at__gte=start, cancelled_at=None)
    red = _count(entries.filter(severity=Severity.RED))
    total = _count(entries)
    words = f"{total} entri bulan ini" if total else "Belum ada entri bulan ini"
    told = [StageLine(words, _list(dari=today.replace(day=1).isoformat()))]
    if actor.may("look.analysis"):
        told.append(StageLine("Analisis bulan lalu", address_of("analysis:month")))
    if red:
        told.append(StageLine(f"{red} tingkat merah", _list(tingkat="merah"), "bad"))
    return told


def _discussing(actor: Actor) -> list[StageLine]:
    if not actor.may("look.meetings"):
        return [StageLine("Dikerjakan tim")]
    return [last_meeting(actor)]


def _answering(actor: Actor, numbers: Numbers) -> list[StageLine]:
    if not actor.may("look.entries"):
        return [StageLine("Dikerjakan petugas dan unit")]
    seen = visible_to(actor)
    unanswered = _count(seen.filter(is_unanswered()))
    late = numbers.late
    if not unanswered and not late:
        return [StageLine("Semua sudah dijawab", _list(), "good")]
    told = []
    if unanswered:
        told.append(StageLine(f"{unanswered} belum dijawab", _list(keadaan="open"), "warn"))
    if late:
        told.append(StageLine(f"{late} lewat waktu", _list(lewat="1"), "bad"))
    return told


# ---------------------------------------------------------------- what waits for me


def tasks(actor: Actor, facility: Facility, numbers: Numbers | None = None) -> list[Task]:
    """Return what waits for this actor, the most pressing first; nothing that waits not."""
    found: list[Task] = []
    numbers = numbers or Numbers(actor, facility)
    for right, ask in _ASKED:
        if actor.may(right):
            found += ask(numbers)
    if Role.ADMIN in actor.roles:
        found += settings_gaps(numbers, facility)
    return [task for task in found if task.count]


def _approvals(numbers: Numbers) -> list[Task]:
    count = _count(waiting_for_approval(numbers.actor))
    return [Task(count, "jawaban menunggu persetujuan Anda", address_of("reply:approvals"), "warn")]


def _late(numbers: Numbers) -> list[Task]:
    return [Task(numbers.late, "entri lewat waktu", _list(lewat="1"), "bad")]


def _red(numbers: Numbers) -> list[Task]:
    count = _count(visible_to(numbers.actor).filter(OPEN, severity=Severity.RED))
    return [
        Task(
            count,
            "entri merah belum selesai",
            _list(tingkat="merah", keadaan="open"),
            "bad",
        )
    ]


def _triage(numbers: Numbers) -> list[Task]:
    return [Task(numbers.waiting, "pesan menunggu dipilah", address_of("workbench:triage"), "warn")]


def _hand(numbers: Numbers) -> list[Task]:
    rows = visible_dispatches(numbers.actor).filter(state=Dispatch.State.HAND)
    return [
        Task(_count(rows), "pesan perlu dikirim lewat HP", address_of("reply:hand-tasks"), "warn")
    ]


def _call_backs(numbers: Numbers) -> list[Task]:
    rows = CallBack.objects.filter(facility_id=numbers.actor.facility_id, ended_at=None)
    words = "telepon tak terjawab menunggu ditelepon balik"
    return [Task(_count(rows), words, address_of("workbench:call-backs"), "warn")]


def _slips(numbers: Numbers) -> list[Task]:
    rows = slips_to_type(numbers.actor)
    count = _count(rows)
    next_one = rows.values_list("pk", flat=True).first() if count else None
    address = reverse("inbox:slip-photo", args=[next_one]) if next_one else ""
    return [Task(count, "foto slip menunggu diketik", address, "warn")]


def _unreached(numbers: Numbers) -> list[Task]:
    count = _count(unreached(numbers.actor))
    return [Task(count, "jawaban tidak sampai", address_of("reply:hand-tasks"), "bad")]


def _availability(numbers: Numbers) -> list[Task]:
    due = check_is_due(numbers.actor.facility_id, timezone.localdate())
    words = "pemeriksaan ketersediaan saluran sudah waktunya"
    return [Task(int(due), words, address_of("gateway:check-new"))]


def _returned(numbers: Numbers) -> list[Task]:
    rows = visible_replies(numbers.actor).filter(
        drafted_by_id=numbers.actor.staff_id,
        returned_at__isnull=False,
        released_at=None,
        given_at=None,
    )
    return [Task(_count(rows), "konsep Anda dikembalikan", _list(keadaan="draft"), "warn")]


def _of_my_units(numbers: Numbers) -> list[Task]:
    actor = numbers.actor
    if Role.PJ_UNIT not in actor.roles:
        return []
    rows = visible_to(actor).filter(in_state("waiting"), is_for_units(actor.unit_ids))
    return [Task(_count(rows), "entri unit Anda menunggu jawaban", _list(untuk="menunggu"))]


def _plans(numbers: Numbers) -> list[Task]:
    """Say what of the follow-up plans waits, each leading to the plan that waits longest."""
    found = reminders_of(numbers.actor, timezone.localdate())
    rows = (
        (found.late, "RTL lewat waktu", "", "bad"),
        (found.ending, "RTL Anda berakhir dalam tujuh hari", "", "warn"),
        (found.to_receive, "laporan RTL menunggu Anda terima", "#laporan", "neutral"),
        (found.to_answer, "RTL selesai, penyampainya belum dibalas", "#balasan", "warn"),
        (found.to_judge, "RTL menunggu evaluasi", "", "neutral"),
    )
    return [
        Task(one.count, words, reverse("remedy:plan", args=[one.first]) + part, tone)
        for one, words, part, tone in rows
        if one.first is not None
    ]


def _meetings(numbers: Numbers) -> list[Task]:
    return meeting_tasks(numbers.actor, numbers.facility, timezone.localdate())


_ASKED: list[tuple[str, Callable[[Numbers], list[Task]]]] = [
    ("reply.approve", _approvals),
    ("look.recaps", lambda numbers: missed_weeks(numbers.actor, numbers.weeks)),
    ("recap.close", lambda numbers: week_to_close(numbers.weeks)),
    ("recap.see", lambda numbers: weeks_to_see(numbers.actor.facility_id)),
    ("look.meetings", _meetings),
    ("look.entries", _late),
    ("reply.approve", _red),
    ("look.entries", _of_my_units),
    ("look.plans", _plans),
    ("look.inbox", _triage),
    ("look.inbox", _call_backs),
    ("inbox.type_slip", _slips),
    ("gateway.done_by_hand", _hand),
    ("reply.send", _unreached),
    ("reply.draft", _returned),
    ("gateway.check_lines", _availability),
]


def own_guard(actor: Actor, facility: Facility) -> Task | None:
    """Remind admin and kepala of the second step, for as long as they put it off.

    Said below what waits, in one line: it is no work of the day.
    """
    if not actor.roles & set(KEYHOLDERS) or facility.is_example:
        return None
    if SecondFactor.objects.filter(user_id=actor.staff_id or 0, confirmed=True).exists():
        return None
    words = "Akun Anda belum memakai verifikasi dua langkah."
    return Task(1, words, address_of("base:second-factor"))


def settings_gaps(numbers: Numbers, facility: Facility) -> list[Task]:
    """Return what an admin has yet to set before the work can go its way."""
    today = timezone.localdate()
    count, broken = numbers.lines
    gaps = []
    if broken:
        gaps.append(Task(broken, "saluran terganggu", address_of("gateway:lines"), "bad"))
    if not count:
        gaps.append(Task(1, "belum ada saluran yang aktif", address_of("gateway:lines"), "warn"))
    team = Team.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), facility=facility, valid_from__lte=today
    )
    if not team.exists():
        gaps.append(Task(1, "SK Tim belum diisi", address_of("base:team"), "warn"))
    return gaps


# ---------------------------------------------------------------- lists


def pressing(actor: Actor, count: int = 5) -> list[Entry]:
    """Return the open entries whose promise ends today or has ended."""
    if not actor.may("look.entries"):
        return []
    return most_pressing(actor, count)


def came_in(actor: Actor, count: int = 5) -> list[Entry]:
    """Return the entries written last."""
    if not actor.may("look.entries"):
        return []
    rows = visible_to(actor).select_related("line").order_by("-received_at", "-id")
    return with_standing(rows[:count])
