"""The sealed file itself: whatever is done to it is noticed, and it needs little memory."""

import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from tanggap.site.backup import packing, sealing
from tanggap.site.backup.restoring import begun
from tanggap.site.backup.sealing import Unreadable
from tanggap.site.presence import Elsewhere, be_alone, stay
from tests.site.sealed_files import WORDS, Pieces, remade


def small(file: Path) -> Path:
    """Write a backup of a few hundred kilobytes without a site behind it."""
    about = json.dumps({"format": packing.FORMAT, "tanggap": "0.1.0"}).encode()
    given = [
        (packing.ABOUT, about),
        (packing.KEYS + "fields", b"kunci"),
        ("media/1/a.jpg", os.urandom(300_000)),
        (packing.LIST, b"{}"),
    ]
    chunks = [*(packing.packed(name, content) for name, content in given), packing.END]
    with file.open("wb") as out:
        sealing.seal(chunks, sealing.new_lock(WORDS, 4), out, datetime(2026, 11, 23))
    return file


def opened(file: Path, scratch: Path, words: str = WORDS) -> list[str]:
    """Read a backup to its end, as a restore does; return the names in it."""
    scratch.mkdir()
    with begun(file, words, scratch) as (_, rest):
        return [piece.name for piece in rest if piece.whole()]


def test_a_whole_file_opens(tmp_path: Path) -> None:
    names = opened(small(tmp_path / "a.zip"), tmp_path / "scratch")
    assert names == ["media/1/a.jpg", packing.LIST]
    assert (tmp_path / "scratch" / "keys" / "fields").read_bytes() == b"kunci"


@pytest.mark.parametrize("nth", range(24))
def test_a_changed_bit_anywhere_is_noticed(tmp_path: Path, nth: int) -> None:
    whole = bytearray(small(tmp_path / "a.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.zip") as box:
        begins = box.getinfo(sealing.CONTENTS).header_offset
    at = begins + 60 + (len(whole) - begins - 600) * nth // 24
    whole[at] ^= 1 << nth % 8
    (tmp_path / "b.zip").write_bytes(whole)
    with pytest.raises(Unreadable):
        opened(tmp_path / "b.zip", tmp_path / "scratch")


def test_cutting_reordering_and_splicing_are_noticed(tmp_path: Path) -> None:
    whole = small(tmp_path / "a.zip").read_bytes()
    file = tmp_path / "b.zip"
    for number, content in enumerate(
        (
            b"",
            b"PK" + bytes(4000),
            whole[: len(whole) // 2],
            whole[:-1000],
            _resealed(whole, _without_last_chunk),
            _resealed(whole, _swapped),
            _resealed(whole, _others),
            _resealed(whole, lambda contents: contents + b"x"),
            _resealed(whole, lambda contents: b""),
        )
    ):
        file.write_bytes(content)
        with pytest.raises(Unreadable, match=r"rusak|utuh|bukan"):
            opened(file, tmp_path / str(number))


def test_what_leads_out_of_the_folder_or_comes_from_a_later_version_is_refused(
    tmp_path: Path,
) -> None:
    file = small(tmp_path / "a.zip")
    for number, (name, content) in enumerate(
        (
            ("media/../../keluar.txt", b"x"),
            ("/etc/keluar", b"x"),
            ("media/C:\\keluar", b"x"),
            ("kunci/../keluar", b"x"),
            (packing.ABOUT, b'{"format": 99, "tanggap": "9.0"}'),
        )
    ):

        def changed(pieces: Pieces, name: str = name, content: bytes = content) -> Pieces:
            return (
                [(name, content), *pieces[1:]]
                if name == packing.ABOUT
                else [pieces[0], (name, content), *pieces[1:]]
            )

        remade(file, tmp_path / "b.zip", changed)
        with pytest.raises(Unreadable, match=r"wajar|Perbarui"):
            opened(tmp_path / "b.zip", tmp_path / str(number))
    assert not (tmp_path / "keluar").exists()


def test_a_wrong_passphrase_and_a_key_of_somebody_else_do_not_open(tmp_path: Path) -> None:
    file = small(tmp_path / "a.zip")
    with pytest.raises(sealing.WrongPassphrase, match="tidak cocok"):
        sealing.open_key(file, WORDS + " ")
    other = sealing.new_lock(WORDS, 4).sealed_key
    out = BytesIO()
    with zipfile.ZipFile(file) as box, zipfile.ZipFile(out, "w") as forged:
        for name in box.namelist():
            forged.writestr(name, other if name == sealing.KEY else box.read(name))
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    with pytest.raises(Unreadable, match="rusak"):
        opened(tmp_path / "b.zip", tmp_path / "scratch")


def test_what_goes_wrong_while_sealing_comes_through(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sealing.seal(broken(), sealing.new_lock(WORDS, 4), BytesIO(), datetime(2026, 11, 23))


def test_who_restores_is_alone_and_who_serves_is_not_disturbed(tmp_path: Path) -> None:
    with closing(stay(tmp_path)), closing(stay(tmp_path)), pytest.raises(Elsewhere):
        be_alone(tmp_path)
    with closing(be_alone(tmp_path)), pytest.raises(Elsewhere):
        stay(tmp_path)


def test_a_large_file_passes_through_little_memory(tmp_path: Path) -> None:
    """Half a gigabyte through sealing and unsealing: what is held stays below 40 MB."""
    size = 512 * 1024 * 1024
    lock = sealing.new_lock(WORDS, 4)
    block = os.urandom(1024 * 1024)
    file = tmp_path / "a.zip"

    def chunks() -> Iterator[bytes]:
        yield from packing.packed_file("media/a", size, (block for _ in range(512)))
        yield packing.END

    tracemalloc.start()
    with file.open("wb") as out:
        sealing.seal(chunks(), lock, out, datetime(2026, 11, 23))
    read = 0
    with sealing.unsealed(file, sealing.open_key(file, WORDS)) as stream:
        for piece in packing.pieces(stream):
            while part := piece.file.read(1024 * 1024):
                read += len(part)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == size
    assert most < 40 * 1024 * 1024


# ---------------------------------------------------------------- spoiling files


def _flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def _resealed(whole: bytes, spoil: Callable[[bytes], bytes]) -> bytes:
    """Spoil the sealed contents inside, with a sound ZIP around them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as box, zipfile.ZipFile(out, "w") as spoilt:
        for name in box.namelist():
            content = box.read(name)
            spoilt.writestr(name, spoil(content) if name == sealing.CONTENTS else content)
    return out.getvalue()


_CHUNK = 64 * 1024 + 16


def _payload(sealed_contents: bytes) -> int:
    return sealed_contents.index(b"\n", sealed_contents.index(b"\n--- ") + 1) + 1 + 16


def _without_last_chunk(contents: bytes) -> bytes:
    start = _payload(contents)
    return contents[: start + (len(contents) - start) // _CHUNK * _CHUNK]


def _swapped(contents: bytes) -> bytes:
    start = _payload(contents)
    one, two = (contents[start + n * _CHUNK : start + (n + 1) * _CHUNK] for n in (0, 1))
    return contents[:start] + two + one + contents[start + 2 * _CHUNK :]


def _others(contents: bytes) -> bytes:
    stranger = pyrage.x25519.Identity.generate().to_public()
    return bytes(pyrage.encrypt(b"x" * 1000, [stranger]))
