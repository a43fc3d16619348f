"""A handphone's call log, for the command line: read, shown, brought in."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

from tanggap.base.acting import Actor, Refused, machine
from tanggap.base.brought import chunks_of, keep_file
from tanggap.base.models import Facility
from tanggap.base.phones import e164
from tanggap.inbox.actions import drop_calls, import_calls, offer_calls
from tanggap.inbox.calls_carrying import carry_on
from tanggap.inbox.calls_forms import is_to_be_rung
from tanggap.inbox.calls_reading import Caller, callers_of
from tanggap.inbox.models import CallsImport
from tanggap.site.one_facility import the_facility
from tanggap.site.refusal import CommandError
from tanggap.site.sms_from_file import line_for, work_through

_MOST_SHOWN = 60


class CallsFromFile:
    """One call log and the line it belongs to, read as far as the choice of numbers."""

    def __init__(self, path: Path, line_name: str) -> None:
        facility: Facility = the_facility()
        self.actor: Actor = machine(facility.pk)
        line = line_for(self.actor, facility, "phone", line_name, "Telepon")
        self.brought = offer_calls(
            self.actor,
            line,
            form_key=uuid4(),
            file_name=path.name,
            keep=lambda: keep_file(chunks_of(path)),
        )
        self._work()
        if self.brought.state != CallsImport.State.READY:
            raise CommandError(self.brought.trouble)
        self.callers: list[Caller] = callers_of(self.brought)
        self.chosen: list[int] = []

    def choose(self, without: Collection[str]) -> None:
        """Take all people who were not spoken with since, but ``without``."""
        left_out = {self._place(number) for number in without}
        proposed = {place for place, one in enumerate(self.callers) if is_to_be_rung(one)}
        self.chosen = sorted(proposed - left_out)

    def _place(self, number: str) -> int:
        for place, caller in enumerate(self.callers):
            if number == caller.number or e164(number) == (caller.phone or None):
                return place
        raise CommandError(f"«{number}» tidak ada di riwayat panggilan ini.")

    def preview(self) -> Iterator[str]:
        """Yield what a person should see before saying yes."""
        found = self.brought.found
        yield f"Riwayat panggilan: {found['calls']} panggilan, {found['count']} tak terjawab."
        if found["is_cut"]:
            yield "Berkas ini terpotong: hanya yang terbaca utuh yang dapat dimasukkan."
        if found["hidden"]:
            yield f"{found['hidden']} dari nomor yang disembunyikan; tidak dapat ditelepon balik."
        for place, caller in list(enumerate(self.callers))[:_MOST_SHOWN]:
            mark = "ikut" if place in self.chosen else "tidak"
            yield f"  [{mark}] {caller.shown}: {caller.missed} kali, terakhir {caller.last[:10]}"
        if len(self.callers) > _MOST_SHOWN:
            yield f"  … dan {len(self.callers) - _MOST_SHOWN} nomor lain"

    def bring_in(self, since: date | None) -> str:
        """Import; return what was done."""
        try:
            import_calls(self.actor, self.brought, self.chosen, since=since)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._work()
        made = self.brought
        if made.state != CallsImport.State.DONE:
            raise CommandError("Belum selesai; jalankan «tanggap work» untuk melanjutkan.")
        return (
            f"Masuk: {made.added} telepon tak terjawab baru, {made.known} sudah ada, "
            f"{made.settled} ternyata sudah tersambung."
        )

    def put_away(self) -> None:
        """Throw the copy away, unless it was brought in."""
        drop_calls(self.actor, self.brought)

    def _work(self) -> None:
        work_through(self.brought, lambda: carry_on(only=self.brought.pk))
