"""A backup, or the trial of one, in a process of its own.

So the pages stay quick, the memory goes back when it ends, and whatever happens to it the
site goes on. It ends with the process that started it.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.site.actions import note_backup
from tanggap.site.backup.making import UNFINISHED
from tanggap.site.backup.queries import surplus
from tanggap.site.example.running import ENDS_WITH_STARTER
from tanggap.site.models import Backup

log = logging.getLogger(__name__)
BETWEEN_NOTES = 2.0
SCRATCH_LEFT = 24 * 3600
_ENDED = "Terhenti di tengah jalan."


def in_background(work: Any, *given: Any) -> threading.Thread:
    """Carry out ``work`` in a thread that only waits for the other process."""

    def run() -> None:
        try:
            work(*given)
        except Exception as error:
            log.error("backup failed: %s", type(error).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="tanggap-backup", daemon=True)
    thread.start()
    return thread


def carry_out(backup: Backup) -> None:
    """Make ``backup`` and note how it went; then let the oldest beyond fourteen go."""
    actor = machine(backup.facility_id)
    target = Path(backup.path)
    _sweep(target.parent)
    said: dict[str, Any] = {}
    for said in _told(["backup", str(target), "--site-key"], b""):
        if "percent" in said:
            note_backup(actor, backup, percent=said["percent"], words=said["words"])
    made = said.get("done")
    ended = timezone.now()
    if made is None:
        trouble = str(said.get("trouble") or _ENDED)[:400]
        note_backup(
            actor, backup, state=Backup.State.FAILED, ended_at=ended, trouble=trouble, words=""
        )
        log.error("backup failed: %s", trouble)
        return
    note_backup(
        actor,
        backup,
        state=Backup.State.DONE,
        ended_at=ended,
        percent=100,
        words="",
        size=made["size"],
        sha256=made["sha256"],
        rows=made["rows"],
        files=made["files"],
        trouble=" ".join(made["warnings"])[:400],
    )
    _let_go(backup.facility_id)


def try_out(backup: Backup, passphrase: str) -> None:
    """Restore ``backup`` on trial with ``passphrase`` and note what was found."""
    actor = machine(backup.facility_id)
    said: dict[str, Any] = {}
    words = ["restore", backup.path, "--verify", "--passphrase-file", "-"]
    for said in _told(words, passphrase.encode() + b"\n"):
        if "percent" in said:
            note_backup(actor, backup, percent=said["percent"], trial_words=said["words"])
    troubles = said.get("troubles")
    if troubles is None:
        trial, told = Backup.Trial.BAD, str(said.get("trouble") or _ENDED)
    elif troubles:
        trial, told = Backup.Trial.BAD, "; ".join(troubles)
    else:
        trial, told = Backup.Trial.GOOD, str(said["said"])
    note_backup(
        actor, backup, trial=trial, tried_at=timezone.now(), trial_words=told[:600], percent=100
    )


def _told(words: Sequence[str], given: bytes) -> Iterator[dict[str, Any]]:
    """Run ``tanggap`` with ``words``; yield what it says, at most every two seconds, and its end.

    The last is the end: ``done``, ``troubles``, or the sentence of its failure as ``trouble``.
    """
    last: dict[str, Any] = {}
    at = float("-inf")
    with _started(words) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both were asked for")
        process.stdin.write(given)
        process.stdin.flush()
        for line in process.stdout:
            text = line.decode("utf-8", "replace").strip()
            said = json.loads(text) if text.startswith("{") else {}
            if "percent" in said and time.monotonic() - at >= BETWEEN_NOTES:
                at = time.monotonic()
                yield said
            elif said and "percent" not in said:
                last = said
            elif text.startswith("tanggap: "):
                last = {"trouble": text.removeprefix("tanggap: ")}
        process.stdin.close()
    yield last


def _started(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    env = {
        **{name: value for name, value in os.environ.items() if name != "TANGGAP_WORKER"},
        "TANGGAP_HOME": str(settings.HOME),
        ENDS_WITH_STARTER: "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tanggap", *words, "--report"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _let_go(facility_id: int) -> None:
    for old in surplus(facility_id):
        path = Path(old.path)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue  # a disk that is not there now; tried again after the next backup
        note_backup(machine(facility_id), old, state=Backup.State.GONE, seen_at=old.seen_at)


def _sweep(folder: Path) -> None:
    """Make the folder in TANGGAP_HOME, and take away what killed processes left behind."""
    if folder.parent == Path(settings.HOME):
        folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_dir():
        for left in folder.glob(f"tanggap-cadangan-*{UNFINISHED}"):
            left.unlink(missing_ok=True)
    for left in Path(settings.HOME).glob(".pulih-*"):
        if time.time() - left.stat().st_mtime > SCRATCH_LEFT:
            shutil.rmtree(left, ignore_errors=True)
