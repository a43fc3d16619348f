"""What the small stand-ins share: a server on loopback, and a caller that does not give up."""

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Json = Any
Answer = tuple[int, Json]


@dataclass(frozen=True)
class Call:
    """A call to a stand-in, as its rules get it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        return json.loads(self.body or b"null")


class HangUp(Exception):
    """Raised by a rule: the connection is closed without an answer."""


class Listening(ThreadingHTTPServer):
    """A server whose callers may be killed at any time."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed hangs up in the middle: that is not worth a trace."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Answers every call by ``rule``; an answer of text is plain, anything else is JSON."""

    def __init__(self, rule: Callable[[Call], Answer], port: int = 0) -> None:
        self._server = Listening(("127.0.0.1", port), _handler(rule))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(rule: Callable[[Call], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return  # what people write stays out of the terminal

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                status, said = rule(Call(self.command, path, query, headers, body))
            except HangUp:
                self.close_connection = True
                return
            except (ValueError, KeyError, TypeError):
                status, said = 400, {"message": "not what was expected"}
            words = said if isinstance(said, str | bytes) else json.dumps(said)
            content = words.encode() if isinstance(words, str) else words
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815  the server's own name for it

    return Handler


class Caller:
    """Posts what it is given, each until it is answered 2xx, in its order or with ``dice`` in
    any; ``sign`` makes the headers anew for every try.
    """

    def __init__(self, sign: Callable[[bytes], Mapping[str, str]], pause: float = 0.2) -> None:
        self.hook_url = ""
        self.dice: random.Random | None = None
        self.refused = self.taken = 0
        self._sign, self._pause = sign, pause
        self._bodies: list[bytes] = []
        self._busy = 0
        self._given = threading.Condition()
        self._ended = threading.Event()
        self.hire(1)

    def hire(self, walkers: int) -> None:
        """Let so many more post at the same time."""
        for _ in range(walkers):
            threading.Thread(target=self._walk, daemon=True).start()

    def bring(self, body: bytes, times: int = 1) -> None:
        with self._given:
            self._bodies += [body] * times
            self._given.notify()

    @property
    def waiting(self) -> int:
        """How many bodies have not been taken yet."""
        with self._given:
            return len(self._bodies) + self._busy

    def end(self) -> None:
        self._ended.set()
        with self._given:
            self._given.notify_all()

    def _next(self) -> bytes | None:
        with self._given:
            self._given.wait_for(lambda: self._bodies or self._ended.is_set())
            if self._ended.is_set():
                return None
            self._busy += 1
            place = self.dice.randrange(len(self._bodies)) if self.dice else 0
            return self._bodies.pop(place)

    def _walk(self) -> None:
        with httpx.Client(timeout=10) as client:
            while (body := self._next()) is not None:
                while not self._ended.is_set() and not self._posted(client, body):
                    self.refused += 1
                    time.sleep(self._pause)
                with self._given:
                    self._busy -= 1

    def _posted(self, client: httpx.Client, body: bytes) -> bool:
        if not self.hook_url:
            return False
        try:
            answer = client.post(self.hook_url, content=body, headers=dict(self._sign(body)))
        except httpx.HTTPError:
            return False
        self.taken += answer.is_success
        return bool(answer.is_success)
