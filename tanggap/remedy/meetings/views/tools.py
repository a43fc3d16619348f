"""The tools for causes, at a point of a meeting or for a plan."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button
from tanggap.base.undo import offer_undo
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.models import MeetingPoint, RootCause
from tanggap.remedy.meetings.queries import causes_visible_to
from tanggap.remedy.meetings.showing import shown_cause
from tanggap.remedy.meetings.tool_forms import FORMS, ToolForm, first_of_tool
from tanggap.remedy.meetings.views._page import point_in
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to


@may("remedy.use_tool")
def of_point(request: StaffRequest, point_id: int, kind: str) -> HttpResponse:
    """Fill in a tool at a point of the meeting."""
    return _tool(request, kind, point=point_in(request, point_id))


@may("remedy.use_tool")
def of_plan(request: StaffRequest, plan_id: int, kind: str) -> HttpResponse:
    """Fill in a tool for a plan."""
    plan = get_object_or_404(plans_visible_to(request.actor), pk=plan_id)
    return _tool(request, kind, plan=plan)


def _cause(request: StaffRequest, cause_id: int) -> RootCause:
    rows = causes_visible_to(request.actor).select_related("point__meeting", "plan")
    return get_object_or_404(rows, pk=cause_id)


def _back(request: StaffRequest, held: RootCause) -> str:
    return _where(held.point, held.plan)


dropped = button(
    "remedy.drop_tool",
    _cause,
    lambda request, held: actions.drop_tool(request.actor, held),
    lambda held: f"{held.get_kind_display()} dihapus.",
    _back,
    undo="meeting:tool-put-back",
    label="Kembalikan",
)
put_back = button(
    "remedy.put_back_tool",
    _cause,
    lambda request, held: actions.put_back_tool(request.actor, held),
    lambda held: f"{held.get_kind_display()} dikembalikan.",
    _back,
)


# ---------------------------------------------------------------- within


def _tool(
    request: StaffRequest,
    kind: str,
    *,
    point: MeetingPoint | None = None,
    plan: Plan | None = None,
) -> HttpResponse:
    """Show the form of a tool, filled in where one is changed, and keep what it says."""
    if kind not in FORMS:
        raise Http404
    problem = point.title if point else plan.problem if plan else ""
    first = first_of_tool(kind, _held(request, kind, point, plan), problem)
    form = FORMS[kind](request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        made = _used(request, form, kind, point, plan)
        if made is not None:
            there = reverse("meeting:tool-dropped", args=[made.pk])
            offer_undo(request, f"{made.get_kind_display()} disimpan.", there, "Hapus")
            return redirect(_where(point, plan))
    stored = _stored(request, form)
    context = {
        "form": form,
        "kind": kind,
        "label": RootCause.Kind(kind).label,
        "where": _where(point, plan),
        "about": problem,
        "stored": shown_cause(stored) if stored else None,
    }
    return render(request, "remedy/meeting_tool.html", context)


def _used(
    request: StaffRequest,
    form: ToolForm,
    kind: str,
    point: MeetingPoint | None,
    plan: Plan | None,
) -> RootCause | None:
    """Keep the tool; where it was refused the form says why, and nothing is returned."""
    said = form.cleaned_data
    key, seen = said["form_key"], said["seen"]
    try:
        return actions.use_tool(
            request.actor, kind, form.tool, form_key=key, seen=seen, point=point, plan=plan
        )
    except Refused as refused:
        form.add_error(None, str(refused))
    return None


def _stored(request: StaffRequest, form: ToolForm) -> RootCause | None:
    """Return what is kept now, where the form was refused: perhaps another wrote it."""
    if not form.is_bound or not form.non_field_errors():
        return None
    key = form.cleaned_data.get("form_key")
    return causes_visible_to(request.actor).filter(form_key=key).first() if key else None


def _held(
    request: StaffRequest, kind: str, point: MeetingPoint | None, plan: Plan | None
) -> RootCause | None:
    """Return the tool that the address asks to change, if it belongs here."""
    key = key_in(request.GET.get("ubah"))
    rows = causes_visible_to(request.actor).filter(kind=kind, point=point, plan=plan)
    return rows.filter(pk=key).first() if key else None


def _where(point: MeetingPoint | None, plan: Plan | None) -> str:
    if point is not None:
        return reverse("meeting:minutes", args=[point.meeting_id]) + f"#butir-{point.pk}"
    return reverse("remedy:plan", args=[plan.pk]) if plan else reverse("remedy:plans")
