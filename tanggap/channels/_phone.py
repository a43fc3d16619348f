"""Phone numbers as providers write them, made E.164 (``base.phones`` reads typed ones).

International digits without a plus get one before they are parsed: "62 21 5551234" alone
would become the *valid* number +62 62 21…. Short codes and names of senders ("TELKOMSEL",
"888") are no numbers at all and are never replied to.
"""

import unicodedata

import phonenumbers

from tanggap.channels._contract import IdentityKey

_LONGEST_E164 = 15
_SHORTEST_DIALLED = 7


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


def from_network(sender: str) -> IdentityKey | None:
    """Return the identity of an SMS's sender: networks also write national numbers (0812…)."""
    plain = _plain(sender)
    bare = plain.replace(" ", "").replace("-", "")
    is_national = bare.startswith("0") and not bare.startswith("00") and bare.isdigit()
    return from_provider("62" + bare[1:] if is_national and len(bare) > 8 else plain)


def _plain(typed: str) -> str:
    """Drop marks that are not seen, and write every space the same way."""
    shown = "".join(c for c in typed[:200] if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def _parsed(international: str) -> str:
    try:
        number = phonenumbers.parse(international)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
