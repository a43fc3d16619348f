"""SMS from a backup, for the command line: read, shown, and brought in with a line of progress."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from tanggap.base.acting import Actor, Refused, machine
from tanggap.base.brought import BroughtFile, chunks_of, keep_file
from tanggap.base.models import Facility
from tanggap.base.phones import e164
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Line
from tanggap.inbox.actions import drop_sms, import_sms, offer_sms
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_carrying import carry_on
from tanggap.inbox.sms_reading import Talk, talks_of
from tanggap.site.one_facility import the_facility
from tanggap.site.refusal import CommandError

KIND = "sms_handphone"
_MOST_SHOWN = 60


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


class SmsFromFile:
    """One backup and the line it belongs to, read as far as the choice of numbers."""

    def __init__(self, path: Path, line_name: str) -> None:
        self.facility: Facility = the_facility()
        self.actor: Actor = machine(self.facility.pk)
        line = line_for(self.actor, self.facility, KIND, line_name, "SMS HP")
        self.brought = offer_sms(
            self.actor,
            line,
            form_key=uuid4(),
            file_name=path.name,
            keep=lambda: keep_file(chunks_of(path)),
        )
        self._work()
        if self.brought.state != SmsImport.State.READY:
            raise CommandError(self.brought.trouble)
        self.talks: list[Talk] = talks_of(self.brought)
        self.chosen: list[int] = []

    def choose(self, without: Collection[str], also: Collection[str]) -> None:
        """Take all people but ``without``, and the senders ``also``."""
        left_out, added = [self._place(n) for n in without], [self._place(n) for n in also]
        people = {place for place, talk in enumerate(self.talks) if talk.kind == "person"}
        self.chosen = sorted((people | set(added)) - set(left_out))

    def _place(self, name: str) -> int:
        for place, talk in enumerate(self.talks):
            if name.casefold() == talk.number.casefold() or e164(name) == (talk.phone or None):
                return place
        raise CommandError(f"«{name}» tidak ada di cadangan ini.")

    def preview(self) -> Iterator[str]:
        """Yield what a person should see before saying yes."""
        found = self.brought.found
        yield f"Cadangan SMS: {found['count']} SMS, {len(self.talks)} nomor."
        yield f"Dari {found['first'][:10]} sampai {found['last'][:10]}; {found['known']} sudah ada."
        if found["is_cut"]:
            yield "Berkas ini terpotong: hanya yang terbaca utuh yang dapat dimasukkan."
        for place, talk in list(enumerate(self.talks))[:_MOST_SHOWN]:
            mark = "ikut" if place in self.chosen else "tidak"
            yield f"  [{mark}] {talk.shown}: {talk.came} masuk, {talk.went} keluar"
        if len(self.talks) > _MOST_SHOWN:
            yield f"  … dan {len(self.talks) - _MOST_SHOWN} nomor lain"

    def bring_in(self, since: date | None, sort_from: date | None) -> str:
        """Import; return what was done."""
        try:
            import_sms(self.actor, self.brought, self.chosen, since=since, sort_from=sort_from)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._work()
        run = self.brought.run
        if self.brought.state != SmsImport.State.DONE or run is None:
            raise CommandError("Belum selesai; jalankan «tanggap work» untuk melanjutkan.")
        return f"Masuk: {run.added} SMS baru, {run.known} sudah ada, {run.files} lampiran."

    def put_away(self) -> None:
        """Throw the copy away, unless it was brought in."""
        drop_sms(self.actor, self.brought)

    def _work(self) -> None:
        work_through(self.brought, lambda: carry_on(only=self.brought.pk))


def work_through(brought: BroughtFile, work: Callable[[], int]) -> None:
    """Work until nothing waits, with one line of progress where a person looks on."""
    is_watched = sys.stderr.isatty()
    while work():
        brought.refresh_from_db()
        if is_watched:
            print(f"\r{brought.get_state_display()}: {brought.percent}%  ", end="", file=sys.stderr)
    brought.refresh_from_db()
    if is_watched:
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr)


def line_for(actor: Actor, facility: Facility, kind: str, name: str, new_name: str) -> Line:
    """Return the line of ``kind`` that is named, or the only one; opened where there is none."""
    lines = Line.objects.filter(facility=facility, kind=kind, active_to=None)
    found = list(lines.filter(name=name) if name else lines[:2])
    if name and not found:
        raise CommandError(f"Tidak ada saluran bernama «{name}».")
    if len(found) > 1:
        raise CommandError("Ada beberapa saluran seperti itu; sebut salah satu dengan --line NAMA.")
    return found[0] if found else open_line(actor, kind, new_name, {})
