"""Decisions of the public's pages as pure functions: what is doubted, what is said."""

import enum
from dataclasses import dataclass
from datetime import timedelta

# Without 0 O 1 I L and the vowels: read from paper, said by telephone, and no word by chance.
LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
SECRET_LENGTH = 9
NUMBER_LENGTH = 10

FASTEST = timedelta(seconds=4)  # nobody reads and writes in less
LATELY = timedelta(minutes=10)
KEPT_FOR = timedelta(hours=1)
MANY = 5  # from one address lately: a village behind one address may well reach it, so we ask
FLOOD = 25  # … and here we ask before anything is kept
MOST_MISSES = 10  # wrong numbers or words from one address, or for one number, in an hour

MOST_PHOTOS = 3
LARGEST_PHOTO = 10 * 1024 * 1024


# ---------------------------------------------------------------- machines


def doubts(*, trap: str, age: timedelta | None, lately: int) -> list[str]:
    """Return why a form looks like a machine's, in words for the staff; mostly nothing.

    ``trap`` is what stands in the field nobody sees, ``age`` how long the form was open
    (``None``: it never was, or the stamp is not ours).
    """
    found = []
    if trap.strip():
        found.append("kolom yang tersembunyi terisi")
    if age is None:
        found.append("dikirim tanpa membuka formulir")
    elif age < FASTEST:
        found.append("terisi dalam sekejap")
    if lately >= MANY:
        found.append("banyak kiriman dari jaringan yang sama")
    return found


_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SUMS = (*_DIGITS, "sepuluh", "sebelas", *(f"{one} belas" for one in _DIGITS[2:]))


def question(one: int, other: int) -> str:
    """Return the plain question that is asked only in doubt: in words, to be read aloud."""
    return f"Berapa {_DIGITS[one]} ditambah {_DIGITS[other]}?"


def is_right(typed: str, one: int, other: int) -> bool:
    """Answer whether ``typed`` is the sum, in digits or in words."""
    said = " ".join(typed.lower().replace(".", " ").split())
    return said in (str(one + other), _SUMS[one + other])


# ---------------------------------------------------------------- number and word


def letters_of(raw: bytes) -> str:
    """Return the word of a receipt, drawn from keyed bytes."""
    value = int.from_bytes(raw, "big")
    found = []
    for _ in range(SECRET_LENGTH):
        value, place = divmod(value, len(LETTERS))
        found.append(LETTERS[place])
    return "".join(found)


def in_groups(text: str, size: int) -> str:
    """Return ``text`` in groups for copying by hand: «4821 0375 16», «KMR T29 XVB».

    >>> in_groups("4821037516", 4)
    '4821 0375 16'
    """
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def plain_number(typed: str) -> str:
    """Return the digits of a number as somebody typed it."""
    return "".join(sign for sign in typed if sign in "0123456789")[: NUMBER_LENGTH + 2]


def plain_secret(typed: str) -> str:
    """Return the word as somebody typed it, without what people put between letters."""
    return "".join(sign for sign in typed.upper() if sign in LETTERS)[: SECRET_LENGTH + 2]


# ---------------------------------------------------------------- where it stands


class Stage(enum.StrEnum):
    KEPT = "kept"
    MERGED = "merged"
    WRITTEN = "written"
    ASKED = "asked"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    NOT_OURS = "not_ours"
    PUT_ASIDE = "put_aside"


@dataclass(frozen=True)
class Course:
    """What is known of a report's way, as :func:`stage` reads it."""

    aside: str = ""
    is_written: bool = False
    is_own_entry: bool = True
    is_cancelled: bool = False
    is_withdrawn: bool = False
    is_closed: bool = False
    is_answered: bool = False
    is_asked: bool = False
    is_handed_over: bool = False


def stage(course: Course) -> Stage:
    """Return where a report stands for the person who wrote it: the furthest thing that holds."""
    if course.is_written:
        return _stage_of_entry(course)
    if course.is_answered:
        return Stage.ANSWERED
    if course.aside == "not_for_us":
        return Stage.NOT_OURS
    return Stage.PUT_ASIDE if course.aside else Stage.KEPT


def _stage_of_entry(course: Course) -> Stage:
    told = (
        (not course.is_own_entry, Stage.MERGED),
        (course.is_cancelled, Stage.CANCELLED),
        (course.is_withdrawn, Stage.WITHDRAWN),
        (course.is_asked, Stage.ASKED),
        (course.is_closed, Stage.CLOSED),
        (course.is_answered, Stage.ANSWERED),
        (course.is_handed_over, Stage.HANDED_OVER),
    )
    return next((stage for holds, stage in told if holds), Stage.WRITTEN)


SAID: dict[Stage, tuple[str, str]] = {
    Stage.KEPT: (
        "Sudah kami terima",
        "Laporan Anda tersimpan dan menunggu dibaca petugas pada jam kerja.",
    ),
    Stage.MERGED: (
        "Digabung dengan laporan lain",
        "Petugas menggabungkan pesan ini dengan laporan lain tentang hal yang sama. "
        "Jawabannya diberikan pada laporan itu; tanyakan kepada petugas bila perlu.",
    ),
    Stage.WRITTEN: (
        "Sedang kami tangani",
        "Laporan Anda sudah dibaca dan tercatat di buku umpan balik.",
    ),
    Stage.ASKED: (
        "Kami menunggu keterangan dari Anda",
        "Ada yang perlu Anda lengkapi supaya laporan dapat ditangani. Tulis di bawah.",
    ),
    Stage.HANDED_OVER: (
        "Diteruskan ke dinas",
        "Laporan Anda kami serahkan kepada dinas yang berwenang menanganinya.",
    ),
    Stage.ANSWERED: ("Sudah dijawab", "Jawaban kami ada di bawah ini."),
    Stage.CLOSED: ("Selesai", "Penanganan laporan ini sudah selesai."),
    Stage.WITHDRAWN: (
        "Dianggap dicabut",
        "Keterangan yang kami minta tidak kami terima dalam 30 hari, jadi laporan ini dianggap "
        "dicabut. Anda tetap boleh melapor lagi.",
    ),
    Stage.CANCELLED: (
        "Tidak dilanjutkan",
        "Catatan laporan ini dibatalkan petugas. Hubungi kami bila menurut Anda itu keliru.",
    ),
    Stage.NOT_OURS: (
        "Bukan wewenang puskesmas",
        "Laporan Anda sudah kami baca. Yang berwenang menanganinya bukan puskesmas.",
    ),
    Stage.PUT_ASIDE: (
        "Sudah dibaca, tidak dicatat",
        "Petugas menilai pesan ini bukan umpan balik untuk puskesmas, jadi tidak masuk buku. "
        "Hubungi kami bila menurut Anda itu keliru.",
    ),
}
