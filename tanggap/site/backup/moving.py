"""The last step of a restore: everything into its place, all of it, also where it is killed.

What is to be renamed is written down before the first rename. Whoever comes to the folder
next, with whatever command, finishes it; on PostgreSQL it is undone where the restored rows
never came (:func:`settle`). Needs no Django: the keys are among what is moved.
"""

import json
import os
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanggap.site.databases import database
from tanggap.site.home import PLAN
from tanggap.site.presence import Elsewhere, be_alone
from tanggap.site.refusal import CommandError

BROUGHT_NEAR = ".pulih"
MARK = "tanggap-restore "
WAITED_FOR = 0x746E6767  # in PostgreSQL: held by a restore from its first table to its commit


def lay_on_disk() -> None:
    """Have the system write to the disk what it still holds, where it can be asked to."""
    sync = getattr(os, "sync", None)
    if sync is not None:
        sync()


@dataclass
class Moves:
    """Renames within one disk, each done or not done; old things go into ``aside``.

    ``mark`` is what PostgreSQL says of its tables once they are the restored ones.
    """

    home: Path
    scratch: Path
    aside: Path
    keeps_old: bool
    mark: str = ""
    steps: list[tuple[Path, Path]] = field(default_factory=list)
    are_done: bool = False

    def put_away(self, old: Path, to: Path | None = None) -> None:
        if old.exists():
            self.steps.append((old, to or self.aside / old.name))

    def put_in(self, new: Path, place: Path) -> None:
        if new.exists():
            self.steps.append((new, place))

    def carry_out(self) -> None:
        """Write down what is to be done, then do it."""
        self._write_down()
        self.finish()
        self.are_done = True

    def finish(self) -> None:
        """Do what is not yet done."""
        for what, to in self.steps:
            if what.exists() and not to.exists():
                to.parent.mkdir(parents=True, exist_ok=True)
                os.rename(what, to)
        lay_on_disk()

    def undo(self) -> None:
        """Put back whatever was done; then it is as if nothing had been written down."""
        for what, to in reversed(self.steps):
            if to.exists() and not what.exists():
                what.parent.mkdir(parents=True, exist_ok=True)
                os.rename(to, what)
        lay_on_disk()
        for what, _ in self.steps:
            if what.suffix == BROUGHT_NEAR:
                what.unlink(missing_ok=True)
        if self.aside.is_dir() and not any(self.aside.iterdir()):
            self.aside.rmdir()
        (self.home / PLAN).unlink(missing_ok=True)

    def forget(self) -> None:
        """End it: all is in its place. What held no health centre is not kept."""
        if not self.keeps_old:
            shutil.rmtree(self.aside, ignore_errors=True)
            for _, to in self.steps:
                if to.name.startswith(self.aside.name):  # put away on another disk
                    to.unlink(missing_ok=True)
        (self.home / PLAN).unlink(missing_ok=True)

    def _write_down(self) -> None:
        said = {
            "scratch": self._near(self.scratch),
            "aside": self._near(self.aside),
            "keeps_old": self.keeps_old,
            "mark": self.mark,
            "steps": [[self._near(what), self._near(to)] for what, to in self.steps],
        }
        unfinished = self.home / f"{PLAN}.part"
        unfinished.write_text(json.dumps(said, indent=1), encoding="utf-8")
        lay_on_disk()
        os.replace(unfinished, self.home / PLAN)
        lay_on_disk()

    def _near(self, path: Path) -> str:
        """Return ``path`` as seen from the folder, which may lie elsewhere by the next start."""
        return str(path.relative_to(self.home) if path.is_relative_to(self.home) else path)

    @classmethod
    def written_down(cls, home: Path) -> "Moves":
        said = json.loads((home / PLAN).read_text(encoding="utf-8"))
        steps = [(home / what, home / to) for what, to in said["steps"]]
        scratch, aside = home / said["scratch"], home / said["aside"]
        return cls(home, scratch, aside, said["keeps_old"], said["mark"], steps)


def settle(home: Path, url: str) -> str:
    """Finish a restore that was killed in its last step, or undo it; say which in a sentence.

    Empty where there was none. Raises :class:`CommandError` while it still runs.
    """
    if not (home / PLAN).exists():
        return ""
    try:
        alone = be_alone(home)
    except Elsewhere as error:
        raise CommandError(f"Folder {home} sedang dipulihkan dari cadangan. Tunggu.") from error
    with closing(alone):
        if not (home / PLAN).exists():  # somebody else was first
            return ""
        moves = Moves.written_down(home)
        is_undone = bool(moves.mark) and not _came(url, home, moves.mark)
        try:
            moves.undo() if is_undone else moves.finish()
        except OSError as error:
            raise CommandError(
                f"Pemulihan yang terputus di {home} belum dapat diselesaikan "
                f"({error.strerror or error}). Tutup program yang memakai folder itu, lalu ulangi."
            ) from error
        if not is_undone:
            moves.forget()
        shutil.rmtree(moves.scratch, ignore_errors=True)
    if is_undone:
        return "Pemulihan yang terputus dibatalkan: semua seperti sebelumnya. Ulangi bila perlu."
    return "Pemulihan yang terputus sudah diselesaikan. Semua orang masuk lagi."


def _came(url: str, home: Path, mark: str) -> bool:
    """Answer whether the restored rows are in PostgreSQL: their transaction ended well."""
    import psycopg

    there = database(url, home)
    if "postgresql" not in there["ENGINE"]:
        raise CommandError(
            "Pemulihan yang terputus memakai PostgreSQL. Isi DATABASE_URL yang sama, lalu ulangi."
        )
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    asked: dict[str, Any] = {ours: there[name] or None for ours, name in names.items()}
    asked["port"] = there["PORT"] or None
    asked |= {name: value for name, value in there["OPTIONS"].items() if name != "pool"}
    try:
        with psycopg.connect(**asked) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [WAITED_FOR])
            said = "SELECT obj_description(to_regclass('django_migrations'), 'pg_class')"
            row = connection.execute(said).fetchone()
    except psycopg.OperationalError as error:
        raise CommandError(
            "Pemulihan yang terputus belum dapat diselesaikan: PostgreSQL tidak terjangkau. "
            "Jalankan dahulu, lalu ulangi."
        ) from error
    return row is not None and row[0] == MARK + mark
