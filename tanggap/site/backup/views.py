"""The page «Cadangan»: HTTP and nothing else."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.middleware import StaffRequest
from tanggap.site.actions import (
    begin_backup,
    begin_trial,
    choose_backup_folder,
    set_backup_lock,
    take_out_backup,
)
from tanggap.site.backup.forms import FolderForm, PassphraseForm, TrialForm
from tanggap.site.backup.page import shown
from tanggap.site.backup.queries import backups, folder_of, is_for_screens, plan_of, standing
from tanggap.site.backup.rules import KEPT, alarm
from tanggap.site.backup.running import carry_out, in_background, try_out
from tanggap.site.backup.sealing import new_lock
from tanggap.site.models import Backup

REFRESH_SECONDS = 3


@may("look.backups")
def page(request: StaffRequest) -> HttpResponse:
    """Show how the site stands, the last fourteen, and what can be set."""
    return _page(request)


def _page(
    request: StaffRequest,
    passphrase_form: PassphraseForm | None = None,
    folder_form: FolderForm | None = None,
) -> HttpResponse:
    if not is_for_screens():
        return render(request, "backup/elsewhere.html", {"is_example": settings.IS_EXAMPLE})
    now = timezone.now()
    plan = plan_of(request.facility.pk)
    folder = folder_of(plan)
    rows = [shown(row, now) for row in backups(request.facility.pk)[: KEPT + 6]]
    stands = standing(request.facility.pk, now)
    response = render(
        request,
        "backup/page.html",
        {
            "plan": plan,
            "stands": stands,
            "alarm": alarm(stands, now),
            "folder": folder,
            "is_same_disk": _is_same_disk(folder),
            "rows": rows,
            "passphrase_form": passphrase_form or PassphraseForm(),
            "folder_form": folder_form or FolderForm(initial={"folder": plan and plan.folder}),
            "kept": KEPT,
        },
    )
    if any(row.is_moving for row in rows) and request.method == "GET":
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _is_same_disk(folder: Path) -> bool:
    try:
        return folder.stat().st_dev == Path(settings.HOME).stat().st_dev
    except OSError:
        return folder.parent == Path(settings.HOME)


@sensitive_post_parameters()
@require_POST
@may("look.backups")
def passphrase_set(request: StaffRequest) -> HttpResponse:
    """Set the passphrase, and make a first backup with it at once."""
    form = PassphraseForm(request.POST)
    if not request.actor.may("site.set_backup_passphrase"):
        raise NotAllowed("Peran Anda tidak dapat: menyetel kata sandi cadangan.")
    if not form.is_valid():
        return _page(request, passphrase_form=form)
    lock = new_lock(form.cleaned_data["passphrase"])  # slow on purpose; no transaction waits
    try:
        set_backup_lock(request.actor, request.facility, lock)
        backup = begin_backup(request.actor, request.facility, timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("backup:page")
    in_background(carry_out, backup)
    messages.success(
        request,
        "Kata sandi cadangan tersimpan dan cadangan pertama dengannya sedang dibuat. "
        "Simpan kata sandi itu di kertas, di tempat yang terkunci.",
    )
    return redirect("backup:page")


@require_POST
@may("look.backups")
def folder_chosen(request: StaffRequest) -> HttpResponse:
    form = FolderForm(request.POST)
    if not request.actor.may("site.choose_backup_folder"):
        raise NotAllowed("Peran Anda tidak dapat: memilih folder cadangan.")
    if not form.is_valid():
        return _page(request, folder_form=form)
    try:
        choose_backup_folder(request.actor, request.facility, form.cleaned_data["folder"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Folder cadangan tersimpan; berlaku mulai cadangan berikutnya.")
    return redirect("backup:page")


@require_POST
@may("look.backups")
def begun(request: StaffRequest) -> HttpResponse:
    """Begin a backup now; pressed twice it is one."""
    now = timezone.now()
    try:
        backup = begin_backup(request.actor, request.facility, now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("backup:page")
    if backup.started_at == now:
        in_background(carry_out, backup)
    return redirect("backup:page")


@require_POST
@may("look.backups")
def taken_out(request: StaffRequest, backup_id: int) -> HttpResponseBase:
    """Hand out the sealed file; a POST, because it leaves a line in History."""
    backup = _backup(request, backup_id)
    try:
        path = take_out_backup(request.actor, backup)
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    except (Refused, OSError) as refused:
        said = str(refused) if isinstance(refused, Refused) else "Berkasnya tidak terbaca."
        messages.error(request, said)
        return redirect("backup:page")
    answer["Cache-Control"] = "no-store"
    return answer


@sensitive_post_parameters()
@may("look.backups")
def trial(request: StaffRequest, backup_id: int) -> HttpResponse:
    """Ask for the passphrase, then restore the backup on trial; nothing here changes."""
    backup = _backup(request, backup_id)
    if not request.actor.may("site.test_backup"):
        raise NotAllowed("Peran Anda tidak dapat: menguji cadangan.")
    form = TrialForm(backup, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        one = shown(backup, timezone.now())
        try:
            if not one.is_moving:
                held = begin_trial(request.actor, backup, timezone.now())
                in_background(try_out, held, form.cleaned_data["passphrase"])
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("backup:page")
    return render(request, "backup/trial.html", {"form": form, "backup": backup})


def _backup(request: StaffRequest, backup_id: int) -> Backup:
    if not is_for_screens():
        backup_id = 0
    return get_object_or_404(Backup, pk=backup_id, facility_id=request.actor.facility_id)
