"""What an address or a form asks for, as far as it makes sense: never an error of ours."""

from collections.abc import Iterable
from uuid import UUID, uuid4

_LARGEST_KEY = 2**63 - 1


def key_in(text: str | None) -> int | None:
    """Return the row's key that ``text`` is; ``None`` for anything else.

    «²» is a digit to Python and no number, and a longer number fits into no database.
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    key = int(text)
    return key if key <= _LARGEST_KEY else None


def keys_in(texts: Iterable[str], most: int = 1000) -> list[int]:
    """Return the keys among ``texts``, at most ``most``."""
    found = [key for key in map(key_in, texts) if key is not None]
    return found[:most]


def form_key_in(text: str | None) -> UUID:
    """Return the key of a form that ``text`` is; a new one for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()
