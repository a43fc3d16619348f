"""Reads of the register. Who may meet which entry is said here, once (design §2.7)."""

import hashlib
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Role, RoleGrant, Staff
from tanggap.base.words import postgres_match, query_terms, sqlite_match
from tanggap.gateway.models import Dispatch, Media
from tanggap.inbox.models import Attachment, Message, Person
from tanggap.inbox.queries import same_person_ids
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
    mine = Accused.objects.filter(entry=OuterRef("pk"))
    superior = mine.filter(staff__superior_id=actor.staff_id)
    substitute = mine.filter(sees_instead_id=actor.staff_id)
    of_units = Entry.units.through.objects.filter(
        entry=OuterRef("pk"), unit_id__in=sorted(actor.unit_ids)
    )
    # berkadar pengawasan goes past the unit that is meant (§3.3)
    return (
        Q(Exists(superior))
        | Q(Exists(substitute))
        | (Q(Exists(of_units)) & ~Q(klass=Class.SUPERVISION))
    )


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


def may_see(actor: Actor, entry: Entry) -> bool:
    """Answer whether ``actor`` may meet this one entry."""
    return visible_to(actor).filter(pk=entry.pk).exists()


def may_see_identity(actor: Actor) -> bool:
    """Answer whether ``actor`` may know who reported: name, number, address."""
    return actor.may("look.identities")


def _hidden_entries(actor: Actor) -> QuerySet[Entry]:
    """Return the entries that name ``actor`` as the one complained of."""
    accused = Accused.objects.filter(staff__in=[actor.staff_id] if actor.staff_id else [])
    return Entry.objects.filter(facility_id=actor.facility_id, pk__in=accused.values("entry"))


def hidden_people(actor: Actor) -> QuerySet[Person]:
    """Return the citizens who complained of ``actor``: their later words would tell it too.

    All rows that are one person after merges count as that person.
    """
    entries = _hidden_entries(actor)
    spoke = EntryMessage.objects.filter(entry__in=entries, message__person__isnull=False)
    people = Person.objects.filter(
        Q(pk__in=entries.filter(person__isnull=False).values("person"))
        | Q(pk__in=spoke.values("message__person"))
    )
    ids = {same for person in people for same in same_person_ids(person)}
    return Person.objects.filter(facility_id=actor.facility_id, pk__in=ids)


def hidden_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages that ``actor`` must not meet on any screen.

    Those of an entry that names the actor, what we sent about it, and everything else
    the same citizen said or was told.
    """
    entries = _hidden_entries(actor)
    linked = EntryMessage.objects.filter(entry__in=entries)
    sent = Milestone.objects.filter(entry__in=entries, dispatch__isnull=False)
    return Message.objects.filter(
        Q(pk__in=linked.values("message"))
        | Q(person__in=hidden_people(actor))
        | Q(dispatch__in=sent.values("dispatch")),
        facility_id=actor.facility_id,
    )


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages ``actor`` may read: inbox, thread, person page, media, exports.

    Who works at the inbox reads all but the hidden ones; others read what belongs to the
    entries they may meet.
    """
    messages = Message.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return messages
    hidden = hidden_messages(actor)
    if actor.may("look.inbox"):
        return messages.exclude(pk__in=hidden.values("pk"))
    linked = EntryMessage.objects.filter(
        message=OuterRef("pk"), entry__in=visible_to(actor).values("pk")
    )
    return messages.filter(Exists(linked)).exclude(pk__in=hidden.values("pk"))


def visible_media(actor: Actor) -> QuerySet[Media]:
    """Return the files ``actor`` may open: those attached to messages they may read."""
    attached = Attachment.objects.filter(
        media=OuterRef("pk"), message__in=visible_messages(actor).values("pk")
    )
    return Media.objects.filter(Exists(attached), facility_id=actor.facility_id)


def visible_people(actor: Actor) -> QuerySet[Person]:
    """Return the citizens whose page ``actor`` may open."""
    people = Person.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return people
    if not actor.may("look.identities"):
        return people.none()
    return people.exclude(pk__in=hidden_people(actor).values("pk"))


def hidden_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return what was sent about entries that ``actor`` must not meet (hand tasks, papers)."""
    sent = Milestone.objects.filter(
        entry__in=_hidden_entries(actor), dispatch__isnull=False
    ).values("dispatch")
    spoken = hidden_messages(actor).filter(dispatch__isnull=False).values("dispatch")
    return Dispatch.objects.filter(Q(pk__in=sent) | Q(pk__in=spoken), facility_id=actor.facility_id)


def hidden_entry_ids(actor: Actor) -> QuerySet[Entry, int]:
    """Return the ids of entries that name ``actor``: History keeps silent on them too."""
    return _hidden_entries(actor).values_list("pk", flat=True)


# ---------------------------------------------------------------- finding


def find(actor: Actor, words: str) -> QuerySet[Entry]:
    """Return the visible entries that hold all ``words``; the last may be a beginning.

    Who reported is searched only for those who may know it.
    """
    visible = visible_to(actor)
    terms = query_terms(words)
    if not terms:
        return visible
    return visible.filter(pk__in=_found(terms, actor.facility_id, may_see_identity(actor)))


def _found(terms: list[str], facility_id: int, with_identity: bool) -> RawSQL | list[int]:
    if connection.vendor == "sqlite":
        expression = sqlite_match(terms)
        if not with_identity:
            expression = f"search_text : ({expression})"
        return RawSQL("SELECT rowid FROM logbook_words WHERE logbook_words MATCH %s", [expression])
    question = _PG_WITH_IDENTITY if with_identity else _PG_WORDS
    asked: list[int | str] = [facility_id, postgres_match(terms)]
    with connection.cursor() as cursor:
        cursor.execute(f"{question} LIMIT {_RARE + 1}", asked)
        keys = [row[0] for row in cursor.fetchall()]
    return keys if len(keys) <= _RARE else RawSQL(question, asked)  # noqa: S611 - fixed text


# A prefix's frequency is guessed far too high by PostgreSQL, which then reads the whole book
# backwards for a rare word; so a rare word is looked up first, and only a common one joined.
_RARE = 1000
_PG_WORDS = (
    "SELECT entry_id FROM logbook_findable "
    "WHERE facility_id = %s AND words @@ to_tsquery('simple', %s)"
)
_PG_WITH_IDENTITY = _PG_WORDS.replace("words @@", "words_all @@")


# ---------------------------------------------------------------- one entry


def entries_of_person(actor: Actor, person: Person) -> QuerySet[Entry]:
    """Return a citizen's entries that ``actor`` may meet, newest first."""
    same = same_person_ids(person)
    return visible_to(actor).filter(person__in=same).order_by("-received_at", "-id")


def messages_of(entry: Entry) -> QuerySet[Message]:
    """Return the messages of an entry in the order they were said."""
    linked = EntryMessage.objects.filter(entry=entry).values("message")
    return (
        Message.objects.filter(pk__in=linked)
        .select_related("line", "person")
        .prefetch_related("attachments__media")
        .order_by("sent_at", "id")
    )


def running_clocks(entry: Entry) -> QuerySet[Clock]:
    """Return the promises still to be kept, earliest first; paused ones last."""
    return Clock.objects.filter(entry=entry, met_at=None, dropped_at=None).order_by(
        "paused_at", "due_at"
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
