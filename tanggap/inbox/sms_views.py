"""Importing a handphone's SMS: upload, look, decide; then it goes on by itself."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.access import may
from tanggap.base.import_pages import ImportPages, handed_in, skipped_in, twin_of
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.first_line import open_first_line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import drop_sms, import_sms, offer_sms, undo_sms
from tanggap.inbox.actions.sms import KIND
from tanggap.inbox.models import SmsImport
from tanggap.inbox.number_forms import BackupUploadForm
from tanggap.inbox.sms_carrying import CARRIER
from tanggap.inbox.sms_forms import SmsConfirmForm

State = SmsImport.State
SKIPPED = {
    "draft": "konsep yang belum dikirim",
    "unsent": "SMS yang tidak terkirim atau tidak terunduh",
    "empty": "SMS kosong",
    "unreadable": "SMS tanpa tanggal yang terbaca",
    "large file": "lampiran lebih dari 18 MB",
}
PAGES = ImportPages(
    CARRIER,
    "inbox.import_sms",
    template="inbox/sms",
    upload="inbox:import-sms",
    look="inbox:sms-look",
    progress="inbox:sms-progress",
    pieces="SMS",
    taken_in="diimpor",
    beside=("line", "run", "by"),
    drop=drop_sms,
    undo=undo_sms,
)
progress, discard, undo = PAGES.progress, PAGES.discard, PAGES.undo


@may("inbox.import_sms")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the line and the backup."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = BackupUploadForm(lines, "Berkas cadangan", request.POST or None, request.FILES or None)

    def offer() -> SmsImport:
        return offer_sms(request.actor, form.cleaned_data["line"], **handed_in(form))

    may_open = request.actor.may("gateway.open_line")
    return PAGES.upload(request, form, offer, lines=lines, may_open=may_open)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first handphone for SMS, so that there is something to import into."""
    open_first_line(request, KIND, "SMS HP puskesmas")
    return redirect("inbox:import-sms")


@may("inbox.import_sms")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where a backup stands; while it waits for a decision, take the decision."""
    brought = PAGES.of(request, import_id)

    def begin(form: SmsConfirmForm) -> SmsImport:
        days = {name: form.cleaned_data[name] for name in ("since", "sort_from")}
        return import_sms(request.actor, brought, form.chosen, **days)

    return PAGES.look(request, brought, SmsConfirmForm, begin, _facts)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _facts(brought: SmsImport) -> dict[str, object]:
    found, run = brought.found, brought.run
    waiting = run.messages.filter(direction="in", sorted_at=None).count() if run else 0
    return {
        "found": found,
        "first_at": _time(found.get("first")),
        "last_at": _time(found.get("last")),
        "skipped": skipped_in(found, SKIPPED),
        "fresh": found.get("count", 0) - found.get("known", 0),
        "twin": twin_of(brought),
        "run": run,
        "waiting": waiting,
        "may_undo": brought.state == State.DONE and bool(run and run.added),
    }
