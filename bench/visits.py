"""A person at the screen: signs in as everybody does, follows a link, waits for the page."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """One answer: what it weighed on the wire, how long it took, what it held."""

    path: str
    status: int
    kind: str
    milliseconds: float
    wire_bytes: int
    body: bytes
    location: str

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Visitor:
    """One browser: keeps its connection and its cookies, takes what is packed."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self._open: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, urlencode({**token, **fields}).encode())

    def followed(self, page: Page) -> Page:
        """Go where ``page`` sends; the time and the weight of both together."""
        if page.status not in (301, 302, 303):
            return page
        parts = urlsplit(page.location)
        then = self.followed(self.get(parts.path + (f"?{parts.query}" if parts.query else "")))
        took = page.milliseconds + then.milliseconds
        weight = page.wire_bytes + then.wire_bytes
        return Page(then.path, then.status, then.kind, took, weight, then.body, "")

    def sign_in(self, path: str, name: str, password: str) -> None:
        """Sign in by the form at ``path``; raises ``RuntimeError`` when that is refused."""
        form = self.get(path)
        token = _CSRF.search(form.text)
        if token is None:
            raise RuntimeError(f"no form to sign in at {path} (status {form.status})")
        answer = self.post(path, {"username": name, "password": password})
        if answer.status not in (302, 303):
            raise RuntimeError(f"{name} could not sign in (status {answer.status})")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Page:
        headers = {"Accept-Encoding": "gzip", "Cookie": self._cookie_line()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        answer = self._answer(method, path, body, headers)
        raw = answer.read()
        took = (time.perf_counter() - started) * 1000
        self._keep_cookies(answer)
        packed = answer.getheader("Content-Encoding") == "gzip"
        return Page(
            path,
            answer.status,
            answer.getheader("Content-Type", "") or "",
            took,
            len(raw),
            gzip.decompress(raw) if packed else raw,
            answer.getheader("Location", "") or "",
        )

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        for _ in range(2):
            if self._open is None:
                self._open = http.client.HTTPConnection(*self.address, timeout=120)
            try:
                self._open.request(method, path, body, headers)
                return self._open.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._open.close()  # it was kept too long: once more on a new one
                self._open = None
        raise RuntimeError(f"no answer to {method} {path}")

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.msg.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
