"""Until when an access token of Meta's is good: told before a citizen finds out that it ended."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tanggap.channels._contract import Failure, HttpAnswer, Ports
from tanggap.channels._json import as_dict
from tanggap.channels._meta import asked

TOLD_BEFORE = timedelta(days=7)
Fact = tuple[str, str]


def token_facts(
    base: str, token: str, name: str, ports: Ports, now: datetime, noted: str = ""
) -> tuple[list[Fact], str]:
    """Return what the line's page says of the token, and what is wrong with it ("": nothing).

    ``base`` is the Graph API with its version. What Meta does not tell is left out, unless
    the line's keeper has ``noted`` the day.
    """
    ends_at = _token_ends(base, token, ports) or day_noted(noted) or ""
    trouble = ""
    if isinstance(ends_at, datetime) and ends_at - now <= TOLD_BEFORE:
        trouble = (
            f"Token {name} berakhir {_day(ends_at)}. Buat token baru di Meta, lalu isikan di "
            "setelan saluran."
        )
    return _token_words(ends_at), trouble


def day_noted(words: str) -> datetime | None:
    """Return the day written as 21/01/2027; ``None`` for anything else."""
    try:
        return datetime.strptime(words.strip(), "%d/%m/%Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def told_by(answer: HttpAnswer | Failure) -> Mapping[str, Any]:
    """Return the JSON object that ``answer`` holds; an empty one for everything else."""
    if isinstance(answer, Failure) or answer.status_code != 200:
        return {}
    try:
        return as_dict(answer.json())
    except ValueError:
        return {}


def _token_ends(base: str, token: str, ports: Ports) -> datetime | str:
    """Return when the token ends, "never", or "" where Meta does not say."""
    query = urlencode({"input_token": token})
    told = as_dict(told_by(asked(f"{base}/debug_token?{query}", token, ports)).get("data"))
    seconds = told.get("expires_at")
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return ""
    if seconds == 0:
        return "never"
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return ""


def _token_words(ends_at: datetime | str) -> list[Fact]:
    if isinstance(ends_at, datetime):
        return [("Token berlaku sampai", _day(ends_at))]
    return [("Token berlaku", "tanpa batas waktu")] if ends_at else []


def _day(at: datetime) -> str:
    return f"{at:%d/%m/%Y}"
