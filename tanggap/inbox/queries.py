"""Reads over people and what was said."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.base.phones import e164
from tanggap.gateway.models import Line
from tanggap.inbox.models import (
    BoxOpening,
    CallBack,
    Identity,
    ImportRun,
    Message,
    Person,
    SlipPhoto,
    SlipRun,
)
from tanggap.inbox.parties import root_of
from tanggap.inbox.rules import TALKS

# What a line can write to, best first; every other kind of line reaches a telephone.
REACHES: Mapping[str, tuple[str, ...]] = {
    "whatsapp": ("phone", "wa_bsuid"),
    "wa_gateway": ("phone", "wa_lid"),
    "email": ("email",),
    "website": ("web_report",),
    "facebook": ("psid",),
    "instagram": ("igsid",),
}


def same_person_ids(person: Person) -> list[int]:
    """Return the keys of every row that is this one person, after all merges."""
    ids = [root_of(person).pk]
    fresh = ids
    while fresh:
        fresh = list(
            Person.objects.filter(merged_into__in=fresh)
            .exclude(pk__in=ids)
            .values_list("pk", flat=True)
        )
        ids += fresh
    return ids


def same_people_ids(keys: Collection[int]) -> set[int]:
    """Return the keys of every row that is one person with one of ``keys``.

    As many questions as a chain of merges is long, however many people are asked for.
    """
    known, fresh = set(keys), set(keys)
    while fresh:
        # Asked twice, each by its own index: of an «or» SQLite walks through all people.
        above = Person.objects.filter(pk__in=fresh, merged_into__isnull=False)
        below = Person.objects.filter(merged_into__in=fresh)
        pairs = above.union(below, all=True).values_list("pk", "merged_into")
        fresh = {one for pair in pairs for one in pair if one is not None} - known
        known |= fresh
    return known


def roots_of(keys: Collection[int]) -> dict[int, int]:
    """Return by key the person that each row of ``keys`` was joined into, at the end of all
    merges. ``keys`` holds whole people, as :func:`same_people_ids` gives them.
    """
    above = dict(Person.objects.filter(pk__in=keys).values_list("pk", "merged_into"))
    found = {}
    for key in above:
        root, passed = key, {key}
        while (up := above.get(root)) is not None and up not in passed:
            root = up
            passed.add(up)
        found[key] = root
    return found


def thread(person: Person, line: Line | None = None) -> QuerySet[Message]:
    """Return what was said with ``person`` on all lines (or one), oldest first."""
    rows = Message.objects.filter(person__in=same_person_ids(person))
    if line is not None:
        rows = rows.filter(line=line)
    return with_parts(rows).order_by("sent_at", "id")


def with_parts(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Return ``rows`` with everything a bubble shows loaded along."""
    return rows.select_related(
        "line", "person", "dispatch", "set_aside", "typed_by", "letter", "comment"
    ).prefetch_related("attachments__media", "earlier_texts")


def person_by_phone(facility_id: int, phone: str) -> Person | None:
    """Return who has this number today, however it is written; ``None`` for nobody."""
    number = e164(phone)
    if not number:
        return None
    identity = (
        Identity.objects.filter(facility_id=facility_id, kind="phone", value=number, ended_at=None)
        .select_related("person")
        .first()
    )
    return root_of(identity.person) if identity else None


def people_by_phone(facility_id: int, phones: Collection[str]) -> dict[str, Person]:
    """Return who has each of these numbers (E.164) today, as far as somebody is known."""
    rows = Identity.objects.filter(
        facility_id=facility_id, kind="phone", value__in=phones, ended_at=None
    ).select_related("person")
    return {row.value: root_of(row.person) for row in rows}


def identities_of(person: Person) -> QuerySet[Identity]:
    """Return every name ``person`` goes or went by, the living first."""
    return Identity.objects.filter(person__in=same_person_ids(person)).order_by(
        "ended_at", "since", "id"
    )


def living_identities(keys: Collection[int]) -> QuerySet[Identity]:
    """Return what can be written to: the names and numbers of these people that still hold."""
    return Identity.objects.filter(person__in=keys, ended_at=None).exclude(kind="alnum")


def identities_for_reply(person: Person, line: Line) -> list[dict[str, str]]:
    """Return where ``line`` can reach ``person``, best first: what ``gateway.send`` takes."""
    reach = REACHES.get(line.kind, ("phone",))
    rows = Identity.objects.filter(
        person__in=same_person_ids(person), ended_at=None, kind__in=reach
    )
    best_first = sorted(rows, key=lambda row: (reach.index(row.kind), -row.since.timestamp()))
    return [{"kind": row.kind, "value": row.value} for row in best_first]


def last_incoming_at(person: Person, line: Line) -> datetime | None:
    """Return when ``person`` last said something to us alone on ``line``: what opens the
    window. A public comment opens none.
    """
    latest: datetime | None = Message.objects.filter(
        person__in=same_person_ids(person),
        line=line,
        direction=Message.Direction.IN,
        kind__in=TALKS,
        comment=None,
    ).aggregate(latest=Max("sent_at"))["latest"]
    return latest


def last_incoming_of(keys: Collection[int]) -> QuerySet[Message, tuple[int, int, datetime]]:
    """Return by person and line what :func:`last_incoming_at` says of one, for many."""
    said = Message.objects.filter(
        person__in=keys, direction=Message.Direction.IN, kind__in=TALKS, comment=None
    )
    return said.order_by().values_list("person", "line").annotate(latest=Max("sent_at"))


def last_incoming_key(person: Person, line: Line) -> str:
    """Return the key of what ``person`` said last on ``line``; "" where nothing was said."""
    said = Message.objects.filter(
        person__in=same_person_ids(person),
        line=line,
        direction=Message.Direction.IN,
        kind__in=TALKS,
    )
    return said.order_by("-sent_at", "-id").values_list("key", flat=True).first() or ""


def merged_people(person: Person) -> QuerySet[Person]:
    """Return the people that were joined into ``person``: each can be split off again."""
    ids = same_person_ids(person)
    joined = Person.objects.filter(pk__in=ids, merged_into__isnull=False)
    return joined.select_related("merged_by").order_by("merged_at", "pk")


def box_openings(actor: Actor) -> QuerySet[BoxOpening]:
    """Return the openings of the boxes, newest first."""
    return (
        BoxOpening.objects.filter(facility_id=actor.facility_id)
        .select_related("line", "opened_by")
        .order_by("-opened_at", "-id")
    )


def slip_runs(actor: Actor) -> QuerySet[SlipRun]:
    """Return the printed runs of slips, newest first."""
    rows = SlipRun.objects.filter(facility_id=actor.facility_id)
    return rows.select_related("line", "printed_by").order_by("-first")


def slip_photos(actor: Actor) -> QuerySet[SlipPhoto]:
    """Return the photos of slips, as they were taken in."""
    rows = SlipPhoto.objects.filter(facility_id=actor.facility_id)
    return rows.select_related("opening__line", "run__line", "same_as__opening").order_by("id")


def slips_to_type(actor: Actor) -> QuerySet[SlipPhoto]:
    """Return the photos that wait to be typed, those of the oldest opening first."""
    return slip_photos(actor).filter(state=SlipPhoto.State.WAITING).order_by("opening", "id")


def slips_set_aside() -> Q:
    """Return which photos are of slips that count as done without a message."""
    return Q(
        state=SlipPhoto.State.ASIDE,
        reason__in=(SlipPhoto.Reason.BLANK, SlipPhoto.Reason.ILLEGIBLE),
    )


def slips_done(opening: BoxOpening) -> int:
    """Return how many slips of ``opening`` are typed, or were found blank or illegible."""
    return opening.messages.count() + opening.photos.filter(slips_set_aside()).count()


def call_backs(actor: Actor) -> QuerySet[CallBack]:
    """Return who rang in vain, with how often (``times``), ``first_at`` and ``last_at``."""
    rows = CallBack.objects.filter(facility_id=actor.facility_id)
    return rows.annotate(times=Count("calls"), first_at=Min("calls__at"), last_at=Max("calls__at"))


def last_own_name(line: Line) -> str:
    """Return the own name chosen at the last import of ``line``."""
    names = ImportRun.objects.filter(line=line).exclude(own_name="").order_by("-id")
    return names.values_list("own_name", flat=True).first() or ""
