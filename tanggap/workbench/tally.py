"""The foot of the book: how many came in each week, by medium and by kind (domain §6.1).

Pure. A week in which nothing came says «nihil»: also that leaves a trace (A-10).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tanggap.documents.dates import period

MOST_WEEKS = 10
"""A longer period is counted by month."""


@dataclass
class Span:
    """A week or a month of the book, and what came in it."""

    from_: date
    to: date
    media: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.kinds.total()


@dataclass(frozen=True)
class Came:
    """One line of the book, as far as counting is concerned."""

    on: date
    medium: str
    kind: str
    cancelled: bool = False


def spans(from_: date, to: date) -> list[Span]:
    """Return the weeks (Monday to Sunday) of a period; the months of a long one."""
    by_month = (to - from_).days >= MOST_WEEKS * 7
    found, start = [], from_
    while start <= to:
        if by_month:
            first_of_next = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            end = first_of_next - timedelta(days=1)
        else:
            end = start + timedelta(days=6 - start.weekday())
        found.append(Span(start, min(end, to)))
        start = end + timedelta(days=1)
    return found


def count(came: Iterable[Came], from_: date, to: date) -> list[Span]:
    """Return the spans of the period with everything counted; cancelled numbers apart."""
    found = spans(from_, to)
    for one in came:
        span = next((span for span in found if span.from_ <= one.on <= span.to), None)
        if span is None:
            continue
        if one.cancelled:
            span.cancelled += 1
        else:
            span.media[one.medium] += 1
            span.kinds[one.kind] += 1
    return found


def tally_table(
    found: Sequence[Span], kinds: Sequence[str]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Return columns, rows and total: media that occurred, then every kind, then the sum."""
    media = sorted({name for span in found for name in span.media}, key=str.casefold)
    columns = ["Minggu" if _weekly(found) else "Bulan", *media, *kinds, "Jumlah"]
    rows = [
        [
            period(span.from_, span.to),
            *(_figure(span.media[name]) for name in media),
            *(_figure(span.kinds[name]) for name in kinds),
            str(span.total) if span.total else "nihil",
        ]
        for span in found
    ]
    total = [
        "Jumlah",
        *(_figure(sum(span.media[name] for span in found)) for name in media),
        *(_figure(sum(span.kinds[name] for span in found)) for name in kinds),
        str(sum(span.total for span in found)) if any(span.total for span in found) else "nihil",
    ]
    return columns, rows, total


def _figure(number: int) -> str:
    return str(number) if number else "–"


def _weekly(found: Sequence[Span]) -> bool:
    return all((span.to - span.from_).days < 7 for span in found)
