"""The page «Bukti akreditasi»: HTTP and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.middleware import StaffRequest
from tanggap.documents.dates import period
from tanggap.evidence.asking import Question
from tanggap.evidence.forms import PeriodForm
from tanggap.evidence.models import Pack
from tanggap.evidence.queries import (
    Findings,
    by_criterion,
    by_sop,
    may_open,
    others,
    packs_of,
    todos,
)
from tanggap.evidence.rules import KEPT_DAYS, month_span, quarter_span

FIRST_SHOWN = 12
MOST_PACKS = 10
REFRESH_SECONDS = 3


@require_safe
@may("look.evidence")
def page(request: StaffRequest) -> HttpResponse:
    """Show what is missing, then what proves each step and criterion, in a period."""
    today = timezone.localdate()
    choices = quick_spans(today)
    asked = request.GET if "dari" in request.GET else None
    form = PeriodForm(
        today, asked, initial=dict(zip(("dari", "sampai"), choices[0][1], strict=True))
    )
    from_, to = choices[0][1]
    if form.is_bound and form.is_valid():
        from_, to = form.cleaned_data["dari"], form.cleaned_data["sampai"]
    findings = Findings(Question(request.actor, request.facility, from_, to))
    lacks = todos(findings)
    packs = list(packs_of(request.actor).exclude(state=Pack.State.GONE)[:MOST_PACKS])
    is_moving = any(one.state in (Pack.State.WAITING, Pack.State.RUNNING) for one in packs)
    context = {
        "form": form,
        "choices": choices,
        "span": period(from_, to),
        "chosen": (from_, to),
        "lacks": lacks[:FIRST_SHOWN],
        "more": lacks[FIRST_SHOWN:],
        "sops": by_sop(findings),
        "packs": packs,
        "kept_days": KEPT_DAYS,
        "form_key": uuid4(),
        "others": others(findings),
        "criteria": by_criterion(findings),
        "may_open": lambda link: may_open(request.actor, link),
    }
    response = render(request, "evidence/page.html", context)
    if is_moving:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def quick_spans(today: date) -> list[tuple[str, tuple[date, date]]]:
    """Return the periods one press away: the quarter of last month, months, the year."""
    last = today.replace(day=1) - timedelta(days=1)
    quarter = (last.month + 2) // 3
    roman = ("I", "II", "III", "IV")[quarter - 1]
    before = month_span(last.year, last.month)
    return [
        (f"Triwulan {roman} {last.year}", quarter_span(last.year, quarter)),
        (period(*before), before),
        (period(*month_span(today.year, today.month)), month_span(today.year, today.month)),
        (f"Tahun {last.year}", (date(last.year, 1, 1), date(last.year, 12, 31))),
    ]
