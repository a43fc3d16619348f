"""An old book read once: a list of its rows, and what a person should see before saying yes."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from tanggap.base.brought import RowList, file_of
from tanggap.documents.sheets import Line, Table, UnreadableTable
from tanggap.logbook.models import BookImport, BroughtRow
from tanggap.logbook.old_book import Choices
from tanggap.logbook.old_columns import Header, find_header, match_columns
from tanggap.logbook.old_days import Cell, is_month_first, text_of

_AT_ONCE = 300
_HEAD_ROWS = 40
_SAMPLES = 3
_MOST_VALUES = 30
_LONGEST_VALUE = 40
NO_HEADER = (
    "Baris judul kolom tidak ditemukan. Tulis judul di atas kolomnya, paling sedikit «Tanggal» "
    "dan «Uraian» (atau Kritik, Saran, Keluhan), lalu unggah lagi."
)
NO_ROWS = "Tidak ada baris di bawah judul kolomnya. Periksa lembar kerjanya, lalu unggah lagi."


@dataclass
class Leaf:
    """One sheet of the book: its name, its columns, and how many rows stand under them."""

    name: str
    labels: list[str] = field(default_factory=list)
    rows: int = 0


@dataclass
class BookScan:
    """A spreadsheet on its way through the reader."""

    brought: BookImport
    size: int = 0
    count: int = 0

    def __post_init__(self) -> None:
        self._table = Table(file_of(self.brought.token))
        self._leaves = [Leaf(name) for name in self._table.names]
        self._headers: dict[int, Header | None] = {}
        self._rows = self._data()
        self._seen: Counter[bytes] = Counter()
        self._samples: dict[str, list[str]] = {}
        self._values: dict[str, Counter[str]] = {}
        self._full: set[str] = set()  # columns of too many different words to be a choice
        self._order: Counter[str] = Counter()
        self._known = 0
        self._list = RowList(self.brought.token)
        self.size = self.brought.size

    @property
    def read_bytes(self) -> int:
        return 0  # how far a spreadsheet is read cannot be said in bytes

    def go_on(self) -> bool:
        some = list(islice(self._rows, _AT_ONCE))
        keys = [self._note(line) for line in some]
        self._known += BroughtRow.objects.filter(
            facility_id=self.brought.facility_id, key__in=keys
        ).count()
        return bool(some)

    def end(self) -> dict[str, Any]:
        self._table.close()
        if not any(self._headers.values()):
            raise UnreadableTable(NO_HEADER)
        if not self.count:
            raise UnreadableTable(NO_ROWS)
        self._list.finish()
        fields: dict[str, str] = {}
        for leaf in self._leaves:
            for label, name in zip(leaf.labels, match_columns(leaf.labels), strict=True):
                fields.setdefault(label, name)
        return {
            "sheets": [vars(leaf) for leaf in self._leaves],
            "fields": fields,
            "samples": self._samples,
            "values": {label: dict(counts) for label, counts in self._values.items()},
            "count": self.count,
            "known": self._known,
            "day_first": self._order["month"] <= self._order["day"],
        }

    def give_up(self) -> None:
        self._list.give_up()
        with suppress(OSError):
            self._table.close()

    def _data(self) -> Iterator[Line]:
        """Yield what stands under the header of each sheet; repeated headers are no rows."""
        head: list[Line] = []
        for line in self._table.lines():
            if line.sheet in self._headers:
                yield from self._under(line)
                continue
            if head and head[0].sheet != line.sheet:
                yield from self._settled(head)
                head = []
            head.append(line)
            if len(head) >= _HEAD_ROWS:
                yield from self._settled(head)
                head = []
        if head:
            yield from self._settled(head)

    def _settled(self, head: Sequence[Line]) -> Iterator[Line]:
        place = head[0].sheet
        header = find_header([(line.number, line.cells) for line in head])
        self._headers[place] = header
        if header is not None:
            self._leaves[place].labels = _distinct(header.labels)
        for line in head:
            yield from self._under(line)

    def _under(self, line: Line) -> Iterator[Line]:
        header = self._headers[line.sheet]
        if header is None or line.number <= header.last_row:
            return
        said = [cell for cell in line.cells if cell not in (None, "")]
        if said and all(isinstance(c, str) and " ".join(c.split()) in header.labels for c in said):
            return
        yield line

    def _note(self, line: Line) -> str:
        leaf = self._leaves[line.sheet]
        cells = list(line.cells)
        while len(leaf.labels) < len(cells):
            leaf.labels.append(_unnamed(len(leaf.labels)))
        plain = "\x1f".join(text_of(cell) for cell in cells).rstrip("\x1f")
        digest = hashlib.sha256(plain.encode("utf-8", "replace"))
        short = digest.digest()[:12]
        self._seen[short] += 1
        digest.update(f"#{self._seen[short]}".encode())
        key = digest.hexdigest()
        for label, cell in zip(leaf.labels, cells, strict=False):
            self._look_at(label, cell)
        leaf.rows += 1
        self.count += 1
        row = {"s": line.sheet, "r": line.number, "k": key, "c": [_packed(c) for c in cells]}
        self._list.write(row)
        return key

    def _look_at(self, label: str, cell: Cell) -> None:
        text = text_of(cell)
        if not text:
            return
        samples = self._samples.setdefault(label, [])
        if len(samples) < _SAMPLES and text[:60] not in samples:
            samples.append(text[:60])
        if label not in self._full:
            values = self._values.setdefault(label, Counter())
            values[text[:_LONGEST_VALUE]] += 1
            if len(values) > _MOST_VALUES or len(text) > 2 * _LONGEST_VALUE:
                self._full.add(label)
                del self._values[label]
        proof = is_month_first(cell)
        if proof is not None:
            self._order["month" if proof else "day"] += 1


def _distinct(labels: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, label in enumerate(labels):
        name = label or _unnamed(place)
        number = 2
        while name in found:
            name, number = f"{label} ({number})", number + 1
        found.append(name)
    return found


def _unnamed(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return f"Kolom {letters}"


# ---------------------------------------------------------------- rows in the list


def _packed(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"d": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"t": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell


def unpacked(packed: Any) -> Cell:
    """Return a cell of the list as it stood in the sheet."""
    if isinstance(packed, dict):
        if "t" in packed:
            return time.fromisoformat(packed["t"])
        return datetime.fromisoformat(packed["d"])
    return packed  # type: ignore[no-any-return]


def by_field(
    row: Mapping[str, Any], labels: Sequence[str], fields: Mapping[str, str]
) -> dict[str, Cell]:
    """Return the cells of a row by what they hold; of two columns the first that says something."""
    cells: dict[str, Cell] = {}
    for label, packed in zip(labels, row["c"], strict=False):
        name = fields.get(label, "")
        cell = unpacked(packed)
        if name and (name not in cells or text_of(cells[name]) == ""):
            cells[name] = cell
    return cells


def as_it_stood(row: Mapping[str, Any], labels: Sequence[str]) -> list[list[str]]:
    """Return a row's cells with their headers, as words, for whoever wants to see it again."""
    pairs = zip(labels, row["c"], strict=False)
    return [[label, text] for label, packed in pairs if (text := text_of(unpacked(packed)))]


def choices_of(chosen: Mapping[str, Any]) -> Choices:
    """Return what a person decided, from the form or the row."""
    return Choices(
        day_first=bool(chosen.get("day_first", True)),
        same_day=bool(chosen.get("same_day")),
        kind=str(chosen.get("kind") or "saran"),
        channels=dict(chosen.get("channels", {})),
        line_id=int(chosen.get("line") or 0),
        open_stay_open=bool(chosen.get("open")),
    )
