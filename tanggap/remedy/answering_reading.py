"""Reads who is behind a plan: who is to be answered and how, and how far their answers came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Staff
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Person
from tanggap.inbox.queries import roots_of, same_people_ids
from tanggap.logbook.models import Accused, Entry
from tanggap.logbook.queries import visible_to, zone_of
from tanggap.remedy.answering import LABELS, Offered, Path, Raised, chosen, gathered
from tanggap.remedy.models import Answering, Plan, PlanSource, PreparedAnswer, Realisation
from tanggap.reply.destinations import Destination, destinations
from tanggap.reply.known import Known
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import State, state_of, visible_replies
from tanggap.reply.rules import Standing

_PATH_OF_WAY = {
    Reply.Way.CALL: Path.CALL,
    Reply.Way.LETTER: Path.LETTER,
    Reply.Way.NOTICE: Path.NOTICE,
}
_UNREACHED = (Dispatch.State.FAILED, Dispatch.State.UNSURE, Dispatch.State.STOPPED)


@dataclass(frozen=True)
class Receiver:
    """One person behind a plan (or one entry of nobody known), and how the answer goes."""

    entry: Entry
    others: Sequence[Entry]
    way: Destination
    path: Path

    @property
    def numbers(self) -> list[str]:
        return [one.number for one in sorted((self.entry, *self.others), key=lambda one: one.pk)]


@dataclass(frozen=True)
class Outlook:
    """What preparing the answers would do, by way; and who is left out."""

    receivers: Sequence[Receiver]
    answered: int = 0
    """Left out: they had an answer since the realisation."""
    under_way: int = 0
    """Left out: an answer to them is being written or is on its way."""

    @property
    def by_path(self) -> list[tuple[Path, str, list[Receiver]]]:
        found = [(path, [one for one in self.receivers if one.path == path]) for path in LABELS]
        return [(path, LABELS[path], rows) for path, rows in found if rows]

    @property
    def needs_text(self) -> bool:
        return any(one.path not in (Path.NOTICE, Path.TEMPLATE) for one in self.receivers)

    @property
    def needs_board(self) -> bool:
        return any(one.path == Path.NOTICE for one in self.receivers)


def outlook(
    actor: Actor, plan: Plan, done: Realisation, *, template: ReplyTemplate | None = None
) -> Outlook:
    """Return whom to answer now that ``plan`` was realised, each person once (B-08)."""
    entries = {one.pk: one for one in _entries(actor, plan)}
    people = {one.person_id for one in entries.values() if one.person_id}
    roots = roots_of(same_people_ids(people))
    replies = _replies(entries, done)
    groups = gathered(
        [
            Raised(key, roots.get(one.person_id or 0), bool(getattr(one, "had_answer", False)))
            for key, one in entries.items()
        ]
    )
    counted: Counter[str] = Counter()
    left: list[tuple[Entry, list[Entry]]] = []
    for group in groups:
        stand = _strongest([replies[one.entry] for one in group if one.entry in replies])
        if stand:
            counted[stand] += 1
            continue
        first, *others = (entries[one.entry] for one in group)
        left.append((first, others))
    known = Known(
        plan.facility_id, [one.person for one, _ in left], [one for one, _ in left], timezone.now()
    )
    receivers = [_receiver(first, others, template, known) for first, others in left]
    return Outlook(receivers, counted["answered"], counted["under_way"])


def since_of(plan: Plan, done: Realisation) -> datetime:
    """Return when the day of the realisation began: what was said before tells nothing of it."""
    return datetime.combine(done.done_on, time.min, zone_of(plan.facility))


def path_of(way: Destination) -> Path:
    """Return how the sheet of ways calls this destination."""
    if way.way != Reply.Way.LINE:
        return _PATH_OF_WAY[Reply.Way(way.way)]
    if way.as_approved:
        return Path.TEMPLATE
    if way.comment is not None:
        return Path.COMMENT
    return Path.HAND if way.is_by_hand else Path.LINE


def names_behind(actor: Actor, plan: Plan) -> tuple[list[str], list[str]]:
    """Return what may not stand on a notice board: names and numbers of all it is about."""
    entries = list(_entries(actor, plan))
    people = Person.objects.filter(pk__in=[one.person_id for one in entries if one.person_id])
    names = [*people.values_list("name", flat=True)]
    accused = Accused.objects.filter(entry__in=[one.pk for one in entries]).values("staff")
    names += Staff.objects.filter(pk__in=accused).values_list("name", flat=True)
    phones = people.filter(identities__kind="phone").values_list("identities__value", flat=True)
    return [name for name in names if name], list(phones)


# ---------------------------------------------------------------- how far they came


@dataclass(frozen=True)
class Prepared:
    """One prepared answer, and where it stands."""

    reply: Reply
    state: State

    @property
    def group(self) -> str:
        stands = self.state.standing
        if self.state.is_open:
            return "ready" if stands in _MAY_LEAVE else "waiting"
        if stands in _FAILED:
            return "failed"
        return "reached" if self.reply.given_at or stands in _REACHED else "under_way"


_MAY_LEAVE = {Standing.DRAFT, Standing.READY}
_FAILED = {Standing.FAILED, Standing.UNSURE, Standing.STOPPED}
_REACHED = {Standing.SENT, Standing.DELIVERED, Standing.READ, Standing.GIVEN}


@dataclass(frozen=True)
class Progress:
    """How far the answers behind a plan came, as far as this actor may meet them."""

    rows: Sequence[Prepared] = field(default_factory=list)
    is_prepared: bool = False

    def count(self, group: str) -> int:
        return sum(one.group == group for one in self.rows)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Return tone, words and count of each group that has any."""
        found = [(tone, words, self.count(group)) for group, tone, words in _GROUPS]
        return [row for row in found if row[2]]

    def of_way(self, way: str) -> list[Reply]:
        return [one.reply for one in self.rows if one.reply.way == way]

    @property
    def by_way(self) -> list[tuple[str, int, int]]:
        """Return each way with how many answers, and how many of them reached the person."""
        found: Counter[str] = Counter()
        reached: Counter[str] = Counter()
        for one in self.rows:
            label = way_in_words(one.reply)
            found[label] += 1
            reached[label] += one.group == "reached"
        return [(label, count, reached[label]) for label, count in found.most_common()]


_GROUPS = (
    ("ready", "info", "siap dikirim"),
    ("waiting", "warn", "menunggu persetujuan atau perbaikan"),
    ("under_way", "warn", "sedang dikirim, atau menunggu petugas"),
    ("reached", "good", "sudah sampai atau disampaikan"),
    ("failed", "bad", "gagal"),
)


def way_in_words(reply: Reply) -> str:
    return reply.line.name if reply.line is not None else str(reply.get_way_display())


def progress_of(actor: Actor, plan: Plan) -> Progress:
    """Return the answers prepared through ``plan`` in a fixed number of questions."""
    keys = PreparedAnswer.objects.filter(answering__plan=plan).values("reply")
    replies = visible_replies(actor).filter(pk__in=keys).order_by("id")
    rows = [Prepared(reply, state_of(reply)) for reply in replies]
    return Progress(rows, bool(rows) or answers_looked_at(plan).exists())


def answers_looked_at(plan: Any) -> QuerySet[Answering]:
    """Return the acts by which answers were prepared, or nobody was found to be left."""
    kept = PreparedAnswer.objects.filter(answering=OuterRef("pk"), reply__discarded_at=None)
    rows = Answering.objects.filter(plan=plan)
    return rows.filter(Exists(kept) | Q(answers=None))


# ---------------------------------------------------------------- within


def _entries(actor: Actor, plan: Plan) -> QuerySet[Entry]:
    keys = PlanSource.objects.filter(plan=plan.first_id).values("entry")
    given = Reply.objects.filter(entry=OuterRef("pk"), given_at__isnull=False)
    rows = visible_to(actor).filter(pk__in=keys, cancelled_at=None)
    return (
        rows.annotate(had_answer=Exists(given))
        .select_related("person", "line", "facility")
        .order_by("pk")
    )


def _replies(entries: Mapping[int, Entry], done: Realisation) -> dict[int, str]:
    """Return by entry how it stands since the realisation: answered, or under way."""
    since = since_of(done.plan, done)
    rows = Reply.objects.filter(
        Q(given_at__gte=since) | Q(given_at=None, drafted_at__gte=since),
        entry__in=list(entries),
        discarded_at=None,
        only_points=False,
    ).exclude(given_at=None, dispatch__state__in=_UNREACHED, pk__in=_not_ours())
    found: dict[int, str] = {}
    for entry_id, given_at in rows.values_list("entry_id", "given_at"):
        if entry_id is not None and found.get(entry_id) != "answered":
            found[entry_id] = "answered" if given_at else "under_way"
    return found


def _not_ours() -> QuerySet[Reply]:
    """Return answers nobody prepared through a plan: a failed one of those is tried anew."""
    return Reply.objects.filter(~Exists(PreparedAnswer.objects.filter(reply=OuterRef("pk"))))


def _strongest(stands: Sequence[str]) -> str:
    return "answered" if "answered" in stands else next(iter(stands), "")


def _receiver(
    entry: Entry, others: Sequence[Entry], template: ReplyTemplate | None, known: Known
) -> Receiver:
    ways = destinations(entry, entry.person, entry.line, template=template, known=known)
    usable = [
        (at, way)
        for at, way in enumerate(ways)
        if way.is_open and not way.is_public and way.way != Reply.Way.FACE
    ]
    offered = [
        Offered(at, path_of(way), way.line is not None and way.line.pk == entry.line_id)
        for at, way in usable
    ]
    taken = chosen(offered, entry.line.kind)
    way = ways[taken.at] if taken else Destination("notice", Reply.Way.NOTICE, LABELS[Path.NOTICE])
    return Receiver(entry, others, way, taken.path if taken else Path.NOTICE)
