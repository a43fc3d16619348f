"""SMS from a backup, for the command line (see ``from_file``)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from tanggap.base.bringing import Handed
from tanggap.inbox.actions import drop_sms, import_sms, offer_sms
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_carrying import CARRIER
from tanggap.inbox.sms_reading import Talk, talks_of
from tanggap.site.from_file import NumbersFromFile


class SmsFromFile(NumbersFromFile[SmsImport, Talk]):
    """One backup and the line it belongs to, read as far as the choice of numbers."""

    carrier = CARRIER
    kind, new_line, what = "sms_handphone", "SMS HP", "cadangan"

    def offer(self, file: Handed) -> SmsImport:
        return offer_sms(self.actor, self.line(), **file)

    def drop(self) -> None:
        drop_sms(self.actor, self.brought)

    def numbers_in(self, brought: SmsImport) -> Sequence[Talk]:
        return talks_of(brought)

    def choose(self, without: Collection[str], also: Collection[str]) -> None:
        """Take all people but ``without``, and the senders ``also``."""
        left_out, added = {self.place(n) for n in without}, {self.place(n) for n in also}
        people = {place for place, talk in enumerate(self.numbers) if talk.kind == "person"}
        self.chosen = sorted((people | added) - left_out)

    def preview(self) -> Iterator[str]:
        """Yield what a person should see before saying yes."""
        found = self.brought.found
        yield f"Cadangan SMS: {found['count']} SMS, {len(self.numbers)} nomor."
        yield f"Dari {found['first'][:10]} sampai {found['last'][:10]}; {found['known']} sudah ada."
        if found["is_cut"]:
            yield "Berkas ini terpotong: hanya yang terbaca utuh yang dapat dimasukkan."
        yield from self.marked(lambda talk: f"{talk.came} masuk, {talk.went} keluar")

    def bring_in(self, since: date | None, sort_from: date | None) -> str:
        """Import; return what was done."""
        days = {"since": since, "sort_from": sort_from}
        self.carry(lambda: import_sms(self.actor, self.brought, self.chosen, **days))
        run = self.brought.run
        if run is None:
            raise AssertionError("an import that is done has a run")
        return f"Masuk: {run.added} SMS baru, {run.known} sudah ada, {run.files} lampiran."
