"""The old book's rows become entries of a series of their own; the whole can be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tanggap.base import bringing
from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import HistoryLine, Staff, Unit
from tanggap.gateway.models import Line
from tanggap.inbox.actions import forget_people, know_people
from tanggap.inbox.models import Person
from tanggap.inbox.undoing import delete_unheld
from tanggap.logbook.actions import _clocks
from tanggap.logbook.actions.finding import new_findable
from tanggap.logbook.actions.writing import locked_series
from tanggap.logbook.models import (
    BookImport,
    BroughtRow,
    Entry,
    EntryMessage,
    Findable,
    Milestone,
    NumberSeries,
    RefusedRow,
    Series,
)
from tanggap.logbook.old_book import OldRow, is_only_numbered, number_here, read_row
from tanggap.logbook.old_days import BadRow
from tanggap.logbook.old_reading import as_it_stood, by_field, choices_of
from tanggap.logbook.queries import zone_of
from tanggap.logbook.rules import Event, class_of_kind, is_complaint

_ROWS_AT_ONCE = 60


@action("logbook.offer_book")
def offer_book(
    actor: Actor, *, by: Staff | None = None, **file: Unpack[bringing.Handed]
) -> BookImport:
    """Take an old book to be read; nothing of it is in the register before somebody says so."""
    return bringing.offered(BookImport, actor, file, by_id=by.pk if by else actor.staff_id)


@action("logbook.import_book")
def import_book(actor: Actor, brought: BookImport, chosen: Mapping[str, Any]) -> BookImport:
    """Let the rows of the chosen sheets in, read as ``chosen`` says; the worker goes on."""
    brought = bringing.locked(actor, brought)
    if not bringing.is_to_begin(brought):
        return brought
    if brought.by_id is None:
        raise Refused("Entri buku dicatat oleh petugas, bukan oleh aplikasi sendiri.")
    _refuse_incomplete(actor, brought, chosen)
    bringing.begin(brought, dict(chosen))
    sheets = brought.found["sheets"]
    rows = sum(sheets[place]["rows"] for place in chosen["sheets"])
    tell(actor, brought, f"Buku lama dimasukkan: {rows} baris dipilih.")
    return brought


def _refuse_incomplete(actor: Actor, brought: BookImport, chosen: Mapping[str, Any]) -> None:
    sheets = brought.found["sheets"]
    if not chosen["sheets"] or any(not 0 <= place < len(sheets) for place in chosen["sheets"]):
        raise Refused("Pilih sedikitnya satu lembar.")
    given = set(chosen["fields"].values())
    if "date" not in given:
        raise Refused("Tunjukkan kolom mana yang berisi tanggal diterima.")
    if not given & {"text", "keluhan", "kritik", "saran", "harapan", "pujian", "pertanyaan"}:
        raise Refused("Tunjukkan kolom mana yang berisi uraian (atau keluhan, kritik, saran).")
    lines = {chosen["line"], *chosen["channels"].values()}
    if Line.objects.filter(facility_id=actor.facility_id, pk__in=lines).count() != len(lines):
        raise Refused("Pilih saluran dari daftar.")


@action("logbook.drop_book")
def drop_book(actor: Actor, brought: BookImport) -> None:
    """Throw an old book away that is not (yet) let in."""
    bringing.drop(actor, brought)


@action("logbook.undo_book")
def undo_book(actor: Actor, brought: BookImport) -> BookImport:
    """Take the import back as a whole; entries that somebody has worked on stay."""
    brought = bringing.locked(actor, brought)
    if bringing.is_to_undo(brought, "Buku lama ini tidak dapat dikeluarkan lagi."):
        held = _hold_worked_on(brought)
        bringing.begin_undoing(brought, brought.rows.count() - held, kept=held)
        said = f"{brought.total} entri, {held} tetap."
        tell(actor, brought, f"Buku lama dikeluarkan lagi: {said}")
    return brought


def _hold_worked_on(brought: BookImport) -> int:
    """Mark the rows whose entry somebody acted on or tied a message to; return how many."""
    acts = HistoryLine.objects.filter(subject_kind="logbook.entry", subject_id=OuterRef("entry_id"))
    tied = EntryMessage.objects.filter(entry=OuterRef("entry_id"))
    brought.rows.filter(Q(Exists(acts)) | Q(Exists(tied))).update(is_held=True)
    return brought.rows.filter(is_held=True).count()


@action("logbook.note_old_answers")
def note_old_answers(actor: Actor, rows: Sequence[BroughtRow], *, kept: bool) -> None:
    """Say that the answers of these rows are (or are no longer) kept by ``reply``."""
    nothing_changed()
    BroughtRow.objects.filter(
        facility_id=actor.facility_id, pk__in=[row.pk for row in rows]
    ).update(answer_kept=kept)


@action("logbook.carry_book")
def carry_book(actor: Actor, brought: BookImport) -> int:
    """Carry over the next rows."""
    nothing_changed()
    brought = bringing.locked(actor, brought)
    return bringing.carry(
        brought,
        lambda rows: _bring(actor, brought, rows),
        lambda: _undo_some(actor, brought),
        most=_ROWS_AT_ONCE,
    )


def _bring(actor: Actor, brought: BookImport, rows: Sequence[dict[str, Any]]) -> None:
    found = _understood(brought, rows)
    _refuse(brought, found.bad)
    _write(actor, brought, _fresh(brought, found.good))


@dataclass
class _Found:
    """What a slice's rows are: those to write, in order, and those refused."""

    good: list[tuple[dict[str, Any], OldRow]]
    bad: list[tuple[dict[str, Any], str]]


def _understood(brought: BookImport, rows: Iterable[dict[str, Any]]) -> _Found:
    chosen, sheets = brought.chosen, brought.found["sheets"]
    choices, wanted = choices_of(chosen), set(chosen["sheets"])
    today = timezone.now().astimezone(zone_of(brought.facility)).date()
    written = chosen.get("before", "")
    before = date.fromisoformat(written) if written else None
    found = _Found([], [])
    for row in rows:
        if row["s"] not in wanted:
            continue
        cells = by_field(row, sheets[row["s"]]["labels"], chosen["fields"])
        if is_only_numbered(cells):
            continue
        try:
            read = read_row(cells, choices, today, before)
        except BadRow as reason:
            found.bad.append((row, str(reason)))
            continue
        before = read.received.date()
        found.good.append((row, read))
    chosen["before"] = before.isoformat() if before else ""
    return found


def _refuse(brought: BookImport, bad: Sequence[tuple[dict[str, Any], str]]) -> None:
    sheets = brought.found["sheets"]
    RefusedRow.objects.bulk_create(
        RefusedRow(
            brought=brought,
            sheet=sheets[row["s"]]["name"][:80],
            row=row["r"],
            reason=reason[:200],
            cells=as_it_stood(row, sheets[row["s"]]["labels"]),
        )
        for row, reason in bad
    )
    brought.refused += len(bad)


def _fresh(
    brought: BookImport, good: Sequence[tuple[dict[str, Any], OldRow]]
) -> list[tuple[dict[str, Any], OldRow]]:
    keys = [row["k"] for row, _ in good]
    here = set(
        BroughtRow.objects.filter(facility_id=brought.facility_id, key__in=keys).values_list(
            "key", flat=True
        )
    )
    fresh = [one for one in good if one[0]["k"] not in here]
    brought.known += len(good) - len(fresh)
    return fresh


def _write(
    actor: Actor, brought: BookImport, fresh: Sequence[tuple[dict[str, Any], OldRow]]
) -> None:
    """Write entries, their people, words and the rows they came from, most of them in bulk."""
    writer = _Writer(actor, brought)
    named = [read for _, read in fresh if not read.is_anonymous]
    people = iter(know_people(actor, [(r.name, r.phone, r.address) for r in named]))
    made = [
        writer.take(row, read, None if read.is_anonymous else next(people)) for row, read in fresh
    ]
    writer.save(made)
    brought.added += len(made)


@dataclass
class _Made:
    entry: Entry
    row: BroughtRow
    units: list[Unit]
    findable: Findable


class _Writer:
    """Turns rows of the old book into the rows of the register, one slice at a time."""

    def __init__(self, actor: Actor, brought: BookImport) -> None:
        self._brought = brought
        self._facility = brought.facility
        self._zone: ZoneInfo = zone_of(brought.facility)
        self._by_id = brought.by_id or 0
        self._choices = choices_of(brought.chosen)
        self._now = timezone.now()
        self._series: dict[int, NumberSeries] = {}
        self._units = list(Unit.objects.filter(facility_id=actor.facility_id))

    def take(self, row: dict[str, Any], read: OldRow, person: Person | None) -> _Made:
        entry = self._entry(read, person)
        units = [u for u in self._units if _is_unit(u, read.unit)][:1]
        sheet = self._brought.found["sheets"][row["s"]]
        old = BroughtRow(
            facility=self._facility,
            brought=self._brought,
            entry=entry,
            key=row["k"],
            sheet=sheet["name"][:80],
            row=row["r"],
            cells=as_it_stood(row, sheet["labels"]),
            answer=read.answer,
            answered_at=self._at(read.answered),
            answer_way=read.way,
        )
        findable = new_findable(entry, units, person, read.phone, read.answer)
        return _Made(entry, old, units, findable)

    def save(self, made: Sequence[_Made]) -> None:
        Entry.objects.bulk_create([one.entry for one in made])
        BroughtRow.objects.bulk_create([one.row for one in made])
        Findable.objects.bulk_create([one.findable for one in made])
        through = Entry.units.through
        through.objects.bulk_create(
            through(entry_id=one.entry.pk, unit_id=unit.pk) for one in made for unit in one.units
        )
        Milestone.objects.bulk_create(
            Milestone(
                entry=one.entry,
                kind=Milestone.Kind.CLOSED,
                at=one.entry.closed_at,
                by_id=self._brought.by_id,
                note="menurut buku lama",
            )
            for one in made
            if one.entry.closed_at
        )
        for one in made:
            if one.entry.closed_at is None:
                self._start(one.entry)
        for series in self._series.values():
            series.save(update_fields=["last"])

    def _entry(self, read: OldRow, person: Person | None) -> Entry:
        klass = read.klass or class_of_kind(read.kind)
        received = self._at(read.received) or self._now
        stays_open = not read.is_done and self._choices.open_stay_open
        closed = None if stays_open else self._at(read.closed) or received
        series = self._numbers(read.received.year)
        series.last += 1
        needs_check = stays_open and is_complaint(klass)
        return Entry(
            facility=self._facility,
            series=Series.OLD,
            year=series.year,
            sequence=series.last,
            number=number_here(read, series.last),
            line_id=self._choices.channels.get(read.channel[:40], self._choices.line_id),
            person=person,
            received_at=received,
            recorded_at=self._now,
            recorded_by_id=self._by_id,
            kind=read.kind,
            klass=klass,
            severity=read.severity,
            reporter=read.reporter,
            is_anonymous=read.is_anonymous,
            text=read.text,
            happened=read.happened,
            immediate_action=read.step,
            complete_at=None if needs_check else received,
            closed_at=closed,
        )

    def _numbers(self, year: int) -> NumberSeries:
        if year not in self._series:
            self._series[year] = locked_series(self._facility, year, Series.OLD)
        return self._series[year]

    def _start(self, entry: Entry) -> None:
        """Start the promises of an open row today: what was promised then is not known."""
        _clocks.happened(entry, Event.RECEIVED, self._now)
        if entry.complete_at is not None:
            _clocks.happened(entry, Event.COMPLETE, self._now)

    def _at(self, local: datetime | None) -> datetime | None:
        return min(local.replace(tzinfo=self._zone), self._now) if local else None


def _is_unit(unit: Unit, words: str) -> bool:
    plain = words.casefold().removeprefix("poli ").removeprefix("ruang ").strip()
    return bool(plain) and plain in (unit.name.casefold(), unit.code.casefold())


def _undo_some(actor: Actor, brought: BookImport) -> int:
    """Delete the next entries; those whose answer ``reply`` still holds wait for it."""
    free = brought.rows.filter(is_held=False, answer_kept=False)
    rows = list(free.select_related("entry").order_by("pk")[:_ROWS_AT_ONCE])
    if rows:
        people = [row.entry.person_id for row in rows if row.entry.person_id]
        held = delete_unheld(Entry, [row.entry_id for row in rows])
        if held:
            brought.rows.filter(entry__in=held).update(is_held=True)
        forget_people(actor, people, brought.confirmed_at or brought.at)
        return bringing.note_undone(brought, len(rows), kept=len(held))
    if brought.rows.filter(is_held=False).exists():
        return 0
    brought.refused_rows.all().delete()
    return bringing.end_undoing(brought)
