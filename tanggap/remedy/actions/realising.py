"""What was done of a plan, with what shows it (A-12)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.typed import plain
from tanggap.gateway.actions import keep_upload
from tanggap.remedy.actions._held import (
    held_plan,
    person_of,
    realisation_of,
    refuse_day,
    refuse_evaluated,
    refuse_words,
    standing,
)
from tanggap.remedy.actions.answering import refuse_answered
from tanggap.remedy.models import Plan, Realisation, RealisationProof
from tanggap.remedy.queries import may_realise

MOST_PROOFS = 20


@action("remedy.realise")
def realise(
    actor: Actor,
    held: Plan,
    text: str,
    done_on: date,
    *,
    form_key: UUID,
    proofs: "Sequence[File[bytes]]" = (),
) -> Realisation:
    """Write down what was done of a plan, when, and what shows it."""
    own = standing(actor, held)
    known = Realisation.objects.filter(form_key=form_key, plan=own).first()
    if known is not None:
        nothing_changed()
        return known
    if not may_realise(actor, own):
        raise Refused("RTL ini direalisasikan oleh penanggung jawabnya atau unitnya.")
    if realisation_of(own) is not None:
        raise Refused("RTL ini sudah direalisasikan. Muat ulang halamannya.")
    refuse_day(done_on, "Tanggal realisasi")
    refuse_words(text, "uraian realisasi")
    if len(proofs) > MOST_PROOFS:
        raise Refused(f"Paling banyak {MOST_PROOFS} berkas bukti.")
    made = Realisation.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        done_on=done_on,
        text=plain(text),
        by_id=person_of(actor),
        at=timezone.now(),
        form_key=form_key,
    )
    _keep_proofs(actor, made, proofs)
    proven = f" dengan {len(proofs)} bukti" if proofs else ""
    tell(actor, own, f"{own.number} direalisasikan{proven}.")
    return made


@action("remedy.take_back_realisation")
def take_back_realisation(actor: Actor, held: Plan) -> None:
    """Strike out what was said to be done, before it was evaluated."""
    own = held_plan(actor, held)
    done = realisation_of(own)
    if done is None:
        nothing_changed()
        return
    if not may_realise(actor, own):
        raise Refused("Realisasi dibatalkan oleh penanggung jawab RTL atau unitnya.")
    refuse_evaluated(own, "Batalkan evaluasinya dahulu, baru realisasinya.")
    refuse_answered(own)
    done.taken_back_at = timezone.now()
    done.save(update_fields=["taken_back_at"])
    tell(actor, own, f"Realisasi {own.number} dibatalkan.")


def _keep_proofs(actor: Actor, made: Realisation, files: "Sequence[File[bytes]]") -> None:
    """Keep the files that came with the realisation; they come and go with it."""
    for order, file in enumerate(files):
        media = keep_upload(actor, f"remedy:{made.form_key}:{order}", file)
        RealisationProof.objects.create(realisation=made, media=media, order=order)
