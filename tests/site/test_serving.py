"""What must hold of the processes themselves: keys, forks, turns, and a worker that goes on."""

import argparse
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError

from tanggap.base.models import JobTurn
from tanggap.base.work import Job
from tanggap.site import worker as worker_module
from tanggap.site.commands import serve
from tanggap.site.home import kept_secret
from tanggap.site.refusal import CommandError
from tanggap.site.worker import Worker, run_job

QUEUE = timedelta(seconds=1)
ROOT = Path(__file__).resolve().parents[2]


# ---------------------------------------------------------------- the serving process


class Granian:
    """Stands for the server."""

    ends_with: int | None = None

    def __init__(self, *_: object, **__: object) -> None:
        return

    def serve(self, **_: object) -> None:
        if Granian.ends_with is not None:
            raise SystemExit(Granian.ends_with)


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    monkeypatch.setattr(serve, "Granian", Granian)
    monkeypatch.setattr(Granian, "ends_with", None)
    monkeypatch.setenv("TANGGAP_WORKER", "")
    monkeypatch.setenv("TANGGAP_ADDRESS", "")
    return argparse.Namespace(host="127.0.0.1", port=0)


def test_the_watching_process_has_no_connection_to_hand_over() -> None:
    """It does not even load Django, so there is none that the serving one could inherit."""
    asked = "import sys, tanggap.site.commands.serve; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT).returncode == 0


def test_a_server_that_dies_again_at_once_says_what_to_do(
    serving: argparse.Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Granian, "ends_with", 1)
    with pytest.raises(CommandError, match="tanggap check"):
        serve.run(serving)


# ---------------------------------------------------------------- the worker


@pytest.mark.django_db
@pytest.mark.parametrize("every", [QUEUE, timedelta(days=1)])
def test_a_job_that_fails_while_the_database_is_away_does_not_end_the_worker(
    monkeypatch: pytest.MonkeyPatch, every: timedelta
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(worker_module.JobTurn.objects, "filter", away)
    monkeypatch.setattr(worker_module.JobTurn.objects, "get_or_create", away)
    monkeypatch.setattr(worker_module.connection, "close", lambda: None)

    def fail(now: object) -> int:
        raise OperationalError("server closed the connection")

    assert run_job(Job("uji", every, fail)) == 0


def test_whatever_a_round_meets_the_next_one_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = threading.Semaphore(0)

    def away() -> None:
        rounds.release()
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(worker_module, "close_old_connections", away)
    worker = Worker([])
    worker.start()
    try:
        for _ in range(3):
            worker_module.something_arrived.set()
            assert rounds.acquire(timeout=30)
        assert worker.is_alive()
    finally:
        worker.end()


@pytest.mark.django_db(transaction=True)
def test_a_rare_job_that_failed_is_told_by_its_kind_alone() -> None:
    def fail(now: object) -> int:
        raise ValueError("Mak Icih, 0812")

    assert run_job(Job("uji", timedelta(days=1), fail)) == 0
    assert JobTurn.objects.get(name="uji").last_error == "ValueError"


# ---------------------------------------------------------------- the keys


def test_a_key_is_whole_though_ten_ask_for_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(10) as callers:
        keys = set(callers.map(lambda _: kept_secret(tmp_path, "fields", "fernet"), range(40)))
    (key,) = keys
    Fernet(key)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["fields"]
    assert (tmp_path / "keys" / "fields").stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_a_first_start_that_was_killed_leaves_no_half_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("tanggap.site.home.os.fsync", _killed)
        with pytest.raises(KeyboardInterrupt):
            kept_secret(tmp_path, "fields", "fernet")
    assert not (tmp_path / "keys" / "fields").exists()
    Fernet(kept_secret(tmp_path, "fields", "fernet"))


def _killed(_: int) -> None:
    raise KeyboardInterrupt
