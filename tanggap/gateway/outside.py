"""Going outside to see whether we can be reached: only ``tanggap check`` asks."""

import httpx

TIMEOUT = 10.0


def ask(url: str) -> dict[str, object] | None:
    """Return the JSON object at ``url``, or ``None`` when it cannot be had."""
    try:
        answer = httpx.get(url, timeout=TIMEOUT, follow_redirects=False)
        found = answer.json()
    except (httpx.HTTPError, ValueError):
        return None
    return found if isinstance(found, dict) else None
