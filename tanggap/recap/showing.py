"""A week in words, for screen and paper alike: labels of codes, tables of numbers, changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanggap.base.models import Unit
from tanggap.documents.dates import short_date
from tanggap.gateway.queries import all_channels
from tanggap.logbook.models import Class, Kind, Severity, Topic
from tanggap.recap.queries import Item, Week
from tanggap.recap.rules import CANCELLED, LATE, RESTORED, Facts, Kept, changes, day_received

TIMELY = {
    Kept.MET.value: "Tepat waktu",
    Kept.MISSED.value: "Terlambat",
    Kept.RUNNING.value: "Masih berjalan",
    Kept.ENDED.value: "Berakhir tanpa jawaban",
    "": "Tanpa janji waktu",
}
ERASED = "isi dihapus"
_FIELDS = {
    "received": "tanggal diterima",
    "line": "media",
    "kind": "jenis",
    "class": "klasifikasi",
    "severity": "tingkat",
    "units": "unit terkait",
    "topics": "topik",
    "anonymous": "anonim",
}


@dataclass(frozen=True)
class Names:
    """What people call the codes of this health centre."""

    units: Mapping[str, str]
    topics: Mapping[str, str]

    def channel(self, code: str) -> str:
        channel = all_channels().get(code)
        return channel.label if channel else code

    def units_of(self, facts: Facts) -> str:
        return ", ".join(self.units.get(code, code) for code in facts["units"])

    def value(self, name: str, facts: Facts) -> str:
        """Say one fact in words."""
        value = facts[name]
        if name == "received":
            return short_date(day_received(facts))
        if name == "units":
            return self.units_of(facts) or "belum ada"
        if name == "topics":
            return ", ".join(self.topics.get(code, code) for code in value) or "belum ada"
        if name == "anonymous":
            return "ya" if value else "tidak"
        return self.channel(value) if name == "line" else label_of(name, value)

    def change(self, item: Item) -> str:
        """Say what a line of the supplement corrects: «jenis: Saran → Kritik»."""
        if item.reason == LATE:
            return "Baru dicatat sesudah minggunya ditutup."
        if item.reason == CANCELLED:
            return "Dibatalkan sesudah minggunya ditutup."
        was = item.was or item.facts
        told = [
            f"{_FIELDS[name]}: {self.value(name, was)} → {self.value(name, item.facts)}"
            for name in changes(was, item.facts)
            if name in _FIELDS
        ]
        if item.reason == RESTORED:
            told.insert(0, "pembatalannya dicabut")
        said = "; ".join(told)
        return f"{said[:1].upper()}{said[1:]}."


_LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": {value: str(label) for value, label in Kind.choices},
    "class": {value: str(label) for value, label in Class.choices},
    "severity": {value: str(label) for value, label in Severity.choices},
    "timely": TIMELY,
}


def label_of(name: str, value: str) -> str:
    return _LABELS[name].get(value, value)


def names_of(facility_id: int) -> Names:
    """Read the names of units and topics, also of those that are closed."""
    units = Unit.objects.filter(facility_id=facility_id).values_list("code", "name")
    topics = Topic.objects.filter(facility_id=facility_id).values_list("key", "label")
    return Names(dict(units), dict(topics))


@dataclass(frozen=True)
class Table:
    """One small table of numbers: what is counted, then a label and a number a row."""

    title: str
    rows: Sequence[tuple[str, int]]
    note: str = ""


def tables_of(counts: Mapping[str, Any], names: Names) -> list[Table]:
    """Return the numbers of a week as tables, the longest (by topic) last."""
    several = "Satu entri dapat menyangkut lebih dari satu."
    return [
        Table("Menurut media", _rows({names.channel(k): n for k, n in counts["channel"].items()})),
        Table("Menurut jenis", _in_order(counts["kind"], "kind")),
        Table(
            "Menurut unit",
            _rows(
                {names.units.get(k, k or "Belum ada unit"): n for k, n in counts["unit"].items()}
            ),
            several,
        ),
        Table("Menurut tingkat", _in_order(counts["severity"], "severity")),
        Table("Ketepatan waktu jawaban", _in_order(counts["timely"], "timely")),
        Table(
            "Menurut topik",
            _rows(
                {names.topics.get(k, k or "Belum ada topik"): n for k, n in counts["topic"].items()}
            ),
            several,
        ),
    ]


def _rows(found: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda row: (-row[1], row[0].casefold()))


def _in_order(found: Mapping[str, int], name: str) -> list[tuple[str, int]]:
    return [(label, found[value]) for value, label in _LABELS[name].items() if found.get(value)]


def standing(item: Item) -> tuple[str, str]:
    """Return colour and words of where an entry stands today."""
    if item.entry is None:
        return "neutral", "Dihapus"
    if item.entry.cancelled_at:
        return "neutral", "Dibatalkan"
    if item.entry.closed_at:
        return "good", "Selesai"
    if item.entry.withdrawn_at:
        return "neutral", "Dianggap dicabut"
    return ("good", "Sudah dijawab") if item.is_answered else ("warn", "Belum dijawab")


# ---------------------------------------------------------------- the picture

WIDTH, BAR, STEP, LABELS = 480, 22, 34, 170


@dataclass(frozen=True)
class Bar:
    """One channel's bar, its kinds beside each other."""

    label: str
    y: int
    blocks: Sequence[tuple[str, float, float]]
    end: float
    total: int
    counts: Sequence[int]

    @property
    def middle(self) -> int:
        return self.y + BAR // 2 + 5


@dataclass(frozen=True)
class Picture:
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, str]]
    total: int
    width: int = WIDTH

    @property
    def height(self) -> int:
        return STEP * len(self.bars)


def picture_of(week: Week, names: Names) -> Picture | None:
    """Return the week's entries by channel and kind; nothing where there are none."""
    found: dict[str, dict[str, int]] = {}
    for item in week.items:
        if not item.facts["cancelled"]:
            of_channel = found.setdefault(names.channel(item.facts["line"]), {})
            kind = item.facts["kind"]
            of_channel[kind] = of_channel.get(kind, 0) + 1
    if not found:
        return None
    kinds = [kind for kind in Kind.values if any(kind in one for one in found.values())]
    rows = sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0].casefold()))
    most = max(sum(one.values()) for one in found.values())
    scale = (WIDTH - LABELS - 40) / most
    bars = [_bar(place, *row, kinds, scale) for place, row in enumerate(rows)]
    return Picture(bars, [(kind, label_of("kind", kind)) for kind in kinds], week.counts["total"])


def _bar(
    place: int, label: str, found: Mapping[str, int], kinds: Sequence[str], scale: float
) -> Bar:
    x, blocks = float(LABELS), []
    for kind in kinds:
        if count := found.get(kind, 0):
            blocks.append((kind, round(x, 1), round(count * scale, 1)))
            x += count * scale
    counts = [found.get(kind, 0) for kind in kinds]
    return Bar(label, place * STEP + 6, blocks, round(x + 14, 1), sum(counts), counts)
