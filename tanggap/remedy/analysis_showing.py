"""A month in words, tables and pictures, the same for screen and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.logbook.queries import rules_of
from tanggap.logbook.rules import RULE_BY_KEY
from tanggap.recap.rules import Kept
from tanggap.recap.showing import Names, label_of, names_of
from tanggap.remedy.analysis import (
    REPEATED,
    Bar,
    Change,
    Month,
    Span,
    Trend,
    change,
    months_until,
    pareto,
    say_change,
    say_middle,
    say_pareto,
    trend,
    weeks_of,
)
from tanggap.remedy.analysis_elements import ELEMENTS, by_element, elements_of
from tanggap.remedy.analysis_reading import QUARTER, Numbers, numbers_of
from tanggap.remedy.charts import pareto_chart, promise_chart, trend_chart

ALL = "semua"
NO_TOPIC, NO_UNIT = "Belum ada topik", "Belum ada unit"
STANDS = ("Tepat waktu", "Terlambat", "Masih berjalan", "Berakhir tanpa jawaban")
_NO_BEFORE = "Belum ada bulan utuh sebelumnya untuk dibandingkan"
_WHOSE = {"uu25": "UU 25/2009", "sp4n": "SP4N-LAPOR!", "local": "janji sendiri"}
_STANDS = (Kept.MET, Kept.MISSED, Kept.RUNNING, Kept.ENDED)


@dataclass(frozen=True)
class Ranked:
    """A Pareto: its rows, what they say, and the picture."""

    bars: Sequence[Bar]
    said: str
    chart: str


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: Sequence[tuple[int, int]]
    """Count, and how strongly it is shaded, 0 to 4."""

    @property
    def total(self) -> int:
        return sum(count for count, _ in self.cells)


@dataclass(frozen=True)
class Repeat:
    label: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Analysis:
    """Everything that is shown of a month."""

    month: Month
    kinds: str
    total: int
    summary: str
    trend: Trend
    trend_chart: str
    topics: Ranked
    units: Ranked
    elements_of_topic: Mapping[str, str]
    units_of_topic: Mapping[str, str]
    by_kind: Sequence[tuple[str, int]]
    changes: Sequence[tuple[str, Change, str]]
    changes_note: str
    weeks: Sequence[str]
    heat: Sequence[HeatRow]
    promises: Sequence[tuple[str, Sequence[int]]]
    promises_chart: str
    answered: str
    quarter: Sequence[str]
    repeats: Sequence[Repeat]
    elements: Sequence[tuple[str, int]]


def analysis_of(
    actor: Actor, facility: Facility, month: Month, first: Month, now: datetime, *, every: bool
) -> Analysis:
    """Return a month as ``actor`` may know it."""
    numbers = numbers_of(actor, facility, month, first, now, every=every)
    names, found = names_of(facility.pk), trend(numbers.months)
    topics = _ranked(numbers.topics[-1], {**names.topics, "": NO_TOPIC}, "topik")
    units = _ranked(numbers.units, {**names.units, "": NO_UNIT}, "unit")
    promises = promise_rows(facility, numbers.promises)
    return Analysis(
        month=month,
        kinds="Semua jenis" if every else "Keluhan dan kritik",
        total=numbers.total,
        summary=_summary(numbers),
        trend=found,
        trend_chart=trend_chart(found, "Tren 12 bulan"),
        topics=topics,
        units=units,
        elements_of_topic={
            bar.key: ", ".join(ELEMENTS[one] for one in elements_of(bar.key)) or "–"
            for bar in topics.bars
        },
        units_of_topic=_units_of_topic(numbers, names),
        by_kind=[(label_of("kind", kind), n) for kind, n in numbers.kinds.most_common()],
        changes=_changes(numbers, names),
        changes_note="" if numbers.has_before else f"{_NO_BEFORE}.",
        weeks=[
            f"{start.day}–{end.day}" if start != end else str(start.day)
            for start, end in weeks_of(month)
        ],
        heat=_heat(numbers, names),
        promises=promises,
        promises_chart=promise_chart(promises, "Ketepatan terhadap janji waktu"),
        answered=f"{say_middle(numbers.days)} Dijawab: {len(numbers.days)} dari {numbers.total}.",
        quarter=[one.short for one in months_until(month, QUARTER)],
        repeats=_repeats(numbers, names),
        elements=[(ELEMENTS[k], n) for k, n in by_element(numbers.topics[-1]).items()],
    )


def _ranked(counts: Mapping[str, int], names: Mapping[str, str], of_what: str) -> Ranked:
    bars = pareto(counts, names)
    return Ranked(bars, say_pareto(bars, of_what), pareto_chart(bars, f"Pareto menurut {of_what}"))


def _summary(numbers: Numbers) -> str:
    if not numbers.has_before:
        return f"{numbers.total} entri; {_lower(_NO_BEFORE)}."
    before = Span(numbers.before, numbers.month.plus(-1).days)
    found = change(before, Span(numbers.total, numbers.month.days))
    return f"{numbers.total} entri. Dibanding bulan lalu: {_lower(say_change(found))}"


def _lower(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _changes(numbers: Numbers, names: Names) -> list[tuple[str, Change, str]]:
    """Return what changed topic by topic, the surest first; all told together are rarer."""
    if not numbers.has_before:
        return []
    now, was = numbers.topics[-1], numbers.topics[-2]
    keys = [key for key in {*now, *was} if key]
    days, days_before = numbers.month.days, numbers.month.plus(-1).days
    found = []
    for key in keys:
        one = change(Span(was[key], days_before), Span(now[key], days), tried=len(keys))
        found.append((names.topics.get(key, key), one, say_change(one)))
    return sorted(found, key=lambda row: (row[1].chance, row[0].casefold()))


def _units_of_topic(numbers: Numbers, names: Names) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for (topic, unit), _ in sorted(numbers.pairs.items(), key=lambda row: (-row[1], row[0])):
        if unit:
            found.setdefault(topic, []).append(names.units.get(unit, unit))
    return {topic: ", ".join(units[:3]) for topic, units in found.items()}


def _heat(numbers: Numbers, names: Names) -> list[HeatRow]:
    most = max(numbers.weeks.values(), default=1)
    places = range(len(weeks_of(numbers.month)))
    rows = []
    for line in {line for line, _ in numbers.weeks}:
        counts = [numbers.weeks[line, place] for place in places]
        cells = [(count, -(-4 * count // most)) for count in counts]
        rows.append(HeatRow(names.channel(line), cells))
    return sorted(rows, key=lambda row: (-row.total, row.label.casefold()))


def promise_rows(
    facility: Facility, counted: Mapping[tuple[str, str], int]
) -> list[tuple[str, Sequence[int]]]:
    """Return each promise with how often it was kept, missed, runs or ended."""
    own = {rule.key: rule for rule in rules_of(facility)}
    rows: list[tuple[str, Sequence[int]]] = []
    for key in sorted({rule for rule, _ in counted}):
        rule = own.get(key) or RULE_BY_KEY.get(key)
        label = f"{rule.label}, {rule.words} ({_WHOSE[rule.profile]})" if rule else key
        rows.append((label, [counted.get((key, stand.value), 0) for stand in _STANDS]))
    return rows


def _repeats(numbers: Numbers, names: Names) -> list[Repeat]:
    """Return the topics named three times or more in the quarter that ends with the month."""
    keys = {key for month in numbers.topics for key in month if key}
    rows = [
        Repeat(names.topics.get(key, key), [month[key] for month in numbers.topics]) for key in keys
    ]
    return sorted(
        (row for row in rows if row.total >= REPEATED),
        key=lambda row: (-row.total, row.label.casefold()),
    )
