"""Reads of the register. Who may meet which entry is said here, once (design §2.7)."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Role, RoleGrant, Staff
from tanggap.base.reading import OfEachRow
from tanggap.base.words import postgres_match, query_terms, sqlite_match
from tanggap.gateway.models import Dispatch, Media
from tanggap.gateway.queries import Moments, newest_of
from tanggap.inbox.models import Attachment, Message, Person
from tanggap.inbox.queries import same_people_ids, same_person_ids
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import (
    Accused,
    Class,
    Clock,
    Entry,
    EntryMessage,
    LocalPromise,
    Milestone,
    Topic,
)
from tanggap.logbook.rules import Rule, rules_in_force

WHOLE_BOOK = frozenset({Role.PETUGAS, Role.KETUA, Role.MUTU, Role.KEPALA, Role.AUDITOR})


# ---------------------------------------------------------------- who meets what


def _names_actor(entry: str, staff_id: int) -> Exists:
    return Exists(Accused.objects.filter(entry=OuterRef(entry), staff_id=staff_id))


def _for_actor(actor: Actor) -> Q:
    """Return whose entries these are: own units, those one stands in for, one's own people."""
    below = Accused.objects.filter(staff__superior_id=actor.staff_id).values("entry")
    instead = Accused.objects.filter(sees_instead_id=actor.staff_id).values("entry")
    of_units = Entry.units.through.objects.filter(
        entry=OuterRef("pk"), unit_id__in=sorted(actor.unit_ids)
    )
    # berkadar pengawasan goes past the unit that is meant (§3.3)
    own = Q(Exists(of_units)) & ~Q(klass=Class.SUPERVISION)
    return own | Q(pk__in=below) | Q(pk__in=instead)


def visible_to(actor: Actor) -> QuerySet[Entry]:
    """Return the entries ``actor`` may meet: for lists, search, counts, papers, exports.

    The one rule of design §2.7. Whoever is complained of never meets the entry, whatever
    the role (UU 25/2009 art. 45); a PJ unit meets those of the own units; admin meets none.
    """
    entries = Entry.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return entries
    if not actor.may("look.entries"):
        return entries.none()
    entries = entries.exclude(_names_actor("pk", actor.staff_id))
    if actor.roles & WHOLE_BOOK:
        return entries
    return entries.filter(_for_actor(actor))


def entry_meets(actor: Actor) -> Exists:
    """Ask of each row that has an ``entry`` whether ``actor`` may meet that.

    Of few rows; ``entry__in=visible_to(actor)`` makes the database list the whole book first.
    """
    return OfEachRow(visible_to(actor).filter(pk=OuterRef("entry")))


def may_see(actor: Actor, entry: Entry) -> bool:
    """Answer whether ``actor`` may meet this one entry."""
    return visible_to(actor).filter(pk=entry.pk).exists()


def may_see_identity(actor: Actor) -> bool:
    """Answer whether ``actor`` may know who reported: name, number, address."""
    return actor.may("look.identities")


def is_named(actor: Actor) -> bool:
    """Answer whether any entry names ``actor``: who is named in none has nothing to be kept from.

    Asked anew for each page, never remembered longer: an hour ago it may have been otherwise.
    """
    return actor.once(_has_names)


def _has_names(actor: Actor) -> bool:
    return _names_of(actor).exists()


def _names_of(actor: Actor) -> QuerySet[Accused]:
    """Return where ``actor`` is named; a member of staff belongs to one health centre."""
    return Accused.objects.filter(staff__in=[actor.staff_id] if actor.staff_id else [])


def hidden_people_ids(actor: Actor) -> list[int]:
    """Return the keys of the citizens who complained of ``actor``, merged rows included."""
    if not is_named(actor):
        return []
    return actor.once(_who_complained_of)


def _who_complained_of(actor: Actor) -> list[int]:
    entries = list(_names_of(actor).values_list("entry", flat=True))
    reported = Entry.objects.filter(pk__in=entries, person__isnull=False)
    spoke = EntryMessage.objects.filter(entry__in=entries, message__person__isnull=False)
    direct = {*reported.values_list("person", flat=True)}
    direct |= {*spoke.values_list("message__person", flat=True)}
    return sorted(same_people_ids(direct))


def _is_hidden_message(actor: Actor) -> Q:
    """Return what makes a message one that ``actor`` must not meet.

    Asked row by row, each by a key, so that a page costs a page's worth and not the
    size of what is hidden. Nothing at all for who is named in no entry.
    """
    if not is_named(actor):
        return Q(pk__in=[])
    linked = EntryMessage.objects.filter(_entry_names(actor), message=OuterRef("pk"))
    told = Milestone.objects.filter(_entry_names(actor), dispatch=OuterRef("dispatch"))
    return Q(person__in=hidden_people_ids(actor)) | Q(Exists(linked)) | Q(Exists(told))


def _entry_names(actor: Actor) -> Exists:
    """Ask of each row with an entry whether that names ``actor``."""
    return _names_actor("entry", actor.staff_id or 0)


def hidden_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages that ``actor`` must not meet on any screen.

    Those of an entry that names the actor, what we sent about it, and everything else
    the same citizen said or was told.
    """
    return Message.objects.filter(_is_hidden_message(actor), facility_id=actor.facility_id)


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages ``actor`` may read: inbox, thread, person page, media, exports.

    Who works at the inbox reads all but the hidden ones; others read what belongs to the
    entries they may meet.
    """
    messages = Message.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return messages
    if not (actor.may("look.inbox") or actor.may("look.entries")):
        return messages.none()  # nothing to look for, row by row, in all of History
    messages = messages.exclude(_is_hidden_message(actor))
    if actor.may("look.inbox"):
        return messages
    linked = EntryMessage.objects.filter(
        Exists(visible_to(actor).filter(pk=OuterRef("entry"))), message=OuterRef("pk")
    )
    return messages.filter(Exists(linked))


def last_heard(actor: Actor, lines: Collection[int]) -> Moments:
    """Return by line when somebody last said something on it, as far as ``actor`` may know."""
    said = Message.objects.filter(direction=Message.Direction.IN)
    # The first of the newest, and not the greatest: that one would be sought among all.
    newest = said.exclude(_is_hidden_message(actor)).order_by("-received_at")
    return newest_of(lines, newest, "received_at")


def is_readable(actor: Actor) -> Exists:
    """Ask of each message in hand whether ``actor`` may read it: cheaper than listing all."""
    return Exists(visible_messages(actor).filter(pk=OuterRef("pk")))


def visible_media(actor: Actor) -> QuerySet[Media]:
    """Return the files ``actor`` may open: those attached to messages they may read."""
    readable = visible_messages(actor).filter(pk=OuterRef("message"))
    attached = Attachment.objects.filter(Exists(readable), media=OuterRef("pk"))
    return Media.objects.filter(Exists(attached), facility_id=actor.facility_id)


def visible_people(actor: Actor) -> QuerySet[Person]:
    """Return the citizens whose page ``actor`` may open."""
    people = Person.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return people
    if not actor.may("look.identities"):
        return people.none()
    return people.exclude(pk__in=hidden_people_ids(actor))


def is_hidden_dispatch(actor: Actor) -> Q:
    """Return what makes a dispatch one about an entry that ``actor`` must not meet."""
    if not is_named(actor):
        return Q(pk__in=[])
    told = Milestone.objects.filter(_entry_names(actor), dispatch=OuterRef("pk"))
    spoken = hidden_messages(actor).filter(dispatch=OuterRef("pk"))
    return Q(Exists(told)) | Q(Exists(spoken))


def hidden_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return what was sent about entries that ``actor`` must not meet (hand tasks, papers)."""
    return Dispatch.objects.filter(is_hidden_dispatch(actor), facility_id=actor.facility_id)


# ---------------------------------------------------------------- finding


def find(actor: Actor, words: str) -> QuerySet[Entry]:
    """Return the visible entries that hold all ``words``; the last may be a beginning.

    Who reported is searched only for those who may know it.
    """
    visible = visible_to(actor)
    terms = query_terms(words)
    if not terms:
        return visible
    question, asked = _question(terms, actor.facility_id, may_see_identity(actor))
    with connection.cursor() as cursor:
        cursor.execute(f"{question} LIMIT {_RARE + 1}", asked)
        keys = [row[0] for row in cursor.fetchall()]
    if len(keys) <= _RARE:
        return visible.filter(pk__in=keys)
    found = RawSQL(question, asked)  # noqa: S611 - fixed text
    if connection.vendor == "sqlite":
        return visible.alias(key=F("pk") + 0).filter(key__in=found)
    return visible.filter(pk__in=found)


def _question(
    terms: list[str], facility_id: int, with_identity: bool
) -> tuple[str, list[int | str]]:
    """Return the SQL of the keys of the entries that hold ``terms``, and its values."""
    if connection.vendor != "sqlite":
        question = _PG_WITH_IDENTITY if with_identity else _PG_WORDS
        return question, [facility_id, postgres_match(terms)]
    expression = sqlite_match(terms)
    if not with_identity:
        expression = f"search_text : ({expression})"
    return "SELECT rowid FROM logbook_words WHERE logbook_words MATCH %s", [expression]


# A rare word is looked up first, and its entries fetched by their keys. A common one is met
# soon on the way back through the book: SQLite takes that way when the key is no bare column
# (5 ms instead of 37 for a word in 40,000 entries); PostgreSQL would take it for a rare word as
# well, since it guesses a prefix's frequency far too high.
_RARE = 1000
_PG_WORDS = (
    "SELECT entry_id FROM logbook_findable "
    "WHERE facility_id = %s AND words @@ to_tsquery('simple', %s)"
)
_PG_WITH_IDENTITY = _PG_WORDS.replace("words @@", "words_all @@")


# ---------------------------------------------------------------- one entry


def entries_of_person(actor: Actor, person: Person) -> QuerySet[Entry]:
    """Return a citizen's entries that ``actor`` may meet, newest first."""
    theirs = Entry.objects.filter(person__in=same_person_ids(person))
    seen = Exists(visible_to(actor).filter(pk=OuterRef("pk")))
    return theirs.filter(seen).order_by("-received_at", "-id")


def messages_of(entry: Entry) -> QuerySet[Message]:
    """Return the messages of an entry in the order they were said."""
    linked = EntryMessage.objects.filter(entry=entry).values("message")
    return (
        Message.objects.filter(pk__in=linked)
        .select_related("line", "person")
        .prefetch_related("attachments__media")
        .order_by("sent_at", "id")
    )


def draft_of(entry: Entry) -> EntryDraft:
    """Return an entry as the draft that would write it: what a correction starts from."""
    accused = list(entry.accused.all())
    return EntryDraft(
        kind=entry.kind,
        text=entry.text,
        klass=entry.klass,
        severity=entry.severity,
        reporter=entry.reporter,
        is_anonymous=entry.is_anonymous,
        is_secret=entry.is_secret,
        happened=entry.happened,
        place=entry.place,
        wish=entry.wish,
        immediate_action=entry.immediate_action,
        topics=tuple(entry.topics.values_list("pk", flat=True)),
        units=tuple(entry.units.values_list("pk", flat=True)),
        accused=tuple(row.staff_id for row in accused),
        sees_instead=next((row.sees_instead_id for row in accused if row.sees_instead_id), None),
        line_id=entry.line_id,
        person_id=entry.person_id,
        received_at=entry.received_at,
    )


def mark_of(draft: EntryDraft) -> str:
    """Return a short name for an entry as it stands: once corrected, another name."""
    rows = replace(
        draft,
        topics=tuple(sorted(draft.topics)),
        units=tuple(sorted(draft.units)),
        accused=tuple(sorted(draft.accused)),
    )
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


# ---------------------------------------------------------------- what there is to choose


def open_topics(facility_id: int) -> QuerySet[Topic]:
    return Topic.objects.filter(facility_id=facility_id, closed_on=None)


def rules_of(facility: Facility) -> list[Rule]:
    """Return the promises this health centre is bound by, with its own numbers."""
    own = {
        row.rule: (row.length, row.unit) for row in LocalPromise.objects.filter(facility=facility)
    }
    return rules_in_force(facility.clock_profiles, own)


_SAID_TO_THE_PUBLIC = {
    "local.receipt": "Tanda terima pengaduan",
    "local.answer": "Jawaban",
    "local.finish": "Penyelesaian pengaduan",
}


def public_promises(facility: Facility) -> list[tuple[str, str]]:
    """Return what the health centre itself promises, as a leaflet says it: «Jawaban», «3 hari»."""
    return [
        (_SAID_TO_THE_PUBLIC[rule.key], rule.words)
        for rule in rules_of(facility)
        if rule.key in _SAID_TO_THE_PUBLIC and rule.length
    ]


def heads_on(facility_id: int, day: date) -> QuerySet[Staff]:
    """Return who holds the role of head on ``day``."""
    held = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        facility_id=facility_id,
        role=Role.KEPALA,
        valid_from__lte=day,
    )
    return Staff.objects.filter(pk__in=held.values("staff"))


def zone_of(facility: Facility) -> ZoneInfo:
    return ZoneInfo(facility.time_zone)


def earliest_due() -> Subquery:
    """Return the subquery of an entry's earliest running promise: ``due_at``."""
    return Subquery(
        Clock.objects.filter(entry=OuterRef("pk"), met_at=None, dropped_at=None, paused_at=None)
        .order_by("due_at")
        .values("due_at")[:1]
    )
