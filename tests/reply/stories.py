"""Entries to answer: a citizen who wrote, called, or left a slip, and what she said."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from tanggap.inbox.models import Identity, Message, Person
from tanggap.logbook import actions as book
from tanggap.logbook.actions import EntryDraft
from tanggap.logbook.models import Entry
from tests.people import Puskesmas

PHONE = "+6281234500011"


def suminah(here: Puskesmas, phone: str = PHONE) -> Person:
    """Return a citizen known by one phone number."""
    known = Person.objects.filter(facility=here.facility, name="Suminah").first()
    if known is not None:
        return known
    person = Person.objects.create(
        facility=here.facility, name="Suminah", created_at=timezone.now()
    )
    Identity.objects.create(
        facility=here.facility, kind="phone", value=phone, person=person, since=timezone.now()
    )
    return person


def said_on(
    here: Puskesmas,
    kind: str,
    text: str = "Obat di loket sering habis",
    *,
    at: datetime | None = None,
    ours: bool = False,
) -> Message:
    """Return what Suminah said on the line of ``kind``, an hour ago, or what we typed to her."""
    when = at or timezone.now() - timedelta(hours=1)
    return Message.objects.create(
        facility=here.facility,
        line=here.line(kind),
        person=suminah(here),
        key=str(uuid4()),
        direction=Message.Direction.OUT if ours else Message.Direction.IN,
        is_echo=ours,
        text=text,
        sent_at=when,
        received_at=when,
    )


def entry_from(
    here: Puskesmas, line: str = "whatsapp", /, *, at: datetime | None = None, **changes: object
) -> Entry:
    """Return an entry written down from what Suminah said on ``line``."""
    message = said_on(here, line, at=at)
    fields = {"kind": "pertanyaan", "text": message.text} | changes
    draft = EntryDraft(**fields)  # type: ignore[arg-type]
    return book.write_down(here.actor(), draft, [message], form_key=uuid4())


def slip(here: Puskesmas) -> Entry:
    """Return an entry from the box: nobody knows who wrote it."""
    draft = EntryDraft(
        kind="saran",
        text="Tolong kipas angin di ruang tunggu",
        line_id=here.line("box").pk,
        received_at=timezone.now() - timedelta(hours=2),
    )
    return book.write_down(here.actor(), draft, form_key=uuid4())
