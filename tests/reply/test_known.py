"""What is known of many people at once: as of each alone, and no question more for a hundred."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tanggap.inbox.models import Identity, Person
from tanggap.reply.destinations import destinations
from tanggap.reply.known import Known
from tests.people import Puskesmas
from tests.reply.stories import entry_from, suminah


def _neighbours(here: Puskesmas, count: int) -> list[Person]:
    now = timezone.now()
    found = []
    for place in range(count):
        person = Person.objects.create(facility=here.facility, name="Wargo", created_at=now)
        value = f"+62813000000{place:02}"
        Identity.objects.create(
            facility=here.facility, kind="phone", value=value, person=person, since=now
        )
        found.append(person)
    return found


def test_twenty_people_are_asked_about_with_as_many_questions_as_one(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "whatsapp")
    people = [suminah(padaherang), *_neighbours(padaherang, 19)]

    def questions(of: list[Person]) -> int:
        known = Known(padaherang.facility.pk, of, [entry], timezone.now())
        with CaptureQueriesContext(connection) as asked:
            for person in of:
                destinations(entry, person, entry.line, known=known)
        return len(asked)

    questions(people[:1])  # the line and its health centre are read here, once
    assert questions(people) == questions(people[:1])


def test_who_was_joined_is_reached_by_the_numbers_of_both(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "whatsapp")
    old, other = _neighbours(padaherang, 2)
    now = timezone.now()
    Person.objects.filter(pk=old.pk).update(merged_into=suminah(padaherang), merged_at=now)
    old.refresh_from_db()
    known = Known(padaherang.facility.pk, [old, other], [entry], now)
    assert len(known.identities(old)) == 2
    assert [one.person_id for one in known.identities(other)] == [other.pk]
    last = known.last_in(entry.line, old)
    assert last is not None
    assert now - last < timedelta(hours=2)
    assert known.last_in(entry.line, other) is None
