"""People are told apart and put together by people, never by the machine."""

from django.db.models import Q

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.inbox.models import Person, SamePersonHint
from tanggap.inbox.parties import root_of


@action("inbox.merge_people")
def merge_people(actor: Actor, kept: Person, other: Person) -> Person:
    """Say that two people are one; rows stay where they are, so it can be taken back."""
    kept, other = root_of(_own(actor, kept)), root_of(_own(actor, other))
    if kept.pk == other.pk:
        nothing_changed()
        return kept
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    SamePersonHint.objects.filter(Q(one=kept, other=other) | Q(one=other, other=kept)).delete()
    tell(actor, kept, "Warga disatukan dengan catatan warga lain.")
    return kept


@action("inbox.split_people")
def split_people(actor: Actor, other: Person) -> None:
    """Take a merge back: ``other`` is a person of its own again."""
    other = _own(actor, other)
    if other.merged_into is None:
        nothing_changed()
        return
    kept = other.merged_into
    other.merged_into = None
    other.save(update_fields=["merged_into"])
    tell(actor, kept, "Penyatuan warga dibatalkan.")


@action("inbox.rename_person")
def rename_person(actor: Actor, person: Person, name: str, address: str = "") -> Person:
    """Change the name and address by which we know ``person``."""
    person = _own(actor, person)
    name, address = name.strip(), address.strip()
    changed = [
        label
        for label, old, new in (("nama", person.name, name), ("alamat", person.address, address))
        if old != new
    ]
    if not changed:
        nothing_changed()
        return person
    person.name, person.address = name[:160], address[:240]
    person.save(update_fields=["name", "address"])
    tell(actor, person, f"Data warga diubah: {' dan '.join(changed)}.")
    return person


def _own(actor: Actor, person: Person) -> Person:
    found = Person.objects.filter(pk=person.pk, facility_id=actor.facility_id).first()
    if found is None:
        raise Refused("Warga ini tidak ada di puskesmas Anda.")
    return found
