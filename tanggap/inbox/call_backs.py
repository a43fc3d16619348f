"""Who waits to be rung back: opened by missed calls, ended by speaking with the caller."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from tanggap.base.phones import e164
from tanggap.inbox.models import CallBack, CallsImport, Message, MissedCall

Outcome = CallBack.Outcome


def ring_up(
    brought: CallsImport, number: str, name: str, calls: Iterable[tuple[str, datetime]]
) -> tuple[int, int]:
    """Note the missed ``calls`` (key and time) of one number; return how many are new and
    how many were spoken about already.

    A call from before the last one spoken opens no task again.
    """
    spoken_at = _spoken_at(brought, number)
    waiting = CallBack.objects.filter(
        facility_id=brought.facility_id, phone=number, ended_at=None
    ).first()
    new = settled = 0
    for key, at in sorted(calls, key=lambda call: call[1]):
        if spoken_at is not None and at <= spoken_at:
            settled += 1
            continue
        if waiting is None:
            waiting = CallBack.objects.create(
                facility_id=brought.facility_id,
                line=brought.line,
                phone=number,
                name=name,
                opened_at=timezone.now(),
            )
        MissedCall.objects.create(
            facility_id=brought.facility_id,
            line=brought.line,
            key=key,
            at=at,
            call_back=waiting,
            brought_by=brought,
        )
        new += 1
    return new, settled


def _spoken_at(brought: CallsImport, number: str) -> datetime | None:
    """Return when the number was last spoken with: by the log, by a task ended, by a form."""
    said = brought.found.get("spoken", {}).get(number)
    ended = CallBack.objects.filter(facility_id=brought.facility_id, phone=number).exclude(
        ended_at=None
    )
    typed = Message.objects.filter(
        facility_id=brought.facility_id,
        line__kind="phone",
        direction=Message.Direction.IN,
        person__identities__kind="phone",
        person__identities__value=number,
    )
    times = [
        datetime.fromisoformat(said) if said else None,
        ended.aggregate(latest=Max("ended_at"))["latest"],
        typed.aggregate(latest=Max("received_at"))["latest"],
    ]
    return max((at for at in times if at is not None), default=None)


def settle_spoken(brought: CallsImport) -> int:
    """End the tasks of those whom the log shows as spoken with since; return how many.

    They end when it was spoken, so that a call missed after that opens a new task.
    """
    spoken: dict[str, str] = brought.found.get("spoken", {})
    waiting = CallBack.objects.filter(facility_id=brought.facility_id, ended_at=None)
    done = 0
    for task in waiting.annotate(last_at=Max("calls__at")):
        at = spoken.get(task.phone)
        if at and task.last_at and datetime.fromisoformat(at) > task.last_at:
            ended = {"ended_at": datetime.fromisoformat(at), "outcome": Outcome.SPOKEN}
            done += waiting.filter(pk=task.pk).update(**ended)
    return done


def end_written(message: Message, phone: str, task_id: int | None) -> None:
    """End the tasks that the written ``message`` answers: of its number, and the one at hand."""
    waiting = CallBack.objects.filter(facility_id=message.facility_id, ended_at=None)
    number = e164(phone)
    ended = {
        "ended_at": timezone.now(),
        "ended_by_id": message.typed_by_id,
        "outcome": Outcome.WRITTEN,
        "message_id": message.pk,
    }
    if number and message.line.kind == "phone":
        waiting.filter(phone=number).update(**ended)
    if task_id is not None:
        waiting.filter(pk=task_id).update(**ended)


def forget_calls(brought: CallsImport, keys: Collection[int]) -> int:
    """Forget missed calls, and the tasks that nobody touched and that have none left; return
    how many stayed because somebody had worked on them."""
    calls = brought.calls.filter(pk__in=keys)
    worked = {"call_back__tries__gt": 0}, {"call_back__ended_at__isnull": False}
    held = set()
    for condition in worked:
        held |= set(calls.filter(**condition).values_list("pk", flat=True))
    free = calls.exclude(pk__in=held)
    tasks = set(free.values_list("call_back_id", flat=True))
    free.delete()
    CallBack.objects.filter(pk__in=tasks, calls=None).delete()
    return len(held)
