"""The last step of a restore, killed between any two of its renames."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tanggap.site.backup import moving
from tanggap.site.backup.moving import Moves, settle
from tanggap.site.home import PLAN
from tanggap.site.presence import be_alone
from tanggap.site.refusal import CommandError

OLD = {
    "keys/django": "lama",
    "media/1/a.jpg": "foto lama",
    "tanggap.sqlite3": "buku lama",
    "tanggap.sqlite3-wal": "ekor lama",
}
NEW = {"keys/django": "baru", "media/1/b.jpg": "foto baru", "tanggap.sqlite3": "buku baru"}
RENAMES = len({"keys", "media", "db", "wal"}) + len({"keys", "media", "db"})


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, words in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words)


def lying(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "berjalan")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def planned(home: Path, *, keeps_old: bool = True, mark: str = "") -> Moves:
    """A site with the restored one beside it, and what is to be renamed."""
    scratch, aside = home / ".pulih-x", home / "sebelum-dipulihkan-1"
    lay(home, OLD)
    lay(scratch, NEW)
    moves = Moves(home, scratch, aside, keeps_old=keeps_old, mark=mark)
    for name in ("keys", "media", "tanggap.sqlite3", "tanggap.sqlite3-wal"):
        moves.put_away(home / name)
    for name in ("keys", "media", "tanggap.sqlite3"):
        moves.put_in(scratch / name, home / name)
    assert len(moves.steps) == RENAMES
    return moves


def killed_before(rename: int, moves: Moves, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carry ``moves`` out and kill it before its rename number ``rename`` (0: the first)."""
    real, done = os.rename, iter(range(100))

    def rename_or_die(what: Path, to: Path) -> None:
        if next(done) == rename:
            raise Killed
        real(what, to)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename_or_die)
        with pytest.raises(Killed):
            moves.carry_out()


@pytest.mark.parametrize("rename", range(RENAMES))
@pytest.mark.parametrize("keeps_old", [True, False])
def test_whoever_comes_next_finishes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rename: int, keeps_old: bool
) -> None:
    moves = planned(tmp_path, keeps_old=keeps_old)
    killed_before(rename, moves, monkeypatch)
    if rename:
        killed_before(0, moves, monkeypatch)  # also where the next is killed as well
    assert "sudah diselesaikan" in settle(tmp_path, "")
    aside = {f"sebelum-dipulihkan-1/{name}": words for name, words in OLD.items()}
    assert lying(tmp_path) == NEW | (aside if keeps_old else {})
    assert settle(tmp_path, "") == ""


def test_it_is_finished_also_where_all_was_renamed_and_where_the_folder_was_moved(
    tmp_path: Path,
) -> None:
    moves = planned(tmp_path / "a")
    moves.carry_out()
    shutil.move(tmp_path / "a", tmp_path / "b")
    assert "sudah diselesaikan" in settle(tmp_path / "b", "")
    assert NEW.items() <= lying(tmp_path / "b").items()
    assert not (tmp_path / "b" / PLAN).exists()


@pytest.mark.parametrize("rename", range(RENAMES))
@pytest.mark.parametrize("came", [True, False])
def test_on_postgresql_files_follow_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rename: int, came: bool
) -> None:
    """Rows that did not come (their transaction was cut) leave the old files in place."""
    moves = planned(tmp_path, mark="x")
    killed_before(rename, moves, monkeypatch)
    monkeypatch.setattr(moving, "_came", lambda url, home, mark: came)
    said = settle(tmp_path, "postgresql://…")
    assert ("diselesaikan" if came else "dibatalkan") in said
    there = lying(tmp_path)
    assert there == OLD if not came else NEW.items() <= there.items()


def test_a_restore_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    planned(tmp_path).carry_out()
    with closing(be_alone(tmp_path)), pytest.raises(CommandError, match="Tunggu"):
        settle(tmp_path, "")
    assert (tmp_path / PLAN).exists()


def test_a_program_that_holds_a_file_is_named_and_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before(2, planned(tmp_path), monkeypatch)

    def held(what: Path, to: Path) -> None:
        raise PermissionError(13, "dipakai program lain")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", held)
        with pytest.raises(CommandError, match="Tutup program"):
            settle(tmp_path, "")
    assert "sudah diselesaikan" in settle(tmp_path, "")
