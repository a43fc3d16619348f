"""Several people write at the same moment: no number twice, none left out."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections

from tanggap.logbook import actions
from tanggap.logbook.models import Entry, NumberSeries
from tests.logbook.test_actions_writing import NOON, draft_at
from tests.people import make_puskesmas

WRITERS, EACH = 4, 10
ON_POSTGRES = "postgresql" in os.environ.get("TANGGAP_TEST_DATABASE_URL", "")


@pytest.mark.skipif(not ON_POSTGRES, reason="threads share one SQLite connection in tests")
@pytest.mark.django_db(transaction=True)
def test_four_people_writing_at_once_on_postgresql_leave_no_gap() -> None:
    here = make_puskesmas("Padaherang")
    draft, sari = draft_at(here), here.actor()
    start = threading.Barrier(WRITERS)
    troubles: list[BaseException] = []

    def write() -> None:
        try:
            start.wait()
            for _ in range(EACH):
                actions.write_down(sari, draft, form_key=uuid4(), at=NOON)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    sequences = sorted(Entry.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, WRITERS * EACH + 1))
    assert NumberSeries.objects.get().last == WRITERS * EACH


@pytest.mark.skipif(not ON_POSTGRES, reason="needs a second connection")
@pytest.mark.django_db(transaction=True)
def test_a_double_click_that_arrives_twice_at_once_is_one_entry() -> None:
    here = make_puskesmas("Padaherang")
    draft, sari, key = draft_at(here), here.actor(), uuid4()
    start = threading.Barrier(2)
    found: list[int] = []

    def write() -> None:
        try:
            start.wait()
            found.append(actions.write_down(sari, draft, form_key=key, at=NOON).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 2
    assert Entry.objects.count() == 1


_WRITER = """
import sys, threading
from uuid import uuid4
import tests.settings, os
os.environ["DJANGO_SETTINGS_MODULE"] = "tanggap.site.settings"
import django; django.setup()
from tanggap.base.models import Staff
from tanggap.base.queries import actor_of
from tanggap.gateway.models import Line
from tanggap.logbook import actions
from tanggap.logbook.actions import EntryDraft
from datetime import datetime, timezone
now = datetime(2026, 5, 12, 5, tzinfo=timezone.utc)
sari = actor_of(Staff.objects.get(username="petugas"), now.date())
draft = EntryDraft("keluhan", "x", line_id=Line.objects.get().pk, received_at=now)
def write():
    for _ in range(int(sys.argv[1])):
        actions.write_down(sari, draft, form_key=uuid4(), at=now)
threads = [threading.Thread(target=write) for _ in range(2)]
[t.start() for t in threads]; [t.join() for t in threads]
"""
_PREPARE = """
import os, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.people import make_puskesmas
make_puskesmas("Padaherang").line("walk_in")
"""


@pytest.mark.slow
@pytest.mark.once
def test_two_processes_with_two_threads_each_on_one_sqlite_file_leave_no_gap(
    tmp_path: Path,
) -> None:
    environment = {
        **os.environ,
        "TANGGAP_HOME": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tanggap.site.settings",
    }
    run = [sys.executable, "-c"]
    subprocess.run([*run, _PREPARE], env=environment, check=True)
    writer = _WRITER.replace("import tests.settings, os", "import os")
    processes = [subprocess.Popen([*run, writer, str(EACH)], env=environment) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    with sqlite3.connect(tmp_path / "tanggap.sqlite3") as database:
        rows = database.execute("SELECT sequence FROM logbook_entry ORDER BY sequence")
        assert [row[0] for row in rows] == list(range(1, 4 * EACH + 1))
