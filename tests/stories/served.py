"""A site that answers on loopback, with its worker at hand: for whole stories."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tanggap.gateway.front_door import Application, Environ, FrontDoor, StartResponse
from tanggap.site.worker import all_jobs, drain


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def _no_pages(environ: dict[str, object], start: object) -> list[bytes]:
    start("404 Not Found", [("Content-Length", "0")])  # type: ignore[operator]
    return [b""]


class BadDays:
    """A door that is away for a while (``shut``: 503, nothing kept), or whose answers are
    lost on the way (``deaf``: kept, and 503 heard all the same). Each counts down.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self.shut = self.deaf = 0

    def __call__(self, environ: Environ, start: StartResponse) -> object:
        if self.shut:
            self.shut -= 1
            return _unwell(start)
        answer = self._inner(environ, start if not self.deaf else _unheard)
        if self.deaf:
            self.deaf -= 1
            return _unwell(start)
        return answer


def _unheard(status: str, headers: object) -> None:
    return


def _unwell(start: StartResponse) -> list[bytes]:
    start("503 Service Unavailable", [("Content-Length", "0")])
    return [b""]


@contextmanager
def front_door(days: list[BadDays] | None = None) -> Iterator[str]:
    """Yield the address of a running door for providers; ``days`` is given its bad days."""
    door = FrontDoor(_no_pages)
    outer = BadDays(door)
    if days is not None:
        days.append(outer)
    server = make_server("127.0.0.1", 0, outer, _Server, _Silent)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        door.intake.end()


def work() -> int:
    """Let the worker do everything that is due."""
    return drain([job for job in all_jobs() if job.every.total_seconds() < 60])


def until(is_so: Callable[[], object], seconds: float = 15.0) -> None:
    """Work until ``is_so``; fails when it is not so in time."""
    over = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over, "it did not come to that in time"
        work()
        time.sleep(0.05)
