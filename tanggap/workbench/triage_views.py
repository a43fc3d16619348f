"""The triage screen: what waits, what to do with it, and the way back."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.saying import nama_puskesmas
from tanggap.inbox.models import Message
from tanggap.website.queries import doubts_of
from tanggap.workbench import triage, triage_acts
from tanggap.workbench.context import latest_message
from tanggap.workbench.triage_acts import Done

UNDO = "triage_undo"


@may("look.inbox")
def desk(request: StaffRequest) -> HttpResponse:
    """Show what waits; a POST does one thing with the chosen messages."""
    if request.method == "POST":
        return _do(request)
    since = latest_message(request.actor)
    newest_first = request.GET.get("urut") == "baru"
    cases = triage.cases(request.actor, newest_first=newest_first)
    return render(
        request,
        "workbench/triage.html",
        {
            "pulse_since": since,
            "cases": cases,
            "doubts": doubts_of([message for case in cases for message in case.messages]),
            "newest_first": newest_first,
            "total": triage.waiting_count(request.actor),
            "shown": sum(len(case.messages) for case in cases),
            "places": triage.PLACES,
            "undo": request.session.pop(UNDO, None),
            "aside": triage.set_aside_today(request.actor)[:50],
            "form_key": uuid4(),
        },
    )


def _do(request: StaffRequest) -> HttpResponse:
    step = request.POST.get("langkah", "")
    messages = triage.chosen(request.actor, request.POST.getlist("pesan"))
    if not messages:
        notices.error(request, "Centang dulu pesan yang dimaksud.")
        return _back(request)
    if step == "catat":
        query = urlencode([("pesan", message.pk) for message in messages])
        return redirect(f"{reverse('logbook:write')}?{query}")
    try:
        done = _STEPS.get(step, _unknown)(request, messages)
    except (Refused, NotAllowed) as refusal:
        notices.error(request, str(refusal))
    else:
        request.session[UNDO] = {
            "words": done.words,
            "pesan": [str(key) for key in done.message_ids],
            "entri": str(done.entry_id or ""),
        }
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    order = "?urut=baru" if request.POST.get("urut") == "baru" else ""
    return redirect(reverse("workbench:triage") + order)


def _aside(request: StaffRequest, messages: Sequence[Message]) -> Done:
    reason = triage_acts.REASONS[request.POST["langkah"]]
    return triage_acts.put_aside(request.actor, messages, reason)


def _add(request: StaffRequest, messages: Sequence[Message]) -> Done:
    words = request.POST.get("nomor", "").strip() or request.POST.get("entri", "")
    entry = triage.entry_by_number(request.actor, words) if words else None
    if entry is None:
        raise Refused("Pilih entri, atau tulis nomor register yang ada di buku.")
    return triage_acts.add_to_entry(request.actor, messages, entry)


def _answer(request: StaffRequest, messages: Sequence[Message]) -> Done:
    text = request.POST.get("jawaban", "")
    return triage_acts.answer(request.actor, messages, text, _form_key(request.POST))


def _elsewhere(request: StaffRequest, messages: Sequence[Message]) -> Done:
    place = request.POST.get("saran", "").strip() or request.POST.get("tempat", "")
    text = ""
    if place and request.POST.get("beritahu"):
        text = triage_acts.advice_letter(place, nama_puskesmas(request.facility))
    return triage_acts.send_elsewhere(
        request.actor, messages, place, reply_text=text, form_key=_form_key(request.POST)
    )


def _unknown(request: StaffRequest, messages: Sequence[Message]) -> Done:
    raise Refused("Pilih apa yang dilakukan dengan pesan ini.")


_STEPS: dict[str, Callable[[StaffRequest, Sequence[Message]], Done]] = {
    "spam": _aside,
    "bukan-umpan-balik": _aside,
    "tambah": _add,
    "jawab": _answer,
    "bukan-kita": _elsewhere,
}


def _form_key(post: QueryDict) -> UUID:
    try:
        return UUID(post.get("form_key", ""))
    except ValueError as error:
        raise Refused("Muat ulang halaman ini, lalu ulangi.") from error


@require_POST
@may("look.inbox")
def undo(request: StaffRequest) -> HttpResponse:
    """Let what was put aside wait again."""
    messages = triage.chosen(request.actor, request.POST.getlist("pesan"))
    entry = request.POST.get("entri", "")
    try:
        count = triage_acts.undo(request.actor, messages, key_in(entry))
    except (Refused, NotAllowed) as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, f"{count} pesan kembali menunggu dipilah.")
    return _back(request)
