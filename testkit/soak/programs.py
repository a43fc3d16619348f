"""Lines whose counterpart is a real program: it is killed and started again."""

import email
import imaplib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from typing import Any

import psycopg

from scripts.counterparts import place_of
from tanggap.channels._registry import channels
from testkit.faults.scratch import scratch_database
from testkit.faults.site import wait_until
from testkit.gammu import Smsd, make_tables
from testkit.kannel import USER, USER_PASSWORD, Kannel, Peer
from testkit.mail.dovecot import PASSWORD as MAIL_PASSWORD
from testkit.mail.dovecot import USER as MAILBOX
from testkit.mail.dovecot import Dovecot
from testkit.mail.smtp import Smtp
from testkit.soak.ends import End, EndWithHook, Fault, Written, codes_in

_RESTS = 20.0  # seconds in which a program may come to rest before it is killed


class Gammu(End):
    """The real gammu-smsd and its dummy phone, on SQLite or in a PostgreSQL of its own."""

    name = kind = "sms_gammu"
    program = "gammu-smsd"
    pace = 0.7

    def __post_init__(self) -> None:
        self._held = ExitStack()
        folder = self.place.folder / "gammu"
        folder.mkdir()
        self._address = str(folder / "smsd.db")
        if self.place.postgres:
            self._address = self._held.enter_context(scratch_database(self.place.postgres))
        make_tables(self._address)
        self.smsd = Smsd(place_of(self.program) or "", folder, self._address)
        self._references = iter(range(10**9))

    def settings(self) -> Mapping[str, str]:
        return {"database": self._address, "phone_id": "puskesmas-1"}

    def begin(self, line: Mapping[str, str]) -> None:
        self.smsd.start()

    def say(self, who: str, text: str) -> None:
        phone = self.smsd.phone
        phone.skew = self.wrong_by()
        is_reversed = self.dice.random() < 0.5
        phone.receives(who, text, reference=next(self._references) % 256, is_reversed=is_reversed)

    def faults(self) -> Mapping[str, Fault]:
        return {"smsd killed": self._killed}

    def _killed(self, seconds: float) -> None:
        self.smsd.kill()
        time.sleep(seconds)
        self.smsd.start()

    @property
    def is_idle(self) -> bool:
        return not self.smsd.phone.waiting and not self._rows("SELECT 1 FROM outbox")

    def answers(self) -> Counter[str]:
        """Count what smsd says it has sent, all parts of it."""
        sql = 'SELECT DISTINCT "ID", "CreatorID" FROM sentitems WHERE "Status" LIKE \'Sending%\''
        return Counter(str(row[1]) for row in self._rows(sql))

    def handed_over(self) -> Counter[str]:
        rows = self._rows('SELECT DISTINCT "ID", "CreatorID" FROM sentitems')
        rows += self._rows('SELECT DISTINCT "ID", "CreatorID" FROM outbox')
        return Counter(str(key) for _, key in set(rows))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.place.postgres:
            with psycopg.connect(self._address) as connection:
                return connection.execute(sql.encode()).fetchall()
        opened = sqlite3.connect(self._address, timeout=20)
        try:
            return list(opened.execute(sql))
        finally:
            opened.close()

    def end(self) -> None:
        self.smsd.kill()
        self._held.close()


class KannelEnd(EndWithHook):
    """The real bearerbox and smsbox, and an operator who keeps what is not acknowledged.

    smsbox loses by SIGKILL what it holds in memory (docs/channels): it is killed when it
    holds nothing, and citizens go on writing to bearerbox meanwhile. bearerbox may submit
    once more what it had sent when it was killed: of our side it got it once.
    """

    name = kind = "sms_kannel"
    program = "bearerbox"
    pace = 0.8
    may_double = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.peer = Peer()
        self.kannel: Kannel | None = None
        self._writing = threading.Lock()
        self._spoken = 0

    def settings(self) -> Mapping[str, str]:
        return {
            "sendsms_url": f"{self.from_us.url}/cgi-bin/sendsms",
            "username": USER,
            "password": USER_PASSWORD,
            "tanggap_url": self.towards_us.url,
        }

    def begin(self, line: Mapping[str, str]) -> None:
        channel = channels()[self.kind]
        service = channel.setup_paste(self.towards_us.url + line["hook"], self.settings())
        folder = self.place.folder / "kannel"
        folder.mkdir()
        service = service.removeprefix("group = sms-service\n")
        self.kannel = Kannel(folder, self.peer, service)
        self.from_us.target = self.kannel.sendsms_url
        self.kannel.start()

    def say(self, who: str, text: str) -> None:
        with self._writing:
            self._spoken += 1
            self.peer.says(who.lstrip("+"), text, reverse=self.dice.random() < 0.5)

    def faults(self) -> Mapping[str, Fault]:
        return {**super().faults(), "Kannel killed": self._killed, "operator gone": self._gone}

    def _killed(self, seconds: float) -> None:
        if self.kannel is None or not self._killed_at_rest(self.kannel, "smsbox"):
            self.troubles["Kannel never at rest"] += 1
            return
        time.sleep(seconds / 2)
        if self._killed_at_rest(self.kannel, "bearerbox"):
            time.sleep(seconds / 2)
            self.kannel.start_bearerbox()
        self.kannel.start_smsbox()
        self.peer.wait_bound()

    def _killed_at_rest(self, kannel: Kannel, program: str) -> bool:
        with self._writing:
            is_quiet = self._all_told if program == "smsbox" else lambda: not self.peer.kept
            if not wait_until(is_quiet, _RESTS, every=0.05):
                return False
            kannel.kill(program)
            return True

    def _all_told(self) -> bool:
        """Answer whether all that was written has been told to us, and nothing is on its way."""
        told = {query.partition(b"&id=")[2].partition(b"&")[0] for query in self.towards_us.told}
        return len(told - {b""}) >= self._spoken and self.towards_us.is_idle

    def _gone(self, seconds: float) -> None:
        self.peer.hang_up()
        self.peer.wait_bound()

    @property
    def is_idle(self) -> bool:
        return super().is_idle and not self.peer.kept

    def received(self) -> Iterable[str]:
        return [text for _, text in self.peer.received()]

    def handed_over(self) -> Counter[str]:
        return codes_in(body.decode("utf-8", "replace") for body in self.from_us.carried)

    def end(self) -> None:
        super().end()
        if self.kannel is not None:
            self.kannel.kill()
        self.peer.end()


class Mail(End):
    """The real dovecot for what comes in, an SMTP server beside it for what goes out."""

    name = kind = "email"
    program = "dovecot"

    def __post_init__(self) -> None:
        self.dovecot = Dovecot(place_of(self.program) or "")
        self.smtp = Smtp().start()
        self._is_running = threading.Event()

    def settings(self) -> Mapping[str, str]:
        return {
            "address": MAILBOX,
            "sender_name": "Puskesmas Padaherang",
            "imap_host": "127.0.0.1",
            "imap_port": str(self.dovecot.port),
            "imap_security": "plain",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.smtp.port),
            "smtp_security": "plain",
            "user": MAILBOX,
            "password": MAIL_PASSWORD,
            "folder": "INBOX",
            "days_back": "7",
        }

    def begin(self, line: Mapping[str, str]) -> None:
        self.dovecot.start()
        self._is_running.set()

    def somebody(self) -> str:
        return f"warga{self.dice.randrange(20)}@warga.example"

    def write_one(self) -> None:
        mark = f"{self.name}-{len(self.written) + 1}"
        who, words = self.somebody(), self.words()
        self.written[mark] = Written(who, f"{mark}\n\n{words}")
        mail = self._mail(mark, who, words)
        times = self.dice.choice((1, 1, 1, 1, 2))
        while times:
            with suppress(OSError, imaplib.IMAP4.error, AssertionError):
                self._is_running.wait(_RESTS)
                self.dovecot.deliver(mail)
                times -= 1
                self.offered_twice += bool(times)
                continue
            self.offered_twice += 1  # it may lie there already: the sender's server repeats
            time.sleep(0.2)

    def _mail(self, mark: str, who: str, words: str) -> bytes:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = who, MAILBOX, mark
        mail["Message-ID"] = f"<{mark}.{self.dice.randrange(10**9)}@warga.example>"
        at = datetime.now(UTC) + timedelta(seconds=self.wrong_by())
        mail["Date"] = format_datetime(at)
        mail.set_content(words)
        return mail.as_bytes()

    def say(self, who: str, text: str) -> None:
        raise NotImplementedError  # a mail has a subject too: see write_one

    def faults(self) -> Mapping[str, Fault]:
        return {
            "dovecot killed": self._killed,
            "SMTP away": self._smtp_away,
            "SMTP 451": self._put_off,
            "SMTP hangs up": self._hangs_up,
        }

    def _killed(self, seconds: float) -> None:
        self._is_running.clear()
        self.dovecot.kill()
        time.sleep(seconds)
        self.dovecot.start()
        self._is_running.set()

    def _smtp_away(self, seconds: float) -> None:
        self.smtp.stop()
        time.sleep(seconds)
        self.smtp.start()

    def _put_off(self, seconds: float) -> None:
        temper = self.smtp.temper
        temper.to_recipient = temper.to_data = "451 4.3.0 nanti"
        time.sleep(seconds)
        temper.to_recipient = temper.to_data = ""

    def _hangs_up(self, seconds: float) -> None:
        self.smtp.temper.hangs_up_after_data = True
        time.sleep(min(seconds, 1.0))
        self.smtp.temper.hangs_up_after_data = False

    def received(self) -> Iterable[str]:
        for taken in list(self.smtp.taken):
            yield email.message_from_bytes(taken.content, policy=default).get_content()

    def end(self) -> None:
        self.smtp.stop()
        self.dovecot.close()
