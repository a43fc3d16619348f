"""The last eight weeks of the book as a small picture, drawn on the server.

Own SVG and not a chart library: it takes its colours from the stylesheet and stands
beside a table that says the same.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.logbook.models import Kind
from tanggap.logbook.queries import visible_to
from tanggap.logbook.spans import KIND, midnight, span_of

WEEKS = 8
HEIGHT = 120
SLOT = 60
BAR = 34


@dataclass(frozen=True)
class Block:
    """One kind within one week's column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    monday: date
    x: int
    blocks: list[Block]
    counts: list[int]
    total: int
    top: float

    @property
    def middle(self) -> int:
        return self.x + BAR // 2


@dataclass(frozen=True)
class Picture:
    columns: list[Column]
    legend: list[tuple[str, str]]
    width: int
    height: int
    total: int


def picture(actor: Actor, today: date) -> Picture | None:
    """Return the entries of eight weeks by kind; ``None`` where there is nothing to see."""
    if not actor.may("look.entries"):
        return None
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    counts = _counted(actor, first)
    total = sum(counts.values())
    if not total:
        return None
    kinds = [kind for kind in Kind.values if any(counts[m, kind] for m in _mondays(first))]
    columns = draw(counts, first, kinds)
    legend = [(kind, Kind(kind).label) for kind in kinds]
    return Picture(columns, legend, SLOT * WEEKS, HEIGHT + 44, total)


def _mondays(first: date) -> list[date]:
    return [first + timedelta(weeks=week) for week in range(WEEKS)]


def _counted(actor: Actor, first: date) -> Counter[tuple[date, str]]:
    zone, mondays = timezone.get_current_timezone(), _mondays(first)
    rows = (
        visible_to(actor)
        .filter(received_at__gte=midnight(first, zone), cancelled_at=None)
        .annotate(week=span_of(mondays, zone), of_kind=KIND)
        .order_by()
        .values_list("week", "of_kind")
        .annotate(count=Count("pk"))
    )
    return Counter({(mondays[week], kind): count for week, kind, count in rows})


def draw(counts: Counter[tuple[date, str]], first: date, kinds: list[str]) -> list[Column]:
    """Return a column for each week, its kinds on top of each other, to one scale."""
    mondays = _mondays(first)
    totals = {monday: sum(counts[monday, kind] for kind in kinds) for monday in mondays}
    scale = HEIGHT / max([*totals.values(), 1])
    columns = []
    for place, monday in enumerate(mondays):
        y = float(HEIGHT + 18)
        blocks = []
        for kind in kinds:
            height = round(counts[monday, kind] * scale, 1)
            y = round(y - height, 1)
            if height:
                blocks.append(Block(kind, y, height))
        here = [counts[monday, kind] for kind in kinds]
        x = place * SLOT + (SLOT - BAR) // 2
        columns.append(Column(monday, x, blocks, here, totals[monday], y - 5))
    return columns
