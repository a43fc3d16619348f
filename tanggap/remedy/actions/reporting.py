"""A plan reported to the head, and received (B-09: the flow chart's last node, «kepada kapus»)."""

from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.typed import plain
from tanggap.remedy.actions._held import held_plan, lock, person_of, realisation_of, standing
from tanggap.remedy.models import Plan, PlanReport
from tanggap.remedy.queries import report_of
from tanggap.remedy.rules import LONGEST


@action("remedy.report")
def report(actor: Actor, held: Plan, *, form_key: UUID) -> PlanReport:
    """Say that a realised plan was reported to the head."""
    lock(actor)
    own = standing(actor, held)
    known = report_of(own)
    if known is not None:
        nothing_changed()
        return known
    if realisation_of(own) is None:
        raise Refused("RTL dilaporkan kepada kepala sesudah direalisasikan.")
    made = PlanReport.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        reported_by_id=person_of(actor),
        reported_at=timezone.now(),
        form_key=form_key,
    )
    tell(actor, own, f"{own.number} dilaporkan kepada kepala puskesmas.")
    return made


@action("remedy.take_back_report")
def take_back_report(actor: Actor, held: Plan) -> None:
    """Strike out a report that the head has not received."""
    own = held_plan(actor, held)
    made = report_of(own)
    if made is None:
        nothing_changed()
        return
    if made.received_at is not None:
        raise Refused("Laporan ini sudah diterima kepala puskesmas, jadi tidak dapat dibatalkan.")
    made.taken_back_at = timezone.now()
    made.save(update_fields=["taken_back_at"])
    tell(actor, own, f"Laporan {own.number} kepada kepala puskesmas dibatalkan.")


@action("remedy.receive_report")
def receive_report(actor: Actor, held: Plan, note: str = "") -> PlanReport:
    """Say as the head that the report of a plan was received, perhaps with a note."""
    own = held_plan(actor, held)
    made = report_of(own)
    if made is None:
        raise Refused("RTL ini belum dilaporkan oleh ketua tim.")
    if made.received_at is not None:
        nothing_changed()
        return made
    if len(plain(note)) > LONGEST:
        raise Refused(f"Ringkas catatannya: paling panjang {LONGEST} huruf.")
    made.received_by_id, made.received_at = person_of(actor), timezone.now()
    made.note = plain(note)
    made.save(update_fields=["received_by", "received_at", "note"])
    tell(actor, own, f"Laporan {own.number} diterima kepala puskesmas.")
    return made


@action("remedy.take_back_receipt")
def take_back_receipt(actor: Actor, held: Plan) -> None:
    """Undo «diterima»: the report waits for the head again."""
    own = held_plan(actor, held)
    made = report_of(own)
    if made is None or made.received_at is None:
        nothing_changed()
        return
    made.received_by = made.received_at = None
    made.note = ""
    made.save(update_fields=["received_by", "received_at", "note"])
    tell(actor, own, f"Penerimaan laporan {own.number} dibatalkan.")
