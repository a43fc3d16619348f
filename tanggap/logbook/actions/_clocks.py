"""Keeping the promises of time of one entry in step with what happens (§3.5)."""

from datetime import date, datetime

from tanggap.base.calendar import days_off
from tanggap.base.models import Facility
from tanggap.logbook.models import Clock, Entry, Milestone
from tanggap.logbook.queries import rules_of, zone_of
from tanggap.logbook.rules import (
    RULE_BY_KEY,
    Days,
    Event,
    applies,
    due_after_pause,
    due_at,
    is_complaint,
)


def days_of(facility: Facility) -> Days:
    def off(first: date, last: date) -> frozenset[date]:
        return days_off(facility, first, last)

    return Days(zone_of(facility), facility.week_days, off)


def happened(entry: Entry, event: Event, at: datetime) -> None:
    """Stop the clocks that ``event`` meets, then start those it triggers."""
    met = [key for key, rule in RULE_BY_KEY.items() if event in rule.met_by]
    Clock.objects.filter(entry=entry, rule__in=met, met_at=None, dropped_at=None).update(met_at=at)
    _start(entry, event, at)


def unhappened(entry: Entry, event: Event, at: datetime) -> None:
    """Let the clocks run on that ``event`` met at ``at``."""
    met = [key for key, rule in RULE_BY_KEY.items() if event in rule.met_by]
    Clock.objects.filter(entry=entry, rule__in=met, met_at=at).update(met_at=None)


def _start(entry: Entry, event: Event, at: datetime) -> None:
    days = days_of(entry.facility)
    started = [
        Clock(
            entry=entry,
            facility=entry.facility,
            rule=rule.key,
            starts_at=at,
            due_at=due_at(rule, at, days),
        )
        for rule in rules_of(entry.facility)
        if rule.trigger is event and applies(rule, klass=entry.klass, kind=entry.kind)
    ]
    Clock.objects.bulk_create(started, ignore_conflicts=True)  # one that runs already runs on


def pause(entry: Entry, at: datetime) -> None:
    """Let the clocks rest while the complainant completes the complaint."""
    Clock.objects.filter(entry=entry, met_at=None, dropped_at=None, paused_at=None).update(
        paused_at=at
    )


def resume(entry: Entry, at: datetime) -> None:
    days = days_of(entry.facility)
    for clock in Clock.objects.filter(entry=entry, paused_at__isnull=False, dropped_at=None):
        rule = RULE_BY_KEY.get(clock.rule)
        if rule is not None and clock.due_at is not None and clock.paused_at is not None:
            clock.due_at = due_after_pause(rule, clock.due_at, clock.paused_at, at, days)
        clock.paused_at = None
        clock.save(update_fields=["due_at", "paused_at"])


def drop(entry: Entry, at: datetime) -> None:
    """Let go of what is still running: the entry ended without it."""
    Clock.objects.filter(entry=entry, met_at=None, dropped_at=None).update(dropped_at=at)


def take_up(entry: Entry, dropped_at: datetime) -> None:
    """Take up again the clocks dropped at ``dropped_at``."""
    Clock.objects.filter(entry=entry, dropped_at=dropped_at).update(dropped_at=None)


def answer_anew(entry: Entry, at: datetime) -> None:
    """Start the promise to answer once more: the entry was opened again."""
    days = days_of(entry.facility)
    for rule in rules_of(entry.facility):
        if rule.key in ("local.answer", "local.finish") and applies(
            rule, klass=entry.klass, kind=entry.kind
        ):
            Clock.objects.update_or_create(
                entry=entry,
                rule=rule.key,
                defaults={
                    "facility": entry.facility,
                    "starts_at": at,
                    "due_at": due_at(rule, at, days),
                    "met_at": None,
                    "dropped_at": None,
                    "paused_at": None,
                },
            )


def reset(entry: Entry) -> None:
    """Set the clocks anew after kind, class or time of receipt was corrected.

    The entry's way is walked again from its milestones, pauses included; when it was
    answered is remembered by the clocks that only an answer meets.
    """
    answered = _answered_at(entry)
    Clock.objects.filter(entry=entry).delete()
    happened(entry, Event.RECEIVED, entry.received_at)
    if not is_complaint(entry.klass):
        happened(entry, Event.COMPLETE, entry.received_at)
    steps = [(m.at, m.kind) for m in entry.milestones.order_by("at", "id")]
    if answered is not None:
        steps.append((answered, _ANSWERED))
    for at, kind in sorted(steps):
        _walk(entry, kind, at)


_ANSWERED = "answered"
_EVENTS = {
    Milestone.Kind.RECEIPT: Event.RECEIPT,
    Milestone.Kind.ASKED: Event.ASKED,
    Milestone.Kind.COMPLETE: Event.COMPLETE,
    Milestone.Kind.STEP: Event.STEP,
    Milestone.Kind.HANDED_OVER: Event.STEP,
    Milestone.Kind.CLOSED: Event.CLOSED,
    _ANSWERED: Event.ANSWERED,
}


def _walk(entry: Entry, kind: str, at: datetime) -> None:
    if kind == Milestone.Kind.COMPLETE:
        resume(entry, at)
    event = _EVENTS.get(kind)
    if event is not None:
        happened(entry, event, at)
    if kind == Milestone.Kind.ASKED:
        pause(entry, at)
    elif kind in (Milestone.Kind.CLOSED, Milestone.Kind.WITHDRAWN):
        drop(entry, at)
    elif kind == Milestone.Kind.REOPENED:
        answer_anew(entry, at)


def _answered_at(entry: Entry) -> datetime | None:
    only = [key for key, rule in RULE_BY_KEY.items() if rule.met_by == {Event.ANSWERED}]
    clock = (
        Clock.objects.filter(entry=entry, rule__in=only, met_at__isnull=False)
        .order_by("met_at")
        .first()
    )
    return clock.met_at if clock else None
