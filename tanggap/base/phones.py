"""Phone numbers as people write them, brought to one form: E.164.

Traps (channels.md §0): «62 812…» without a plus would be read as a local number and get
the country code twice; «TELKOMSEL» and short codes are no numbers to answer to.
"""

import re

import phonenumbers

HOME = "ID"
_NOT_DIGITS = re.compile(r"[^\d+]")
_SHAPE = re.compile(
    r"^[\s\u2066-\u2069\u200e\u200f\u202a-\u202e]*[+\d(][\d\s().+\-–\u00a0\u2010-\u2015\u2066-\u2069\u200e\u200f\u202a-\u202f/~]*$"
)


def e164(written: str, *, international: bool = False) -> str:
    """Return ``written`` as ``+62812…``, or ``""`` where it is no phone number.

    ``international`` says that the digits already begin with a country code, as
    WhatsApp's and the aggregators' do.
    """
    if not _SHAPE.match(written):
        return ""
    digits = _NOT_DIGITS.sub("", written)
    if not digits.startswith("+") and (
        international or (digits.startswith("62") and len(digits) >= 10)
    ):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
