"""The old book from a file, for the command line (see ``from_file``)."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.bringing import Handed
from tanggap.base.models import Facility, Role, Staff
from tanggap.gateway.models import Line
from tanggap.logbook.actions import drop_book, import_book, offer_book
from tanggap.logbook.models import BookImport, Kind
from tanggap.logbook.old_carrying import CARRIER
from tanggap.logbook.old_columns import FIELDS
from tanggap.logbook.old_forms import MappingForm
from tanggap.logbook.old_papers import refused_table
from tanggap.logbook.old_preview import preview
from tanggap.site.from_file import FromFile
from tanggap.site.refusal import CommandError


class BookFromFile(FromFile[BookImport]):
    """One spreadsheet, read as far as the choice of columns."""

    carrier = CARRIER

    def __init__(self, path: Path, by: str) -> None:
        self._by = by
        super().__init__(path)
        self.chosen: dict[str, Any] = {}

    @property
    def lines(self) -> QuerySet[Line]:
        return Line.objects.filter(facility=self.facility).order_by("active_to", "name")

    def offer(self, file: Handed) -> BookImport:
        if not self.lines.exists():
            raise CommandError("Belum ada saluran. Tambahkan dulu: tanggap line add walk_in …")
        return offer_book(self.actor, by=_writer(self.facility, self._by), **file)

    def drop(self) -> None:
        drop_book(self.actor, self.brought)

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
        self.carry(lambda: import_book(self.actor, self.brought, self.chosen))
        done = self.brought
        return f"Masuk: {done.added} entri, {done.known} sudah ada, {done.refused} ditolak."

    def refused(self) -> bytes:
        return refused_table(self.brought)


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
