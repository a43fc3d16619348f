"""What channels report becomes messages of a person; the same report twice changes nothing."""

from datetime import datetime

from django.db.models import ProtectedError

from tanggap.base.acting import Actor, Refused, action, nothing_changed
from tanggap.base.words import stemmed
from tanggap.gateway.events import (
    CommentHidden,
    CommentsListed,
    Event,
    IdentityChanged,
    IdentityKey,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Party,
    Reaction,
)
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.inbox.changes import (
    apply_early,
    change_words,
    complete,
    hide,
    put_reaction,
    withdraw,
)
from tanggap.inbox.comments import (
    ask_after_missing,
    comment_addressed,
    learn,
    person_answered,
    place_beside,
    place_comment,
)
from tanggap.inbox.files import attach
from tanggap.inbox.known import Known
from tanggap.inbox.models import Message, Person
from tanggap.inbox.outgoing import NOTED, adopt_dispatch, link_dispatch
from tanggap.inbox.parties import change_identity, whose

# Kinds that tell and ask nothing: they never wait at triage.
_TELLS = frozenset({MessageKind.SYSTEM})


@action("inbox.take_in")
def take_in(
    actor: Actor,
    line: Line,
    event: Event,
    received_at: datetime,
    arrival: Arrival | None = None,
    *,
    known: Known | None = None,
) -> Message | None:
    """Carry out one event of a channel; return the message it is or changes, if any.

    ``known`` is what a batch has loaded for all its events (:meth:`Known.of`).
    """
    nothing_changed()
    known = known or Known.of(line, [event])
    if isinstance(event, MessageSeen):
        return _message(known, event, received_at, arrival)
    if isinstance(event, MessageEdited):
        return change_words(known, event)
    if isinstance(event, MessageRevoked):
        return withdraw(known, event)
    if isinstance(event, Reaction):
        return put_reaction(known, event)
    if isinstance(event, CommentHidden):
        return hide(known, event)
    if isinstance(event, CommentsListed):
        ask_after_missing(line, event)
    if isinstance(event, IdentityChanged):
        change_identity(known, event)
    return None


@action("inbox.note_sent")
def note_sent(actor: Actor, dispatch: Dispatch) -> Message:
    """Put what we sent into the thread, once, however it was learnt that it was sent."""
    nothing_changed()
    present = Message.objects.filter(dispatch=dispatch).first()
    if present is not None:
        return present
    if dispatch.provider_key:
        echo = Message.objects.filter(line_id=dispatch.line_id, key=dispatch.provider_key).first()
        if echo is not None:
            return link_dispatch(echo, dispatch)
    sent_at = dispatch.sent_at or dispatch.queued_at
    key = dispatch.provider_key or f"{NOTED}{dispatch.key}"
    comment, is_public = comment_addressed(dispatch.line, dispatch.to)
    if comment is not None:
        event = MessageSeen(key, Party(()), sent_at, text=dispatch.text, reply_to=comment.key)
        known = Known.of(dispatch.line, [event])
        message = _new(known, event, comment.person, sent_at, dispatch=dispatch)
        if is_public:
            place_beside(message, comment)
        return message
    party = Party(tuple(IdentityKey(to["kind"], to["value"]) for to in dispatch.to))
    event = MessageSeen(key, party, sent_at, text=dispatch.text, reply_to=dispatch.reply_to)
    known = Known.of(dispatch.line, [event])
    return _new(known, event, whose(known, party, sent_at), sent_at, dispatch=dispatch)


@action("inbox.let_go_of_sent")
def let_go_of_sent(actor: Actor, dispatch: Dispatch) -> None:
    """Take out of the thread what stood there as sent by hand: it had not been sent yet.

    What the handphone's own export has shown since was sent: it stays, and says so.
    """
    nothing_changed()
    message = Message.objects.filter(dispatch=dispatch).first()
    if message is None:
        return
    if not message.key.startswith(NOTED) or message.import_run_id:
        raise Refused("Pesan ini sudah terlihat di percakapan HP, jadi memang sudah dikirim.")
    try:
        message.delete()
    except ProtectedError as error:
        raise Refused("Pesan ini sudah dipakai di tempat lain; tidak dapat dibatalkan.") from error


def _message(
    known: Known, event: MessageSeen, received_at: datetime, arrival: Arrival | None
) -> Message:
    present = known.messages.get(event.key)
    if present is not None:
        complete(present, event, received_at)
        learn(present, event)
        _name_writer(known, present, event)
        return present
    person = whose(known, event.party, event.sent_at) or person_answered(known, event)
    dispatch = known.dispatches.get(event.key) if event.is_ours else None
    if event.is_ours:
        ours = adopt_dispatch(known.line, person, event, dispatch)
        if isinstance(ours, Message):
            known.messages[event.key] = ours
            return ours
        dispatch = ours
    message = _new(known, event, person, received_at, arrival=arrival, dispatch=dispatch)
    for position, media in enumerate(event.media):
        attach(message, media, position)
    place_comment(message, event)
    if event.key in known.changed_early:
        apply_early(message)
    return message


def _name_writer(known: Known, message: Message, event: MessageSeen) -> None:
    """Learn from a later look who wrote a message, or what they are called, where the hook
    left it out.
    """
    if event.is_ours or not event.party.identities or message.revoked_at is not None:
        return
    if event.party.name and not message.sender_name and message.person_id is not None:
        message.sender_name = event.party.name[:160]
        message.save(update_fields=["sender_name"])
        whose(known, event.party, event.sent_at)  # names a person who had no name
    if message.person_id is None and event.comment is not None:
        message.person = whose(known, event.party, event.sent_at)
        message.sender_name = event.party.name[:160]
        message.save(update_fields=["person", "sender_name"])


def _new(
    known: Known,
    event: MessageSeen,
    person: Person | None,
    received_at: datetime,
    *,
    arrival: Arrival | None = None,
    dispatch: Dispatch | None = None,
) -> Message:
    is_ours = event.is_ours or dispatch is not None
    captions = " ".join(media.caption for media in event.media if media.caption)
    message = Message.objects.create(
        facility_id=known.line.facility_id,
        line=known.line,
        person=person,
        key=event.key,
        sender_name="" if is_ours else event.party.name[:160],
        direction=Message.Direction.OUT if is_ours else Message.Direction.IN,
        kind=event.kind,
        text=event.text,
        sent_at=event.sent_at,
        received_at=received_at,
        reply_to=event.reply_to,
        is_echo=event.is_ours and dispatch is None,
        is_forwarded=event.forwarded,
        incomplete_at=received_at if event.is_incomplete else None,
        arrival=arrival,
        dispatch=dispatch,
        jotted=dict(event.jotted),
        sorted_at=received_at if event.kind in _TELLS and not is_ours else None,
        search_text=stemmed(f"{event.text} {captions}"),
    )
    known.messages[event.key] = message
    return message
