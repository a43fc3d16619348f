"""What every test may count on: named people, one health centre, no way out but loopback."""

import importlib
import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations as Postgres
from django.db.backends.sqlite3.base import DatabaseOperations
from hypothesis import HealthCheck, settings

from tanggap.site.first_tables import rendering_what_is_touched
from tests.people import Puskesmas, make_puskesmas
from tests.strict_pages import watch_pages

# A slow machine is no fault of the code: no example is refused for the time it took.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ONCE = (
    # Read or reckoned in Python alone.
    "test_house.py",
    "bench/",
    "testkit/",
    "documents/",
    "base/test_chain.py",
    "base/test_ids.py",
    "base/test_phones.py",
    "base/test_roles.py",
    "base/test_rules.py",
    "base/test_saying.py",
    "base/test_words.py",
    "channels/test_calls_backup.py",
    "channels/test_contract.py",
    "channels/test_email.py",
    "channels/test_gateway_status.py",
    "channels/test_phone.py",
    "channels/test_redacting.py",
    "channels/test_sms_backup.py",
    "channels/test_sms_text.py",
    "channels/test_social_reading.py",
    "channels/test_whatsapp_door.py",
    "channels/test_whatsapp_export.py",
    "channels/test_whatsapp_reading.py",
    "gateway/test_howto.py",
    "gateway/test_rules.py",
    "inbox/test_slip_eye.py",
    "logbook/test_rules.py",
    "outreach/test_leaflets.py",
    "outreach/test_rules.py",
    "procedures/test_rules.py",
    "recap/test_rules.py",
    "rhythm/test_rules.py",
    "remedy/test_analysis.py",
    "remedy/test_meeting_rules.py",
    "remedy/test_meeting_views.py",
    "remedy/test_rules.py",
    "outreach/test_papers.py",
    "reply/test_rules.py",
    "site/test_backup_file.py",
    "site/test_command_line.py",
    "site/test_example.py",
    "site/test_first_tables.py",
    "site/test_headers.py",
    "website/test_posters.py",
    "website/test_rules.py",
    "workbench/test_sms_count.py",
    # Counterparts outside: what they say is read and sent in Python, into rows held by others.
    "gateway/test_described_gateways.py",
    "gateway/test_kannel_alive.py",
    "gateway/test_mail_alive.py",
    "gateway/test_sms_gate.py",
    # Screens, doors and papers: decided in Python, over acts and reads that are held by others.
    "test_doors.py",
    "test_hostile_files.py",
    "test_secrecy.py",
    "base/test_lock_out.py",
    "base/test_papers.py",
    "base/test_screens.py",
    "base/test_second_factor.py",
    "gateway/test_screens.py",
    "logbook/test_papers.py",
    "procedures/test_papers.py",
    "procedures/test_screens.py",
    "recap/test_papers.py",
    "recap/test_views.py",
    "remedy/test_views.py",
    "reply/test_papers.py",
    "evidence/test_packs.py",
    "evidence/test_reports.py",
    "rhythm/test_files.py",
    "rhythm/test_papers.py",
    "stories/test_gallery.py",
    "evidence/test_rounds.py",
    "site/test_backup_page.py",
    "site/test_nothing_typed_is_lost.py",
    "site/test_setup.py",
    "workbench/test_intake_forms.py",
    "workbench/test_paper_views.py",
    "workbench/test_papers.py",
    # A minute of bad input, which ends in the same acts.
    "fuzz/",
)
"""Tests that need no second database, or bring their own: one run of them is enough."""


LONG = (
    "faults/",
    "fuzz/",
    "test_odd_input.py",
    "test_secrecy.py",
    "site/test_backup.py",
    "site/test_command_line.py",
    "site/test_example.py",
    "test_doors.py",
    "base/test_history_attacked.py",
)
"""Files that take longest: begun first, so that no core waits for the other at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what need not be run again on the second database, and begin with what is long."""
    for item in items:
        if _place(item).startswith(ONCE):
            item.add_marker(pytest.mark.once)
    items.sort(key=lambda item: not _place(item).startswith(LONG))


def _place(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).as_posix()


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket that leads beyond loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test reached for {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_backup_of_the_real_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no press of a button start a process that would look for a site of its own."""
    monkeypatch.setattr("tanggap.site.backup.views.in_background", lambda *given: None)


@pytest.fixture(scope="session", autouse=True)
def strict_pages() -> Iterator[None]:
    """Let no template pass that names a method without calling it."""
    with pytest.MonkeyPatch.context() as patch:
        watch_pages(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_are_made_the_short_way() -> Iterator[None]:
    """Make the test's tables as a new site does."""
    usual = BaseDatabaseCreation.create_test_db

    def quickly(self: BaseDatabaseCreation, *args: Any, **kwargs: Any) -> str:
        with rendering_what_is_touched():
            return usual(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "create_test_db", quickly)
        yield


@pytest.fixture(scope="session", autouse=True)
def history_may_be_flushed() -> Iterator[None]:
    """Let the end of a transactional test empty SQLite, where flushing is deleting."""
    lines = importlib.import_module("tanggap.base.migrations.0002_append_only_history")
    heads = importlib.import_module("tanggap.base.migrations.0004_history_chain")
    flush = DatabaseOperations.sql_flush

    def around(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        opened = [*lines.SQLITE_BACK, *heads.UNGUARD_SQLITE]
        closed = [*lines.SQLITE, *heads.GUARD_SQLITE]
        return [*opened, *flush(self, *args, **kwargs), *closed]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", around)
        yield


@pytest.fixture(scope="session", autouse=True)
def postgresql_is_emptied_by_deleting() -> Iterator[None]:
    """Truncating eighty tables takes a second, deleting the few rows of a test none.

    As a replica does, past triggers and keys: History refuses to be deleted.
    """

    def delete_all(self: Postgres, style: object, tables: list[str], **_: object) -> list[str]:
        deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
        role = "SET LOCAL session_replication_role ="
        return [f"{role} replica", *deletes, f"{role} origin"] if tables else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Postgres, "sql_flush", delete_all)
        yield


@pytest.fixture
def padaherang(db: None) -> Puskesmas:
    """The health centre of most tests, with one person in every role."""
    return make_puskesmas("Padaherang")


@pytest.fixture
def sumbersari(db: None) -> Puskesmas:
    """Another health centre: its people are outsiders at Padaherang."""
    return make_puskesmas("Sumbersari")
