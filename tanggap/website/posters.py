"""The staff's screen of the form: its addresses, and the papers with a QR per place."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.asked import key_in
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Unit
from tanggap.website.papers import SHEET, SLIPS, address_of, posters_of
from tanggap.website.queries import Place, open_places


@require_safe
@may("look.lines")
def posters(request: StaffRequest) -> HttpResponse:
    """Show where the form is reached, and what can be printed for it."""
    place = _place(request)
    if place is None:
        return render(request, "website/posters.html", {"place": None})
    base = _base(request)
    units = list(place.units)
    context = {
        "place": place,
        "address": address_of(place, base),
        "units": [(unit, address_of(place, base, unit)) for unit in units],
        "is_reachable": bool(settings.PUBLIC_URL),
    }
    return render(request, "website/posters.html", context)


@require_safe
@may("look.lines")
def paper(request: StaffRequest) -> HttpResponse:
    """Hand out the sheet or the slips, of one unit, of all, or of the health centre."""
    place = _place(request)
    if place is None:
        return redirect("website:posters")
    shape = SLIPS if request.GET.get("bentuk") == SLIPS else SHEET
    asked = request.GET.get("unit", "")
    units: list[Unit | None] = [None]
    if asked == "semua":
        units += place.units
    elif asked:
        units = [get_object_or_404(place.units, pk=key_in(asked) or 0)]
    return handed_paper(posters_of(place, _base(request), units, shape, timezone.localdate()))


def _place(request: StaffRequest) -> Place | None:
    return next(iter(open_places(request.facility.pk)), None)


def _base(request: HttpRequest) -> str:
    """Return the site's address for the public: the one set, or the one that was just used."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
