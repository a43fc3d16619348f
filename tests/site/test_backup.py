"""A site into one sealed file while it is written to, and out of it again, whole or not at all."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography.fernet import Fernet

from tanggap.base.ids import new_id
from tanggap.gateway.intake import PostgresStore, Raw, SqliteStore, Store
from tanggap.site.backup import packing, sealing
from tanggap.site.home import PLAN
from tanggap.site.presence import stay
from tests.site.sealed_files import WORDS, newer_tables, remade, row_changed

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "antrean-panjang-77"
POSTGRES = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")


class Site:
    """A site of its own, used from the command line alone."""

    def __init__(self, home: Path, url: str = "") -> None:
        self.home, self.url = home, url

    def run(
        self, *words: str | Path, passphrase: str | None = WORDS, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return self._python("-m", "tanggap", *words, passphrase=passphrase, **more)

    def script(self, text: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return self._python("-c", text, *words, passphrase=WORDS)

    def _python(
        self, *words: str | Path, passphrase: str | None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "TANGGAP_HOME": str(self.home), "DATABASE_URL": self.url, **more}
        env |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env.pop("TANGGAP_PASSPHRASE", None)
        if passphrase is not None:
            env["TANGGAP_PASSPHRASE"] = passphrase
        command = [sys.executable, *map(str, words)]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, input=f"{PASSWORD}\n"
        )

    def query(self, text: str) -> list[tuple[object, ...]]:
        if self.url:
            with psycopg.connect(self.url) as there:
                return there.execute(text).fetchall()
        with closing(sqlite3.connect(self.home / "tanggap.sqlite3")) as here:
            return here.execute(text).fetchall()

    def write(self, text: str) -> None:
        if self.url:
            with psycopg.connect(self.url) as there:
                there.execute(text)
        else:
            with closing(sqlite3.connect(self.home / "tanggap.sqlite3")) as here, here:
                here.execute(text)

    def store(self) -> Store:
        if not self.url:
            return SqliteStore(str(self.home / "tanggap.sqlite3"))
        parts = urlsplit(self.url)
        return PostgresStore(
            {"dbname": parts.path[1:], "user": parts.username, "host": parts.hostname,
             "port": parts.port}
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.home).as_posix(): path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file() and path.name != "berjalan"
        }


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Site]]:
    """Make empty sites on the database of this run; on PostgreSQL each has one of its own."""
    made: list[str] = []

    def make() -> Site:
        home = tmp_path_factory.mktemp("home")
        if not POSTGRES:
            return Site(home)
        made.append(f"t_site_{uuid.uuid4().hex[:12]}")
        with psycopg.connect(POSTGRES.rpartition("/")[0] + "/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {made[-1]}")
        return Site(home, POSTGRES.rpartition("/")[0] + f"/{made[-1]}")

    yield make
    if made:
        with psycopg.connect(POSTGRES.rpartition("/")[0] + "/postgres", autocommit=True) as server:
            for name in made:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def old(new_site: Callable[[], Site]) -> Site:
    """A health centre with a sealed setting, files, something unsent, and damage of its own."""
    site = new_site()
    done = site.run("init", "--facility", "Padaherang", "--admin", "tono", "--password-stdin")
    assert done.returncode == 0, done.stderr
    secrets = ("phone_number_id=1", "app_secret=rahasia", "verify_token=v", "access_token=t")
    settings = [part for one in secrets for part in ("--set", one)]
    done = site.run("line", "add", "whatsapp", "--name", "WA", *settings)
    assert done.returncode == 0, done.stderr
    for number in range(3):
        file = site.home / "media" / "1" / f"{number:03}" / f"{number}.jpg"
        file.parent.mkdir(parents=True)
        file.write_bytes(os.urandom(200_000 + number))
    shutil.copy(file, file.with_suffix(".jpg.part"))
    send(site, 40)
    where = "FROM gateway_line WHERE kind = 'whatsapp'"
    to = Fernet((site.home / "keys" / "fields").read_text()).encrypt(b"[]").decode()
    site.write(
        'INSERT INTO gateway_dispatch (id, facility_id, line_id, key, "to", recipient, text,'
        " template, template_fields, reply_to, state, queued_at, provider_key, tries,"
        f" failure_kind, failure_code, advice, is_billable) SELECT 1, facility_id, id,"
        f" '{uuid.uuid4().hex}', '{to}', '', 'Baik', '', '[]', '', 'queued',"
        f" '2026-01-01 00:00:00+00', '', 0, '', '', '', {'false' if site.url else 0} {where}"
    )
    for key, path in ((1, "1/000/0.jpg"), (2, "1/000/hilang.jpg")):
        site.write(
            "INSERT INTO gateway_media (id, facility_id, line_id, provider_key, state, mime,"
            " file_name, sha256, size, path, url, tries, trouble) SELECT"
            f" {key}, facility_id, id, '{key}', 'kept', '', '', '00', 1, '{path}', '', 0, ''"
            f" {where}"
        )
    return site


@pytest.fixture(scope="module")
def sealed(old: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of ``old``, made while calls come in and are committed one after another."""
    file = tmp_path_factory.mktemp("backup") / "cadangan.zip"
    ended = threading.Event()
    writer = threading.Thread(target=send, args=(old, 10**9, ended))
    writer.start()
    try:
        done = old.run("backup", file)
    finally:
        ended.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    assert "3 lampiran" in done.stdout
    assert "1 lampiran tidak ada lagi" in done.stderr
    assert "1 lampiran berubah" in done.stderr
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    return file


@pytest.fixture(scope="module")
def new(sealed: Path, new_site: Callable[[], Site]) -> Site:
    """The same site, come out of its backup into an empty place."""
    site = new_site()
    done = site.run("restore", sealed)
    assert done.returncode == 0, done.stderr
    assert "isian rahasia terbuka" in done.stdout
    assert "tanpa cacat" in done.stdout
    return site


def send(site: Site, count: int, until: threading.Event | None = None) -> int:
    """Keep calls as the door does, commit by commit; return how many."""
    [(line, facility)] = site.query(
        "SELECT id, facility_id FROM gateway_line WHERE kind = 'whatsapp'"
    )
    store, kept = site.store(), 0
    while kept < count and not (until and until.is_set()):
        batch = [
            Raw(new_id(), int(str(facility)), int(str(line)), datetime.now(UTC), "POST", "", "{}",
                b"{\x00\xff}", f"{kept:064}")
            for _ in range(5)
        ]  # fmt: skip
        store.keep(batch)
        kept += 5
    store.close()
    return kept


def tables_in(file: Path) -> dict[str, dict[str, object]]:
    """Return rows and SHA-256 of every table, as the backup lists them."""
    with sealing.unsealed(file, sealing.open_key(file, WORDS)) as stream:
        for piece in packing.pieces(stream):
            if piece.name == packing.LIST:
                found: dict[str, dict[str, object]] = json.loads(piece.whole())["tables"]
                return found
    raise AssertionError("no list")


# ---------------------------------------------------------------- there and back


def test_a_backup_made_while_calls_come_in_holds_whole_transactions_and_stops_nobody(
    old: Site, new: Site
) -> None:
    count = "SELECT count(*) FROM gateway_arrival"
    here, there = int(str(old.query(count)[0][0])), int(str(new.query(count)[0][0]))
    assert 40 <= there < here, "the writer went on"
    assert there % 5 == 0, "a transaction came in halves"


def test_a_site_restored_into_an_empty_folder_is_the_same_site(
    old: Site, sealed: Path, new: Site, tmp_path: Path
) -> None:
    wanted = {
        name: content
        for name, content in old.files().items()
        if name.startswith(("media/", "keys/")) and not name.endswith(".part")
    }
    found = {name: content for name, content in new.files().items() if "sqlite3" not in name}
    assert found == wanted
    assert new.run("backup", tmp_path / "again.zip").returncode == 0
    before, after = tables_in(sealed), tables_in(tmp_path / "again.zip")
    differ = {name for name in before if before[name] != after[name]}
    assert differ == {"gateway_dispatch"}, "that one waits for a person now"
    assert len(before) > 40


def test_what_waited_to_be_sent_is_asked_about_and_not_sent_twice(old: Site, new: Site) -> None:
    assert old.query("SELECT state FROM gateway_dispatch") == [("queued",)]
    assert new.query("SELECT state FROM gateway_dispatch WHERE advice <> ''") == [("unsure",)]


def test_a_backup_moves_a_site_from_postgresql_to_sqlite(
    sealed: Path, old: Site, tmp_path: Path
) -> None:
    """The other way is the same code; both were compared table by table (decision 0014)."""
    if not old.url:
        pytest.skip("on SQLite this is the test above")
    there = Site(tmp_path / "a")
    assert there.run("restore", sealed).returncode == 0
    assert there.run("backup", tmp_path / "b.zip").returncode == 0
    before, after = tables_in(sealed), tables_in(tmp_path / "b.zip")
    assert {name for name in before if before[name] != after[name]} == {"gateway_dispatch"}


# ---------------------------------------------------------------- refused


def test_a_place_in_use_is_refused_and_with_replace_kept_aside(
    old: Site, sealed: Path, new: Site
) -> None:
    """Runs after the tests above: it puts the backup over what came out of it."""
    before = new.files()
    with closing(stay(new.home)):
        assert "sedang berjalan" in new.run("restore", sealed, "--replace").stderr
    done = new.run("restore", sealed)
    assert done.returncode == 1
    assert "sudah ada puskesmas" in done.stderr
    assert {name: it for name, it in new.files().items() if "sqlite3" not in name} == {
        name: it for name, it in before.items() if "sqlite3" not in name
    }
    new.write("UPDATE base_staff SET username = 'wati'")
    done = new.run("restore", sealed, "--replace")
    assert done.returncode == 0, done.stderr
    assert new.query("SELECT username FROM base_staff") == [("tono",)]
    [aside] = new.home.glob("sebelum-dipulihkan-*")
    assert (aside / "keys" / "fields").is_file()
    where, older = (f'"{aside.name}".', new) if new.url else ("", Site(aside))
    assert older.query(f"SELECT username FROM {where}base_staff") == [("wati",)]


KILLED = """
import os, sys
from tanggap.site.backup import moving
from tanggap.site.command_line import main
real, left = os.rename, [int(sys.argv[1])]
def rename_or_die(what, to):
    if left[0] == 0:
        os.kill(os.getpid(), 9)
    left[0] -= 1
    real(what, to)
moving.os.rename = rename_or_die
if left[0] < 0:  # all is renamed and committed; only the end of it is missing
    moving.Moves.forget = lambda moves: os.kill(os.getpid(), 9)
main(["restore", sys.argv[2], "--replace"])
"""


def test_a_restore_killed_in_its_last_step_is_settled_by_the_next_command(
    sealed: Path, new: Site
) -> None:
    """Where the rows are in a file it is finished; in PostgreSQL they and the files stay one."""
    for renames, comes in ((1, False), (-1, True)) if new.url else ((1, True),):
        new.write("UPDATE base_staff SET username = 'wati'")
        (new.home / "keys" / "saksi").write_text("lama")
        done = new.script(KILLED, str(renames), str(sealed))
        assert done.returncode == -9, done.stderr
        done = new.run("check")
        assert ("sudah diselesaikan" if comes else "dibatalkan") in done.stderr
        assert new.query("SELECT username FROM base_staff") == [("tono" if comes else "wati",)]
        assert (new.home / "keys" / "saksi").exists() is not comes
        assert not list(new.home.glob(".pulih-*"))
        assert not (new.home / PLAN).exists()


def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_left_behind(
    sealed: Path, new_site: Callable[[], Site], tmp_path: Path
) -> None:
    empty = new_site()
    cut, newer = tmp_path / "cut.zip", tmp_path / "newer.zip"
    cut.write_bytes(sealed.read_bytes()[:-2000])
    remade(sealed, newer, newer_tables)
    for file, said, words in (
        (cut, "terpotong atau rusak", WORDS),
        (newer, "Perbarui Tanggap", WORDS),
        (sealed, "tidak cocok", "kuda batu hujan enam"),
        (sealed, "belum diberikan", None),
        (tmp_path / "hilang.zip", "tidak ada", WORDS),
    ):
        done = empty.run("restore", file, passphrase=words)
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert empty.files() == {}
    if empty.url:
        assert empty.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []


def test_the_trial_finds_what_differs_and_changes_nothing(
    old: Site, sealed: Path, tmp_path: Path
) -> None:
    before = {name for name in old.files() if "sqlite3" not in name}
    remade(sealed, tmp_path / "b.zip", row_changed)
    words = tmp_path / "kata.txt"
    words.write_text(f"{WORDS}\r\n", encoding="utf-8-sig")
    done = old.run(
        "restore", tmp_path / "b.zip", "--verify", "--passphrase-file", words, passphrase=None
    )
    assert done.returncode == 3, done.stderr
    assert "TIDAK sama" in done.stderr
    assert "base_staff" in done.stderr
    assert {name for name in old.files() if "sqlite3" not in name} == before


def test_a_file_is_not_overwritten_unasked_nor_a_weak_passphrase_taken(
    old: Site, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"lain")
    assert "tidak ditimpa" in old.run("backup", file).stderr
    assert file.read_bytes() == b"lain"
    assert "paling sedikit 12" in old.run("backup", tmp_path / "c.zip", passphrase="pendek").stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
