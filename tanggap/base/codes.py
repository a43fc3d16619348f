"""Codes of the second step: what the app shows for half a minute, what the paper keeps.

TOTP as of RFC 6238 by ``django_otp.oath``: six digits, thirty seconds, one step of grace.
Recovery codes are twelve digits, so that a telephone shows its number keys for both.
"""

import secrets
import time
from base64 import b32encode
from collections.abc import Sequence
from hmac import compare_digest
from urllib.parse import quote, urlencode

import segno
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP

_BYTES = 20
_GRACE = 1
HOW_MANY_ON_PAPER = 10
_APP_DIGITS, _PAPER_DIGITS = 6, 12


def new_secret() -> str:
    """Return the secret of a new enrolment, as hexadecimal digits."""
    return secrets.token_hex(_BYTES)


def typed_out(secret: str) -> str:
    """Return ``secret`` for typing into an app: letters and digits in groups of four."""
    return _in_fours(b32encode(bytes.fromhex(secret)).decode())


def picture_of(secret: str, username: str, place: str) -> str:
    """Return the QR code that an app reads, as SVG for the page itself."""
    words = {"secret": b32encode(bytes.fromhex(secret)).decode(), "issuer": f"Tanggap {place}"}
    label = quote(f"Tanggap {place}:{username}")
    address = f"otpauth://totp/{label}?{urlencode(words, quote_via=quote)}"
    return segno.make(address, error="m").svg_inline(
        border=4, light="#fff", dark="#000", svgclass="qr", lineclass=None, omitsize=True
    )


def digits_of(typed: str) -> str:
    """Return what was typed without the spaces and dashes that people put between digits."""
    return "".join(sign for sign in typed if sign not in " -.\u00a0")


def matching_step(secret: str, typed: str, *, after: int) -> int | None:
    """Return the time step whose code was typed; ``None`` for one that is wrong or was used."""
    if len(typed) != _APP_DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    app = TOTP(bytes.fromhex(secret))
    app.time = time.time()  # one moment for all steps tried
    return int(app.t()) if app.verify(int(typed), _GRACE, after + 1) else None


def new_codes() -> list[str]:
    """Return ten recovery codes for paper."""
    return [
        _in_fours(f"{secrets.randbelow(10**_PAPER_DIGITS):0{_PAPER_DIGITS}d}")
        for _ in range(HOW_MANY_ON_PAPER)
    ]


def hash_of(code: str) -> str:
    """Return what is kept of a recovery code."""
    return salted_hmac("tanggap.recovery", digits_of(code), algorithm="sha256").hexdigest()


def without_code(hashes: Sequence[str], typed: str) -> list[str] | None:
    """Return ``hashes`` without that of the code typed; ``None`` where it is none of them."""
    if len(typed) != _PAPER_DIGITS:
        return None
    wanted = hash_of(typed)
    left = [one for one in hashes if not compare_digest(one, wanted)]
    return left if len(left) < len(hashes) else None


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
