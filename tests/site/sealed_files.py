"""Backups with other contents than their makers gave them."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tanggap.site.backup import packing, sealing

WORDS = "kuda batu hujan lima"
Pieces = list[tuple[str, bytes]]


def remade(file: Path, to: Path, change: Callable[[Pieces], Pieces]) -> None:
    """Write a backup with other contents, properly sealed by somebody with the passphrase."""
    with sealing.unsealed(file, sealing.open_key(file, WORDS)) as stream:
        found = [(piece.name, piece.whole()) for piece in packing.pieces(stream)]
    lock = sealing.new_lock(WORDS, 4)
    chunks = [*(packing.packed(name, content) for name, content in change(found)), packing.END]
    with to.open("wb") as out:
        sealing.seal(chunks, lock, out, datetime(2026, 11, 23))


def about_with(pieces: Pieces, **changes: object) -> Pieces:
    about = json.loads(pieces[0][1]) | changes
    return [(packing.ABOUT, json.dumps(about).encode()), *pieces[1:]]


def newer_format(pieces: Pieces) -> Pieces:
    return about_with(pieces, format=99)


def newer_tables(pieces: Pieces) -> Pieces:
    known = json.loads(pieces[0][1])["migrations"]
    return about_with(pieces, migrations=[*known, "base.9999_from_the_future"])


def leading_out(pieces: Pieces) -> Pieces:
    return [*pieces[:-1], ("media/../../keluar.txt", b"x"), pieces[-1]]


def row_changed(pieces: Pieces) -> Pieces:
    listed = json.loads(pieces[-1][1])
    listed["tables"]["base_staff"]["sha256"] = "0" * 64
    return [*pieces[:-1], (packing.LIST, json.dumps(listed).encode())]
