"""The tools for causes, at a point of a meeting or for a plan."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.models import MeetingPoint, RootCause
from tanggap.remedy.meetings.queries import causes_visible_to
from tanggap.remedy.meetings.showing import shown_cause
from tanggap.remedy.meetings.tool_forms import FORMS, first_of_tool
from tanggap.remedy.meetings.views._page import done, point_in
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to


@may("remedy.use_tool")
def of_point(request: StaffRequest, point_id: int, kind: str) -> HttpResponse:
    """Fill in a tool at a point of the meeting."""
    return _tool(request, kind, point=point_in(request, point_id))


@may("remedy.use_tool")
def of_plan(request: StaffRequest, plan_id: int, kind: str) -> HttpResponse:
    """Fill in a tool for a plan."""
    if key_in(str(plan_id)) is None:
        raise Http404
    plan = get_object_or_404(plans_visible_to(request.actor), pk=plan_id)
    return _tool(request, kind, plan=plan)


@require_POST
@may("remedy.drop_tool")
def dropped(request: StaffRequest, cause_id: int) -> HttpResponse:
    held = _cause(request, cause_id)
    return done(
        request,
        lambda: actions.drop_tool(request.actor, held),
        f"{held.get_kind_display()} dihapus.",
        _where(held.point, held.plan),
        undo=reverse("meeting:tool-put-back", args=[held.pk]),
        label="Kembalikan",
    )


@require_POST
@may("remedy.put_back_tool")
def put_back(request: StaffRequest, cause_id: int) -> HttpResponse:
    held = _cause(request, cause_id)
    return done(
        request,
        lambda: actions.put_back_tool(request.actor, held),
        f"{held.get_kind_display()} dikembalikan.",
        _where(held.point, held.plan),
    )


# ---------------------------------------------------------------- within


def _tool(
    request: StaffRequest,
    kind: str,
    *,
    point: MeetingPoint | None = None,
    plan: Plan | None = None,
) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    held = _held(request, kind, point, plan)
    problem = point.title if point else plan.problem if plan else ""
    asked = request.POST if request.method == "POST" else None
    form = FORMS[kind](asked, initial=first_of_tool(kind, held, problem))
    stored = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.use_tool(
                request.actor,
                kind,
                form.tool,
                form_key=said["form_key"],
                seen=said["seen"],
                point=point,
                plan=plan,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            stored = causes_visible_to(request.actor).filter(form_key=said["form_key"]).first()
        else:
            there = reverse("meeting:tool-dropped", args=[made.pk])
            offer_undo(request, f"{made.get_kind_display()} disimpan.", there, "Hapus")
            return redirect(_where(point, plan))
    context = {
        "form": form,
        "kind": kind,
        "label": RootCause.Kind(kind).label,
        "where": _where(point, plan),
        "about": problem,
        "stored": shown_cause(stored) if stored else None,
    }
    return render(request, "remedy/meeting_tool.html", context)


def _held(
    request: StaffRequest, kind: str, point: MeetingPoint | None, plan: Plan | None
) -> RootCause | None:
    """Return the tool that the address asks to change, if it belongs here."""
    key = key_in(request.GET.get("ubah"))
    rows = causes_visible_to(request.actor).filter(kind=kind, point=point, plan=plan)
    return rows.filter(pk=key).first() if key else None


def _cause(request: StaffRequest, cause_id: int) -> RootCause:
    if key_in(str(cause_id)) is None:
        raise Http404
    rows = causes_visible_to(request.actor).select_related("point__meeting", "plan")
    return get_object_or_404(rows, pk=cause_id)


def _where(point: MeetingPoint | None, plan: Plan | None) -> str:
    if point is not None:
        return reverse("meeting:minutes", args=[point.meeting_id]) + f"#butir-{point.pk}"
    return reverse("remedy:plan", args=[plan.pk]) if plan else reverse("remedy:plans")
