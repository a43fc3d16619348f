"""Public comments: where they stand, whose they are, and which must be asked after."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from tanggap.base.words import stemmed
from tanggap.gateway.events import COMMENT_WRITER, UNDER_COMMENT, CommentsListed, MessageSeen
from tanggap.gateway.models import Line
from tanggap.inbox.known import Known
from tanggap.inbox.models import Comment, Message, Person

_SETTLED = timedelta(minutes=2)  # a comment this young may be missing from a list for a moment


def place_comment(message: Message, event: MessageSeen) -> None:
    """Keep where ``message`` stands, if it is public; one without words is asked after."""
    place = event.comment
    if place is None:
        return
    wanted_at = timezone.now() if place.lacks_words else None
    Comment.objects.get_or_create(
        message=message,
        defaults={
            "post_key": place.post_key[:200],
            "link": place.link[:300],
            "is_mention": place.is_mention,
            "lacks_words": place.lacks_words,
            "wanted_at": wanted_at,
        },
    )


def place_beside(message: Message, comment: Message) -> None:
    """Keep that our ``message`` stands beneath ``comment`` for everybody to read."""
    beside = Comment.objects.filter(message=comment).first()
    if beside is not None:
        Comment.objects.get_or_create(
            message=message, defaults={"post_key": beside.post_key, "link": beside.link}
        )


def learn(message: Message, event: MessageSeen) -> None:
    """Take the words of a mention that came without any, and an address that was not told; a
    known comment keeps its own words."""
    place = event.comment
    if place is None or place.lacks_words or message.revoked_at is not None:
        return
    if place.link:  # Instagram's hook tells none
        Comment.objects.filter(message=message, link="").update(link=place.link[:300])
    waiting = Comment.objects.filter(message=message, lacks_words=True)
    if not waiting.exists():
        return
    message.text, message.search_text = event.text, stemmed(event.text)
    message.sender_name = message.sender_name or event.party.name[:160]
    message.save(update_fields=["text", "search_text", "sender_name"])
    waiting.update(lacks_words=False, wanted_at=None)


def person_answered(known: Known, event: MessageSeen) -> Person | None:
    """Return to whom an own comment speaks: whoever wrote the one it stands beneath."""
    parent = known.messages.get(event.reply_to) if event.comment else None
    return parent.person if parent is not None else None


def comment_addressed(line: Line, to: Sequence[dict[str, str]]) -> tuple[Message | None, bool]:
    """Return the comment that an answer to ``to`` goes to, and whether everybody reads it."""
    for one in to:
        if one["kind"] in (COMMENT_WRITER, UNDER_COMMENT):
            key = one["value"].partition("@")[0]
            found = Message.objects.filter(line=line, key=key).select_related("person").first()
            return found, one["kind"] == UNDER_COMMENT
    return None, False


def ask_after_missing(line: Line, listed: CommentsListed) -> int:
    """Let comments be looked up that we hold and their post no longer shows."""
    held = Comment.objects.filter(
        message__line=line,
        post_key=listed.post_key,
        is_mention=False,
        wanted_at=None,
        message__revoked_at=None,
        message__received_at__lt=listed.at - _SETTLED,
        message__sent_at__lt=listed.at - _SETTLED,
    )
    if listed.since is not None:
        held = held.filter(message__sent_at__gt=listed.since)
    gone = held.exclude(message__key__in=listed.keys)
    return gone.update(wanted_at=timezone.now(), tries=0)
