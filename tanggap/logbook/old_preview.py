"""How the rows of an old book would be read, shown before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tanggap.base.brought import read_rows
from tanggap.logbook.models import BookImport, Kind
from tanggap.logbook.old_book import OldRow, is_only_numbered, number_here, read_row
from tanggap.logbook.old_days import BadRow
from tanggap.logbook.old_reading import by_field, choices_of

_LOOKED_AT = 2000
_SHOWN = 6
_SHOWN_BAD = 8


@dataclass
class Preview:
    """What would come in of the rows looked at, and what would not, with why."""

    good: int = 0
    bad: int = 0
    still_open: int = 0
    looked_at: int = 0
    is_all: bool = True
    rows: list[tuple[int, str, OldRow, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    first: date | None = None
    last: date | None = None

    def take(self, number: int, read: OldRow) -> None:
        self.good += 1
        self.still_open += not read.is_done
        day = read.received.date()
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
        if len(self.rows) < _SHOWN:
            shown = number_here(read, self.good)
            self.rows.append((number, shown, read, Kind(read.kind).label))

    def refuse(self, number: int, reason: str) -> None:
        self.bad += 1
        if len(self.refused) < _SHOWN_BAD:
            self.refused.append((number, reason))


def preview(brought: BookImport, chosen: Mapping[str, Any], today: date) -> Preview:
    """Return how the first rows read as ``chosen`` says. Raises ``OSError`` without a list."""
    found, choices = Preview(), choices_of(chosen)
    sheets, wanted = brought.found["sheets"], set(chosen["sheets"])
    place, before = 0, None
    while found.looked_at < _LOOKED_AT:
        rows, place = read_rows(brought.token, place)
        if not rows:
            return found
        for row in rows:
            if row["s"] not in wanted:
                continue
            found.looked_at += 1
            cells = by_field(row, sheets[row["s"]]["labels"], chosen["fields"])
            if is_only_numbered(cells):
                continue
            try:
                read = read_row(cells, choices, today, before)
            except BadRow as reason:
                found.refuse(row["r"], str(reason))
                continue
            before = read.received.date()
            found.take(row["r"], read)
    found.is_all = not read_rows(brought.token, place)[0]
    return found
