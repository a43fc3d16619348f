"""Mail servers as a channel is handed them: import it from ``_contract``."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class MailTrouble(Exception):
    """A mail server answered, but not as asked. ``what`` is ``login``, ``folder``,
    ``sender``, ``recipient`` or ``other``; ``code`` is SMTP's, 0 where there is none.
    """

    def __init__(self, what: str, code: int = 0) -> None:
        super().__init__(f"{what} {code}")
        self.what, self.code = what, code


@dataclass(frozen=True)
class MailLogin:
    """Where a mail server is and as whom to go there. ``security``: ssl, starttls, plain."""

    host: str
    port: int
    security: str
    user: str
    password: str


@dataclass(frozen=True)
class FetchedMail:
    """A mail as it lies in the mailbox; above the limit only its head (``is_whole``)."""

    content: bytes
    received_at: datetime | None
    is_whole: bool = True


class Mailbox(Protocol):
    """A folder opened to be read only: nothing in it is marked as seen, nothing moves."""

    @property
    def validity(self) -> str: ...
    @property
    def last_uid(self) -> int:
        """The highest UID ever given away here; 0 where the server does not say."""
        ...

    @property
    def count(self) -> int: ...
    def after(self, uid: int) -> list[int]:
        """Return the UIDs above ``uid``, lowest first."""
        ...

    def since(self, day: date) -> list[int]:
        """Return the UIDs of what came from ``day`` on, lowest first."""
        ...

    def with_message_id(self, message_id: str) -> list[int]: ...
    def size(self, uid: int) -> int: ...
    def fetch(self, uid: int, most: int) -> FetchedMail | None:
        """Return a mail, its head alone if larger than ``most``; ``None`` if it is gone."""
        ...


class Mail(Protocol):
    """The handed-in way to mail servers.

    Raises ``Unreachable``, ``NoAnswer`` or :class:`MailTrouble`, nothing else.
    """

    def open(self, login: MailLogin, folder: str) -> AbstractContextManager[Mailbox]: ...
    def send(self, login: MailLogin, sender: str, recipient: str, content: bytes) -> None: ...


class _NoMail:
    def open(self, login: MailLogin, folder: str) -> AbstractContextManager[Mailbox]:
        raise MailTrouble("no mail here")

    def send(self, login: MailLogin, sender: str, recipient: str, content: bytes) -> None:
        raise MailTrouble("no mail here")


NO_MAIL = _NoMail()
