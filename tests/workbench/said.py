"""What citizens say in the tests of the workbench: a message that waits at triage."""

from uuid import uuid4

from django.utils import timezone

from tanggap.inbox.models import Identity, Message, Person
from tests.people import Puskesmas


def citizen(here: Puskesmas, name: str, phone: str = "") -> Person:
    now = timezone.now()
    person = Person.objects.create(facility=here.facility, name=name, created_at=now)
    if phone:
        Identity.objects.create(
            facility=here.facility, kind="phone", value=phone, person=person, since=now
        )
    return person


def said(here: Puskesmas, person: Person | None, text: str, kind: str = "wa_handphone") -> Message:
    now = timezone.now()
    return Message.objects.create(
        facility=here.facility,
        line=here.line(kind),
        person=person,
        key=str(uuid4()),
        direction=Message.Direction.IN,
        text=text,
        sent_at=now,
        received_at=now,
    )
