"""What people say in the example, and how each way of saying it sounds.

The sentences are in ``voices/*.toml``, by topic; here they get a greeting, a place, a
slip of the pen. Pure: the random source is handed in.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from random import Random
from typing import Any

KINDS = ("keluhan", "kritik", "saran", "harapan", "pertanyaan", "pujian")

_SLOTS: Mapping[str, tuple[str, ...]] = {
    "jam": ("jam 6", "jam setengah 7", "jam 7", "jam setengah 8", "jam 8", "jam 9"),
    "lama": ("satu setengah jam", "2 jam", "2 jam lebih", "hampir 3 jam", "3 jam"),
    "hari": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"),
    "siapa": (
        "anak saya", "ibu saya", "bapak saya", "suami saya", "istri saya", "nenek saya",
        "mertua saya", "adik saya", "cucu saya",
    ),
    "siapa_anda": ("keluarga Anda",),
    "anak": ("anak saya", "cucu saya", "anak saya yang bungsu", "keponakan saya"),
    "tua": ("ibu saya", "bapak saya", "nenek saya", "kakek saya", "mertua saya"),
    "ibu": ("istri saya", "adik saya", "kakak saya"),
    "desa": (
        "Desa Cirasa Asri", "Desa Tirtamekar Kidul", "Desa Karanglintang", "Kampung Babakan Awi",
        "Dusun Sumberembun", "Desa Wanarasa", "Dusun Pringlintang", "Kampung Pasir Tirta",
    ),
    "poli": ("poli umum", "poli gigi", "poli KIA", "poli lansia"),
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)\}")
_HASTE = {
    "yang": "yg", "tidak": "gak", "dengan": "dgn", "karena": "krn", "sudah": "udh", "belum": "blm",
    "untuk": "utk", "kalau": "klo", "banget": "bgt", "tolong": "tlg", "saya": "sy",
    "puskesmas": "pkm", "dokter": "dok", "bagaimana": "gmn", "antrean": "antrian",
}  # fmt: skip
_WORD = re.compile(r"\w+")
_SMILES = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


_SUNDANESE = re.compile(
    r"\b(teu|nu|kuring|abdi|pisan|geus|tos|aya|ti|ku|jeung|unggal|poé|ubar|cenah|wae|saé)\b"
)
_JAVANESE = re.compile(r"\b(ora|wis|sing|neng|karo|nek|tekan|banyune|akeh|nggo|mung|kon|entek)\b")


def _tongue(text: str) -> str:
    lower = text.lower()
    if _SUNDANESE.search(lower):
        return "sunda"
    return "jawa" if _JAVANESE.search(lower) else "umum"


@dataclass(frozen=True)
class Voice:
    """One thing somebody says: about what, of which kind, and how grave."""

    topic: str
    kind: str
    text: str
    severity: str = "hijau"


@dataclass(frozen=True)
class TopicVoices:
    """All that is said on one topic, and how the health centre answers it."""

    unit: str
    said: tuple[Voice, ...]
    answers: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Voices:
    """Every sentence of the example."""

    topics: Mapping[str, TopicVoices]
    other: Mapping[str, Any] = field(default_factory=dict)

    def said(self) -> Iterator[Voice]:
        for topic in self.topics.values():
            yield from topic.said


def read_voices() -> Voices:
    """Return the sentences kept in ``voices/``."""
    topics: dict[str, TopicVoices] = {}
    other: dict[str, Any] = {}
    folder = resources.files("tanggap.site.example").joinpath("voices")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for key, value in tomllib.loads(file.read_text("utf-8")).items():
            if isinstance(value, dict) and "unit" in value:
                topics[key] = _topic(key, value)
            else:
                other[key] = value
    return Voices(topics, other)


def _topic(key: str, table: Mapping[str, Any]) -> TopicVoices:
    usual = "kuning" if table.get("kuning") else "hijau"
    said = [
        Voice(key, kind, text, usual if kind == "keluhan" else "hijau")
        for kind in KINDS
        for text in table.get(kind, ())
    ]
    said += [Voice(key, "keluhan", text, "merah") for text in table.get("merah", ())]
    return TopicVoices(table["unit"], tuple(said), tuple(table["jawab"]), tuple(table["langkah"]))


class Pen:
    """Writes a sentence down as it would come by chat, by phone, on a slip."""

    def __init__(self, voices: Voices, rng: Random) -> None:
        self.voices, self.rng = voices, rng

    def fill(self, text: str, **given: str) -> str:
        """Fill the places of ``text``; within one text a place is filled once, alike."""
        chosen: dict[str, str] = dict(given)

        def fitting(found: re.Match[str]) -> str:
            name = found.group(1)
            if name not in chosen:
                chosen[name] = self.rng.choice(_SLOTS[name])
            value = chosen[name]
            is_start = found.start() == 0 or text[: found.start()].rstrip()[-1:] in ".!?"
            return value[0].upper() + value[1:] if is_start and value else value

        return _SLOT.sub(fitting, text)

    def chat(self, voice: Voice) -> str:
        """A message typed on a handphone: greeting, haste, now and then a second thought."""
        pick = self.rng.choice
        manners = self.voices.other["sapaan"][_tongue(voice.text)]
        adds = voice.kind == "keluhan" and voice.severity != "merah"
        extra = pick(self.voices.other["tambahan"]["keluhan"]) if adds else ""
        body = self.fill(voice.text + extra)
        greeting = pick(manners["buka"])
        if greeting.endswith(", ") and not body[1:2].isupper():
            body = body[0].lower() + body[1:]
        ending = pick(manners["tutup_pujian" if voice.kind == "pujian" else "tutup"])
        return self._hasty(f"{greeting}{body}{ending}")

    def call(self, voice: Voice) -> str:
        """What the officer notes while somebody is talking."""
        notes = self.voices.other["telepon"]
        is_cross = voice.kind == "keluhan" and self.rng.random() < 0.2
        note = self.rng.choice(notes["kesal" if is_cross else "catatan"])
        return str(note).replace("{isi}", self._plain(voice))

    def slip(self, voice: Voice) -> str:
        """A slip from the box: short, by hand, sometimes in capitals."""
        body = self._plain(voice)
        return body.upper() if self.rng.random() < 0.12 else body

    def _plain(self, voice: Voice) -> str:
        return _SMILES.sub("", self.fill(voice.text)).replace("  ", " ").strip()

    def _hasty(self, text: str) -> str:
        if self.rng.random() > 0.45:
            return text
        share = self.rng.uniform(0.4, 1)

        def short(found: re.Match[str]) -> str:
            word = found.group(0)
            brief = _HASTE.get(word)
            return brief if brief and self.rng.random() < share else word

        return _WORD.sub(short, text)

    def answer(self, topic: str, title: str) -> str:
        """The staff's answer: warm, official, to the point."""
        pick, other = self.rng.choice, self.voices.other["tambahan"]
        parts = (pick(other["jawab_buka"]), pick(self.voices.topics[topic].answers))
        whole = " ".join((*parts, pick(other["jawab_tutup"])))
        return self.fill(whole, sapa=title)
