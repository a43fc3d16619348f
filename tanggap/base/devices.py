"""Which browser this is: in words for people, and by a random token in a cookie of its own.

No fingerprinting: the words come from what every browser says of itself and decide
nothing; the token is random, signed, and says nothing about its owner.
"""

import re
import secrets
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SALT = "tanggap.device"
_KEPT = 400 * 24 * 60 * 60  # as long as browsers keep a cookie
_BROWSERS = (  # the order matters: most say that they are Chrome or Safari as well
    ("Edg", "Edge"),
    ("OPR/|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X|Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def in_words(agent: str) -> str:
    """Return a browser as people call it: «Chrome di Windows»."""
    browser = _first(_BROWSERS, agent) or "Peramban lain"
    system = _first(_SYSTEMS, agent) or "perangkat lain"
    return f"{browser} di {system}"


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for sign, words in table if re.search(sign, agent)), "")


def words_of(request: HttpRequest) -> str:
    return in_words(request.headers.get("User-Agent", "")[:300])


def token_in(request: HttpRequest) -> str:
    """Return the token that this browser brings; empty where it brings none of ours."""
    kept = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, "", salt=_SALT, max_age=_KEPT)
    return kept or ""


def keep_token(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Let this browser keep ``token`` for as long as browsers do."""
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        token,
        salt=_SALT,
        max_age=_KEPT,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """Return what the database keeps of a token; empty for none."""
    return sha256(token.encode()).hexdigest() if token else ""
