"""Who behind a plan is answered which way: decisions without Django or a clock (B-08). Pure."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST = 400
"""So many people are answered in one act at most."""
FIRST_WORDS = (
    "Yth. {nama}, umpan balik Anda nomor {nomor} sudah kami tindak lanjuti: "
    "[tulis apa yang sudah dikerjakan]. Terima kasih. Masukan Anda membantu kami menjadi lebih "
    "baik. {petugas}, {puskesmas}"
)
FIRST_BOARD = (
    "Menanggapi masukan tentang [tulis topiknya], kami sudah [tulis apa yang dikerjakan]. "
    "Terima kasih atas masukannya."
)


class Path(enum.StrEnum):
    """How somebody behind a plan hears of it."""

    LINE = "saluran"
    TEMPLATE = "templat"
    HAND = "hp"
    COMMENT = "komentar"
    CALL = "telepon"
    LETTER = "surat"
    NOTICE = "papan"


LABELS: Mapping[Path, str] = {
    Path.LINE: "Lewat saluran masing-masing",
    Path.TEMPLATE: "Templat WhatsApp (jendela 24 jam sudah tertutup)",
    Path.HAND: "Dikirim petugas lewat HP",
    Path.COMMENT: "Pesan pribadi kepada penulis komentar",
    Path.CALL: "Ditelepon: masuk daftar telepon",
    Path.LETTER: "Lewat surat",
    Path.NOTICE: "Lembar papan pengumuman",
}

_CALLED_FIRST = frozenset({"phone", "walk_in", "box"})
_WRITTEN_FIRST = frozenset({"letter"})


@dataclass(frozen=True)
class Offered:
    """A way to somebody as this decision sees it; ``at`` is its place among all offered."""

    at: int
    path: Path
    is_own: bool


def chosen(offered: Sequence[Offered], kind_of_line: str) -> Offered | None:
    """Return the way to take: one's own channel first, the notice board where nothing reaches.

    Who telephoned is called; who came by, or left a slip, is called where a number is known.
    """
    by_letter = [one for one in offered if one.path == Path.LETTER]
    calls = [one for one in offered if one.path == Path.CALL]
    written = [one for one in offered if one.path not in (Path.LETTER, Path.CALL, Path.NOTICE)]
    own = [one for one in written if one.is_own]
    board = [one for one in offered if one.path == Path.NOTICE]
    if kind_of_line in _WRITTEN_FIRST:
        order = [*by_letter, *board]
    elif kind_of_line in _CALLED_FIRST:
        order = [*calls, *written, *board]
    else:
        order = [*own, *written, *calls, *board]
    return order[0] if order else None


@dataclass(frozen=True)
class Raised:
    """An entry behind a plan, and who raised it: nobody's key for who is not known."""

    entry: int
    person: int | None
    is_answered: bool
    """Before this act, by whatever answer."""


def gathered(rows: Collection[Raised]) -> list[list[Raised]]:
    """Return the entries by person, each person once; who is not known stands for one entry.

    The first of each is the one that the answer is kept at: the newest not answered yet, or
    else the newest.
    """
    found: dict[tuple[str, int], list[Raised]] = {}
    for row in rows:
        key = ("entri", row.entry) if row.person is None else ("orang", row.person)
        found.setdefault(key, []).append(row)
    return [
        sorted(group, key=lambda one: (one.is_answered, -one.entry)) for group in found.values()
    ]


def numbers_in_words(numbers: Sequence[str]) -> str:
    """Return «0012/UB/2026, 0013/UB/2026 dan 0019/UB/2026»."""
    if len(numbers) < 2:
        return "".join(numbers)
    return f"{', '.join(numbers[:-1])} dan {numbers[-1]}"
