"""Importing an exported chat: upload, look, decide, import."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.queries import profile_on
from tanggap.gateway.first_line import open_first_line
from tanggap.gateway.models import Line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import forecast_import, import_chat
from tanggap.inbox.chat_import import DateOrder, ParsedChat, UnreadableExport, read_export
from tanggap.inbox.chat_uploads import Upload, forget_upload, keep_upload, kept_upload
from tanggap.inbox.forms import ConfirmForm, UploadForm
from tanggap.inbox.models import ImportRun
from tanggap.inbox.queries import last_own_name

KIND = "wa_handphone"


@may("inbox.import_chat")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the line and the file."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = UploadForm(lines, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        line = form.cleaned_data["line"]
        kept = keep_upload(request.user.pk, line.pk, form.cleaned_data["file"])
        try:
            _read(request, kept)
        except UnreadableExport as trouble:
            forget_upload(kept)
            form.add_error("file", str(trouble))
        else:
            return redirect("inbox:import-look", kept.token)
    context = {"form": form, "lines": lines, "may_open": request.actor.may("gateway.open_line")}
    return render(request, "inbox/import.html", context)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first plain handphone, so that there is something to import into."""
    open_first_line(request, KIND, "WhatsApp HP puskesmas")
    return redirect("inbox:import")


@may("inbox.import_chat")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, token: str) -> HttpResponse:
    """Show what would be imported; a POST with everything decided imports it."""
    kept = kept_upload(request.user.pk, token)
    line = Line.objects.filter(pk=kept.line_id if kept else 0).first()
    if kept is None or line is None or line.facility_id != request.actor.facility_id:
        messages.error(request, "Berkas itu sudah tidak ada di sini. Unggah sekali lagi.")
        return redirect("inbox:import")
    parsed = _read(request, kept)
    form = ConfirmForm(parsed, request.POST or None, suggested=_own_name(request, line, parsed))
    if request.method == "POST" and form.is_valid():
        answer = _import(request, line, kept, form)
        if answer is not None:
            return answer
    preview = parsed.preview()
    return render(
        request,
        "inbox/import_look.html",
        {
            "form": form,
            "line": line,
            "parsed": parsed,
            "preview": preview,
            "gap": len(parsed.messages) - len(preview.first) - len(preview.last),
            "forecast": _forecast(request, line, parsed, form),
            "own_name": form["own_name"].value(),
        },
    )


@may("inbox.import_chat")
@require_POST
def discard(request: StaffRequest, token: str) -> HttpResponse:
    """Throw an upload away without importing it."""
    kept = kept_upload(request.user.pk, token)
    if kept is not None:
        forget_upload(kept)
    messages.success(request, "Berkas dibuang. Tidak ada yang diimpor.")
    return redirect("inbox:import")


@may("inbox.import_chat")
def done(request: StaffRequest, run_id: int) -> HttpResponse:
    """Say what an import brought, and where to go on."""
    run = get_object_or_404(ImportRun, pk=run_id, facility_id=request.actor.facility_id)
    waiting = run.messages.filter(direction="in", sorted_at=None).count()
    return render(request, "inbox/import_done.html", {"run": run, "waiting": waiting})


def _import(
    request: StaffRequest, line: Line, kept: Upload, form: ConfirmForm
) -> HttpResponse | None:
    try:
        parsed = _read(request, kept, form.cleaned_data.get("date_order"))
        run = import_chat(
            request.actor,
            line,
            parsed,
            form.own_names,
            form_key=form.cleaned_data["form_key"],
            phones=form.phones,
        )
    except (Refused, UnreadableExport) as trouble:
        form.add_error(None, str(trouble))
        return None
    forget_upload(kept)
    return redirect("inbox:import-done", run.pk)


def _forecast(
    request: StaffRequest, line: Line, parsed: ParsedChat, form: ConfirmForm
) -> ImportRun | None:
    """Return what would come in as things stand; nothing where that cannot be said yet."""
    own = str(form["own_name"].value() or "-")
    try:
        return forecast_import(request.actor, line, parsed, [] if own == "-" else [own])
    except Refused:
        return None


def _read(request: StaffRequest, kept: Upload, order: DateOrder | None = None) -> ParsedChat:
    zone = ZoneInfo(request.facility.time_zone)
    return read_export(kept.path, kept.file_name, order, zone)


def _own_name(request: StaffRequest, line: Line, parsed: ParsedChat) -> str:
    """Return the sender who is likely ourselves: chosen before, our name, the line's name,
    or the one who is not the person the file is named after."""
    names = [sender.name for sender in parsed.senders()]
    profile = profile_on(request.facility, timezone.localdate())
    likely = {last_own_name(line), profile.name, f"Puskesmas {profile.name}", line.name}
    folded = {name.casefold() for name in likely if name}
    found = next((name for name in names if name.casefold() in folded), "")
    others = [name for name in names if name != parsed.chat_name]
    if not found and parsed.chat_name in names and len(others) == 1:
        return others[0]
    return found
