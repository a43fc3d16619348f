"""Photos of slips: kept at once, read by the machine, typed and judged by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.brought import file_of, forget_files
from tanggap.base.ids import made_at
from tanggap.gateway.actions import keep_media
from tanggap.gateway.models import Media
from tanggap.inbox.actions.sorting import person_of
from tanggap.inbox.actions.written import write_in
from tanggap.inbox.models import BoxOpening, Identity, Message, Person, SlipPhoto, SlipRun
from tanggap.inbox.slip_reading import Reading
from tanggap.inbox.slip_shape import Ticks, slip_in, ticks_in
from tanggap.inbox.slip_words import text_with_way, words_and_way
from tanggap.inbox.undoing import delete_unheld

State, Reason = SlipPhoto.State, SlipPhoto.Reason
_ONE_ACT = timedelta(seconds=10)


class Brought(TypedDict):
    """A photo as it was kept on the disk, before anything else."""

    name: str
    token: str
    sha256: str


@dataclass(frozen=True)
class Kept:
    """What became of an upload: new photos, and those that were here already."""

    new: Sequence[SlipPhoto]
    known: Sequence[SlipPhoto]


@action("inbox.keep_slip_photos")
def keep_slip_photos(actor: Actor, opening: BoxOpening, brought: Sequence[Brought]) -> Kept:
    """Keep photos of slips found at ``opening``; the very same photo is kept once."""
    new: list[SlipPhoto] = []
    known: list[SlipPhoto] = []
    by, now = person_of(actor), timezone.now()
    BoxOpening.objects.select_for_update().get(pk=opening.pk, facility=actor.facility_id)
    for one in brought:
        photo, is_new = SlipPhoto.objects.get_or_create(
            facility_id=actor.facility_id,
            sha256=one["sha256"],
            defaults={
                "opening": opening,
                "token": one["token"],
                "file_name": one["name"][:200],
                "at": now,
                "by": by,
            },
        )
        (new if is_new else known).append(photo)
        if not is_new:
            forget_files(one["token"])
    if new:
        tell(actor, opening, f"{len(new)} foto slip disimpan.")
    else:
        nothing_changed()
    return Kept(new, known)


# ---------------------------------------------------------------- what the machine reads


@action("inbox.note_slip_read")
def note_slip_read(actor: Actor, photo: SlipPhoto, reading: Reading) -> SlipPhoto:
    """Note what was read and lay the pictures among the media; a person decides the rest.

    The same slip photographed again is set aside, with word of the first: never doubled.
    """
    nothing_changed()
    held = _held(actor, photo)
    if held.state != State.NEW:
        return held
    _lay_among_media(actor, held, reading)
    held.trouble, held.offered = reading.trouble, {}
    if not reading.trouble:
        _note_slip(held, reading)
    if reading.text:
        held.offered |= {"text": reading.text, "is_print": True}
    held.state, held.lease_until = State.WAITING, None
    if held.same_as_id is not None:
        held.state, held.reason = State.ASIDE, Reason.SAME
        held.offered = {}  # the words of the first, which not everybody may read once it is typed
    transaction.on_commit(partial(forget_files, held.token))
    held.token = ""
    held.save()
    return held


def _lay_among_media(actor: Actor, held: SlipPhoto, reading: Reading) -> None:
    """Keep the upright photo (or the file as it came) and the straightened slip."""
    line, name = held.opening.line, held.file_name
    if reading.upright:
        held.photo = keep_media(
            actor, line, f"slip:{held.pk}", reading.upright, name, "image/jpeg", is_drawn=True
        )
    else:
        raw = file_of(held.token)
        content = raw.read_bytes() if raw.is_file() else b""
        held.photo = keep_media(actor, line, f"slip:{held.pk}", content, name, "")
    if reading.shown:
        held.shown = keep_media(
            actor, line, f"slip:{held.pk}:lurus", reading.shown, name, "image/jpeg", is_drawn=True
        )


def _note_slip(held: SlipPhoto, reading: Reading) -> None:
    """Note which printed slip it is, whether it was seen before, and what is ticked."""
    found = slip_in(reading.code)
    if found is None:
        held.trouble = "no_code"
        return
    run_id, number = found
    run = SlipRun.objects.select_for_update().filter(pk=run_id, facility=held.facility_id).first()
    if run is None or not run.first <= number <= run.last:
        held.trouble = "foreign"
        return
    held.run, held.number = run, number
    if run.line_id != held.opening.line_id:
        held.trouble = "other_box"
    earlier = SlipPhoto.objects.filter(run=run, number=number).exclude(pk=held.pk)
    held.same_as = earlier.exclude(reason=Reason.SAME).order_by("id").first()
    ticks: Ticks = ticks_in(reading.ink, [key for key, _ in run.form.get("units", [])])
    held.offered = {name: value for name, value in vars(ticks).items() if value}


# ---------------------------------------------------------------- what a person says


class Typed(TypedDict):
    """What a person typed from a photo, and the ticks as that person left them."""

    text: str
    name: str
    phone: str
    sent_at: datetime | None
    kind: str
    unit: int | None
    way: str
    is_secret: bool


@action("inbox.type_slip")
def type_slip(actor: Actor, photo: SlipPhoto, typed: Typed, *, form_key: UUID) -> Message:
    """Write the slip of ``photo`` down as a message of its opening, the photo attached."""
    nothing_changed()  # the message tells it
    held = _held(actor, photo)
    if held.message is not None:
        if held.message.key == f"typed:{form_key}":
            return held.message
        raise Refused("Slip ini sudah diketik. Muat ulang halaman untuk melanjutkan yang lain.")
    if held.state != State.WAITING:
        raise Refused("Foto ini tidak lagi menunggu diketik. Kembalikan dahulu bila perlu.")
    opening = held.opening
    message = write_in(
        actor,
        opening.line,
        form_key=form_key,
        text=text_with_way(typed["text"], typed["way"]),
        received_at=opening.opened_at,
        sent_at=typed["sent_at"],
        name=typed["name"],
        phone=typed["phone"],
        box_opening=opening,
        media=_pictures(held),
        jotted=_jotted(typed),
    )
    held.message, held.state, held.offered = message, State.TYPED, {}
    held.save(update_fields=["message", "state", "offered"])
    return message


def _pictures(held: SlipPhoto) -> list[Media]:
    """Return what hangs on the message: the slip where it lies straight, and the photo."""
    straight = held.shown if held.number is not None else None
    return [one for one in (straight, held.photo) if one is not None]


def _jotted(typed: Typed) -> dict[str, object]:
    """Return what triage begins with, in the words that it knows."""
    told = {
        "kind": typed["kind"],
        "unit": str(typed["unit"] or ""),
        "is_anonymous": typed["is_secret"],
    }
    return told if any(told.values()) else {}


@action("inbox.set_slip_aside")
def set_slip_aside(actor: Actor, photo: SlipPhoto, reason: str) -> SlipPhoto:
    """Say that the slip of ``photo`` has nothing to type, and why."""
    held = _held(actor, photo)
    if held.state == State.ASIDE and held.reason == reason:
        nothing_changed()
        return held
    if held.state not in (State.WAITING, State.ASIDE) or reason not in Reason.values:
        raise Refused("Foto ini tidak lagi menunggu diketik. Muat ulang halaman.")
    held.state, held.reason = State.ASIDE, reason
    held.save(update_fields=["state", "reason"])
    tell(actor, held, f"Foto slip disisihkan: {Reason(reason).label.lower()}.")
    return held


@action("inbox.take_slip_back")
def take_slip_back(actor: Actor, photo: SlipPhoto) -> SlipPhoto:
    """Let a photo wait again: what was set aside, or typed and not yet sorted by anybody.

    What was typed stands in the form again, for the one who typed it and nobody else.
    """
    held = _held(actor, photo)
    if held.state == State.WAITING:
        nothing_changed()
        return held
    if held.state == State.NEW:
        raise Refused("Foto ini masih dibaca. Tunggu sebentar.")
    if held.message is not None:
        if held.message.typed_by_id != actor.staff_id:  # the words may concern the one who asks
            raise Refused("Hanya yang mengetik slip ini yang dapat menariknya.")
        held.offered = _offered_again(held.message)
        _unwrite(held, held.message)
    held.state, held.reason, held.message = State.WAITING, "", None
    held.save(update_fields=["state", "reason", "message", "offered"])
    tell(actor, held, "Foto slip dikembalikan untuk diketik.")
    return held


def _offered_again(message: Message) -> dict[str, object]:
    told = message.jotted
    unit = str(told.get("unit") or "")
    words, way = words_and_way(message.text)
    offered: dict[str, object] = {
        "text": words,
        "way": way,
        "name": message.sender_name,
        "kind": told.get("kind", ""),
        "unit": int(unit) if unit.isdigit() else None,
        "is_secret": told.get("is_anonymous", False),
    }
    if message.sent_at != message.received_at:
        offered["dated_on"] = timezone.localdate(message.sent_at).isoformat()
    person = message.person
    number = person.identities.filter(kind="phone").first() if person else None
    return {k: v for k, v in (offered | {"phone": number.value if number else ""}).items() if v}


def _unwrite(held: SlipPhoto, message: Message) -> None:
    """Delete the message, unless somebody has built on it; and whom only it made known."""
    if message.sorted_at is not None:
        raise Refused("Slip ini sudah dipilah. Batalkan dahulu pemilahannya.")
    SlipPhoto.objects.filter(pk=held.pk).update(message=None)
    if delete_unheld(Message, [message.pk]):
        raise Refused("Slip ini sudah dikerjakan lebih lanjut, jadi tidak dapat ditarik.")
    person = message.person
    if person is None or Message.objects.filter(person=person).exists():
        return
    _forget(person, made_at(message.pk))


def _forget(person: Person, written_at: datetime) -> None:
    """Delete whoever became known by that one message, if nothing else holds on to them."""
    if written_at - made_at(person.pk) > _ONE_ACT:
        return
    try:
        with transaction.atomic():
            Identity.objects.filter(person=person).delete()
            person.delete()
    except ProtectedError:
        return


def _held(actor: Actor, photo: SlipPhoto) -> SlipPhoto:
    rows = SlipPhoto.objects.select_for_update(of=("self",))
    return rows.select_related("opening__line", "photo", "shown", "message").get(
        pk=photo.pk, facility_id=actor.facility_id
    )
