"""Citizens' text as paper can show it: nothing lost silently, no empty boxes.

The paper's one font has Latin, Greek, Cyrillic and Hebrew. What it lacks is written out:
an emoji by a short name («[emoji jempol ×3]»), another script by its name («[tulisan
Arab]»), styled letters by their plain form. The screen keeps the original. PDF/A also
refuses a paper with a glyph that its font does not have.
"""

import re
import struct
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

import fontpkg_arimo

FONT_FOLDER = Path(fontpkg_arimo.ROOT) / "files"
LONGEST_WORD = 24
_BREAKS = "/.?=&_@"
_LONG_WORD = re.compile(rf"[^\s\u200b-]{{{LONGEST_WORD},}}")
_REPEATED = re.compile(r"(\[tulisan [A-Za-z]+\])(?:[\s.,،]*\1)+")
_EMOJI = {
    "👍": "jempol",
    "👎": "jempol ke bawah",
    "🙏": "salam",
    "😊": "senyum",
    "🙂": "senyum",
    "😀": "tertawa",
    "😁": "tertawa",
    "😂": "tertawa",
    "🤣": "tertawa",
    "😅": "tertawa",
    "😍": "suka",
    "🥰": "suka",
    "😘": "suka",
    "❤": "hati",
    "😭": "menangis",
    "😢": "sedih",
    "😔": "sedih",
    "😞": "kecewa",
    "😩": "lelah",
    "😠": "marah",
    "😡": "marah",
    "🤬": "marah",
    "😤": "kesal",
    "🤦": "tepuk dahi",
    "🤔": "berpikir",
    "😱": "kaget",
    "🤒": "sakit",
    "🤕": "sakit",
    "🤢": "mual",
    "😷": "masker",
    "💪": "semangat",
    "👏": "tepuk tangan",
    "👌": "oke",
    "🔥": "api",
    "⭐": "bintang",
    "🌟": "bintang",
    "✅": "centang",
    "❌": "silang",
    "🏥": "rumah sakit",
    "🚑": "ambulans",
    "💊": "obat",
}
_SCRIPTS = {
    "ARABIC": "Arab",
    "JAVANESE": "Jawa",
    "SUNDANESE": "Sunda",
    "BALINESE": "Bali",
    "CJK": "Tionghoa",
    "HIRAGANA": "Jepang",
    "KATAKANA": "Jepang",
    "HANGUL": "Korea",
    "THAI": "Thai",
    "DEVANAGARI": "Dewanagari",
    "TAMIL": "Tamil",
    "BENGALI": "Benggala",
}
# joiners, variation selectors, direction marks, skin tones, tags of flags
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffc"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)


def legible(text: str) -> str:
    """Return ``text`` with a readable stand-in for whatever the paper's font lacks."""
    if not text.isascii() or not text.isprintable():
        text = "".join(_plain(part) for part in _parts(_without_unseen(text)))
        text = _REPEATED.sub(r"\1", text).replace("][", "] [")
    return _LONG_WORD.sub(_breakable, text)


def _without_unseen(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _parts(text: str) -> list[tuple[str, str]]:
    """Cut ``text`` into runs of (what stands for it or "", the run)."""
    return [(name, "".join(run)) for name, run in groupby(text, _stand_in)]


def _stand_in(character: str) -> str:
    code = ord(character)
    if character == "\n" or (code >= 32 and code in _glyphs()):
        return ""
    if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Cf"):
        return "unseen"
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(one) in _glyphs() for one in plain):
        return "styled"
    if character in _EMOJI:
        return f"emoji {_EMOJI[character]}"
    return _script(character)


def _script(character: str) -> str:
    if unicodedata.category(character) in ("So", "Sk") or ord(character) >= 0x1F000:
        return "emoji"
    name = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    if name in _SCRIPTS:
        return f"tulisan {_SCRIPTS[name]}"
    return "tulisan lain" if character.isalnum() else "tanda"


def _plain(part: tuple[str, str]) -> str:
    name, run = part
    if not name:
        return run
    if name == "unseen":
        return ""
    if name == "styled":
        return unicodedata.normalize("NFKC", run)
    times = f" ×{len(run)}" if name.startswith("emoji") and len(run) > 1 else ""
    return f"[{name}{times}]"


def _breakable(word: re.Match[str]) -> str:
    """Let a very long word (an address on the web) wrap: it must not run out of its cell.

    An address breaks after its signs if it can; the layouts break what is still too wide.
    """
    run, step, pieces = word.group(), LONGEST_WORD // 2, list[str]()
    while len(run) > step:
        signs = [at + 1 for at in range(step // 2, step) if run[at] in _BREAKS]
        end = signs[-1] if signs else step
        pieces.append(run[:end])
        run = run[end:]
    return "\u200b".join([*pieces, run])


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points every shipped style of the font can draw."""
    return frozenset.intersection(*(_character_map(path) for path in FONT_FOLDER.glob("*.ttf")))


def _character_map(path: Path) -> frozenset[int]:
    """Read the Unicode map (``cmap``, format 4) of a TrueType file."""
    data = path.read_bytes()
    for i in range(struct.unpack(">H", data[4:6])[0]):
        tag, _, offset, _ = struct.unpack(">4sIII", data[12 + 16 * i : 28 + 16 * i])
        if tag == b"cmap":
            return _unicode_map(data, offset)
    raise ValueError(f"no cmap in {path.name}")


def _unicode_map(data: bytes, cmap: int) -> frozenset[int]:
    for i in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        if (platform, encoding) == (3, 1):
            return _format_4(data, cmap + offset)
    raise ValueError("the font has no Unicode map")


def _format_4(data: bytes, start: int) -> frozenset[int]:
    double_count = struct.unpack_from(">H", data, start + 6)[0]
    count = double_count // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    at = start + 16 + double_count
    starts = struct.unpack_from(f">{count}H", data, at)
    deltas = struct.unpack_from(f">{count}H", data, at + double_count)
    ranges_at = at + 2 * double_count
    found: set[int] = set()
    for i in range(count):
        shift = struct.unpack_from(">H", data, ranges_at + 2 * i)[0]
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if shift:
                where = ranges_at + 2 * i + shift + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, where)[0]
            if glyph and (glyph + deltas[i]) & 0xFFFF:
                found.add(code)
    return frozenset(found)
