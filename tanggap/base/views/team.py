"""Teams, their decrees, and the two papers that set them to work."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from tanggap.base import papers
from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.actions import end_team, set_up_team
from tanggap.base.files import handed_paper
from tanggap.base.forms.people import TeamForm, seats_form
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Team
from tanggap.base.queries import team_on
from tanggap.documents.pdf import PaperFile


@may("look.settings")
def teams(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    held = Team.objects.filter(facility=request.facility).order_by("-valid_from", "-id")
    current = {team_on(request.facility, kind, today) for kind in Team.Kind}
    rows = [(team, team in current) for team in held.prefetch_related("members__staff")]
    return render(request, "base/teams.html", {"rows": rows})


@may("base.set_up_team")
def team(request: StaffRequest, team_id: int | None = None) -> HttpResponse:
    found = _team(request, team_id) if team_id else None
    today = timezone.localdate()
    first: dict[str, object] = {"kind": Team.Kind.FEEDBACK, "name": Team.Kind.FEEDBACK.label}
    first |= {"decree_on": today, "valid_from": today}
    asked = request.POST if request.method == "POST" else None
    form = TeamForm(asked, initial=model_to_dict(found) if found else first)
    seats = seats_form(request.facility, found, asked)
    if asked is not None and form.is_valid() and seats.is_valid():
        try:
            set_up_team(request.actor, team=found, members=seats.members(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Tim tersimpan. SK Tim dan surat tugas siap dicetak.")
            return redirect("base:team")
    return render(request, "base/team.html", {"form": form, "seats": seats, "team": found})


@require_POST
@may("base.end_team")
def team_ended(request: StaffRequest, team_id: int) -> HttpResponse:
    end_team(request.actor, _team(request, team_id), timezone.localdate())
    messages.success(request, "Masa tugas tim berakhir hari ini. Ubah tanggalnya bila keliru.")
    return redirect("base:team")


@may("look.settings")
def decree(request: StaffRequest, team_id: int) -> HttpResponse:
    found = _team(request, team_id)
    name = slugify(f"SK Tim {found.decree_number}")
    return handed_paper(PaperFile(f"{name}.pdf", papers.sk_tim(found)))


@may("look.settings")
def assignment(request: StaffRequest, team_id: int) -> HttpResponse:
    found = _team(request, team_id)
    name = slugify(f"Surat tugas {found.decree_number}")
    return handed_paper(PaperFile(f"{name}.pdf", papers.surat_tugas(found)))


def _team(request: StaffRequest, team_id: int) -> Team:
    return get_object_or_404(Team, pk=team_id, facility=request.facility)
