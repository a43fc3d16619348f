"""What one WhatsApp message says, in words a person can read, whatever its type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tanggap.channels._contract import MediaRef, MessageKind
from tanggap.channels._json import as_dict, as_list, text_of


@dataclass(frozen=True)
class Content:
    kind: MessageKind
    text: str = ""
    media: tuple[MediaRef, ...] = ()


def content_of(message: dict[str, Any]) -> Content:
    """Return the content of ``message``; an unknown type is kept as unsupported."""
    kind = text_of(message.get("type"))
    read = _TYPES.get(kind)
    if read is not None:
        return read(message.get(kind))
    if kind in _FILES:
        return _file(_FILES[kind], as_dict(message.get(kind)))
    if not kind and isinstance(message.get("text"), dict):
        return _text(message["text"])
    return _unsupported(kind, message)


def _text(part: Any) -> Content:
    return Content(MessageKind.TEXT, text_of(as_dict(part).get("body")))


def _file(kind: MessageKind, part: dict[str, Any]) -> Content:
    caption = text_of(part.get("caption"))
    key = text_of(part.get("id")).strip()[:300]
    if not key:
        return Content(kind, caption)
    media = MediaRef(
        key=key,
        mime=text_of(part.get("mime_type"))[:120],
        sha256=text_of(part.get("sha256"))[:64],
        file_name=text_of(part.get("filename"))[:200],
        caption=caption,
        url=text_of(part.get("url")),
    )
    return Content(kind, caption, (media,))


def _location(part: Any) -> Content:
    part = as_dict(part)
    place = [text_of(part.get(name)) for name in ("name", "address")]
    point = ", ".join(text_of(part.get(name)) for name in ("latitude", "longitude"))
    lines = [line for line in place if line]
    if point.strip(", "):
        lines.append(f"Titik: {point}")
    return Content(MessageKind.LOCATION, "\n".join(lines))


def _contacts(part: Any) -> Content:
    lines = []
    for contact in map(as_dict, as_list(part)):
        name = as_dict(contact.get("name"))
        numbers = [text_of(as_dict(phone).get("phone")) for phone in as_list(contact.get("phones"))]
        shown = text_of(name.get("formatted_name")) or text_of(name.get("first_name"))
        lines.append(": ".join(filter(None, [shown, ", ".join(filter(None, numbers))])))
    return Content(MessageKind.CONTACT, "\n".join(lines))


def _interactive(part: Any) -> Content:
    part = as_dict(part)
    for name in ("button_reply", "list_reply"):
        chosen = as_dict(part.get(name))
        if chosen:
            words = [text_of(chosen.get("title")), text_of(chosen.get("description"))]
            return Content(MessageKind.CHOICE, "\n".join(filter(None, words)))
    filled = as_dict(part.get("nfm_reply"))
    words = [text_of(filled.get("body")), text_of(filled.get("response_json"))]
    return Content(MessageKind.CHOICE, "\n".join(filter(None, words)))


def _button(part: Any) -> Content:
    part = as_dict(part)
    return Content(MessageKind.CHOICE, text_of(part.get("text")) or text_of(part.get("payload")))


def _order(part: Any) -> Content:
    part = as_dict(part)
    lines = [text_of(part.get("text"))]
    for item in map(as_dict, as_list(part.get("product_items"))):
        name, count = text_of(item.get("product_retailer_id")), text_of(item.get("quantity"))
        lines.append(f"Pesanan: {name} × {count}")
    return Content(MessageKind.ORDER, "\n".join(filter(None, lines)))


def _system(part: Any) -> Content:
    return Content(MessageKind.SYSTEM, text_of(as_dict(part).get("body")))


def _reaction(part: Any) -> Content:
    return Content(MessageKind.UNSUPPORTED, text_of(as_dict(part).get("emoji")))


def _unsupported(kind: str, message: dict[str, Any]) -> Content:
    """Keep what WhatsApp itself would not hand over, and every type to come."""
    part = as_dict(message.get("unsupported")) or as_dict(message.get(kind))
    inner = text_of(part.get("type"))
    said = [text_of(part.get(name)) for name in ("body", "text", "caption", "title")]
    words = next((word for word in said if word), "")
    name = inner or (kind if kind != "unsupported" else "")
    label = f"(jenis pesan «{name[:40]}» belum dapat ditampilkan)" if name else _NOT_SHOWN
    return Content(MessageKind.UNSUPPORTED, "\n".join(filter(None, [words, label])))


_NOT_SHOWN = "(pesan ini hanya dapat dilihat di HP; WhatsApp tidak meneruskan isinya)"
_FILES = {
    "image": MessageKind.IMAGE,
    "video": MessageKind.VIDEO,
    "audio": MessageKind.AUDIO,
    "voice": MessageKind.AUDIO,
    "document": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
}
_TYPES: dict[str, Callable[[Any], Content]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "system": _system,
    "reaction": _reaction,
    "request_welcome": lambda _: Content(MessageKind.SYSTEM, "Percakapan dibuka."),
    "call": lambda _: Content(MessageKind.CALL),
}
