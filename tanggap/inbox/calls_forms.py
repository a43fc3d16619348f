"""What people decide about a call log: which numbers are to be rung back, since when."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.inbox.calls_reading import Caller, callers_of
from tanggap.inbox.models import CallsImport
from tanggap.inbox.number_forms import NumbersForm, numbers_field

_OLD_AFTER_DAYS = 14


def is_to_be_rung(caller: Caller) -> bool:
    """Answer whether a number is proposed to be rung back."""
    return caller.kind == "person" and not caller.was_rung_back


class CallsConfirmForm(NumbersForm[Caller]):
    """Which numbers are to be rung back, and since when."""

    ticks = "callers"
    callers = numbers_field("Nomor yang ditelepon balik")
    since = day_field(
        "Telepon tak terjawab sejak tanggal",
        "Yang lebih lama tidak dimasukkan. Kosongkan untuk semua.",
        required=False,
    )

    def __init__(self, brought: CallsImport, *args: Any, **kwargs: Any) -> None:
        since = timezone.localdate() - timedelta(days=_OLD_AFTER_DAYS)
        kwargs.setdefault("initial", {"since": since})
        super().__init__(callers_of(brought), *args, **kwargs)

    def is_proposed(self, number: Caller) -> bool:
        return is_to_be_rung(number)

    def rank(self, number: Caller) -> float:
        """The last to ring comes first."""
        return -number.last_at.timestamp()

    def rank_of_other(self, number: Caller) -> int:
        return -number.missed
