"""What a message on Messenger or Instagram says, in words and files, in both of Meta's shapes.

A hook tells ``attachments`` as a list of type and payload; the Graph API, when asked, as
``{"data": […]}`` with one field for each kind of file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tanggap.channels._contract import MediaRef, MessageKind
from tanggap.channels._json import as_dict, as_list, text_of

_FILES = {
    "image": (MessageKind.IMAGE, "image/jpeg"),
    "video": (MessageKind.VIDEO, "video/mp4"),
    "audio": (MessageKind.AUDIO, ""),
    "file": (MessageKind.DOCUMENT, ""),
    "ig_reel": (MessageKind.VIDEO, ""),
    "reel": (MessageKind.VIDEO, ""),
    "story_mention": (MessageKind.IMAGE, ""),
    "ephemeral": (MessageKind.IMAGE, ""),
}
_SAID = {
    "story_mention": "(menyebut akun puskesmas di ceritanya)",
    "ig_reel": "(membagikan reel)",
    "reel": "(membagikan reel)",
    "ephemeral": "(foto sekali lihat: isinya tidak diteruskan)",
}
_ASKED = (
    ("image_data", MessageKind.IMAGE, "url"),
    ("video_data", MessageKind.VIDEO, "url"),
    ("file_url", MessageKind.DOCUMENT, ""),
)
_NOT_SHOWN = "(pesan ini hanya dapat dilihat di aplikasinya; Meta tidak meneruskan isinya)"


@dataclass(frozen=True)
class Content:
    kind: MessageKind
    text: str = ""
    media: tuple[MediaRef, ...] = ()


def content_of(message: dict[str, Any], mid: str) -> Content:
    """Return what a ``message`` of a hook says; what Meta would not hand over is kept as such."""
    words = [text_of(message.get("text"))]
    kinds: list[MessageKind] = []
    media: list[MediaRef] = []
    for place, item in enumerate(map(as_dict, as_list(message.get("attachments")))):
        kind, said, ref = _attachment(item, mid, place)
        kinds += [kind] if kind else []
        words += [said] if said else []
        media += [ref] if ref else []
    if story := as_dict(as_dict(message.get("reply_to")).get("story")):
        words.append(f"(menanggapi cerita puskesmas {_link(story.get('url'))})".replace(" )", ")"))
    text = "\n".join(word for word in words if word)
    if message.get("is_unsupported") is True or not (text or media):
        return Content(MessageKind.UNSUPPORTED, text or _NOT_SHOWN, tuple(media))
    return Content(kinds[0] if kinds else MessageKind.TEXT, text, tuple(media))


def _attachment(
    item: dict[str, Any], mid: str, place: int
) -> tuple[MessageKind | None, str, MediaRef | None]:
    kind, payload = text_of(item.get("type")), as_dict(item.get("payload"))
    url = text_of(payload.get("url"))
    if kind == "location":
        return MessageKind.LOCATION, _point(payload), None
    if kind == "image" and payload.get("sticker_id"):
        return MessageKind.STICKER, "", _ref(mid, place, url, "image/png")
    if kind in _FILES:
        form, mime = _FILES[kind]
        return form, _SAID.get(kind, ""), _ref(mid, place, url, mime)
    title = text_of(payload.get("title")) or text_of(item.get("title"))
    shared = " ".join(filter(None, [title, _link(url or item.get("url"))]))
    return None, f"(membagikan: {shared})" if shared else f"(lampiran «{kind[:40]}»)", None


def _ref(mid: str, place: int, url: str, mime: str) -> MediaRef | None:
    return MediaRef(f"{mid[:280]}#{place}", mime, url=url) if url else None


def _point(payload: dict[str, Any]) -> str:
    where = as_dict(payload.get("coordinates"))
    return f"Titik: {text_of(where.get('lat'))}, {text_of(where.get('long'))}"


def _link(url: Any) -> str:
    """Return ``url`` without what follows its path: a file's address there holds a key."""
    try:
        parts = urlsplit(text_of(url))
    except ValueError:
        return ""
    return f"https://{parts.netloc}{parts.path}"[:300] if parts.scheme == "https" else ""


def asked_content(message: dict[str, Any], mid: str) -> Content:
    """Return what a ``message`` says that was asked of the Graph API."""
    text = text_of(message.get("message"))
    media = tuple(ref for ref, _ in asked_files(message, mid))
    kinds = [kind for _, kind in asked_files(message, mid)]
    if not text and not media:
        return Content(MessageKind.UNSUPPORTED, _NOT_SHOWN)
    return Content(kinds[0] if kinds else MessageKind.TEXT, text, media)


def asked_files(message: dict[str, Any], mid: str) -> Iterator[tuple[MediaRef, MessageKind]]:
    """Yield the files of a ``message`` that was asked of the Graph API, with their kinds."""
    held = as_list(as_dict(message.get("attachments")).get("data"))
    for place, item in enumerate(map(as_dict, held)):
        for name, kind, inner in _ASKED:
            part = item.get(name)
            url = text_of(as_dict(part).get(inner)) if inner else text_of(part)
            if url:
                mime, title = text_of(item.get("mime_type")), text_of(item.get("name"))
                yield MediaRef(f"{mid[:280]}#{place}", mime[:120], "", title[:200], url=url), kind
                break


def comment_files(value: dict[str, Any], key: str) -> tuple[MediaRef, ...]:
    """Return the picture or film that a hook tells of in a comment."""
    for name, mime in (("photo", "image/jpeg"), ("video", "video/mp4")):
        if url := text_of(value.get(name)):
            return (MediaRef(f"{key}#0", mime, url=url),)
    return ()
