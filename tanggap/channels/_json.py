"""Reading JSON that others wrote: nothing is where it should be until it was looked at.

Text is made storable: no NUL (PostgreSQL refuses it), no half of a surrogate pair.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

UNKNOWN_TIME = datetime.fromtimestamp(0, UTC)  # gateway puts the time of arrival in its place
_LONGEST_KEY = 190
_LONGEST_NUMBER = 60
_LAST_SECOND = 4_102_444_800  # the year 2100


def parsed(body: bytes) -> Any:
    """Return the JSON of ``body``; raises ``ValueError`` for whatever is no JSON.

    A sign that is no UTF-8, or a number too long for Python, spoils its own value only:
    the messages beside it are read.
    """
    try:
        return json.loads(_decoded(body), parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _decoded(body: bytes) -> str:
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return body.decode(encoding, "replace")


def _number(digits: str) -> int | str:
    """Return the number, or its digits as they stand where no number is as long."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


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
        canonical = "\n".join(_walked(whole)).encode("utf-8", "surrogatepass")
    return "sha256:" + hashlib.sha256(canonical).hexdigest()[:40]


def _walked(whole: Any) -> Iterator[str]:
    """Yield every part of ``whole`` without descending: nesting may be as deep as it likes."""
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield f"object {len(part)}"
            for name in sorted(part):
                yield repr(name)
                waiting.append(part[name])
        elif isinstance(part, list):
            yield f"list {len(part)}"
            waiting.extend(part)
        else:
            yield repr(part)


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
