"""Words as the search sees them: folded, stripped of signs, stemmed as Indonesian.

What is stored and what is asked go through the same door, so that SQLite and PostgreSQL
find the same rows (stack.md §4).
"""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_INSIDE_NUMBER = re.compile(r"(?<=\d)[-\u2010\u2011\u00a0\u202f ](?=\d)")
LONGEST_WORD = 60
LONGEST_TEXT = 150_000  # PostgreSQL's tsvector ends at 1 MB; the words beyond are not found
_own = threading.local()  # a stemmer keeps state: one for each thread


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if any(sign.isdigit() for sign in word):
        return word
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("indonesian")
    return str(_own.stemmer.stemWord(word)) or word


def fold(text: str) -> str:
    """Return ``text`` without case, accents and compatibility forms."""
    spread = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", _MARKS.sub("", spread))


def terms_of(text: str) -> list[str]:
    """Return every word of ``text`` in order, folded and stemmed."""
    return [_stem(word[:LONGEST_WORD]) for word in _WORD.findall(fold(text))]


def stemmed(text: str) -> str:
    """Return what is stored beside ``text`` for the search: its words, one space between.

    A number written in groups («0812-3456-7890») is stored joined as well.
    """
    joined = _INSIDE_NUMBER.sub("", text)
    words = terms_of(text)
    if joined != text:
        known = set(words)
        words += [word for word in terms_of(joined) if word not in known]
    return " ".join(words)[:LONGEST_TEXT]


def query_terms(words: str) -> list[str]:
    """Return the words of a question, each once; a row must hold them all."""
    return list(dict.fromkeys(terms_of(words)))


def sqlite_match(terms: list[str]) -> str:
    """Return the FTS5 expression for rows that hold every term; the last as a beginning."""
    quoted = [f'"{term}"' for term in terms]
    return " ".join([*quoted[:-1], quoted[-1] + "*"]) if quoted else ""


def postgres_match(terms: list[str]) -> str:
    """Return the ``to_tsquery('simple', …)`` text for rows that hold every term."""
    quoted = [f"'{term}'" for term in terms]
    return " & ".join([*quoted[:-1], quoted[-1] + ":*"]) if quoted else ""
