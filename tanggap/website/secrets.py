"""The receipt's number and word, the stamp of an opened form, and who knocked, unrecognisably.

The word is made anew from the form's key, which only the sender's browser holds: whoever
sends the same form again gets the same receipt, and the word is stored nowhere.
"""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tanggap.base.lock_out import address_of
from tanggap.website.rules import NUMBER_LENGTH, letters_of, plain_secret

_STAMP, _QUESTION = "tanggap.website.stamp", "tanggap.website.question"


def new_number() -> str:
    """Return a tracking number: drawn, so that it tells neither how many nor when."""
    return str(secrets.randbelow(9 * 10 ** (NUMBER_LENGTH - 1)) + 10 ** (NUMBER_LENGTH - 1))


def secret_of(form_key: UUID) -> str:
    """Return the word that belongs to the form with this key."""
    keyed = salted_hmac("tanggap.website.word", str(form_key), algorithm="sha256")
    return letters_of(keyed.digest())


def hash_of(secret: str) -> str:
    """Return what is kept of a word."""
    return salted_hmac("tanggap.website.kept", secret, algorithm="sha256").hexdigest()


def is_word_of(kept: str, typed: str) -> bool:
    """Answer whether ``typed`` is the word whose hash is ``kept``."""
    return compare_digest(kept, hash_of(plain_secret(typed)))


def new_stamp() -> str:
    """Return the stamp of a form that is opened now."""
    return signing.dumps(timezone.now().timestamp(), salt=_STAMP)


def age_of(stamp: str) -> timedelta | None:
    """Return how long the form with ``stamp`` has been open; ``None`` for none of ours."""
    try:
        opened = float(signing.loads(stamp, salt=_STAMP))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return timedelta(seconds=max(timezone.now().timestamp() - opened, 0))


def new_question() -> tuple[str, int, int]:
    """Return a question's seal, and the two digits to be added."""
    one, other = secrets.randbelow(8) + 1, secrets.randbelow(8) + 1
    return signing.dumps([one, other], salt=_QUESTION), one, other


def asked(seal: str) -> tuple[int, int] | None:
    """Return the two digits that were asked for; ``None`` for a seal not ours, or a day old."""
    try:
        one, other = signing.loads(seal, salt=_QUESTION, max_age=timedelta(days=1))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(one), int(other)


def caller(request: HttpRequest, now: datetime) -> str:
    """Return a name for the network address that fades: another one tomorrow."""
    address = address_of(request) or "?"
    return _faded(address, now)


def same_number(number: str, now: datetime) -> str:
    """Return the name under which guesses at one number are counted."""
    return _faded(f"number:{number}", now)


def _faded(words: str, now: datetime) -> str:
    day = now.date().isoformat()
    return salted_hmac(f"tanggap.website.knock.{day}", words, algorithm="sha256").hexdigest()
