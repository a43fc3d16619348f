"""People whom an old book names: found by their number, else made; let go when undone."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tanggap.base.acting import Actor, action, nothing_changed
from tanggap.inbox.models import Identity, Person

Asked = tuple[str, str, str]


@action("inbox.know_people")
def know_people(actor: Actor, asked: Sequence[Asked]) -> list[Person]:
    """Return the person of each (name, phone, address); who has no number is somebody new.

    Nobody is taken for another by name alone. What is known of somebody stays as it is. Of
    people who were joined it is the one with this number, so that they can be parted again.
    """
    nothing_changed()
    phones = {phone for _, phone, _ in asked if phone}
    rows = Identity.objects.filter(
        facility_id=actor.facility_id, kind="phone", value__in=phones, ended_at=None
    ).select_related("person")
    known = {row.value: row.person for row in rows}
    found = []
    for name, phone, address in asked:
        person = known.get(phone) if phone else None
        if person is None:
            person = _new(actor, name, phone, address)
            if phone:
                known[phone] = person
        elif (name and not person.name) or (address and not person.address):
            person.name, person.address = person.name or name[:160], person.address or address[:240]
            person.save(update_fields=["name", "address"])
        found.append(person)
    return found


def _new(actor: Actor, name: str, phone: str, address: str) -> Person:
    now = timezone.now()
    person = Person.objects.create(
        facility_id=actor.facility_id, name=name[:160], address=address[:240], created_at=now
    )
    if phone:
        identity, _ = Identity.objects.get_or_create(
            facility_id=actor.facility_id,
            kind="phone",
            value=phone,
            defaults={"person": person, "since": now},
        )
        if identity.person_id != person.pk:  # it had ended, and belongs to this one now
            identity.person, identity.since, identity.ended_at = person, now, None
            identity.save(update_fields=["person", "since", "ended_at"])
    return person


@action("inbox.forget_people")
def forget_people(actor: Actor, keys: Sequence[int], made_since: datetime) -> None:
    """Delete the people of ``keys`` who came with an import and of whom nothing speaks now."""
    nothing_changed()
    people = Person.objects.filter(
        facility_id=actor.facility_id, pk__in=keys, created_at__gte=made_since
    ).exclude(messages__isnull=False)
    forget(list(people.values_list("pk", flat=True)))


def forget(keys: list[int]) -> None:
    """Delete people with their numbers, except those whom something else holds."""
    merged = set(
        Person.objects.filter(merged_into__in=keys).values_list("merged_into_id", flat=True)
    )
    for key in keys:
        if key in merged:
            continue
        with suppress(ProtectedError), transaction.atomic():
            Identity.objects.filter(person_id=key).delete()
            Person.objects.filter(pk=key).delete()
