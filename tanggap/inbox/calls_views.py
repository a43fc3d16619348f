"""Importing a handphone's call log: upload, look, decide; then it goes on by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.brought import go_on, keep_file
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.actions import open_line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import drop_calls, import_calls, offer_calls, undo_calls
from tanggap.inbox.calls_carrying import carry_on
from tanggap.inbox.calls_forms import CallsConfirmForm, CallsUploadForm
from tanggap.inbox.models import CallsImport

KIND = "phone"
State = CallsImport.State
SKIPPED = {
    "blocked": "panggilan dari nomor yang diblokir",
    "unreadable": "panggilan tanpa tanggal atau jenis yang terbaca",
}


@may("inbox.import_calls")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the line and the call log."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = CallsUploadForm(lines, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = offer_calls(
                request.actor,
                form.cleaned_data["line"],
                form_key=form.cleaned_data["form_key"],
                file_name=file.name or "",
                keep=lambda: keep_file(file.chunks()),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _onward(brought)
    earlier = CallsImport.objects.filter(facility_id=request.actor.facility_id)
    context = {
        "form": form,
        "lines": lines,
        "may_open": request.actor.may("gateway.open_line"),
        "earlier": earlier.exclude(state=State.DROPPED).select_related("line").order_by("-id")[:10],
    }
    return render(request, "inbox/calls.html", context)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first telephone, so that there is something to import into."""
    if not open_lines(request.actor.facility_id, KIND).exists():
        try:
            open_line(request.actor, KIND, "Telepon", {})
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("inbox:import-calls")


@may("inbox.import_calls")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where a call log stands; while it waits for a decision, take the decision."""
    brought = _brought(request, import_id)
    form = None
    if brought.state == State.READY:
        form = CallsConfirmForm(brought, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                since = form.cleaned_data["since"]
                import_calls(request.actor, brought, form.chosen, since=since)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _onward(brought)
    elif request.method == "POST":
        return redirect("inbox:calls-look", brought.pk)
    return render(request, "inbox/calls_look.html", _facts(brought) | {"form": form})


@may("inbox.import_calls")
@require_GET
def progress(request: StaffRequest, import_id: int) -> HttpResponse:
    """Say how far it has come; once it has ended, the whole page is fetched anew."""
    brought = _brought(request, import_id)
    if not brought.is_moving:
        return HttpResponseClientRefresh()
    return render(request, "inbox/calls_progress.html", {"brought": brought})


@may("inbox.import_calls")
@require_POST
def discard(request: StaffRequest, import_id: int) -> HttpResponse:
    """Throw a call log away without importing it."""
    drop_calls(request.actor, _brought(request, import_id))
    messages.success(request, "Berkas dibuang. Tidak ada yang dimasukkan.")
    return redirect("inbox:import-calls")


@may("inbox.import_calls")
@require_POST
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take an import back."""
    brought = _brought(request, import_id)
    try:
        undo_calls(request.actor, brought)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("inbox:calls-look", brought.pk)
    return _onward(brought)


def _brought(request: HttpRequest, import_id: int) -> CallsImport:
    rows = CallsImport.objects.select_related("line", "by")
    facility_id = request.actor.facility_id  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=import_id, facility_id=facility_id)


def _onward(brought: CallsImport) -> HttpResponse:
    """Begin at once: a small file is done before the page is shown."""
    go_on(lambda: carry_on(only=brought.pk))
    return redirect("inbox:calls-look", brought.pk)


def _facts(brought: CallsImport) -> dict[str, object]:
    found = brought.found
    skipped = [f"{n} {SKIPPED.get(k, k)}" for k, n in found.get("skipped", {}).items() if n]
    return {
        "brought": brought,
        "found": found,
        "skipped": skipped,
        "may_undo": brought.state == State.DONE and bool(brought.added),
    }
