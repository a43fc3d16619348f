"""A site that answers on loopback, with its worker at hand: for whole stories."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tanggap.gateway.front_door import FrontDoor
from tanggap.site.worker import all_jobs, drain


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def _no_pages(environ: dict[str, object], start: object) -> list[bytes]:
    start("404 Not Found", [("Content-Length", "0")])  # type: ignore[operator]
    return [b""]


@contextmanager
def front_door() -> Iterator[str]:
    """Yield the address of a running door for providers."""
    door = FrontDoor(_no_pages)
    server = make_server("127.0.0.1", 0, door, _Server, _Silent)
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
