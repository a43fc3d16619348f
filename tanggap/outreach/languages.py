"""The sentences of leaflet, poster and card, by language: read from ``languages.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

Words = Mapping[str, str | list[str]]
INDONESIAN, NONE = "id", ""


@cache
def languages() -> Mapping[str, Words]:
    """Return every language by its code, Indonesian first."""
    text = resources.files("tanggap.outreach").joinpath("languages.toml").read_text("utf-8")
    found: dict[str, Words] = tomllib.loads(text)
    return found


def beside() -> list[tuple[str, str]]:
    """Return what can stand beside Indonesian: codes and names, first of all nothing."""
    others = [(code, str(words["name"])) for code, words in languages().items()]
    return [(NONE, "Tidak ada"), *(one for one in others if one[0] != INDONESIAN)]


def words_in(code: str, **filled: str) -> Words:
    """Return the sentences of one language with their gaps filled."""
    return {
        key: [_fill(one, filled) for one in said] if isinstance(said, list) else _fill(said, filled)
        for key, said in languages()[code].items()
    }


def _fill(sentence: str, filled: Mapping[str, str]) -> str:
    for name, value in filled.items():
        sentence = sentence.replace("{" + name + "}", value)
    return sentence
