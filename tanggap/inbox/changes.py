"""Edits, removals and reactions: what a message said before is kept, the order never matters."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from tanggap.base.acting import machine
from tanggap.base.words import stemmed
from tanggap.gateway.actions import let_go_of_media
from tanggap.gateway.events import (
    CommentHidden,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Reaction,
)
from tanggap.gateway.queries import channel_of
from tanggap.inbox.known import Known
from tanggap.inbox.models import Attachment, Comment, EarlierText, LateChange, Message

EDIT, REVOKE, REACTION = "edit", "revoke", "reaction"
HIDE, SHOW = "hide", "show"


def change_words(known: Known, event: MessageEdited) -> Message | None:
    """Carry out an edit; words read anew that are the known ones change nothing."""
    if event.is_snapshot:
        present = known.messages.get(event.original_key)
        if present is None or present.text == event.text or present.revoked_at is not None:
            return present
    return _change(known, event.original_key, event.key, EDIT, event.text, event.at)


def withdraw(known: Known, event: MessageRevoked) -> Message | None:
    return _change(known, event.original_key, event.key, REVOKE, "", event.at)


def hide(known: Known, event: CommentHidden) -> Message | None:
    what = HIDE if event.is_hidden else SHOW
    return _change(known, event.original_key, event.key, what, "", event.at)


def put_reaction(known: Known, event: Reaction) -> Message | None:
    return _change(known, event.message_key, event.key, REACTION, event.emoji, event.at)


def apply_early(message: Message) -> None:
    """Apply the changes that came before their message, oldest first."""
    early = LateChange.objects.filter(line_id=message.line_id, message_key=message.key)
    for change in early.order_by("at", "id"):
        _apply(message, change.event_key, change.what, change.text, change.at)
    early.delete()


def apply_late(limit: int) -> int:
    """Apply changes whose message is there by now; return of how many messages.

    Of two workers one may read a message while the other reads its edit: neither sees what
    the other has not committed yet, so the edit waits although its message is there.
    """
    of_change = Message.objects.filter(line=OuterRef("line"), key=OuterRef("message_key"))
    late = LateChange.objects.filter(Exists(of_change)).values_list("line", "message_key")
    pairs = sorted(set(late[:limit]))
    for line_id, key in pairs:
        with transaction.atomic():
            held = Message.objects.select_for_update(of=("self",))
            apply_early(held.get(line_id=line_id, key=key))
    return len(pairs)


def complete(message: Message, event: MessageSeen, at: datetime) -> None:
    """Let a message that lacked a part say what it says with more of its parts.

    One that has been changed or taken back since keeps what its writer wants it to say.
    """
    is_open = message.incomplete_at is not None and message.completed_at is None
    if not is_open or message.revoked_at or message.edited_at:
        return
    if event.is_incomplete and len(event.text) <= len(message.text):
        return
    message.text, message.search_text = event.text, stemmed(event.text)
    message.completed_at = None if event.is_incomplete else at
    message.save(update_fields=["text", "search_text", "completed_at"])


def edit(message: Message, event_key: str, text: str, at: datetime) -> None:
    """Let ``message`` say ``text`` from ``at`` on; an edit older than the last one becomes
    one of its earlier texts, and so does one of a message that was taken back."""
    if message.earlier_texts.filter(event_key=event_key).exists():
        return
    later = message.earlier_texts.filter(until__gt=at).order_by("until").first()
    if later is not None:
        until, later.until = later.until, at
        later.save(update_fields=["until"])
        EarlierText.objects.create(message=message, text=text, until=until, event_key=event_key)
        return
    if message.revoked_at is not None:
        if _forgets(message):
            return
        EarlierText.objects.create(
            message=message, text=text, until=max(at, message.revoked_at), event_key=event_key
        )
        return
    EarlierText.objects.create(message=message, text=message.text, until=at, event_key=event_key)
    message.text, message.edited_at = text, at
    message.search_text = stemmed(text)
    message.save(update_fields=["text", "edited_at", "search_text"])


def revoke(message: Message, event_key: str, at: datetime) -> None:
    """Empty ``message``: its writer took it back. What it said stays among its earlier texts,
    except where the provider wants it gone with everything it said and showed.
    """
    if message.revoked_at is not None:
        return
    if _forgets(message):
        _forget(message)
    elif message.text:
        EarlierText.objects.create(
            message=message, text=message.text, until=at, event_key=event_key
        )
    message.text, message.search_text, message.revoked_at = "", "", at
    message.save(update_fields=["text", "search_text", "revoked_at"])


def _forgets(message: Message) -> bool:
    return channel_of(message.line).abilities.forgets_removed


def _forget(message: Message) -> None:
    """Let go of earlier words and files; the entries written from it stay as they are."""
    message.earlier_texts.all().delete()
    attachments = Attachment.objects.filter(message=message).select_related("media")
    files = [attachment.media for attachment in attachments]
    attachments.delete()
    held = set(Attachment.objects.filter(media__in=files).values_list("media", flat=True))
    lonely = [media for media in files if media.pk not in held]
    if lonely:
        let_go_of_media(machine(message.facility_id), lonely)


def _change(
    known: Known, message_key: str, event_key: str, what: str, text: str, at: datetime
) -> Message | None:
    message = known.messages.get(message_key)
    if message is not None:
        # Another worker may have changed it since it was loaded: never write over that.
        message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        known.messages[message_key] = message
        _apply(message, event_key, what, text, at)
        return message
    LateChange.objects.get_or_create(
        line=known.line,
        event_key=event_key,
        defaults={"message_key": message_key, "what": what, "text": text, "at": at},
    )
    known.changed_early.add(message_key)
    return None


def _apply(message: Message, event_key: str, what: str, text: str, at: datetime) -> None:
    if what == REACTION:
        if message.reaction_at is None or message.reaction_at <= at:
            message.reaction, message.reaction_at = text[:40], at
            message.save(update_fields=["reaction", "reaction_at"])
    elif what in (HIDE, SHOW):
        here = Comment.objects.filter(message=message)
        if not here.filter(hidden_told_at__gt=at).exists():
            here.update(is_hidden=what == HIDE, hidden_told_at=at)
    elif what == REVOKE:
        revoke(message, event_key, at)
    else:
        edit(message, event_key, text, at)
