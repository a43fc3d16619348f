"""Reading JSON that others wrote: nothing is where it should be until it was looked at.

Text is made storable: no NUL (PostgreSQL refuses it), no half of a surrogate pair.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

UNKNOWN_TIME = datetime.fromtimestamp(0, UTC)  # gateway puts the time of arrival in its place
_LONGEST_KEY = 190
_LAST_SECOND = 4_102_444_800  # the year 2100


def parsed(body: bytes) -> Any:
    """Return the JSON of ``body``; raises ``ValueError`` for whatever is no JSON."""
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Return ``value`` as storable text; numbers are written out, the rest is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, int) and value.bit_length() > 256:
        return ""
    return storable(str(value))


def storable(text: str) -> str:
    """Return ``text`` without NUL; lone surrogates become the replacement sign."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", "")


def key_of(value: Any, whole: Any) -> str:
    """Return the provider's id ``value``; without one, a digest of ``whole``.

    The same bytes give the same key, so that a redelivery stays a no-op.
    """
    key = text_of(value).strip()
    if key and len(key) <= _LONGEST_KEY:
        return key
    return digest(key or whole)


def digest(whole: Any) -> str:
    """Return a short name for ``whole`` that depends on nothing but its content."""
    try:
        canonical = json.dumps(whole, sort_keys=True, default=str).encode()
    except RecursionError:
        canonical = b"nested too deeply"
    return "sha256:" + hashlib.sha256(canonical).hexdigest()[:40]


def time_of(value: Any) -> datetime:
    """Return the Unix time ``value`` (text or number, seconds or milliseconds)."""
    try:
        seconds = float(text_of(value))
    except ValueError:
        return UNKNOWN_TIME
    if seconds > _LAST_SECOND:
        seconds /= 1000
    if not 0 < seconds <= _LAST_SECOND:
        return UNKNOWN_TIME
    return datetime.fromtimestamp(seconds, UTC)
