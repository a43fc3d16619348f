"""What a person does at triage, carried out by the actions of the steps to the left."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tanggap.base.acting import Actor, Refused
from tanggap.inbox.actions import set_aside, take_back
from tanggap.inbox.models import Message, SetAside
from tanggap.logbook.actions import add_message, take_message_out
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_to
from tanggap.reply.actions import answer_at_once

REASONS = {
    "spam": SetAside.Reason.SPAM,
    "bukan-umpan-balik": SetAside.Reason.NO_FEEDBACK,
}


@dataclass(frozen=True)
class Done:
    """What was done, in words, and what is needed to undo it."""

    words: str
    message_ids: tuple[int, ...]
    entry_id: int | None = None
    url: str = ""


def _ids(messages: Sequence[Message]) -> tuple[int, ...]:
    return tuple(message.pk for message in messages)


def _some(messages: Sequence[Message]) -> str:
    return "Pesan" if len(messages) == 1 else f"{len(messages)} pesan"


@transaction.atomic
def put_aside(actor: Actor, messages: Sequence[Message], reason: str, advice: str = "") -> Done:
    for message in messages:
        set_aside(actor, message, reason, advice)
    return Done(f"{_some(messages)} disisihkan: {SetAside.Reason(reason).label}.", _ids(messages))


@transaction.atomic
def add_to_entry(actor: Actor, messages: Sequence[Message], entry: Entry) -> Done:
    for message in messages:
        add_message(actor, entry, message)
    return Done(f"{_some(messages)} ditambahkan ke entri {entry.number}.", _ids(messages), entry.pk)


@transaction.atomic
def answer(actor: Actor, messages: Sequence[Message], text: str, form_key: UUID) -> Done:
    """Answer the last of ``messages``; the others are answered with it."""
    if not text.strip():
        raise Refused("Tulis dulu jawabannya, lalu kirim.")
    *others, last = messages
    for message in others:
        set_aside(actor, message, SetAside.Reason.ANSWERED)
    reply = answer_at_once(actor, last, text.strip(), form_key)
    is_hand = reply.dispatch is not None and reply.dispatch.state == "hand"
    words = "masuk daftar «Kirim lewat HP»" if is_hand else "dikirim"
    return Done(f"Jawaban {words}; {_some(messages).lower()} selesai.", _ids(messages))


@transaction.atomic
def send_elsewhere(
    actor: Actor,
    messages: Sequence[Message],
    advice: str,
    *,
    reply_text: str = "",
    form_key: UUID,
) -> Done:
    """Say that it is not ours to answer, where to go instead, and tell the person if asked."""
    if not advice.strip():
        raise Refused("Pilih atau tulis ke mana warga sebaiknya menghubungi.")
    if reply_text:
        answer_at_once(actor, messages[-1], reply_text, form_key)
    done = put_aside(actor, messages, SetAside.Reason.NOT_FOR_US, advice.strip())
    tail = " Saran diteruskan kepada pengirim." if reply_text else ""
    return Done(done.words + tail, done.message_ids)


@transaction.atomic
def undo(actor: Actor, messages: Sequence[Message], entry_id: int | None = None) -> int:
    """Let ``messages`` wait again; an answer already sent stays sent."""
    entry = visible_to(actor).filter(pk=entry_id).first() if entry_id else None
    for message in messages:
        if entry is not None:
            take_message_out(actor, entry, message)
        else:
            take_back(actor, message)
    return len(messages)


def advice_letter(place: str, health_centre: str) -> str:
    """Return the answer that sends a person on, in the health centre's words."""
    return (
        f"Terima kasih sudah menghubungi {health_centre}. Hal ini berada di luar kewenangan "
        f"puskesmas. Bapak/Ibu dapat menghubungi: {place}. Semoga segera teratasi."
    )
