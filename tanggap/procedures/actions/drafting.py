"""Writing a SOP: its headings, its steps, its history; a new revision from the one in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.procedures.actions.registering import held_draft, numbered
from tanggap.procedures.models import Change, Document, Revision, Step
from tanggap.procedures.rules import TEXT_KEYS, revision_words

MOST_STEPS = 200
MOST_CHANGES = 100


@dataclass(frozen=True)
class StepDraft:
    text: str
    actor: str = ""
    output: str = ""
    short: str = ""


@dataclass(frozen=True)
class ChangeDraft:
    what: str
    content: str
    since: str = ""


@dataclass(frozen=True)
class Content:
    """All that a SOP says below its header."""

    outline: str = "ten"
    texts: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[StepDraft] = ()
    changes: Sequence[ChangeDraft] = ()


@action("procedures.write_sop")
def write_sop(
    actor: Actor, revision: Revision, content: Content, *, seen: datetime | None = None
) -> Revision:
    """Write a draft whole; ``seen`` is when the page that was typed in was last changed.

    Raises ``Refused`` where somebody else changed the draft since.
    """
    held = held_draft(actor, revision)
    if held.document.kind != Document.Kind.SOP:
        raise Refused("Hanya SOP yang mempunyai langkah.")
    if len(content.steps) > MOST_STEPS or len(content.changes) > MOST_CHANGES:
        raise Refused(f"Paling banyak {MOST_STEPS} langkah dan {MOST_CHANGES} perubahan.")
    if _is_as_written(held, content):
        nothing_changed()
        return held
    if seen is not None and held.changed_at != seen:
        raise Refused(
            "Konsep ini diubah rekan Anda sejak halaman ini dibuka. Isian Anda masih ada di "
            "bawah: salin yang perlu, lalu buka lagi halamannya."
        )
    fill(held, content)
    held.save()
    words = revision_words(held.revision, held.unrevised_as)
    tell(
        actor,
        held,
        f"{held.document} {numbered(held)}ditulis: {len(content.steps)} langkah, revisi {words}.",
    )
    return held


def _is_as_written(held: Revision, content: Content) -> bool:
    """Answer whether the draft says this already: a double click."""
    return _content_of(held) == Content(
        content.outline, _texts(content.texts), tuple(content.steps), tuple(content.changes)
    )


def _content_of(revision: Revision) -> Content:
    return Content(
        revision.outline,
        _texts(revision.texts),
        tuple(StepDraft(s.text, s.actor, s.output, s.short) for s in revision.steps.all()),
        tuple(ChangeDraft(c.what, c.content, c.since) for c in revision.changes.all()),
    )


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: texts[key].strip() for key in TEXT_KEYS if texts.get(key, "").strip()}


def fill(held: Revision, content: Content) -> None:
    """Write the content's rows anew; the revision number is how many changes there are."""
    held.outline, held.texts = content.outline, _texts(content.texts)
    held.steps.all().delete()
    held.changes.all().delete()
    Step.objects.bulk_create(
        Step(
            revision=held,
            order=order,
            text=one.text,
            actor=one.actor[:120],
            output=one.output[:160],
            short=one.short[:200],
        )
        for order, one in enumerate(content.steps, start=1)
    )
    Change.objects.bulk_create(
        Change(revision=held, order=order, what=one.what, content=one.content, since=one.since[:40])
        for order, one in enumerate(content.changes, start=1)
    )
    held.revision = len(content.changes)
    held.changed_at = timezone.now()


@action("procedures.begin_revision")
def begin_revision(actor: Actor, revision: Revision, *, form_key: UUID) -> Revision:
    """«Revisi baru»: copy an enacted revision into a draft, which can then be changed.

    Where a draft of the document already waits, that one is returned.
    """
    document = Document.objects.select_for_update().get(
        pk=revision.document_id, facility_id=actor.facility_id
    )
    waiting = Revision.objects.filter(document=document, enacted_at=None, dropped_at=None).first()
    if waiting is not None:
        nothing_changed()
        return waiting
    held = Revision.objects.get(pk=revision.pk, document=document)
    if held.is_draft:
        raise Refused("Konsep ini sudah dibuang. Buka daftar dokumen.")
    content = _content_of(held)
    made = Revision.objects.create(
        facility_id=actor.facility_id,
        document=document,
        number=held.number,
        revision=held.revision + 1,
        unrevised_as=held.unrevised_as,
        replaces=held,
        form_key=form_key,
        changed_at=timezone.now(),
    )
    if document.kind == Document.Kind.SOP and (content.steps or content.texts):
        fill(made, content)
        made.save()
    tell(actor, made, f"Revisi baru {document} dimulai.")
    return made


@action("procedures.drop_draft")
def drop_draft(actor: Actor, revision: Revision) -> Revision:
    """Throw a draft away; it can be taken up again."""
    rows = Revision.objects.filter(pk=revision.pk, facility_id=actor.facility_id)
    held = rows.select_related("document").get()
    if held.dropped_at is not None:
        nothing_changed()
        return held
    held = held_draft(actor, revision)
    held.dropped_at = timezone.now()
    held.save(update_fields=["dropped_at"])
    tell(actor, held, f"Konsep {held.document} dibuang.")
    return held


@action("procedures.take_up_draft")
def take_up_draft(actor: Actor, revision: Revision) -> Revision:
    """Take up again a draft that was thrown away, unless another has begun meanwhile."""
    rows = Revision.objects.select_for_update(of=("self",)).select_related("document")
    held = rows.get(pk=revision.pk, facility_id=actor.facility_id)
    if held.dropped_at is None:
        nothing_changed()
        return held
    others = Revision.objects.filter(document=held.document, enacted_at=None, dropped_at=None)
    if others.exists():
        raise Refused("Sementara itu konsep lain sudah dimulai untuk dokumen ini.")
    held.dropped_at = None
    held.save(update_fields=["dropped_at"])
    tell(actor, held, f"Konsep {held.document} dikembalikan.")
    return held
