"""Django's sessions in the database, each knowing whose it is: they can be listed and ended.

A page reads its session once anyway; here the same row says whose it is, from what
device, when it was last seen, and whether a notice waits. Ending a session is deleting
its row.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError

from tanggap.base.models import KnownDevice, StaffSession

SEEN_EVERY = timedelta(minutes=5)
DEVICE, WORDS = "device", "device_words"


class SessionStore(DatabaseStore):
    """Keeps ``staff``, ``device`` and ``words`` of the row equal to the session's data."""

    row: StaffSession | None = None
    if TYPE_CHECKING:  # the stubs leave out what the class has
        _get_session_from_db: Callable[[], StaffSession | None]
        _get_session: Callable[..., dict[str, Any]]

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def load(self) -> dict[str, Any]:
        self.row = self._get_session_from_db()
        return self.decode(self.row.session_data) if self.row else {}

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        row = cast(StaffSession, super().create_model_instance(data))
        for name, value in _whose(data).items():
            setattr(row, name, value)
        return row

    def save(self, must_create: bool = False) -> None:
        """Write the data; what other requests wrote into the row's other columns stays."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        data = self._get_session(no_load=False)
        fresh = self.create_model_instance(data)
        written = StaffSession.objects.filter(session_key=self.session_key).update(
            session_data=fresh.session_data, expire_date=fresh.expire_date, **_whose(data)
        )
        if not written:
            raise UpdateError  # it was ended meanwhile, and stays ended

    def seen(self, now: datetime) -> None:
        """Note that its owner is there, every few minutes at most.

        A disk that takes nothing more takes this line, and not the page, away.
        """
        if self.row is not None and now - self.row.last_seen_at >= SEEN_EVERY:
            with suppress(DatabaseError):
                StaffSession.objects.filter(pk=self.row.pk).update(last_seen_at=now)


def _whose(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "staff_id": data.get(SESSION_KEY),
        "device_id": data.get(DEVICE),
        "words": data.get(WORDS, ""),
    }


def device_here(session: SessionBase) -> KnownDevice | None:
    """Return the browser that this session was opened from."""
    row = session.row if isinstance(session, SessionStore) else None
    return row.device if row else None


def has_notice(session: SessionBase) -> bool:
    """Answer whether a new browser waits for its owner's word; read with the session."""
    row = session.row if isinstance(session, SessionStore) else None
    return row is not None and row.has_notice
