"""Telephone calls that nobody took: who rang, when, how often; and what was done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.inbox.actions import (
    give_up_caller,
    miss_caller,
    reach_caller,
    wait_for_caller_again,
)
from tanggap.inbox.models import CallBack
from tanggap.inbox.queries import call_backs, people_by_phone
from tanggap.logbook.queries import visible_people

MOST_SHOWN = 60
_MOST_ENDED = 30
_DONE_LATELY = timedelta(days=7)
_ACTS: dict[str, tuple[Callable[[Actor, CallBack], CallBack], str]] = {
    "tersambung": (reach_caller, "Selesai: sudah tersambung."),
    "belum": (miss_caller, "Dicatat: belum tersambung. Nomor ini tetap menunggu."),
    "henti": (give_up_caller, "Telepon balik dihentikan."),
    "lagi": (wait_for_caller_again, "Nomor ini menunggu ditelepon balik lagi."),
}


@dataclass(frozen=True)
class Waiting:
    """One number that waits, with the name it goes by as far as the actor may know."""

    task: CallBack
    name: str


@may("look.inbox")
@require_GET
def call_backs_page(request: StaffRequest) -> HttpResponse:
    """Show who waits to be rung back, the last to ring first, and what ended lately."""
    rows = call_backs(request.actor)
    waiting = rows.filter(ended_at=None).order_by(F("last_at").desc(), "-id")
    since = timezone.now() - _DONE_LATELY
    ended = rows.filter(ended_at__gte=since).select_related("ended_by").order_by("-ended_at")
    count = waiting.count()
    context = {
        "waiting": _named(request.actor, list(waiting[:MOST_SHOWN])),
        "more": max(0, count - MOST_SHOWN),
        "ended": _named(request.actor, list(ended[:_MOST_ENDED])),
        "may_write": request.actor.may("inbox.write_in"),
    }
    return render(request, "workbench/call_backs.html", context)


@may("look.inbox")
@require_POST
def call_back_act(request: StaffRequest, task_id: int, act: str) -> HttpResponse:
    """Carry out what was pressed beside a number."""
    task = get_object_or_404(CallBack, pk=task_id, facility_id=request.actor.facility_id)
    done, sentence = _ACTS.get(act, (None, ""))
    if done is None:
        return redirect("workbench:call-backs")
    try:
        task = done(request.actor, task)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workbench:call-backs")
    if task.ended_at is not None:
        offer_undo(request, sentence, reverse("workbench:call-back", args=[task.pk, "lagi"]))
    else:
        messages.success(request, sentence)
    return redirect("workbench:call-backs")


def called_back(actor: Actor, written: str) -> dict[str, object]:
    """Return what the form for calls knows of the task ``written`` (its key): number, name."""
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        return {}
    task = call_backs(actor).filter(pk=int(written), ended_at=None).first()
    if task is None:
        return {}
    return {"phone": task.phone, "name": _named(actor, [task])[0].name, "call_back": task.pk}


def _named(actor: Actor, tasks: Sequence[CallBack]) -> list[Waiting]:
    """Return ``tasks`` with the names of those whom ``actor`` may meet."""
    known = people_by_phone(actor.facility_id, [task.phone for task in tasks])
    keys = [person.pk for person in known.values()]
    seen = set(visible_people(actor).filter(pk__in=keys).values_list("pk", flat=True))
    names = {phone: person.name for phone, person in known.items() if person.pk in seen}
    return [Waiting(task, names.get(task.phone) or task.name) for task in tasks]
