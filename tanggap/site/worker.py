"""The worker: runs what must happen by itself, in the same process as the web or alone.

It collects ``JOBS`` of every step. A queue (every few seconds) needs no turn of its own:
its rows carry their leases. A rarer job takes a turn in ``JobTurn``, so that two workers
do not both run it and a job missed while the laptop was off runs once at the next start.
"""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from tanggap.base.models import JobTurn
from tanggap.base.work import Job
from tanggap.gateway.intake import something_arrived
from tanggap.site.thrift import GivingBack

log = logging.getLogger(__name__)
STEPS = (
    "base",
    "gateway",
    "outreach",
    "inbox",
    "logbook",
    "reply",
    "website",
    "rhythm",
    "evidence",
    "site",
)
QUEUE_BELOW = timedelta(minutes=1)
LEASE = timedelta(minutes=15)
LONGEST_DRAIN = 200
AHEAD = timedelta(minutes=5)  # two machines' clocks may differ by less


def all_jobs() -> list[Job]:
    """Return the jobs of every step that has some, in the order of the journey."""
    jobs: list[Job] = []
    for step in STEPS:
        name = f"tanggap.{step}.jobs"
        if find_spec(name) is not None:
            jobs.extend(import_module(name).JOBS)
    return jobs


def take_turn(job: Job, now: datetime) -> bool:
    """Claim the turn of a rare job when it is due; the claim is a lease, not a lock.

    A run or a lease that lies in the future was written by a clock that ran ahead: the
    job must not wait until that day comes.
    """
    JobTurn.objects.get_or_create(name=job.name)
    ahead = now + AHEAD
    free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_until__gt=ahead + LEASE)
    due = Q(last_run_at=None) | Q(last_run_at__lte=now - job.every) | Q(last_run_at__gt=ahead)
    with transaction.atomic():
        claimed = JobTurn.objects.filter(free & due, name=job.name).update(lease_until=now + LEASE)
    return claimed == 1


def run_job(job: Job) -> int:
    """Run ``job`` once if it is due; return how many rows it moved. Never raises."""
    now = timezone.now()
    is_queue = job.every < QUEUE_BELOW
    try:
        if is_queue:
            return job.run(now)
        if not take_turn(job, now):
            return 0
        moved = job.run(now)
        JobTurn.objects.filter(name=job.name).update(
            last_run_at=now, lease_until=None, last_error=""
        )
        return moved
    except Exception as error:
        # The kind of error only: its words may hold what a person wrote.
        log.error("job %s failed: %s", job.name, type(error).__name__, exc_info=_trace(error))
        _note_failure(job, error)
        return 0


def _trace(error: BaseException) -> BaseException | None:
    """Return the error for the log without its message (which may quote a person)."""
    bare = type("JobError", (Exception,), {})(type(error).__name__)
    return bare.with_traceback(error.__traceback__)  # type: ignore[no-any-return]


def _note_failure(job: Job, error: Exception) -> None:
    """Leave the kind of error for ``check`` to tell, where the database takes it."""
    with suppress(DatabaseError):
        connection.close()
        if job.every >= QUEUE_BELOW:
            JobTurn.objects.filter(name=job.name).update(last_error=type(error).__name__)


def drain(jobs: Sequence[Job], stop: threading.Event | None = None) -> int:
    """Run every due job; go round again while a queue still moves rows."""
    total = 0
    for _ in range(LONGEST_DRAIN):
        moved = 0
        for job in jobs:
            if stop is not None and stop.is_set():
                return total
            moved += run_job(job)
        total += moved
        if not moved:
            break
    return total


class Worker(threading.Thread):
    """The worker as a thread of the serving process; leases make a kill harmless."""

    def __init__(self, jobs: Sequence[Job] | None = None) -> None:
        super().__init__(name="tanggap-worker", daemon=True)
        self.jobs = list(jobs) if jobs is not None else all_jobs()
        self.ended = threading.Event()
        self._memory = GivingBack()

    def run(self) -> None:
        while not self.ended.is_set():
            self._round()
            something_arrived.wait(timeout=1.0)
            something_arrived.clear()
        connection.close()

    def _round(self) -> None:
        """Do what is due. Whatever goes wrong, the next round comes: without a worker the
        site would take messages in and never show them.
        """
        try:
            close_old_connections()
            drain(self.jobs, self.ended)
            self._memory.now_and_then()
        except Exception as error:
            log.error("a round of the worker failed: %s", type(error).__name__)
            with suppress(Exception):
                connection.close()

    def end(self) -> None:
        """Ask the worker to stop after the row in its hands, and wait for it."""
        self.ended.set()
        something_arrived.set()
        self.join(timeout=10)
