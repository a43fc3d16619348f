"""The minutes: written during the meeting by one or by several, closed, discussed with the head."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import HistoryLine, Role, Staff
from tanggap.base.typed import mark_of
from tanggap.logbook.queries import zone_of
from tanggap.remedy.actions.meeting._held import person_of, standing, words
from tanggap.remedy.meetings.models import Attendee, Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import agenda_of, mark_of_meeting, mark_of_point, name_of

HEAD = 0
"""The key under which opening and conclusion are reported as crossed."""


@dataclass(frozen=True)
class PointWords:
    """What was typed at a point; ``seen`` is the mark of the words that the page showed."""

    point_id: int
    discussion: str
    decision: str
    is_settled: bool
    seen: str


@dataclass(frozen=True)
class MinutesDraft:
    """All that one screen of minutes says.

    ``shown`` and ``present`` are who was ticked when the page was opened, and now: two people
    who tick different names both keep theirs.
    """

    opening: str
    conclusion: str
    seen: str
    ends_at: time | None = None
    present: frozenset[int] = frozenset()
    shown: frozenset[int] = frozenset()
    points: Sequence[PointWords] = field(default_factory=tuple)


@action("remedy.write_minutes")
def write_minutes(
    actor: Actor, meeting: Meeting, draft: MinutesDraft, *, in_passing: bool = False
) -> list[int]:
    """Keep what was typed; return the points at which somebody else had written meanwhile.

    Those keep what stood there, and everything else is kept: nobody writes over a colleague.
    After the minutes were closed only who may close them corrects, and History says so. What
    the page saves ``in_passing`` while people talk is one line of History an hour and person.
    """
    own = standing(actor, meeting)
    who_corrects = own.closed_at is not None
    if who_corrects and not actor.may("remedy.close_meeting"):
        raise Refused("Notulen sudah ditutup. Ketua tim yang memperbaikinya.")
    crossed: list[int] = []
    changed = [
        *_keep_frame(own, draft, crossed),
        *_keep_points(actor, own, draft, crossed),
        *_keep_attendance(own, draft),
    ]
    if not changed:
        nothing_changed()
        return crossed
    now = timezone.now()
    own.written_at = own.written_at or now
    own.corrected_at = now if who_corrects else None
    own.save(update_fields=["opening", "conclusion", "ends_at", "written_at", "corrected_at"])
    if in_passing and not who_corrects:
        _tell_once_an_hour(actor, own)
        return crossed
    done = "diperbaiki sesudah ditutup" if who_corrects else "ditulis"
    labels = ", ".join(dict.fromkeys(changed))
    tell(actor, own, f"Notulen {name_of(own)} {done}: {labels}.")
    return crossed


@action("remedy.close_meeting")
def close_meeting(actor: Actor, meeting: Meeting) -> None:
    """Close the minutes, signed in the name of the ketua (A-11)."""
    own = standing(actor, meeting)
    if own.closed_at is not None:
        nothing_changed()
        return
    who = Staff.objects.get(pk=person_of(actor))
    if own.held_on > timezone.localdate(timezone=zone_of(own.facility)):
        raise Refused("Notulen ditutup sesudah pertemuannya berlangsung. Periksa tanggalnya.")
    if not own.attendees.filter(is_present=True).exists():
        raise Refused("Centang dahulu siapa yang hadir, simpan, lalu tutup notulennya.")
    said = own.points.filter(dropped_at=None)
    if not said.exclude(discussion="", decision="").exists() and not own.conclusion:
        raise Refused("Tulis dahulu pembahasan atau keputusannya, simpan, lalu tutup notulennya.")
    now = timezone.now()
    own.closed_at, own.closed_by, own.closed_name = now, who, who.name
    own.written_at, own.invited_at = own.written_at or now, own.invited_at or now
    own.save(update_fields=["closed_at", "closed_by", "closed_name", "written_at", "invited_at"])
    tell(actor, own, f"Notulen {name_of(own)} ditutup.")


@action("remedy.open_meeting_again")
def open_meeting_again(actor: Actor, meeting: Meeting) -> None:
    """Open minutes again that were closed by mistake the same day."""
    own = standing(actor, meeting)
    if own.closed_at is None:
        nothing_changed()
        return
    zone = zone_of(own.facility)
    if own.closed_at.astimezone(zone).date() != timezone.localdate(timezone=zone):
        raise Refused("Penutupan hanya dapat dibatalkan pada hari yang sama.")
    if own.discussed_on is not None:
        raise Refused("Notulen ini sudah dibahas dengan kepala. Batalkan pembahasannya dahulu.")
    own.closed_at = own.closed_by = None
    own.closed_name = ""
    own.save(update_fields=["closed_at", "closed_by", "closed_name"])
    tell(actor, own, f"Penutupan notulen {name_of(own)} dibatalkan.")


@action("remedy.discuss_with_head")
def discuss_with_head(actor: Actor, meeting: Meeting, on: date, decision: str) -> None:
    """Note that the result was discussed with the head, and what he decided (Sumbersari step 4).

    The head does it himself, or the ketua notes it from the signed paper.
    """
    own = standing(actor, meeting)
    if own.closed_at is None:
        raise Refused("Tutup notulennya dahulu, baru dibahas dengan kepala.")
    if own.discussed_on is not None:
        nothing_changed()
        return
    if on > timezone.localdate(timezone=zone_of(own.facility)):
        raise Refused("Tanggal pembahasan tidak boleh sesudah hari ini.")
    if on < own.held_on:
        raise Refused("Tanggal pembahasan tidak boleh sebelum pertemuannya.")
    kept = words(decision, "keputusan kepala", 4_000)
    if not kept:
        raise Refused("Tulis keputusan kepala, misalnya «Disetujui».")
    own.discussed_on, own.discussed_at = on, timezone.now()
    own.discussed_by_id, own.head_decision = person_of(actor), kept
    own.by_head = Role.KEPALA in actor.roles
    own.save(
        update_fields=["discussed_on", "discussed_at", "discussed_by", "head_decision", "by_head"]
    )
    tell(actor, own, f"{name_of(own)} dibahas dengan kepala.")


@action("remedy.take_back_discussion")
def take_back_discussion(actor: Actor, meeting: Meeting) -> None:
    """Strike out a discussion with the head that was noted wrongly."""
    own = standing(actor, meeting)
    if own.discussed_on is None:
        nothing_changed()
        return
    own.discussed_on = own.discussed_at = own.discussed_by = None
    own.head_decision, own.by_head = "", False
    own.save(
        update_fields=["discussed_on", "discussed_at", "discussed_by", "head_decision", "by_head"]
    )
    tell(actor, own, f"Pembahasan {name_of(own)} dengan kepala dibatalkan.")


# ---------------------------------------------------------------- within

AT_MOST_ONE_EACH = timedelta(hours=1)


def _tell_once_an_hour(actor: Actor, own: Meeting) -> None:
    """Leave one line for all that saves itself within an hour, not one every two minutes."""
    sentence = f"Notulen {name_of(own)} ditulis selama pertemuan (tersimpan sendiri)."
    told = HistoryLine.objects.filter(
        subject_kind=own._meta.label_lower,
        subject_id=own.pk,
        by=actor.staff_id,
        at__gt=timezone.now() - AT_MOST_ONE_EACH,
        sentence=sentence,
    )
    if told.exists():
        nothing_changed()
    else:
        tell(actor, own, sentence)


def _keep_frame(own: Meeting, draft: MinutesDraft, crossed: list[int]) -> list[str]:
    opening, conclusion = words(draft.opening, "pembukaan"), words(draft.conclusion, "kesimpulan")
    typed = mark_of(opening, conclusion, str(draft.ends_at or ""))
    if typed in (draft.seen, mark_of_meeting(own)):
        return []
    if draft.seen != mark_of_meeting(own):
        crossed.append(HEAD)
        return []
    if draft.ends_at is not None and draft.ends_at <= own.begins_at:
        raise Refused("Pukul selesai harus sesudah pukul mulai.")
    labels = []
    if own.opening != opening:
        labels.append("pembukaan")
    if own.conclusion != conclusion:
        labels.append("kesimpulan")
    if own.ends_at != draft.ends_at:
        labels.append("pukul selesai")
    own.opening, own.conclusion, own.ends_at = opening, conclusion, draft.ends_at
    return labels


def _keep_points(actor: Actor, own: Meeting, draft: MinutesDraft, crossed: list[int]) -> list[str]:
    asked, changed, labels = {one.point_id: one for one in draft.points}, [], []
    for point in agenda_of(actor, own):
        said = asked.get(point.pk)
        if said is None:
            continue
        discussion = words(said.discussion, "pembahasan")
        decision = words(said.decision, "keputusan")
        typed = mark_of(discussion, decision, str(said.is_settled))
        if typed in (said.seen, mark_of_point(point)):
            continue
        if said.seen != mark_of_point(point):
            crossed.append(point.pk)
            continue
        labels += _put(point, discussion, decision, said.is_settled, own.held_on)
        changed.append(point)
    MeetingPoint.objects.bulk_update(changed, ["discussion", "decision", "settled_on"])
    return labels


def _put(
    point: MeetingPoint, discussion: str, decision: str, is_settled: bool, on: date
) -> list[str]:
    labels = []
    if point.discussion != discussion:
        labels.append("pembahasan")
    if point.decision != decision:
        labels.append("keputusan")
    if (point.settled_on is not None) != is_settled:
        labels.append("keputusan lalu")
        point.settled_on = on if is_settled else None
    point.discussion, point.decision = discussion, decision
    return labels


def _keep_attendance(own: Meeting, draft: MinutesDraft) -> list[str]:
    """Tick and untick what this page changed, and leave what others ticked."""
    came, left = draft.present - draft.shown, draft.shown - draft.present
    rows = Attendee.objects.filter(meeting=own)
    count = rows.filter(pk__in=came, is_present=False).update(is_present=True)
    count += rows.filter(pk__in=left, is_present=True).update(is_present=False)
    return ["kehadiran"] if count else []
