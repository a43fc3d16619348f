"""Everything one call of WhatsApp's hook holds: a tolerant walk over all entries and changes.

A body holds up to 1,000 updates. What is not understood becomes an ``Unreadable`` or an
unsupported message; nothing in a body can make the rest of it unread.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    ForAnother,
    IdentityChanged,
    IdentityKey,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Notice,
    Party,
    Reaction,
    Unreadable,
)
from tanggap.channels._json import as_dict, as_list, digest, key_of, parsed, text_of, time_of
from tanggap.channels._meta import failure_of
from tanggap.channels._phone import from_provider
from tanggap.channels._whatsapp_content import content_of


def events_of(body: bytes, own_number_id: str) -> list[Event]:
    """Return every event of ``body``; raises nothing, whatever the bytes."""
    try:
        whole = as_dict(parsed(body))
    except ValueError:
        return [Unreadable(digest(body.hex()), "Isinya bukan JSON.")]
    changes = list(_changes(whole))
    if not changes:
        return [Unreadable(digest(whole), "Tidak ada perubahan di dalamnya.")]
    events: list[Event] = []
    for change in changes:
        events.extend(_of_change(change, own_number_id))
    return events


def _changes(whole: dict[str, Any]) -> Iterator[Any]:
    for entry in as_list(whole.get("entry")):
        changes = as_list(as_dict(entry).get("changes"))
        yield from changes or [entry]


def _of_change(change: Any, own_number_id: str) -> Iterator[Event]:
    value = as_dict(as_dict(change).get("value"))
    field = text_of(as_dict(change).get("field")) or "messages"
    if not value:
        yield Unreadable(digest(change), "Bagian ini tidak berbentuk kiriman WhatsApp.")
        return
    meant_for = text_of(as_dict(value.get("metadata")).get("phone_number_id"))
    if meant_for and own_number_id and meant_for != own_number_id:
        yield ForAnother(f"other:{meant_for}"[:60], meant_for, _time(value))
        return
    parties = _Parties(value)
    before = 0
    for name, read in _PARTS.items():
        for item in as_list(value.get(name)):
            before += 1
            yield from _one(read, item, parties)
    for error in as_list(value.get("errors")):
        before += 1
        failure = failure_of(error)
        title = text_of(as_dict(error).get("title"))
        yield _notice(change, "errors", f"{title} (kode {failure.code})", value)
    if not before:
        yield _notice(change, field, _words_of_notice(field, value), value)


def _one(read: Any, item: Any, parties: "_Parties") -> Iterator[Event]:
    if not isinstance(item, dict):
        yield Unreadable(digest(item), "Sebuah pesan tidak berbentuk pesan.")
        return
    yield from read(item, parties)


# ---------------------------------------------------------------- who


class _Parties:
    """Who a change speaks of: the contacts that come with its messages."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.contacts = [as_dict(contact) for contact in as_list(value.get("contacts"))]
        self.own = text_of(as_dict(value.get("metadata")).get("display_phone_number"))

    def party(self, number: Any, user_id: Any) -> Party:
        """Return every identity known of one person: number first, then BSUID."""
        phone, bsuid = text_of(number).strip(), text_of(user_id).strip()
        contact = self._contact(phone, bsuid)
        phone = phone or text_of(contact.get("wa_id")).strip()
        bsuid = bsuid or text_of(contact.get("user_id")).strip()
        profile = as_dict(contact.get("profile"))
        name = text_of(profile.get("name")) or text_of(profile.get("username"))
        return Party(identities(phone, bsuid), name.strip()[:160])

    def _contact(self, phone: str, bsuid: str) -> dict[str, Any]:
        for contact in self.contacts:
            if phone and text_of(contact.get("wa_id")) == phone:
                return contact
            if bsuid and text_of(contact.get("user_id")) == bsuid:
                return contact
        if not phone and not bsuid and len(self.contacts) == 1:
            return self.contacts[0]
        return {}


def identities(phone: str, bsuid: str) -> tuple[IdentityKey, ...]:
    """Return the identities of a number and a business-scoped user id, either missing."""
    found = [from_provider(phone)] if phone else []
    if bsuid:
        found.append(IdentityKey("wa_bsuid", bsuid[:200]))
    return tuple(identity for identity in found if identity is not None)


# ---------------------------------------------------------------- what


def _message(item: dict[str, Any], parties: _Parties) -> Iterator[Event]:
    party = parties.party(item.get("from"), item.get("from_user_id"))
    yield from _seen(item, party, is_ours=False)


def _echo(item: dict[str, Any], parties: _Parties) -> Iterator[Event]:
    user_id = item.get("to_user_id") or item.get("recipient_user_id")
    yield from _seen(item, parties.party(item.get("to"), user_id), is_ours=True)


def _seen(item: dict[str, Any], party: Party, *, is_ours: bool) -> Iterator[Event]:
    kind, key, at = text_of(item.get("type")), key_of(item.get("id"), item), _time(item)
    part = as_dict(item.get(kind))
    original = _known(part.get("original_message_id"))
    if kind == "edit" and original:
        yield MessageEdited(key, original, content_of(as_dict(part.get("message"))).text, at)
    elif kind == "revoke" and original:
        yield MessageRevoked(key, original, at)
    elif kind == "reaction" and _known(part.get("message_id")):
        emoji = text_of(part.get("emoji"))[:16]
        yield Reaction(key, _known(part.get("message_id")), party, emoji, at)
    elif kind == "system" and text_of(part.get("type")).startswith("user_changed"):
        yield _moved(item, part, party)
    else:
        content = content_of(item)
        context = as_dict(item.get("context"))
        yield MessageSeen(
            key=key,
            party=party,
            sent_at=at,
            kind=content.kind,
            text=content.text,
            is_ours=is_ours,
            media=content.media,
            reply_to=_known(context.get("id")),
            forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        )


def _moved(item: dict[str, Any], part: dict[str, Any], party: Party) -> Event:
    """Read user_changed_number and user_changed_user_id: the same person, newly named."""
    key, at = key_of(item.get("id"), item), _time(item)
    number = text_of(part.get("wa_id") or part.get("new_wa_id")).strip()
    new = identities(number, text_of(part.get("user_id")).strip())
    previous = text_of(part.get("previous_user_id")).strip()
    before = identities(text_of(item.get("from")).strip(), previous)
    old = _replaced(before, new) or next(iter(party.identities), None)
    if old is None or not new:
        return Unreadable(key, "Pergantian nomor tanpa nomor lama atau baru.")
    return IdentityChanged(key, old, tuple(one for one in new if one != old), at)


def _replaced(before: tuple[IdentityKey, ...], new: tuple[IdentityKey, ...]) -> IdentityKey | None:
    kinds = {identity.kind for identity in new}
    same_kind = [identity for identity in before if identity.kind in kinds]
    return next(iter(same_kind or before), None)


def _status(item: dict[str, Any], parties: _Parties) -> Iterator[Event]:
    state, key = text_of(item.get("status")), _known(item.get("id"))
    own_key = text_of(item.get("biz_opaque_callback_data"))[:60]
    at = _time(item)
    billable = as_dict(item.get("pricing")).get("billable") is True
    if not key:
        yield Unreadable(digest(item), "Kabar pengiriman tanpa nomor pesan.")
    elif state == "failed":
        errors = as_list(item.get("errors"))
        failure = failure_of(errors[0] if errors else {})
        yield DeliverySeen(key, "failed", at, own_key, failure)
    elif state in ("sent", "delivered", "read", "played"):
        known = "read" if state in ("read", "played") else state
        yield DeliverySeen(key, known, at, own_key, None, billable)  # type: ignore[arg-type]
    else:
        yield Notice(digest(item), f"status {state}"[:60], f"Kabar pengiriman: {state}"[:200], at)


def _call(item: dict[str, Any], parties: _Parties) -> Iterator[Event]:
    """A call to the number: one row however many events it makes."""
    if text_of(item.get("event")) == "terminate":
        return
    number = item.get("from")
    yield MessageSeen(
        key=key_of(item.get("id"), item),
        party=parties.party(number, item.get("from_user_id")),
        sent_at=_time(item),
        kind=content_of({"type": "call"}).kind,
        text="Panggilan WhatsApp",
        is_ours=text_of(item.get("direction")) == "BUSINESS_INITIATED",
    )


_PARTS = {
    "messages": _message,
    "message_echoes": _echo,
    "statuses": _status,
    "calls": _call,
}


# ---------------------------------------------------------------- about the account

_TOPICS = {
    "account_update": "Status akun WhatsApp berubah",
    "account_alerts": "Peringatan akun WhatsApp",
    "account_review_update": "Hasil tinjauan akun WhatsApp",
    "business_capability_update": "Batas pengiriman akun berubah",
    "history": "Riwayat percakapan lama dibagikan dari HP; pakai impor ekspor bila diperlukan",
    "message_template_quality_update": "Mutu contoh jawaban berubah",
    "message_template_status_update": "Status contoh jawaban berubah",
    "phone_number_name_update": "Nama tampilan nomor ditinjau",
    "phone_number_quality_update": "Mutu nomor WhatsApp berubah",
    "smb_app_state_sync": "Daftar kontak di HP disinkronkan",
    "user_preferences": "Warga mengubah pilihan menerima pesan",
}
_TELLING = (
    "event", "message_template_name", "reason", "current_limit", "decision",
    "new_quality_score", "previous_quality_score", "rejection_reason", "alert_type",
)  # fmt: skip


def _words_of_notice(field: str, value: dict[str, Any]) -> str:
    """Say what a provider reports of the account; never a person's words or number."""
    topic = _TOPICS.get(field, f"Kabar dari WhatsApp: {field}")
    told = [text_of(value.get(name)) for name in _TELLING]
    return ". ".join([topic, ", ".join(word for word in told if word)]).strip(". ")


def _notice(change: Any, topic: str, words: str, value: dict[str, Any]) -> Notice:
    return Notice(digest(change), topic[:60], words[:500], _time(value))


def _time(item: dict[str, Any]) -> datetime:
    return time_of(item.get("timestamp"))


def _known(value: Any) -> str:
    """Return the key of a message spoken of elsewhere, made as its own key was."""
    return key_of(value, "") if text_of(value).strip() else ""
