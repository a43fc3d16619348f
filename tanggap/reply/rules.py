"""Decisions about answers, as pure functions: who must approve, what a field becomes."""

import enum
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

FIELDS: Mapping[str, str] = {
    "nama": "nama warga (atau «Bapak/Ibu»)",
    "nomor": "nomor register",
    "puskesmas": "nama puskesmas",
    "unit": "unit terkait",
    "petugas": "nama petugas yang menulis",
    "tanggal": "tanggal umpan balik diterima",
    "telepon": "telepon puskesmas",
}
_FIELD = re.compile(r"\{([^{}\n]{0,40})\}")
_GAP = re.compile(r"\[[^\[\]\n]{3,80}\]")

# Meta charges service replies beyond this many a month and number since 2026-10-01.
FREE_SERVICE_REPLIES = 1000
_TITLES = frozenset({"bapak", "saudara", "saudari", "nona", "tuan", "hajah", "haji", "warga"})


def fill(body: str, values: Mapping[str, str]) -> str:
    """Put ``values`` into the fields of ``body``; an unknown field stays to be seen."""
    return _FIELD.sub(lambda found: values.get(found[1].strip(), found[0]), body)


def unknown_fields(body: str) -> list[str]:
    """Return the fields in ``body`` that no answer can fill."""
    return [name for name in _FIELD.findall(body) if name.strip() not in FIELDS]


def unfilled(text: str) -> list[str]:
    """Return the fields and gaps still in a text about to leave: ``{nomor}``, ``[isi …]``."""
    return [found[0] for found in _FIELD.finditer(text)] + _GAP.findall(text)


def needs_approval(
    *, klass: str, severity: str, covers_all: bool, drafter_may_approve: bool
) -> bool:
    """Say whether ketua or kepala must read it first: grave matters, or all of them."""
    if drafter_may_approve:
        return False
    return covers_all or klass == "berkadar" or severity == "merah"


def receipt_text(*, number: str, puskesmas: str, received: str, line: str, officer: str) -> str:
    """Return the receipt as a message (UU 25/2009 art. 44(2)): number, when, where, by whom."""
    return (
        f"TANDA TERIMA UMPAN BALIK\n{puskesmas}\n\n"
        f"Nomor register: {number}\n"
        f"Diterima: {received}, lewat {line}\n"
        f"Petugas penerima: {officer}\n\n"
        "Terima kasih. Umpan balik Anda sudah kami catat dan kami jaga kerahasiaannya. "
        "Sebutkan nomor di atas bila bertanya. Layanan ini tidak dipungut biaya."
    )


def completion_text(*, number: str, puskesmas: str, what: str, days: int, officer: str) -> str:
    """Return the request to complete a complaint as a message (art. 44(3)(4))."""
    return (
        f"{puskesmas}\n\n"
        f"Pengaduan Anda bernomor {number} belum lengkap. Mohon dilengkapi:\n{what}\n\n"
        f"Kami tunggu paling lama {days} hari. Balas saja pesan ini. Bila lewat, pengaduan "
        f"dianggap dicabut; Anda tetap boleh mengadu lagi.\n\n{officer}, {puskesmas}"
    )


class Standing(enum.StrEnum):
    """Where a reply stands on its way to the person."""

    DISCARDED = "discarded"
    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    READY = "ready"
    QUEUED = "queued"
    HAND = "hand"
    TASK = "task"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNSURE = "unsure"
    STOPPED = "stopped"
    GIVEN = "given"


_OF_DISPATCH = {
    "queued": Standing.QUEUED,
    "sending": Standing.QUEUED,
    "hand": Standing.HAND,
    "sent": Standing.SENT,
    "delivered": Standing.DELIVERED,
    "read": Standing.READ,
    "failed": Standing.FAILED,
    "unsure": Standing.UNSURE,
    "stopped": Standing.STOPPED,
}
UNREACHED = frozenset({Standing.FAILED, Standing.UNSURE, Standing.STOPPED})


@dataclass(frozen=True)
class ReplyFacts:
    """What is stored of a reply, as :func:`standing` reads it."""

    discarded: bool = False
    asked: bool = False
    approved: bool = False
    returned: bool = False
    released: bool = False
    given: bool = False
    dispatch: str = ""


def standing(facts: ReplyFacts) -> Standing:
    """Derive where a reply stands; a dispatch knows better than the reply itself."""
    if facts.discarded:
        return Standing.DISCARDED
    if facts.dispatch:
        return _OF_DISPATCH[facts.dispatch]
    if facts.given:
        return Standing.GIVEN
    if facts.released:
        return Standing.TASK
    if facts.returned:
        return Standing.RETURNED
    if facts.approved:
        return Standing.READY
    return Standing.WAITING if facts.asked else Standing.DRAFT


@dataclass(frozen=True)
class Window:
    """Whether free text may be sent on a line now, and until when."""

    closes_at: datetime | None
    is_limited: bool
    is_open: bool


def window(*, is_limited: bool, closes_at: datetime | None, now: datetime) -> Window:
    """Read the answering window (24 hours at WhatsApp Cloud API); other lines have none."""
    if not is_limited:
        return Window(None, is_limited=False, is_open=True)
    return Window(closes_at, is_limited=True, is_open=closes_at is not None and now < closes_at)


def is_charged(sent_this_month: int, *, as_approved: bool) -> bool:
    """Say whether the next reply costs: an approved template always, free text past 1,000."""
    return as_approved or sent_this_month >= FREE_SERVICE_REPLIES


def bare_words(text: str) -> str:
    """Return the words of ``text`` alone: small letters, no marks, no WhatsApp styling."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[*_~`]", "", plain)
    return " ".join(re.findall(r"\w+", plain.casefold()))


def identifying_words(text: str, *, names: Iterable[str], phones: Iterable[str]) -> list[str]:
    """Return what in a board text names the person (art. 49: secrecy); empty is good.

    A name counts by any of its words of four letters or more; a phone number by its
    last seven digits, however it is grouped.
    """
    found: list[str] = []
    words = set(bare_words(text).split())
    for name in names:
        parts = [part for part in bare_words(name).split() if len(part) >= 4]
        parts = [part for part in parts if part not in _TITLES]
        found += [part for part in parts if part in words]
    digits = re.sub(r"\D", "", re.sub(r"(?<=\d)[\s.\-]+(?=\d)", "", text))
    for phone in phones:
        tail = re.sub(r"\D", "", phone)[-7:]
        if len(tail) == 7 and tail in digits:
            found.append("nomor telepon")
    return list(dict.fromkeys(found))


def wording_mark(
    text: str, way: str, line_id: int | None, identity_id: int | None, place: str = ""
) -> str:
    """Return a short name for what would be sent, how, and where: other words, another name."""
    return short_mark(way, line_id, identity_id, *([place] if place else []), text)


def comment_mark(comment_id: int | None, *, is_public: bool) -> str:
    """Return a short name for the comment that is answered, and whether in public."""
    return f"{comment_id}{'!' if is_public else ''}" if comment_id else ""


@dataclass(frozen=True)
class PublicSentence:
    """One of the few sentences that may stand beneath a public comment.

    ``only_points``: it leads to a private talk and answers nothing yet.
    """

    key: str
    text: str
    only_points: bool = True


# Everybody reads these: no field, no number, no word of what the case is about (art. 49).
PUBLIC_SENTENCES = (
    PublicSentence(
        "pribadi",
        "Terima kasih atas masukannya. Kami membalas lewat pesan pribadi agar kerahasiaan "
        "Bapak/Ibu terjaga.",
    ),
    PublicSentence(
        "kirim",
        "Terima kasih atas masukannya. Agar kerahasiaan terjaga, mohon kirim pesan pribadi "
        "kepada kami, lalu kami bantu.",
    ),
    PublicSentence(
        "terima-kasih",
        "Terima kasih atas perhatian dan masukannya untuk puskesmas kami.",
        only_points=False,
    ),
)


def public_sentence(text: str) -> PublicSentence | None:
    """Return which of the fixed sentences ``text`` is; ``None`` for any other words."""
    return next((one for one in PUBLIC_SENTENCES if one.text == text.strip()), None)


def short_mark(*parts: object) -> str:
    """Return a short name for ``parts`` together; where one differs, so does the name."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
