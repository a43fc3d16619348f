"""What is asked of every proof: for whom, of which health centre, between which days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.evidence.rules import Finding, months_in
from tanggap.logbook.models import Entry, Series
from tanggap.logbook.queries import visible_to, zone_of


@dataclass(frozen=True)
class Question:
    """«What can be proved for this health centre between two days», for who looks."""

    actor: Actor
    facility: Facility
    from_: date
    to: date

    @cached_property
    def zone(self) -> ZoneInfo:
        return zone_of(self.facility)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def until(self) -> date:
        """Return the last day of the period that has come."""
        return min(self.to, self.today)

    @property
    def months(self) -> list[tuple[date, date]]:
        """Return the months of the period that have begun."""
        return months_in(self.from_, self.until)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return from when until when (no longer) the period lasts."""
        after = self.to + timedelta(days=1)
        return (
            datetime.combine(self.from_, time.min, self.zone),
            datetime.combine(after, time.min, self.zone),
        )

    def within(self, field: str) -> Q:
        """Return the condition «this moment lies in the period»."""
        begin, end = self.span
        return Q(**{f"{field}__gte": begin, f"{field}__lt": end})

    @property
    def entries(self) -> QuerySet[Entry]:
        """Return the entries of the period that this actor may meet and that count."""
        seen = visible_to(self.actor).filter(self.within("received_at"))
        return seen.filter(cancelled_at=None, series=Series.OURS).order_by()

    @property
    def days_in_address(self) -> str:
        return f"dari={self.from_:%Y-%m-%d}&sampai={self.to:%Y-%m-%d}"


Ask = Callable[[Question], Finding]
"""What proves one thing: a small function from the question to its finding."""
