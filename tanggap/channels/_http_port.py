"""The handed-in HTTP client, as channels see it: import it from ``_contract``."""

from collections.abc import Mapping
from typing import Protocol


class Unreachable(Exception):
    """The provider was not reached: nothing was sent, so trying again is safe."""


class NoAnswer(Exception):
    """The call went out but no answer came back: it may or may not have been carried out."""


class TooLarge(Exception):
    """A file is larger than we take."""


class HttpAnswer(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def json(self) -> object: ...


class Http(Protocol):
    """The handed-in HTTP client (httpx in real life); it follows no redirect by itself.

    Raises :class:`Unreachable`, :class:`NoAnswer` or :class:`TooLarge`, nothing else.
    """

    def post(self, url: str, *, json: object, headers: Mapping[str, str]) -> HttpAnswer: ...
    def get(self, url: str, *, headers: Mapping[str, str]) -> HttpAnswer: ...
    def call(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b""
    ) -> HttpAnswer:
        """Call with a body that is no JSON: a form, plain text, nothing at all."""
        ...
