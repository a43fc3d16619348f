"""What SMSGate tells and lists, as events: one SMS has one key, however it is learnt of.

Sources: the app's OpenAPI file and code (July 2026).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    Failure,
    FailureKind,
    MediaRef,
    MessageKind,
    MessageSeen,
    Notice,
    Party,
    SignOfLife,
    Unreadable,
)
from tanggap.channels._json import (
    UNKNOWN_TIME,
    as_dict,
    as_list,
    digest,
    key_of,
    text_of,
    time_of,
)
from tanggap.channels._phone import from_network

QUIET = timedelta(minutes=20)
_STATES = {
    "sms:sent": "sent",
    "sms:delivered": "delivered",
    "sms:failed": "failed",
    "sms:cancelled": "failed",
}
_TIMES = {
    "sms:sent": "sentAt",
    "sms:delivered": "deliveredAt",
    "sms:failed": "failedAt",
    "sms:cancelled": "cancelledAt",
}


def told(whole: dict[str, Any], headers: Mapping[str, str]) -> Iterator[Event]:
    """Yield what one signed call tells."""
    event, payload = text_of(whole.get("event")), as_dict(whole.get("payload"))
    if event == "sms:received":
        sender = text_of(payload.get("sender")) or text_of(payload.get("phoneNumber"))
        at = time_in(payload.get("receivedAt"))
        yield _received(sender, at, text_of(payload.get("message")), whole)
    elif event in _STATES:
        yield _report(event, payload, whole)
    elif event in ("system:ping", "app:started"):
        yield SignOfLife(time_of(headers.get("x-timestamp")), QUIET)
    elif event == "mms:downloaded":
        yield _mms(payload, whole)
    elif event in ("mms:received", "sms:data-received"):
        words = "MMS atau SMS data diterima HP; MMS menyusul begitu diunduh HP-nya."
        yield Notice(
            key_of(whole.get("id"), whole), "mms", words, time_in(payload.get("receivedAt"))
        )


def _received(sender: str, at: datetime, text: str, whole: Any) -> Event:
    """Return one SMS. Its key is what the phone knows of it: the app's own number for it is
    another in each way by which it comes.
    """
    who = from_network(sender)
    if who is None:
        return Unreadable(digest(whole), "SMS tanpa nomor pengirim.")
    key = digest(["sms", who.value, int(at.timestamp()), text])
    return MessageSeen(key, Party((who,)), at, text=text)


def listed(item: Any) -> Event:
    """Return the SMS that stands in the app's inbox."""
    item = as_dict(item)
    text = text_of(item.get("contentPreview"))
    return _received(text_of(item.get("sender")), time_in(item.get("createdAt")), text, item)


def _report(event: str, payload: dict[str, Any], whole: Any) -> Event:
    key = text_of(payload.get("messageId")).strip()
    if not key:
        return Unreadable(digest(whole), "Kabar pengiriman tanpa nomor pesan.")
    failure = None
    if _STATES[event] == "failed":
        reason = text_of(payload.get("reason"))[:40] or event
        advice = "HP tidak dapat mengirim SMS ini: periksa pulsa, sinyal, dan nomor tujuannya."
        failure = Failure(FailureKind.GIVE_UP, reason, advice)
    at = time_in(payload.get(_TIMES[event]))
    return DeliverySeen(key_of(key, ""), _STATES[event], at, key[:60], failure)  # type: ignore[arg-type]


def _mms(payload: dict[str, Any], whole: Any) -> Event:
    who = from_network(text_of(payload.get("sender")) or text_of(payload.get("phoneNumber")))
    if who is None:
        return Unreadable(digest(whole), "MMS tanpa nomor pengirim.")
    number = text_of(payload.get("messageId"))
    parts = [as_dict(one) for one in as_list(payload.get("attachments"))]
    media = tuple(
        MediaRef(
            key=f"mms:{_java_hash(number)}/{text_of(part.get('partId'))}",
            mime=text_of(part.get("contentType"))[:120],
            file_name=text_of(part.get("name"))[:200],
        )
        for part in parts
        if text_of(part.get("contentType")) not in ("text/plain", "application/smil")
    )
    words = [text_of(payload.get("subject")), text_of(payload.get("body"))]
    return MessageSeen(
        key=digest(["mms", who.value, number]),
        party=Party((who,)),
        sent_at=time_in(payload.get("receivedAt")),
        kind=MessageKind.IMAGE if media else MessageKind.TEXT,
        text="\n".join(filter(None, words)),
        media=media,
    )


def _java_hash(text: str) -> int:
    """Return Java's ``hashCode``: the app names its inbox by it."""
    made = 0
    for unit in text.encode("ascii", "replace"):
        made = (31 * made + unit) & 0xFFFFFFFF
    return made - (1 << 32) if made >> 31 else made


def time_in(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(text_of(value).strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        return UNKNOWN_TIME
    return found if 1970 < found.year < 2100 else UNKNOWN_TIME
