"""Whether something came in since a page was drawn: asked every 15 seconds, cheaply.

No connection is held. Mostly the answer is one comparison in the index of incoming
messages and «nothing» (204).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.asked import key_in
from tanggap.gateway.queries import dead_lines
from tanggap.inbox.models import Message
from tanggap.workbench import triage

STOP_ASKING = 286  # htmx ends its polling on this answer


def came_since(actor: Actor, since: int) -> int:
    """Count the messages that came after ``since`` and wait; 100 at most."""
    arrived = Message.objects.filter(
        facility_id=actor.facility_id, direction=Message.Direction.IN, pk__gt=since
    )
    if not arrived.exists():
        return 0
    return triage.waiting(actor).filter(pk__gt=since).order_by()[:100].count()


def pulse(request: HttpRequest) -> HttpResponse:
    """Answer «3 pesan baru masuk» where that is news to the page that asks.

    Whoever is no longer signed in is not sent away from a half-written form: the page
    only stops asking.
    """
    actor: Actor | None = getattr(request, "actor", None)
    since = key_in(request.GET.get("sejak"))
    if actor is None or since is None or not actor.may("look.inbox"):
        return HttpResponse(status=STOP_ASKING)
    count = came_since(actor, since)
    if not count or request.GET.get("terlihat") == str(count):
        return HttpResponse(status=204)
    return render(request, "workbench/pulse.html", {"count": count})


def dead(request: HttpRequest) -> HttpResponse:
    """Answer «1 saluran tidak terdengar» on whatever page is open, a minute after it is so."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.may("look.lines"):
        return HttpResponse(status=STOP_ASKING)
    count = len(dead_lines(actor.facility_id, timezone.now()))
    if str(count) == (request.GET.get("terlihat") or "0"):
        return HttpResponse(status=204)
    return render(request, "workbench/pulse_lines.html", {"count": count})
