"""«Mulai dari contoh»: a draft filled from one of the two SOPs that ship with the program."""

from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.procedures.actions.drafting import Content, StepDraft, fill
from tanggap.procedures.models import Document, Revision
from tanggap.procedures.queries import cited, in_force_on
from tanggap.procedures.samples import Sample, sample


@action("procedures.start_from_sample")
def start_from_sample(actor: Actor, key: str, *, form_key: UUID) -> Revision:
    """Make a draft of the sample ``key``; its policy cites the decree in force today (A-03)."""
    known = Revision.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    chosen = sample(key)
    if chosen is None:
        raise Refused("Contoh ini tidak ada. Pilih salah satu yang ditawarkan.")
    document = Document.objects.create(
        facility_id=actor.facility_id,
        kind=Document.Kind.SOP,
        title=chosen.title,
        form_key=form_key,
    )
    made = Revision.objects.create(
        facility_id=actor.facility_id,
        document=document,
        form_key=form_key,
        changed_at=timezone.now(),
    )
    texts = {**chosen.texts, "policy": _policy(actor, chosen)}
    steps = tuple(StepDraft(**one) for one in chosen.steps)
    fill(made, Content(chosen.outline, texts, steps))
    made.save()
    tell(actor, made, f"{document} dimulai dari contoh: {len(steps)} langkah.")
    return made


def _policy(actor: Actor, chosen: Sample) -> str:
    """Return «Kebijakan»: the decree in force, or its words with room for the number."""
    facility = Facility.objects.get(pk=actor.facility_id)
    today = timezone.localdate()
    decrees = in_force_on(facility, today, kind=Document.Kind.DECREE, about=chosen.about)
    found = decrees.first()
    if found is not None:
        return f"{cited(found, profile_on(facility, today))}."
    return f"Keputusan {{kepala}} Nomor ………………… tentang {chosen.policy_title}."
