"""Planning what the year holds, and wishing to be reminded of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility, Staff
from tanggap.documents.dates import short_date
from tanggap.gateway.actions import Shelf, send
from tanggap.gateway.models import Line
from tanggap.gateway.queries import is_open
from tanggap.rhythm.models import Feed, Occasion, OccasionFile, ReminderWish
from tanggap.rhythm.queries import (
    needs_template,
    occasions_of,
    reminding_lines,
    reminding_template,
    today_at,
)
from tanggap.rhythm.rules import halves, hash_of, quarters, trouble_with_days, trouble_with_file

_PLAIN = {
    "kind": "jenis",
    "title": "nama kegiatan",
    "starts_on": "tanggal",
    "ends_on": "sampai",
    "place": "tempat",
}


@dataclass(frozen=True)
class OccasionDraft:
    """What is said of one gathering or term."""

    kind: str
    starts_on: date
    title: str = ""
    ends_on: date | None = None
    place: str = ""


@action("rhythm.plan_occasion")
def plan_occasion(actor: Actor, draft: OccasionDraft, *, form_key: UUID) -> Occasion:
    """Put it into the year once; the same form twice is the same occasion."""
    known = occasions_of(actor.facility_id).filter(form_key=form_key).first()
    if known is not None:
        nothing_changed()
        return known
    made = _planned(actor, draft, form_key)
    tell(actor, made, f"Kegiatan {_named(made)} direncanakan.")
    return made


@action("rhythm.propose_year")
def propose_year(actor: Actor, year: int) -> list[Occasion]:
    """Plan the usual year where it lacks: lintas sektor each quarter, survey and RTM twice.

    Accreditation 1.6.2 asks the quarterly meeting, 1.6.3 the RTM; the days are a proposal and
    are changed one by one. What the year has already, of any kind, is left as it is; a day gone
    by is not proposed, since nobody can keep it any more.
    """
    facility = Facility.objects.get(pk=actor.facility_id)
    today = today_at(facility)
    held = occasions_of(actor.facility_id).filter(cancelled_at=None, starts_on__year=year)
    known = set(held.values_list("kind", flat=True))
    usual = (
        (Occasion.Kind.CROSS_SECTOR, quarters(year)),
        (Occasion.Kind.SURVEY, halves(year)),
        (Occasion.Kind.REVIEW, halves(year)),
        (Occasion.Kind.AUDIT, halves(year)),
    )
    ahead = [(kind, day) for kind, days in usual for day in days if day >= today]
    drafts = [OccasionDraft(kind, day) for kind, day in ahead if kind not in known]
    if not drafts:
        nothing_changed()
        return []
    made = []
    for draft in drafts:
        # A proposal taken back stays so: a second press must not bring it again.
        key = uuid5(NAMESPACE_URL, f"{actor.facility_id}/{draft.kind}/{draft.starts_on}")
        if not occasions_of(actor.facility_id).filter(form_key=key).exists():
            made.append(_planned(actor, draft, key))
    if not made:
        nothing_changed()
        return []
    tell(actor, facility, f"Usulan kegiatan tahun {year} dipakai: {len(made)} kegiatan.")
    return made


@action("rhythm.change_occasion")
def change_occasion(actor: Actor, occasion: Occasion, draft: OccasionDraft) -> Occasion:
    """Change what was planned; History names the fields."""
    held = _held(actor, occasion)
    _refuse_senseless(draft)
    wanted = _fields(draft)
    labels = [label for name, label in _PLAIN.items() if getattr(held, name) != wanted[name]]
    if not labels:
        nothing_changed()
        return held
    for name, value in wanted.items():
        setattr(held, name, value)
    held.save(update_fields=list(wanted))
    tell(actor, held, f"Kegiatan {_named(held)} diubah: {', '.join(labels)}.")
    return held


@action("rhythm.hold_occasion")
def hold_occasion(actor: Actor, occasion: Occasion, *, was_held: bool) -> Occasion:
    """Say that it took place, or take that back."""
    held = _held(actor, occasion)
    if held.cancelled_at is not None:
        raise Refused("Kegiatan ini dibatalkan. Pulihkan dahulu.")
    if was_held == (held.held_at is not None):
        nothing_changed()
        return held
    held.held_at = timezone.now() if was_held else None
    held.save(update_fields=["held_at"])
    words = "terlaksana" if was_held else "belum terlaksana"
    tell(actor, held, f"Kegiatan {_named(held)} ditandai {words}.")
    return held


@action("rhythm.cancel_occasion")
def cancel_occasion(actor: Actor, occasion: Occasion, *, is_off: bool) -> Occasion:
    """Strike it from the year, or put it back."""
    held = _held(actor, occasion)
    if is_off == (held.cancelled_at is not None):
        nothing_changed()
        return held
    held.cancelled_at = timezone.now() if is_off else None
    held.save(update_fields=["cancelled_at"])
    tell(actor, held, f"Kegiatan {_named(held)} {'dibatalkan' if is_off else 'dipulihkan'}.")
    return held


def _planned(actor: Actor, draft: OccasionDraft, form_key: UUID) -> Occasion:
    if actor.staff_id is None:
        raise Refused("Kegiatan direncanakan oleh seorang pegawai.")
    _refuse_senseless(draft)
    return Occasion.objects.create(
        facility_id=actor.facility_id,
        planned_by_id=actor.staff_id,
        planned_at=timezone.now(),
        form_key=form_key,
        **_fields(draft),
    )


def _fields(draft: OccasionDraft) -> dict[str, str | date | None]:
    return {name: getattr(draft, name) for name in _PLAIN}


def _refuse_senseless(draft: OccasionDraft) -> None:
    trouble = trouble_with_days(draft.starts_on, draft.ends_on)
    if trouble:
        raise Refused(trouble)
    if draft.kind == Occasion.Kind.OTHER and not draft.title.strip():
        raise Refused("Tulis nama kegiatannya.")


def _held(actor: Actor, occasion: Occasion) -> Occasion:
    held = occasions_of(actor.facility_id).select_for_update().filter(pk=occasion.pk).first()
    if held is None:
        raise Refused("Kegiatan ini tidak ada di puskesmas Anda.")
    return held


def _named(occasion: Occasion) -> str:
    return f"«{occasion.get_kind_display()}» tanggal {short_date(occasion.starts_on)}"


# ---------------------------------------------------------------- files from outside


def _named_file(file: OccasionFile) -> str:
    return f"{OccasionFile.Kind(file.kind).label} kegiatan {_named(file.occasion)}"


FILES = Shelf(
    OccasionFile, "occasion", most=40, one="Satu kegiatan", what="berkas", name=_named_file
)


@action("rhythm.keep_file")
def keep_file(
    actor: Actor,
    occasion: Occasion,
    *,
    form_key: UUID,
    file: "File[bytes]",
    kind: str = OccasionFile.Kind.MINUTES,
    note: str = "",
) -> OccasionFile:
    """Keep a file that shows that the occasion was held; nothing of it is read."""
    known = FILES.known(actor, form_key)
    if known is not None:
        return known
    held = _held(actor, occasion)
    if held.cancelled_at is not None:
        raise Refused("Kegiatan ini dibatalkan. Pulihkan dahulu, baru simpan berkasnya.")
    trouble = trouble_with_file(file.name or "", file.read())
    file.seek(0)
    if trouble:
        raise Refused(trouble)
    made = OccasionFile(occasion=held, form_key=form_key, kind=kind, note=note)
    return FILES.keep(actor, made, file)


@action("rhythm.remove_file")
def remove_file(actor: Actor, file: OccasionFile) -> None:
    """Throw a file away; it can be put back for a week, then it is deleted."""
    FILES.remove(actor, file)


@action("rhythm.put_back_file")
def put_back_file(actor: Actor, file: OccasionFile) -> None:
    """Put a file back that was thrown away within the week."""
    FILES.put_back(actor, file)


@action("rhythm.let_go_of_files")
def let_go_of_files(actor: Actor, now: datetime) -> int:
    """Delete the files that were thrown away more than a week ago."""
    return FILES.let_go(actor, now)


# ---------------------------------------------------------------- feed and reminders


@action("rhythm.make_feed")
def make_feed(actor: Actor) -> str:
    """Return a new secret for the own calendar address; the one before opens nothing more."""
    staff = _own(actor)
    token = secrets.token_urlsafe(24)
    Feed.objects.update_or_create(
        staff=staff,
        defaults={
            "facility_id": actor.facility_id,
            "token_hash": hash_of(token),
            "made_at": timezone.now(),
        },
    )
    tell(actor, staff, "Alamat kalender pribadi dibuat; alamat sebelumnya tidak berlaku lagi.")
    return token


@action("rhythm.drop_feed")
def drop_feed(actor: Actor) -> None:
    """Let the own calendar address open nothing more."""
    staff = _own(actor)
    gone, _ = Feed.objects.filter(staff=staff).delete()
    if not gone:
        nothing_changed()
        return
    tell(actor, staff, "Alamat kalender pribadi dihapus.")


@action("rhythm.wish_reminders")
def wish_reminders(actor: Actor, line: Line, phone: str) -> ReminderWish:
    """Be reminded on ``phone`` (E.164) by a line of the team, from tomorrow on at the latest."""
    staff = _own(actor)
    if line.pk not in {one.pk for one in reminding_lines(actor.facility_id)}:
        raise Refused("Saluran ini tidak dapat mengirim pengingat. Pilih saluran lain.")
    if needs_template(line) and reminding_template(actor.facility_id) is None:
        raise Refused(
            "WhatsApp resmi mengirim pengingat hanya dengan templat yang disetujui dan berisi satu "
            "isian. Tambahkan di Contoh jawaban, atau pilih saluran SMS."
        )
    known = ReminderWish.objects.filter(staff=staff).first()
    if known and (known.line_id, known.phone) == (line.pk, [phone]):
        nothing_changed()
        return known
    made, _ = ReminderWish.objects.update_or_create(
        staff=staff,
        defaults={
            "facility_id": actor.facility_id,
            "line": line,
            "phone": [phone],
            "wished_at": timezone.now(),
        },
    )
    tell(actor, staff, f"Pengingat harian lewat «{line.name}» dinyalakan.")
    return made


@action("rhythm.end_reminders")
def end_reminders(actor: Actor) -> None:
    """Be reminded on the handphone no more."""
    staff = _own(actor)
    gone, _ = ReminderWish.objects.filter(staff=staff).delete()
    if not gone:
        nothing_changed()
        return
    tell(actor, staff, "Pengingat harian dimatikan.")


@action("rhythm.remind")
def remind(actor: Actor, wish: ReminderWish, words: str, today: date) -> None:
    """Queue one reminder for one person and day; ``words`` name no case."""
    nothing_changed()
    held = ReminderWish.objects.select_for_update().filter(pk=wish.pk).first()
    if held is None or (held.last_on is not None and held.last_on >= today):
        return
    held.last_on = today
    held.save(update_fields=["last_on"])
    if not words or not is_open(held.line):
        return
    fields: Sequence[str] = ()
    template = ""
    if needs_template(held.line):
        approved = reminding_template(actor.facility_id)
        if approved is None:
            return
        template, fields = approved.approved_name, (words,)
    to = [{"kind": "phone", "value": one} for one in held.phone]
    key = uuid5(NAMESPACE_URL, f"pengingat/{held.staff_id}/{today.isoformat()}")
    send(actor, held.line, to, words, key=key, template=template, template_fields=fields)


def _own(actor: Actor) -> Staff:
    if actor.staff_id is None:
        raise Refused("Hanya pegawai yang dapat mengatur ini.")
    return Staff.objects.select_for_update().get(pk=actor.staff_id, facility=actor.facility_id)
