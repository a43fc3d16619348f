"""A meeting prepared, changed, invited to, cancelled and restored (A-11)."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid5

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility, Staff, Team, TeamMember
from tanggap.base.queries import team_on
from tanggap.logbook.queries import zone_of
from tanggap.remedy.actions.meeting._held import (
    held_meeting,
    open_meeting,
    person_of,
    standing,
    words,
)
from tanggap.remedy.meetings.agenda import proposed
from tanggap.remedy.meetings.models import Attendee, Meeting, MeetingPoint, MeetingPointSource
from tanggap.remedy.meetings.queries import name_of
from tanggap.remedy.meetings.rules import first_of, trouble_with_month

_FIELDS = {
    "month": "bulan yang dibahas",
    "held_on": "tanggal",
    "begins_at": "pukul",
    "ends_at": "selesai pukul",
    "place": "tempat",
    "subject": "acara",
    "number": "nomor undangan",
    "invited_by_id": "yang mengundang",
    "leader_id": "pimpinan rapat",
    "scribe_id": "notulis",
}


@dataclass(frozen=True)
class MeetingDraft:
    """What is said of a meeting before it is held."""

    month: date
    held_on: date
    begins_at: time
    place: str
    subject: str
    invited_by: Staff
    leader: Staff
    scribe: Staff
    ends_at: time | None = None
    number: str = ""
    is_extra: bool = False


@action("remedy.call_meeting")
def call_meeting(actor: Actor, draft: MeetingDraft, *, form_key: UUID) -> Meeting:
    """Prepare a meeting: its agenda is proposed, both teams are invited; the same form once."""
    facility = Facility.objects.select_for_update().get(pk=actor.facility_id)
    known = Meeting.objects.filter(form_key=form_key, facility=facility).first()
    if known is not None:
        nothing_changed()
        return known
    who = person_of(actor)
    _refuse_senseless(actor, draft)
    _refuse_second(actor, draft.month, draft.is_extra)
    made = Meeting.objects.create(
        facility=facility,
        is_extra=draft.is_extra,
        called_by_id=who,
        called_at=timezone.now(),
        form_key=form_key,
        **_plain(draft),
    )
    _put_on_agenda(made, facility)
    _invite_teams(made)
    tell(actor, made, f"{name_of(made)} direncanakan.")
    return made


@action("remedy.change_meeting")
def change_meeting(actor: Actor, meeting: Meeting, draft: MeetingDraft) -> Meeting:
    """Change when, where and by whom; History names the fields."""
    own = open_meeting(actor, meeting)
    _refuse_senseless(actor, draft)
    wanted = _plain(draft)
    labels = [label for name, label in _FIELDS.items() if getattr(own, name) != wanted[name]]
    if own.is_extra != draft.is_extra:
        labels.append("pertemuan tambahan")
    if not labels:
        nothing_changed()
        return own
    _refuse_second(actor, draft.month, draft.is_extra, besides=own.pk)
    for name, value in wanted.items():
        setattr(own, name, value)
    own.is_extra = draft.is_extra
    own.save(update_fields=[*wanted, "is_extra"])
    _invite_teams(own)
    tell(actor, own, f"{name_of(own)} diubah: {', '.join(labels)}.")
    return own


@action("remedy.mark_invited")
def mark_invited(actor: Actor, meeting: Meeting, *, is_invited: bool = True) -> None:
    """Note that the invitations were handed out, or that they were not after all."""
    own = open_meeting(actor, meeting)
    if (own.invited_at is not None) == is_invited:
        nothing_changed()
        return
    own.invited_at = timezone.now() if is_invited else None
    own.save(update_fields=["invited_at"])
    done = "dibagikan" if is_invited else "belum dibagikan"
    tell(actor, own, f"Undangan {name_of(own)} {done}.")


@action("remedy.cancel_meeting")
def cancel_meeting(actor: Actor, meeting: Meeting) -> None:
    """Cancel a meeting that is not held; it can be restored."""
    own = held_meeting(actor, meeting)
    if own.cancelled_at is not None:
        nothing_changed()
        return
    if own.closed_at is not None:
        raise Refused("Notulen pertemuan ini sudah ditutup, jadi pertemuannya tidak dibatalkan.")
    own.cancelled_at = timezone.now()
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{name_of(own)} dibatalkan.")


@action("remedy.restore_meeting")
def restore_meeting(actor: Actor, meeting: Meeting) -> None:
    """Let a cancelled meeting stand again."""
    own = held_meeting(actor, meeting)
    if own.cancelled_at is None:
        nothing_changed()
        return
    _refuse_second(actor, own.month, own.is_extra, besides=own.pk)
    own.cancelled_at = None
    own.save(update_fields=["cancelled_at"])
    tell(actor, own, f"{name_of(own)} dipulihkan.")


@action("remedy.add_attendee")
def add_attendee(
    actor: Actor,
    meeting: Meeting,
    *,
    staff: Staff | None = None,
    name: str = "",
    position: str = "",
) -> None:
    """Invite one more: a member of staff, or somebody from outside by name."""
    own = standing(actor, meeting)
    if own.closed_at is not None:
        raise Refused("Notulen sudah ditutup. Peserta tidak dapat ditambah lagi.")
    known = own.attendees.all()
    if staff is None and not name.strip():
        raise Refused("Pilih pegawai, atau tulis nama peserta dari luar.")
    if staff is not None:
        if known.filter(staff=staff).exists():
            nothing_changed()
            return
        name, position = staff.name, position.strip() or staff.position
    elif known.filter(staff=None, name=name.strip()[:120]).exists():
        nothing_changed()
        return
    Attendee.objects.create(
        meeting=own,
        staff=staff,
        name=name.strip()[:120],
        position=position.strip()[:160],
        part="Undangan",
        is_present=own.written_at is not None,
        order=known.count(),
    )
    tell(actor, own, f"Peserta {name_of(own)} ditambah.")


@action("remedy.drop_attendee")
def drop_attendee(actor: Actor, meeting: Meeting, attendee_id: int) -> None:
    """Take somebody off the list who was not to be invited."""
    own = open_meeting(actor, meeting)
    gone, _ = own.attendees.filter(pk=attendee_id).delete()
    if not gone:
        nothing_changed()
        return
    tell(actor, own, f"Peserta {name_of(own)} dikurangi.")


# ---------------------------------------------------------------- within


def _refuse_senseless(actor: Actor, draft: MeetingDraft) -> None:
    trouble = trouble_with_month(draft.month, draft.held_on)
    if trouble:
        raise Refused(trouble)
    if not draft.place.strip():
        raise Refused("Tulis tempat pertemuan.")
    if not draft.subject.strip():
        raise Refused("Tulis acara pertemuan.")
    if draft.ends_at is not None and draft.ends_at <= draft.begins_at:
        raise Refused("Pukul selesai harus sesudah pukul mulai.")
    for one in (draft.invited_by, draft.leader, draft.scribe):
        if one.facility_id != actor.facility_id:
            raise Refused("Pilih pegawai puskesmas ini.")


def _refuse_second(actor: Actor, month: date, is_extra: bool, besides: int = 0) -> None:
    if is_extra:
        return
    others = Meeting.objects.filter(
        facility_id=actor.facility_id, month=first_of(month), is_extra=False, cancelled_at=None
    )
    if others.exclude(pk=besides).exists():
        raise Refused(
            "Pertemuan untuk bulan ini sudah ada di daftar. Buka pertemuan itu, atau centang "
            "«pertemuan tambahan»."
        )


def _plain(draft: MeetingDraft) -> dict[str, object]:
    return {
        "month": first_of(draft.month),
        "held_on": draft.held_on,
        "begins_at": draft.begins_at,
        "ends_at": draft.ends_at,
        "place": words(draft.place, "tempat", 120),
        "subject": words(draft.subject, "acara", 240),
        "number": words(draft.number, "nomor undangan", 80),
        "invited_by_id": draft.invited_by.pk,
        "leader_id": draft.leader.pk,
        "scribe_id": draft.scribe.pk,
    }


def _put_on_agenda(meeting: Meeting, facility: Facility) -> None:
    today = timezone.localdate(timezone=zone_of(facility))
    for order, one in enumerate(proposed(meeting, facility, today), start=1):
        point = MeetingPoint.objects.create(
            facility=facility,
            meeting=meeting,
            order=order,
            kind=one.kind,
            title=one.title,
            plan=one.plan,
            carried_from=one.carried_from,
            form_key=uuid5(meeting.form_key, f"butir {order}"),
        )
        MeetingPointSource.objects.bulk_create(
            MeetingPointSource(point=point, entry_id=key) for key in one.entry_ids
        )


def _invite_teams(meeting: Meeting) -> None:
    """Put both teams of the day on the list; who stands on it already stays as she is.

    Where no team is set yet, at least who leads and who writes: somebody must have come.
    """
    known = set(meeting.attendees.values_list("staff_id", flat=True))
    order = len(known)
    for kind in (Team.Kind.FEEDBACK, Team.Kind.QUALITY):
        team = team_on(meeting.facility, kind, meeting.held_on)
        members = team.members.select_related("staff") if team else []
        for member in sorted(members, key=_by_seat):
            if member.staff_id in known:
                continue
            known.add(member.staff_id)
            order += 1
            Attendee.objects.create(
                meeting=meeting,
                staff=member.staff,
                name=member.staff.name,
                position=member.staff.position,
                part=f"{kind.label}, {member.get_seat_display().lower()}"[:60],
                order=order,
            )
    if not known:
        _invite_who_holds_it(meeting)


def _invite_who_holds_it(meeting: Meeting) -> None:
    parts = {meeting.scribe: "Notulis", meeting.leader: "Pimpinan rapat"}  # one may be both
    for order, (staff, part) in enumerate(reversed(parts.items()), start=1):
        Attendee.objects.create(
            meeting=meeting,
            staff=staff,
            name=staff.name,
            position=staff.position,
            part=part,
            order=order,
        )


def _by_seat(member: TeamMember) -> tuple[int, int]:
    return list(TeamMember.Seat.values).index(member.seat), member.order
