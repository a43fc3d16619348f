"""A file brought in by the command line: read, shown, carried over with a line of progress."""

import argparse
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar
from uuid import uuid4

from django.db import transaction

from tanggap.base.acting import Actor, Refused, machine
from tanggap.base.bringing import GONE, Handed
from tanggap.base.brought import BroughtFile, chunks_of, keep_file
from tanggap.base.carrying import Carrier
from tanggap.base.models import Facility
from tanggap.base.phones import e164
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Line
from tanggap.site.one_facility import the_facility
from tanggap.site.refusal import CommandError

_MOST_SHOWN = 60
_A_MOMENT = 0.2
_B = TypeVar("_B", bound=BroughtFile)


@contextmanager
def nothing_kept(is_asked: bool) -> Iterator[None]:
    """Where ``is_asked``, undo in the end whatever was written, also a line opened for it."""
    if not is_asked:
        yield
        return
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def shown_or_brought(
    args: argparse.Namespace, preview: Iterator[str], bring_in: Callable[[], str]
) -> bool:
    """Print what is in the file, then bring it in unless ``--dry-run`` is said."""
    for words in preview:
        print(words)
    print("Hanya diperlihatkan; tidak ada yang disimpan." if args.dry_run else bring_in())
    return not args.dry_run


class FromFile(ABC, Generic[_B]):
    """One file, read as far as the choice; its copy is put away at the end."""

    carrier: ClassVar[Carrier[Any]]

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise CommandError(f"Berkas {path} tidak ada.")
        self.facility: Facility = the_facility()
        self.actor: Actor = machine(self.facility.pk)
        self.brought: _B = self.offer(
            {
                "form_key": uuid4(),
                "file_name": path.name,
                "keep": lambda: keep_file(chunks_of(path)),
            }
        )
        self._work()
        if self.brought.state != BroughtFile.State.READY:
            raise CommandError(self.brought.trouble or GONE)

    @abstractmethod
    def offer(self, file: Handed) -> _B:
        """Hand ``file`` in."""

    @abstractmethod
    def drop(self) -> None:
        """Throw the copy away, unless it was brought in."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def carry(self, begin: Callable[[], object]) -> None:
        """Begin, and work until everything is in."""
        try:
            begin()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.brought.refresh_from_db()
        self._work()
        if self.brought.state != BroughtFile.State.DONE:
            raise CommandError("Berkas ini sementara itu dibatalkan di layar.")

    def _work(self) -> None:
        """Work until nothing waits, with one line of progress where a person looks on.

        Beside a running site its worker may have taken a slice: then this one waits its turn.
        """
        is_watched = sys.stderr.isatty()
        while self.brought.is_moving:
            if not self.carrier.carry_on(only=self.brought.pk):
                time.sleep(_A_MOMENT)
            self.brought.refresh_from_db()
            if is_watched:
                said = f"{self.brought.get_state_display()}: {self.brought.percent}%"
                print(f"\r{said}  ", end="", file=sys.stderr)
        if is_watched:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr)


class Number(Protocol):
    """One number of a file, as its list tells."""

    number: str
    phone: str

    @property
    def shown(self) -> str: ...


_N = TypeVar("_N", bound=Number)


class NumbersFromFile(FromFile[_B], Generic[_B, _N]):
    """One file of a handphone and the line it belongs to; numbers are chosen from it."""

    kind: ClassVar[str]
    new_line: ClassVar[str]
    what: ClassVar[str]

    def __init__(self, path: Path, line_name: str) -> None:
        self._line_name = line_name
        super().__init__(path)
        self.numbers: Sequence[_N] = self.numbers_in(self.brought)
        self.chosen: list[int] = []

    @abstractmethod
    def numbers_in(self, brought: _B) -> Sequence[_N]:
        """Return the numbers of the file that was read."""

    def line(self) -> Line:
        """Return the line that is named, or the only one of the kind; opened where none is."""
        lines = Line.objects.filter(facility=self.facility, kind=self.kind, active_to=None)
        name = self._line_name
        found = list(lines.filter(name=name) if name else lines[:2])
        if name and not found:
            raise CommandError(f"Tidak ada saluran bernama «{name}».")
        if len(found) > 1:
            raise CommandError(
                "Ada beberapa saluran seperti itu; sebut salah satu dengan --line NAMA."
            )
        return found[0] if found else open_line(self.actor, self.kind, self.new_line, {})

    def place(self, name: str) -> int:
        """Return the place of a number in the list; raises where it is not in the file."""
        for place, one in enumerate(self.numbers):
            if name.casefold() == one.number.casefold() or e164(name) == (one.phone or None):
                return place
        raise CommandError(f"«{name}» tidak ada di {self.what} ini.")

    def marked(self, said: Callable[[_N], str]) -> Iterator[str]:
        """Yield the numbers with what is ``said`` of each, and whether it comes along."""
        for place, one in list(enumerate(self.numbers))[:_MOST_SHOWN]:
            mark = "ikut" if place in self.chosen else "tidak"
            yield f"  [{mark}] {one.shown}: {said(one)}"
        if len(self.numbers) > _MOST_SHOWN:
            yield f"  … dan {len(self.numbers) - _MOST_SHOWN} nomor lain"
