"""Importing a handphone's SMS: upload, look, decide; then it goes on by itself."""

from datetime import datetime

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
from tanggap.inbox.actions import drop_sms, import_sms, offer_sms, undo_sms
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_carrying import carry_on
from tanggap.inbox.sms_forms import SmsConfirmForm, SmsUploadForm

KIND = "sms_handphone"
State = SmsImport.State
SKIPPED = {
    "draft": "konsep yang belum dikirim",
    "unsent": "SMS yang tidak terkirim atau tidak terunduh",
    "empty": "SMS kosong",
    "unreadable": "SMS tanpa tanggal yang terbaca",
    "large file": "lampiran lebih dari 18 MB",
}


@may("inbox.import_sms")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the line and the backup."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = SmsUploadForm(lines, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = offer_sms(
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
    earlier = SmsImport.objects.filter(facility_id=request.actor.facility_id)
    context = {
        "form": form,
        "lines": lines,
        "may_open": request.actor.may("gateway.open_line"),
        "earlier": earlier.exclude(state=State.DROPPED)
        .select_related("line", "run")
        .order_by("-id")[:10],
    }
    return render(request, "inbox/sms.html", context)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first handphone for SMS, so that there is something to import into."""
    if not open_lines(request.actor.facility_id, KIND).exists():
        try:
            open_line(request.actor, KIND, "SMS HP puskesmas", {})
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("inbox:import-sms")


@may("inbox.import_sms")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where a backup stands; while it waits for a decision, take the decision."""
    brought = _brought(request, import_id)
    form = None
    if brought.state == State.READY:
        form = SmsConfirmForm(brought, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                import_sms(
                    request.actor,
                    brought,
                    form.chosen,
                    since=form.cleaned_data["since"],
                    sort_from=form.cleaned_data["sort_from"],
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _onward(brought)
    elif request.method == "POST":
        return redirect("inbox:sms-look", brought.pk)
    return render(request, "inbox/sms_look.html", _facts(brought) | {"form": form})


@may("inbox.import_sms")
@require_GET
def progress(request: StaffRequest, import_id: int) -> HttpResponse:
    """Say how far it has come; once it has ended, the whole page is fetched anew."""
    brought = _brought(request, import_id)
    if not brought.is_moving:
        return HttpResponseClientRefresh()
    return render(request, "inbox/sms_progress.html", {"brought": brought})


@may("inbox.import_sms")
@require_POST
def discard(request: StaffRequest, import_id: int) -> HttpResponse:
    """Throw a backup away without importing it."""
    drop_sms(request.actor, _brought(request, import_id))
    messages.success(request, "Berkas dibuang. Tidak ada yang diimpor.")
    return redirect("inbox:import-sms")


@may("inbox.import_sms")
@require_POST
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take an import back."""
    brought = _brought(request, import_id)
    try:
        undo_sms(request.actor, brought)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("inbox:sms-look", brought.pk)
    return _onward(brought)


def _brought(request: HttpRequest, import_id: int) -> SmsImport:
    rows = SmsImport.objects.select_related("line", "run", "by")
    facility_id = request.actor.facility_id  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=import_id, facility_id=facility_id)


def _onward(brought: SmsImport) -> HttpResponse:
    """Begin at once: a small file is done before the page is shown."""
    go_on(lambda: carry_on(only=brought.pk))
    return redirect("inbox:sms-look", brought.pk)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _facts(brought: SmsImport) -> dict[str, object]:
    found = brought.found
    skipped = [f"{n} {SKIPPED.get(k, k)}" for k, n in found.get("skipped", {}).items() if n]
    twins = SmsImport.objects.filter(
        facility_id=brought.facility_id, sha256=brought.sha256, state=State.DONE
    ).exclude(pk=brought.pk)
    run = brought.run
    waiting = run.messages.filter(direction="in", sorted_at=None).count() if run else 0
    return {
        "brought": brought,
        "found": found,
        "first_at": _time(found.get("first")),
        "last_at": _time(found.get("last")),
        "skipped": skipped,
        "fresh": found.get("count", 0) - found.get("known", 0),
        "twin": twins.order_by("-id").first(),
        "run": run,
        "waiting": waiting,
        "may_undo": brought.state == State.DONE and bool(run and run.added),
    }
