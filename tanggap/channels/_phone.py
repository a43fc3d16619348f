"""Phone numbers as people, exports and providers write them, made one: E.164.

Three traps were met in the field: "62 21 5551234" without a plus parses as a *valid*
Indonesian number 62 62 21…; iOS writes invisible marks and hyphens; short codes and
names of senders ("TELKOMSEL", "888") are no numbers at all and are never replied to.
"""

import re
import unicodedata

import phonenumbers

from tanggap.channels._contract import IdentityKey

HOME_REGION = "ID"
_HOME_CODE = "62"
_LONGEST_E164 = 15
_SHORTEST_DIALLED = 7
_LONGEST_TYPED = 64


def e164(typed: str) -> str:
    """Return ``typed`` as +62…, or "" where it is no dialable number.

    >>> e164("0812-3456-7890"), e164("62 812 3456 7890"), e164("TELKOMSEL")
    ('+6281234567890', '+6281234567890', '')
    """
    plain = _plain(typed)
    if not plain or len(plain) > _LONGEST_TYPED or re.search(r"[A-Za-z]", plain):
        return ""
    digits = re.sub(r"\D", "", plain)
    if not plain.startswith("+") and digits.startswith(_HOME_CODE):
        plain = "+" + digits
    elif not plain.startswith("+") and digits.startswith("8") and len(digits) >= 9:
        plain = "0" + digits
    return _parsed(plain)


def from_provider(digits: str) -> IdentityKey | None:
    """Return the identity of international ``digits`` without plus, as providers send.

    What is no number (short code, sender's name) is kept as ``alnum``.
    """
    plain = _plain(digits).lstrip("+")
    if not plain:
        return None
    bare = plain.replace(" ", "").replace("-", "")
    is_number = bare.isascii() and bare.isdigit()
    if is_number and _SHORTEST_DIALLED <= len(bare) <= _LONGEST_E164:
        return IdentityKey("phone", _parsed("+" + bare) or "+" + bare)
    return IdentityKey("alnum", plain[:200])


def _plain(typed: str) -> str:
    """Drop marks that are not seen, and write every space and hyphen the same way."""
    shown = "".join(c for c in typed[:200] if unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFKC", shown)
    return re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(folded.split()))


def _parsed(typed: str) -> str:
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
