"""What a person does about a missed call: reached, not reached, given up, taken back."""

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.inbox.models import CallBack

Outcome = CallBack.Outcome


@action("inbox.reach_caller")
def reach_caller(actor: Actor, task: CallBack) -> CallBack:
    """Say that the caller was rung back and there is nothing to write down."""
    return _end(actor, task, Outcome.REACHED, "Telepon balik selesai: sudah tersambung.")


@action("inbox.give_up_caller")
def give_up_caller(actor: Actor, task: CallBack) -> CallBack:
    """Stop ringing back somebody who cannot be reached."""
    return _end(actor, task, Outcome.GIVEN_UP, "Telepon balik dihentikan.")


@action("inbox.miss_caller")
def miss_caller(actor: Actor, task: CallBack) -> CallBack:
    """Note that ringing back was tried in vain; the task goes on waiting."""
    task = _locked(actor, task)
    if task.ended_at is not None:
        raise Refused("Telepon balik ini sudah selesai.")
    task.tries, task.tried_at = min(task.tries + 1, 30_000), timezone.now()
    task.save(update_fields=["tries", "tried_at"])
    tell(actor, task, f"Telepon balik belum tersambung: percobaan ke-{task.tries}.")
    return task


@action("inbox.wait_for_caller_again")
def wait_for_caller_again(actor: Actor, task: CallBack) -> CallBack:
    """Take back that a call-back is done."""
    task = _locked(actor, task)
    if task.ended_at is None:
        nothing_changed()
        return task
    others = CallBack.objects.filter(facility_id=actor.facility_id, phone=task.phone)
    if others.filter(ended_at=None).exists():
        raise Refused("Nomor ini sudah menunggu ditelepon balik lagi.")
    task.ended_at, task.ended_by_id, task.outcome, task.message_id = None, None, "", None
    task.save(update_fields=["ended_at", "ended_by", "outcome", "message"])
    tell(actor, task, "Telepon balik menunggu lagi.")
    return task


def _end(actor: Actor, task: CallBack, outcome: CallBack.Outcome, sentence: str) -> CallBack:
    task = _locked(actor, task)
    if task.ended_at is not None:
        nothing_changed()
        return task
    task.ended_at, task.ended_by_id, task.outcome = timezone.now(), actor.staff_id, outcome
    task.save(update_fields=["ended_at", "ended_by", "outcome"])
    tell(actor, task, sentence)
    return task


def _locked(actor: Actor, task: CallBack) -> CallBack:
    return CallBack.objects.select_for_update().get(pk=task.pk, facility_id=actor.facility_id)
