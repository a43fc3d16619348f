"""The public's form: opened by anybody, sent without an account and without JavaScript."""

from http import HTTPStatus
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.acting import Refused, machine
from tanggap.base.models import Unit
from tanggap.website import knocks, rules
from tanggap.website.actions import Written, clear_doubt
from tanggap.website.forms import ReportForm
from tanggap.website.models import Knock, WebReport
from tanggap.website.queries import Place, open_places, place_of
from tanggap.website.receipts import Receipt, receipt_of
from tanggap.website.receiving import receive
from tanggap.website.secrets import age_of, asked, caller, new_question, new_stamp

READ = ["GET", "HEAD", "POST"]


def start(request: HttpRequest) -> HttpResponse:
    """Open the form where there is one health centre; otherwise let people choose theirs."""
    places = open_places()
    if len(places) == 1:
        return form(request, places[0].code)
    return render(request, "website/places.html", {"places": places})


@require_http_methods(READ)
def form(request: HttpRequest, code: str, unit: str = "") -> HttpResponse:
    """Show the form, with the unit of the QR chosen; take it when it is sent."""
    place = _place(code)
    if request.method == "POST":
        return _take(request, place)
    chosen = place.units.filter(code__iexact=unit).first() if unit else None
    blank = ReportForm(place, initial={"form_key": uuid4(), "unit": chosen})
    return _page(request, place, blank, chosen=chosen)


def _place(code: str) -> Place:
    place = place_of(code)
    if place is None:
        raise Http404
    timezone.activate(ZoneInfo(place.facility.time_zone))
    return place


def _take(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep what was sent, and hand over the receipt; in doubt it is kept and asked about.

    Only a flood is asked first: then nothing is kept until the plain question is answered,
    and what was typed stays in the form.
    """
    sent = ReportForm(place, request)
    if not sent.is_valid():
        return _page(request, place, sent)
    now = timezone.now()
    who = caller(request, now)
    many = knocks.lately(Knock.What.WRITE, who, now)
    is_person = _has_answered(request)
    if many >= rules.FLOOD and not is_person:
        return _page(request, place, sent, asks=True, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        receipt = receive(place.line, _written(request, sent, many, is_person))
    except Refused as refused:
        sent.add_error(None, str(refused))
        return _page(request, place, sent)
    knocks.note_knock(Knock.What.WRITE, [who], now)
    return _receipt(request, place, receipt)


def _written(request: HttpRequest, sent: ReportForm, many: int, is_person: bool) -> Written:
    words = sent.cleaned_data
    doubt = rules.doubts(
        trap=request.POST.get("situs", ""),
        age=age_of(request.POST.get("stempel", "")),
        lately=many,
    )
    return Written(
        words["form_key"],
        words["text"].strip(),
        words["unit"],
        words["name"].strip(),
        words["phone"],
        words["foto"],
        "" if is_person else ", ".join(doubt),
    )


def _has_answered(request: HttpRequest) -> bool:
    digits = asked(request.POST.get("soal", ""))
    return digits is not None and rules.is_right(request.POST.get("jawab", ""), *digits)


def _page(
    request: HttpRequest,
    place: Place,
    shown: ReportForm,
    *,
    chosen: Unit | None = None,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Show the form. It may be kept by the browser itself, so that «back» finds it filled."""
    stamp = request.POST.get("stempel", "")
    context: dict[str, object] = {
        "place": place,
        "form": shown,
        "chosen": chosen,
        "stamp": stamp if age_of(stamp) is not None else new_stamp(),
    }
    if asks:
        context |= _question()
    answer = render(request, "website/form.html", context, status=status)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _question() -> dict[str, object]:
    seal, one, other = new_question()
    return {"seal": seal, "question": rules.question(one, other)}


def _receipt(
    request: HttpRequest, place: Place, receipt: Receipt, *, wrong: bool = False
) -> HttpResponse:
    """Show number and word: here and nowhere else, and no browser or proxy keeps the page."""
    context: dict[str, object] = {"place": place, "receipt": receipt, "wrong": wrong}
    if receipt.report.is_doubted:
        context |= _question()
    return render(request, "website/receipt.html", context)


@require_POST
def question(request: HttpRequest, code: str) -> HttpResponse:
    """Take the answer to the plain question; whoever knows the form's key is its sender."""
    place = _place(code)
    try:
        key = UUID(request.POST.get("form_key", ""))
    except ValueError as error:
        raise Http404 from error
    report = WebReport.objects.filter(form_key=key, line=place.line).first()
    if report is None:
        raise Http404
    is_right = _has_answered(request)
    if is_right:
        clear_doubt(machine(report.facility_id), report)
        report.refresh_from_db()
    return _receipt(request, place, receipt_of(report), wrong=not is_right)
