"""What of the follow-up plans waits for this actor: all of it in one question.

Who is in charge is told a week before a plan ends and when it is late; the head once it has
been late for a week (issue: reminders first to the person, then to the head).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from tanggap.base.acting import Actor
from tanggap.remedy.answering_reading import answers_looked_at
from tanggap.remedy.models import Evaluation, Plan, PlanReport, PlanSource, Realisation
from tanggap.remedy.queries import mine, plans_visible_to
from tanggap.remedy.rules import HEAD_AFTER

TOLD_BEFORE = timedelta(days=7)
"""How long before its end who is in charge is reminded of a plan."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: of how many plans, and the first of them."""

    count: int = 0
    first: int | None = None


@dataclass(frozen=True)
class Reminders:
    late: Waiting
    ending: Waiting
    to_judge: Waiting
    to_answer: Waiting
    to_receive: Waiting


def reminders_of(actor: Actor, today: date) -> Reminders:
    """Return what of the plans this actor may meet waits for them."""
    rows = plans_visible_to(actor).filter(cancelled_at=None).order_by()
    asked: dict[str, Any] = {}
    for name, condition in _conditions(actor, today).items():
        asked[f"{name}_count"] = Count("pk", filter=condition, distinct=True)
        asked[f"{name}_first"] = Min("pk", filter=condition)
    found = rows.annotate(**_facts()).aggregate(**asked)
    return Reminders(
        **{
            name: Waiting(found[f"{name}_count"], found[f"{name}_first"])
            for name in ("late", "ending", "to_judge", "to_answer", "to_receive")
        }
    )


def _facts() -> dict[str, Any]:
    standing = {"plan": OuterRef("pk"), "taken_back_at": None}
    corrected = Plan.objects.filter(corrects=OuterRef("pk"), cancelled_at=None)
    return {
        "is_done": Exists(Realisation.objects.filter(**standing)),
        "is_judged": Exists(Evaluation.objects.filter(**standing)),
        "is_corrected": Exists(corrected),
        "has_sources": Exists(PlanSource.objects.filter(plan=OuterRef("first"))),
        "is_answered": Exists(answers_looked_at(OuterRef("pk"))),
        "is_reported": Exists(PlanReport.objects.filter(**standing, received_at=None)),
    }


def _conditions(actor: Actor, today: date) -> dict[str, Q]:
    told = mine(actor)
    if actor.may("look.late_plans"):
        told |= Q(ends_on__lt=today - HEAD_AFTER)
    none = Q(pk=None)
    answer = Q(is_done=True, has_sources=True, is_corrected=False, is_answered=False)
    judge = Q(is_done=True, is_judged=False)
    return {
        "late": Q(is_done=False, ends_on__lt=today) & told,
        "ending": Q(is_done=False, ends_on__gte=today, ends_on__lte=today + TOLD_BEFORE)
        & mine(actor),
        "to_judge": judge if actor.may("remedy.plan") else none,
        "to_answer": answer if actor.may("remedy.prepare_answers") else none,
        "to_receive": Q(is_reported=True) if actor.may("remedy.receive_report") else none,
    }
