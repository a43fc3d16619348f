"""What people decide about a backup of SMS: which numbers come along, from when on."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.inbox.models import SmsImport
from tanggap.inbox.number_forms import NumbersForm, numbers_field
from tanggap.inbox.sms_reading import Talk, talks_of

_MANY = 200
_OLD_AFTER_DAYS = 30


class SmsConfirmForm(NumbersForm[Talk]):
    """Which conversations come in, from when on, and what waits for triage."""

    ticks = "talks"
    talks = numbers_field("Nomor yang SMS-nya ikut")
    since = day_field("Bawa SMS sejak tanggal", "Kosongkan untuk semua.", required=False)
    sort_from = day_field(
        "Yang perlu dipilah: SMS sejak tanggal",
        "SMS yang lebih lama tetap masuk dan dapat dibaca di halaman warga, tetapi "
        "tidak menumpuk di Pilah pesan. Kosongkan bila semuanya perlu dipilah.",
        required=False,
    )

    def __init__(self, brought: SmsImport, *args: Any, **kwargs: Any) -> None:
        talks = talks_of(brought)
        waiting = sum(talk.came - talk.known for talk in talks if talk.kind == "person")
        if waiting > _MANY:
            month_ago = timezone.localdate() - timedelta(days=_OLD_AFTER_DAYS)
            kwargs.setdefault("initial", {"sort_from": month_ago})
        super().__init__(talks, *args, **kwargs)

    def rank(self, number: Talk) -> tuple[bool, int]:
        """Those with a name on the handphone come first, who may be private."""
        return (not number.contact, -number.count)

    def rank_of_other(self, number: Talk) -> int:
        return -number.count
