"""Who may be one person under two records: for somebody to judge, never joined by itself.

Three grounds: a provider let it be seen, the same number stands in another shape, or the
same name speaks of the same matter. Who must not be met (art. 45) is never suggested, and
what makes a matter the same is looked for only in what the actor may read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.inbox.models import Identity, Message, Person, SamePersonHint
from tanggap.inbox.queries import roots_of, same_people_ids
from tanggap.inbox.rules import is_alike, name_core, name_shapes, number_in
from tanggap.logbook.queries import is_readable, visible_people, visible_to

SAME_MATTER_WITHIN = timedelta(days=180)
MOST_FOR_ONE = 3
_MOST_READ = 500

Pair = tuple[int, int]


@dataclass(frozen=True)
class Suggestion:
    """Another record that may be the same person, and why."""

    person: Person
    reason: str

    @property
    def phone(self) -> str:
        """A number to tell two of the same name apart."""
        own = [one for one in self.person.identities.all() if one.kind == "phone"]
        return next((one.value for one in own if one.ended_at is None), "")


@dataclass
class _Search:
    """The people asked about (by root), every row that is one of them, and what was found."""

    actor: Actor
    root_of: dict[int, int]
    found: dict[Pair, str] = field(default_factory=dict)

    def note(self, one: int, other: int, reason: str) -> None:
        """Keep the first reason for a pair of rows; the asked one stands first."""
        self.found.setdefault((one, other), reason)


def suggestions(
    actor: Actor, people: Iterable[Person], roots: dict[int, int] | None = None
) -> dict[int, list[Suggestion]]:
    """Return for each of ``people`` (by key) who may be the same, as far as ``actor`` may know.

    A fixed number of questions, however many people are asked about. ``roots`` is of every
    row that is one of them, as ``roots_of`` gives it, where the caller has asked already.
    """
    asked = [person.pk for person in people]
    if not asked:
        return {}
    search = _Search(actor, roots or roots_of(same_people_ids(asked)))
    _by_provider(search)
    _by_number(search)
    _by_name(search)
    by_root = _judged(search)
    return {key: by_root.get(search.root_of.get(key, key), []) for key in asked}


def _by_provider(search: _Search) -> None:
    keys = list(search.root_of)
    hints = SamePersonHint.objects.filter(Q(one__in=keys) | Q(other__in=keys), dismissed_at=None)
    for hint in hints.order_by("pk"):
        for one, other in ((hint.one_id, hint.other_id), (hint.other_id, hint.one_id)):
            if one in search.root_of:
                search.note(one, other, hint.reason)


def _by_number(search: _Search) -> None:
    """Find the same number under a contact's name, an SMS sender, or a person's own name."""
    owners = defaultdict(set)
    for row in Identity.objects.filter(person__in=list(search.root_of), ended_at=None):
        if number := row.number or number_in(row.kind, row.value):
            owners[number].add(row.person_id)
    if not owners:
        return
    others = Identity.objects.filter(facility_id=search.actor.facility_id, ended_at=None).exclude(
        person__in=list(search.root_of)
    )
    # Asked twice, each in the order of its own index: else SQLite walks through all names.
    spelt = others.filter(number__in=owners).order_by("number", "pk")[:_MOST_READ]
    as_it_is = others.filter(kind="phone", value__in=owners).order_by("value", "pk")[:_MOST_READ]
    for row in sorted({*spelt, *as_it_is}, key=lambda row: row.pk):
        for owner in owners[row.number or row.value]:
            search.note(owner, row.person_id, "Nomornya sama, hanya tertulis lain.")
    _among_themselves(search, owners)


def _among_themselves(search: _Search, owners: dict[str, set[int]]) -> None:
    for rows in owners.values():
        for one in rows:
            for other in rows - {one}:
                search.note(one, other, "Nomornya sama, hanya tertulis lain.")


def _by_name(search: _Search) -> None:
    """Find the same name, with or without its title, where both speak of the same matter."""
    own = Person.objects.filter(pk__in=list(search.root_of)).values_list("pk", "name")
    cores, shapes = defaultdict(set), set()
    for key, name in own:
        if core := name_core(name):
            cores[core].add(key)
            shapes |= name_shapes(name)
    if not cores:
        return
    named = Person.objects.annotate(shouted=Upper("name")).filter(
        facility_id=search.actor.facility_id, shouted__in=shapes
    )
    pairs = [
        (one, other)
        for other, name in named.order_by("-pk").values_list("pk", "name")[:_MOST_READ]
        for one in cores.get(name_core(name), ())
        if one != other
    ]
    for pair, reason in _same_matter(search.actor, pairs).items():
        search.note(*pair, reason)


def _same_matter(actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, str]:
    keys = {key for pair in pairs for key in pair}
    if not keys:
        return {}
    topics, stems = _topics(actor, keys), _stems(actor, keys)
    found = {}
    for one, other in pairs:
        shared = sorted(topics[one] & topics[other])
        if shared:
            found[one, other] = f"Namanya sama, dan sama-sama tentang: {', '.join(shared[:3])}."
        elif any(is_alike(a, b) for a in stems[one] for b in stems[other]):
            found[one, other] = "Namanya sama, dan isi pesannya mirip."
    return found


def _topics(actor: Actor, keys: set[int]) -> dict[int, set[str]]:
    since = timezone.now() - SAME_MATTER_WITHIN
    entries = visible_to(actor).filter(
        person__in=keys, received_at__gte=since, topics__isnull=False, cancelled_at=None
    )
    found = defaultdict(set)
    for person, topic in entries.order_by().values_list("person", "topics__label")[:_MOST_READ]:
        found[person].add(topic)
    return found


def _stems(actor: Actor, keys: set[int]) -> dict[int, list[set[str]]]:
    since = timezone.now() - SAME_MATTER_WITHIN
    said = Message.objects.filter(
        is_readable(actor), person__in=keys, direction=Message.Direction.IN, sent_at__gte=since
    )
    found = defaultdict(list)
    rows = said.order_by("-sent_at").values_list("person", "search_text")
    for person, text in rows[:_MOST_READ]:
        found[person].append(set(text.split()))
    return found


def _judged(search: _Search) -> dict[int, list[Suggestion]]:
    """Return by root what may be suggested: not the same already, not dismissed, not hidden."""
    roots = dict(search.root_of)
    strangers = {other for _, other in search.found} - set(roots)
    if strangers:
        roots |= roots_of(same_people_ids(strangers))
    pairs: dict[Pair, str] = {}
    for (one, other), reason in search.found.items():
        pair = roots.get(one, one), roots.get(other, other)
        if pair[0] != pair[1]:
            pairs.setdefault(pair, reason)
    if not pairs:
        return {}
    apart = _kept_apart(roots)
    wanted = {other for _, other in pairs}
    seen = visible_people(search.actor).filter(pk__in=wanted)
    people = {person.pk: person for person in seen.prefetch_related("identities")}
    found = defaultdict(list)
    for (one, other), reason in pairs.items():
        if other in people and frozenset((one, other)) not in apart:
            found[one].append(Suggestion(people[other], reason))
    return {one: some[:MOST_FOR_ONE] for one, some in found.items()}


def _kept_apart(roots: dict[int, int]) -> set[frozenset[int]]:
    """Return the pairs of roots of which somebody has said that they are two people."""
    keys = list(roots)
    said = SamePersonHint.objects.filter(
        one__in=keys, other__in=keys, dismissed_at__isnull=False
    ).values_list("one", "other")
    return {frozenset((roots[one], roots[other])) for one, other in said}
