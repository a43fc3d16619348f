"""As much of SMPP 3.4 as an SMSC needs that hands messages to Kannel and takes them from it."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 0x01, 0x02, 0x09
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 0x04, 0x05, 0x06, 0x15
RESPONSE = 0x80000000
OK, SYSTEM_ERROR, BIND_FAILED, SUBMIT_FAILED, THROTTLED = 0x00, 0x08, 0x0D, 0x45, 0x58
UDHI, RECEIPT = 0x40, 0x04
GSM, UCS2 = 0, 8

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {"^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E,
             "|": 0x40, "€": 0x65}  # fmt: skip
_FROM_EXTENDED = {code: sign for sign, code in _EXTENDED.items()}


@dataclass(frozen=True)
class Pdu:
    """One unit on the wire."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def encoded(self) -> bytes:
        head = struct.pack(">IIII", 16 + len(self.body), self.command, self.status, self.sequence)
        return head + self.body


@dataclass(frozen=True)
class Short:
    """One part of a message, as ``submit_sm`` and ``deliver_sm`` carry it."""

    source: str
    destination: str
    content: bytes
    coding: int = GSM
    esm_class: int = 0
    wants_receipt: bool = False

    def encoded(self) -> bytes:
        return b"".join(
            (
                _text(""),
                b"\x01\x01" + _text(self.source),  # international, ISDN
                b"\x01\x01" + _text(self.destination),
                bytes((self.esm_class, 0, 0)),
                _text("") + _text(""),
                bytes((int(self.wants_receipt), 0, self.coding, 0, len(self.content))),
                self.content,
            )
        )

    @property
    def header(self) -> tuple[int, int, int] | None:
        """Reference, total and place of a part; ``None`` for a message in one piece."""
        if not self.esm_class & UDHI:
            return None
        return self.content[3], self.content[4], self.content[5]

    @property
    def words(self) -> bytes:
        return self.content[1 + self.content[0] :] if self.esm_class & UDHI else self.content


def joined(parts: Sequence[Short]) -> str:
    """Return the text of one message: an emoji may lie half in one part, half in the next."""
    words = b"".join(part.words for part in parts)
    return words.decode("utf-16-be") if parts[0].coding == UCS2 else from_gsm(words)


def read_short(body: bytes) -> Short:
    """Return the part in the body of a ``submit_sm``."""
    _, rest = _taken(body)
    source, rest = _taken(rest[2:])
    destination, rest = _taken(rest[2:])
    esm_class = rest[0]
    _, rest = _taken(rest[3:])
    _, rest = _taken(rest)
    wants, coding, length = rest[0], rest[2], rest[4]
    content = rest[5 : 5 + length]
    return Short(source, destination, content, coding, esm_class, bool(wants & 1))


def parts_of(source: str, destination: str, text: str, reference: int) -> list[Short]:
    """Return ``text`` cut into parts as a handset would cut it."""
    try:
        words, coding, one, many = to_gsm(text), GSM, 160, 153
    except ValueError:
        words, coding, one, many = text.encode("utf-16-be"), UCS2, 140, 134
    if len(words) <= one:
        return [Short(source, destination, words, coding)]
    pieces = [words[start : start + many] for start in range(0, len(words), many)]
    return [
        Short(source, destination, bytes((5, 0, 3, reference, len(pieces), place)) + piece,
              coding, UDHI)
        for place, piece in enumerate(pieces, start=1)
    ]  # fmt: skip


def to_gsm(text: str) -> bytes:
    """Return ``text`` in the GSM alphabet, a byte for each sign; raises ``ValueError``."""
    made = bytearray()
    for sign in text:
        if sign in _EXTENDED:
            made += bytes((0x1B, _EXTENDED[sign]))
        else:
            made.append(_BASIC.index(sign))
    return bytes(made)


def from_gsm(words: bytes) -> str:
    signs, escaped = [], False
    for code in words:
        if code == 0x1B and not escaped:
            escaped = True
            continue
        signs.append(_FROM_EXTENDED.get(code, " ") if escaped else _BASIC[code & 0x7F])
        escaped = False
    return "".join(signs)


def bound_as(body: bytes) -> tuple[str, str]:
    """Return the name and the password of a bind."""
    name, rest = _taken(body)
    return name, _taken(rest)[0]


def _text(value: str) -> bytes:
    return value.encode("latin-1") + b"\x00"


def _taken(body: bytes) -> tuple[str, bytes]:
    word, _, rest = body.partition(b"\x00")
    return word.decode("latin-1"), rest
