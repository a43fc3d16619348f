"""The daily backup and its trial as they are: each in a process of its own, on this database."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.gateway.models import Line, LinePulse
from tanggap.site import jobs
from tanggap.site.actions import choose_backup_folder, set_backup_lock
from tanggap.site.backup import running, views
from tanggap.site.backup.sealing import new_lock
from tanggap.site.backup.tables import tables_of
from tanggap.site.models import Backup
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = "kuda batu hujan lima"


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Let other processes find the database of this test; return where backups go."""
    there = connection.settings_dict
    url = f"sqlite://{there['NAME']}"
    if connection.vendor == "postgresql":
        url = os.environ["TANGGAP_TEST_DATABASE_URL"].rpartition("/")[0] + f"/{there['NAME']}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    monkeypatch.setattr(views, "in_background", lambda *given: running.in_background(*given).join())
    yield tmp_path
    connection.close()


def test_every_table_of_this_version_can_be_kept() -> None:
    """A kind of column that nobody said how to keep would end every backup."""
    assert len(tables_of(apps)) > 60


@pytest.mark.django_db(transaction=True)
def test_the_daily_backup_is_made_tried_and_found_whole_by_processes_of_their_own(
    padaherang: Puskesmas, real: Path
) -> None:
    admin = padaherang.actor(Role.ADMIN)
    line = Line.objects.create(
        facility=padaherang.facility, kind="whatsapp", name="WA", settings={"app_secret": "x"}
    )
    LinePulse.objects.create(line=line, quiet_after=timedelta(days=2, microseconds=7))
    set_backup_lock(admin, padaherang.facility, new_lock(WORDS, 4))
    choose_backup_folder(admin, padaherang.facility, str(real))
    [daily] = jobs.JOBS
    daily.run(timezone.now())  # from the main thread, as under `tanggap work`: to its end
    backup = Backup.objects.get()
    assert (backup.state, backup.trouble) == (Backup.State.DONE, "")
    assert [path.name for path in real.iterdir()] == [Path(backup.path).name]
    assert Path(backup.path).stat().st_size == backup.size > 10_000
    assert backup.rows > 50
    assert not jobs.is_backup_due(timezone.now()), "one a day"

    trial = reverse("backup:trial", args=[backup.pk])
    browser = browser_of(padaherang, Role.ADMIN)
    assert browser.post(trial, {"passphrase": WORDS}).status_code == 302
    backup.refresh_from_db()
    assert backup.trial == Backup.Trial.GOOD, backup.trial_words
    assert "isian rahasia terbuka dengan kuncinya" in backup.trial_words
    assert "tanpa cacat" in backup.trial_words
    assert not list(Path(settings.HOME).glob(".pulih-*"))

    with Path(backup.path).open("r+b") as file:
        file.truncate(backup.size - 500)
    running.try_out(backup, WORDS)
    backup.refresh_from_db()
    assert backup.trial == Backup.Trial.BAD
    assert "terpotong atau rusak" in backup.trial_words
    assert backup.pk == Backup.objects.get().pk


@pytest.mark.django_db(transaction=True)
def test_a_daily_backup_that_cannot_be_made_says_why_in_its_own_words(
    padaherang: Puskesmas, real: Path
) -> None:
    admin = padaherang.actor(Role.ADMIN)
    set_backup_lock(admin, padaherang.facility, new_lock(WORDS, 4))
    choose_backup_folder(admin, padaherang.facility, str(real / "flash-disk"))
    jobs.back_up(timezone.now())
    backup = Backup.objects.get()
    assert backup.state == Backup.State.FAILED
    assert "flash-disk tidak ada" in backup.trouble
    assert not jobs.is_backup_due(timezone.now()), "tried again after an hour"
