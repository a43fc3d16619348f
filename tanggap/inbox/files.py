"""Files of a message: kept by gateway, hung on the message here."""

from collections.abc import Sequence

from django.core.files.base import File

from tanggap.base.acting import Actor
from tanggap.gateway.events import MediaRef
from tanggap.inbox.models import Attachment, Message


def attach(message: Message, ref: MediaRef, position: int) -> None:
    """Hang a file on ``message`` that gateway is still to fetch from the provider."""
    from tanggap.gateway.actions import expect_media

    media = expect_media(message.line, ref)
    Attachment.objects.create(message=message, media=media, caption=ref.caption, position=position)


def keep_photos(actor: Actor, message: Message, photos: Sequence["File[bytes]"]) -> int:
    """Keep the uploaded ``photos`` and hang them on ``message``; return how many."""
    for position, photo in enumerate(photos):
        from tanggap.gateway.actions import keep_media

        media = keep_media(
            actor,
            message.line,
            f"{message.key}:{position}",
            photo.read(),
            photo.name or "",
            getattr(photo, "content_type", "") or "",
        )
        Attachment.objects.create(message=message, media=media, position=position)
    return len(photos)
