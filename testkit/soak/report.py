"""What is printed at the end of a soak."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from testkit.soak.ends import End

_HEADS = ("line", "written", "again", "twice", "found", "answers", "again", "received", "flagged")
_MOST_SHOWN = 60


@dataclass(frozen=True)
class Row:
    """One line of the table: what citizens did, what we have of it, what we answered."""

    name: str
    written: int
    came_again: int
    twice: int
    found: int
    answers: int
    tried_again: int
    received: int
    flagged: int
    troubles: Counter[str]

    @classmethod
    def of(cls, end: End, told: Mapping[str, int]) -> "Row":
        """Put together what the end knows and what the database holds."""
        return cls(
            end.name, len(end.written), end.came_again, end.twice, troubles=end.troubles, **told
        )

    @property
    def cells(self) -> tuple[str, ...]:
        figures = (
            *(self.written, self.came_again, self.twice, self.found),
            *(self.answers, self.tried_again, self.received, self.flagged),
        )
        return (self.name, *map(str, figures))


@dataclass
class Report:
    database: str
    seconds_planned: float
    seed: int
    seconds: float
    rows: list[Row]
    kills: dict[str, int]
    not_run: list[str]
    differences: list[str]
    command: str

    @property
    def written(self) -> int:
        return sum(row.written for row in self.rows)

    @property
    def faults(self) -> Counter[str]:
        return sum((row.troubles for row in self.rows), Counter[str]())

    def lines(self) -> list[str]:
        """Return the report as it is printed."""
        shots = ", ".join(f"{name} {n}" for name, n in self.kills.items())
        wrong = ", ".join(f"{name} {n}" for name, n in sorted(self.faults.items()))
        return [
            f"{self.database}, seed {self.seed}, {self.seconds_planned:.0f} s of writing, "
            f"{self.seconds:.0f} s in all",
            *_table([_HEADS, *(row.cells for row in self.rows), self._sums()]),
            f"  went wrong: {wrong}",
            f"  the site was shot {sum(self.kills.values())} times: {shots}",
            *(f"  {words}" for words in self.not_run),
            f"  differences: {len(self.differences)}",
            *[f"    {one}" for one in self.differences[:_MOST_SHOWN]],
            f"  once more: {self.command}",
        ]

    def _sums(self) -> tuple[str, ...]:
        columns = zip(*(row.cells[1:] for row in self.rows), strict=True)
        return ("in all", *(str(sum(map(int, column))) for column in columns))


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        f"  {row[0]:<{wide[0]}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], wide[1:], strict=True))
        for row in rows
    ]
