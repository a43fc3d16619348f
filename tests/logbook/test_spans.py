"""Entries by the weeks and months in which they came, by the clock of the health centre."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from tanggap.logbook.models import Entry
from tanggap.logbook.spans import received, span_of
from tests.people import Puskesmas
from tests.reply.stories import entry_from

ZONE = ZoneInfo("Asia/Jakarta")
MONDAYS = [date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)]


def test_an_entry_belongs_to_the_week_of_its_local_day(padaherang: Puskesmas) -> None:
    minutes = [
        datetime(2026, 5, 4, tzinfo=ZONE),
        datetime(2026, 5, 10, 23, 59, tzinfo=ZONE),
        datetime(2026, 5, 11, 0, 1, tzinfo=ZONE),  # still the 10th in Greenwich
        datetime(2026, 5, 24, 23, 59, tzinfo=ZONE),
        datetime(2026, 5, 25, tzinfo=ZONE),
    ]
    for at in minutes:
        Entry.objects.filter(pk=entry_from(padaherang, "box").pk).update(received_at=at)
    came = received(Entry.objects.all(), MONDAYS[0], MONDAYS[-1] + timedelta(days=6), ZONE)
    rows = came.annotate(week=span_of(MONDAYS, ZONE)).order_by().values_list("week")
    assert dict(rows.annotate(count=Count("pk"))) == {0: 2, 1: 1, 2: 1}
