"""The tools by which a cause is looked for: 5 whys, fishbone, USG (domain §8.3). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_WHYS, MOST_CAUSES, MOST_PROBLEMS = 7, 8, 12
LONGEST = 400

BONES: Mapping[str, str] = {
    "manusia": "Manusia",
    "metode": "Metode",
    "alat": "Alat/Mesin",
    "bahan": "Bahan",
    "dana": "Dana",
    "lingkungan": "Lingkungan",
}
"""5M+1: man, method, machine, material, money, and the environment."""


@dataclass(frozen=True)
class Whys:
    """A chain of answers to «mengapa?», the last of which is the root."""

    problem: str
    answers: Sequence[str]

    @property
    def root(self) -> str:
        return self.answers[-1] if self.answers else ""

    @property
    def content(self) -> dict[str, Any]:
        return {"problem": self.problem, "answers": list(self.answers)}


@dataclass(frozen=True)
class Fishbone:
    """Possible causes of an effect, by bone."""

    problem: str
    causes: Mapping[str, Sequence[str]]

    @property
    def content(self) -> dict[str, Any]:
        return {"problem": self.problem, "causes": {k: list(v) for k, v in self.causes.items()}}

    @property
    def is_empty(self) -> bool:
        return not any(self.causes.values())


@dataclass(frozen=True)
class Scored:
    """One problem with its urgency, seriousness and growth, each 1 (very small) to 5."""

    problem: str
    urgency: int
    seriousness: int
    growth: int

    @property
    def total(self) -> int:
        return self.urgency + self.seriousness + self.growth


@dataclass(frozen=True)
class Usg:
    """Problems scored; the highest sum comes first, and the same sum has the same rank."""

    rows: Sequence[Scored]

    @property
    def ranked(self) -> list[tuple[int, Scored]]:
        sums = [row.total for row in self.rows]
        ranks = [(1 + sum(one > row.total for one in sums), row) for row in self.rows]
        return sorted(ranks, key=lambda pair: pair[0])

    @property
    def content(self) -> dict[str, Any]:
        return {
            "rows": [[row.problem, row.urgency, row.seriousness, row.growth] for row in self.rows]
        }


Tool = Whys | Fishbone | Usg


def read_tool(kind: str, content: Mapping[str, Any]) -> Tool:
    """Return what was kept of a tool."""
    if kind == "usg":
        return Usg([Scored(str(row[0]), *map(int, row[1:4])) for row in content.get("rows", [])])
    problem = str(content.get("problem", ""))
    if kind == "mengapa":
        return Whys(problem, [str(one) for one in content.get("answers", [])])
    kept = content.get("causes", {})
    return Fishbone(problem, {key: [str(one) for one in kept.get(key, [])] for key in BONES})


def trouble_with(tool: Tool) -> str:
    """Say what is missing in a tool; nothing where it tells something."""
    if isinstance(tool, Usg):
        if not tool.rows:
            return "Tulis paling sedikit satu masalah dengan nilai U, S, dan G."
        if len(tool.rows) > MOST_PROBLEMS:
            return f"Paling banyak {MOST_PROBLEMS} masalah."
        if any(not 1 <= n <= 5 for r in tool.rows for n in (r.urgency, r.seriousness, r.growth)):
            return "Nilai U, S, dan G masing-masing 1 sampai 5."
        return _too_long([row.problem for row in tool.rows])
    if not tool.problem:
        return "Tulis masalahnya."
    if isinstance(tool, Whys):
        if not tool.answers:
            return "Jawab paling sedikit satu «mengapa»."
        return _too_long([tool.problem, *tool.answers])
    if tool.is_empty:
        return "Tulis paling sedikit satu kemungkinan penyebab."
    return _too_long([tool.problem, *(one for some in tool.causes.values() for one in some)])


def _too_long(words: Sequence[str]) -> str:
    return f"Paling panjang {LONGEST} huruf." if any(len(one) > LONGEST for one in words) else ""


def lines_of(words: str, most: int) -> list[str]:
    """Return what was typed one to a line."""
    kept = [line.strip() for line in words.replace("\r", "\n").split("\n")]
    return [line for line in kept if line][:most]


def in_words(tool: Tool) -> list[str]:
    """Return a tool as plain lines: for the papers that people edit, and for listening."""
    if isinstance(tool, Usg):
        return [
            f"Prioritas {rank}: {row.problem} (U {row.urgency}, S {row.seriousness}, "
            f"G {row.growth}, jumlah {row.total})"
            for rank, row in tool.ranked
        ]
    if isinstance(tool, Whys):
        chain = [f"Mengapa {n}: {one}" for n, one in enumerate(tool.answers, start=1)]
        return [f"Masalah: {tool.problem}", *chain, f"Akar masalah: {tool.root}"]
    bones = [f"{BONES[key]}: {'; '.join(some)}" for key, some in tool.causes.items() if some]
    return [f"Masalah: {tool.problem}", *bones]
