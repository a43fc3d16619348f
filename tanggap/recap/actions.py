"""What the team does with a week: remark on it, close and sign it, take that back; see it."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.history import head_of_history
from tanggap.base.models import Facility, HistoryLine, Staff
from tanggap.base.typed import mark_of, plain
from tanggap.logbook.models import Accused, Entry, Series
from tanggap.logbook.queries import zone_of
from tanggap.recap.facts import facts_of
from tanggap.recap.models import RecapLine, WeeklyRecap
from tanggap.recap.queries import (
    TOLD,
    bounds,
    closed_mondays,
    closing_of,
    first_week,
    in_book_order,
    is_still_open_to_undoing,
    last_closing,
    may_unsee,
    of_week,
    told_form,
)
from tanggap.recap.rules import (
    LISTED,
    Facts,
    Told,
    counted,
    digest_of,
    is_missed,
    is_over,
    told_by,
    words_of,
)

LONGEST_REMARKS = 4_000
_CLOSED = (
    "Minggu ini sudah ditutup, jadi catatan Anda tidak tersimpan di sini. "
    "Tulis di rekap minggu berikutnya."
)


@action("recap.remark")
def remark(actor: Actor, monday: date, remarks: str, *, seen: str = "") -> WeeklyRecap:
    """Write the team's remarks on a week that is not closed yet.

    ``seen`` is the mark of the remarks as the page showed them: a colleague's words are never
    written over unread.
    """
    recap = _held(actor, monday)
    if recap.closed_at is not None:
        raise Refused(_CLOSED)
    if not _set_remarks(recap, remarks, seen):
        nothing_changed()
        return recap
    recap.save()
    tell(actor, recap, f"Catatan rekap minggu {words_of(monday)} diperbarui.")
    return recap


@action("recap.close")
def close(
    actor: Actor,
    monday: date,
    *,
    remarks: str | None = None,
    seen: str = "",
    at: datetime | None = None,
) -> WeeklyRecap:
    """Close a week and sign it: a named act, of all entries of that week, also when there are none.

    Pressed twice, or by two people, it is one closing. SOP Padaherang step 4 (A-10).
    """
    if actor.staff_id is None:
        raise Refused("Rekap ditutup dan ditandatangani oleh ketua tim, bukan oleh aplikasi.")
    now = at or timezone.now()
    recap = _held(actor, monday)
    if recap.closed_at is not None:
        if remarks is not None and plain(remarks) != recap.remarks:
            raise Refused(_CLOSED)
        nothing_changed()
        return recap
    today = now.astimezone(zone_of(recap.facility)).date()
    if not is_over(monday, today):
        raise Refused("Minggu ini masih berjalan. Rekap dapat ditutup mulai hari Senin.")
    if remarks is not None:
        _set_remarks(recap, remarks, seen)
    _sign(recap, Staff.objects.get(pk=actor.staff_id), now, today)
    late = ", ditutup terlambat" if recap.is_late else ""
    tell(actor, recap, f"Rekap minggu {words_of(monday)} ditutup dan ditandatangani{late}.")
    return recap


@action("recap.take_back")
def take_back(actor: Actor, recap: WeeklyRecap) -> None:
    """Undo a closing: by who closed it, that day, before the head saw it, the last one only."""
    _lock(actor)
    held = WeeklyRecap.objects.filter(pk=recap.pk, facility_id=actor.facility_id).first()
    if held is None or held.closed_at is None:
        nothing_changed()
        return
    if not is_still_open_to_undoing(held, actor.staff_id, timezone.localdate()):
        raise Refused(
            "Penutupan hanya dapat dibatalkan oleh yang menandatangani, pada hari yang sama, "
            "sebelum dilihat kepala, dan selama belum ada minggu lain yang ditutup sesudahnya."
        )
    held.lines.all().delete()
    held.place = held.closed_at = held.closed_by = None
    held.signed_name = held.signed_position = held.facility_code = held.digest = ""
    held.counts, held.told_to, held.is_late = {}, 0, False
    held.save()
    tell(actor, held, f"Penutupan rekap minggu {words_of(held.monday)} dibatalkan.")


@action("recap.see")
def see(actor: Actor, recap: WeeklyRecap, *, at: datetime | None = None) -> None:
    """Note that the head has seen a closed week: «mengetahui»."""
    if actor.staff_id is None:
        raise Refused("Rekap diketahui oleh kepala puskesmas, bukan oleh aplikasi.")
    _lock(actor)
    held = WeeklyRecap.objects.filter(pk=recap.pk, facility_id=actor.facility_id).first()
    if held is None or held.closed_at is None:
        raise Refused("Minggu ini belum ditutup. Rekap dapat dilihat kepala sesudah ditutup.")
    if held.seen_at is not None:
        nothing_changed()
        return
    held.seen_at, held.seen_by_id = at or timezone.now(), actor.staff_id
    held.seen_name = Staff.objects.get(pk=actor.staff_id).name
    held.save(update_fields=["seen_at", "seen_by", "seen_name"])
    tell(actor, held, f"Rekap minggu {words_of(held.monday)} sudah dilihat kepala.")


@action("recap.take_back_seeing")
def take_back_seeing(actor: Actor, recap: WeeklyRecap) -> None:
    """Undo «mengetahui»: by who pressed it, that day."""
    _lock(actor)
    held = WeeklyRecap.objects.filter(pk=recap.pk, facility_id=actor.facility_id).first()
    if held is None or held.seen_at is None:
        nothing_changed()
        return
    if not may_unsee(held, actor.staff_id, timezone.localdate()):
        raise Refused("Tanda «diketahui» hanya dapat dibatalkan oleh pemberinya, pada hari itu.")
    held.seen_at = held.seen_by = None
    held.seen_name = ""
    held.save(update_fields=["seen_at", "seen_by", "seen_name"])
    tell(actor, held, f"Tanda sudah dilihat pada rekap minggu {words_of(held.monday)} dibatalkan.")


# ---------------------------------------------------------------- within


def _lock(actor: Actor) -> Facility:
    """Lock the health centre, so that two acts on its recaps come one after the other."""
    return Facility.objects.select_for_update(no_key=True).get(pk=actor.facility_id)


def _held(actor: Actor, monday: date) -> WeeklyRecap:
    """Return the row of a week, not yet written where it is new; the health centre is locked."""
    facility = _lock(actor)
    first, today = first_week(facility), timezone.localdate(timezone=zone_of(facility))
    if monday.weekday() or first is None or monday < first or monday > today:
        raise Refused("Minggu ini tidak ada di daftar rekap. Pilih minggu dari daftar.")
    held = WeeklyRecap.objects.filter(facility=facility, monday=monday).first()
    recap = held or WeeklyRecap(facility=facility, monday=monday)
    recap.facility = facility
    return recap


def _set_remarks(recap: WeeklyRecap, remarks: str, seen: str) -> bool:
    """Put new remarks on the week; answer whether they differ from the old."""
    new = plain(remarks)
    if len(new) > LONGEST_REMARKS:
        raise Refused(f"Catatan paling panjang {LONGEST_REMARKS} huruf. Ringkas dulu.")
    if new == recap.remarks:
        return False
    if seen and seen != mark_of(recap.remarks):
        raise Refused(
            "Catatan ini diubah orang lain sejak halaman dibuka. Catatan yang sekarang tersimpan "
            "ada di bawah: gabungkan bila perlu, lalu simpan lagi."
        )
    recap.remarks = new
    return True


def _sign(recap: WeeklyRecap, who: Staff, now: datetime, today: date) -> None:
    """Fix the week: what it tells, its numbers, who signed it, and its fingerprint."""
    before = last_closing(recap.facility_id)
    head = head_of_history(recap.facility_id)
    told = _told(recap, before, now)
    hidden = _hidden_from([one.key for one in told])
    lines = [
        RecapLine(
            recap=recap,
            entry_key=one.key,
            place=place,
            reason=one.reason,
            facts=one.facts,
            was=one.was,
            hidden_from=hidden.get(one.key, ""),
        )
        for place, one in enumerate(told, start=1)
    ]
    recap.place = (before.place or 0) + 1 if before else 1
    recap.closed_at, recap.closed_by = now, who
    recap.signed_name, recap.signed_position = who.name, who.position
    recap.is_late = is_missed(recap.monday, today)
    recap.facility_code = recap.facility.code
    recap.told_to = head.place if head else 0
    recap.counts = counted(one.facts for one in told if one.reason == LISTED)
    previous = before.digest if before else ""
    rows = [told_form([getattr(line, name) for name in TOLD]) for line in lines]
    recap.digest = digest_of(closing_of(recap), rows, previous)
    recap.save()
    RecapLine.objects.bulk_create(lines, batch_size=500)


def _told(recap: WeeklyRecap, before: WeeklyRecap | None, now: datetime) -> list[Told]:
    """Return what this closing tells: of all entries, whoever closes (the machine's eyes)."""
    facility, zone = recap.facility, zone_of(recap.facility)
    first, closed = first_week(facility) or recap.monday, closed_mondays(facility.pk)
    own = in_book_order(Entry.objects.filter(of_week(recap.monday, zone), facility=facility))
    entries = {entry.pk: entry for entry in own}
    for entry in _may_be_supplement(facility, before, first, closed):
        entries.setdefault(entry.pk, entry)
    last, (start, _) = _last_told([*entries]), bounds(first, zone)
    due = [
        entry
        for key, entry in entries.items()
        if key in last or entry.series == Series.OURS or entry.received_at >= start
    ]
    return told_by(recap.monday, facts_of(due, zone, now), last, closed, first)


def _may_be_supplement(
    facility: Facility, before: WeeklyRecap | None, first: date, closed: set[date]
) -> list[Entry]:
    """Return where to look for a supplement, without comparing everything there is.

    Whatever a person does to an entry leaves a line of History; rows of an old book come in
    without one, and are looked for by what no week has told of.
    """
    zone = zone_of(facility)
    start, _ = bounds(first, zone)
    entries = Entry.objects.select_related("line")
    if before is None:
        return list(in_book_order(entries.filter(facility=facility, received_at__lt=start)))
    touched = HistoryLine.objects.filter(
        facility=facility, place__gt=before.told_to, subject_kind=Entry._meta.label_lower
    )
    # By their keys alone: asked for anything else too, SQLite goes through the whole book.
    found = list(entries.filter(pk__in=touched.values("subject_id")))
    _, end = bounds(max(closed), zone)
    told = RecapLine.objects.filter(entry_key=OuterRef("pk"))
    old = Entry.objects.filter(~Exists(told), facility=facility, series=Series.OLD)
    keys = [key for key, at in old.values_list("pk", "received_at") if start <= at < end]
    found += entries.filter(pk__in=keys)
    return sorted((one for one in found if one.facility_id == facility.pk), key=_place_in_book)


def _place_in_book(entry: Entry) -> tuple[int, bool, int]:
    return entry.year, entry.series == Series.OURS, entry.sequence


def _last_told(keys: list[int]) -> dict[int, Facts]:
    """Return of each entry the facts that were told last."""
    lines = RecapLine.objects.filter(entry_key__in=keys).order_by("recap__place", "place")
    return dict(lines.values_list("entry_key", "facts"))


def _hidden_from(keys: list[int]) -> dict[int, str]:
    """Return for each entry the keys of those it is about, each between spaces."""
    found: dict[int, str] = {}
    named = Accused.objects.filter(entry__in=keys).order_by("entry_id", "staff_id")
    for entry_id, staff_id in named.values_list("entry_id", "staff_id"):
        found[entry_id] = f"{found.get(entry_id, ' ')}{staff_id} "
    return found
