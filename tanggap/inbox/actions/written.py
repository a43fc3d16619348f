"""What people write in for the public: calls, visits, letters, slips of the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.phones import e164
from tanggap.base.words import stemmed
from tanggap.gateway.models import Line, Media
from tanggap.inbox.actions.sorting import person_of
from tanggap.inbox.call_backs import end_written
from tanggap.inbox.files import hang, keep_photos
from tanggap.inbox.models import BoxOpening, Identity, Letter, Message, Person
from tanggap.inbox.queries import slips_done

_HEARD = {"phone": "Telepon", "walk_in": "Datang langsung", "letter": "Surat", "box": "Slip kotak"}


@dataclass(frozen=True)
class LetterHead:
    """What stands on the head of a letter."""

    number: str = ""
    dated_on: date | None = None


class Heard(TypedDict, total=False):
    """What a form holds of something said, handed in or dropped into the box.

    ``received_at`` is when it reached us, also days before it is typed; ``sent_at`` the
    date that stands on it. ``jotted`` keeps what the form already knew for triage;
    ``call_back_id`` is the missed call that was rung back.
    """

    text: Required[str]
    received_at: Required[datetime]
    sent_at: datetime | None
    name: str
    phone: str
    address: str
    box_opening: BoxOpening | None
    jotted: Mapping[str, object] | None
    call_back_id: int | None


@action("inbox.write_in")
def write_in(
    actor: Actor,
    line: Line,
    *,
    form_key: UUID,
    photos: Sequence["File[bytes]"] = (),
    media: Sequence[Media] = (),
    letter: LetterHead | None = None,
    **heard: Unpack[Heard],
) -> Message:
    """Write down what somebody said; the same ``form_key`` twice is the same message.

    ``media`` are files that were kept before the words were typed.
    """
    _refuse_foreign(actor, line)
    key = f"typed:{form_key}"
    present = Message.objects.filter(line=line, key=key).first()
    if present is not None:
        nothing_changed()
        return present
    message = _laid_down(actor, line, key, heard)
    if letter is not None:
        Letter.objects.create(message=message, number=letter.number, dated_on=letter.dated_on)
    hang(message, media)
    keep_photos(actor, message, photos)
    end_written(message, heard.get("phone", ""), heard.get("call_back_id"))
    tell(actor, message, f"{_HEARD.get(line.kind, 'Pesan')} ditulis.")
    return message


def _laid_down(actor: Actor, line: Line, key: str, heard: Heard) -> Message:
    """Make the message, and the person who said it where she is named."""
    text, received_at = heard["text"], heard["received_at"]
    if received_at > timezone.now():
        raise Refused("Waktu diterima tidak boleh di masa depan.")
    name = heard.get("name", "").strip()
    return Message.objects.create(
        facility_id=actor.facility_id,
        line=line,
        person=_caller(actor, name, heard.get("phone", ""), heard.get("address", "").strip()),
        key=key,
        sender_name=name[:160],
        direction=Message.Direction.IN,
        text=text.strip(),
        sent_at=heard.get("sent_at") or received_at,
        received_at=received_at,
        typed_by_id=actor.staff_id,
        box_opening=heard.get("box_opening"),
        jotted=dict(heard.get("jotted") or {}),
        search_text=stemmed(f"{text} {name}"),
    )


@action("inbox.open_box")
def open_box(
    actor: Actor,
    line: Line,
    *,
    form_key: UUID,
    opened_at: datetime,
    slips: int,
    witness: str = "",
    note: str = "",
) -> BoxOpening:
    """Record that the box was opened: who, when, before whom, how many slips (also none)."""
    _refuse_foreign(actor, line)
    present = BoxOpening.objects.filter(form_key=form_key).first()
    if present is not None:
        nothing_changed()
        return present
    if opened_at > timezone.now():
        raise Refused("Waktu pembukaan tidak boleh di masa depan.")
    opening = BoxOpening.objects.create(
        facility_id=actor.facility_id,
        line=line,
        form_key=form_key,
        opened_at=opened_at,
        opened_by=person_of(actor),
        witness=witness.strip(),
        slips=slips,
        note=note.strip(),
    )
    found = f"{slips} slip" if slips else "nihil"
    tell(actor, opening, f"Kotak saran dibuka: {found}.")
    return opening


@action("inbox.correct_box")
def correct_box(actor: Actor, opening: BoxOpening, slips: int) -> BoxOpening:
    """Correct how many slips lay in the box; what was counted first stays on the record."""
    opening = BoxOpening.objects.select_for_update().get(
        pk=opening.pk, facility_id=actor.facility_id
    )
    before, done = opening.slips, slips_done(opening)
    if slips < done:
        raise Refused(f"Sudah {done} slip yang dicatat; jumlahnya tidak bisa kurang dari itu.")
    if slips == before:
        nothing_changed()
        return opening
    if opening.corrected_from is None:
        opening.corrected_from = before
    opening.slips = slips
    opening.save(update_fields=["slips", "corrected_from"])
    tell(actor, opening, f"Jumlah slip diperbaiki: {before} → {slips}.")
    return opening


def _refuse_foreign(actor: Actor, line: Line) -> None:
    if line.facility_id != actor.facility_id:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")


def _caller(actor: Actor, name: str, phone: str, address: str) -> Person | None:
    """Return the person of this number, or a new one; ``None`` for somebody unnamed.

    A name alone joins nobody to an earlier person of that name.
    """
    number = e164(phone)
    if phone.strip() and not number:
        raise Refused("Nomor telepon tidak terbaca. Tulis seperti 0812 3456 7890.")
    if number:
        known = Identity.objects.filter(
            facility_id=actor.facility_id, kind="phone", value=number
        ).select_related("person")
        for identity in known:
            return _fill_in(identity.person, name, address)
    if not number and not name:
        return None
    now = timezone.now()
    person = Person.objects.create(
        facility_id=actor.facility_id, name=name[:160], address=address[:240], created_at=now
    )
    if number:
        Identity.objects.create(
            facility_id=actor.facility_id, kind="phone", value=number, person=person, since=now
        )
    return person


def _fill_in(person: Person, name: str, address: str) -> Person:
    changed = []
    if name and not person.name:
        person.name = name[:160]
        changed.append("name")
    if address and not person.address:
        person.address = address[:240]
        changed.append("address")
    if changed:
        person.save(update_fields=changed)
    return person
