"""Printing: leaflet, poster and card for the public; the report; the attendance list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.asked import key_in, keys_in
from tanggap.base.files import handed_paper
from tanggap.base.forms.fields import PeriodForm
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.models import Line
from tanggap.gateway.queries import channel_of, open_lines
from tanggap.outreach.languages import NONE, beside
from tanggap.outreach.leaflets import SHAPES, leaflet, leaflet_preview
from tanggap.outreach.papers import attendance_list, report
from tanggap.outreach.queries import all_records
from tanggap.outreach.reach import reach_of

_CHOSEN = "pilih"  # stands in the address once boxes were ticked, so that none is none


@dataclass(frozen=True)
class _Asked:
    """What was chosen on the print screen: lines (``None``: all) and a language."""

    lines: Collection[int] | None
    language: str

    @property
    def query(self) -> str:
        said = {"bahasa": self.language}
        if self.lines is None:
            return urlencode(said)
        return urlencode({**said, _CHOSEN: "1", "saluran": list(self.lines)}, doseq=True)


def _asked(request: StaffRequest) -> _Asked:
    given, known = request.GET, dict(beside())
    language = given.get("bahasa", NONE)
    lines = keys_in(given.getlist("saluran")) if _CHOSEN in given else None
    return _Asked(lines, language if language in known else NONE)


@require_safe
@may("look.outreach")
def leaflets(request: StaffRequest) -> HttpResponse:
    """Choose lines and language, see what is missing, and print."""
    asked = _asked(request)
    lines = list(open_lines(request.actor.facility_id))
    now = timezone.now()
    reach = reach_of(request.facility, timezone.localdate(), now, asked.lines)
    context = {
        "lines": [(line, _words(line), _is_chosen(line, asked)) for line in lines],
        "languages": [(code, name, code == asked.language) for code, name in beside()],
        "shapes": SHAPES,
        "reach": reach,
        "query": asked.query,
    }
    return render(request, "outreach/leaflets.html", context)


def _words(line: Line) -> str:
    channel = channel_of(line)
    return channel.public_name or channel.label


def _is_chosen(line: Line, asked: _Asked) -> bool:
    return asked.lines is None or line.pk in asked.lines


@require_safe
@may("look.outreach")
def leaflet_paper(request: StaffRequest, shape: str) -> HttpResponse:
    """Hand out one paper for the public."""
    if shape not in SHAPES:
        raise Http404
    asked, today = _asked(request), timezone.localdate()
    reach = reach_of(request.facility, today, timezone.now(), asked.lines)
    return handed_paper(leaflet(request.facility, reach, shape, asked.language, today))


@require_safe
@may("look.outreach")
def leaflet_small(request: StaffRequest, shape: str) -> HttpResponse:
    """Show the first page of a paper for the public."""
    if shape not in SHAPES:
        raise Http404
    asked, today = _asked(request), timezone.localdate()
    reach = reach_of(request.facility, today, timezone.now(), asked.lines)
    image = leaflet_preview(request.facility, reach, shape, asked.language, today)
    return HttpResponse(image, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_safe
@may("look.outreach")
def report_paper(request: StaffRequest) -> HttpResponse:
    """Hand out the report of a period; without a readable one, of the last three months."""
    today = timezone.localdate()
    form, from_, to = PeriodForm(request.GET), today - timedelta(days=91), today
    if form.is_valid():
        from_, to = form.cleaned_data["dari"], form.cleaned_data["sampai"]
    return handed_paper(report(request.facility, from_, to))


@require_safe
@may("look.outreach")
def attendance(request: StaffRequest) -> HttpResponse:
    """Hand out an empty attendance list; of one record, with its day and place."""
    of, held = request.GET.get("catatan"), None
    if of:
        held = get_object_or_404(all_records(request.actor.facility_id), pk=key_in(of) or 0)
    return handed_paper(attendance_list(request.facility, timezone.localdate(), held))
