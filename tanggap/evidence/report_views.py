"""The reports of «Cetak»: one address each, its term in the query. HTTP and nothing else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.evidence.asking import Question
from tanggap.evidence.reports import SHEETS
from tanggap.evidence.terms import term_named


@require_safe
@may("look.papers")
def report(request: StaffRequest, what: str) -> HttpResponse:
    """Hand out a report of the term ``periode``; without one, of that which people print now."""
    sheet = SHEETS.get(what)
    if sheet is None:
        raise Http404
    today = timezone.localdate()
    term = term_named(request.GET.get("periode", ""), today)
    if term is None and "periode" in request.GET:
        messages.error(request, "Pilih periodenya dari daftar.")
        return redirect("workbench:papers")
    if term is None:
        term = next(one for one in sheet.terms(today) if sheet.is_of_now or one.to < today)
    form = request.GET.get("bentuk", "")
    asked = Question(request.actor, request.facility, term.from_, term.to)
    return handed_paper(sheet.make(asked, form if form in sheet.forms else sheet.forms[0]))
