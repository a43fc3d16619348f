"""People are told apart and put together by people, never by the machine."""

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.inbox.models import Person, SamePersonHint
from tanggap.inbox.parties import root_of


@action("inbox.merge_people")
def merge_people(actor: Actor, kept: Person, other: Person) -> Person:
    """Say that two people are one; rows stay where they are, so it can be taken back."""
    kept, other = _locked_roots(actor, kept, other)
    if kept.pk == other.pk:
        nothing_changed()
        return kept
    other.merged_into, other.merged_at = kept, timezone.now()
    other.merged_by_id = actor.staff_id
    other.save(update_fields=["merged_into", "merged_at", "merged_by"])
    tell(actor, kept, "Warga disatukan dengan catatan warga lain.")
    return kept


@action("inbox.split_people")
def split_people(actor: Actor, other: Person) -> None:
    """Take a merge back: ``other`` is a person of its own again, with whoever had been joined
    into it before. Messages, numbers and entries never moved, so each finds its own.
    """
    other = _own(actor, other)
    if other.merged_into is None:
        nothing_changed()
        return
    kept = other.merged_into
    other.merged_into = other.merged_at = other.merged_by = None
    other.save(update_fields=["merged_into", "merged_at", "merged_by"])
    tell(actor, kept, "Penyatuan warga dibatalkan.")


@action("inbox.keep_apart")
def keep_apart(actor: Actor, one: Person, other: Person) -> None:
    """Say that two people are two: it is never suggested again, also not after later merges."""
    one, other = root_of(_own(actor, one)), root_of(_own(actor, other))
    if one.pk == other.pk:
        raise Refused("Keduanya sudah disatukan. Tekan «Pisahkan lagi» di halaman warga ini.")
    first, second = sorted((one, other), key=lambda person: person.pk)
    now = timezone.now()
    said, _ = SamePersonHint.objects.get_or_create(
        one=first, other=second, defaults={"facility_id": actor.facility_id, "at": now}
    )
    if said.dismissed_at is not None:
        nothing_changed()
        return
    said.dismissed_at, said.dismissed_by_id = now, actor.staff_id
    said.save(update_fields=["dismissed_at", "dismissed_by"])
    tell(actor, one, "Warga dinyatakan bukan orang yang sama dengan warga lain.")


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


def _locked_roots(actor: Actor, kept: Person, other: Person) -> tuple[Person, Person]:
    """Return who the two are, held until the act ends: two merges at once make no ring."""
    found = [root_of(_own(actor, one)).pk for one in (kept, other)]
    list(Person.objects.select_for_update().filter(pk__in=found).order_by("pk"))
    first, second = (root_of(Person.objects.get(pk=key)) for key in found)
    return first, second


def _own(actor: Actor, person: Person) -> Person:
    found = Person.objects.filter(pk=person.pk, facility_id=actor.facility_id).first()
    if found is None:
        raise Refused("Warga ini tidak ada di puskesmas Anda.")
    return found
