"""Descriptions of gateways: what they call with and how they are called, as data (TOML).

One description per gateway, in ``_providers``, or pasted into a line's settings. It is
checked when it is read, so that a slip is said at once and in words.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from tanggap.channels._address import is_safe

OWN = "sendiri"
GIVES = ("message", "delivery", "edit", "revoke", "alive")
AUTHS = ("path", "hmac", "header", "query", "field")
MEANS = ("sent", "retry", "mend_settings", "give_up", "unsure")
PLACEHOLDERS = frozenset(
    {"to", "text", "key", "hook", "account", "password", "basic", "sender", "base_url"}
)
Paths = tuple[str, ...]


class Misdescribed(ValueError):
    """The description cannot be used; the sentence (Indonesian) says why."""


@dataclass(frozen=True)
class Auth:
    """How a call proves that it is the gateway's. ``path``: by the hook's address alone."""

    kind: str = "path"
    name: str = ""
    prefix: str = ""
    algorithm: str = "sha256"


@dataclass(frozen=True)
class Shape:
    """One kind of call: when it is that one, and where in it what stands."""

    gives: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    each: str = ""
    paths: Mapping[str, Paths] = field(default_factory=dict)
    media: Mapping[str, Paths] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    alive: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Outbound:
    """How one message is handed over."""

    url: str
    method: str = "POST"
    body: str = "json"
    to: str = "digits"
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """How the gateway is asked whether it is alive, and what it says of itself."""

    ask: Outbound
    path: str = ""
    alive: tuple[str, ...] = ()
    trouble: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """How one kind of answer is understood; the first that fits counts."""

    means: str
    status: tuple[int, ...] = ()
    path: str | None = None
    values: tuple[str, ...] = ()
    key: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Provider:
    """A gateway as described."""

    name: str
    label: str
    channel: str
    about: str = ""
    needs: tuple[str, ...] = ()
    base_url: str = ""
    event: str = ""
    zone: str = "Asia/Jakarta"
    reply: str = ""
    media_hosts: tuple[str, ...] = ()
    bad_secrets: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    """Fields of its calls that hold a password: never kept."""
    auth: Auth = field(default_factory=Auth)
    inbound: tuple[Shape, ...] = ()
    outbound: Outbound | None = None
    answers: tuple[Rule, ...] = ()
    status: Status | None = None


@functools.cache
def providers(channel: str) -> Mapping[str, Provider]:
    """Return the gateways that come with Tanggap for ``sms`` or ``whatsapp``, by name."""
    folder = resources.files("tanggap.channels").joinpath("_providers")
    files = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    found = [
        described(folder.joinpath(name).read_text("utf-8"), name.removesuffix(".toml"))
        for name in files
    ]
    return {one.name: one for one in found if one.channel == channel}


@functools.lru_cache(maxsize=64)
def described(text: str, name: str = OWN) -> Provider:
    """Read a description; raises :class:`Misdescribed` with what is wrong with it."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misdescribed(f"Uraian gateway bukan TOML yang benar ({error}).") from error
    except RecursionError as error:
        raise Misdescribed("Uraian gateway bersarang terlalu dalam.") from error
    try:
        return _provider(whole, name)
    except (TypeError, ValueError, AttributeError) as error:
        words = str(error) if isinstance(error, Misdescribed) else "ada isian yang salah bentuk"
        raise Misdescribed(f"Uraian gateway belum benar: {words}.") from error


def _provider(whole: dict[str, Any], name: str) -> Provider:
    _known(whole, "uraian", {
        "label", "for", "about", "needs", "base_url", "event", "zone", "reply", "media_hosts",
        "bad_secrets", "hide", "auth", "inbound", "outbound", "answer", "status",
    })  # fmt: skip
    made = Provider(
        name=name,
        label=str(whole.get("label", "Gateway sendiri")),
        channel=_one_of(str(whole.get("for", "sms")), ("sms", "whatsapp"), "for"),
        about=str(whole.get("about", "")),
        needs=tuple(map(str, whole.get("needs", ()))),
        base_url=str(whole.get("base_url", "")),
        event=str(whole.get("event", "")),
        zone=str(whole.get("zone", "Asia/Jakarta")),
        reply=str(whole.get("reply", "")),
        media_hosts=tuple(map(str, whole.get("media_hosts", ()))),
        bad_secrets=tuple(map(str, whole.get("bad_secrets", ()))),
        hide=tuple(map(str, whole.get("hide", ()))),
        auth=_auth(whole.get("auth", {})),
        inbound=tuple(_shape(one) for one in whole.get("inbound", ())),
        outbound=_outbound(whole["outbound"]) if "outbound" in whole else None,
        answers=tuple(_rule(one) for one in whole.get("answer", ())),
        status=_status(whole["status"]) if "status" in whole else None,
    )
    if not made.inbound and made.outbound is None:
        raise Misdescribed("isi [[inbound]] atau [outbound]")
    if made.base_url and not is_safe(made.base_url):
        raise Misdescribed("base_url harus https://")
    return made


def _auth(raw: dict[str, Any]) -> Auth:
    _known(raw, "[auth]", {"kind", "name", "prefix", "algorithm"})
    made = Auth(**{name: str(value) for name, value in raw.items()})
    _one_of(made.kind, AUTHS, "auth.kind")
    _one_of(made.algorithm, ("sha256", "sha512", "sha1"), "auth.algorithm")
    if made.kind != "path" and not made.name:
        raise Misdescribed("isi auth.name")
    return Auth(
        made.kind,
        made.name.lower() if made.kind in ("hmac", "header") else made.name,
        made.prefix,
        made.algorithm,
    )


_OF_SHAPE = {"gives", "when", "each", "media", "states", "alive", "trouble"}
_PATHS = {
    "id", "sender", "partner", "name", "text", "at", "from_me", "is_group", "media_type",
    "media_name", "mime", "reply_to", "forwarded", "latitude", "longitude", "place", "state",
    "own_key", "original", "reason", "kind",
}  # fmt: skip


def _shape(raw: dict[str, Any]) -> Shape:
    _known(raw, "[[inbound]]", _OF_SHAPE | _PATHS)
    return Shape(
        gives=_one_of(str(raw.get("gives", "message")), GIVES, "inbound.gives"),
        when={str(path): _texts(values) for path, values in raw.get("when", {}).items()},
        each=str(raw.get("each", "")),
        paths={name: _texts(raw[name]) for name in _PATHS & set(raw)},
        media={str(kind): _texts(paths) for kind, paths in raw.get("media", {}).items()},
        states={
            str(theirs): _one_of(str(ours), ("sent", "delivered", "read", "failed", ""), "states")
            for theirs, ours in raw.get("states", {}).items()
        },
        alive=_texts(raw.get("alive", ())),
        trouble=str(raw.get("trouble", "")),
    )


_OF_CALL = {"url", "method", "body", "headers", "fields"}


def _status(raw: dict[str, Any]) -> Status:
    _known(raw, "[status]", _OF_CALL | {"path", "alive", "trouble", "facts"})
    asked = {"method": "GET", "body": "query"} | {n: raw[n] for n in _OF_CALL & set(raw)}
    return Status(
        ask=_outbound(asked, "status"),
        path=str(raw.get("path", "")),
        alive=_texts(raw.get("alive", ())),
        trouble=str(raw.get("trouble", ""))[:300],
        facts={str(label): str(path) for label, path in raw.get("facts", {}).items()},
    )


def _outbound(raw: dict[str, Any], name: str = "outbound") -> Outbound:
    _known(raw, f"[{name}]", _OF_CALL | {"to"})
    made = Outbound(
        url=str(raw["url"]) if "url" in raw else "",
        method=_one_of(str(raw.get("method", "POST")), ("GET", "POST"), f"{name}.method"),
        body=_one_of(str(raw.get("body", "json")), ("json", "form", "query"), f"{name}.body"),
        to=_one_of(str(raw.get("to", "digits")), ("plus", "digits", "national", "jid", "c.us"),
                   "outbound.to"),
        headers={str(name): str(value) for name, value in raw.get("headers", {}).items()},
        fields=dict(raw.get("fields", {})),
    )  # fmt: skip
    if not made.url.startswith(("https://", "{base_url}")):
        raise Misdescribed(f"{name}.url harus diawali https:// atau {{base_url}}")
    return made


def _rule(raw: dict[str, Any]) -> Rule:
    _known(raw, "[[answer]]", {"means", "status", "path", "is", "key", "advice"})
    return Rule(
        means=_one_of(str(raw.get("means", "sent")), MEANS, "answer.means"),
        status=tuple(int(one) for one in raw.get("status", ())),
        path=str(raw["path"]) if "path" in raw else None,
        values=_texts(raw.get("is", ())),
        key=str(raw.get("key", "")),
        advice=str(raw.get("advice", "")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_text(one) for one in value)
    return (_text(value),)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(raw: dict[str, Any], where: str, names: set[str]) -> None:
    odd = sorted(set(raw) - names)
    if odd:
        raise Misdescribed(f"«{odd[0]}» tidak dikenal di {where}")


def _one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise Misdescribed(f"{name} harus salah satu dari {', '.join(allowed)}")
    return value
