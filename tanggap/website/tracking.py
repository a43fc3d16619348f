"""The tracking page: number and word by POST, what became of it, and a later word."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.acting import Refused, machine
from tanggap.website import knocks
from tanggap.website.actions import add_words
from tanggap.website.forms import MoreForm, TrackForm
from tanggap.website.models import Knock, WebReport
from tanggap.website.queries import Place, open_places, report_with, standing_of
from tanggap.website.receiving import note_read
from tanggap.website.rules import LATELY, MANY, MOST_MISSES, plain_number
from tanggap.website.secrets import caller, is_word_of, same_number
from tanggap.website.views import READ

_NOT_FOUND = (
    "Nomor dan kata kunci ini tidak cocok. Periksa lagi tanda terimanya: nomor 10 angka, kata "
    "kunci 9 huruf dan angka."
)
_TOO_OFTEN = (
    "Sudah terlalu sering salah. Coba lagi satu jam kemudian, atau tanyakan langsung ke puskesmas."
)


@sensitive_post_parameters()
@require_http_methods(READ)
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and word; show where the report stands."""
    if request.method != "POST":
        return _asking(request, TrackForm())
    form = TrackForm(request.POST)
    report = _opened(request, form)
    return _asking(request, form) if report is None else _standing(request, report)


@sensitive_post_parameters()
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep what the person adds: what was asked for, or came to mind later."""
    report = _opened(request, opening := TrackForm(request.POST))
    if report is None:
        return _asking(request, opening)
    more = MoreForm(request.POST)
    if not more.is_valid():
        return _standing(request, report, more=more)
    now = timezone.now()
    who = caller(request, now)
    if knocks.lately(Knock.What.WRITE, who, now) >= MANY:
        minutes = int(LATELY.total_seconds() // 60)
        more.add_error(None, f"Sudah banyak kiriman. Tunggu {minutes} menit, lalu kirim lagi.")
        return _standing(request, report, more=more)
    try:
        words = more.cleaned_data
        add_words(machine(report.facility_id), report, words["text"].strip(), words["form_key"])
    except Refused as refused:
        more.add_error(None, str(refused))
        return _standing(request, report, more=more)
    knocks.note_knock(Knock.What.WRITE, [who], now)
    return _standing(request, report, is_added=True)


def _opened(request: HttpRequest, form: TrackForm) -> WebReport | None:
    """Return the report that number and word open; wrong ones are counted, and then refused."""
    if not form.is_valid():
        return None
    now = timezone.now()
    number = plain_number(form.cleaned_data["nomor"])
    names = [caller(request, now), same_number(number, now)]
    if any(knocks.within_the_hour(Knock.What.MISS, one, now) >= MOST_MISSES for one in names):
        form.add_error(None, _TOO_OFTEN)
        return None
    report = report_with(number)
    is_theirs = is_word_of(report.secret_hash if report else "", form.cleaned_data["sandi"])
    if report is None or not is_theirs:
        knocks.note_knock(Knock.What.MISS, names, now)
        form.add_error(None, _NOT_FOUND)
        return None
    return report


def _asking(request: HttpRequest, form: TrackForm) -> HttpResponse:
    places = open_places()
    place = places[0] if len(places) == 1 else None
    return render(request, "website/track.html", {"form": form, "place": place})


def _standing(
    request: HttpRequest, report: WebReport, *, more: MoreForm | None = None, is_added: bool = False
) -> HttpResponse:
    facility = report.line.facility
    timezone.activate(ZoneInfo(facility.time_zone))
    standing = standing_of(report)
    note_read(report)
    place = next(iter(open_places(facility.pk)), Place(report.line, str(facility.pk)))
    context = {
        "place": place,
        "report": report,
        "standing": standing,
        "more": more or MoreForm(initial={"form_key": uuid4()}),
        "secret": request.POST.get("sandi", ""),
        "is_added": is_added,
    }
    return render(request, "website/standing.html", context)
