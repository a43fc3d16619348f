"""The two SOPs that Tanggap follows, as examples to begin from: without names of people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

NAMES = ("umpan_balik", "pengaduan")


@dataclass(frozen=True)
class Sample:
    """A SOP to begin from; ``about`` finds the decree in force that its policy cites."""

    key: str
    name: str
    title: str
    outline: str
    about: str
    policy_title: str
    texts: Mapping[str, str]
    steps: Sequence[Mapping[str, str]]


@lru_cache
def samples() -> tuple[Sample, ...]:
    """Return the samples that ship with the program."""
    folder = resources.files(__name__)
    read = (folder.joinpath(f"{name}.json").read_text("utf-8") for name in NAMES)
    return tuple(Sample(**json.loads(text)) for text in read)


def sample(key: str) -> Sample | None:
    return next((one for one in samples() if one.key == key), None)
