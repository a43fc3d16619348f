"""A handphone's call log, for the command line (see ``from_file``)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from tanggap.base.bringing import Handed
from tanggap.inbox.actions import drop_calls, import_calls, offer_calls
from tanggap.inbox.calls_carrying import CARRIER
from tanggap.inbox.calls_forms import is_to_be_rung
from tanggap.inbox.calls_reading import Caller, callers_of
from tanggap.inbox.models import CallsImport
from tanggap.site.from_file import NumbersFromFile


class CallsFromFile(NumbersFromFile[CallsImport, Caller]):
    """One call log and the line it belongs to, read as far as the choice of numbers."""

    carrier = CARRIER
    kind, new_line, what = "phone", "Telepon", "riwayat panggilan"

    def offer(self, file: Handed) -> CallsImport:
        return offer_calls(self.actor, self.line(), **file)

    def drop(self) -> None:
        drop_calls(self.actor, self.brought)

    def numbers_in(self, brought: CallsImport) -> Sequence[Caller]:
        return callers_of(brought)

    def choose(self, without: Collection[str]) -> None:
        """Take all people who were not spoken with since, but ``without``."""
        left_out = {self.place(number) for number in without}
        proposed = {place for place, one in enumerate(self.numbers) if is_to_be_rung(one)}
        self.chosen = sorted(proposed - left_out)

    def preview(self) -> Iterator[str]:
        """Yield what a person should see before saying yes."""
        found = self.brought.found
        yield f"Riwayat panggilan: {found['calls']} panggilan, {found['count']} tak terjawab."
        if found["is_cut"]:
            yield "Berkas ini terpotong: hanya yang terbaca utuh yang dapat dimasukkan."
        if found["hidden"]:
            yield f"{found['hidden']} dari nomor yang disembunyikan; tidak dapat ditelepon balik."
        yield from self.marked(lambda one: f"{one.missed} kali, terakhir {one.last[:10]}")

    def bring_in(self, since: date | None) -> str:
        """Import; return what was done."""
        self.carry(lambda: import_calls(self.actor, self.brought, self.chosen, since=since))
        made = self.brought
        return (
            f"Masuk: {made.added} telepon tak terjawab baru, {made.known} sudah ada, "
            f"{made.settled} ternyata sudah tersambung."
        )
