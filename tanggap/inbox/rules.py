"""Decisions about messages as pure functions."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from tanggap.base.phones import e164

_SPACES = re.compile(r"\s+")

# A hand task said to be done, and the same words seen on the handphone: how far apart the
# two may lie and still be one message.
SAME_WORDS_WITHIN = timedelta(days=2)

# What opens the provider's window and waits for an answer; the rest only tells.
TALKS = frozenset(
    (
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contact",
        "choice",
        "order",
        "call",
    )
)


def plain(text: str) -> str:
    """Return ``text`` for comparing: no matter how its lines were broken."""
    return _SPACES.sub(" ", text).strip()


def same_words(one: str, other: str) -> bool:
    """Answer whether two texts say the same, also where one is empty (then: no)."""
    return bool(plain(one)) and plain(one) == plain(other)


def has_passed_on(ended_at: datetime | None, at: datetime) -> bool:
    """Answer whether an identity had ended before ``at``: a number given to someone else."""
    return ended_at is not None and at > ended_at


# ---------------------------------------------------------------- the same person?

_NAMED_BY_HAND = frozenset(("wa_name", "alnum"))
_TITLES = frozenset(
    [
        "bu",
        "ibu",
        "bpk",
        "bapak",
        "pak",
        "pa",
        "sdr",
        "sdri",
        "sdra",
        "saudara",
        "saudari",
        "mas",
        "mbak",
        "mba",
        "teh",
        "kang",
        "ceu",
        "aa",
        "h",
        "hj",
        "haji",
        "hajah",
        "ust",
        "ustadz",
        "tn",
        "ny",
        "nn",
        "an",
    ]
)
_SAID_BEFORE = ("BU", "IBU", "PAK", "BAPAK", "BPK", "H.", "HJ.", "MAS", "MBAK", "TEH", "KANG")
_NOBODY = frozenset(
    [
        "warga",
        "pasien",
        "anonim",
        "anonymous",
        "pengunjung",
        "masyarakat",
        "keluarga",
        "hamba",
        "allah",
        "tanpa",
        "nama",
        "penelepon",
        "pelapor",
        "orang",
        "tua",
        "wali",
        "pelanggan",
        "user",
        "whatsapp",
        "unknown",
    ]
)
_SPOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHORTEST_NAME = 3


def number_in(kind: str, value: str) -> str:
    """Return the phone number that an identity spells, as E.164; "" where it is none.

    >>> number_in("wa_name", "7:0812 3456-7890"), number_in("wa_bsuid", "ID.81234567890")
    ('+6281234567890', '')
    """
    if kind == "phone":
        return value
    if kind not in _NAMED_BY_HAND:
        return ""
    return e164(value.partition(":")[2] if kind == "wa_name" else value)


def name_core(name: str) -> str:
    """Return ``name`` without titles and signs, in capitals; "" for what names nobody.

    >>> name_core("Ibu Siti Rohmah"), name_core("Pasien"), name_core("Bu")
    ('SITI ROHMAH', '', '')
    """
    words = [word.casefold() for word in _SPOKEN.findall(name)]
    own = [word for word in words if word not in _TITLES]
    core = " ".join(own).upper()
    if len(core) < SHORTEST_NAME or all(word in _NOBODY for word in own):
        return ""
    return core


def name_shapes(name: str) -> set[str]:
    """Return how the same name may stand elsewhere, in capitals; empty for nobody's name."""
    core = name_core(name)
    if not core:
        return set()
    return {core, plain(name).upper(), *(f"{title} {core}" for title in _SAID_BEFORE)}


_TELLING = 5  # letters of a stem that says what it is about
_SHARED_STEMS = 3
_SHARED_PART = 0.3
_EVERYWHERE = frozenset(
    ["puskesmas", "tolong", "mohon", "terima", "kasih", "assalamualaikum", "selamat", "petugas"]
)


def is_alike(one: Collection[str], other: Collection[str]) -> bool:
    """Answer whether two sets of stems speak of the same matter."""
    first, second = (
        {stem for stem in stems if len(stem) >= _TELLING and stem not in _EVERYWHERE}
        for stems in (one, other)
    )
    shared = len(first & second)
    least = min(len(first), len(second))
    return shared >= _SHARED_STEMS and shared >= _SHARED_PART * least


# ---------------------------------------------------------------- an SMS backup

_FEW_DIGITS = 7


def kind_of_sender(number: str, phone: str) -> str:
    """Say who an SMS is from or to: a ``person``, a ``short`` code (888), a ``name``.

    ``phone`` is ``number`` in international form, empty where it is none. Banks, shops and
    operators write under names and short codes, which nobody can answer.
    """
    digits = sum(c.isdigit() for c in number)
    if phone and digits >= _FEW_DIGITS:
        return "person"
    if any(c.isalpha() for c in number) or not digits:
        return "name"
    return "short"
