"""A full disk and a locked database: nothing is lost, and every page says what to do."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from tanggap.base.ids import new_id
from tanggap.base.models import Role
from tanggap.gateway import intake as intake_module
from tanggap.gateway.front_door import FrontDoor, store_of_this_site
from tanggap.gateway.intake import Intake, NotKept, Raw, SqliteStore
from tanggap.gateway.media import keep
from tanggap.gateway.models import Arrival, Media
from tanggap.inbox.actions import write_in
from tanggap.inbox.models import Message
from tanggap.site.errors import broken
from tanggap.site.storage_trouble import AWAY, FULL, LOCKED, UNWRITABLE, trouble_of
from tests.forms_on_pages import forms_on
from tests.people import Puskesmas

NOON = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)


def raw(here: Puskesmas, body: bytes = b"{}") -> Raw:
    line = here.line("whatsapp")
    return Raw(new_id(), here.facility.pk, line.pk, NOON, "POST", "", "{}", body, "0" * 64)


@pytest.fixture
def sari(padaherang: Puskesmas) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def call(here: Puskesmas, text: str, kind: str = "phone") -> dict[str, Any]:
    """Return the form for a call or a visit, to be sorted later."""
    line = here.line(kind).pk
    return {
        "form_key": str(uuid4()),
        "line": line,
        "kind": "keluhan",
        "text": text,
        "then": "nanti",
    }


@contextmanager
def locked_by_another() -> Iterator[None]:
    """Hold what every write needs, from a connection of another's."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(settings.DATABASES["default"]["TEST"]["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    wanted = ("dbname", "user", "password", "host", "port")
    options = connection.get_connection_params()
    with psycopg.connect(**{k: options[k] for k in wanted if options.get(k)}) as other:
        other.execute("LOCK TABLE inbox_message, gateway_arrival IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def impatient() -> Iterator[None]:
    """Let this thread's connection wait for a lock only a moment."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50" if is_sqlite else "SET lock_timeout = '50ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=20000" if is_sqlite else "SET lock_timeout = 0")


# ---------------------------------------------------------------- locked


@pytest.mark.django_db(transaction=True)
def test_a_hook_is_answered_503_while_the_database_is_locked_and_200_after(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "LOCKED_FOR", 100)
    intake, one = Intake(store_of_this_site), raw(padaherang)
    with locked_by_another(), pytest.raises(NotKept):
        intake.keep(one)
    assert Arrival.objects.count() == 0
    intake.keep(one)
    assert Arrival.objects.count() == 1
    intake.end()


@pytest.mark.django_db(transaction=True)
def test_a_page_says_that_the_data_is_locked_and_one_press_sends_the_same_again(
    padaherang: Puskesmas, sari: Client
) -> None:
    page, typed = reverse("workbench:phone"), call(padaherang, "Antrean loket dua jam 🙏")
    with locked_by_another(), impatient():
        answer = sari.post(page, typed)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    html = answer.content.decode()
    assert LOCKED.title in html
    assert "Antrean loket dua jam 🙏" in html
    (again,) = (f for f in forms_on(html, page) if f.method == "post")
    assert sari.post(page, again.fields).status_code in (200, 302)
    assert sari.post(page, again.fields).status_code in (200, 302)
    assert Message.objects.filter(text__contains="dua jam").count() == 1


@pytest.mark.parametrize("name", ["password", "new_password1", "sandi_baru", "otp_token"])
def test_a_password_is_never_laid_into_a_page_to_be_sent_again(name: str) -> None:
    request = RequestFactory().post("/masuk/", {"username": "sari", name: "rahasia-7"})
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        answer = broken(request)
    assert answer.status_code == 503
    assert "rahasia-7" not in answer.content.decode()
    assert "Kirim lagi" not in answer.content.decode()


# ---------------------------------------------------------------- full


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own limit of pages")
def test_on_a_full_disk_a_hook_is_answered_503_and_kept_once_there_is_room(
    padaherang: Puskesmas,
) -> None:
    made: list[SqliteStore] = []
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # or the room of what was deleted would be filled first

    def small() -> SqliteStore:
        store = store_of_this_site()
        assert isinstance(store, SqliteStore)
        pages = store._connection().execute("PRAGMA page_count").fetchone()[0]
        store._connection().execute(f"PRAGMA max_page_count={pages}")
        made.append(store)
        return store

    intake = Intake(small)
    with pytest.raises(NotKept, match="OperationalError"):
        intake.keep(raw(padaherang, b"x" * 1_000_000))
    assert Arrival.objects.count() == 0
    intake.keep(raw(padaherang, b"x" * 1_000_000))  # the next connection has room again
    assert Arrival.objects.count() == 1
    intake.end()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own limit of pages")
def test_on_a_full_disk_a_page_says_so(padaherang: Puskesmas, sari: Client) -> None:
    page, typed = reverse("workbench:phone"), call(padaherang, "panjang " * 400)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # or the room of what was deleted would be filled first
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    try:
        for _ in range(20):  # what was freed before is filled first
            answer = sari.post(page, typed | {"form_key": str(uuid4())})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=4294967294")
    assert answer.status_code == 503
    assert FULL.title in answer.content.decode()
    assert Message.objects.count() < 20


def test_half_a_file_on_a_full_disk_does_not_keep_its_room_and_is_fetched_again(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    media = Media.objects.create(
        facility=padaherang.facility, line=padaherang.line("whatsapp"), provider_key="m"
    )
    with monkeypatch.context() as full:
        full.setattr("tanggap.base.files.os.fsync", _no_room)
        with pytest.raises(OSError, match="No space"):
            keep(media, b"isi", "text/plain")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    media.refresh_from_db()
    assert media.state == Media.State.WAITING
    assert keep(media, b"isi", "text/plain").state == Media.State.KEPT


def test_a_photo_that_finds_no_room_leaves_no_message_behind(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tanggap.base.files.os.fsync", _no_room)
    with pytest.raises(OSError, match="No space"):
        write_in(
            padaherang.actor(),
            padaherang.line("box"),
            form_key=uuid4(),
            text="Loket kotor",
            received_at=NOON,
            photos=[SimpleUploadedFile("loket.jpg", b"isi", "image/jpeg")],
        )
    assert Message.objects.count() == 0


def _no_room(_: int) -> None:
    raise OSError(28, "No space left on device")


# ---------------------------------------------------------------- away


class Away:
    """A store whose database does not answer."""

    def keep(self, batch: object) -> None:
        raise psycopg.OperationalError("server closed the connection")

    def count(self, refused: object) -> None:
        raise psycopg.OperationalError("server closed the connection")

    def close(self) -> None:
        return


@pytest.mark.django_db
def test_the_known_lines_serve_on_and_an_unknown_one_hears_503_while_the_database_is_away(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = FrontDoor(lambda *_: [b""], Intake(Away))
    lines = door._lines
    line = padaherang.line("whatsapp")
    assert lines.find(line.token) is not None
    asked = []

    def gone() -> None:
        asked.append(1)
        raise OperationalError("away")

    monkeypatch.setattr("tanggap.gateway.front_door._open_lines", gone)
    lines._read_at -= 60
    lines._ask_again_at -= 60
    waiting = [threading.Thread(target=lines.find, args=(line.token,)) for _ in range(20)]
    for one in waiting:
        one.start()
    for one in waiting:
        one.join()
    assert len(asked) == 1  # of many that come at once, one asks
    assert lines.find(line.token) is not None
    with pytest.raises(DatabaseError):
        lines.find("not-known-yet")


def test_every_trouble_of_the_store_has_its_own_advice() -> None:
    def sqlite_error(code: int) -> sqlite3.Error:
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
        return error

    wrapped = OperationalError("x")
    wrapped.__cause__ = sqlite_error(sqlite3.SQLITE_FULL)
    assert trouble_of(wrapped) is FULL
    assert trouble_of(sqlite_error(sqlite3.SQLITE_IOERR_WRITE)) is UNWRITABLE
    assert trouble_of(sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)) is LOCKED
    assert trouble_of(psycopg.errors.DiskFull("x")) is FULL
    assert trouble_of(psycopg.errors.LockNotAvailable("x")) is LOCKED
    assert trouble_of(psycopg.errors.AdminShutdown("x")) is AWAY
    assert trouble_of(OSError(28, "x")) is FULL
    assert trouble_of(OSError(2, "x")) is None
    assert trouble_of(ValueError("x")) is None
    assert trouble_of(None) is None
    for trouble in (FULL, LOCKED, AWAY, UNWRITABLE):
        assert "belum tersimpan" in trouble.advice
