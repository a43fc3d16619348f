"""Daftar tilik: made from a SOP's steps, filled in round by round (B-15 to B-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff, Unit
from tanggap.documents.dates import short_date
from tanggap.procedures.actions.enacting import put_in_force
from tanggap.procedures.models import Checklist, Document, Revision, Round, Seen
from tanggap.procedures.rules import pooled, rate_words, tally_of


@action("procedures.make_checklist")
def make_checklist(
    actor: Actor,
    sop: Revision,
    *,
    form_key: UUID,
    number: str,
    threshold: int = 80,
    has_not_applicable: bool = False,
) -> Checklist:
    """Make the daftar tilik of a SOP revision; it joins the register with its own number.

    Where an older revision of the SOP had one, this is the next revision of that.
    """
    known = Checklist.objects.filter(revision__form_key=form_key, facility_id=actor.facility_id)
    if (held := known.first()) is not None:
        nothing_changed()
        return held
    sop = (  # two at once must not make two
        Revision.objects.select_for_update(of=("self",))
        .select_related("document__unit")
        .get(pk=sop.pk, facility_id=actor.facility_id)
    )
    if sop.is_draft or sop.document.kind != Document.Kind.SOP:
        raise Refused("Daftar tilik dibuat dari SOP yang sudah ditetapkan.")
    if not sop.steps.exists():
        raise Refused("SOP ini tidak mempunyai langkah yang dapat diperiksa.")
    if Checklist.objects.filter(sop=sop).exists():
        raise Refused("Daftar tilik untuk revisi SOP ini sudah ada.")
    _refuse_threshold(threshold)
    made = Checklist.objects.create(
        facility_id=actor.facility_id,
        revision=_registered(actor, sop, number, form_key),
        sop=sop,
        threshold=threshold,
        has_not_applicable=has_not_applicable,
    )
    tell(actor, made, f"Daftar tilik «{sop.document.title}» dibuat dari SOP nomor {sop.number}.")
    return made


def _registered(actor: Actor, sop: Revision, number: str, form_key: UUID) -> Revision:
    """Lay the daftar tilik into the register, in force from today on."""
    last = Checklist.objects.filter(sop__document=sop.document).order_by("-id").first()
    if last is None:
        document = Document.objects.create(
            facility_id=actor.facility_id,
            kind=Document.Kind.CHECKLIST,
            title=sop.document.title,
            unit=sop.document.unit,
            form_key=form_key,
        )
    else:
        document = last.revision.document
    today = timezone.localdate()
    before = document.revisions.exclude(enacted_at=None).order_by("-valid_from", "-id").first()
    starts = max(today, sop.valid_from or today)
    if before is not None and before.valid_from is not None and starts <= before.valid_from:
        raise Refused("Daftar tilik sebelumnya baru dibuat hari ini. Buat yang baru besok.")
    made = Revision.objects.create(
        facility_id=actor.facility_id,
        document=document,
        number=number.strip(),
        revision=before.revision + 1 if before else 0,
        issued_on=today,
        valid_from=starts,
        form_key=form_key,
        changed_at=timezone.now(),
    )
    put_in_force(actor, made)
    return made


def _refuse_threshold(threshold: int) -> None:
    if not 1 <= threshold <= 100:
        raise Refused("Ambang kepatuhan antara 1 dan 100 persen.")


@action("procedures.change_checklist")
def change_checklist(
    actor: Actor, checklist: Checklist, *, threshold: int, has_not_applicable: bool
) -> Checklist:
    """Change the threshold, or whether steps may be «Tidak berlaku»."""
    _refuse_threshold(threshold)
    held = Checklist.objects.select_for_update().get(pk=checklist.pk, facility_id=actor.facility_id)
    if (held.threshold, held.has_not_applicable) == (threshold, has_not_applicable):
        nothing_changed()
        return held
    before, held.threshold = held.threshold, threshold
    held.has_not_applicable = has_not_applicable
    held.save()
    tb = "dengan" if has_not_applicable else "tanpa"
    tell(
        actor,
        held,
        f"Daftar tilik diubah: ambang {before} % → {threshold} %, {tb} «Tidak berlaku».",
    )
    return held


@dataclass(frozen=True)
class Look:
    """What was seen of one step, and what the system had proposed, if anything."""

    mark: str
    note: str = ""
    proposed: str = ""


@dataclass(frozen=True)
class RoundDraft:
    """The header of a sheet that was filled in, and what was seen, by the step's key."""

    unit: Unit
    performer: str
    done_on: date
    auditee: str
    auditor: str
    seen: Mapping[int, Look]
    note: str = ""
    proof_from: date | None = None
    proof_to: date | None = None


@action("procedures.note_round")
def note_round(actor: Actor, checklist: Checklist, draft: RoundDraft, *, form_key: UUID) -> Round:
    """Write down a round: on the screen at once, or a sheet filled in by hand, later."""
    known = Round.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    steps = list(checklist.sop.steps.values_list("pk", flat=True))
    _refuse_gaps(actor, checklist, draft, steps)
    made = Round.objects.create(
        facility_id=actor.facility_id,
        checklist=checklist,
        unit=draft.unit,
        performer=draft.performer.strip()[:120],
        done_on=draft.done_on,
        auditee=draft.auditee.strip()[:120],
        auditor=draft.auditor.strip()[:120],
        note=draft.note.strip(),
        proof_from=draft.proof_from,
        proof_to=draft.proof_to,
        by=_person_of(actor),
        written_at=timezone.now(),
        form_key=form_key,
    )
    Seen.objects.bulk_create(
        Seen(
            round=made,
            step_id=pk,
            mark=draft.seen[pk].mark,
            note=draft.seen[pk].note[:200],
            proposed=draft.seen[pk].proposed,
        )
        for pk in steps
    )
    rate = rate_words(pooled([tally_of(draft.seen[pk].mark for pk in steps)]))
    day = short_date(draft.done_on)
    tell(actor, made, f"Daftar tilik «{_title(checklist)}» {day} diisi: CR {rate}.")
    return made


def _refuse_gaps(
    actor: Actor, checklist: Checklist, draft: RoundDraft, steps: Sequence[int]
) -> None:
    if draft.done_on > timezone.localdate():
        raise Refused("Tanggal pelaksanaan tidak boleh sesudah hari ini.")
    if draft.unit.facility_id != actor.facility_id:
        raise Refused("Unit ini tidak ada di puskesmas Anda.")
    allowed = set(Seen.Mark.values)
    if not checklist.has_not_applicable:
        allowed.discard(Seen.Mark.NOT_APPLICABLE)
    for number, pk in enumerate(steps, start=1):
        if pk not in draft.seen or draft.seen[pk].mark not in allowed:
            raise Refused(f"Pilih Ya atau Tidak untuk langkah {number}.")


def _person_of(actor: Actor) -> Staff:
    if actor.staff_id is None:
        raise Refused("Daftar tilik diisi oleh seorang pegawai.")
    return Staff.objects.get(pk=actor.staff_id)


def _title(checklist: Checklist) -> str:
    return checklist.sop.document.title


@action("procedures.take_back_round")
def take_back_round(actor: Actor, one: Round) -> Round:
    """Take back a round that was written wrongly; it counts no more, and can be restored."""
    held = _round(actor, one)
    if held.taken_back_at is not None:
        nothing_changed()
        return held
    held.taken_back_at = timezone.now()
    held.save(update_fields=["taken_back_at"])
    day = short_date(held.done_on)
    tell(actor, held, f"Isian daftar tilik «{_title(held.checklist)}» {day} dibatalkan.")
    return held


@action("procedures.take_up_round")
def take_up_round(actor: Actor, one: Round) -> Round:
    """Let a round count again that was taken back."""
    held = _round(actor, one)
    if held.taken_back_at is None:
        nothing_changed()
        return held
    held.taken_back_at = None
    held.save(update_fields=["taken_back_at"])
    day = short_date(held.done_on)
    tell(actor, held, f"Isian daftar tilik «{_title(held.checklist)}» {day} dikembalikan.")
    return held


def _round(actor: Actor, one: Round) -> Round:
    rows = Round.objects.select_for_update(of=("self",)).select_related("checklist__sop__document")
    return rows.get(pk=one.pk, facility_id=actor.facility_id)
