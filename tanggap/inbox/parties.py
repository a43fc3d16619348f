"""Whose words these are: identities lead to a person; nothing is merged by itself."""

from datetime import datetime

from django.utils import timezone

from tanggap.gateway.events import IdentityChanged, IdentityKey, Party
from tanggap.inbox.known import Known
from tanggap.inbox.models import Identity, Person, SamePersonHint
from tanggap.inbox.rules import has_passed_on, number_in


def root_of(person: Person) -> Person:
    """Return the person that ``person`` was merged into, or itself."""
    seen = {person.pk}
    while person.merged_into_id is not None and person.merged_into_id not in seen:
        person = Person.objects.get(pk=person.merged_into_id)
        seen.add(person.pk)
    return person


def whose(known: Known, party: Party, at: datetime) -> Person | None:
    """Return the person of ``party``, made or widened as needed; ``None`` for nobody named.

    Identities that belong to two people leave both as they are, with a hint for a person
    to judge. An identity that had ended before ``at`` was given to somebody else.
    """
    if not party.identities:
        return None
    held = [known.identities.get((key.kind, key.value)) for key in party.identities]
    living = [i for i in held if i is not None and not has_passed_on(i.ended_at, at)]
    person = living[0].person if living else _new_person(known, party.name)
    for key, identity in zip(party.identities, held, strict=True):
        if identity is None:
            add_identity(known, person, key, at)
        elif has_passed_on(identity.ended_at, at):
            _hand_on(identity, person, at)
        elif identity.person_id != person.pk:
            hint(person, identity.person, "Satu pesan membawa identitas keduanya.", at)
    if party.name and not person.name:
        person.name = party.name[:160]
        person.save(update_fields=["name"])
    return person


def change_identity(known: Known, event: IdentityChanged) -> None:
    """Add the new number or id to the same person; the old one has ended.

    Where the new one already belongs to another person, both stay, with a hint.
    """
    old = known.identities.get((event.old.kind, event.old.value))
    person = old.person if old else _owner_of(known, event.new)
    if person is None:
        person = _new_person(known, "")
    if old is None:
        old = add_identity(known, person, event.old, event.at)
    for key in event.new:
        identity = known.identities.get((key.kind, key.value))
        if identity is None:
            add_identity(known, person, key, event.at)
        elif identity.person_id != person.pk:
            hint(person, identity.person, "Penyedia menyebut keduanya orang yang sama.", event.at)
        elif has_passed_on(identity.ended_at, event.at):
            _hand_on(identity, person, event.at)
    replaced = any(key.kind == event.old.kind for key in event.new)
    if replaced and old.ended_at is None and old.since <= event.at:
        old.ended_at = event.at
        old.save(update_fields=["ended_at"])


def hint(one: Person, other: Person, reason: str, at: datetime) -> None:
    """Note that two people may be one, unless they already are."""
    if root_of(one).pk == root_of(other).pk:
        return
    first, second = sorted((one, other), key=lambda person: person.pk)
    SamePersonHint.objects.get_or_create(
        one=first,
        other=second,
        defaults={"facility_id": one.facility_id, "reason": reason, "at": at},
    )


def add_identity(known: Known, person: Person, key: IdentityKey, since: datetime) -> Identity:
    identity = Identity.objects.create(
        facility_id=known.line.facility_id,
        kind=key.kind,
        value=key.value,
        number=number_in(key.kind, key.value) if key.kind != "phone" else "",
        person=person,
        since=since,
    )
    known.identities[key.kind, key.value] = identity
    return identity


def _new_person(known: Known, name: str) -> Person:
    return Person.objects.create(
        facility_id=known.line.facility_id, name=name[:160], created_at=timezone.now()
    )


def _hand_on(identity: Identity, person: Person, at: datetime) -> None:
    identity.person = person
    identity.since = at
    identity.ended_at = None
    identity.save(update_fields=["person", "since", "ended_at"])


def _owner_of(known: Known, keys: tuple[IdentityKey, ...]) -> Person | None:
    for key in keys:
        identity = known.identities.get((key.kind, key.value))
        if identity is not None:
            return identity.person
    return None
