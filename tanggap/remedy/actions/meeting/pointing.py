"""The agenda: points added, worded, ordered, dropped and put back; decisions become plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.logbook.queries import visible_to
from tanggap.remedy.actions.meeting._held import held_meeting, held_point, open_meeting, words
from tanggap.remedy.meetings.models import (
    DecidedPlan,
    Meeting,
    MeetingPoint,
    MeetingPointSource,
)
from tanggap.remedy.meetings.queries import agenda_of, name_of
from tanggap.remedy.meetings.rules import LONGEST_TITLE, MOST_POINTS
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to

_MOST_SOURCES = 50


@dataclass(frozen=True)
class PointLine:
    """One line of the agenda as it was typed: its words and its place."""

    point_id: int
    title: str
    order: int


@action("remedy.add_point")
def add_point(
    actor: Actor,
    meeting: Meeting,
    title: str,
    *,
    form_key: UUID,
    entry_ids: Sequence[int] = (),
) -> MeetingPoint:
    """Put a point on the agenda, perhaps about entries; the same form twice is one point."""
    known = MeetingPoint.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    own = open_meeting(actor, meeting)
    kept = words(title, "butir acara", LONGEST_TITLE)
    if not kept:
        raise Refused("Tulis butir acaranya.")
    if own.points.filter(dropped_at=None).count() >= MOST_POINTS:
        raise Refused(f"Satu pertemuan memuat paling banyak {MOST_POINTS} butir.")
    entries = _entries(actor, entry_ids)
    made = MeetingPoint.objects.create(
        facility_id=actor.facility_id,
        meeting=own,
        order=(own.points.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=kept,
        form_key=form_key,
    )
    MeetingPointSource.objects.bulk_create(
        MeetingPointSource(point=made, entry_id=key) for key in entries
    )
    tell(actor, made, f"Butir acara {name_of(own)} ditambah.")
    return made


@action("remedy.set_agenda")
def set_agenda(actor: Actor, meeting: Meeting, lines: Sequence[PointLine]) -> None:
    """Word and order the points that the actor may meet."""
    own = open_meeting(actor, meeting)
    asked = {line.point_id: line for line in lines}
    changed = []
    for point in agenda_of(actor, own):
        line = asked.get(point.pk)
        if line is None:
            continue
        title = words(line.title, "butir acara", LONGEST_TITLE)
        if not title:
            raise Refused("Butir acara tidak boleh kosong. Hapus butirnya bila tidak perlu.")
        order = min(max(line.order, 0), 999)
        if (point.title, point.order) != (title, order):
            point.title, point.order = title, order
            changed.append(point)
    if not changed:
        nothing_changed()
        return
    MeetingPoint.objects.bulk_update(changed, ["title", "order"])
    tell(actor, own, f"Acara {name_of(own)} diubah.")


@action("remedy.drop_point")
def drop_point(actor: Actor, point: MeetingPoint) -> None:
    """Take a point off the agenda; it can be put back."""
    own = held_point(actor, point)
    meeting = open_meeting(actor, own.meeting)
    if own.dropped_at is not None:
        nothing_changed()
        return
    own.dropped_at = timezone.now()
    own.save(update_fields=["dropped_at"])
    tell(actor, own, f"Butir acara {name_of(meeting)} dihapus.")


@action("remedy.put_back_point")
def put_back_point(actor: Actor, point: MeetingPoint) -> None:
    """Put a point back that was taken off."""
    own = held_point(actor, point)
    meeting = open_meeting(actor, own.meeting)
    if own.dropped_at is None:
        nothing_changed()
        return
    own.dropped_at = None
    own.save(update_fields=["dropped_at"])
    tell(actor, own, f"Butir acara {name_of(meeting)} dikembalikan.")


@action("remedy.decide_plan")
def decide_plan(actor: Actor, point: MeetingPoint, plan: Plan) -> None:
    """Remember at which point of a meeting a plan was decided."""
    own = held_point(actor, point)
    meeting = held_meeting(actor, own.meeting)
    if not plans_visible_to(actor).filter(pk=plan.pk).exists():
        raise Refused("RTL ini tidak ada di puskesmas Anda.")
    _, is_new = DecidedPlan.objects.get_or_create(plan=plan, defaults={"point": own})
    if not is_new:
        nothing_changed()
        return
    tell(actor, plan, f"{plan.number} diputuskan pada {name_of(meeting)}.")


def _entries(actor: Actor, keys: Sequence[int]) -> list[int]:
    if len(keys) > _MOST_SOURCES:
        raise Refused(f"Satu butir menyangkut paling banyak {_MOST_SOURCES} entri.")
    found = list(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    if len(found) != len(set(keys)):
        raise Refused("Ada entri yang tidak ditemukan di buku.")
    return found
