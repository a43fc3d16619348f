"""An SMTP server for one test: keeps what it takes, and can refuse, put off or hang up.

Only the words of RFC 5321 that a client of ours says: EHLO, AUTH PLAIN and LOGIN, MAIL,
RCPT, DATA, RSET, NOOP, QUIT.
"""

import base64
import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Taken:
    """One mail that was handed over."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class Temper:
    """How the server is disposed: an answer instead of the usual one, or none."""

    to_mail: str = ""
    to_recipient: str = ""
    to_data: str = ""
    hangs_up_after_data: bool = False
    password: str = ""


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Smtp:
    """The server on loopback, from ``start`` to ``stop``."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.temper = Temper()
        self._is_closed = False
        outer = self

        class Talk(_Talk):
            smtp = outer

        self._talk = Talk
        self._server = _Listening(("127.0.0.1", 0), Talk)
        self.port: int = self._server.server_address[1]

    def start(self) -> "Smtp":
        """Listen; after a stop again on the same port."""
        if self._is_closed:
            self._server = _Listening(("127.0.0.1", self.port), self._talk)
            self._is_closed = False
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._is_closed = True


@dataclass
class _Letter:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    smtp: Smtp

    def handle(self) -> None:
        self._say("220 lawan-bicara siap")
        letter, is_known = _Letter(), not self.smtp.temper.password
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            word, temper = line[:4].upper(), self.smtp.temper
            if word == "EHLO":
                self._say("250-lawan-bicara\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            elif word == "AUTH":
                is_known = self._knows(line) or not temper.password
                self._say("235 masuk" if is_known else "535 5.7.8 ditolak")
            elif word == "MAIL" and not is_known:
                self._say("530 5.7.0 masuk dahulu")
            elif word == "MAIL":
                letter = _Letter(_between(line))
                self._say(temper.to_mail or "250 baik")
            elif word == "RCPT":
                letter.recipients.append(_between(line))
                self._say(temper.to_recipient or "250 baik")
            elif word == "DATA":
                if not self._take(letter):
                    return
            elif word == "QUIT":
                self._say("221 sampai jumpa")
                return
            else:
                self._say("250 baik")

    def _take(self, letter: _Letter) -> bool:
        self._say("354 mulai")
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        temper = self.smtp.temper
        if temper.to_data:
            self._say(temper.to_data)
            return True
        taken = Taken(letter.sender, letter.recipients[-1], b"".join(lines))
        self.smtp.taken.append(taken)
        if temper.hangs_up_after_data:
            return False
        self._say("250 diterima")
        return True

    def _knows(self, line: str) -> bool:
        parts = line.split()
        if parts[1].upper() == "PLAIN":
            given = base64.b64decode(parts[2]).split(b"\0")[-1].decode()
        else:
            if len(parts) < 3:
                self._say("334 " + base64.b64encode(b"Username:").decode())
                self.rfile.readline()
            self._say("334 " + base64.b64encode(b"Password:").decode())
            given = base64.b64decode(self.rfile.readline()).decode()
        return given == self.smtp.temper.password

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()


def _between(line: str) -> str:
    return line[line.find("<") + 1 : line.find(">")]
