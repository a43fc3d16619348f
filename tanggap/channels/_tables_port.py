"""Another program's database, as channels get it: handed in, never opened by themselves."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol


class TablesTrouble(Exception):
    """Another program's database answered, but not as asked: its sentence has no values."""


class Tables(Protocol):
    """Another program's own database, opened for one piece of work: one transaction,
    committed on leaving. SQL has ``%s`` for values on every database.
    """

    @property
    def vendor(self) -> Literal["sqlite", "postgresql"]: ...
    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run ``sql``; return its rows, if it has any."""
        ...


class OpenTables(Protocol):
    """Opens ``address``: a file of SQLite that is there, or ``postgresql://host:port/name``.

    ``to_write`` says so before anything is read. Raises :class:`Unreachable` where it
    cannot be had, :class:`TablesTrouble` for the rest.
    """

    def __call__(
        self, address: str, user: str = "", password: str = "", *, to_write: bool = False
    ) -> AbstractContextManager[Tables]: ...
