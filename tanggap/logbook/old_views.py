"""Bringing the old book in: upload, look, set the columns right; then it goes on by itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.brought import go_on, keep_file
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.models import Line
from tanggap.logbook.actions import drop_book, import_book, offer_book, undo_book
from tanggap.logbook.models import BookImport
from tanggap.logbook.old_carrying import carry_on
from tanggap.logbook.old_forms import BookUploadForm, MappingForm
from tanggap.logbook.old_papers import refused_table
from tanggap.logbook.old_preview import preview

State = BookImport.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 100


@may("logbook.import_book")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose the file."""
    form = BookUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        brought = offer_book(
            request.actor,
            form_key=form.cleaned_data["form_key"],
            file_name=file.name or "",
            keep=lambda: keep_file(file.chunks()),
        )
        return _onward(brought)
    earlier = BookImport.objects.filter(facility_id=request.actor.facility_id)
    context = {
        "form": form,
        "has_lines": _lines(request).exists(),
        "earlier": earlier.exclude(state=State.DROPPED).order_by("-id")[:10],
    }
    return render(request, "logbook/old_book.html", context)


@may("logbook.import_book")
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, import_id: int) -> HttpResponse:
    """Show where the book stands; while it waits for a decision, take the decision."""
    brought = _brought(request, import_id)
    if brought.state != State.READY:
        if request.method == "POST":
            return redirect("logbook:old-book-look", brought.pk)
        return render(request, "logbook/old_book_look.html", _facts(brought))
    is_sent = request.method == "POST"
    form = MappingForm(brought, _lines(request), request.POST if is_sent else None)
    is_good = is_sent and form.is_valid()
    if is_good and request.POST.get("do") == "bring":
        try:
            import_book(request.actor, brought, form.chosen)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onward(brought)
    chosen = form.chosen if is_good else form.guessed
    today = timezone.localtime().date()
    try:
        seen = preview(brought, chosen, today)
    except OSError:
        drop_book(request.actor, brought)
        messages.error(request, "Berkas itu sudah tidak ada di sini. Unggah sekali lagi.")
        return redirect("logbook:old-book")
    context = _facts(brought) | {"form": form, "preview": seen}
    return render(request, "logbook/old_book_look.html", context)


@may("logbook.import_book")
@require_GET
def progress(request: StaffRequest, import_id: int) -> HttpResponse:
    """Say how far it has come; once it has ended, the whole page is fetched anew."""
    brought = _brought(request, import_id)
    if not brought.is_moving:
        return HttpResponseClientRefresh()
    return render(request, "logbook/old_book_progress.html", {"brought": brought})


@may("logbook.import_book")
@require_GET
def refused(request: StaffRequest, import_id: int) -> HttpResponse:
    """Hand out the refused rows as a spreadsheet that can be mended and brought again."""
    content = refused_table(_brought(request, import_id))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="baris-ditolak.xlsx"'
    return answer


@may("logbook.import_book")
@require_POST
def discard(request: StaffRequest, import_id: int) -> HttpResponse:
    """Throw the file away without importing it."""
    drop_book(request.actor, _brought(request, import_id))
    messages.success(request, "Berkas dibuang. Tidak ada yang dimasukkan.")
    return redirect("logbook:old-book")


@may("logbook.import_book")
@require_POST
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take the import back."""
    brought = _brought(request, import_id)
    try:
        undo_book(request.actor, brought)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("logbook:old-book-look", brought.pk)
    return _onward(brought)


def _brought(request: StaffRequest, import_id: int) -> BookImport:
    return get_object_or_404(BookImport, pk=import_id, facility_id=request.actor.facility_id)


def _lines(request: StaffRequest) -> Any:
    return Line.objects.filter(facility_id=request.actor.facility_id).order_by("active_to", "name")


def _onward(brought: BookImport) -> HttpResponse:
    """Begin at once: a small book is done before the page is shown."""
    go_on(lambda: carry_on(only=brought.pk))
    return redirect("logbook:old-book-look", brought.pk)


def _facts(brought: BookImport) -> dict[str, Any]:
    twins = BookImport.objects.filter(
        facility_id=brought.facility_id, sha256=brought.sha256, state=State.DONE
    ).exclude(pk=brought.pk)
    held = brought.rows.filter(is_held=True).values_list("entry__number", flat=True)
    return {
        "brought": brought,
        "twin": twins.order_by("-id").first(),
        "refused_rows": brought.refused_rows.all()[:_SHOWN],
        "held": list(held[:10]) if brought.state == State.UNDONE else [],
        "may_undo": brought.state == State.DONE and brought.added > 0,
    }
