"""When a backup is due, and when its state must be said aloud. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = 14
DAY = timedelta(hours=24)
NEARLY_A_DAY = timedelta(hours=20)
LONGEST_WAIT = timedelta(hours=28)
QUIET = timedelta(minutes=10)
TRY_AGAIN = timedelta(hours=1)
TOO_OLD = timedelta(days=2)
SILENT = timedelta(minutes=10)
"""So long without a word from a running backup means that its process is gone."""
NIGHT_FROM, NIGHT_TO = 20, 5


@dataclass(frozen=True)
class Standing:
    """How a site stands with its backups."""

    is_locked: bool
    done_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""
    is_running: bool = False
    warning: str = ""
    failed_trial: str = ""


def is_due(standing: Standing, now: datetime, acted_at: datetime | None) -> bool:
    """Answer whether to begin now; ``now`` in local time, ``acted_at`` when people last worked.

    At night, once a day. Where the computer is off at night: a day after the last, when
    nobody has worked for ten minutes, and after four hours of waiting in any case. A
    failure is tried again every hour. A last backup in the future means a mended clock.
    """
    if not standing.is_locked or standing.is_running:
        return False
    if standing.failed_at is not None and timedelta(0) <= now - standing.failed_at < TRY_AGAIN:
        return False
    if standing.done_at is None:
        return True
    age = now - standing.done_at
    if age < -TRY_AGAIN or age >= LONGEST_WAIT:
        return True
    if now.hour >= NIGHT_FROM or now.hour < NIGHT_TO:
        return age >= NEARLY_A_DAY
    return age >= DAY and (acted_at is None or now - acted_at >= QUIET)


def alarm(standing: Standing, now: datetime) -> str:
    """Return what must be said aloud, or nothing. Not set up comes before all else."""
    if not standing.is_locked:
        return (
            "Cadangan belum diatur. Bila komputer ini rusak atau hilang, seluruh buku ikut hilang."
        )
    done, failed = standing.done_at, standing.failed_at
    if failed is not None and (done is None or failed > done):
        return f"Cadangan terakhir gagal. {standing.failure}".strip()
    if standing.is_running and done is None:
        return ""
    if done is None:
        return "Belum ada satu pun cadangan."
    if now - done > TOO_OLD:
        return f"Cadangan terakhir sudah {(now - done).days} hari yang lalu."
    if standing.failed_trial:
        return f"Cadangan terakhir tidak lulus uji. {standing.failed_trial}"
    return standing.warning
