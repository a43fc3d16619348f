"""Words that people typed: as they are kept, and whether they still stand as they were read."""

from hashlib import sha256


def plain(words: str) -> str:
    """Return typed words with one kind of line end and nothing around them."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def mark_of(*words: str) -> str:
    """Return a short name for words as they stand: what a page carries along.

    Who saves hands it back; another name says that somebody else wrote meanwhile.
    """
    return sha256("\x1f".join(words).encode()).hexdigest()[:16]
