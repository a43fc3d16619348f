"""Mail servers, as channels get them: IMAP read only, SMTP one mail at a time.

Through Python's own imaplib and smtplib. A folder is opened by EXAMINE and read by
BODY.PEEK: what a person has not read stays unread.
"""

import imaplib
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

from tanggap.channels._contract import (
    FetchedMail,
    Mailbox,
    MailLogin,
    MailTrouble,
    NoAnswer,
    Unreachable,
)

TIMEOUT = 20.0
# IMAP's own, in any locale
# IMAP's own, in any locale
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_TO_ESCAPE = re.compile(r'["\\]')


class MailServers:
    """What e-mail channels go through; raises only what the contract names."""

    @contextmanager
    def open(self, login: MailLogin, folder: str) -> Iterator[Mailbox]:
        """Open ``folder`` to be read (see ``Mail`` of the contract)."""
        connection = _connected(login)
        try:
            _log_in(connection, login)
            yield _Folder(connection, folder)
        except (OSError, imaplib.IMAP4.abort) as error:
            raise NoAnswer(type(error).__name__) from error
        except imaplib.IMAP4.error as error:
            raise MailTrouble("other") from error
        finally:
            with suppress(Exception):
                connection.logout()

    def send(self, login: MailLogin, sender: str, recipient: str, content: bytes) -> None:
        """Hand one mail over. ``NoAnswer``: it may or may not have been taken."""
        try:
            server = _smtp(login)
        except (OSError, smtplib.SMTPException) as error:
            raise _smtp_trouble(error) from error
        try:
            _hand_over(server, login, sender, recipient, content)
        finally:
            with suppress(Exception):
                server.quit()


# ---------------------------------------------------------------- IMAP


def _connected(login: MailLogin) -> imaplib.IMAP4:
    try:
        if login.security == "ssl":
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(login.host, login.port, ssl_context=context, timeout=TIMEOUT)
        connection = imaplib.IMAP4(login.host, login.port, timeout=TIMEOUT)
        if login.security == "starttls":
            connection.starttls(ssl.create_default_context())
        return connection
    except ssl.SSLCertVerificationError as error:
        raise MailTrouble("certificate") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(type(error).__name__) from error


def _log_in(connection: imaplib.IMAP4, login: MailLogin) -> None:
    try:
        connection.login(_quoted(login.user), login.password)
    except imaplib.IMAP4.abort as error:
        raise Unreachable("closed") from error
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise MailTrouble("login") from error


def _quoted(text: str) -> str:
    """Return ``text`` as IMAP's quoted string; imaplib does so for the password alone."""
    return '"' + _TO_ESCAPE.sub(lambda found: "\\" + found[0], text) + '"'


class _Folder:
    def __init__(self, connection: imaplib.IMAP4, name: str) -> None:
        self._connection = connection
        try:
            answer, said = connection.select(_quoted(name), readonly=True)
        except UnicodeError as error:
            raise MailTrouble("folder") from error
        if answer != "OK":
            raise MailTrouble("folder")
        self.count = int(said[0] or 0)
        self.validity = self._number("UIDVALIDITY")
        self.last_uid = max(0, int(self._number("UIDNEXT") or 1) - 1)

    def _number(self, name: str) -> str:
        _, said = self._connection.response(name)
        return said[0].decode() if said and said[0] else ""

    def _uids(self, *criteria: str) -> list[int]:
        answer, said = self._connection.uid("SEARCH", *criteria)
        if answer != "OK":
            raise MailTrouble("other")
        return sorted(int(one) for one in (said[0] or b"").split())

    def after(self, uid: int) -> list[int]:
        # «n:*» gives the last mail also where its UID is below n.
        return [one for one in self._uids("UID", f"{uid + 1}:*") if one > uid]

    def since(self, day: date) -> list[int]:
        return self._uids("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def with_message_id(self, message_id: str) -> list[int]:
        if (
            not message_id.isascii()
            or _TO_ESCAPE.search(message_id)
            or not message_id.isprintable()
        ):
            return []
        return self._uids("HEADER", "Message-ID", f'"{message_id}"')

    def size(self, uid: int) -> int:
        _, said = self._connection.uid("FETCH", str(uid), "(RFC822.SIZE)")
        for part in said:
            found = _SIZE.search(part if isinstance(part, bytes) else b"")
            if found:
                return int(found[1])
        return 0

    def fetch(self, uid: int, most: int) -> FetchedMail | None:
        is_whole = self.size(uid) <= most
        wanted = "BODY.PEEK[]" if is_whole else "BODY.PEEK[HEADER]"
        answer, said = self._connection.uid("FETCH", str(uid), f"(INTERNALDATE {wanted})")
        if answer != "OK":
            return None
        for part in said:
            if isinstance(part, tuple):
                return FetchedMail(part[1], _came_at(part[0]), is_whole)
        return None


def _came_at(said: bytes) -> datetime | None:
    at = imaplib.Internaldate2tuple(said)
    # struct_time is the machine's local time here
    return None if at is None else datetime.fromtimestamp(time.mktime(at), tz=UTC)


# ---------------------------------------------------------------- SMTP


def _smtp(login: MailLogin) -> smtplib.SMTP:
    if login.security == "ssl":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(login.host, login.port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(login.host, login.port, timeout=TIMEOUT)


def _hand_over(
    server: smtplib.SMTP, login: MailLogin, sender: str, recipient: str, content: bytes
) -> None:
    try:
        server.ehlo()
        if login.security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if login.user:
            server.login(login.user, login.password)
        _refused(server.mail(sender), "sender")
        _refused(server.rcpt(recipient), "recipient")
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _smtp_trouble(error) from error
    try:
        _refused(server.data(content), "other")
    except smtplib.SMTPDataError as error:  # refused before the words were handed over
        raise MailTrouble("other", error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NoAnswer(type(error).__name__) from error


def _refused(answer: tuple[int, bytes], what: str) -> None:
    code = answer[0]
    if not 200 <= code < 300:
        raise MailTrouble(what, code)


def _smtp_trouble(error: Exception) -> Exception:
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailTrouble("certificate")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailTrouble("login", error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return MailTrouble("login")
    if isinstance(error, smtplib.SMTPResponseException):
        return MailTrouble("other", error.smtp_code)
    return Unreachable(type(error).__name__)
