"""Reads the XML of «SMS Backup & Restore» piece by piece, in memory that does not grow.

The app writes emoji as two character references, one for each surrogate
(``&#55357;&#56911;``): no XML at all, so every parser stops there. They are joined before
the parser meets them; what is no character becomes the replacement sign. Document types
and entities are refused by ``defusedxml``; a file that breaks off gives what came whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_CHUNK = 256 * 1024
LARGEST_ELEMENT = 64 * 1024 * 1024
LARGEST_PART = 24 * 1024 * 1024
_REPLACEMENT = b"&#65533;"
_LONGEST_PAIR = 24
_LONGEST_REF = 10
_DECIMAL_PAIR = re.compile(rb"&#(5[56]\d{3});&#(5[67]\d{3});")
_HEX_PAIR = re.compile(rb"&#[xX]([dD][89abAB][0-9a-fA-F]{2});&#[xX]([dD][c-fC-F][0-9a-fA-F]{2});")
_HIGH_AT_END = re.compile(
    rb"&#(?:55\d{3}|56[0-2]\d{2}|563[01]\d|[xX][dD][89abAB][0-9a-fA-F]{2});\Z"
)
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{1,8}|\d{1,10});")
_CONTROL = bytes(code for code in range(32) if code not in (9, 10, 13))
_ADDRESS_OF_SENDER = "137"
_OURSELVES = "insert-address-token"
_T_co = TypeVar("_T_co", covariant=True)
_NOT_SAID = frozenset({"null", "(Unknown)", _OURSELVES})


class Stream(Protocol):
    """A file that is read in pieces."""

    def read(self, size: int = ..., /) -> bytes: ...

    def close(self) -> None: ...


class NotABackup(Exception):
    """The file is no backup of messages; ``what`` says what it seems to be."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class HostileXml(Exception):
    """The file tries what no backup does: a document type, entities, endless elements."""


@dataclass(frozen=True)
class SmsFile:
    """A picture or another file of an MMS, still in base64."""

    mime: str
    name: str
    base64: str


@dataclass(frozen=True)
class Sms:
    """One message that was received or sent. ``number`` is written as the handphone had it."""

    number: str
    at: datetime
    is_ours: bool
    text: str
    contact: str = ""
    files: tuple[SmsFile, ...] = ()


@dataclass
class Tally:
    """What reading met besides messages: ``skipped`` by reason, whether the file broke off."""

    skipped: Counter[str] = field(default_factory=Counter)
    is_cut: bool = False
    announced: int = 0
    read_bytes: int = 0


def read_backup(stream: Stream, tally: Tally) -> Iterator[Sms]:
    """Yield the messages of a backup in the order of the file.

    Raises :class:`NotABackup` or :class:`HostileXml`. Where the file breaks off or is no
    longer XML, ``tally.is_cut`` says so and what came before stays good.
    """
    yield from read_by(_Messages(tally), stream, tally)


class Target(Protocol[_T_co]):
    """Takes the parser's words and gives what stands in them."""

    @property
    def has_root(self) -> bool: ...

    def taken(self) -> Sequence[_T_co]: ...


def read_by(target: Target[_T_co], stream: Stream, tally: Tally) -> Iterator[_T_co]:
    """Yield what ``target`` makes of the file, piece by piece (see :func:`read_backup`)."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        for piece in _mended(stream, tally):
            parser.feed(piece)
            yield from target.taken()
        parser.close()
    except DefusedXmlException as error:
        raise HostileXml(type(error).__name__) from error
    except (LookupError, ValueError) as error:  # its first line names an encoding of no XML
        if target.has_root:
            raise
        raise NotABackup("encoding") from error
    except (ParseError, EOFError):
        tally.is_cut = True
    yield from target.taken()
    if not target.has_root:
        raise NotABackup("nothing")


# ---------------------------------------------------------------- what stands in the XML


class _Messages:
    """Takes the parser's words and keeps no tree: one message at a time."""

    def __init__(self, tally: Tally) -> None:
        self.has_root = False
        self._tally = tally
        self._ready: list[Sms] = []
        self._mms: dict[str, str] | None = None
        self._parts: list[dict[str, str]] = []
        self._addresses: list[dict[str, str]] = []

    def taken(self) -> list[Sms]:
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, given: dict[str, str]) -> None:
        if not self.has_root:
            self._begin(tag, given)
        elif tag == "sms":
            self._take_sms(given)
        elif tag == "mms":
            self._mms, self._parts, self._addresses = given, [], []
        elif tag == "part" and self._mms is not None:
            self._parts.append(given)
        elif tag == "addr" and self._mms is not None:
            self._addresses.append(given)

    def end(self, tag: str) -> None:
        if tag == "mms" and self._mms is not None:
            self._take_mms(self._mms)
            self._mms, self._parts, self._addresses = None, [], []

    def data(self, text: str) -> None:
        """Text between the elements says nothing."""

    def close(self) -> None:
        """The end of the file; what is open was cut off."""

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        if tag != "smses":
            raise NotABackup(tag)
        self.has_root = True
        count = given.get("count", "")
        self._tally.announced = int(count) if count.isascii() and count.isdigit() else 0

    def _take_sms(self, given: Mapping[str, str]) -> None:
        reason = {"3": "draft", "4": "unsent", "5": "unsent", "6": "unsent"}.get(
            said(given, "type")
        )
        at = moment(said(given, "date"))
        if at is None or (reason is None and said(given, "type") not in ("1", "2")):
            reason = reason or "unreadable"
        if reason is not None or at is None:
            self._tally.skipped[reason or "unreadable"] += 1
            return
        text = "\n".join(filter(None, (said(given, "subject"), said(given, "body"))))
        self._add(said(given, "address"), at, given, is_ours=said(given, "type") == "2", text=text)

    def _take_mms(self, given: Mapping[str, str]) -> None:
        box, kind = said(given, "msg_box"), said(given, "m_type")
        at = moment(said(given, "date"))
        if box in ("3", "4", "5") or kind == "130":  # a draft, unsent, or never downloaded
            self._tally.skipped["draft" if box == "3" else "unsent" if box else "unreadable"] += 1
            return
        if at is None or box not in ("1", "2"):
            self._tally.skipped["unreadable"] += 1
            return
        texts = [said(given, "sub")] + [
            said(part, "text") for part in self._parts if said(part, "ct") == "text/plain"
        ]
        files = tuple(file for part in self._parts if (file := self._file(part)))
        text = "\n".join(filter(None, texts))
        self._add(self._partner(given, box), at, given, is_ours=box == "2", text=text, files=files)

    def _partner(self, given: Mapping[str, str], box: str) -> str:
        """Return whom an MMS is from, or went to; of a group the first that is not us."""
        if box == "1":
            for one in self._addresses:
                if said(one, "type") == _ADDRESS_OF_SENDER and said(one, "address"):
                    return said(one, "address")
        return next(filter(None, map(str.strip, said(given, "address").split("~"))), "")

    def _file(self, part: Mapping[str, str]) -> SmsFile | None:
        mime, content = said(part, "ct").lower(), part.get("data", "")
        if mime in ("application/smil", "text/plain", "") or content in ("", "null"):
            return None
        if len(content) > LARGEST_PART:
            self._tally.skipped["large file"] += 1
            return None
        name = said(part, "cl") or said(part, "name") or said(part, "fn")
        return SmsFile(mime[:120], name[:200], content)

    def _add(
        self,
        number: str,
        at: datetime,
        given: Mapping[str, str],
        *,
        is_ours: bool,
        text: str,
        files: tuple[SmsFile, ...] = (),
    ) -> None:
        if not text.strip() and not files:
            self._tally.skipped["empty"] += 1
            return
        contact = said(given, "contact_name")
        self._ready.append(Sms(number[:200], at, is_ours, text, contact[:160], files))


def said(given: Mapping[str, str], name: str) -> str:
    """Return an attribute; the app writes the word «null» where there is nothing."""
    value = given.get(name, "").strip()
    return "" if value in _NOT_SAID else value.replace("\x00", "")


def moment(milliseconds: str) -> datetime | None:
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= 16):
        return None
    value = int(milliseconds)
    seconds = value / 1000 if value > 100_000_000_000 else float(value)  # some apps write seconds
    try:
        at = datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None
    # 1992: the first SMS of all. A year beyond any calendar would stop the whole backup.
    return at if 1992 <= at.year < 2100 else None


# ---------------------------------------------------------------- mending before the parser


def _mended(stream: Stream, tally: Tally) -> Iterator[bytes]:
    """Yield the file with its character references made good, cut where no pair is."""
    rest, since_end = b"", 0
    while chunk := stream.read(_CHUNK):
        tally.read_bytes += len(chunk)
        end = chunk.rfind(b">")
        since_end = len(chunk) - end if end >= 0 else since_end + len(chunk)
        if since_end > LARGEST_ELEMENT:
            raise HostileXml("element without end")
        data = rest + chunk.translate(None, _CONTROL)
        cut = _cut(data)
        yield mend(data[:cut])
        rest = data[cut:]
    if rest:
        yield mend(rest)


def _cut(data: bytes) -> int:
    """Return where ``data`` may be cut: never within a pair of references."""
    cut = data.find(b"&", max(0, len(data) - _LONGEST_PAIR))
    if cut < 0:
        return len(data)
    high = _HIGH_AT_END.search(data, max(0, cut - _LONGEST_REF), cut)
    return high.start() if high else cut


def mend(data: bytes) -> bytes:
    """Return ``data`` with surrogate pairs joined and what is no character replaced."""
    if b"&#" not in data:
        return data
    data = _DECIMAL_PAIR.sub(lambda found: _joined(found, int(found[1]), int(found[2])), data)
    data = _HEX_PAIR.sub(lambda found: _joined(found, int(found[1], 16), int(found[2], 16)), data)
    return _REFERENCE.sub(_checked, data)


def _joined(found: re.Match[bytes], high: int, low: int) -> bytes:
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return found[0]
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _checked(found: re.Match[bytes]) -> bytes:
    written = found[1]
    code = int(written[1:], 16) if written[:1] in b"xX" else int(written)
    is_character = (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return found[0] if is_character else _REPLACEMENT
