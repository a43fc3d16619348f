"""The meeting in hand, held and looked at before anything is done with it."""

from tanggap.base.acting import Actor, Refused
from tanggap.base.typed import plain
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import points_visible_to
from tanggap.remedy.meetings.rules import LONGEST


def person_of(actor: Actor) -> int:
    if actor.staff_id is None:
        raise Refused("Pertemuan disiapkan oleh pegawai, bukan oleh aplikasi.")
    return actor.staff_id


def held_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    here = Meeting.objects.select_for_update().filter(facility_id=actor.facility_id)
    own = here.filter(pk=meeting.pk).first()
    if own is None:
        raise Refused("Pertemuan ini tidak ada di puskesmas Anda.")
    return own


def standing(actor: Actor, meeting: Meeting) -> Meeting:
    own = held_meeting(actor, meeting)
    if own.cancelled_at is not None:
        raise Refused("Pertemuan ini sudah dibatalkan. Pulihkan dahulu.")
    return own


def open_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """Return a meeting whose minutes were not closed yet."""
    own = standing(actor, meeting)
    if own.closed_at is not None:
        raise Refused("Notulen pertemuan ini sudah ditutup, jadi ini tidak dapat diubah lagi.")
    return own


def held_point(actor: Actor, point: MeetingPoint) -> MeetingPoint:
    seen = points_visible_to(actor).filter(pk=point.pk).exists()
    own = MeetingPoint.objects.select_for_update().filter(pk=point.pk).first() if seen else None
    if own is None:
        raise Refused("Butir acara ini tidak ada di pertemuan puskesmas Anda.")
    return own


def words(text: str, what: str, most: int = LONGEST) -> str:
    """Return typed words as they are kept."""
    kept = plain(text)
    if len(kept) > most:
        raise Refused(f"Ringkas {what}: paling panjang {most} huruf.")
    return kept
