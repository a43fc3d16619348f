"""What a mail says: a person's words, an answer of a machine, a bounce, or our own.

RFC 3834 (automatic answers), RFC 3464 (delivery reports), RFC 5322 §3.6.4 (threads). A
machine's answer never waits at triage and a bounce makes no message, so that nobody
answers either: two machines that answer each other never end.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    Failure,
    FailureKind,
    IdentityKey,
    MediaRef,
    MessageKind,
    MessageSeen,
    Notice,
    Party,
)
from tanggap.channels._json import UNKNOWN_TIME, key_of, storable
from tanggap.channels._mail_text import decoded, header, raw_header, without_quote, words_of

if TYPE_CHECKING:
    Mime: TypeAlias = Message[str, str]
else:  # it takes no brackets at run time
    Mime = Message
MOST_PARTS = 200
_LONGEST_SENDER = 2000
MOST_FILES = 20
ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\x00-\x1f]{1,64}@[a-z0-9.-]{1,253}", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_NOBODY = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|jangan-?balas|bounces?)\b", re.IGNORECASE
)
_DAEMON = re.compile(r"^(mailer-daemon|postmaster)\b", re.IGNORECASE)
_OFTEN_WRONG = timedelta(days=2)
_ANSWERS = re.compile(r"^\s*((re|bls|balas|fwd?|tr|aw|sv)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
TOO_LARGE = "(Surel ini terlalu besar untuk diambil. Buka di kotak surat puskesmas.)"
EMPTY = "(Surel tanpa isi)"


def parse(content: bytes) -> Mime:
    return BytesParser(policy=compat32).parsebytes(content)


def events_in(
    content: bytes, place: str, received_at: datetime | None, own: str, *, is_whole: bool = True
) -> list[Event]:
    """Return what the mail ``content`` holds. ``place`` says where it lies (validity/UID),
    ``own`` is our address: what comes from there is ours and tells nothing.
    """
    mail = parse(content)
    message_id = message_id_of(mail)
    key = key_of(message_id, hashlib.sha256(content).hexdigest())
    at = _written_at(mail, received_at)
    name, address = sender_of(mail)
    report = _report(mail, content, own)
    if report is not None:
        return _delivery(report, key, at)
    if address == own.lower():
        return []
    if _DAEMON.match(address) or raw_header(mail, "Return-Path").strip() == "<>":
        own_id = _mentioned(content, own)
        if own_id and not _is_automatic_answer(mail):
            return _delivery((own_id, "failed", ""), key, at)
    if not address:
        return [Notice(key, "surel", "Surel tanpa alamat pengirim; buka di kotak surat.", at)]
    return [_message(mail, key, at, name, address, place, is_whole)]


def _message(
    mail: Mime, key: str, at: datetime, name: str, address: str, place: str, is_whole: bool
) -> MessageSeen:
    body, files = _parts(mail)
    text = _whole_text(mail, words_of(body) if body is not None else "", is_whole)
    media = tuple(
        MediaRef(
            key=f"{key}:{number}",
            mime=_mime(part),
            file_name=_file_name(part),
            url=f"imap:{place}?{urlencode({'part': number, 'id': message_id_of(mail)})}",
        )
        for number, part in files
    )
    kind = MessageKind.TEXT
    if is_machine_answer(mail):
        kind = MessageKind.SYSTEM
    elif media and not text:
        family = media[0].mime.partition("/")[0]
        kind = MessageKind(family if family in ("image", "video", "audio") else "document")
    identity = "alnum" if _NOBODY.match(address) else "email"
    return MessageSeen(
        key=key,
        party=Party((IdentityKey(identity, address),), name),
        sent_at=at,
        kind=kind,
        text=text or ("" if media else EMPTY),
        media=media,
        reply_to=_answered(mail),
    )


def _whole_text(mail: Mime, body: str, is_whole: bool) -> str:
    """Return subject and words; the subject of an answer only repeats."""
    subject = header(mail, "Subject")[:500]
    words = without_quote(body) if is_whole else TOO_LARGE
    is_answer = bool(_ANSWERS.match(subject)) and bool(words)
    return "\n\n".join(filter(None, ("" if is_answer else subject, words)))


# ---------------------------------------------------------------- from whom, when, to what


def sender_of(mail: Mime) -> tuple[str, str]:
    """Return name and address (lower case) of who wrote; no address where it is none.

    A form on somebody's website writes as no-reply and names the person in Reply-To.
    """
    name, address = _named_in(raw_header(mail, "From") or raw_header(mail, "Sender"))
    if _NOBODY.match(address) and not _DAEMON.match(address):
        other = _named_in(raw_header(mail, "Reply-To"))
        if other[1] and not _NOBODY.match(other[1]):
            return other
    return name, address


def _named_in(raw: str) -> tuple[str, str]:
    raw = raw[:_LONGEST_SENDER]
    name, address = parseaddr(raw)
    if not ADDRESS.fullmatch(address):
        found = ADDRESS.search(raw.rpartition("<")[2])
        address = found[0] if found else ""
    # The display name is decoded after the address was taken out, or «=?…?= <a@b>» could
    # smuggle in another address.
    spoken = parse(b"X: " + name.encode("utf-8", "replace") + b"\n\n")
    shown = header(spoken, "X") if name else ""
    return ("" if shown.lower() == address.lower() else shown)[:160], address.lower()[:200]


def message_id_of(mail: Mime) -> str:
    """Return the Message-ID without its brackets; "" where there is none."""
    raw = raw_header(mail, "Message-ID")
    found = _MESSAGE_ID.search(raw)
    return found[1] if found else raw.strip("<> ")[:190]


def header_words(content: bytes, name: str) -> str:
    """Return the header ``name`` of the mail ``content``."""
    return header(parse(content), name)


def ids_in(text: str) -> list[str]:
    """Return every message id in a header like ``References``, in order."""
    return _MESSAGE_ID.findall(text)


def _answered(mail: Mime) -> str:
    """Return the id of the mail that this one answers: the last that is named."""
    for name in ("In-Reply-To", "References"):
        named = ids_in(raw_header(mail, name))
        if named:
            return str(named[-1])[:190]
    return ""


def _written_at(mail: Mime, received_at: datetime | None) -> datetime:
    """Return when it was written, where the mail's own date is near its arrival."""
    try:
        written = parsedate_to_datetime(raw_header(mail, "Date"))
        written = written if written.tzinfo else written.replace(tzinfo=UTC)
        written = written.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return received_at or UNKNOWN_TIME
    if received_at is not None and abs(written - received_at) > _OFTEN_WRONG:
        return received_at
    return written


# ---------------------------------------------------------------- machines


def is_machine_answer(mail: Mime) -> bool:
    """Answer whether a machine wrote this in answer to something (RFC 3834)."""
    return _is_automatic_answer(mail) or raw_header(mail, "Return-Path").strip() == "<>"


def _is_automatic_answer(mail: Mime) -> bool:
    submitted = raw_header(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted not in ("", "no"):
        return True
    if raw_header(mail, "Precedence").lower() in ("auto_reply", "junk"):
        return True
    marks = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")
    return any(raw_header(mail, one) for one in marks)


Report = tuple[str, str, str]


def _report(mail: Mime, content: bytes, own: str) -> Report | None:
    """Return whose mail, what became of it and the code of a delivery report."""
    is_report = mail.get_content_type() == "multipart/report"
    if not is_report or "delivery-status" not in str(mail.get_param("report-type", "")).lower():
        return None
    action = status = own_id = ""
    for part in _walked(mail):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in _inner(part):
                action = action or raw_header(block, "Action").lower()
                status = status or raw_header(block, "Status")[:20]
        elif kind in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            own_id = own_id or message_id_of(_head_of(part))
    return own_id or _mentioned(content, own), action, status


def _head_of(part: Mime) -> Mime:
    """Return the mail that a report hangs on, whole or its head alone."""
    inner = next(_inner(part), None)
    content = part.get_payload(decode=True)
    return inner or parse(content if isinstance(content, bytes) else b"")


def _delivery(report: Report, key: str, at: datetime) -> list[Event]:
    own_id, action, status = report
    state = {"failed": "failed", "delivered": "delivered", "relayed": "sent"}.get(action)
    if state is None or not own_id:  # a delay is no end; a bounce of nothing we know neither
        return []
    failure = None
    if state == "failed":
        failure = Failure(FailureKind.GIVE_UP, status or "bounce", _UNDELIVERED)
    own_key = own_id.partition("@")[0][:60]
    return [DeliverySeen(own_id[:200], state, at, own_key, failure)]  # type: ignore[arg-type]


_UNDELIVERED = (
    "Surel kembali: alamatnya salah atau kotak suratnya penuh. Periksa alamatnya, atau hubungi "
    "dengan cara lain."
)


def _mentioned(content: bytes, own: str) -> str:
    """Return the id of a mail of ours that ``content`` quotes, e.g. in an old-fashioned bounce."""
    domain = own.rpartition("@")[2].lower()
    if not domain:
        return ""
    ours = re.compile(
        r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@" + re.escape(domain) + ")>", re.IGNORECASE
    )
    found = ours.search(decoded(content[:200_000]))
    return found[1] if found else ""


# ---------------------------------------------------------------- parts


def _inner(part: Mime) -> Iterator[Mime]:
    content = part.get_payload()
    if isinstance(content, list):
        for one in content:
            if isinstance(one, Message):
                yield one


def _walked(mail: Mime) -> Iterator[Mime]:
    """Yield the parts in order, without going into a mail that hangs on this one."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "multipart":
            waiting.extend(reversed(list(_inner(part))))
        else:
            yield part


def _parts(mail: Mime) -> tuple[Mime | None, list[tuple[int, Mime]]]:
    """Return the part to be read as the words, and the files with their places.

    Plain text goes before HTML; of several the first that is no file. An empty plain part
    beside a full HTML one (some handphones write so) is passed over.
    """
    plain: Mime | None = None
    html: Mime | None = None
    files: list[tuple[int, Mime]] = []
    for number, part in enumerate(_walked(mail)):
        kind, is_file = part.get_content_type(), _is_file(part)
        if kind == "text/plain" and not is_file and plain is None and words_of(part):
            plain = part
        elif kind == "text/html" and not is_file and html is None and words_of(part):
            html = part
        elif is_file or not kind.startswith(("text/", "multipart/", "application/pgp-sig")):
            files.append((number, part))
    return plain if plain is not None else html, files[:MOST_FILES]


def _is_file(part: Mime) -> bool:
    disposition = raw_header(part, "Content-Disposition").lower()
    return disposition.startswith("attachment") or bool(_file_name(part))


def _mime(part: Mime) -> str:
    return storable(part.get_content_type()).strip()[:120]


def _file_name(part: Mime) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:  # broken RFC 2231 parameters
        return ""
    return header(parse(b"X: " + name.encode("utf-8", "replace") + b"\n\n"), "X")[:200]


def file_in(content: bytes, number: int) -> tuple[bytes, str, str] | None:
    """Return content, type and name of the file at place ``number`` of a mail."""
    for place, part in enumerate(_walked(parse(content))):
        if place == number:
            inner = next(_inner(part), None)
            payload = inner.as_bytes() if inner is not None else part.get_payload(decode=True)
            found = payload if isinstance(payload, bytes) else b""
            return found, _mime(part), _file_name(part)
    return None
