"""Entries by the spans of days in which they came: weeks, months.

The question is put so that the database needs no calendar and reads an index from one day on.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tanggap.logbook.models import Entry

KIND = Coalesce("kind", Value(""))
"""The kind to count by: by the bare column SQLite goes through the whole book, kind after kind."""


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def received(rows: QuerySet[Entry], from_: date, to: date, zone: tzinfo) -> QuerySet[Entry]:
    """Return the entries of ``rows`` that came from one day until another, both included."""
    end = midnight(to + timedelta(days=1), zone)
    return rows.filter(received_at__gte=midnight(from_, zone), received_at__lt=end)


def span_of(firsts: Sequence[date], zone: tzinfo) -> Case:
    """Return the SQL that says in which span a row lies: its place in ``firsts``, the first days.

    ``firsts`` goes from the oldest to the newest; the newest span has no end.
    """
    whens = [
        When(received_at__gte=midnight(day, zone), then=Value(place))
        for place, day in reversed(list(enumerate(firsts)))
    ]
    return Case(*whens, output_field=IntegerField())
