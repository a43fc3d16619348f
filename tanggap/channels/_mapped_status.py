"""Asking a described gateway whether it is alive: its ``[status]``, once a minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tanggap.channels._contract import (
    UNREACHABLE,
    Failure,
    FailureKind,
    NoAnswer,
    Polled,
    Ports,
    Settings,
    SignOfLife,
    TooLarge,
    Unreachable,
)
from tanggap.channels._json import text_of
from tanggap.channels._mapped_reading import at, plain
from tanggap.channels._mapped_sending import request_of, words_of
from tanggap.channels._providing import Provider, Status

QUIET = timedelta(minutes=5)
_AWAY = "Gateway tidak menjawab. Periksa apakah gateway menyala dan alamatnya benar."
_UNKNOWN = "Gateway tidak mengenal alamat atau nama akun (session, instance) ini. Periksa setelan."
_REFUSED = "Gateway menolak akun atau kuncinya. Periksa setelan saluran."
_DOWN = "Gateway menyala, tetapi tidak tersambung. Buka gatewaynya dan sambungkan lagi."


def look(provider: Provider, settings: Settings, ports: Ports, now: datetime) -> Polled | Failure:
    """Return what the gateway says of itself; nothing where its description names no way."""
    status = provider.status
    if status is None:
        return Polled(sign=SignOfLife(None))
    url, headers, content = request_of(status.ask, words_of(provider, settings))
    try:
        answer = ports.http.call(status.ask.method, url, headers=headers, content=content)
    except (Unreachable, NoAnswer, TooLarge):
        return Failure(FailureKind.RETRY, UNREACHABLE, _AWAY)
    if answer.status_code in (401, 403):
        return Polled(sign=SignOfLife(None, QUIET, (), _REFUSED))
    if answer.status_code in (404, 405):
        return Polled(sign=SignOfLife(None, QUIET, (), _UNKNOWN))
    if answer.status_code >= 500:
        return Failure(FailureKind.RETRY, f"http {answer.status_code}", _AWAY)
    try:
        whole: object = answer.json()
    except ValueError:
        return Failure(FailureKind.RETRY, "no json", _AWAY)
    return Polled(sign=_sign(status, whole, now))


def _sign(status: Status, whole: object, now: datetime) -> SignOfLife:
    facts = tuple(_facts(status, whole))
    value = plain(at(whole, status.path))
    if value in status.alive or ("*" in status.alive and value):
        return SignOfLife(now, QUIET, facts)
    return SignOfLife(None, QUIET, facts, status.trouble or _DOWN)


def _facts(status: Status, whole: object) -> Iterator[tuple[str, str]]:
    for label, path in status.facts.items():
        words = text_of(at(whole, path)).strip()
        if words:
            yield label[:40], _day(words)[:60]


def _day(words: str) -> str:
    """Return a time that is told in seconds as a day; anything else as it was told."""
    if len(words) == 10 and words.isascii() and words.isdigit():
        return datetime.fromtimestamp(int(words), UTC).strftime("%d/%m/%Y")
    return words
