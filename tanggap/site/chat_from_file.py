"""A conversation from a file, for the command line: read, shown, and brought in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction

from tanggap.base.acting import Actor, Refused, machine
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Line
from tanggap.inbox.actions import forecast_import, import_chat
from tanggap.inbox.chat_import import ParsedChat, UnreadableExport, read_export
from tanggap.inbox.models import ImportRun
from tanggap.site.one_facility import the_facility
from tanggap.site.refusal import CommandError

KIND = "wa_handphone"
DateOrder = Literal["dmy", "mdy"]


class ChatFromFile:
    """One exported file and the line it belongs to.

    Raises :class:`CommandError` for what is not an export, for a date that can be read two
    ways and was not decided, and for a name of ours that nobody in the chat has.
    """

    def __init__(
        self, path: Path, order: DateOrder | None, own_name: str | None, line_name: str
    ) -> None:
        self.facility = the_facility()
        self.actor: Actor = machine(self.facility.pk)
        zone = ZoneInfo(self.facility.time_zone)
        if not path.is_file():
            raise FileNotFoundError(path)
        try:
            self.chat: ParsedChat = read_export(path, path.name, order, zone)
        except UnreadableExport as error:
            raise CommandError(str(error)) from error
        self._ordered = order is not None
        self.own_names = self._own(own_name)
        self.line = _line(self.facility, line_name)

    def _own(self, given: str | None) -> list[str]:
        """Return our names in the chat: the one given, the last one used, or the profile's."""
        senders = [sender.name for sender in self.chat.senders()]
        if given:
            if given not in senders:
                raise CommandError(
                    f"«{given}» tidak ada di percakapan ini. Yang ada: {', '.join(senders)}."
                )
            return [given]
        used = ImportRun.objects.filter(facility=self.facility).order_by("-id").first()
        known = {used.own_name} if used is not None else set()
        profile = profile_on(self.facility, self.chat.messages[-1].at.date())
        name = profile.name.casefold()
        return [
            sender for sender in senders if sender in known or (name and name in sender.casefold())
        ]

    def preview(self) -> Iterator[str]:
        """Yield what a person should see before saying yes."""
        shown = self.chat.preview()
        yield f"Percakapan: {shown.chat_name or '(tanpa nama)'}, {shown.count} pesan."
        if shown.count:
            first, last = shown.first[0].at, shown.last[-1].at
            yield f"Dari {first:%d-%m-%Y %H.%M} sampai {last:%d-%m-%Y %H.%M}."
        for sender in shown.senders:
            side = "kita" if sender.name in self.own_names else "warga"
            yield f"  {sender.name}: {sender.count} pesan ({side})"
        if shown.files_present or shown.files_missing:
            yield f"Lampiran: {shown.files_present} ada, {shown.files_missing} tidak disertakan."
        for reading in shown.readings:
            yield f"  --date-order {reading.order}: {reading.first} sampai {reading.last}"
        if self.chat.is_ambiguous and not self._ordered:
            yield f"Tanggal dapat dibaca dua cara ({shown.reason})"
        yield self._what_would_happen()

    def _what_would_happen(self) -> str:
        """Say how many are new; nothing is written for it."""
        with transaction.atomic():
            try:
                line = self.line or self._new_line()
                run = forecast_import(self.actor, line, self.chat, self.own_names)
            except Refused as refused:
                return str(refused)
            finally:
                transaction.set_rollback(True)  # also the line, where there was none yet
        return f"Akan masuk: {_count(run)}"

    def bring_in(self) -> str:
        """Import; return what was done."""
        if self.chat.is_ambiguous and not (self._ordered or self.chat.is_backed):
            raise CommandError(
                "Hari dan bulan tidak dapat dibedakan. Ulangi dengan --date-order dmy "
                "(hari dulu, biasa di Indonesia) atau --date-order mdy."
            )
        try:
            line = self.line or self._new_line()
            run = import_chat(self.actor, line, self.chat, self.own_names)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        return f"Masuk: {_count(run)}"

    def _new_line(self) -> Line:
        return open_line(self.actor, KIND, "WhatsApp HP", {})


def _count(run: ImportRun) -> str:
    return f"{run.added} pesan baru, {run.known} sudah ada, {run.changed} berubah."


def _line(facility: Facility, name: str) -> Line | None:
    """Return the handphone's line: the one named or the only one; ``None`` where none is."""
    lines = Line.objects.filter(facility=facility, kind=KIND, active_to=None)
    found = list(lines.filter(name=name) if name else lines[:2])
    if name and not found:
        raise CommandError(f"Tidak ada saluran WhatsApp HP bernama «{name}».")
    if len(found) > 1:
        raise CommandError("Ada beberapa WhatsApp HP; sebut salah satu dengan --line NAMA.")
    return found[0] if found else None
