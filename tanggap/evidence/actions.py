"""What people do with evidence, and what is noted of a pack. The only code that writes it."""

from collections.abc import Sequence

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.evidence.models import StepMatch
from tanggap.evidence.proofs import PROOFS
from tanggap.procedures.models import Step


@action("evidence.match_step")
def match_step(actor: Actor, step: Step, proofs: Sequence[str]) -> StepMatch:
    """Say which proofs show that a step was done; none where only people can tell."""
    revision = step.revision
    if revision.facility_id != actor.facility_id:
        raise Refused("Langkah ini tidak ada di puskesmas Anda.")
    chosen = " ".join(key for key in PROOFS if key in set(proofs))
    held = StepMatch.objects.select_for_update().filter(step=step).first()
    if held is not None and held.proofs == chosen:
        nothing_changed()
        return held
    who = _person_of(actor)
    made, _ = StepMatch.objects.update_or_create(
        step=step,
        defaults={
            "facility_id": actor.facility_id,
            "proofs": chosen,
            "by": who,
            "at": timezone.now(),
        },
    )
    words = ", ".join(PROOFS[key].label for key in chosen.split()) or "tidak ada"
    tell(actor, revision, f"Bukti sistem untuk langkah {step.order} {revision.document}: {words}.")
    return made


def _person_of(actor: Actor) -> Staff:
    if actor.staff_id is None:
        raise Refused("Ini dikerjakan oleh seorang pegawai.")
    return Staff.objects.get(pk=actor.staff_id)
