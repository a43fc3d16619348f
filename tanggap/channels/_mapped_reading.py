"""Reading a gateway's call by its description: every item it holds, none trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    Failure,
    FailureKind,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Notice,
    Party,
    Request,
    SignOfLife,
    Unreadable,
)
from tanggap.channels._json import (
    UNKNOWN_TIME,
    digest,
    key_of,
    parsed,
    storable,
    text_of,
    time_of,
)
from tanggap.channels._phone import from_network, from_provider
from tanggap.channels._providing import Provider, Shape

_UNSEEN = "(kiriman ini hanya dapat dilihat di HP; gateway tidak meneruskan isinya)"
_GROUPS = ("@g.us", "@broadcast", "@newsletter")
_KINDS = {
    "image": MessageKind.IMAGE, "video": MessageKind.VIDEO, "audio": MessageKind.AUDIO,
    "ptt": MessageKind.AUDIO, "voice": MessageKind.AUDIO, "document": MessageKind.DOCUMENT,
    "application": MessageKind.DOCUMENT, "text": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER, "contact": MessageKind.CONTACT,
    "location": MessageKind.LOCATION,
}  # fmt: skip


def events_of(request: Request, provider: Provider) -> list[Event]:
    """Return everything that ``request`` holds by the description of its gateway."""
    whole = tree_of(request)
    found: list[Event] = []
    fitted = False
    for shape in provider.inbound:
        if not _fits(whole, shape):
            continue
        fitted = True
        for item in _items(whole, shape.each):
            found += _READERS[shape.gives](_Item(item, whole, shape, provider))
    if fitted:
        return found or [Unreadable(digest(whole), "Tidak ada isi yang dapat dibaca.")]
    # News of another kind (typing, presence, labels) stays kept and needs nobody.
    if provider.event and text_of(at(whole, provider.event)):
        return []
    return [Unreadable(digest(whole), "Bentuk panggilan tidak sesuai uraian gateway.")]


def tree_of(request: Request) -> Any:
    """Return the body's JSON or form, with the query's parameters beside it."""
    beside = _form(request.query)
    try:
        whole = parsed(request.body) if request.body.strip() else {}
    except ValueError:
        whole = _form(request.body.decode("utf-8", "replace"))
    return {**beside, **whole} if isinstance(whole, dict) else whole


def _form(text: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=500)
    except ValueError:
        return {}
    return {storable(name): storable(value) for name, value in reversed(pairs)}


def at(whole: Any, path: str) -> Any:
    """Return what stands at ``path`` (``payload.from``, ``data.0.id``), else ``None``."""
    for step in path.split(".") if path else ():
        if isinstance(whole, dict):
            whole = whole.get(step)
        elif isinstance(whole, list) and step.isdecimal() and len(step) < 6:
            whole = whole[int(step)] if int(step) < len(whole) else None
        else:
            return None
    return whole


def _items(whole: Any, each: str) -> list[Any]:
    items = at(whole, each) if each else whole
    return items if isinstance(items, list) else [items]


def plain(value: Any) -> str:
    """Return a value as descriptions write it: yes and no are ``true`` and ``false``."""
    return str(value).lower() if isinstance(value, bool) else text_of(value)


def _fits(whole: Any, shape: Shape) -> bool:
    for path, values in shape.when.items():
        value = plain(at(whole, path))
        if not (value in values or ("*" in values and at(whole, path) not in (None, "", [], {}))):
            return False
    return True


@dataclass(frozen=True)
class _Item:
    """One item of a call, and where to look in it: in itself first, then in the whole."""

    item: Any
    whole: Any
    shape: Shape
    provider: Provider

    def every(self, name: str) -> Iterator[Any]:
        for path in self.shape.paths.get(name, ()):
            for place in (self.item, self.whole):
                value = at(place, path)
                if value not in (None, "", [], {}):
                    yield value
                    break

    def text(self, name: str) -> str:
        return next((plain(value) for value in self.every(name) if plain(value)), "")

    def time(self, name: str = "at") -> datetime:
        return _time(self.text(name), self.provider.zone)

    @property
    def key(self) -> str:
        return key_of(self.text("id"), [self.item, self.whole])

    def identities(self, name: str) -> tuple[IdentityKey, ...]:
        """Return whom the paths name, numbers before ids that are none."""
        keys = [self.identity(plain(value)) for value in self.every(name)]
        unique = dict.fromkeys(key for key in keys if key is not None)
        return tuple(sorted(unique, key=lambda one: one.kind != "phone"))

    def identity(self, value: str) -> IdentityKey | None:
        if self.provider.channel == "sms":
            return from_network(value)
        name, _, realm = value.partition("@")
        if realm == "lid":
            return IdentityKey("wa_lid", name.partition(":")[0][:200])
        return from_provider(name.partition(":")[0])


def _time(value: str, zone: str) -> datetime:
    if value.replace(".", "", 1).isdigit():
        return time_of(value)
    try:
        found = datetime.fromisoformat(value.strip())
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(zone))
        found = found.astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return UNKNOWN_TIME
    return found if 1970 < found.year < 2100 else UNKNOWN_TIME


# ---------------------------------------------------------------- a message


def _message(item: _Item) -> Iterator[Event]:
    senders = [plain(value) for value in item.every("sender")]
    partners = [plain(value) for value in item.every("partner")]
    if item.text("is_group") == "true" or any(_is_group(one) for one in senders + partners):
        yield _from_a_group(item, next(filter(_is_group, partners + senders), ""))
        return
    is_ours = item.text("from_me") in ("true", "1")
    who = item.identities("partner" if is_ours else "sender")
    if not who:
        yield Unreadable(item.key, "Kiriman tanpa nomor pengirim.")
        return
    media = _media(item)
    text, kind = _words(item, media)
    yield MessageSeen(
        key=item.key,
        party=Party(who, "" if is_ours else item.text("name")[:160]),
        sent_at=item.time(),
        kind=kind,
        text=text,
        is_ours=is_ours,
        media=media,
        reply_to=item.text("reply_to")[:190],
        forwarded=item.text("forwarded") == "true",
    )


def _is_group(value: str) -> bool:
    return value.endswith(_GROUPS)


def _from_a_group(item: _Item, group: str) -> Event:
    words = "Pesan dari grup tidak dibaca. Minta warga menulis langsung ke nomor puskesmas."
    name = digest(["group", group])
    return Notice(name, "group", words, item.time())


def _words(item: _Item, media: tuple[MediaRef, ...]) -> tuple[str, MessageKind]:
    text = item.text("text")
    latitude, longitude = item.text("latitude"), item.text("longitude")
    if latitude and longitude:
        place = [item.text("place"), f"Titik: {latitude}, {longitude}"]
        return "\n".join(filter(None, place)), MessageKind.LOCATION
    if media:
        return text, _media_kind(item)
    if text:
        return text, MessageKind.TEXT
    return _UNSEEN, MessageKind.UNSUPPORTED


def _media_kind(item: _Item) -> MessageKind:
    told = item.text("kind") or _present(item)[0]
    for word in (told, item.text("mime").partition("/")[0]):
        if word in _KINDS:
            return _KINDS[word]
    return MessageKind.DOCUMENT


def _present(item: _Item) -> tuple[str, str, bool]:
    """Return kind and address of the file a message carries, and whether there is any."""
    is_there, kind_there = False, ""
    for kind, paths in item.shape.media.items():
        for path in paths:
            value = at(item.item, path) or at(item.whole, path)
            if isinstance(value, str) and value:
                return kind, storable(value), True
            if value:
                is_there, kind_there = True, kind
    return kind_there, "", is_there


def _media(item: _Item) -> tuple[MediaRef, ...]:
    _, url, is_there = _present(item)
    if not is_there:
        return ()
    return (
        MediaRef(
            key=f"{item.key}:0",
            mime=item.text("mime")[:120],
            file_name=item.text("media_name")[:200],
            url=url[:2000],
            is_missing=not url,
        ),
    )


# ---------------------------------------------------------------- everything else


def _delivery(item: _Item) -> Iterator[Event]:
    state = item.shape.states.get(item.text("state"))
    if state == "":
        return
    raw = next(item.every("id"), None)
    keys = [text_of(one) for one in (raw if isinstance(raw, list) else [raw])]
    if state is None or not any(keys):
        yield Unreadable(digest([item.item, item.whole]), "Kabar pengiriman tidak dikenal.")
        return
    failure = None
    if state == "failed":
        code = (item.text("reason") or item.text("state"))[:40]
        advice = "Gateway tidak dapat menyampaikan pesan ini. Hubungi dengan cara lain."
        failure = Failure(FailureKind.GIVE_UP, code, advice)
    for key in filter(None, keys):
        own = item.text("own_key")[:60]
        yield DeliverySeen(key_of(key, ""), state, item.time(), own, failure)  # type: ignore[arg-type]


def _edit(item: _Item) -> Iterator[Event]:
    yield MessageEdited(item.key, _original(item), item.text("text"), item.time())


def _revoke(item: _Item) -> Iterator[Event]:
    original = _original(item)
    yield MessageRevoked(key_of(item.text("id"), ["revoked", original]), original, item.time())


def _original(item: _Item) -> str:
    return key_of(item.text("original"), [item.item, "?"])


def _alive(item: _Item) -> Iterator[Event]:
    state, time = item.text("state"), item.time()
    if state in item.shape.alive:
        yield SignOfLife(time)
    else:
        words = item.shape.trouble or "HP terputus dari gateway. Sambungkan lagi di gateway."
        yield SignOfLife(None, trouble=words)


_READERS: Mapping[str, Any] = {
    "message": _message,
    "delivery": _delivery,
    "edit": _edit,
    "revoke": _revoke,
    "alive": _alive,
}
