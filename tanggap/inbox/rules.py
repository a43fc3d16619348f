"""Decisions about messages as pure functions."""

import re
from datetime import datetime, timedelta

_SPACES = re.compile(r"\s+")

# A hand task said to be done, and the same words seen on the handphone: how far apart the
# two may lie and still be one message.
SAME_WORDS_WITHIN = timedelta(days=2)

# What opens the provider's window and waits for an answer; the rest only tells.
TALKS = frozenset(
    (
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contact",
        "choice",
        "order",
        "call",
    )
)


def plain(text: str) -> str:
    """Return ``text`` for comparing: no matter how its lines were broken."""
    return _SPACES.sub(" ", text).strip()


def same_words(one: str, other: str) -> bool:
    """Answer whether two texts say the same, also where one is empty (then: no)."""
    return bool(plain(one)) and plain(one) == plain(other)


def has_passed_on(ended_at: datetime | None, at: datetime) -> bool:
    """Answer whether an identity had ended before ``at``: a number given to someone else."""
    return ended_at is not None and at > ended_at


# ---------------------------------------------------------------- an SMS backup

_FEW_DIGITS = 7


def kind_of_sender(number: str, phone: str) -> str:
    """Say who an SMS is from or to: a ``person``, a ``short`` code (888), a ``name``.

    ``phone`` is ``number`` in international form, empty where it is none. Banks, shops and
    operators write under names and short codes, which nobody can answer.
    """
    digits = sum(c.isdigit() for c in number)
    if phone and digits >= _FEW_DIGITS:
        return "person"
    if any(c.isalpha() for c in number) or not digits:
        return "name"
    return "short"
