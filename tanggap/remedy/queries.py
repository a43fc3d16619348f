"""Reads of the follow-up plans: those this actor may meet, and where each stands.

A chain of plans stems from entries of the book. Who is complained of in any of them meets no
plan of the chain: its words tell of the case (UU 25/2009 art. 45; design §2.7).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.logbook.models import Accused, Entry
from tanggap.logbook.queries import entry_meets, heads_on, is_named, visible_to
from tanggap.remedy.models import (
    Evaluation,
    Plan,
    PlanReport,
    PlanSource,
    Realisation,
    RealisationProof,
)
from tanggap.remedy.rules import LABELS, State, days_late, state_of


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    """Return the plans ``actor`` may meet: for lists, papers, notices and every act."""
    plans = Plan.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return plans
    if not actor.may("look.plans"):
        return plans.none()
    if not actor.may("look.all_plans"):
        plans = plans.filter(mine(actor))
    if not is_named(actor):
        return plans
    sources = PlanSource.objects.filter(plan=OuterRef("first"))
    about = Accused.objects.filter(entry=OuterRef("entry"), staff=actor.staff_id)
    return plans.exclude(Exists(sources.filter(Exists(about))))


def mine(actor: Actor) -> Q:
    """Return the condition «for this actor to realise»: in charge, or head of its unit."""
    return Q(person=actor.staff_id) | Q(unit__in=sorted(actor.unit_ids))


def may_realise(actor: Actor, plan: Plan) -> bool:
    """Answer whether this plan is one that ``actor`` may realise: the team's all, else own."""
    if not actor.may("remedy.realise"):
        return False
    return actor.may("remedy.plan") or (
        plan.person_id == actor.staff_id or plan.unit_id in actor.unit_ids
    )


@dataclass(frozen=True)
class Shown:
    """A plan with what became of it, as it stands today."""

    plan: Plan
    state: State
    realisation: Realisation | None
    evaluation: Evaluation | None
    corrected_by: Plan | None
    days_late: int

    @property
    def words(self) -> str:
        """Return «Tidak sesuai, diperbaiki oleh RTL 4/2026»."""
        if self.state == State.MISMATCH and self.corrected_by:
            return f"{LABELS[self.state]}, diperbaiki oleh {self.corrected_by.number}"
        if self.state == State.OVERDUE:
            return f"{LABELS[self.state]} {self.days_late} hari"
        return LABELS[self.state]

    @property
    def proofs(self) -> list[RealisationProof]:
        return list(self.realisation.proofs.all()) if self.realisation else []


def with_course(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Return ``plans`` with all that is shown of them: a fixed number of questions for any many."""
    done = Realisation.objects.filter(taken_back_at=None).select_related("by")
    proofs = RealisationProof.objects.select_related("media")
    judged = Evaluation.objects.filter(taken_back_at=None).select_related("by")
    return plans.select_related("person", "unit", "corrects", "first").prefetch_related(
        Prefetch("realisations", done.prefetch_related(Prefetch("proofs", proofs))),
        Prefetch("evaluations", judged),
        Prefetch("corrections", Plan.objects.filter(cancelled_at=None)),
    )


def shown(plans: Iterable[Plan], today: date) -> list[Shown]:
    """Return plans of ``with_course`` as they stand on ``today``."""
    return [_shown(plan, today) for plan in plans]


def _shown(plan: Plan, today: date) -> Shown:
    done = next(iter(plan.realisations.all()), None)
    judged = next(iter(plan.evaluations.all()), None)
    state = state_of(
        begins_on=plan.begins_on,
        ends_on=plan.ends_on,
        is_cancelled=plan.cancelled_at is not None,
        is_realised=done is not None,
        fits=judged.fits if judged else None,
        today=today,
    )
    corrected = next(iter(plan.corrections.all()), None)
    return Shown(plan, state, done, judged, corrected, days_late(plan.ends_on, today))


@dataclass(frozen=True)
class PlanFilters:
    """What the list asks for: all coded, all in the address."""

    year: int
    state: str = ""
    unit_id: int | None = None


def listed(actor: Actor, asked: PlanFilters, today: date) -> list[Shown]:
    """Return the plans of a year, what is overdue first, then by the day they end."""
    plans = plans_visible_to(actor).filter(year=asked.year)
    if asked.unit_id:
        plans = plans.filter(unit=asked.unit_id)
    rows = shown(with_course(plans).order_by("ends_on", "sequence"), today)
    if asked.state:
        rows = [row for row in rows if row.state == asked.state]
    order = list(LABELS)
    return sorted(rows, key=lambda row: order.index(row.state))


def years_of(actor: Actor, today: date) -> list[int]:
    found = plans_visible_to(actor).order_by().values_list("year", flat=True).distinct()
    return sorted({*found, today.year}, reverse=True)


def chain_of(actor: Actor, plan: Plan, today: date) -> list[Shown]:
    """Return the cycles (PDSA) that a plan belongs to, the first one first."""
    plans = plans_visible_to(actor).filter(first=plan.first_id)
    return shown(with_course(plans).order_by("year", "sequence"), today)


def entries_behind(actor: Actor, plan: Plan) -> list[Entry]:
    """Return the entries a plan stems from, as far as this actor may meet them."""
    keys = PlanSource.objects.filter(plan=plan.first_id).values("entry")
    return list(visible_to(actor).filter(pk__in=keys).order_by("year", "sequence"))


def sources_of(actor: Actor, chains: Collection[int]) -> dict[int, list[str]]:
    """Return by first plan the numbers of the entries behind it that this actor may meet."""
    found: dict[int, list[str]] = {}
    links = PlanSource.objects.filter(entry_meets(actor), plan__in=chains)
    for link in links.select_related("entry").order_by("entry__year", "entry__sequence"):
        found.setdefault(link.plan_id, []).append(link.entry.number)
    return found


def about_person(entry_ids: Sequence[int], staff_id: int) -> bool:
    """Answer whether any of these entries tells of that member of staff."""
    return Accused.objects.filter(entry__in=entry_ids, staff=staff_id).exists()


def may_see_struck(actor: Actor) -> bool:
    """Answer whether ``actor`` may see what was once said to be done, and taken back."""
    return actor.may("remedy.plan") or actor.may("remedy.evaluate")


def struck_of(actor: Actor, plan: Plan) -> list[Realisation]:
    """Return the realisations that were taken back, with their files: kept, as History is."""
    if not may_see_struck(actor):
        return []
    rows = Realisation.objects.filter(plan=plan, taken_back_at__isnull=False).order_by("at")
    proofs = RealisationProof.objects.select_related("media")
    return list(rows.select_related("by").prefetch_related(Prefetch("proofs", proofs)))


def report_of(plan: Plan) -> PlanReport | None:
    """Return the report of a plan to the head that stands, if there is one."""
    rows = PlanReport.objects.filter(plan=plan, taken_back_at=None)
    return rows.select_related("reported_by", "received_by").first()


def parted_for_the_head(
    facility_id: int, rows: Sequence[Shown], today: date
) -> tuple[list[Shown], int]:
    """Return the rows of a paper that the head signs, and how many are left out of it.

    A plan that stems from a case about the head is not told of on a paper the head is given.
    """
    heads = heads_on(facility_id, today).values("pk")
    about = Accused.objects.filter(staff__in=heads).values("entry")
    chains = PlanSource.objects.filter(
        plan__in={row.plan.first_id for row in rows}, entry__in=about
    )
    hidden = set(chains.values_list("plan_id", flat=True))
    kept = [row for row in rows if row.plan.first_id not in hidden]
    return kept, len(rows) - len(kept)
