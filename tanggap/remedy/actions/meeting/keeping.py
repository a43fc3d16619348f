"""What is kept beside the minutes: photos, quotations let go by a person, tools for causes."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.typed import mark_of
from tanggap.gateway.actions import Shelf
from tanggap.logbook.models import Entry
from tanggap.remedy.actions.meeting._held import (
    held_point,
    open_meeting,
    person_of,
    standing,
    words,
)
from tanggap.remedy.meetings.models import (
    Meeting,
    MeetingPhoto,
    MeetingPoint,
    Quotation,
    RootCause,
)
from tanggap.remedy.meetings.queries import causes_visible_to, name_of, quotable
from tanggap.remedy.meetings.rules import MOST_PHOTOS, MOST_QUOTATIONS
from tanggap.remedy.meetings.tools import Tool, trouble_with
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to

# ---------------------------------------------------------------- photos and signed papers


def _named_photo(photo: MeetingPhoto) -> str:
    return f"{MeetingPhoto.Kind(photo.kind).label} {name_of(photo.meeting)}"


PHOTOS = Shelf(
    MeetingPhoto,
    "meeting",
    most=MOST_PHOTOS,
    one="Satu pertemuan",
    what="berkas",
    name=_named_photo,
)


@action("remedy.keep_photo")
def keep_photo(
    actor: Actor,
    meeting: Meeting,
    *,
    form_key: UUID,
    file: "File[bytes]",
    kind: str = MeetingPhoto.Kind.PHOTO,
    note: str = "",
) -> MeetingPhoto:
    """Keep a photo of the meeting, or its signed paper; a picture is drawn anew.

    A signed paper comes after the minutes were closed, so this goes on afterwards.
    """
    known = PHOTOS.known(actor, form_key)
    if known is not None:
        return known
    own = standing(actor, meeting)
    photo = MeetingPhoto(meeting=own, form_key=form_key, kind=kind, note=note)
    return PHOTOS.keep(actor, photo, file)


@action("remedy.remove_photo")
def remove_photo(actor: Actor, photo: MeetingPhoto) -> None:
    """Throw a file away; it can be put back for a week, then it is deleted."""
    PHOTOS.remove(actor, photo)


@action("remedy.put_back_photo")
def put_back_photo(actor: Actor, photo: MeetingPhoto) -> None:
    """Put a file back that was thrown away within the week."""
    PHOTOS.put_back(actor, photo)


@action("remedy.let_go_of_photos")
def let_go_of_photos(actor: Actor, now: datetime) -> int:
    """Delete the files that were thrown away more than a week ago."""
    return PHOTOS.let_go(actor, now)


# ---------------------------------------------------------------- quotations


@action("remedy.pick_quotation")
def pick_quotation(actor: Actor, meeting: Meeting, entry: Entry, text: str) -> Quotation:
    """Take the words of an entry for the meeting, to be made unrecognisable; not yet released."""
    own = open_meeting(actor, meeting)
    if not quotable(actor).filter(pk=entry.pk).exists():
        raise Refused("Entri ini tidak dapat dikutip.")
    known = Quotation.objects.filter(meeting=own, entry=entry).first()
    if known is not None and known.dropped_at is None:
        nothing_changed()
        return known
    if Quotation.objects.filter(meeting=own, dropped_at=None).count() >= MOST_QUOTATIONS:
        raise Refused(f"Paling banyak {MOST_QUOTATIONS} kutipan untuk satu pertemuan.")
    made, _ = Quotation.objects.update_or_create(
        meeting=own,
        entry=entry,
        defaults={
            "facility_id": actor.facility_id,
            "text": words(text, "kutipan", 1_000),
            "picked_by_id": person_of(actor),
            "released_at": None,
            "released_by": None,
            "dropped_at": None,
        },
    )
    tell(actor, own, f"Kutipan untuk {name_of(own)} dipilih.")
    return made


@action("remedy.release_quotation")
def release_quotation(
    actor: Actor, quotation: Quotation, text: str, *, seen: str, is_released: bool
) -> None:
    """Keep the words as a person made them; only released ones leave this screen."""
    own = _held_quotation(actor, quotation)
    kept = words(text, "kutipan", 1_000)
    if not kept:
        raise Refused("Kutipan kosong. Hapus kutipannya bila tidak dipakai.")
    if seen and seen != mark_of(own.text) and kept != own.text:
        raise Refused("Kutipan ini diubah orang lain sejak halaman dibuka. Periksa lagi.")
    if (kept, is_released) == (own.text, own.released_at is not None):
        nothing_changed()
        return
    own.text = kept
    own.released_at = timezone.now() if is_released else None
    own.released_by_id = person_of(actor) if is_released else None
    own.save(update_fields=["text", "released_at", "released_by"])
    done = "dilepas untuk rapat dan analisis" if is_released else "disimpan, belum dilepas"
    tell(actor, own.meeting, f"Kutipan untuk {name_of(own.meeting)} {done}.")


@action("remedy.drop_quotation")
def drop_quotation(actor: Actor, quotation: Quotation) -> None:
    """Use a quotation no more."""
    own = _held_quotation(actor, quotation)
    own.dropped_at, own.released_at, own.released_by = timezone.now(), None, None
    own.save(update_fields=["dropped_at", "released_at", "released_by"])
    tell(actor, own.meeting, f"Kutipan untuk {name_of(own.meeting)} dihapus.")


def _held_quotation(actor: Actor, quotation: Quotation) -> Quotation:
    here = Quotation.objects.select_for_update().select_related("meeting")
    own = here.filter(
        pk=quotation.pk, dropped_at=None, entry__in=quotable(actor).values("pk")
    ).first()
    if own is None:
        raise Refused("Kutipan ini sudah tidak ada.")
    return own


# ---------------------------------------------------------------- tools for causes


@action("remedy.use_tool")
def use_tool(
    actor: Actor,
    kind: str,
    tool: Tool,
    *,
    form_key: UUID,
    seen: str = "",
    point: MeetingPoint | None = None,
    plan: Plan | None = None,
) -> RootCause:
    """Keep a tool at a point or for a plan; the form of one that is kept changes it."""
    about = _about(actor, point, plan)
    trouble = trouble_with(tool)
    if trouble:
        raise Refused(trouble)
    here = RootCause.objects.select_for_update().filter(facility_id=actor.facility_id)
    known = here.filter(form_key=form_key).first()
    if known is not None and known.content == tool.content and known.dropped_at is None:
        nothing_changed()
        return known
    if known is not None and seen != mark_of(str(known.content)):
        raise Refused(
            "Alat ini diubah orang lain sejak halaman dibuka. Yang sekarang tersimpan ada di "
            "bawah: gabungkan bila perlu, lalu simpan lagi."
        )
    now = timezone.now()
    if known is None:
        known = RootCause(
            facility_id=actor.facility_id, point=point, plan=plan, kind=kind, form_key=form_key
        )
    known.content, known.written_at, known.dropped_at = tool.content, now, None
    known.written_by_id = person_of(actor)
    known.save()
    tell(actor, about, f"{RootCause.Kind(kind).label} untuk {_named(about)} disimpan.")
    return known


@action("remedy.drop_tool")
def drop_tool(actor: Actor, cause: RootCause) -> None:
    """Throw a tool away; it can be put back."""
    _set_dropped(actor, cause, is_dropped=True)


@action("remedy.put_back_tool")
def put_back_tool(actor: Actor, cause: RootCause) -> None:
    """Put a tool back that was thrown away."""
    _set_dropped(actor, cause, is_dropped=False)


def _set_dropped(actor: Actor, cause: RootCause, *, is_dropped: bool) -> None:
    own = causes_visible_to(actor).filter(pk=cause.pk).first()
    if own is None:
        raise Refused("Alat ini sudah tidak ada.")
    about = _about(actor, own.point, own.plan)
    if (own.dropped_at is not None) == is_dropped:
        nothing_changed()
        return
    own.dropped_at = timezone.now() if is_dropped else None
    own.save(update_fields=["dropped_at"])
    done = "dihapus" if is_dropped else "dikembalikan"
    tell(actor, about, f"{own.get_kind_display()} untuk {_named(about)} {done}.")


def _about(actor: Actor, point: MeetingPoint | None, plan: Plan | None) -> MeetingPoint | Plan:
    """Return what a tool is for, held and still to be changed."""
    if point is not None:
        own = held_point(actor, point)
        open_meeting(actor, own.meeting)
        return own
    if plan is None or not plans_visible_to(actor).filter(pk=plan.pk).exists():
        raise Refused("RTL ini tidak ada di puskesmas Anda.")
    return plan


def _named(about: MeetingPoint | Plan) -> str:
    if isinstance(about, Plan):
        return about.number
    return f"butir acara {name_of(about.meeting)}"
