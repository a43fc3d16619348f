"""Carries brought files further, slice by slice, for worker, screen and command line."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from tanggap.base.acting import Actor, machine
from tanggap.base.brought import BroughtFile, claim_next, forget_files, go_on

log = logging.getLogger("tanggap.base")
State = BroughtFile.State
_DATABASE_AWAY = (OperationalError, InterfaceError)
_B = TypeVar("_B", bound=BroughtFile)


class Scan(Protocol):
    """A file on its way through its reader; lost with its process, begun anew by another."""

    size: int

    @property
    def read_bytes(self) -> int: ...

    def go_on(self) -> bool:
        """Read some more; answer whether there is more."""

    def end(self) -> dict[str, Any]:
        """Return what was found; ``count`` is how many rows the list has."""

    def give_up(self) -> None:
        """Close what is open."""


class Carrier(Generic[_B]):
    """Reads files of ``model`` by ``scan``, and carries them over by the action ``carry``.

    ``unreadable`` are the errors whose text a person may read; ``otherwise`` is said of others.
    """

    def __init__(
        self,
        model: type[_B],
        scan: Callable[[_B], Scan],
        carry: Callable[[Actor, _B], int],
        unreadable: type[Exception],
        otherwise: str,
    ) -> None:
        self.model = model
        self._scan = scan
        self._carry = carry
        self._unreadable = unreadable
        self._otherwise = otherwise
        self.scans: dict[int, Scan] = {}
        self._at_work: set[int] = set()
        self._deciding = threading.Lock()

    def carry_on(self, now: datetime | None = None, only: int | None = None) -> int:
        """Do the next slice of work on a brought file; return 0 where nothing waits.

        The lease is this process's: of its threads (pages, worker) one works on a file at
        a time, the others are told that nothing waits.
        """
        brought = claim_next(self.model, now or timezone.now(), only)
        if brought is None or not self._begin(brought.pk):
            return 0
        try:
            brought.refresh_from_db()  # another thread may have moved it since the claim
            return self._next_slice(brought) if brought.is_moving else 0
        finally:
            self._at_work.discard(brought.pk)

    def _begin(self, key: int) -> bool:
        with self._deciding:
            if key in self._at_work:
                return False
            self._at_work.add(key)
            return True

    def _next_slice(self, brought: _B) -> int:
        try:
            if brought.state == State.READING:
                return self._read_on(brought)
            moved = self._carry(machine(brought.facility_id), brought)
        except _DATABASE_AWAY:
            raise
        except Exception:
            # Not at once again: after the lease, so that a fault does not keep the worker busy.
            self._rows(brought).update(lease_by="")
            raise
        if self._rows(brought).filter(state=State.DONE).exists():
            forget_files(brought.token)
        return moved

    def finish(self, brought: _B) -> None:
        """Work until nothing waits."""
        while self.carry_on(only=brought.pk):
            pass

    def _rows(self, brought: _B) -> Any:
        return self.model._default_manager.filter(pk=brought.pk)

    def _read_on(self, brought: _B) -> int:
        changes: dict[str, object] = {}
        try:
            scan = self.scans.get(brought.pk)
            if scan is None:
                scan = self.scans[brought.pk] = self._scan(brought)
            more = bool(go_on(scan.go_on))
            changes = {"place": scan.read_bytes, "size": scan.size}
            if not more:
                found = scan.end()
                changes = {"found": found, "total": found["count"], "place": 0}
                changes["state"] = State.READY
        except _DATABASE_AWAY:
            raise
        except self._unreadable as trouble:
            changes = {"state": State.REFUSED, "trouble": str(trouble)[:300]}
        except FileNotFoundError:
            gone = "Berkas itu tidak ada lagi. Unggah sekali lagi."
            changes = {"state": State.REFUSED, "trouble": gone}
        except Exception as error:  # a reader that fails in an unforeseen way must say so too
            log.warning("brought file %s: %s", brought.pk, type(error).__name__)
            changes = {"state": State.REFUSED, "trouble": self._otherwise}
        self._note(brought, changes)
        return 1

    def _note(self, brought: _B, changes: dict[str, object]) -> None:
        """Write how far reading came, unless somebody threw the file away meanwhile."""
        has_ended = "state" in changes
        if has_ended:
            changes["lease_until"] = None
        still = self._rows(brought).filter(state=State.READING).update(**changes)
        if not still or has_ended:
            scan = self.scans.pop(brought.pk, None)
            if scan is not None:
                scan.give_up()
        if not still or changes.get("state") == State.REFUSED:
            forget_files(brought.token)
