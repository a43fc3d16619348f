"""Files of a message: kept by gateway, hung on the message here."""

import mimetypes
from collections.abc import Sequence

from django.core.files.base import File

from tanggap.base.acting import Actor
from tanggap.gateway.actions import keep_media
from tanggap.gateway.events import MediaRef
from tanggap.gateway.exports import Said
from tanggap.gateway.models import Media
from tanggap.gateway.reading import expect_media
from tanggap.inbox.chat_import import ParsedChat
from tanggap.inbox.models import Attachment, Message


def attach(message: Message, ref: MediaRef, position: int) -> None:
    """Hang a file on ``message`` that gateway is still to fetch from the provider."""
    media = expect_media(message.line, ref)
    Attachment.objects.create(message=message, media=media, caption=ref.caption, position=position)


def hang(message: Message, media: Sequence[Media]) -> None:
    """Hang files that are kept already on ``message``, the first in front."""
    for position, one in enumerate(media):
        Attachment.objects.create(message=message, media=one, position=position)


def keep_photos(actor: Actor, message: Message, photos: Sequence["File[bytes]"]) -> int:
    """Keep the uploaded ``photos`` and hang them on ``message``; return how many."""
    for position, photo in enumerate(photos):
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


def keep_export_file(
    actor: Actor, message: Message, said: Said, parsed: ParsedChat, hung: Sequence[Attachment]
) -> int:
    """Hang the file that ``said`` names on ``message``, unless it is there; return how many.

    A file that the export left out is shown as missing until a later export brings it.
    """
    if not said.file_name and not said.is_omitted:
        return 0
    if any(attachment.media.state != Media.State.MISSING for attachment in hung):
        return 0
    content = parsed.read_file(said.file_name) if said.file_name else None
    key = f"{message.key}:{said.file_name}"[:300]
    if content is None:
        if not hung:
            ref = MediaRef(key=key, file_name=said.file_name, is_missing=True)
            attach(message, ref, 0)
        return 0
    for attachment in hung:
        attachment.delete()
    mime = mimetypes.guess_type(said.file_name)[0] or ""
    media = keep_media(actor, message.line, key, content, said.file_name, mime)
    Attachment.objects.create(message=message, media=media)
    return 1
