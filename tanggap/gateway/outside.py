"""The network, as channels get it: time limits, no redirects, no file above 100 MB.

``tanggap check`` goes out here too, to see whether we can be reached.
"""

import functools
import json as jsonlib
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tanggap.channels._contract import HttpAnswer, NoAnswer, Ports, TooLarge, Unreachable
from tanggap.gateway.mail import MailServers
from tanggap.gateway.tables import open_tables

LARGEST = 100 * 1024 * 1024
TIMEOUT = 10.0
_LIMITS = httpx.Timeout(20, connect=8)
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True)
class Answer:
    """An answer that was read to its end."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]

    def json(self) -> object:
        try:
            return jsonlib.loads(self.content)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class Outside:
    """What every channel calls through; raises only what the contract names."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        self.client = client or httpx.Client(timeout=_LIMITS, follow_redirects=False)

    def post(self, url: str, *, json: object, headers: Mapping[str, str]) -> HttpAnswer:
        return self._call("POST", url, headers, json)

    def get(self, url: str, *, headers: Mapping[str, str]) -> HttpAnswer:
        return self._call("GET", url, headers, None)

    def call(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b""
    ) -> HttpAnswer:
        return self._call(method, url, headers, None, content)

    def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object | None,
        content: bytes | None = None,
    ) -> Answer:
        try:
            with self.client.stream(
                method, url, headers=dict(headers), json=body, content=content or None
            ) as answer:
                got = bytearray()
                for chunk in answer.iter_bytes():
                    got += chunk
                    if len(got) > LARGEST:
                        raise TooLarge(url.split("?")[0])
                return Answer(answer.status_code, bytes(got), answer.headers)
        except _NEVER_LEFT as error:
            raise Unreachable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error


@functools.cache
def ports() -> Ports:
    """Return this process's ways out, opened at the first asking."""
    return Ports(http=Outside(), tables=open_tables, mail=MailServers())


def ask(url: str) -> dict[str, object] | None:
    """Return the JSON object at ``url``, or ``None`` when it cannot be had."""
    try:
        answer = httpx.get(url, timeout=TIMEOUT, follow_redirects=False)
        found = answer.json()
    except (httpx.HTTPError, ValueError):
        return None
    return found if isinstance(found, dict) else None
