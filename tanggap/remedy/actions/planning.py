"""A plan set down, changed, cancelled and restored (SOP Padaherang step 5, A-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.ids import new_id
from tanggap.base.models import Staff, Unit
from tanggap.base.typed import plain
from tanggap.logbook.queries import visible_to
from tanggap.remedy.actions._held import (
    held_plan,
    lock,
    person_of,
    realisation_of,
    refuse_correction,
    refuse_evaluated,
    refuse_words,
    standing,
)
from tanggap.remedy.models import Plan, PlanSource
from tanggap.remedy.queries import about_person
from tanggap.remedy.rules import LONGEST, trouble_with_days

MOST_SOURCES = 200
_WORDS = ("problem", "cause", "action", "target", "indicator", "budget")
_FIELDS = {
    "problem": "masalah",
    "cause": "penyebab",
    "action": "rencana tindak lanjut",
    "target": "tujuan/target",
    "indicator": "indikator keberhasilan",
    "person_id": "penanggung jawab",
    "unit_id": "unit",
    "begins_on": "mulai",
    "ends_on": "selesai",
    "budget": "sumber dana",
}


@dataclass(frozen=True)
class PlanDraft:
    """What a plan says; ``entry_ids`` are the entries it stems from."""

    problem: str
    action: str
    person: Staff
    begins_on: date
    ends_on: date
    cause: str = ""
    target: str = ""
    indicator: str = ""
    unit: Unit | None = None
    budget: str = ""
    entry_ids: Sequence[int] = ()


@action("remedy.plan")
def plan(actor: Actor, draft: PlanDraft, *, form_key: UUID) -> Plan:
    """Set down a plan with the next number of the year; the same form twice is one plan."""
    lock(actor)
    known = Plan.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    entries = _entries(actor, draft.entry_ids)
    refuse_senseless(actor, draft)
    refuse_about(entries, draft.person)
    made = numbered(actor, draft, form_key)
    PlanSource.objects.bulk_create(PlanSource(plan=made, entry_id=key) for key in entries)
    tell(actor, made, f"{made.number} direncanakan.")
    return made


@action("remedy.change")
def change(actor: Actor, held: Plan, draft: PlanDraft) -> Plan:
    """Change a plan that was not evaluated yet; History names the fields."""
    own = standing(actor, held)
    refuse_evaluated(own, "Batalkan evaluasinya dahulu, baru ubah rencananya.")
    refuse_senseless(actor, draft)
    wanted, links = _plain(draft), PlanSource.objects.filter(plan=own.first_id)
    before = set(links.values_list("entry_id", flat=True))
    after = set(_entries(actor, draft.entry_ids))
    refuse_about([*after], draft.person)
    labels = [label for name, label in _FIELDS.items() if getattr(own, name) != wanted[name]]
    if before != after:
        labels.append("entri asal")
    if not labels:
        nothing_changed()
        return own
    for name, value in wanted.items():
        setattr(own, name, value)
    own.save(update_fields=list(wanted))
    links.filter(entry__in=before - after).delete()
    PlanSource.objects.bulk_create(
        PlanSource(plan_id=own.first_id, entry_id=key) for key in sorted(after - before)
    )
    tell(actor, own, f"{own.number} diubah: {', '.join(labels)}.")
    return own


@action("remedy.cancel")
def cancel(actor: Actor, held: Plan) -> None:
    """Cancel a plan that was not realised; its number stays, and it can be restored."""
    own = held_plan(actor, held)
    if own.cancelled_at is not None:
        nothing_changed()
        return
    refuse_correction(own)
    if realisation_of(own) is not None:
        raise Refused("RTL ini sudah direalisasikan. Batalkan realisasinya dahulu.")
    own.cancelled_at = timezone.now()
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{own.number} dibatalkan.")


@action("remedy.restore")
def restore(actor: Actor, held: Plan) -> None:
    """Let a cancelled plan stand again."""
    own = held_plan(actor, held)
    if own.cancelled_at is None:
        nothing_changed()
        return
    refuse_correction(own)
    own.cancelled_at = None
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{own.number} dipulihkan.")


# ---------------------------------------------------------------- within


def _entries(actor: Actor, keys: Sequence[int]) -> list[int]:
    if len(keys) > MOST_SOURCES:
        raise Refused(f"Satu RTL berasal dari paling banyak {MOST_SOURCES} entri.")
    found = list(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    if len(found) != len(set(keys)):
        raise Refused("Ada entri yang tidak ditemukan di buku.")
    return found


def refuse_about(entries: Sequence[int], person: Staff) -> None:
    """Keep a case from whom it is about: such a person is not put in charge of its plan."""
    if about_person(entries, person.pk):
        raise Refused("Pilih penanggung jawab lain: entri asalnya menyangkut pegawai ini.")


def refuse_senseless(actor: Actor, draft: PlanDraft) -> None:
    refuse_words(draft.problem, "masalah")
    refuse_words(draft.action, "rencana tindak lanjut")
    _refuse_place(actor, draft.person, draft.unit)
    trouble = trouble_with_days(draft.begins_on, draft.ends_on)
    if trouble:
        raise Refused(trouble)


def _refuse_place(actor: Actor, person: Staff, unit: Unit | None) -> None:
    if person.facility_id != actor.facility_id:
        raise Refused("Penanggung jawab harus pegawai puskesmas ini.")
    if unit is not None and unit.facility_id != actor.facility_id:
        raise Refused("Unit harus unit puskesmas ini.")


def _plain(draft: PlanDraft) -> dict[str, object]:
    words = {name: plain(getattr(draft, name))[:LONGEST] for name in _WORDS}
    words["budget"] = words["budget"][:120]
    return {
        **words,
        "person_id": draft.person.pk,
        "unit_id": draft.unit.pk if draft.unit else None,
        "begins_on": draft.begins_on,
        "ends_on": draft.ends_on,
    }


def numbered(actor: Actor, draft: PlanDraft, form_key: UUID, corrects: Plan | None = None) -> Plan:
    """Write a plan down under the next number of the year in which it begins."""
    year, key = draft.begins_on.year, new_id()
    here = Plan.objects.filter(facility_id=actor.facility_id, year=year)
    return Plan.objects.create(
        id=key,
        facility_id=actor.facility_id,
        year=year,
        sequence=(here.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        first_id=corrects.first_id if corrects else key,
        corrects=corrects,
        planned_by_id=person_of(actor),
        planned_at=timezone.now(),
        form_key=form_key,
        **_plain(draft),
    )
