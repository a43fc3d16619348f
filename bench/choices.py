"""What a run of the bench shall measure: chosen by a few words in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".bench"
HELPDESK_VERSION = "2.6.1"
WEASYPRINT_VERSION = "70.0"
CLIENTS = (1, 16, 64)


@dataclass(frozen=True)
class Choices:
    """Words of the environment: ``SIZES DATABASES PARTS BENCH AGAIN PORT``."""

    sizes: tuple[int, ...] = (20_000, 100_000)
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    parts: tuple[str, ...] = ("intake", "reads", "pages", "disk", "papers")
    is_quick: bool = False
    is_again: bool = False
    port: int = 23_000

    @property
    def load_seconds(self) -> float:
        return 2.0 if self.is_quick else 8.0

    @property
    def repeats(self) -> int:
        return 5 if self.is_quick else 21


def read(given: Mapping[str, str] = os.environ) -> Choices:
    """Return what the environment asks for; raises ``ValueError`` for what nobody knows."""
    is_quick = given.get("BENCH", "") == "quick"
    usual = Choices(sizes=(2_000,), databases=("sqlite",)) if is_quick else Choices()
    sizes = tuple(int(word) for word in given.get("SIZES", "").split()) or usual.sizes
    chosen = Choices(
        sizes,
        tuple(given.get("DATABASES", "").split()) or usual.databases,
        tuple(given.get("PARTS", "").split()) or usual.parts,
        is_quick,
        given.get("AGAIN", "") == "1",
        int(given.get("PORT", usual.port)),
    )
    _refuse_unknown("DATABASES", chosen.databases, Choices.databases)
    _refuse_unknown("PARTS", chosen.parts, Choices.parts)
    return chosen


def _refuse_unknown(name: str, words: tuple[str, ...], known: tuple[str, ...]) -> None:
    for word in words:
        if word not in known:
            raise ValueError(f"{name}: «{word}» is none of {', '.join(known)}")
