"""Lines: the list, adding one, changing, closing and reopening it."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.middleware import StaffRequest
from tanggap.channels._contract import Channel
from tanggap.gateway.actions import (
    change_line,
    close_line,
    open_line,
    reopen_line,
    take_setup_file,
    try_line_again,
)
from tanggap.gateway.check_forms import ProofForm
from tanggap.gateway.forms import LineForm
from tanggap.gateway.health import failed_on, health_of
from tanggap.gateway.howto import howto
from tanggap.gateway.models import Line
from tanggap.gateway.queries import (
    address_tail,
    all_channels,
    channel_of,
    check_is_due,
    checks_of,
    hook_url,
    lines_of,
    notices_of,
    open_lines,
    troubles_count,
)

_DOTS = "••••"
_NOTICES_SHOWN = 20


@may("look.lines")
def lines(request: StaffRequest) -> HttpResponse:
    rows = health_of(request.actor, lines_of(request.actor.facility_id))
    rows.sort(key=lambda row: (not row.is_open, not row.is_dead, row.line.pk))
    context = {
        "rows": rows,
        "troubles": troubles_count(request.actor) if request.actor.may("look.troubles") else 0,
        "last_check": checks_of(request.actor.facility_id).first(),
        "is_check_due": check_is_due(request.actor.facility_id, timezone.localdate()),
    }
    return render(request, "gateway/lines.html", context)


@may("gateway.open_line")
def line_add(request: StaffRequest) -> HttpResponse:
    return render(request, "gateway/line_kinds.html", {"channels": _by_use()})


def _by_use() -> list[Channel]:
    """Return the channels with the handphone first, then what needs no provider, then the rest."""

    def place(channel: Channel) -> tuple[bool, bool, bool, str]:
        able = channel.abilities
        has_provider = able.has_hook or able.polls_every is not None
        return bool(channel.risk), not able.imports, has_provider, channel.label

    return sorted(all_channels().values(), key=place)


@require_safe
@may("look.lines")
def line_howto(request: StaffRequest, name: str) -> HttpResponse:
    """Show how a kind of channel is set up, step by step."""
    page, channel = howto(name), all_channels().get(name)
    if page is None:
        raise Http404
    lines = open_lines(request.actor.facility_id, name) if channel else ()
    return render(request, "gateway/howto.html", {"page": page, "channel": channel, "lines": lines})


@may("gateway.open_line")
def line_add_kind(request: StaffRequest, kind: str) -> HttpResponse:
    channel = all_channels().get(kind)
    if channel is None:
        raise Http404
    asked = request.POST if request.method == "POST" else None
    form = LineForm(
        channel,
        request.facility,
        asked,
        initial={
            "form_key": uuid4(),
            "name": channel.label if not channel.fields else "",
            "active_from": timezone.localdate(),
        },
    )
    if asked is not None and form.is_valid():
        words = form.cleaned_data
        try:
            line = open_line(
                request.actor,
                kind,
                words["name"],
                {name: value for name, value in form.settings.items() if value},
                form.whereabouts,
                keeper=words["keeper"],
                active_from=words["active_from"],
                form_key=words["form_key"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Saluran «{line.name}» dibuka.")
            return redirect("gateway:line", line.pk)
    return render(request, "gateway/line_add.html", {"channel": channel, "form": form})


@may("look.lines")
def line(request: StaffRequest, line_id: int) -> HttpResponse:
    held = _held(request, line_id)
    channel = channel_of(held)
    asked = request.POST if request.method == "POST" else None
    if asked is not None and not request.actor.may("gateway.change_line"):
        raise PermissionDenied("Peran Anda tidak dapat: mengubah setelan saluran.")
    form = LineForm(
        channel,
        request.facility,
        asked,
        line=held,
        initial={
            "name": held.name,
            "address": held.address,
            "keeper": held.keeper_id,
            "active_from": held.active_from,
        },
    )
    if asked is not None and form.is_valid():
        words = form.cleaned_data
        try:
            change_line(
                request.actor,
                held,
                name=words["name"],
                address=form.whereabouts,
                keeper=words["keeper"],
                active_from=words["active_from"],
                settings=form.settings,
                forget=form.forget,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Setelan saluran tersimpan.")
            return redirect("gateway:line", held.pk)
    return render(request, "gateway/line.html", _line_page(request.actor, held, channel, form))


def _line_page(actor: Actor, held: Line, channel: Channel, form: LineForm) -> dict[str, object]:
    address = hook_url(held)
    told = channel.told_hook(address, held.settings)
    return {
        "row": health_of(actor, [held])[0],
        "failed": [(one, address_tail(one)) for one in failed_on(actor, held)],
        "proofs": held.proofs.select_related("media", "by"),
        "proof_form": ProofForm(auto_id="bukti_%s"),
        "line": held,
        "channel": channel,
        "form": form,
        "hook_url": told if channel.abilities.has_hook else "",
        "has_public_url": bool(settings.PUBLIC_URL) or told != address,
        "setup_hint": channel.setup_hint(address, held.settings),
        "setup_paste": channel.setup_paste(address, held.settings),
        "notices": notices_of(held)[:_NOTICES_SHOWN],
        "setup_files": _shown_files(held, channel),
    }


def _shown_files(held: Line, channel: Channel) -> list[tuple[str, str]]:
    """Return the set-up files with dots for what is secret: only a download has it."""
    hidden = dict.fromkeys((f.name for f in channel.fields if f.is_secret), _DOTS)
    shown = {name: hidden.get(name, value) for name, value in held.settings.items()}
    return list(channel.setup_files(shown).items())


@require_POST
@may("gateway.take_setup_file")
def line_file(request: StaffRequest, line_id: int, name: str) -> HttpResponse:
    """Hand out a set-up file with its secrets; a POST, because it leaves a line in History."""
    held = _held(request, line_id)
    try:
        content = take_setup_file(request.actor, held, name)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("gateway:line", held.pk)
    answer = HttpResponse(content, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@may("look.lines")
def line_closed(request: StaffRequest, line_id: int) -> HttpResponse:
    """Close the line, or open it again."""
    held = _held(request, line_id)
    is_opening = request.POST.get("act") == "buka"
    (reopen_line if is_opening else close_line)(request.actor, held)
    done = "dibuka kembali" if is_opening else "ditutup"
    messages.success(request, f"Saluran «{held.name}» {done}.")
    return redirect("gateway:line", held.pk)


@require_POST
@may("look.lines")
def line_tried_again(request: StaffRequest, line_id: int) -> HttpResponse:
    held = _held(request, line_id)
    try_line_again(request.actor, held)
    messages.success(request, f"Saluran «{held.name}» dicoba lagi.")
    return redirect("gateway:line", held.pk)


def _held(request: StaffRequest, line_id: int) -> Line:
    return get_object_or_404(lines_of(request.actor.facility_id), pk=line_id)
