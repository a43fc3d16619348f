"""The forms for what is not written by the public itself: call, visit, letter."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.gateway.first_line import open_first_line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.models import Message
from tanggap.logbook.models import Entry
from tanggap.workbench.call_back_views import called_back
from tanggap.workbench.intake import caller, save
from tanggap.workbench.intake_forms import (
    FOR_LATER,
    LOOK_UP,
    IntakeForm,
    LetterForm,
    PhoneForm,
    WalkInForm,
)

_FORMS: dict[str, type[IntakeForm]] = {
    "phone": PhoneForm,
    "walk_in": WalkInForm,
    "letter": LetterForm,
}
_LINE_NAMES = {"phone": "Telepon", "walk_in": "Loket pengaduan", "letter": "Surat"}
_PAGES = {"phone": "workbench:phone", "walk_in": "workbench:walk-in", "letter": "workbench:letter"}


@may("inbox.write_in")
@require_http_methods(["GET", "POST"])
def phone(request: StaffRequest) -> HttpResponse:
    return _intake(request, "phone")


@may("inbox.write_in")
@require_http_methods(["GET", "POST"])
def walk_in(request: StaffRequest) -> HttpResponse:
    return _intake(request, "walk_in")


@may("inbox.write_in")
@require_http_methods(["GET", "POST"])
def letter(request: StaffRequest) -> HttpResponse:
    return _intake(request, "letter")


@may("inbox.write_in")
@require_POST
def who_calls(request: StaffRequest) -> HttpResponse:
    """Show the caller's earlier entries while the number is typed; the number goes by POST."""
    known = caller(request.actor, request.POST.get("phone", ""))
    return render(request, "workbench/caller.html", {"caller": known})


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest, kind: str) -> HttpResponse:
    """Open the first line of this kind, so that the form has somewhere to write."""
    if kind in _FORMS:
        open_first_line(request, kind, _LINE_NAMES[kind])
    return redirect(_PAGES.get(kind, "workbench:home"))


def _intake(request: StaffRequest, kind: str) -> HttpResponse:
    lines = open_lines(request.actor.facility_id, kind)
    known = called_back(request.actor, request.GET.get("balik", "")) if kind == "phone" else {}
    only_looks = request.POST.get("then") == LOOK_UP
    form = _FORMS[kind](request.facility, lines, request.POST or None, request.FILES or None)
    if only_looks:
        form = _FORMS[kind](request.facility, lines, initial=request.POST.dict())
    elif known and request.method == "GET":
        known |= {"form_key": uuid4()}
        form = _FORMS[kind](request.facility, lines, initial=known)
    elif request.method == "POST" and form.is_valid():
        try:
            message, entry = save(request.actor, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after(request, kind, form, message, entry)
    number = request.POST.get("phone", "") or str(known.get("phone", ""))
    context = {
        "form": form,
        "kind": kind,
        "lines": lines,
        "line_name": _LINE_NAMES[kind],
        "caller": caller(request.actor, number) if number else None,
        "has_looked": only_looks,
        "may_open": request.actor.may("gateway.open_line"),
    }
    return render(request, f"workbench/{kind}.html", context)


def _after(
    request: StaffRequest, kind: str, form: IntakeForm, message: Message, entry: Entry | None
) -> HttpResponse:
    """Go on where the work goes on: the entry, the whole form, or the next call."""
    if entry is not None:
        sentence = f"Tercatat sebagai {entry.number}."
        offer_undo(request, sentence, reverse("logbook:cancel", args=[entry.pk]))
        return redirect("workbench:entry", entry.pk)
    if form.then == FOR_LATER:
        messages.success(request, "Tersimpan. Menunggu dipilah.")
        return redirect(_PAGES[kind])
    messages.info(request, "Sebutkan pegawainya di «Menyangkut pegawai», lalu simpan ke buku.")
    jotted = f"pesan={message.pk}&jenis={form.cleaned_data['kind']}"
    return redirect(f"{reverse('logbook:write')}?{jotted}")
