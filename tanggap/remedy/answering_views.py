"""The screens of what follows a realisation: answers, effect, report. HTTP and nothing else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import form_key_in, keys_in
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.remedy import actions
from tanggap.remedy.answering_forms import AnsweringForm
from tanggap.remedy.answering_papers import board_sheet, phone_list
from tanggap.remedy.answering_reading import outlook
from tanggap.remedy.queries import chain_of
from tanggap.remedy.report_papers import report_paper
from tanggap.remedy.view_parts import back_to, plan_asked, plan_button


@may("remedy.prepare_answers")
def answering(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show who would be answered how, and prepare their drafts in one act."""
    held = plan_asked(request, plan_id)
    done = held.realisations.filter(taken_back_at=None).first()
    if done is None:
        messages.error(request, "Balasan disiapkan sesudah RTL direalisasikan.")
        return back_to(held)
    asked = request.POST if request.method == "POST" else None
    form = AnsweringForm(request.facility.pk, asked)
    if form.is_bound and form.is_valid() and request.POST.get("do") != "preview":
        key = form.cleaned_data["form_key"]
        try:
            actions.prepare_answers(request.actor, held, form.words, form_key=key)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            there = reverse("remedy:discard-answers", args=[held.pk])
            offer_undo(request, f"Balasan {held.number} disiapkan.", there)
            return back_to(held)
    chosen = form.cleaned_data.get("template") if form.is_bound and form.is_valid() else None
    found = outlook(request.actor, held, done, template=chosen)
    form.fields["text"].required = found.needs_text
    form.fields["board_text"].required = found.needs_board
    context = {"plan": held, "done": done, "form": form, "found": found}
    return render(request, "remedy/answering.html", context)


@require_POST
@may("remedy.send_answers")
def send_answers(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Let go what is ready."""
    held = plan_asked(request, plan_id)
    try:
        left, stayed = actions.send_answers(request.actor, held)
    except Refused as refused:
        messages.error(request, str(refused))
        return back_to(held)
    messages.success(request, f"{left} balasan dikirim atau masuk daftar tugas.")
    if stayed:
        messages.warning(
            request, f"{stayed} belum dapat dikirim. Buka entrinya dan pilih cara lain."
        )
    return back_to(held)


discard_answers = plan_button(
    "remedy.discard_answers",
    lambda request, held: actions.discard_answers(request.actor, held),
    "{} tanpa konsep balasan lagi.",
)


post_board = plan_button(
    "remedy.post_board",
    lambda request, held: actions.post_board(request.actor, held),
    "{} sudah ditempel di papan.",
)


@require_safe
@may("remedy.prepare_answers")
def phones(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Hand out the list to telephone from."""
    held = plan_asked(request, plan_id)
    made = phone_list(request.actor, request.facility, held)
    if made is None:
        messages.error(request, "Tidak ada yang perlu ditelepon untuk RTL ini.")
        return back_to(held)
    return handed_paper(made)


@require_safe
@may("remedy.prepare_answers")
def board(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Hand out the sheet for the notice board."""
    held = plan_asked(request, plan_id)
    made = board_sheet(request.actor, request.facility, held)
    if made is None:
        messages.error(request, "Tidak ada jawaban lewat papan pengumuman untuk RTL ini.")
        return back_to(held)
    return handed_paper(made)


# By which topics the effect is judged.
topics = plan_button(
    "remedy.choose_topics",
    lambda request, held: actions.choose_topics(
        request.actor, held, keys_in(request.POST.getlist("topik"))
    ),
    "Topik untuk menilai hasil disimpan.",
)


report = plan_button(
    "remedy.report",
    lambda request, held: actions.report(
        request.actor, held, form_key=form_key_in(request.POST.get("form_key"))
    ),
    "{} tercatat sudah dilaporkan.",
    undo="remedy:take-back-report",
)


take_back_report = plan_button(
    "remedy.take_back_report",
    lambda request, held: actions.take_back_report(request.actor, held),
    "{} belum dilaporkan lagi.",
)


# The head says so.
receive_report = plan_button(
    "remedy.receive_report",
    lambda request, held: actions.receive_report(
        request.actor, held, request.POST.get("catatan", "")
    ),
    "Laporan {} diterima.",
    undo="remedy:take-back-receipt",
)


take_back_receipt = plan_button(
    "remedy.take_back_receipt",
    lambda request, held: actions.take_back_receipt(request.actor, held),
    "{} menunggu diterima lagi.",
)


@require_safe
@may("look.plans")
def report_sheet(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Hand out the report to the head as PDF."""
    held = plan_asked(request, plan_id)
    cycles = chain_of(request.actor, held, timezone.localdate())
    row = next(one for one in cycles if one.plan.pk == held.pk)
    if row.realisation is None:
        messages.error(request, "Laporan dicetak sesudah RTL direalisasikan.")
        return back_to(held)
    return handed_paper(report_paper(request.actor, request.facility, row, cycles))
