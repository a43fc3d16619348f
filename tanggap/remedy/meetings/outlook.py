"""A meeting as it goes on paper: what may stand there, in the words of screen, PDF and DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from PIL import Image

from tanggap.base.acting import Actor
from tanggap.base.models import FacilityProfile, Staff
from tanggap.base.papers import chair_on
from tanggap.base.queries import head_of, profile_on
from tanggap.documents.dates import day_and_date, long_date
from tanggap.documents.letterhead import head_signature, signature
from tanggap.gateway.media import is_picture, path_of
from tanggap.gateway.models import Media
from tanggap.logbook.queries import zone_of
from tanggap.remedy.meetings.models import (
    Attendee,
    Meeting,
    MeetingPhoto,
    MeetingPoint,
    RootCause,
)
from tanggap.remedy.meetings.queries import (
    agenda_of,
    attendees_of,
    causes_of,
    handed_to,
    name_of,
    on_paper,
    released_for_meeting,
)
from tanggap.remedy.models import Plan

_PIXELS = 1000
MOST_PHOTOS = 12


@dataclass(frozen=True)
class Outlook:
    """All that a paper of the meeting may say to everybody who is handed it."""

    meeting: Meeting
    profile: FacilityProfile
    points: Sequence[MeetingPoint]
    left_out: int
    """How many points that the maker sees stand on no paper: they are about somebody invited."""
    causes: dict[int, list[RootCause]]
    attendees: Sequence[Attendee]
    quotations: Sequence[str]

    @property
    def present(self) -> list[Attendee]:
        return [one for one in self.attendees if one.is_present]

    @property
    def plans(self) -> list[tuple[MeetingPoint, Plan]]:
        return [(point, link.plan) for point in self.points for link in point.decided.all()]

    @property
    def hours(self) -> str:
        begins = f"{self.meeting.begins_at:%H.%M}"
        ends = f"{self.meeting.ends_at:%H.%M}" if self.meeting.ends_at else "selesai"
        return f"{begins} sampai {ends}"

    @property
    def day(self) -> str:
        return day_and_date(self.meeting.held_on)

    @property
    def name(self) -> str:
        return name_of(self.meeting)

    @property
    def draft(self) -> str:
        return "" if self.meeting.closed_at else "KONSEP: belum ditutup"

    @property
    def frame(self) -> list[tuple[str, str]]:
        """Return the lines with which the notulen begins (domain §6.4)."""
        came, asked = len(self.present), len(self.attendees)
        return [
            ("Hari, tanggal", self.day),
            ("Waktu", f"pukul {self.hours}"),
            ("Tempat", self.meeting.place),
            ("Acara", self.meeting.subject),
            ("Pimpinan rapat", self.meeting.leader.name),
            ("Notulis", self.meeting.scribe.name),
            ("Peserta", f"{came} orang hadir dari {asked} yang diundang"),
        ]

    @property
    def closing(self) -> str:
        ended = f" pukul {self.meeting.ends_at:%H.%M}" if self.meeting.ends_at else ""
        return f"Rapat ditutup{ended} oleh pimpinan rapat."


def outlook_of(actor: Actor, meeting: Meeting) -> Outlook:
    """Return a meeting as ``actor`` may put it on everybody's paper."""
    seen = agenda_of(actor, meeting)
    points = on_paper(seen, handed_to(meeting))
    return Outlook(
        meeting=meeting,
        profile=profile_on(meeting.facility, meeting.held_on),
        points=points,
        left_out=len(seen) - len(points),
        causes=causes_of(actor, points),
        attendees=attendees_of(meeting),
        quotations=[one.text for one in released_for_meeting(actor, meeting)],
    )


def left_out_of(points: Sequence[MeetingPoint], meeting: Meeting) -> int:
    """Return how many of ``points`` stay off everybody's paper."""
    return len(points) - len(on_paper(points, handed_to(meeting)))


def day_there(meeting: Meeting, at: datetime) -> date:
    """Return the day on which something happened, by the clock of the health centre."""
    return at.astimezone(zone_of(meeting.facility)).date()


def invitation_signature(meeting: Meeting, profile: FacilityProfile) -> dict[str, object]:
    """Return the block of who invites: the head by his title, others by their own."""
    head = head_of(meeting.facility, meeting.held_on)
    if head is not None and head.pk == meeting.invited_by_id:
        return head_signature(profile)
    return _of_staff(meeting.invited_by, meeting.invited_by.position or "Yang mengundang")


def minutes_signatures(told: Outlook) -> list[list[dict[str, object]]]:
    """Return the rows of blocks under a notulen: notulis and ketua, below them the head."""
    meeting, profile = told.meeting, told.profile
    day = day_there(meeting, meeting.closed_at) if meeting.closed_at else meeting.held_on
    dated = f"{profile.place or '…………………'}, {long_date(day)}"
    chair = meeting.closed_by or chair_on(meeting.facility, meeting.held_on)
    first = [
        _of_staff(meeting.scribe, "Notulis"),
        _of_staff(chair, "Ketua Tim Pengelola Umpan Balik", dated),
    ]
    return [first, [head_signature(profile, above=["Mengetahui,"])]]


def _of_staff(staff: Staff | None, role: str, *above: str) -> dict[str, object]:
    name, nip = (staff.name, staff.nip) if staff else ("", "")
    return signature(role, name, nip, above=list(above))


def photos_shown(meeting: Meeting) -> list[tuple[MeetingPhoto, bytes]]:
    """Return the photos of the meeting with their pictures, small enough for paper."""
    rows = meeting.photos.filter(removed_at=None, kind=MeetingPhoto.Kind.PHOTO)
    found = []
    for photo in rows.select_related("media")[:MOST_PHOTOS]:
        drawn = _drawn(photo.media)
        if drawn is not None:
            found.append((photo, drawn))
    return found


def _drawn(media: Media) -> bytes | None:
    path = path_of(media)
    if path is None or not is_picture(media):
        return None
    try:
        with Image.open(path) as opened:
            opened.thumbnail((_PIXELS, _PIXELS), reducing_gap=2.0)
            made = BytesIO()
            opened.convert("RGB").save(made, "JPEG", quality=80)
    except OSError:
        return None
    return made.getvalue()
