"""The box's own paper: slips printed with running numbers."""

from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.base.queries import open_units
from tanggap.gateway.models import Line
from tanggap.inbox.actions.sorting import person_of
from tanggap.inbox.models import SlipRun
from tanggap.inbox.slip_shape import MOST_UNITS, PER_SHEET, number_shown

KIND = "box"
MOST_SHEETS = 100


@action("inbox.print_slips")
def print_slips(actor: Actor, line: Line, *, form_key: UUID, sheets: int) -> SlipRun:
    """Give out the next numbers for slips of the box ``line``; the paper is made from the run.

    The numbers of a health centre follow on over all its boxes; the same ``form_key`` twice
    is the same run. Printing a run again gives out nothing.
    """
    if line.facility_id != actor.facility_id or line.kind != KIND:
        raise Refused("Pilih salah satu kotak saran puskesmas Anda.")
    if not 1 <= sheets <= MOST_SHEETS:
        raise Refused(f"Cetak 1 sampai {MOST_SHEETS} lembar sekali jalan.")
    facility = Facility.objects.select_for_update().get(pk=actor.facility_id)
    present = SlipRun.objects.filter(facility=facility, form_key=form_key).first()
    if present is not None:
        nothing_changed()
        return present
    now = timezone.now()
    before = SlipRun.objects.filter(facility=facility).order_by("-first").first()
    units = open_units(facility, timezone.localdate())[:MOST_UNITS]
    run = SlipRun.objects.create(
        facility=facility,
        line=line,
        form_key=form_key,
        printed_at=now,
        printed_by=person_of(actor),
        first=before.last + 1 if before else 1,
        count=sheets * PER_SHEET,
        form={"units": [[unit.pk, unit.name] for unit in units]},
    )
    numbers = f"{number_shown(run.first)} sampai {number_shown(run.last)}"
    tell(actor, run, f"Lembar saran nomor {numbers} dibuat untuk «{line.name}».")
    return run
