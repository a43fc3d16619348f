"""The old book from a file, for the command line: read, shown, and brought into the register."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, machine
from tanggap.base.brought import chunks_of, keep_file
from tanggap.base.models import Facility, Role, Staff
from tanggap.gateway.models import Line
from tanggap.logbook.actions import drop_book, import_book, offer_book
from tanggap.logbook.models import BookImport, Kind
from tanggap.logbook.old_carrying import carry_on
from tanggap.logbook.old_columns import FIELDS
from tanggap.logbook.old_forms import MappingForm
from tanggap.logbook.old_papers import refused_table
from tanggap.logbook.old_preview import preview
from tanggap.site.one_facility import the_facility
from tanggap.site.refusal import CommandError
from tanggap.site.sms_from_file import work_through


class BookFromFile:
    """One spreadsheet, read as far as the choice of columns."""

    def __init__(self, path: Path, by: str) -> None:
        self.facility: Facility = the_facility()
        self.actor: Actor = machine(self.facility.pk)
        self.lines = Line.objects.filter(facility=self.facility).order_by("active_to", "name")
        if not self.lines.exists():
            raise CommandError("Belum ada saluran. Tambahkan dulu: tanggap line add walk_in …")
        self.brought = offer_book(
            self.actor,
            form_key=uuid4(),
            file_name=path.name,
            keep=lambda: keep_file(chunks_of(path)),
            by=_writer(self.facility, by),
        )
        self._work()
        if self.brought.state != BookImport.State.READY:
            raise CommandError(self.brought.trouble)
        self.chosen: dict[str, Any] = {}

    def choose(self, args: argparse.Namespace) -> None:
        """Take what the file says of itself, and what ``args`` say otherwise."""
        form = MappingForm(self.brought, self.lines)
        chosen = form.guessed
        names = [sheet["name"] for sheet in self.brought.found["sheets"]]
        if args.sheet:
            missing = [name for name in args.sheet if name not in names]
            if missing:
                raise CommandError(f"Tidak ada lembar «{missing[0]}». Ada: {', '.join(names)}.")
            chosen["sheets"] = [names.index(name) for name in args.sheet]
        for label, name in args.column:
            if label not in form.labels or (name and name not in FIELDS):
                told = ", ".join(form.labels)
                known = ", ".join(FIELDS)
                raise CommandError(f"«{label}={name}»: kolom yang ada {told}; isi: {known}.")
            chosen["fields"][label] = name
        if args.date_order:
            chosen["day_first"] = args.date_order == "dmy"
        if args.kind not in Kind.values:
            raise CommandError(f"Jenis «{args.kind}» tidak ada. Ada: {', '.join(Kind.values)}.")
        if args.line:
            chosen["line"] = self._line(args.line)
        chosen |= {"kind": args.kind, "open": args.open, "same_day": args.same_day}
        self.chosen = chosen

    def _line(self, name: str) -> int:
        found = self.lines.filter(name=name).first()
        if found is None:
            raise CommandError(f"Tidak ada saluran bernama «{name}».")
        return found.pk

    def preview(self) -> Iterator[str]:
        """Yield how columns and rows are read."""
        for place in self.chosen["sheets"]:
            sheet = self.brought.found["sheets"][place]
            yield f"Lembar {sheet['name']}: {sheet['rows']} baris"
        for label, name in self.chosen["fields"].items():
            yield f"  {label} → {FIELDS.get(name, '(tidak dipakai)')}"
        seen = preview(self.brought, self.chosen, timezone.localtime().date())
        more = "" if seen.is_all else f" (dari {seen.looked_at} baris pertama)"
        yield f"Akan masuk: {seen.good} entri, ditolak {seen.bad}{more}."
        yield f"Sudah ada: {self.brought.found['known']} baris."
        for number, reason in seen.refused:
            yield f"  baris {number}: {reason}"

    def bring_in(self) -> str:
        """Import; return what was done."""
        try:
            import_book(self.actor, self.brought, self.chosen)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._work()
        done = self.brought
        if done.state != BookImport.State.DONE:
            raise CommandError("Belum selesai; jalankan «tanggap work» untuk melanjutkan.")
        return f"Masuk: {done.added} entri, {done.known} sudah ada, {done.refused} ditolak."

    def refused(self) -> bytes:
        return refused_table(self.brought)

    def put_away(self) -> None:
        """Throw the copy away, unless it was brought in."""
        drop_book(self.actor, self.brought)

    def _work(self) -> None:
        work_through(self.brought, lambda: carry_on(only=self.brought.pk))


def _writer(facility: Facility, username: str) -> Staff:
    """Return in whose name the entries are written: the one named, else who keeps the book."""
    people = Staff.objects.filter(facility=facility, is_active=True)
    if username:
        found = people.filter(username=username).first()
        if found is None:
            raise CommandError(f"Tidak ada pegawai dengan nama masuk «{username}».")
        return found
    for role in (Role.PETUGAS, Role.KETUA, Role.ADMIN):
        found = people.filter(grants__role=role, grants__valid_to=None).order_by("pk").first()
        if found is not None:
            return found
    raise CommandError("Belum ada pegawai. Sebutkan dengan --by NAMA_MASUK.")
