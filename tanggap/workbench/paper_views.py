"""The screen «Cetak» and the papers it hands out: HTTP and nothing else."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.documents.dates import period
from tanggap.documents.pdf import PaperFile
from tanggap.evidence.reports import SHEETS
from tanggap.logbook.models import Entry
from tanggap.logbook.papers import completion_letter, hand_over_sheet, receipt
from tanggap.logbook.queries import visible_to
from tanggap.reply.papers import answer_on_paper
from tanggap.reply.queries import visible_replies
from tanggap.workbench.blank_forms import FORMS, blank_form, blank_form_preview
from tanggap.workbench.paper_forms import BookForm, quick_periods
from tanggap.workbench.papers import book_file, book_preview, lines_in

ENTRY_PAPERS: dict[str, Callable[[Actor, Entry], bytes]] = {
    "tanda-terima": receipt,
    "kelengkapan": completion_letter,
    "penyerahan": hand_over_sheet,
}


@require_safe
@may("look.papers")
def papers(request: StaffRequest) -> HttpResponse:
    """Choose a book and a period, see its first page, print it; blank forms below."""
    today = timezone.localdate()
    quick = quick_periods(today)
    chosen = request.GET if "dari" in request.GET else None
    form = BookForm(
        chosen,
        initial={
            "judul": request.facility.book_title,
            "dari": quick[0]["from_"],
            "sampai": quick[0]["to"],
        },
    )
    shown = None
    if form.is_bound and form.is_valid():
        from_, to = form.cleaned_data["dari"], form.cleaned_data["sampai"]
        lines = lines_in(request.actor, from_, to)
        shown = {"words": period(from_, to), "lines": lines, "query": request.GET.urlencode()}
    context = {"form": form, "quick": quick, "shown": shown, "forms": FORMS}
    context["sheets"] = [(one, one.terms(today)) for one in SHEETS.values()]
    return render(request, "workbench/papers.html", context)


@require_safe
@may("look.papers")
def book(request: StaffRequest) -> HttpResponse:
    """Hand out the book of a period: ``bentuk`` pdf or xlsx."""
    form = BookForm(request.GET)
    if not form.is_valid():
        return _back(request)
    asked = form.cleaned_data
    try:
        made = book_file(
            request.actor,
            asked["dari"],
            asked["sampai"],
            request.GET.get("bentuk", "pdf"),
            title=asked["judul"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(request)
    return handed_paper(made)


@require_safe
@may("look.papers")
def preview(request: StaffRequest) -> HttpResponse:
    """Show the first page of the book of a period."""
    form = BookForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    image = book_preview(request.actor, asked["dari"], asked["sampai"], title=asked["judul"])
    return HttpResponse(image, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_safe
@may("look.papers")
def form_paper(request: StaffRequest, key: str) -> HttpResponse:
    """Hand out a blank form."""
    if key not in FORMS:
        raise Http404
    return handed_paper(blank_form(request.facility, key, _today()))


@require_safe
@may("look.papers")
def form_preview(request: StaffRequest, key: str) -> HttpResponse:
    """Show a blank form."""
    if key not in FORMS:
        raise Http404
    image = blank_form_preview(request.facility, key, _today())
    keep = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(image, content_type="image/png", headers=keep)


@require_safe
@may("look.papers")
def entry_paper(request: StaffRequest, entry_id: int, what: str) -> HttpResponse:
    """Hand out a paper of one entry: tanda-terima, kelengkapan or penyerahan."""
    if what not in ENTRY_PAPERS:
        raise Http404
    entry = get_object_or_404(visible_to(request.actor), pk=entry_id)
    try:
        made = ENTRY_PAPERS[what](request.actor, entry)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("workbench:entry", args=[entry.pk]))
    return handed_paper(PaperFile(f"{what}_{entry.year}-{entry.sequence:03}.pdf", made))


@require_safe
@may("look.papers")
def reply_paper(request: StaffRequest, reply_id: int) -> HttpResponse:
    """Hand out an answer as letter or as sheet for the notice board."""
    reply = get_object_or_404(visible_replies(request.actor), pk=reply_id, entry__isnull=False)
    try:
        made = answer_on_paper(request.actor, reply)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("workbench:entry", args=[reply.entry_id]))
    return handed_paper(PaperFile(f"tanggapan_{reply.pk}.pdf", made))


def _today() -> date:
    return timezone.localdate()


def _back(request: StaffRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('workbench:papers')}?{request.GET.urlencode()}")
