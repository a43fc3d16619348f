"""Answers that an old book tells of: kept as given then, let go when the book is taken back."""

import uuid
from collections.abc import Sequence

from tanggap.base.acting import Actor, action, nothing_changed
from tanggap.logbook.actions import note_old_answers
from tanggap.logbook.models import BroughtRow
from tanggap.reply.models import Reply

_SPACE = uuid.UUID("6f0a4ec6-34f1-5d0a-9d5e-0d2f6f1d7b11")


def _key(row: BroughtRow) -> uuid.UUID:
    """Return the one key of a row's answer: told twice it is still one."""
    return uuid.uuid5(_SPACE, str(row.pk))


@action("reply.keep_old_answers")
def keep_old_answers(actor: Actor, rows: Sequence[BroughtRow]) -> int:
    """Make an answer, given at its old date, of what each row says was answered."""
    nothing_changed()
    Reply.objects.bulk_create(
        (
            Reply(
                facility_id=actor.facility_id,
                form_key=_key(row),
                entry=row.entry,
                way=row.answer_way or Reply.Way.FACE,
                text=row.answer,
                drafted_by=row.entry.recorded_by,
                drafted_at=row.answered_at or row.entry.received_at,
                released_at=row.answered_at,
                released_by=row.entry.recorded_by,
                given_at=row.answered_at or row.entry.received_at,
                given_by=row.entry.recorded_by,
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    note_old_answers(actor, rows, kept=True)
    return len(rows)


@action("reply.let_go_of_old_answers")
def let_go_of_old_answers(actor: Actor, rows: Sequence[BroughtRow]) -> int:
    """Delete those answers again: their import is being undone."""
    nothing_changed()
    Reply.objects.filter(
        facility_id=actor.facility_id, form_key__in=[_key(row) for row in rows]
    ).delete()
    note_old_answers(actor, rows, kept=False)
    return len(rows)
