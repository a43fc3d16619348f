"""Whether what was done fits the plan, and what corrects it where it does not (A-12)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.base.typed import plain
from tanggap.remedy.actions._held import (
    evaluation_of,
    held_plan,
    lock,
    person_of,
    realisation_of,
    refuse_day,
    refuse_words,
    standing,
)
from tanggap.remedy.actions.planning import PlanDraft, numbered, refuse_about, refuse_senseless
from tanggap.remedy.models import Evaluation, Plan, PlanSource
from tanggap.remedy.rules import LONGEST


@dataclass(frozen=True)
class Correction:
    """The corrective action that a mismatch opens."""

    action: str
    person: Staff
    ends_on: date


@dataclass(frozen=True)
class Judgement:
    """What an evaluation says; a mismatch names the correction."""

    fits: bool
    judged_on: date
    reason: str = ""
    correction: Correction | None = field(default=None)


@action("remedy.evaluate")
def evaluate(actor: Actor, held: Plan, said: Judgement, *, form_key: UUID) -> Evaluation:
    """Judge whether what was done fits the plan; «tidak sesuai» at once opens its correction.

    SOP Padaherang step 6 (A-12): the correction is a plan like any other, and is judged as one.
    """
    lock(actor)
    own = standing(actor, held)
    known = Evaluation.objects.filter(form_key=form_key, plan=own).first()
    if known is not None:
        nothing_changed()
        return known
    done = realisation_of(own)
    if done is None:
        raise Refused("RTL dievaluasi sesudah direalisasikan.")
    if evaluation_of(own) is not None:
        raise Refused("RTL ini sudah dievaluasi. Muat ulang halamannya.")
    refuse_day(said.judged_on, "Tanggal evaluasi")
    if said.judged_on < done.done_on:
        raise Refused("Tanggal evaluasi tidak boleh sebelum tanggal realisasi.")
    if not said.fits:
        refuse_words(said.reason, "alasan mengapa tidak sesuai")
    made = Evaluation.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        judged_on=said.judged_on,
        fits=said.fits,
        reason=plain(said.reason)[:LONGEST],
        by_id=person_of(actor),
        at=timezone.now(),
        form_key=form_key,
    )
    words = f"{own.number} dievaluasi: sesuai."
    if not said.fits:
        follows = _correcting(actor, own, said, form_key)
        words = f"{own.number} dievaluasi: tidak sesuai. Diperbaiki oleh {follows.number}."
    tell(actor, own, words)
    return made


@action("remedy.take_back_evaluation")
def take_back_evaluation(actor: Actor, held: Plan) -> None:
    """Strike out an evaluation while nothing was done of its correction, which is cancelled."""
    own = held_plan(actor, held)
    judged = evaluation_of(own)
    if judged is None:
        nothing_changed()
        return
    follows = Plan.objects.filter(corrects=own, cancelled_at=None).first()
    if follows is not None and realisation_of(follows) is not None:
        raise Refused(
            f"{follows.number} yang memperbaikinya sudah direalisasikan, "
            "jadi evaluasi ini tidak dapat dibatalkan lagi."
        )
    judged.taken_back_at = timezone.now()
    judged.save(update_fields=["taken_back_at"])
    words = f"Evaluasi {own.number} dibatalkan."
    if follows is not None:
        follows.cancelled_at = judged.taken_back_at
        follows.save(update_fields=["cancelled_at"])
        words = f"Evaluasi {own.number} dibatalkan; {follows.number} ikut dibatalkan."
    tell(actor, own, words)


def _correcting(actor: Actor, own: Plan, said: Judgement, form_key: UUID) -> Plan:
    wanted = said.correction
    if wanted is None:
        raise Refused("Tulis tindakan perbaikannya, siapa yang mengerjakan, dan kapan selesai.")
    draft = PlanDraft(
        problem=own.problem,
        cause=said.reason,
        action=wanted.action,
        target=own.target,
        indicator=own.indicator,
        person=wanted.person,
        unit=own.unit,
        begins_on=said.judged_on,
        ends_on=wanted.ends_on,
        budget=own.budget,
    )
    refuse_senseless(actor, draft)
    links = PlanSource.objects.filter(plan=own.first_id)
    refuse_about(list(links.values_list("entry_id", flat=True)), wanted.person)
    return numbered(actor, draft, uuid5(form_key, "perbaikan"), own)
