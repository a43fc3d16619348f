"""Writing an entry down, correcting it, and undoing it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility, Staff, Unit
from tanggap.base.queries import actor_of
from tanggap.gateway.models import Line
from tanggap.inbox.actions import sort_out, unsort
from tanggap.inbox.models import Message, Person
from tanggap.logbook.actions import _clocks
from tanggap.logbook.actions.crossing import refuse_unseen
from tanggap.logbook.actions.finding import index_entry
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import (
    Accused,
    Class,
    Entry,
    EntryMessage,
    Kind,
    Milestone,
    NumberSeries,
    Reporter,
    Series,
    Severity,
    Topic,
)
from tanggap.logbook.queries import heads_on, zone_of
from tanggap.logbook.rules import (
    Event,
    came_in,
    class_of_kind,
    is_complaint,
    register_number,
    substitute_problem,
)


@action("logbook.write_down")
def write_down(
    actor: Actor,
    draft: EntryDraft,
    messages: Sequence[Message] = (),
    *,
    form_key: UUID,
    at: datetime | None = None,
) -> Entry:
    """Write ``draft`` into the book under the next number and tie ``messages`` to it.

    The same ``form_key`` twice gives the same one entry (a double click). ``messages``
    become sorted; where there are none, the draft says line and time of receipt (A-05).
    Raises :class:`Refused` with what to do.
    """
    now = at or timezone.now()
    facility = Facility.objects.get(pk=actor.facility_id)
    if actor.staff_id is None:
        raise Refused("Entri buku dicatat oleh petugas, bukan oleh aplikasi sendiri.")
    series = _locked_series(facility, now)
    known = Entry.objects.filter(facility=facility, form_key=form_key).first()
    if known is not None:
        nothing_changed()
        return known
    entry = _new_entry(facility, draft, messages, form_key=form_key, now=now)
    entry.recorded_by_id = actor.staff_id
    _check_accused(facility, draft.accused, draft.sees_instead, now)
    _give_number(entry, facility, series, now)
    entry.save(force_insert=True)
    _set_many(entry, draft)
    _set_accused(entry, draft.accused, draft.sees_instead)
    _tie(actor, entry, messages)
    _start_course(actor, entry, draft, now)
    index_entry(entry)
    tell(actor, entry, f"Entri {entry.number} dicatat: {_coded(entry)}.")
    return entry


def _locked_series(facility: Facility, now: datetime) -> NumberSeries:
    """Lock the year's series first, so that two who write at once come one after the other."""
    return locked_series(facility, now.astimezone(zone_of(facility)).year)


def locked_series(facility: Facility, year: int, series: str = Series.OURS) -> NumberSeries:
    """Return the numbers of a year, locked until the transaction ends."""
    NumberSeries.objects.get_or_create(facility=facility, series=series, year=year)
    return NumberSeries.objects.select_for_update().get(facility=facility, series=series, year=year)


def _give_number(entry: Entry, facility: Facility, series: NumberSeries, now: datetime) -> None:
    series.last += 1
    series.save(update_fields=["last"])
    entry.year, entry.sequence = series.year, series.last
    entry.number = register_number(
        facility.number_pattern,
        sequence=series.last,
        day=now.astimezone(zone_of(facility)).date(),
        unit_code=facility.code,
    )


def _new_entry(
    facility: Facility,
    draft: EntryDraft,
    messages: Sequence[Message],
    *,
    form_key: UUID,
    now: datetime,
) -> Entry:
    entry = Entry(facility=facility, form_key=form_key, recorded_at=now)
    _fill(entry, draft)
    first = min(messages, key=lambda message: message.sent_at, default=None)
    for message in messages:
        if message.facility_id != facility.pk:
            raise Refused("Pesan itu bukan milik puskesmas ini.")
    entry.line_id = first.line_id if first else _line_of(facility, draft)
    entry.person_id = _person_of(facility, draft, messages)
    received = draft.received_at
    if first:
        is_imported = first.import_run_id is not None
        received = came_in(first.sent_at, first.received_at, now, is_imported=is_imported)
    if received is None or received > now:
        raise Refused("Isi tanggal dan jam diterima; tidak boleh di masa depan.")
    entry.received_at = received
    return entry


def _line_of(facility: Facility, draft: EntryDraft) -> int:
    line = Line.objects.filter(facility=facility, pk=draft.line_id or 0).first()
    if line is None:
        raise Refused("Pilih saluran tempat umpan balik ini diterima.")
    return line.pk


def _person_of(facility: Facility, draft: EntryDraft, messages: Sequence[Message]) -> int | None:
    if draft.person_id is not None:
        return Person.objects.get(facility=facility, pk=draft.person_id).pk
    return next((message.person_id for message in messages if message.person_id), None)


def _fill(entry: Entry, draft: EntryDraft) -> None:
    text = draft.text.strip()
    if not text:
        raise Refused("Isi uraian: apa yang disampaikan.")
    entry.kind = Kind(draft.kind)
    entry.klass = Class(draft.klass or class_of_kind(draft.kind))
    entry.severity = Severity(draft.severity)
    entry.reporter = Reporter(draft.reporter)
    entry.text = text
    entry.is_anonymous, entry.is_secret = draft.is_anonymous, draft.is_secret
    entry.happened, entry.place = draft.happened.strip(), draft.place.strip()
    entry.wish = draft.wish.strip()
    entry.immediate_action = draft.immediate_action.strip()


def _set_many(entry: Entry, draft: EntryDraft) -> None:
    own = entry.facility_id
    entry.topics.set(Topic.objects.filter(facility_id=own, pk__in=draft.topics))
    entry.units.set(Unit.objects.filter(facility_id=own, pk__in=draft.units))


def _check_accused(
    facility: Facility, accused: Iterable[int], substitute: int | None, now: datetime
) -> None:
    named = set(accused)
    today = now.astimezone(zone_of(facility)).date()
    heads = set(heads_on(facility.pk, today).values_list("pk", flat=True))
    problem = substitute_problem(named, substitute, next(iter(heads & named), None))
    if problem:
        raise Refused(problem)
    asked = named | ({substitute} if substitute else set())
    if Staff.objects.filter(facility=facility, pk__in=asked).count() != len(asked):
        raise Refused("Pegawai itu tidak ada di puskesmas ini. Pilih lagi dari daftar.")
    deputy = Staff.objects.filter(pk=substitute or 0).first()
    if deputy is not None and not actor_of(deputy, today).may("look.entries"):
        raise Refused(
            "Pejabat pengganti belum punya peran yang membuka buku. "
            "Pilih orang lain, atau minta admin memberinya peran dulu."
        )


def _set_accused(entry: Entry, accused: Iterable[int], substitute: int | None) -> None:
    named = set(accused)
    Accused.objects.filter(entry=entry).exclude(staff_id__in=named).delete()
    for staff_id in sorted(named):
        Accused.objects.update_or_create(
            entry=entry, staff_id=staff_id, defaults={"sees_instead_id": substitute}
        )


def _tie(actor: Actor, entry: Entry, messages: Iterable[Message]) -> None:
    for message in messages:
        EntryMessage.objects.get_or_create(entry=entry, message=message)
        if message.sorted_at is None:
            sort_out(actor, message)


def _start_course(actor: Actor, entry: Entry, draft: EntryDraft, now: datetime) -> None:
    """Start the clocks. Only a complaint has to be found complete first (art. 44(3))."""
    _clocks.happened(entry, Event.RECEIVED, entry.received_at)
    if not is_complaint(entry.klass):
        entry.complete_at = entry.received_at
        _clocks.happened(entry, Event.COMPLETE, entry.received_at)
    elif draft.is_complete:
        entry.complete_at = now
        Milestone.objects.create(
            entry=entry, kind=Milestone.Kind.COMPLETE, at=now, by_id=actor.staff_id
        )
        _clocks.happened(entry, Event.COMPLETE, now)
    entry.save(update_fields=["complete_at"])


def _coded(entry: Entry) -> str:
    return f"{entry.get_kind_display().lower()}, {entry.get_klass_display().lower()}"


@action("logbook.add_message")
def add_message(actor: Actor, entry: Entry, message: Message) -> None:
    """Tie one more message to an entry; the triage has dealt with it then."""
    if message.facility_id != entry.facility_id:
        raise Refused("Pesan itu bukan milik puskesmas ini.")
    if entry.cancelled_at is not None:
        raise Refused("Entri ini dibatalkan. Pulihkan dulu, atau pilih entri lain.")
    if EntryMessage.objects.filter(entry=entry, message=message).exists():
        nothing_changed()
        return
    _tie(actor, entry, [message])
    if entry.person_id is None and message.person_id is not None:
        entry.person_id = message.person_id
        entry.save(update_fields=["person"])
    index_entry(entry)
    tell(actor, entry, f"Satu pesan ditambahkan ke entri {entry.number}.")


@action("logbook.take_message_out")
def take_message_out(actor: Actor, entry: Entry, message: Message) -> None:
    """Untie a message; one that no entry holds any more waits for triage again."""
    gone, _ = EntryMessage.objects.filter(entry=entry, message=message).delete()
    if not gone:
        nothing_changed()
        return
    if not EntryMessage.objects.filter(message=message).exists():
        unsort(actor, message)
    index_entry(entry)
    tell(actor, entry, f"Satu pesan dikeluarkan dari entri {entry.number}.")


_FIELDS = [
    "kind",
    "klass",
    "severity",
    "reporter",
    "is_anonymous",
    "is_secret",
    "text",
    "happened",
    "place",
    "wish",
    "immediate_action",
    "received_at",
]
_CODED = frozenset({"kind", "klass", "severity", "reporter"})
_CLOCKED = frozenset({"kind", "klass", "received_at"})


@action("logbook.correct")
def correct(
    actor: Actor, entry: Entry, draft: EntryDraft, *, at: datetime | None = None, seen: str = ""
) -> Entry:
    """Correct what was written down; number and messages stay. Clocks follow the class.

    ``seen`` is the mark of the entry as the corrector met it: what somebody else corrected
    meanwhile is not written over unread.
    """
    now = at or timezone.now()
    refuse_unseen(entry, seen)
    _check_accused(entry.facility, draft.accused, draft.sees_instead, now)
    before = {name: getattr(entry, name) for name in _FIELDS}
    shown = {name: getattr(entry, f"get_{name}_display")() for name in _CODED}
    many = _many_of(entry)
    _fill(entry, draft)
    if draft.received_at is not None and draft.received_at <= now:
        entry.received_at = draft.received_at
    changed = [name for name in _FIELDS if getattr(entry, name) != before[name]]
    entry.save(update_fields=_FIELDS)
    _set_many(entry, draft)
    _set_accused(entry, draft.accused, draft.sees_instead)
    words = [_change(entry, name, shown) for name in changed] + _many_changes(many, entry)
    if not words:
        nothing_changed()
        return entry
    if _CLOCKED & set(changed):
        _reset_course(entry)
    index_entry(entry)
    tell(actor, entry, f"Entri {entry.number} diperbaiki: {'; '.join(words)}.")
    return entry


def _reset_course(entry: Entry) -> None:
    if not is_complaint(entry.klass):
        entry.complete_at = entry.complete_at or entry.received_at
        entry.asked_at = None
    elif not entry.milestones.filter(kind=Milestone.Kind.COMPLETE).exists():
        entry.complete_at = None
    entry.save(update_fields=["complete_at", "asked_at"])
    if entry.series == Series.OURS:  # what an old book promised is not known
        _clocks.reset(entry)


def _change(entry: Entry, name: str, before: dict[str, str]) -> str:
    label = str(entry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    if name in _CODED:
        return f"{label} {before[name]} → {getattr(entry, f'get_{name}_display')()}"
    return label


def _many_of(entry: Entry) -> dict[str, set[int]]:
    return {
        "topik": set(entry.topics.values_list("pk", flat=True)),
        "unit terkait": set(entry.units.values_list("pk", flat=True)),
        "pegawai yang diadukan": set(entry.accused.values_list("staff_id", flat=True)),
    }


def _many_changes(before: dict[str, set[int]], entry: Entry) -> list[str]:
    after = _many_of(entry)
    return [label for label in before if before[label] != after[label]]


@action("logbook.assign_units")
def assign_units(actor: Actor, entry: Entry, units: Iterable[int]) -> None:
    """Say which units the entry is for; their PJ see it from now on."""
    found = list(Unit.objects.filter(facility_id=entry.facility_id, pk__in=units))
    if {unit.pk for unit in found} == set(entry.units.values_list("pk", flat=True)):
        nothing_changed()
        return
    entry.units.set(found)
    index_entry(entry)
    names = ", ".join(unit.name for unit in found) or "tidak ada"
    tell(actor, entry, f"Unit terkait entri {entry.number}: {names}.")


@action("logbook.name_accused")
def name_accused(
    actor: Actor, entry: Entry, staff_ids: Iterable[int], sees_instead: int | None = None
) -> None:
    """Say which staff the entry is about: from now on they meet it on no path (art. 45)."""
    named = set(staff_ids)
    _check_accused(entry.facility, named, sees_instead, timezone.now())
    _set_accused(entry, named, sees_instead)
    tell(
        actor,
        entry,
        f"Pegawai yang diadukan pada entri {entry.number} ditetapkan: {len(named)} orang.",
    )


@action("logbook.cancel")
def cancel(actor: Actor, entry: Entry, reason: str = "", *, at: datetime | None = None) -> None:
    """Undo an entry: its number stays in the book, printed «dibatalkan».

    Its messages wait for triage again.
    """
    if entry.cancelled_at is not None:
        nothing_changed()
        return
    entry.cancelled_at = at or timezone.now()
    entry.cancel_reason = reason.strip()[:200]
    entry.save(update_fields=["cancelled_at", "cancel_reason"])
    _clocks.drop(entry, entry.cancelled_at)
    for message in _messages_only_here(entry):
        unsort(actor, message)
    tell(actor, entry, f"Entri {entry.number} dibatalkan; nomornya tetap di buku.")


def _messages_only_here(entry: Entry) -> list[Message]:
    elsewhere = EntryMessage.objects.exclude(entry=entry).filter(entry__cancelled_at=None)
    return list(
        Message.objects.filter(
            pk__in=EntryMessage.objects.filter(entry=entry).values("message")
        ).exclude(pk__in=elsewhere.values("message"))
    )


@action("logbook.restore")
def restore(actor: Actor, entry: Entry) -> None:
    """Take the cancelling back: messages, clocks and place in the lists return."""
    if entry.cancelled_at is None:
        nothing_changed()
        return
    _clocks.take_up(entry, entry.cancelled_at)
    entry.cancelled_at, entry.cancel_reason = None, ""
    entry.save(update_fields=["cancelled_at", "cancel_reason"])
    tied = EntryMessage.objects.filter(entry=entry).values("message")
    for message in Message.objects.filter(pk__in=tied, sorted_at=None):
        sort_out(actor, message)
    tell(actor, entry, f"Entri {entry.number} dipulihkan.")
