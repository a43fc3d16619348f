"""Writing an entry down and correcting it; the acts on one entry are in ``course_views``."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import keys_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.inbox.models import Message
from tanggap.logbook import actions
from tanggap.logbook.forms import EntryForm, fresh, initial_of
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import (
    draft_of,
    mark_of,
    may_see,
    messages_of,
    visible_messages,
    visible_to,
)


@may("logbook.write_down")
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest) -> HttpResponse:
    """Write what ``?pesan=`` says into the book; without a message, line and time are asked."""
    chosen = _chosen(request)
    jotted = _jotted(chosen)
    form = EntryForm(
        request.facility,
        request.POST or None,
        with_source=not chosen,
        initial=fresh(
            text="\n\n".join(message.text for message in chosen if message.text),
            kind=request.GET.get("jenis", "") or jotted.get("kind", ""),
            unit=jotted.get("unit") or None,
            immediate_action=jotted.get("promise", ""),
            is_anonymous=jotted.get("is_anonymous", False),
            is_secret=True,
            about_staff=jotted.get("about_staff", False),
            severity="hijau",
            reporter="tidak_diketahui",
            received_at=timezone.localtime().replace(second=0, microsecond=0),
        ),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.write_down(request.actor, form.draft, chosen, form_key=form.key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after(request, entry, f"Tercatat sebagai {entry.number}.")
    return render(
        request,
        "logbook/write.html",
        {"form": form, "chosen": chosen, "back_url": request.GET.get("dari", "")},
    )


def _chosen(request: StaffRequest) -> list[Message]:
    """Return the messages of the address that this actor may read."""
    keys = keys_in(request.GET.getlist("pesan"), 100)
    if not keys:
        return []
    rows = visible_messages(request.actor).filter(pk__in=keys).select_related("line", "person")
    return list(rows.prefetch_related("attachments__media").order_by("sent_at", "id"))


def _jotted(chosen: list[Message]) -> dict[str, Any]:
    """Return what the telephone or visit form knew already when triage was put off."""
    return next((dict(message.jotted) for message in chosen if message.jotted), {})


def _after(request: StaffRequest, entry: Entry, sentence: str) -> HttpResponse:
    """Go to the entry, offering to undo; whoever it is about is sent away from it."""
    if not may_see(request.actor, entry):
        messages.success(request, "Tercatat, dan diteruskan kepada yang berwenang.")
        return redirect("workbench:entries")
    offer_undo(request, sentence, reverse("logbook:cancel", args=[entry.pk]))
    return redirect("workbench:entry", entry.pk)


@may("logbook.correct")
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, entry_id: int) -> HttpResponse:
    """Correct what was written down."""
    entry = get_object_or_404(visible_to(request.actor), pk=entry_id)
    stands = draft_of(entry)
    has_messages = messages_of(entry).exists()
    form = EntryForm(
        request.facility,
        request.POST or None,
        with_source=not has_messages,
        is_new=False,
        initial=initial_of(stands),
    )
    read, mark = request.POST.get("seen", ""), mark_of(stands)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(request.actor, entry, form.draft, seen=read)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Entri {entry.number} diperbaiki.")
            seen = may_see(request.actor, entry)
            return redirect("workbench:entry", entry.pk) if seen else redirect("workbench:entries")
    words = {"form": form, "entry": entry, "stands": stands, "mark": mark}
    return render(request, "logbook/edit.html", words | {"is_crossed": read not in ("", mark)})
