"""The door for providers: ``/hooks/<kind>/<token>``, answered before Django.

It admits a call by its channel's word on the raw bytes, hands it to the intake core, and
answers what the channel says only after the commit: 503 when there was none, so that the
provider repeats (SOP step 4, design §2.5).
"""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection

from tanggap.base.fields import UnreadableSecret
from tanggap.base.ids import new_id
from tanggap.channels._contract import Admission, Request
from tanggap.channels._redacting import without
from tanggap.channels._registry import channels
from tanggap.gateway.intake import Intake, NotKept, PostgresStore, Raw, SqliteStore, Store
from tanggap.gateway.models import Line
from tanggap.gateway.queries import still_open

log = logging.getLogger(__name__)
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX = "/hooks/"
LARGEST_BODY = 8 * 1024 * 1024
FRESH_FOR = 2.0  # seconds until a new line or a rotated secret is seen


@dataclass(frozen=True)
class OpenLine:
    """What the door must know of a line to admit a call."""

    id: int
    facility_id: int
    kind: str
    zone: str
    settings: dict[str, str]


class Lines:
    """The open lines by token, read again every two seconds and for an unknown token."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, OpenLine] = {}
        self._read_at = self._ask_again_at = float("-inf")

    def find(self, token: str) -> OpenLine | None:
        """Return the open line of ``token``, or ``None`` when there is none.

        Raises ``DatabaseError`` when the lines could not be read and ``token`` is not among
        those known before.
        """
        if self._may_be_old(token):
            with self._lock:  # of many who wait here, only the first asks
                if self._may_be_old(token) and time.monotonic() > self._ask_again_at:
                    self._read()
        found = self._known.get(token)
        if found is None and self._read_at < self._ask_again_at:
            raise DatabaseError("the lines could not be read")
        return found

    def _may_be_old(self, token: str) -> bool:
        age = time.monotonic() - self._read_at
        return age > FRESH_FOR or (token not in self._known and age > FRESH_FOR / 10)

    def _read(self) -> None:
        """Read the lines anew; while the database is away, the known ones serve on."""
        try:
            self._known = {line.token: _opened(line) for line in _open_lines()}
            self._ask_again_at = self._read_at = time.monotonic()
        except DatabaseError:
            log.warning("lines could not be read again; the known ones serve on")
            self._ask_again_at = time.monotonic() + FRESH_FOR
        finally:
            connection.close()  # a door's thread keeps no connection of its own


def _open_lines() -> list[Line]:
    found = Line.objects.filter(still_open(datetime.now(UTC).date())).select_related("facility")
    try:
        return list(found)
    except UnreadableSecret:
        # One line that cannot be decrypted must not close the others.
        return [line for line in found.defer("settings") if _is_readable(line)]


def _is_readable(line: Line) -> bool:
    try:
        return line.settings is not None
    except UnreadableSecret:
        log.error("line %s: its settings cannot be read with this site's key", line.pk)
        return False


def _opened(line: Line) -> OpenLine:
    return OpenLine(
        line.pk, line.facility_id, line.kind, line.facility.time_zone, dict(line.settings)
    )


def store_of_this_site() -> Store:
    """Return the store for the database Django uses; made by the writing thread."""
    options = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return SqliteStore(str(options["database"]))
    wanted = ("dbname", "user", "password", "host", "port", "sslmode", "options")
    return PostgresStore({name: options[name] for name in wanted if options.get(name)})


class FrontDoor:
    """A WSGI application in front of another: its own are the calls of providers."""

    def __init__(self, inner: Application, intake: Intake | None = None) -> None:
        self._inner = inner
        self._lines = Lines()
        self.intake = intake or Intake(store_of_this_site)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(PREFIX):
            return self._inner(environ, start_response)
        admission = self._admit(path.removeprefix(PREFIX), environ)
        phrase = HTTPStatus(admission.status).phrase
        start_response(
            f"{admission.status} {phrase}",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(admission.body))),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [admission.body]

    def _admit(self, rest: str, environ: Environ) -> Admission:
        """Answer a call. Whatever stops us from keeping it is answered 503: it comes again."""
        try:
            return self._admitted(rest, environ)
        except NotKept:
            return Admission(503, keep=False)
        except Exception as error:  # the provider must hear «again», whatever it was
            log.error("a call was not kept: %s", type(error).__name__)
            return Admission(503, keep=False)

    def _admitted(self, rest: str, environ: Environ) -> Admission:
        kind, _, token = rest.rstrip("/").partition("/")
        line = self._lines.find(token)
        if line is None or line.kind != kind:
            return Admission(404, keep=False)
        request = _request(environ)
        if isinstance(request, Admission):
            return request
        now, channel = datetime.now(UTC), channels()[kind]
        admission = channel.verify(request, line.settings, now)
        if admission.refused:
            self.intake.refuse(line.id, now.astimezone(ZoneInfo(line.zone)).date())
        if not admission.keep or admission.refused:
            return admission
        kept = without(request, channel.hidden_in_calls(line.settings))
        self.intake.keep(_raw(line, kept, now))
        return admission


def _request(environ: Environ) -> Request | Admission:
    """Return the call as it came, or what to answer to one that is too large or cut short."""
    method = str(environ.get("REQUEST_METHOD", "GET"))
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if length < 0:
        return Admission(400, keep=False)
    if length > LARGEST_BODY:
        return Admission(413, keep=False)
    body = environ["wsgi.input"].read(length or LARGEST_BODY + 1) if method != "GET" else b""
    if len(body) > LARGEST_BODY:
        return Admission(413, keep=False)
    if len(body) < length:
        return Admission(400, keep=False)
    return Request(method, str(environ.get("QUERY_STRING", "")), _headers(environ), bytes(body))


def _headers(environ: Environ) -> dict[str, str]:
    """Return the headers in lower case: ``HTTP_X_HUB_…`` becomes ``x-hub-…``."""
    return {
        key.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }


def _raw(line: OpenLine, request: Request, now: datetime) -> Raw:
    return Raw(
        new_id(),
        line.facility_id,
        line.id,
        now,
        request.method[:8],
        _storable(request.query),
        json.dumps({_storable(name): _storable(one) for name, one in request.headers.items()}),
        request.body,
        hashlib.sha256(request.body).hexdigest(),
    )


def _storable(text: str) -> str:
    """Return ``text`` as both databases keep it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def wrap(inner: Application) -> FrontDoor:
    """Put the door for providers in front of ``inner``."""
    return FrontDoor(inner)
