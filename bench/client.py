"""The load: many connections kept open by one loop, each sending when it has been answered.

One client for both sides, and of the standard library alone. It reads only what it
must (status and length), so that it takes little of the machine from the servers.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.figures import percentile

_END = b"\r\n\r\n"
_SILENCE = 30.0


@dataclass
class Load:
    """What came of a load: how many were answered with what, and how soon."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def per_second(self, status: int) -> float:
        return self.statuses[status] / self.seconds if self.seconds else 0.0

    def p(self, share: float) -> float:
        return percentile(self.milliseconds, share)


class _Connection:
    """One client: it sends a request, waits for the whole answer, and sends the next."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got = b""
        self._sent_at = 0.0

    def send(self, request: bytes) -> None:
        self._got = b""
        self._sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, float, bool] | None:
        """Return status, milliseconds and whether it stays open, once all has come."""
        part = self.socket.recv(65536)
        self._got += part
        head, found, body = self._got.partition(_END)
        if not part and not found:
            raise ConnectionError("the server hung up without an answer")
        lower = head.lower()
        if not found or (part and len(body) < _length(lower)):
            return None
        took = (time.perf_counter() - self._sent_at) * 1000
        return int(head[9:12]), took, b"connection: close" not in lower and bool(part)


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"content-length:")
    if not found:
        raise ValueError("an answer without Content-Length")
    return int(rest.split(b"\r\n", 1)[0])


def drive(
    address: tuple[str, int], requests: Iterator[bytes], clients: int, seconds: float
) -> Load:
    """Send ``requests`` from ``clients`` connections for so long, or until there are no more.

    What is under way at the end is waited for and counted. Raises ``TimeoutError`` when
    the server is silent.
    """
    load = Load()
    with selectors.DefaultSelector() as ready:
        started = time.perf_counter()
        for _ in range(clients):
            _next(ready, _Connection(address), requests)
        while ready.get_map():
            events = ready.select(_SILENCE)
            if not events:
                raise TimeoutError(f"no answer for {_SILENCE:.0f} seconds")
            is_over = time.perf_counter() - started >= seconds
            for key, _ in events:
                _answered(ready, key.data, address, iter(()) if is_over else requests, load)
        load.seconds = time.perf_counter() - started
    return load


def _answered(
    ready: selectors.BaseSelector,
    connection: _Connection,
    address: tuple[str, int],
    requests: Iterator[bytes],
    load: Load,
) -> None:
    answer = connection.receive()
    if answer is None:
        return
    status, took, stays = answer
    load.statuses[status] += 1
    load.milliseconds.append(took)
    ready.unregister(connection.socket)
    if not stays:
        connection.socket.close()
        connection = _Connection(address)
    _next(ready, connection, requests)


def _next(
    ready: selectors.BaseSelector, connection: _Connection, requests: Iterator[bytes]
) -> None:
    request = next(requests, None)
    if request is None:
        connection.socket.close()
        return
    connection.send(request)
    ready.register(connection.socket, selectors.EVENT_READ, connection)


def post(path: str, host: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return the bytes of a POST that keeps its connection."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body
