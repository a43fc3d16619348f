"""Importing a handphone's call log: upload, look, decide; then it goes on by itself."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.access import may
from tanggap.base.import_pages import ImportPages, handed_in, skipped_in
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.first_line import open_first_line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import drop_calls, import_calls, offer_calls, undo_calls
from tanggap.inbox.actions.calls import KIND
from tanggap.inbox.calls_carrying import CARRIER
from tanggap.inbox.calls_forms import CallsConfirmForm
from tanggap.inbox.models import CallsImport
from tanggap.inbox.number_forms import BackupUploadForm

SKIPPED = {
    "blocked": "panggilan dari nomor yang diblokir",
    "unreadable": "panggilan tanpa tanggal atau jenis yang terbaca",
}
PAGES = ImportPages(
    CARRIER,
    "inbox.import_calls",
    template="inbox/calls",
    upload="inbox:import-calls",
    look="inbox:calls-look",
    progress="inbox:calls-progress",
    pieces="panggilan",
    beside=("line", "by"),
    drop=drop_calls,
    undo=undo_calls,
)
progress, discard, undo = PAGES.progress, PAGES.discard, PAGES.undo


@may("inbox.import_calls")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the line and the call log."""
    lines, label = open_lines(request.actor.facility_id, KIND), "Berkas riwayat panggilan"
    form = BackupUploadForm(lines, label, request.POST or None, request.FILES or None)

    def offer() -> CallsImport:
        return offer_calls(request.actor, form.cleaned_data["line"], **handed_in(form))

    may_open = request.actor.may("gateway.open_line")
    return PAGES.upload(request, form, offer, lines=lines, may_open=may_open)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first telephone, so that there is something to import into."""
    open_first_line(request, KIND, "Telepon")
    return redirect("inbox:import-calls")


@may("inbox.import_calls")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where a call log stands; while it waits for a decision, take the decision."""
    brought = PAGES.of(request, import_id)

    def begin(form: CallsConfirmForm) -> CallsImport:
        since = form.cleaned_data["since"]
        return import_calls(request.actor, brought, form.chosen, since=since)

    return PAGES.look(request, brought, CallsConfirmForm, begin, _facts)


def _facts(brought: CallsImport) -> dict[str, object]:
    return {
        "found": brought.found,
        "skipped": skipped_in(brought.found, SKIPPED),
        "may_undo": brought.state == CallsImport.State.DONE and bool(brought.added),
    }
