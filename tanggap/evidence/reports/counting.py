"""What a report counts: coded facts only, and nothing of those it is handed to.

A report is read by others than its maker. What all sit around (RTM, lokmin) counts no entry
that is about a member of staff; what the head signs (dinas) counts none about the head. The
paper always says so in the same words, whether there was one or not (UU 25/2009 art. 45).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tanggap.evidence.asking import Question
from tanggap.evidence.proofs.book import is_answered
from tanggap.logbook.models import Accused, Class, Entry, Kind, Milestone
from tanggap.logbook.queries import heads_on
from tanggap.recap.showing import label_of, names_of
from tanggap.remedy.analysis_reading import answer_days, promises_of
from tanggap.remedy.analysis_showing import promise_rows
from tanggap.remedy.models import PlanSource
from tanggap.remedy.queries import Shown, plans_visible_to, shown, with_course

FOR_ALL = "Yang menyangkut pegawai tertentu tidak dihitung dan tidak disebut di lembar ini."
FOR_HEAD = "Yang menyangkut kepala puskesmas tidak dihitung di sini dan disampaikan tersendiri."
NO_TOPIC, NO_UNIT = "Belum ada topik", "Belum ada unit"
COMPLAINTS = (Class.SERVICE.value, Class.SUPERVISION.value)


@dataclass(frozen=True)
class Counts:
    """The numbers of some entries, each list with what is most first."""

    total: int
    complaints: int
    anonymous: int
    receipts: int
    answered: int
    closed: int
    kinds: Sequence[tuple[str, int]]
    classes: Sequence[tuple[str, int]]
    lines: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]
    units: Sequence[tuple[str, int]]
    promises: Sequence[tuple[str, Sequence[int]]]
    """Each promise with how often it was kept, missed, runs or ended."""
    days: Sequence[int]
    """Working days to each first answer."""

    @property
    def kept(self) -> tuple[int, int]:
        """Return how many promises were kept, and how many are decided."""
        met = sum(row[0] for _, row in self.promises)
        return met, met + sum(row[1] for _, row in self.promises)


def told_to_all(asked: Question) -> QuerySet[Entry]:
    """Return the entries of the period that are about no member of staff."""
    return asked.entries.exclude(Exists(Accused.objects.filter(entry=OuterRef("pk"))))


def told_by_head(asked: Question) -> QuerySet[Entry]:
    """Return the entries of the period that are not about who signs as head."""
    return asked.entries.exclude(Exists(_about_head(asked).filter(entry=OuterRef("pk"))))


def _about_head(asked: Question) -> QuerySet[Accused]:
    heads = heads_on(asked.facility.pk, asked.today) | heads_on(asked.facility.pk, asked.until)
    return Accused.objects.filter(staff__in=heads.values("pk"))


def plans_for_all(asked: Question) -> list[Shown]:
    """Return the plans that stem from nothing about a member of staff; cancelled ones not."""
    return _plans_without(asked, Accused.objects.all())


def plans_for_head(asked: Question) -> list[Shown]:
    return _plans_without(asked, _about_head(asked))


def _plans_without(asked: Question, about: QuerySet[Accused]) -> list[Shown]:
    chains = PlanSource.objects.filter(entry__in=about.values("entry")).values("plan")
    plans = plans_visible_to(asked.actor).filter(cancelled_at=None).exclude(first__in=chains)
    return shown(with_course(plans).order_by("ends_on", "sequence"), asked.today)


def counts_of(asked: Question, entries: QuerySet[Entry]) -> Counts:
    """Count entries: one question a column, however many there are."""
    names = names_of(asked.facility.pk)
    received = Milestone.objects.filter(entry=OuterRef("pk"), kind=Milestone.Kind.RECEIPT)
    whole = entries.aggregate(
        total=Count("pk"),
        complaints=Count("pk", filter=Q(klass__in=COMPLAINTS)),
        anonymous=Count("pk", filter=Q(is_anonymous=True)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    topics = {**names.topics, "": NO_TOPIC}
    units = {**names.units, "": NO_UNIT}
    kinds = _counted(entries, F("kind"))
    lines = _counted(entries, F("line__kind"))
    return Counts(
        **whole,
        receipts=entries.filter(klass__in=COMPLAINTS).filter(Exists(received)).count(),
        answered=entries.filter(is_answered()).count(),
        kinds=_ordered(kinds, {key: label_of("kind", key) for key in kinds}),
        classes=_labelled(_counted(entries, F("klass")), "class"),
        lines=_ordered(lines, {key: names.channel(key) for key in lines}),
        topics=_ordered(_counted(entries, Coalesce("topics__key", Value(""))), topics),
        units=_ordered(_counted(entries, Coalesce("units__code", Value(""))), units),
        promises=promise_rows(asked.facility, promises_of(entries, asked.now)),
        days=answer_days(entries, asked.facility, asked.zone),
    )


def _labelled(counted: Mapping[str, int], name: str) -> list[tuple[str, int]]:
    return _ordered(counted, {key: label_of(name, key) for key in counted})


def _counted(entries: QuerySet[Entry], column: F | Coalesce) -> Counter[str]:
    return Counter(dict(entries.values_list(column).annotate(count=Count("pk"))))


def _ordered(counted: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, int]]:
    rows = [(names.get(key, key), count) for key, count in counted.items() if count]
    return sorted(rows, key=lambda row: (-row[1], row[0].casefold()))


def problems(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return the complaints and criticism among them: what a meeting looks for causes of."""
    return entries.filter(kind__in=(Kind.COMPLAINT, Kind.CRITICISM))
