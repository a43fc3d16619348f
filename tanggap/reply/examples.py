"""The examples of answers, and what their fields become for a citizen."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.models import Facility, Staff
from tanggap.base.queries import profile_on
from tanggap.inbox.models import Person
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import person_of
from tanggap.reply.rules import fill


def templates(facility_id: int, *, also_closed: bool = False) -> QuerySet[ReplyTemplate]:
    """Return the examples in use, in their order."""
    rows = ReplyTemplate.objects.filter(facility_id=facility_id)
    return rows if also_closed else rows.filter(closed_on=None)


def values_for(
    facility: Facility, *, entry: Entry | None, person: Person | None, writer: str
) -> Mapping[str, str]:
    """Return what the fields of an example become; an anonymous person stays nameless."""
    today = timezone.localdate()
    profile = profile_on(facility, today)
    is_named = person is not None and person.name and not (entry and entry.is_anonymous)
    units = ", ".join(unit.name for unit in entry.units.all()) if entry else ""
    received = timezone.localdate(entry.received_at) if entry else today
    return {
        "nama": person.name if is_named and person else "Bapak/Ibu",
        "nomor": entry.number if entry else "",
        "puskesmas": f"Puskesmas {profile.name.removeprefix('Puskesmas ')}",
        "unit": units or "unit terkait",
        "petugas": writer,
        "tanggal": received.strftime("%d/%m/%Y"),
        "telepon": profile.phone,
    }


def field_values(reply: Reply) -> Mapping[str, str]:
    """Return the field values of ``reply`` as its writer would see them."""
    return values_for(
        Facility.objects.get(pk=reply.facility_id),
        entry=reply.entry,
        person=person_of(reply),
        writer=Staff.objects.get(pk=reply.drafted_by_id).name,
    )


def filled(template: ReplyTemplate, values: Mapping[str, str]) -> str:
    """Return the example's text with its fields filled."""
    return fill(template.body, values)
