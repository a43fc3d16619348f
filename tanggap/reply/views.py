"""The screens of answers: what waits for a hand, for approval, and the examples."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.asked import form_key_in, key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import View, button, done
from tanggap.gateway.actions import done_by_hand
from tanggap.gateway.models import Dispatch
from tanggap.logbook.models import Entry, Milestone
from tanggap.logbook.queries import visible_messages, visible_to
from tanggap.reply import actions, examples
from tanggap.reply import queries as reads
from tanggap.reply.forms import ApprovalForm, GivenForm, ReturnForm, TemplateForm
from tanggap.reply.hand import call_number
from tanggap.reply.hand import hand_tasks as tasks_by_hand
from tanggap.reply.models import ApprovalRule, Reply, ReplyTemplate
from tanggap.reply.rules import FIELDS, fill
from tanggap.reply.secrecy import visible_dispatches

_Row = TypeVar("_Row", Reply, Dispatch)


def back(request: StaffRequest, otherwise: str) -> HttpResponseRedirect:
    """Return to the page that the form stood on, if it is one of ours."""
    there = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return HttpResponseRedirect(there)
    return redirect(otherwise)


def _do(
    request: StaffRequest, act: Callable[[], object], words: str, otherwise: str, undo: str = ""
) -> HttpResponseRedirect:
    """Carry out one act, and return to where the button stood; ``undo`` takes it back."""
    return done(request, act, words, back(request, otherwise).url, undo=undo)


def _sent(
    request: StaffRequest, act: Callable[[], Reply], before: str = ""
) -> HttpResponseRedirect:
    """Let an answer go, and say truly how far it has come: a handphone has yet to send it."""
    try:
        reply = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{before}Jawaban {reads.sent_how(reply)}.")
    return back(request, "reply:approvals" if before else "reply:hand-tasks")


def _notice(
    request: StaffRequest, act: Callable[[], Milestone], what: str, after: str = ""
) -> HttpResponseRedirect:
    """Send word that is no answer; where a handphone sends it, lead to the text to copy."""
    try:
        dispatch = act().dispatch
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back(request, "reply:hand-tasks")
    if dispatch is not None and dispatch.state == Dispatch.State.HAND:
        messages.success(request, f"{what} siap. Salin teksnya di bawah dan kirim dari HP.{after}")
        return redirect("reply:hand-tasks")
    messages.success(request, f"{what} dikirim lewat saluran yang sama.{after}")
    return back(request, "reply:hand-tasks")


def _reply(request: StaffRequest, pk: int) -> Reply:
    return get_object_or_404(reads.visible_replies(request.actor), pk=pk)


def _dispatch(request: StaffRequest, pk: int) -> Dispatch:
    return get_object_or_404(visible_dispatches(request.actor), pk=pk)


def _press(
    right: str,
    found: Callable[[StaffRequest, int], _Row],
    act: Callable[[Actor, _Row], object],
    words: str,
    *,
    undo: str = "",
) -> View:
    """Return the view of one button beside one row; ``undo`` is the view that takes it back."""
    return button(
        right,
        found,
        lambda request, row: act(request.actor, row),
        words,
        lambda request, row: back(request, "reply:hand-tasks").url,
        undo=undo,
    )


# ---------------------------------------------------------------- by hand


@may("reply.send")
def hand_tasks(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    waiting = list(reads.tasks(actor).prefetch_related("entry__person__identities"))
    return render(
        request,
        "reply/hand_tasks.html",
        {
            "texts": tasks_by_hand(actor),
            "calls": [(row, call_number(row)) for row in waiting if row.way == Reply.Way.CALL],
            "others": [(row, reads.state_of(row)) for row in waiting if row.way != Reply.Way.CALL],
            "may_take_up": actor.may("reply.take_up_again"),
            "failed": [(row, reads.state_of(row)) for row in reads.unreached(actor)],
        },
    )


sent_by_hand = _press(
    "reply.sent_by_hand",
    _reply,
    actions.sent_by_hand,
    "Tercatat: jawaban sudah dikirim dari HP.",
    undo="reply:not-given",
)
not_given = _press(
    "reply.take_back_given",
    _reply,
    actions.take_back_given,
    "Dibatalkan: jawaban ini menunggu lagi.",
)
again = _press(
    "reply.take_up_again",
    _reply,
    actions.take_up_again,
    "Pesannya kembali menunggu dipilah.",
)
# Of a text that is no answer: a receipt, a question back.
dispatch_done = _press(
    "gateway.done_by_hand",
    _dispatch,
    done_by_hand,
    "Tercatat: sudah dikirim dari HP.",
    undo="reply:not-sent",
)
not_sent = _press(
    "reply.take_back_sent",
    _dispatch,
    actions.take_back_sent,
    "Dibatalkan: kiriman ini menunggu lagi.",
)


@require_POST
@may("reply.mark_given")
def mark_given(request: StaffRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    form = GivenForm(request.POST if "on" in request.POST else {"on": timezone.localdate()})
    if not form.is_valid():
        messages.error(request, "Isi tanggal ditempel, misalnya 12/05/2026.")
        return back(request, "reply:hand-tasks")
    day = form.cleaned_data["on"]
    at = None
    if day != timezone.localdate():
        at = timezone.make_aware(datetime.combine(day, time(12)))
    return _do(
        request,
        lambda: actions.mark_given(request.actor, reply, at=at),
        "Tercatat: jawaban sudah disampaikan.",
        "reply:hand-tasks",
        reverse("reply:not-given", args=[reply.pk]),
    )


# ---------------------------------------------------------------- from the entry's page


def _entry(request: StaffRequest, pk: int) -> Entry:
    rows = visible_to(request.actor).select_related("facility", "line", "person")
    return get_object_or_404(rows, pk=pk)


@require_POST
@may("reply.send_receipt")
def send_receipt(request: StaffRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    return _notice(request, lambda: actions.send_receipt(request.actor, entry), "Tanda terima")


@require_POST
@may("reply.ask_by_line")
def ask_by_line(request: StaffRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    key = form_key_in(request.POST.get("form_key"))
    return _notice(
        request,
        lambda: actions.ask_by_line(request.actor, entry, request.POST.get("kurang", ""), key),
        "Permintaan kelengkapan",
        " Janji waktu berhenti sementara.",
    )


@require_POST
@may("reply.adopt")
def adopt(request: StaffRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    typed = request.POST.get("pesan", "")
    message = get_object_or_404(visible_messages(request.actor), pk=key_in(typed))
    return _do(
        request,
        lambda: actions.adopt(request.actor, entry, message),
        "Pesan itu dicatat sebagai jawaban.",
        "reply:hand-tasks",
    )


# ---------------------------------------------------------------- desk and approval


@may("reply.approve")
def approvals(request: StaffRequest) -> HttpResponse:
    rows = list(reads.waiting_for_approval(request.actor).prefetch_related("entry__units"))
    rule = ApprovalRule.objects.filter(facility_id=request.actor.facility_id).first()
    covers = rule.covers if rule else ApprovalRule.Covers.GRAVE
    return render(
        request,
        "reply/approvals.html",
        {
            "rows": [(row, ReturnForm(auto_id=f"kembali-{row.pk}-%s")) for row in rows],
            "rule": ApprovalForm(initial={"covers": covers}),
        },
    )


@require_POST
@may("reply.set_approval")
def approval_rule(request: StaffRequest) -> HttpResponse:
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Pilih salah satu.")
        return redirect("reply:approvals")
    return _do(
        request,
        lambda: actions.set_approval(request.actor, form.cleaned_data["covers"]),
        "Aturan persetujuan disimpan.",
        "reply:approvals",
    )


@require_POST
@may("reply.approve")
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    read = request.POST.get("dibaca", "")
    return _sent(request, lambda: actions.approve(request.actor, reply, read=read), "Disetujui. ")


@require_POST
@may("reply.return_draft")
def return_draft(request: StaffRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    return _do(
        request,
        lambda: actions.return_draft(request.actor, reply, request.POST.get("note", "")),
        "Konsep dikembalikan kepada penulisnya.",
        "reply:approvals",
    )


@require_POST
@may("reply.send")
def send(request: StaffRequest, pk: int) -> HttpResponse:
    reply = _reply(request, pk)
    read = request.POST.get("dibaca", "")
    return _sent(request, lambda: actions.send(request.actor, reply, read=read))


discard = _press("reply.discard", _reply, actions.discard, "Konsep jawaban dibuang.")


# ---------------------------------------------------------------- examples


@may("reply.draft")
def templates(request: StaffRequest) -> HttpResponse:
    rows = examples.templates(request.facility.pk, also_closed=True)
    return render(
        request,
        "reply/templates.html",
        {
            "open": [row for row in rows if row.closed_on is None],
            "closed": [row for row in rows if row.closed_on is not None],
            "may_change": request.actor.may("reply.change_template"),
        },
    )


@may("reply.add_template")
def template_add(request: StaffRequest) -> HttpResponse:
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_template(request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Contoh jawaban ditambahkan.")
            return redirect("reply:templates")
    return _template_page(request, form, None)


@may("reply.change_template")
def template(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReplyTemplate, pk=pk, facility_id=request.actor.facility_id)
    initial = {
        "name": row.name,
        "body": row.body,
        "approved_name": row.approved_name,
        "approved_fields": ", ".join(row.approved_fields),
    }
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_template(request.actor, row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Contoh jawaban disimpan.")
            return redirect("reply:templates")
    return _template_page(request, form, row)


def _template_page(
    request: StaffRequest, form: TemplateForm, row: ReplyTemplate | None
) -> HttpResponse:
    body = str(form["body"].value() or "")
    values = dict(
        examples.values_for(request.facility, entry=None, person=None, writer=request.user.name)
    )
    values |= {"nama": "Ibu Contoh", "nomor": "012/UB/PKM/V/2026"}
    return render(
        request,
        "reply/template.html",
        {"form": form, "row": row, "fields": FIELDS, "preview": fill(body, values)},
    )


@require_POST
@may("reply.close_template")
def template_close(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReplyTemplate, pk=pk, facility_id=request.actor.facility_id)
    is_open = request.POST.get("open") == "1"
    return _do(
        request,
        lambda: actions.close_template(request.actor, row, is_open=is_open),
        "Contoh jawaban dipakai lagi." if is_open else "Contoh jawaban ditutup.",
        reverse("reply:templates"),
    )
