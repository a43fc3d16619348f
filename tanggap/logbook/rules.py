"""Decisions of the register: numbers, classes, promises of time. No Django, no clock.

Promises follow domain.md §3.5: a rule says what starts it, what meets it, how long and
in which unit. The three profiles run side by side; the earliest due date is shown.
"""

import enum
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tanggap.base.rules import add_working_days, working_days_between

# ---------------------------------------------------------------- the number

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_TOKEN = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")


def register_number(
    pattern: str,
    *,
    sequence: int,
    day: date,
    unit_code: str,
    classification: str = "440",
    document: str = "UB",
    group: str = "ADM",
) -> str:
    """Return the register number of ``sequence`` by a pattern with tokens (§6.8).

    A token nobody knows stays as it was typed, so that a mistake is seen, not lost.
    """
    values: dict[str, str] = {
        "klasifikasi": classification,
        "urut": str(sequence),
        "jenis": document,
        "pokja": group,
        "kode_unit": unit_code,
        "bulan_romawi": ROMAN[day.month - 1],
        "bulan": f"{day.month:02d}",
        "tahun": str(day.year),
        "tahun2": f"{day.year % 100:02d}",
    }

    def filled(found: re.Match[str]) -> str:
        name, width = found.group(1), found.group(2)
        if name not in values:
            return found.group(0)
        return values[name].zfill(int(width)) if width else values[name]

    return _TOKEN.sub(filled, pattern)


# ---------------------------------------------------------------- what it is

INFORMATION, ASPIRATION = "informasi", "aspirasi"
SERVICE, SUPERVISION = "tidak_berkadar", "berkadar"
COMPLAINTS = frozenset({SERVICE, SUPERVISION})
PRAISE = "pujian"

_CLASS_OF_KIND = {"pertanyaan": INFORMATION, "keluhan": SERVICE}


def class_of_kind(kind: str) -> str:
    """Return the class an entry of ``kind`` has until somebody says otherwise (§3.3)."""
    return _CLASS_OF_KIND.get(kind, ASPIRATION)


def is_complaint(klass: str) -> bool:
    """Answer whether UU 25/2009 art. 42–50 (receipt, completeness, decision) applies."""
    return klass in COMPLAINTS


def substitute_problem(accused: Iterable[int], substitute: int | None, head: int | None) -> str:
    """Say what is missing so that the accused meet the case on no path (art. 45), or ''."""
    named = set(accused)
    if substitute is not None and substitute in named:
        return "Pengganti tidak boleh orang yang diadukan. Pilih orang lain."
    if head is not None and head in named and substitute is None:
        return (
            "Yang diadukan adalah kepala puskesmas. Pilih pejabat pengganti "
            "yang menangani, lalu cetak lembar penyerahan ke dinas."
        )
    return ""


# ---------------------------------------------------------------- promises of time


class Span(enum.StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"


SPAN_LABELS = {
    Span.HOUR: "jam",
    Span.CALENDAR_DAY: "hari kalender",
    Span.WORKING_DAY: "hari kerja",
}


class Event(enum.StrEnum):
    """What can start or meet a promise."""

    RECEIVED = "received"
    RECEIPT = "receipt"
    ASKED = "asked"
    COMPLETE = "complete"
    STEP = "step"
    DECIDED = "decided"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Rule:
    """One promise: from ``trigger``, within ``length`` of ``unit``, something in ``met_by``.

    ``week`` is 5 or 6 where the law's own office counts so, else ``None`` (the health
    centre's week). ``length`` 0 means that the promise is not made.
    """

    key: str
    profile: str
    trigger: Event
    met_by: frozenset[Event]
    unit: Span
    length: int
    label: str
    source: str
    classes: frozenset[str]
    week: int | None = None
    for_praise: bool = False

    @property
    def words(self) -> str:
        return f"{self.length} {SPAN_LABELS[self.unit]}"


PROFILES = {
    "uu25": "UU 25/2009 Pelayanan Publik",
    "sp4n": "SP4N-LAPOR!",
    "local": "Janji puskesmas sendiri",
}
_ALL = frozenset({INFORMATION, ASPIRATION, SERVICE, SUPERVISION})
_VERIFIED = frozenset({Event.ASKED, Event.COMPLETE, Event.ANSWERED})
_ANSWERED = frozenset({Event.ANSWERED})


def _sp4n(key: str, trigger: Event, length: int, label: str, *classes: str) -> Rule:
    return Rule(
        f"sp4n.{key}",
        "sp4n",
        trigger,
        _ANSWERED,
        Span.WORKING_DAY,
        length,
        label,
        "SP4N-LAPOR! (PermenPAN-RB 62/2018)",
        frozenset(classes),
        week=5,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "uu25.respond",
        "uu25",
        Event.RECEIVED,
        _VERIFIED,
        Span.CALENDAR_DAY,
        14,
        "Menyatakan lengkap atau belum lengkap",
        "UU 25/2009 Pasal 44 ayat (3)",
        COMPLAINTS,
    ),
    Rule(
        "uu25.decide",
        "uu25",
        Event.COMPLETE,
        frozenset({Event.DECIDED, Event.ANSWERED}),
        Span.CALENDAR_DAY,
        60,
        "Memutuskan hasil pengaduan",
        "UU 25/2009 Pasal 50 ayat (1)",
        COMPLAINTS,
    ),
    Rule(
        "uu25.deliver",
        "uu25",
        Event.DECIDED,
        _ANSWERED,
        Span.CALENDAR_DAY,
        14,
        "Menyampaikan putusan kepada pengadu",
        "UU 25/2009 Pasal 50 ayat (2)",
        COMPLAINTS,
    ),
    replace(
        _sp4n("verify", Event.RECEIVED, 3, "Memeriksa dan meneruskan", SERVICE, SUPERVISION),
        met_by=_VERIFIED,
    ),
    replace(
        _sp4n("first", Event.COMPLETE, 5, "Tindak lanjut pertama", ASPIRATION, *COMPLAINTS),
        met_by=frozenset({Event.STEP, Event.ANSWERED}),
    ),
    _sp4n("information", Event.COMPLETE, 5, "Menjawab permintaan informasi", INFORMATION),
    _sp4n("aspiration", Event.COMPLETE, 14, "Menanggapi aspirasi", ASPIRATION),
    _sp4n("service", Event.COMPLETE, 14, "Menyelesaikan pengaduan", SERVICE),
    _sp4n("supervision", Event.COMPLETE, 60, "Menyelesaikan pengaduan berkadar", SUPERVISION),
    Rule(
        "local.receipt",
        "local",
        Event.RECEIVED,
        frozenset({Event.RECEIPT, Event.ANSWERED}),
        Span.HOUR,
        48,
        "Memberi tanda terima",
        "Janji puskesmas; UU 25/2009 Pasal 44 ayat (1)",
        COMPLAINTS,
    ),
    Rule(
        "local.answer",
        "local",
        Event.RECEIVED,
        _ANSWERED,
        Span.WORKING_DAY,
        3,
        "Menjawab orang yang menulis",
        "Janji puskesmas",
        _ALL,
        for_praise=True,
    ),
    Rule(
        "local.finish",
        "local",
        Event.RECEIVED,
        frozenset({Event.CLOSED}),
        Span.WORKING_DAY,
        10,
        "Menyelesaikan",
        "Janji puskesmas",
        COMPLAINTS,
    ),
)
RULE_BY_KEY: Mapping[str, Rule] = {rule.key: rule for rule in RULES}

COMPLETION_DAYS = 30  # art. 44(4): to complete, counted from our response


def rules_in_force(
    profiles: Sequence[str], own: Mapping[str, tuple[int, str]] | None = None
) -> list[Rule]:
    """Return the rules of ``profiles``, the local ones with the health centre's own numbers."""
    kept = []
    for rule in RULES:
        set_here = (own or {}).get(rule.key) if rule.profile == "local" else None
        if set_here is not None:
            kept.append(replace(rule, length=set_here[0], unit=Span(set_here[1])))
        elif rule.profile in profiles:
            kept.append(rule)
    return [rule for rule in kept if rule.length > 0 and rule.profile in profiles]


def applies(rule: Rule, *, klass: str, kind: str) -> bool:
    """Answer whether ``rule`` binds an entry; no law sets a time for praise."""
    return klass in rule.classes and (kind != PRAISE or rule.for_praise)


@dataclass(frozen=True)
class Days:
    """How days are counted here: zone, week, and the days off (by first and last day)."""

    zone: tzinfo
    week: int
    days_off: Callable[[date, date], frozenset[date]]


def _after_working_days(start: date, count: int, week: int, days: Days) -> date:
    """Return the ``count``-th working day after ``start``, days off looked up far enough."""
    reach = start + timedelta(days=2 * count + 45)
    while True:
        due = add_working_days(start, count, days.days_off(start, reach), week)
        if due <= reach:
            return due
        reach = due + timedelta(days=45)


def _working_days_left(start: date, end: date, week: int, days: Days) -> int:
    return working_days_between(start, end, days.days_off(start, end), week)


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def due_at(rule: Rule, starts_at: datetime, days: Days) -> datetime:
    """Return until when ``rule`` is kept: hours to the second, days to the day's end."""
    if rule.unit is Span.HOUR:
        return starts_at + timedelta(hours=rule.length)
    start = starts_at.astimezone(days.zone).date()
    if rule.unit is Span.CALENDAR_DAY:
        return _end_of(start + timedelta(days=rule.length), days.zone)
    return _end_of(_after_working_days(start, rule.length, rule.week or days.week, days), days.zone)


def due_after_pause(
    rule: Rule, due: datetime, paused_at: datetime, resumed_at: datetime, days: Days
) -> datetime:
    """Return the new due time: what was left at the pause is left when it ends.

    Only «menunggu kelengkapan pengadu» pauses a promise (§3.5). One that was already
    broken stays broken.
    """
    if due <= paused_at or resumed_at <= paused_at:
        return due
    if rule.unit is Span.HOUR:
        return due + (resumed_at - paused_at)
    last = due.astimezone(days.zone).date()
    paused = paused_at.astimezone(days.zone).date()
    resumed = resumed_at.astimezone(days.zone).date()
    if rule.unit is Span.CALENDAR_DAY:
        return _end_of(last + (resumed - paused), days.zone)
    week = rule.week or days.week
    left = _working_days_left(paused, last, week, days)
    return _end_of(max(_after_working_days(resumed, left, week, days), last), days.zone)


def withdrawn_after(asked_at: datetime, zone: tzinfo) -> datetime:
    """Return the end of the 30 days to complete; after it the complaint is withdrawn.

    UU 25/2009 art. 44(4)(5).
    """
    return _end_of(asked_at.astimezone(zone).date() + timedelta(days=COMPLETION_DAYS), zone)


def came_in(
    sent_at: datetime, received_at: datetime, now: datetime, *, is_imported: bool
) -> datetime:
    """Return when the health centre had a message: an export is older than its import.

    A clock that ran ahead, the handphone's or our own, leaves times that are yet to come.
    """
    return min(sent_at, received_at, now) if is_imported else min(received_at, now)
