"""What an SMS can hold: its alphabet, its parts, what they cost, and how parts are joined.

Every SMS channel counts and cuts with these functions, so that the staff see the same
number of parts whatever sends them. Source: 3GPP TS 23.038 (alphabets), TS 23.040
§9.2.3.24 (concatenation, a user data header of six octets).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each."""
EXTENSION = "\f^{}\\[~]|€"
"""Two septets each: an escape and the character."""

GSM7, UCS2 = "GSM-7", "UCS-2"
_WHOLE = {GSM7: 160, UCS2: 70}
_PART = {GSM7: 153, UCS2: 67}
MOST_PARTS = 255

# What phones and word processors put in by themselves, and what says the same cheaply.
_LIKE = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "ʼ": "'", "‹": "'",
    "›": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "…": "...", "•": "-", "·": "-", "●": "-", "▪": "-", "◦": "-", "✓": "v", "✔": "v",
    "→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "<>", "≈": "~", "×": "x",
    "÷": ":", "±": "+/-", "⁄": "/", "°": "o", "©": "(c)", "®": "(R)", "™": "TM", "ı": "i",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "\t": " ", "\u2028": "\n",
    "\u2029": "\n", "\x0b": "\n", "\x85": "\n",
}  # fmt: skip
# Seen by nobody: marks of direction, joins and byte order. A joiner inside an emoji stays.
_UNSEEN = frozenset("\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
_COST = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2)


@dataclass(frozen=True)
class Measure:
    """What a text costs as SMS, in the words that are sent (look-alikes put in)."""

    alphabet: str
    parts: int
    units: int
    left: int
    dear: tuple[str, ...] = ()
    """The characters that force the small alphabet of 70, in the order met."""

    @property
    def words(self) -> str:
        """Say it to the staff: «2 SMS, 160 huruf; sisa 146 huruf»."""
        said = f"{self.parts} SMS, {self.units} huruf; sisa {self.left} huruf"
        if not self.dear:
            return said
        seen = [char for char in self.dear if unicodedata.category(char) not in ("Cf", "Mn")]
        shown = " ".join(seen[:5])
        return f"{said}. Karena {shown} satu SMS hanya memuat 70 huruf, bukan 160."


def sms_wording(text: str) -> str:
    """Return ``text`` as it goes out: curly quotes, dashes and their like made cheap.

    What has no look-alike (an emoji, another script) stays as it is.

    >>> sms_wording("“Terima kasih” – Bu Siti…")
    '"Terima kasih" - Bu Siti...'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_cheap(char) for char in text if char not in _UNSEEN)


def _cheap(char: str) -> str:
    if char in _COST:
        return char
    if char in _LIKE:
        return _LIKE[char]
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Cc":
        return ""
    bare = unicodedata.normalize("NFKD", char)
    bare = "".join(_LIKE.get(c, c) for c in bare if not unicodedata.combining(c))
    return bare if bare and all(c in _COST for c in bare) else char


def look_alikes() -> Mapping[str, str]:
    """Return the single characters and what they become, for the count in the browser."""
    accented = (chr(code) for code in range(0xA0, 0x250))
    found = dict(_LIKE) | {char: _cheap(char) for char in accented if _cheap(char) != char}
    return found | dict.fromkeys(_UNSEEN, "")


def alphabet_of(text: str) -> str:
    """Return GSM-7 if every character of ``text`` is in it, else UCS-2."""
    return GSM7 if all(char in _COST for char in text) else UCS2


def units(text: str, alphabet: str) -> int:
    """Return how many septets (GSM-7) or 16-bit units (UCS-2) ``text`` takes."""
    return sum(_size(char, alphabet) for char in text)


def _size(char: str, alphabet: str) -> int:
    return _COST[char] if alphabet == GSM7 else 1 + (ord(char) > 0xFFFF)


def split(text: str) -> list[str]:
    """Return the parts in which ``text`` goes out as it stands: one of up to 160 or 70, or
    several of 153 or 67. No character is cut in two; an empty text is one empty part.
    """
    alphabet = alphabet_of(text)
    if units(text, alphabet) <= _WHOLE[alphabet]:
        return [text]
    parts, held, size = [], "", 0
    for char in text:
        more = _size(char, alphabet)
        if size + more > _PART[alphabet]:
            parts.append(held)
            held, size = "", 0
        held, size = held + char, size + more
    return [*parts, held]


def measure(text: str) -> Measure:
    """Return what ``text`` costs once its look-alikes are put in."""
    text = sms_wording(text)
    alphabet, parts = alphabet_of(text), split(text)
    room = _WHOLE[alphabet] if len(parts) == 1 else _PART[alphabet]
    dear = tuple(dict.fromkeys(char for char in text if char not in _COST))
    left = room - units(parts[-1], alphabet)
    return Measure(alphabet, len(parts), units(text, alphabet), left, dear)


# ---------------------------------------------------------------- the header of a part


@dataclass(frozen=True)
class Place:
    """Which part of which long SMS: ``number`` counts from 1."""

    reference: int
    total: int
    number: int


def header(place: Place) -> str:
    """Return the user data header of one part in hexadecimal, with an 8-bit reference.

    >>> header(Place(reference=0xA7, total=3, number=1))
    '050003A70301'
    """
    return f"050003{place.reference % 256:02X}{place.total:02X}{place.number:02X}"


def place_in(udh: str) -> Place | None:
    """Return the place that a header (hexadecimal) tells, ``None`` where it tells none.

    References have 8 or 16 bits; other elements may stand before the one of concatenation.
    """
    try:
        octets = bytes.fromhex(udh.strip())
    except ValueError:
        return None
    at, end = 1, min(len(octets), octets[0] + 1 if octets else 0)
    while at + 2 <= end:
        kind, length = octets[at], octets[at + 1]
        body = octets[at + 2 : at + 2 + length]
        sane = {0x00: 3, 0x08: 4}.get(kind) == length == len(body)
        if sane and 1 <= body[-1] <= body[-2]:
            return Place(int.from_bytes(body[:-2], "big"), body[-2], body[-1])
        at += 2 + length
    return None


@dataclass(frozen=True)
class Joined:
    """A long SMS as far as it has come; ``missing`` are the numbers of what has not."""

    text: str
    missing: tuple[int, ...] = ()


GAP = "[…]"


def join(total: int, parts: Iterable[tuple[int, str]]) -> Joined:
    """Put parts together in their order, however they came; a gap is shown as «[…]».

    >>> join(3, [(3, "besok."), (1, "Antrean lama, ")])
    Joined(text='Antrean lama, […] besok.', missing=(2,))
    """
    by_number: dict[int, str] = {}
    for number, text in parts:
        if 1 <= number <= total:
            by_number.setdefault(number, text)
    missing = tuple(n for n in range(1, total + 1) if n not in by_number)
    if not missing:
        return Joined("".join(by_number[n] for n in range(1, total + 1)))
    runs = [""]
    for number in range(1, total + 1):
        if number in by_number:
            runs[-1] += by_number[number]
        elif runs[-1] or len(runs) == 1:
            runs += [GAP, ""]
    return Joined(" ".join(run.strip() for run in runs if run.strip()), missing)
