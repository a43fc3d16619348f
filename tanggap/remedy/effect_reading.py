"""Reads whether the topic of a plan became rarer, as far as this actor may meet entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef
from django.db.models.functions import TruncDate
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.reading import OfEachRow
from tanggap.documents.dates import long_date
from tanggap.logbook.models import Entry, Topic
from tanggap.logbook.queries import visible_to, zone_of
from tanggap.logbook.spans import midnight
from tanggap.remedy.analysis import Effect, Trend
from tanggap.remedy.analysis_reading import PROBLEMS
from tanggap.remedy.charts import Mark, trend_chart
from tanggap.remedy.effect import MONTHS_BEFORE, around, course, judged, place_of
from tanggap.remedy.models import Plan, PlanSource, PlanTopic, Realisation
from tanggap.remedy.queries import Shown

TONES = {"turun": "good", "naik": "bad", "belum_jelas": "neutral", "terlalu_sedikit": "neutral"}
LABELS = {
    "turun": "Memang turun",
    "naik": "Justru naik",
    "belum_jelas": "Belum jelas",
    "terlalu_sedikit": "Terlalu sedikit untuk menyimpulkan",
    "": "Belum dapat dinilai",
}


@dataclass(frozen=True)
class ShownEffect:
    """What is shown of a plan's effect: verdict, sentence, picture, and the same as a table."""

    topics: Sequence[Topic]
    is_confirmed: bool
    verdict: str
    sentence: str
    chart: str
    trend: Trend | None
    note: str

    @property
    def label(self) -> str:
        return LABELS[self.verdict]

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "neutral")

    @property
    def names(self) -> str:
        return ", ".join(topic.label for topic in self.topics)


def topics_of(plan: Plan) -> list[Topic]:
    """Return the topics that a person chose for the chain of ``plan``."""
    chosen = PlanTopic.objects.filter(plan=plan.first_id).values("topic")
    return list(Topic.objects.filter(pk__in=chosen))


def topics_proposed(actor: Actor, plan: Plan) -> list[Topic]:
    """Return the topics of the entries a plan stems from, the most frequent first."""
    links = PlanSource.objects.filter(plan=plan.first_id).values("entry")
    rows = visible_to(actor).filter(pk__in=links, topics__isnull=False).order_by()
    found = dict(rows.values_list("topics").annotate(count=Count("pk")))
    topics = Topic.objects.filter(pk__in=found)
    return sorted(topics, key=lambda one: (-found[one.pk], one.order))


def effect_of(
    actor: Actor, facility: Facility, row: Shown, cycles: Sequence[Shown]
) -> ShownEffect | None:
    """Return what became of the topic since ``row`` was realised; nothing before that."""
    done = row.realisation
    if done is None:
        return None
    chosen = topics_of(row.plan)
    topics = chosen or topics_proposed(actor, row.plan)
    if not topics:
        return ShownEffect([], False, "", "Pilih topiknya dahulu.", "", None, "")
    zone = zone_of(facility)
    today = timezone.localdate(timezone=zone)
    begins = _book_begins(actor, facility) or done.done_on
    counts = _by_day(actor, facility, topics, done.done_on - timedelta(days=32 * MONTHS_BEFORE))
    earlier, later = _neighbours(done, cycles)
    spans = around(done.done_on, book_begins=begins, today=today, earlier=earlier, later=later)
    names = " dan ".join(f"«{one.label}»" for one in topics)
    found = judged(counts, spans, f"Keluhan dan kritik tentang {names}")
    verdict, said = ("", found) if isinstance(found, str) else (found.verdict, found.sentence)
    if not chosen and isinstance(found, Effect):
        said += " Topiknya belum dikonfirmasi."
    trend = course(counts, done.done_on, book_begins=begins, today=today)
    acted = [one.realisation.done_on for one in cycles if one.realisation]
    return ShownEffect(
        topics=topics,
        is_confirmed=bool(chosen),
        verdict=verdict,
        sentence=said,
        chart=_drawn(trend, acted) if trend else "",
        trend=trend,
        note=_note(trend, done),
    )


def _drawn(trend: Trend, acted: Sequence[date]) -> str:
    places = [(day, place_of(day, trend)) for day in acted]
    marks = [Mark(place, f"{day.day}/{day.month}") for day, place in places if place is not None]
    return trend_chart(trend, "Bulan demi bulan sebelum dan sesudah tindakan", marks)


def _note(trend: Trend | None, done: Realisation) -> str:
    if trend is None:
        return "Belum ada dua bulan penuh untuk digambar."
    note = f"Garis tegak: tanggal tindakan ({long_date(done.done_on)}). Hanya bulan penuh digambar."
    if trend.points[0].centre is None:
        return f"{note} Bulan sebelumnya kurang dari enam atau kosong, jadi tanpa batas kendali."
    return f"{note} Garis tengah dan batas kendali dihitung dari bulan-bulan sebelum tindakan."


def _neighbours(done: Realisation, cycles: Sequence[Shown]) -> tuple[date | None, date | None]:
    """Return the days of the actions of the chain next to this one, before and after."""
    days = [one.realisation.done_on for one in cycles if one.realisation]
    before = [day for day in days if day < done.done_on]
    after = [day for day in days if day > done.done_on]
    return max(before, default=None), min(after, default=None)


def _book_begins(actor: Actor, facility: Facility) -> date | None:
    rows = visible_to(actor).filter(cancelled_at=None).order_by("received_at")
    first = rows.values_list("received_at", flat=True).first()
    return first.astimezone(zone_of(facility)).date() if first else None


def _by_day(
    actor: Actor, facility: Facility, topics: Sequence[Topic], since: date
) -> dict[date, int]:
    zone = zone_of(facility)
    about = Entry.topics.through.objects.filter(topic__in=topics, entry=OuterRef("pk"))
    rows = visible_to(actor).filter(
        OfEachRow(about),  # not of all years: of those that came since
        cancelled_at=None,
        kind__in=PROBLEMS,
        received_at__gte=midnight(since, zone),
    )
    days = rows.order_by().annotate(day=TruncDate("received_at", tzinfo=zone)).values_list("day")
    return dict(days.annotate(count=Count("pk")))
