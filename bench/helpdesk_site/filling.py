"""Fill django-helpdesk with the same cases: ``python -m bench.helpdesk_site.filling 20000``."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.helpdesk_site.settings")
import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

from bench.material import Case, cases, person_phone  # noqa: E402
from bench.theirs import NAME, PASSWORD  # noqa: E402

AT_ONCE = 4_000
_PRIORITY = {"merah": 1, "kuning": 2, "hijau": 3}


def main(count: int) -> None:
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    with transaction.atomic():
        queues, staff = _queues(), _staff()
        waiting = iter(cases(count, now))
        while some := list(islice(waiting, AT_ONCE)):
            _write(some, queues, staff)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _queues() -> list[Queue]:
    """Return one queue a group of units, open to the public as a health centre would need."""
    return [
        Queue.objects.create(title=title, slug=title.lower(), allow_public_submission=True)
        for title in ("ADMEN", "UKP", "UKM")
    ]


def _staff() -> list[Any]:
    users = User.objects
    first = users.create_superuser(NAME, f"{NAME}@example.test", PASSWORD)
    others = [
        users.create_user(f"staff{i}", f"staff{i}@example.test", PASSWORD, is_staff=True)
        for i in range(6)
    ]
    return [first, *others]


def _write(some: Sequence[Case], queues: Sequence[Queue], staff: Sequence[Any]) -> None:
    tickets = [_ticket(case, queues, staff) for case in some]
    Ticket.objects.bulk_create(tickets, batch_size=80)
    told = [
        follow_up
        for case, ticket in zip(some, tickets, strict=True)
        for follow_up in _follow_ups(case, ticket, staff)
    ]
    FollowUp.objects.bulk_create(told, batch_size=80)


def _ticket(case: Case, queues: Sequence[Queue], staff: Sequence[Any]) -> Ticket:
    is_new = case.is_open and not case.is_answered
    return Ticket(
        title=case.text[:70],
        queue=queues[case.place % 3],
        created=case.at,
        modified=case.answered_at if case.is_answered else case.at,
        submitter_email=f"warga{person_phone(case.person)[1:]}@example.test",
        assigned_to=None if is_new else staff[case.place % len(staff)],
        status=Ticket.OPEN_STATUS if case.is_open else Ticket.CLOSED_STATUS,
        description=case.text,
        resolution=None if case.is_open else case.answer,
        priority=_PRIORITY[case.severity],
        secret_key=f"{case.place:036d}",
    )


def _follow_ups(case: Case, ticket: Ticket, staff: Sequence[Any]) -> list[FollowUp]:
    opened = FollowUp(
        ticket=ticket, title="Ticket Opened", date=case.at, public=True, comment=case.text
    )
    if not case.is_answered:
        return [opened]
    closing = FollowUp(
        ticket=ticket,
        title="Comment" if case.is_open else "Closed",
        date=case.answered_at,
        public=True,
        comment=case.answer,
        user=staff[case.place % len(staff)],
        new_status=None if case.is_open else Ticket.CLOSED_STATUS,
    )
    return [opened, closing]


if __name__ == "__main__":
    main(int(sys.argv[1]))
