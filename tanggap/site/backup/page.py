"""One row of the page «Cadangan», in words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tanggap.site.backup.rules import SILENT
from tanggap.site.backup.telling import amount, number
from tanggap.site.models import Backup


@dataclass(frozen=True)
class Shown:
    """What people see of a backup."""

    row: Backup
    size: str
    holds: str
    state: str
    tone: str
    is_here: bool
    is_moving: bool
    trial: str
    trial_tone: str


_TONES = {Backup.State.RUNNING: "info", Backup.State.DONE: "good", Backup.State.FAILED: "bad"}
_TRIAL_TONES = {Backup.Trial.GOOD: "good", Backup.Trial.BAD: "bad", Backup.Trial.RUNNING: "info"}


def shown(row: Backup, now: datetime) -> Shown:
    """Return ``row`` in words; one long silent has stopped, whatever it said last."""
    is_silent = now - row.seen_at > SILENT
    state, tone = row.get_state_display(), _TONES.get(Backup.State(row.state), "neutral")
    trial = Backup.Trial(row.trial)
    is_here = row.state == Backup.State.DONE and Path(row.path).is_file()
    if row.state == Backup.State.RUNNING and is_silent:
        state, tone = "Terhenti", "bad"
    elif row.state == Backup.State.DONE and not is_here:
        state, tone = "Tidak ada di foldernya", "warn"
    is_moving = row.state == Backup.State.RUNNING or trial == Backup.Trial.RUNNING
    if trial == Backup.Trial.RUNNING and is_silent:
        trial = Backup.Trial.NONE
    return Shown(
        row=row,
        size=amount(row.size) if row.size else "–",
        holds=f"{number(row.rows)} baris, {number(row.files)} lampiran" if row.rows else "–",
        state=state,
        tone=tone,
        is_here=is_here,
        is_moving=is_moving and not is_silent,
        trial=str(trial.label),
        trial_tone=_TRIAL_TONES.get(trial, "neutral"),
    )
