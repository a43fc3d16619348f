"""What is asked before printing: which book, from when until when."""

from datetime import date, timedelta

from django import forms

from tanggap.base.forms.fields import PeriodForm
from tanggap.base.models import BookTitle
from tanggap.documents.dates import period


class BookForm(PeriodForm):
    """The book of a period; its values are coded and live in the address."""

    judul = forms.ChoiceField(label="Buku", choices=BookTitle.choices)
    field_order = ["judul", "dari", "sampai"]


def quick_periods(today: date) -> list[dict[str, object]]:
    """Return the four periods people print: this and last week, this and last month."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_of_before = first - timedelta(days=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    spans = [
        ("Minggu ini", monday, monday + timedelta(days=6)),
        ("Minggu lalu", monday - timedelta(days=7), monday - timedelta(days=1)),
        ("Bulan ini", first, next_month - timedelta(days=1)),
        ("Bulan lalu", last_of_before.replace(day=1), last_of_before),
    ]
    return [
        {"label": label, "from_": from_, "to": to, "words": period(from_, to)}
        for label, from_, to in spans
    ]
