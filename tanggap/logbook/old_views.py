"""Bringing the old book in: upload, look, set the columns right; then it goes on by itself."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from tanggap.base.access import may
from tanggap.base.bringing import GONE
from tanggap.base.import_pages import ImportPages, handed_in, twin_of
from tanggap.base.middleware import StaffRequest
from tanggap.documents.spreadsheet import XLSX
from tanggap.gateway.models import Line
from tanggap.logbook.actions import drop_book, import_book, offer_book, undo_book
from tanggap.logbook.models import BookImport
from tanggap.logbook.old_carrying import CARRIER
from tanggap.logbook.old_forms import BookUploadForm, MappingForm
from tanggap.logbook.old_papers import refused_table
from tanggap.logbook.old_preview import preview

State = BookImport.State
_SHOWN = 100
PAGES = ImportPages(
    CARRIER,
    "logbook.import_book",
    template="logbook/old_book",
    upload="logbook:old-book",
    look="logbook:old-book-look",
    progress="logbook:old-book-progress",
    pieces="baris",
    drop=drop_book,
    undo=undo_book,
)
progress, discard, undo = PAGES.progress, PAGES.discard, PAGES.undo


@may("logbook.import_book")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the file."""
    form = BookUploadForm(request.POST or None, request.FILES or None)

    def offer() -> BookImport:
        return offer_book(request.actor, **handed_in(form))

    return PAGES.upload(request, form, offer, lines=_lines(request))


@may("logbook.import_book")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where the book stands; while it waits for a decision, take the decision.

    A form that is sent without «do=bring» asks only how the book would be read that way.
    """
    brought = PAGES.of(request, import_id)
    if brought.state != State.READY:
        return PAGES.standing(request, brought, _facts(brought))
    form = MappingForm(brought, _lines(request), request.POST if request.method == "POST" else None)
    chosen = form.chosen if form.is_valid() else form.guessed
    if form.is_valid() and request.POST.get("do") == "bring":
        answer = PAGES.onward(form, lambda: import_book(request.actor, brought, chosen))
        if answer is not None:
            return answer
    try:
        seen = preview(brought, chosen, timezone.localdate())
    except OSError:
        drop_book(request.actor, brought)
        return PAGES.gone(request, GONE)
    return PAGES.shown(request, brought, _facts(brought) | {"form": form, "preview": seen})


@may("logbook.import_book")
@require_GET
def refused(request: StaffRequest, import_id: int) -> HttpResponse:
    """Hand out the refused rows as a spreadsheet that can be mended and brought again."""
    content = refused_table(PAGES.of(request, import_id))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="baris-ditolak.xlsx"'
    return answer


def _lines(request: StaffRequest) -> Any:
    return Line.objects.filter(facility_id=request.actor.facility_id).order_by("active_to", "name")


def _facts(brought: BookImport) -> dict[str, Any]:
    held = brought.rows.filter(is_held=True).values_list("entry__number", flat=True)
    return {
        "twin": twin_of(brought),
        "refused_rows": brought.refused_rows.all()[:_SHOWN],
        "held": list(held[:10]) if brought.state == State.UNDONE else [],
        "may_undo": brought.state == State.DONE and brought.added > 0,
    }
