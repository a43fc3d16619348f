"""What a month of feedback says, and what may be mere chance (SOP Padaherang step 5). Pure.

Counts of a month are small. So nothing here speaks in bare percentages: a change is told
only where chance alone would seldom bring it about, by exact tests on the counts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from statistics import median

from tanggap.documents.dates import MONTHS

RARE = 0.05
"""A difference is called real when chance alone brings one as great in fewer of a hundred."""
EDGE = 0.00135
"""What chance leaves beyond each control limit: that of three standard deviations."""
RUN = 8
"""So many points on one side of the centre line in a row are a signal."""
FEWEST_MONTHS = 6
"""Fewer months make no centre line."""
MONTHS_SHOWN = 12
VITAL = 80
FEW = 20
"""Below so many the order of a Pareto is easily turned round by chance: the page says so."""
REPEATED = 3
_REMEMBERED = 4096
"""Answers kept of the two dear questions below: every look at a month asks the same hundred."""


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.plus(1).first - timedelta(days=1)

    @property
    def days(self) -> int:
        return self.last.day

    @property
    def words(self) -> str:
        return f"{MONTHS[self.month - 1]} {self.year}"

    @property
    def short(self) -> str:
        return f"{MONTHS[self.month - 1][:3]} {self.year % 100:02d}"

    @property
    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> "Month":
        at = self.year * 12 + self.month - 1 + months
        return Month(at // 12, at % 12 + 1)


def months_until(last: Month, many: int = MONTHS_SHOWN) -> list[Month]:
    """Return ``many`` months that end with ``last``, the oldest first."""
    return [last.plus(-back) for back in reversed(range(many))]


# ---------------------------------------------------------------- chance


def at_most(count: int, mean: float) -> float:
    """Return how often a Poisson count with this mean is ``count`` or fewer."""
    if count < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    return min(1.0, math.fsum(_poisson(k, mean) for k in range(count + 1)))


def _poisson(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


@lru_cache(maxsize=_REMEMBERED)
def limits(mean: float, edge: float = EDGE) -> tuple[int, int]:
    """Return the least and the greatest count that are still ordinary for this mean.

    Exact, so that they also hold for small counts: mean ± 3√mean promises a lower limit
    below nothing and cries alarm over the third complaint of a quiet topic.
    """
    if mean <= 0:
        return 0, 0
    spread = 12 * math.sqrt(mean) + 30
    start, end = max(0, int(mean - spread)), int(mean + spread)
    low, high, below = -1, end, 0.0
    for count in range(start, end + 1):
        below += _poisson(count, mean)
        if low < 0 and below > edge:
            low = count
        if 1 - below <= edge:
            high = count
            break
    return max(low, 0), high


@lru_cache(maxsize=_REMEMBERED)
def chance_of(one: int, other: int, share: float) -> float:
    """Return how often chance splits ``one + other`` as unevenly, ``share`` being due to one.

    The exact binomial test on two Poisson counts, two-sided by doubling the smaller tail.
    """
    total = one + other
    if not total or not 0 < share < 1:
        return 1.0
    lower = math.fsum(_binomial(k, total, share) for k in range(one + 1))
    upper = math.fsum(_binomial(k, total, share) for k in range(one, total + 1))
    return min(1.0, 2 * min(lower, upper))


def _binomial(count: int, total: int, share: float) -> float:
    ways = math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)
    return math.exp(ways + count * math.log(share) + (total - count) * math.log1p(-share))


@dataclass(frozen=True)
class Span:
    """How many came in how many days."""

    count: int
    days: int


@dataclass(frozen=True)
class Change:
    """Two spans set against each other: which way, whether real, and how to say it."""

    before: Span
    after: Span
    chance: float
    is_real: bool
    is_telling: bool
    """Whether so few could have shown a change at all, had there been the greatest one."""

    @property
    def direction(self) -> str:
        if not self.before.days or not self.after.days:
            return "tetap"
        difference = self.after.count * self.before.days - self.before.count * self.after.days
        return "naik" if difference > 0 else "turun" if difference < 0 else "tetap"


def change(before: Span, after: Span, tried: int = 1) -> Change:
    """Compare two spans. Of ``tried`` comparisons at once each must be the rarer (Bonferroni)."""
    days = before.days + after.days
    if not before.days or not after.days:
        return Change(before, after, 1.0, False, False)
    share = after.days / days
    chance = chance_of(after.count, before.count, share)
    total, rare = before.count + after.count, RARE / max(tried, 1)
    extreme = min(chance_of(0, total, share), chance_of(total, 0, share))
    return Change(before, after, chance, chance <= rare, extreme <= rare)


def say_change(found: Change) -> str:
    """Say honestly what came of it since the month before."""
    was, now = found.before.count, found.after.count
    if not was and not now:
        return "Tidak ada pada kedua bulan."
    figures = f"Dari {was} menjadi {now}"
    if was == now:
        figures = f"Tetap {now}"
    if found.is_real:
        return f"{figures}: {found.direction}, lebih dari yang biasa terjadi karena kebetulan."
    if not found.is_telling:
        return f"{figures}: terlalu sedikit untuk disebut naik atau turun."
    return f"{figures}: perbedaan sebesar ini masih biasa terjadi karena kebetulan."


# ---------------------------------------------------------------- did it help?


@dataclass(frozen=True)
class Effect:
    """Whether the rate fell after a day: ``verdict`` and the sentence people read."""

    verdict: str
    """``turun``, ``naik``, ``belum_jelas`` or ``terlalu_sedikit``."""
    sentence: str
    change: Change


def effect(before: Span, after: Span, what: str = "Umpan balik ini") -> Effect:
    """Say whether what was done helped: the rate after a day against that before it.

    A fall is only called one when chance seldom makes it. That it came *through* the action
    is never said: other things change on the same day too.
    """
    found = change(before, after)
    figures = f"{before.count} dalam {before.days} hari sebelum, {after.count} dalam {after.days} "
    figures += "hari sesudah tindakan."
    if found.is_real:
        verdict = found.direction
        turned = "memang turun" if verdict == "turun" else "justru naik"
        said = f"{what} {turned}: {figures} Perbedaan sebesar ini jarang terjadi karena kebetulan."
        said += (
            " Sebabnya belum tentu tindakan itu: lihat juga apa yang lain yang berubah."
            if verdict == "turun"
            else " Telaah lagi penyebabnya."
        )
        return Effect(verdict, said, found)
    if not found.is_telling:
        said = f"Terlalu sedikit untuk dinilai: {figures} Amati lebih lama."
        return Effect("terlalu_sedikit", said, found)
    said = f"Belum dapat dikatakan turun atau naik: {figures} Perbedaan sebesar ini masih biasa "
    return Effect("belum_jelas", said + "terjadi karena kebetulan. Amati lebih lama.", found)


# ---------------------------------------------------------------- the trend


@dataclass(frozen=True)
class Point:
    """A month of the trend, with the limits that its own length gives it."""

    month: Month
    count: int
    centre: float | None
    low: int | None
    high: int | None

    @property
    def is_beyond(self) -> bool:
        return self.low is not None and self.high is not None and not self.is_within

    @property
    def is_within(self) -> bool:
        return (self.low or 0) <= self.count <= (self.high or 0)


@dataclass(frozen=True)
class Trend:
    points: Sequence[Point]
    sentences: Sequence[str]
    """The signals in words; one that says there is none, or why that cannot be told."""
    has_signal: bool


def trend(counts: Sequence[tuple[Month, int]]) -> Trend:
    """Return the months with centre and limits taken from those before the last.

    A u-chart over the days of each month: February is short. The last month is judged by
    what was usual before it, never by itself. Limits are exact (see ``limits``).
    """
    before = counts[:-1]
    days = sum(month.days for month, _ in before)
    total = sum(count for _, count in before)
    if len(before) < FEWEST_MONTHS or not total:
        points = [Point(month, count, None, None, None) for month, count in counts]
        why = (
            f"Batas kendali baru dapat dihitung sesudah {FEWEST_MONTHS} bulan; "
            f"sebelum bulan ini baru ada {len(before)}."
            if len(before) < FEWEST_MONTHS
            else "Bulan-bulan sebelumnya kosong, jadi belum ada yang dapat disebut biasa."
        )
        return Trend(points, [why], False)
    points = []
    for month, count in counts:
        centre = total / days * month.days
        points.append(Point(month, count, centre, *limits(centre)))
    said = _signals(points)
    quiet = "Tidak ada sinyal: naik turunnya masih wajar dan dapat terjadi karena kebetulan."
    return Trend(points, said or [quiet], bool(said))


def _signals(points: Sequence[Point]) -> list[str]:
    said = []
    for point in points:
        if not point.is_beyond:
            continue
        side, limit = (
            ("atas", point.high)
            if point.count > (point.high or 0)
            else (
                "bawah",
                point.low,
            )
        )
        said.append(
            f"Sinyal: {point.month.words} ada {point.count}, di {side} batas kendali ({limit}). "
            "Cari sebabnya; ini jarang terjadi karena kebetulan."
        )
    for side, run in runs(points):
        if len(run) >= RUN:
            said.append(
                f"Sinyal: {len(run)} bulan berturut-turut di {side} garis tengah "
                f"({run[0].month.short} sampai {run[-1].month.short}). Tingkatnya sudah bergeser."
            )
    return said


def runs(points: Sequence[Point]) -> list[tuple[str, list[Point]]]:
    """Return the unbroken runs on one side of the centre; a point on the line counts for none."""
    found: list[tuple[str, list[Point]]] = []
    for point in points:
        if point.centre is None or math.isclose(point.count, point.centre):
            continue
        side = "atas" if point.count > point.centre else "bawah"
        if found and found[-1][0] == side:
            found[-1][1].append(point)
        else:
            found.append((side, [point]))
    return found


# ---------------------------------------------------------------- Pareto


@dataclass(frozen=True)
class Bar:
    key: str
    label: str
    count: int
    percent: float
    cumulative: float
    is_vital: bool
    """Whether it is one of the few that together make up the 80 %."""


def pareto(counts: Mapping[str, int], names: Mapping[str, str]) -> list[Bar]:
    """Return what was said most often first, with the few that make up 80 % (domain §6.2)."""
    total = sum(counts.values())
    rows = sorted(
        ((key, count) for key, count in counts.items() if count > 0),
        key=lambda row: (-row[1], names.get(row[0], row[0]).casefold()),
    )
    found, reached = [], 0
    for key, count in rows:
        is_vital = reached * 100 < VITAL * total
        reached += count
        found.append(
            Bar(
                key,
                names.get(key, key),
                count,
                100 * count / total,
                100 * reached / total,
                is_vital,
            )
        )
    return found


def say_pareto(bars: Sequence[Bar], of_what: str) -> str:
    """Say which few make up most, and how firm that order is."""
    total = sum(bar.count for bar in bars)
    vital = [bar for bar in bars if bar.is_vital]
    if not total:
        return ""
    reached = sum(bar.count for bar in vital)
    said = f"{len(vital)} dari {len(bars)} {of_what} memuat {reached} dari {total} sebutan."
    if total < FEW:
        said += " Jumlahnya sedikit: urutannya mudah bertukar karena kebetulan."
    return said


# ---------------------------------------------------------------- the rest


def middle(days: Sequence[int]) -> float | None:
    """Return the median; nothing for nothing."""
    return float(median(days)) if days else None


def say_middle(days: Sequence[int]) -> str:
    """Say how long an answer took, and of how many that is known."""
    found = middle(days)
    if found is None:
        return "Belum ada yang dijawab."
    within = f"dalam {found:g} hari kerja atau kurang" if found else "pada hari yang sama"
    return f"Separuh dari {len(days)} jawaban diberikan {within.replace('.', ',')}."


def weeks_of(month: Month) -> list[tuple[date, date]]:
    """Return the weeks of a month, Monday to Sunday, cut at its ends."""
    found, start = [], month.first
    while start <= month.last:
        end = min(start + timedelta(days=6 - start.weekday()), month.last)
        found.append((start, end))
        start = end + timedelta(days=1)
    return found
