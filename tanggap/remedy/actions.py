"""What is done with a plan: planned, changed, realised, evaluated, corrected (A-11, A-12)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, machine, nothing_changed, tell
from tanggap.base.ids import new_id
from tanggap.base.models import Facility, Staff, Unit
from tanggap.gateway.actions import keep_media
from tanggap.logbook.queries import visible_to
from tanggap.remedy.models import Evaluation, Plan, PlanSource, Realisation, RealisationProof
from tanggap.remedy.queries import about_person, may_realise, plans_visible_to
from tanggap.remedy.rules import EARLIEST, LONGEST, plain, trouble_with_days

MOST_PROOFS = 20
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


@action("remedy.plan")
def plan(actor: Actor, draft: PlanDraft, *, form_key: UUID) -> Plan:
    """Set down a plan with the next number of the year; the same form twice is one plan."""
    _lock(actor)
    known = Plan.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    entries = _entries(actor, draft.entry_ids)
    _refuse_senseless(actor, draft)
    _refuse_about(entries, draft.person)
    made = _numbered(actor, draft, form_key)
    PlanSource.objects.bulk_create(PlanSource(plan=made, entry_id=key) for key in entries)
    tell(actor, made, f"{made.number} direncanakan.")
    return made


@action("remedy.change")
def change(actor: Actor, held: Plan, draft: PlanDraft) -> Plan:
    """Change a plan that was not evaluated yet; History names the fields.

    Entries behind it that the actor may not meet stay as they are.
    """
    own = _standing(actor, held)
    _refuse_evaluated(own, "Batalkan evaluasinya dahulu, baru ubah rencananya.")
    _refuse_senseless(actor, draft)
    wanted, links = _plain(draft), PlanSource.objects.filter(plan=own.first_id)
    hidden = links.exclude(entry__in=visible_to(actor))
    before = set(links.values_list("entry_id", flat=True))
    after = {*_entries(actor, draft.entry_ids), *hidden.values_list("entry_id", flat=True)}
    _refuse_about([*after], draft.person)
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
    own = _held(actor, held)
    if own.cancelled_at is not None:
        nothing_changed()
        return
    _refuse_correction(own)
    if _realisation(own) is not None:
        raise Refused("RTL ini sudah direalisasikan. Batalkan realisasinya dahulu.")
    own.cancelled_at = timezone.now()
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{own.number} dibatalkan.")


@action("remedy.restore")
def restore(actor: Actor, held: Plan) -> None:
    """Let a cancelled plan stand again."""
    own = _held(actor, held)
    if own.cancelled_at is None:
        nothing_changed()
        return
    _refuse_correction(own)
    own.cancelled_at = None
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{own.number} dipulihkan.")


@action("remedy.realise")
def realise(
    actor: Actor,
    held: Plan,
    text: str,
    done_on: date,
    *,
    form_key: UUID,
    files: "Sequence[File[bytes]]" = (),
) -> Realisation:
    """Write down what was done of a plan, when, and what shows it."""
    own = _standing(actor, held)
    known = Realisation.objects.filter(form_key=form_key, plan=own).first()
    if known is not None:
        nothing_changed()
        return known
    if not may_realise(actor, own):
        raise Refused("RTL ini direalisasikan oleh penanggung jawabnya atau unitnya.")
    if _realisation(own) is not None:
        raise Refused("RTL ini sudah direalisasikan. Muat ulang halamannya.")
    _refuse_day(done_on, "Tanggal realisasi")
    _refuse_words(text, "uraian realisasi")
    if len(files) > MOST_PROOFS:
        raise Refused(f"Paling banyak {MOST_PROOFS} berkas bukti.")
    made = Realisation.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        done_on=done_on,
        text=plain(text),
        by_id=_person(actor),
        at=timezone.now(),
        form_key=form_key,
    )
    _keep_proofs(actor, made, files)
    proven = f" dengan {len(files)} bukti" if files else ""
    tell(actor, own, f"{own.number} direalisasikan{proven}.")
    return made


@action("remedy.take_back_realisation")
def take_back_realisation(actor: Actor, held: Plan) -> None:
    """Strike out what was said to be done, before it was evaluated."""
    own = _held(actor, held)
    done = _realisation(own)
    if done is None:
        nothing_changed()
        return
    if not may_realise(actor, own):
        raise Refused("Realisasi dibatalkan oleh penanggung jawab RTL atau unitnya.")
    _refuse_evaluated(own, "Batalkan evaluasinya dahulu, baru realisasinya.")
    done.taken_back_at = timezone.now()
    done.save(update_fields=["taken_back_at"])
    tell(actor, own, f"Realisasi {own.number} dibatalkan.")


@action("remedy.evaluate")
def evaluate(actor: Actor, held: Plan, said: Judgement, *, form_key: UUID) -> Evaluation:
    """Judge whether what was done fits the plan; «tidak sesuai» at once opens its correction.

    SOP Padaherang step 6 (A-12): the correction is a plan like any other, and is judged as one.
    """
    _lock(actor)
    own = _standing(actor, held)
    known = Evaluation.objects.filter(form_key=form_key, plan=own).first()
    if known is not None:
        nothing_changed()
        return known
    done = _realisation(own)
    if done is None:
        raise Refused("RTL dievaluasi sesudah direalisasikan.")
    if _evaluation(own) is not None:
        raise Refused("RTL ini sudah dievaluasi. Muat ulang halamannya.")
    _refuse_day(said.judged_on, "Tanggal evaluasi")
    if said.judged_on < done.done_on:
        raise Refused("Tanggal evaluasi tidak boleh sebelum tanggal realisasi.")
    if not said.fits:
        _refuse_words(said.reason, "alasan mengapa tidak sesuai")
    made = Evaluation.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        judged_on=said.judged_on,
        fits=said.fits,
        reason=plain(said.reason)[:LONGEST],
        by_id=_person(actor),
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
    own = _held(actor, held)
    judged = _evaluation(own)
    if judged is None:
        nothing_changed()
        return
    follows = Plan.objects.filter(corrects=own, cancelled_at=None).first()
    if follows is not None and _realisation(follows) is not None:
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


# ---------------------------------------------------------------- within


def _lock(actor: Actor) -> None:
    """Let numbers of a health centre be given one after the other."""
    Facility.objects.select_for_update().get(pk=actor.facility_id)


def _held(actor: Actor, held: Plan) -> Plan:
    seen = plans_visible_to(actor).filter(pk=held.pk).exists()
    own = Plan.objects.select_for_update().filter(pk=held.pk).first() if seen else None
    if own is None:
        raise Refused("RTL ini tidak ada di puskesmas Anda.")
    return own


def _standing(actor: Actor, held: Plan) -> Plan:
    own = _held(actor, held)
    if own.cancelled_at is not None:
        raise Refused("RTL ini sudah dibatalkan. Pulihkan dahulu.")
    return own


def _person(actor: Actor) -> int:
    if actor.staff_id is None:
        raise Refused("RTL dikerjakan oleh pegawai, bukan oleh aplikasi.")
    return actor.staff_id


def _realisation(held: Plan) -> Realisation | None:
    return Realisation.objects.filter(plan=held, taken_back_at=None).first()


def _evaluation(held: Plan) -> Evaluation | None:
    return Evaluation.objects.filter(plan=held, taken_back_at=None).first()


def _refuse_evaluated(held: Plan, advice: str) -> None:
    if _evaluation(held) is not None:
        raise Refused(f"RTL ini sudah dievaluasi. {advice}")


def _refuse_correction(held: Plan) -> None:
    if held.corrects_id is not None:
        raise Refused("RTL ini memperbaiki RTL lain. Yang dibatalkan adalah evaluasi RTL itu.")


def _entries(actor: Actor, keys: Sequence[int]) -> list[int]:
    if len(keys) > MOST_SOURCES:
        raise Refused(f"Satu RTL berasal dari paling banyak {MOST_SOURCES} entri.")
    found = list(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    if len(found) != len(set(keys)):
        raise Refused("Ada entri yang tidak ditemukan di buku.")
    return found


def _refuse_about(entries: Sequence[int], person: Staff) -> None:
    """Keep a case from whom it is about: such a person is not put in charge of its plan."""
    if about_person(entries, person.pk):
        raise Refused("Pilih penanggung jawab lain: entri asalnya menyangkut pegawai ini.")


def _refuse_senseless(actor: Actor, draft: PlanDraft) -> None:
    _refuse_words(draft.problem, "masalah")
    _refuse_words(draft.action, "rencana tindak lanjut")
    _refuse_place(actor, draft.person, draft.unit)
    trouble = trouble_with_days(draft.begins_on, draft.ends_on)
    if trouble:
        raise Refused(trouble)


def _refuse_place(actor: Actor, person: Staff, unit: Unit | None) -> None:
    if person.facility_id != actor.facility_id:
        raise Refused("Penanggung jawab harus pegawai puskesmas ini.")
    if unit is not None and unit.facility_id != actor.facility_id:
        raise Refused("Unit harus unit puskesmas ini.")


def _refuse_words(words: str, what: str) -> None:
    if not plain(words):
        raise Refused(f"Tulis {what}.")
    if len(plain(words)) > LONGEST:
        raise Refused(f"Ringkas {what}: paling panjang {LONGEST} huruf.")


def _refuse_day(day: date, what: str) -> None:
    if day > timezone.localdate():
        raise Refused(f"{what} tidak boleh sesudah hari ini.")
    if day < EARLIEST:
        raise Refused(f"{what} terlalu lama. Periksa tahunnya.")


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


def _numbered(actor: Actor, draft: PlanDraft, form_key: UUID, corrects: Plan | None = None) -> Plan:
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
        planned_by_id=_person(actor),
        planned_at=timezone.now(),
        form_key=form_key,
        **_plain(draft),
    )


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
    _refuse_senseless(actor, draft)
    links = PlanSource.objects.filter(plan=own.first_id)
    _refuse_about(list(links.values_list("entry_id", flat=True)), wanted.person)
    return _numbered(actor, draft, uuid5(form_key, "perbaikan"), own)


def _keep_proofs(actor: Actor, made: Realisation, files: "Sequence[File[bytes]]") -> None:
    """Keep the files as the machine does: who may realise was asked, who may keep media was not."""
    for order, file in enumerate(files):
        media = keep_media(
            machine(actor.facility_id),
            None,
            f"remedy:{made.form_key}:{order}",
            file.read(),
            (file.name or "").replace("\0", ""),
            (getattr(file, "content_type", "") or "").replace("\0", ""),
        )
        RealisationProof.objects.create(realisation=made, media=media, order=order)
