"""The spans of time that a report is asked for."""

from datetime import date, timedelta


def month_before(today: date | None = None) -> tuple[date, date]:
    """Return the first and the last day of the month before ``today``'s."""
    last = (today or date.today()).replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
