"""Who came lately, under names that fade within the day; forgotten after an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tanggap.website.models import Knock
from tanggap.website.rules import KEPT_FOR, LATELY


def lately(what: str, who: str, now: datetime) -> int:
    """Count the visits under one name within the last ten minutes."""
    return _since(what, who, now, LATELY)


def within_the_hour(what: str, who: str, now: datetime) -> int:
    return _since(what, who, now, KEPT_FOR)


def _since(what: str, who: str, now: datetime, span: timedelta) -> int:
    return Knock.objects.filter(what=what, who=who, at__range=(now - span, now)).count()


def note_knock(what: str, who: Sequence[str], now: datetime) -> None:
    """Count that somebody came, under names that fade. No row of the journey: no action."""
    with transaction.atomic():
        Knock.objects.bulk_create(Knock(what=what, who=one, at=now) for one in who)


def forget_knocks(now: datetime) -> int:
    """Remove what is older than an hour, and what a clock that ran ahead left behind."""
    old = Knock.objects.filter(at__lt=now - KEPT_FOR) | Knock.objects.filter(at__gt=now + KEPT_FOR)
    return int(old.delete()[0])
