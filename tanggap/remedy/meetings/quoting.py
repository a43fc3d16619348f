"""Words of a citizen made unrecognisable, as far as simple rules can: a proposal only. Pure.

A person reads it, mends it and lets it go; nothing redacted here is shown to others by itself.
"""

import re
from collections.abc import Iterable

NAME, PHONE, NIK, PLACE, MAIL, LINK = (
    "[nama]",
    "[nomor]",
    "[NIK]",
    "[alamat]",
    "[surel]",
    "[tautan]",
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[A-Za-z0-9_.]{3,}")
_NIK = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
_PHONE = re.compile(r"(?<![\d])(?:\+?62|0)[\s().-]?\d(?:[\s().-]?\d){6,13}(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_STREET = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|dusun|dsn|kampung|kp|blok|perum|perumahan|komplek|kompleks|desa"
    r"|kelurahan|kel)\b\.?\s+(?!raya saja)(?:[A-Z0-9][\w'./-]*)(?:\s+(?:[A-Z0-9][\w'./-]*|no\.?))*",
    re.IGNORECASE,
)
_RT = re.compile(r"\brt\.?\s*\d+(?:\s*[/,]?\s*rw\.?\s*\d+)?\b", re.IGNORECASE)
_HONORIFIC = re.compile(
    r"\b(?P<who>(?:[Bb]u|[Ii]bu|[Pp]ak|[Bb]apak|[Mm]bak|[Mm]as|[Mm]ang|[Tt]eh|[Kk]ang|[Aa]a|[Mm]ak"
    r"|[Dd]okter|[Dd]r\.?|[Bb]idan|[Ss]uster|[Nn]y\.?|[Tt]n\.?|[Aa]n\.?|[Ss]dr\.?|[Pp]erawat))"
    r"\s+(?:[A-Z][\w'’]+)(?:\s+[A-Z][\w'’]+)*"
)
_CALLED = re.compile(
    r"\b(?P<who>[Nn]ama(?:\s+saya)?|[Ss]aya)\s*:?\s+(?:[A-Z][\w'’]+)(?:\s+[A-Z][\w'’]+)*"
)
_SHORTEST = 3
_COMMON = {"ibu", "pak", "bapak", "dan", "bin", "binti", "haji", "hajah", "puskesmas"}


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """Return ``text`` without numbers, addresses and names; ``names`` are those the book knows."""
    said = _MAIL.sub(MAIL, text)
    said = _LINK.sub(LINK, said)
    said = _NIK.sub(NIK, said)
    said = _PHONE.sub(PHONE, said)
    said = _NUMBER.sub(PHONE, said)
    said = _STREET.sub(PLACE, said)
    said = _RT.sub(PLACE, said)
    for word in _known(names):
        said = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", NAME, said, flags=re.IGNORECASE)
    said = _HONORIFIC.sub(lambda found: f"{found['who']} {NAME}", said)
    said = _CALLED.sub(lambda found: f"{found['who']} {NAME}", said)
    return re.sub(rf"{re.escape(NAME)}(?:\s+{re.escape(NAME)})+", NAME, said)


def _known(names: Iterable[str]) -> list[str]:
    """Return the words of names, the longest first; what is no name of its own is left."""
    found = set()
    for name in names:
        for word in re.findall(r"[\w'’]+", name):
            if len(word) >= _SHORTEST and word.lower() not in _COMMON and not word.isdigit():
                found.add(word)
    return sorted(found, key=lambda word: (-len(word), word))
