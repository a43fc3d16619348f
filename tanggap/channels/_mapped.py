"""A channel that is a description: the one behaviour of ``sms_http`` and ``wa_gateway``."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from tanggap.channels._address import MUST_BE_SAFE, is_safe
from tanggap.channels._contract import (
    Admission,
    Awaited,
    Channel,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    MediaRef,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    Settings,
    TooLarge,
    Unreachable,
)
from tanggap.channels._mapped_reading import at, events_of, plain, tree_of
from tanggap.channels._mapped_sending import check, filled_headers, hand_over
from tanggap.channels._mapped_status import look
from tanggap.channels._meta import unreached
from tanggap.channels._providing import OWN, Misdescribed, Provider, described, providers
from tanggap.channels._sms_text import sms_wording

_KNOWN_TO_ALL = "Ini kunci bawaan yang dikenal umum. Ganti dahulu di gateway."
_USUAL_SECRETS = ("password", "passkey", "passwd", "apikey", "api_key", "token", "secret")
_SETTINGS = ("base_url", "account", "password", "hook_secret", "sender")


class MappedChannel(Channel):
    """Verifies, reads and sends by the description that a line's settings name."""

    family: ClassVar[str]

    def provider(self, settings: Settings) -> Provider:
        """Return the description; raises :class:`Misdescribed` where it cannot be used."""
        name = settings.get("provider", "")
        if name != OWN:
            found = providers(self.family).get(name)
            if found is None:
                raise Misdescribed("Pilih gateway yang dipakai.")
            return found
        if not settings.get("description", "").strip():
            raise Misdescribed("Tempel uraian gateway Anda; contohnya ada di «Cara menyiapkan».")
        made = described(settings["description"])
        if made.channel != self.family:
            raise Misdescribed(f"Uraian gateway belum benar: for harus «{self.family}».")
        check(made)
        return made

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        labels = {field.name: field.label for field in self.fields}
        if settings.get("base_url") and not is_safe(settings["base_url"]):
            found["base_url"] = f"{labels['base_url']} {MUST_BE_SAFE}"
        for name in _SETTINGS:
            if not all(" " <= sign <= "~" for sign in settings.get(name, "")):
                found[name] = "Hanya huruf, angka, dan tanda biasa."
        try:
            provider = self.provider(settings)
        except Misdescribed as error:
            name = "description" if settings.get("provider") == OWN else "provider"
            return {name: str(error)} | found
        needs = [*provider.needs, *(["hook_secret"] if provider.auth.kind != "path" else [])]
        for name in needs:
            if name in labels and not settings.get(name):
                found.setdefault(name, f"{labels[name]} wajib diisi untuk {provider.label}.")
        if settings.get("hook_secret") in provider.bad_secrets:
            found["hook_secret"] = _KNOWN_TO_ALL
        return found

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        if request.method not in ("GET", "POST"):
            return Admission(405, keep=False)
        try:
            provider = self.provider(settings)
        except Misdescribed:  # kept all the same: it is read once the description is mended
            return Admission(200)
        if not _is_theirs(request, provider, settings.get("hook_secret", "")):
            return Admission(401, keep=False, refused=True)
        reply = provider.reply.encode()
        if not request.query and not request.body.strip():
            return Admission(200, reply, keep=False)
        return Admission(200, reply)

    def hidden_in_calls(self, settings: Settings) -> Sequence[str]:
        try:
            provider = self.provider(settings)
        except Misdescribed:  # not known which: the names that gateways give to it
            return _USUAL_SECRETS
        auth = [provider.auth.name] if provider.auth.kind in ("header", "query", "field") else []
        return [*provider.hide, *auth]

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        return events_of(request, self.provider(settings))

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Ask the gateway whether it is alive, where its description says how."""
        try:
            return look(self.provider(settings), settings, ports, now)
        except Misdescribed as error:
            return Failure(FailureKind.MEND_SETTINGS, "description", str(error)[:200])

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        try:
            provider = self.provider(settings)
        except Misdescribed as error:
            return Failure(FailureKind.MEND_SETTINGS, "description", str(error)[:200])
        text = sms_wording(outgoing.text) if self.abilities.counts_sms else outgoing.text
        return hand_over(outgoing, text, provider, settings, ports)

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        """Bring a file from the gateway itself or a host its description names, no other."""
        provider = self.provider(settings)
        base = (settings.get("base_url") or provider.base_url).rstrip("/") + "/"
        url = urljoin(base, media.url)
        is_own = urlsplit(url)[:2] == urlsplit(base)[:2]
        host = urlsplit(url).hostname or ""
        is_named = url.startswith("https://") and host.endswith(tuple(provider.media_hosts) or "/")
        if not is_safe(url) or not (is_own or is_named):
            return Failure(FailureKind.GIVE_UP, "host", "Berkas berada di luar gateway.")
        try:
            answer = ports.http.get(url, headers=_file_headers(provider, settings, is_own))
        except (Unreachable, NoAnswer):
            return unreached()
        except TooLarge:
            return Failure(FailureKind.GIVE_UP, "size", "Berkas lebih besar dari 100 MB.")
        if answer.status_code == 200:
            mime = answer.headers.get("content-type", "").split(";")[0].strip()
            return FetchedMedia(answer.content, mime[:120], media.file_name)
        code = f"http {answer.status_code}"
        return Failure(FailureKind.RETRY, code, "Gateway belum memberikan berkas ini.")

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        words = f"Isikan alamat ini sebagai webhook (callback) di gateway: {hook_url}"
        try:
            about = self.provider(settings).about.strip()
        except Misdescribed:
            about = ""
        return f"{words}\n{about}" if about else words


def _file_headers(provider: Provider, settings: Settings, is_own: bool) -> dict[str, str]:
    """Return what opens the gateway's own files; it goes to no other host."""
    outbound = provider.outbound
    if not is_own or outbound is None:
        return {}
    from_settings = {
        name: value
        for name, value in outbound.headers.items()
        if name.lower() in ("authorization", "x-api-key", "apikey", "x-device-id")
    }
    return filled_headers(from_settings, provider, settings)


def _is_theirs(request: Request, provider: Provider, secret: str) -> bool:
    auth = provider.auth
    if auth.kind == "path":
        return True
    if not secret:
        return False
    if auth.kind == "hmac":
        expected = hmac.new(secret.encode(), request.body, auth.algorithm).hexdigest()
        claimed = request.headers.get(auth.name, "").lower()
        return _same(claimed, auth.prefix + expected)
    if auth.kind == "header":
        return _same(request.headers.get(auth.name, ""), auth.prefix + secret)
    beside = Request("GET", request.query, {}, b"") if auth.kind == "query" else request
    return _same(plain(at(tree_of(beside), auth.name)), secret)


def _same(claimed: str, expected: str) -> bool:
    digests = [
        hashlib.sha256(one.encode("utf-8", "replace")).digest() for one in (claimed, expected)
    ]
    return hmac.compare_digest(*digests)
