"""An SMSC on loopback: the telecom operator's end, and the citizens' handphones behind it."""

import itertools
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from testkit.kannel import smpp
from testkit.kannel.smpp import Pdu, Short

NAME, PASSWORD, OUR_NUMBER = "pkm", "rahasia", "62811000"


class Peer:
    """Takes what Kannel submits, reports on it, and delivers what citizens write.

    By the last digits of a number: ``9002`` is never reached (UNDELIV), ``9045`` is refused
    by the SMSC, ``9058`` is throttled once, ``9000`` gets no report.
    """

    def __init__(self, port: int = 0) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listening.getsockname()[1])
        self.submitted: list[Short] = []
        self.refused: list[Pdu] = []
        self._numbers = itertools.count(1)
        self._references = itertools.count(1)
        self._tries: Counter[str] = Counter()
        self._link: socket.socket | None = None
        self._kept: dict[int, Pdu] = {}
        self._lock = threading.RLock()
        self._bound, self._ended = threading.Event(), threading.Event()
        threading.Thread(target=self._accept, name="smsc", daemon=True).start()

    # ------------------------------------------------------------ what citizens do and see

    def says(
        self, who: str, text: str, *, reverse: bool = False, without: Sequence[int] = ()
    ) -> int:
        """A citizen sends an SMS; returns in how many parts. ``without`` loses some of them."""
        parts = smpp.parts_of(who, OUR_NUMBER, text, next(self._references) % 256)
        left = [part for place, part in enumerate(parts, start=1) if place not in without]
        for part in reversed(left) if reverse else left:
            self._deliver(part)
        return len(parts)

    @property
    def kept(self) -> int:
        """How many deliveries Kannel has not acknowledged yet."""
        return len(self._kept)

    def got(self, who: str) -> list[str]:
        """Return the messages a citizen received, put together from their parts."""
        return [
            smpp.joined([parts[place] for place in sorted(parts)])
            for whose, parts in self._wholes()
            if whose == who
        ]

    def received(self) -> list[tuple[str, str]]:
        """Return every message that anybody received: whose it was, and what it said."""
        return [
            (who, smpp.joined([parts[place] for place in sorted(parts)]))
            for who, parts in self._wholes()
        ]

    def _wholes(self) -> list[tuple[str, dict[int, Short]]]:
        """Put parts together; a reference that comes round again begins another message."""
        found: list[tuple[str, dict[int, Short]]] = []
        newest: dict[object, dict[int, Short]] = {}
        for part in list(self.submitted):
            who, header = part.destination.lstrip("+"), part.header
            reference, total, place = header or (0, 1, 1)
            parts = newest.get((who, reference, total))
            if header is None or parts is None or place in parts:
                parts = newest[who, reference, total] = {}
                found.append((who, parts))
            parts[place] = part
        return found

    def parts_to(self, who: str) -> int:
        return sum(part.destination.lstrip("+") == who for part in self.submitted)

    # ------------------------------------------------------------ the link to Kannel

    def wait_bound(self, seconds: float = 20.0) -> bool:
        return self._bound.wait(seconds)

    def hang_up(self) -> None:
        """The operator drops the link; Kannel binds again by itself."""
        self._bound.clear()
        if self._link is not None:
            self._link.close()

    def end(self) -> None:
        self._ended.set()
        self._listening.close()
        self.hang_up()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                link, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        try:
            while not self._ended.is_set():
                self._answer(link, _read(link))
        except (OSError, EOFError):
            link.close()
            with self._lock:
                if link is self._link:
                    self._link = None
                    self._bound.clear()

    def _deliver(self, part: Short) -> None:
        """Deliver, and keep it until it is acknowledged: again whenever Kannel binds anew."""
        pdu = Pdu(smpp.DELIVER_SM, smpp.OK, next(self._numbers), part.encoded())
        with self._lock:
            self._kept[pdu.sequence] = pdu
            if self._bound.is_set():
                with suppress(OSError):
                    self._send(pdu)

    def _now_bound(self) -> None:
        with self._lock:
            self._bound.set()
            for pdu in list(self._kept.values()):
                self._send(pdu)

    def _send(self, pdu: Pdu, link: socket.socket | None = None) -> None:
        with self._lock:
            target = link or self._link
            if target is None:
                raise ConnectionError("Kannel is not bound")
            target.sendall(pdu.encoded())

    def _answer(self, link: socket.socket, pdu: Pdu) -> None:
        if pdu.command & smpp.RESPONSE:
            self._kept.pop(pdu.sequence, None)
            if pdu.status != smpp.OK:
                self.refused.append(pdu)
            return
        status, body = smpp.OK, b""
        if pdu.command in (smpp.BIND_TRANSCEIVER, smpp.BIND_RECEIVER, smpp.BIND_TRANSMITTER):
            is_known = smpp.bound_as(pdu.body) == (NAME, PASSWORD)
            status, body = (smpp.OK if is_known else smpp.BIND_FAILED), b"SMSC\x00"
            self._link = link if is_known else self._link
        part = smpp.read_short(pdu.body) if pdu.command == smpp.SUBMIT_SM else None
        number = f"M{next(self._numbers)}"
        if part is not None:
            status = self._judged(part)
            body = number.encode() + b"\x00" if status == smpp.OK else b""
        self._send(Pdu(pdu.command | smpp.RESPONSE, status, pdu.sequence, body), link)
        if pdu.command == smpp.BIND_TRANSCEIVER and status == smpp.OK:
            self._now_bound()
        if part is not None and status == smpp.OK:
            self.submitted.append(part)
            if part.wants_receipt and not part.destination.endswith("9000"):
                self._report(part, number)

    def _judged(self, part: Short) -> int:
        self._tries[part.destination] += 1
        if part.destination.endswith("9045"):
            return smpp.SUBMIT_FAILED
        if part.destination.endswith("9058") and self._tries[part.destination] == 1:
            return smpp.THROTTLED
        return smpp.OK

    def _report(self, part: Short, number: str) -> None:
        state = "UNDELIV" if part.destination.endswith("9002") else "DELIVRD"
        stamp = time.strftime("%y%m%d%H%M")
        words = (
            f"id:{number} sub:001 dlvrd:001 submit date:{stamp} done date:{stamp} "
            f"stat:{state} err:000 text:"
        )
        receipt = Short(part.destination, part.source, words.encode(), esm_class=smpp.RECEIPT)
        self._deliver(receipt)


def _read(link: socket.socket) -> Pdu:
    length, command, status, sequence = struct.unpack(">IIII", _exactly(link, 16))
    return Pdu(command, status, sequence, _exactly(link, length - 16))


def _exactly(link: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = link.recv(size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got
