"""The page of one entry, its composer, and the news of its answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.typed import plain
from tanggap.gateway.sms import SmsCount, sms_count
from tanggap.reply import actions as answers
from tanggap.reply import examples
from tanggap.reply import queries as reads
from tanggap.reply.actions.notices import way_back
from tanggap.reply.actions.writing import Wording
from tanggap.reply.destinations import Destination, destination_of, destinations
from tanggap.reply.forms import AnswerForm, ReturnForm
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.rules import Standing
from tanggap.workbench.entry_story import Story, story_of
from tanggap.workbench.rules import Act


@dataclass
class Composer:
    """The place where an answer is written: its form, the ways, the examples."""

    form: AnswerForm
    ways: list[Destination]
    templates: list[ReplyTemplate]
    template: ReplyTemplate | None
    reply: Reply | None
    needs_approval: bool
    may_send: bool
    seen: str
    """What its writer knows of: the draft as she met it, or the newest answer (0: none)."""
    kept: Reply | None = None
    """What a colleague kept or sent meanwhile, to be read before saving again."""

    @property
    def chosen(self) -> str:
        return str(self.form["to"].value() or (self.ways[0].value if self.ways else ""))

    @property
    def sms(self) -> SmsCount | None:
        """What the words cost as SMS as they stand, if one of the ways is paid by parts."""
        if not any(way.counts_sms for way in self.ways):
            return None
        return sms_count(str(self.form["text"].value() or ""))

    @property
    def kept_facts(self) -> list[tuple[str, str]]:
        """What the colleague's answer says, which way it goes, and the note it came back with."""
        kept = self.kept
        if kept is None:
            return []
        gone = "Yang dibuang" if kept.discarded_at else "Yang sudah dikirim"
        what = gone if kept.discarded_at or kept.released_at else "Yang sekarang tersimpan"
        note = [("Catatan", kept.return_note)] if kept.return_note else []
        return [(what, kept.text), ("Disampaikan lewat", kept.get_way_display()), *note]

    @property
    def is_again(self) -> bool:
        """Whether this tries once more what could not be delivered."""
        return self.reply is not None and self.reply.released_at is not None


def _story(request: StaffRequest, pk: int) -> Story:
    story = story_of(request.actor, pk)
    if story is None:
        raise Http404("Entri ini tidak ada di buku Anda.")
    return story


@may("look.entries")
def entry(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the whole story of one entry on one page."""
    story = _story(request, pk)
    return _page(request, story, _composer(request, story))


_ACTS = (
    "logbook.give_receipt",
    "logbook.declare_complete",
    "logbook.ask_completion",
    "logbook.assign_units",
    "logbook.name_accused",
    "logbook.note_step",
    "logbook.close",
    "logbook.reopen",
    "logbook.cancel",
    "logbook.restore",
    "logbook.hand_over",
    "logbook.correct",
    "reply.draft",
    "reply.send",
    "reply.approve",
    "reply.discard",
    "reply.redraft",
    "reply.mark_given",
    "reply.adopt",
    "look.papers",
)
"""What the page offers to do, each only to whom the table of roles gives it."""


def _page(request: StaffRequest, story: Story, composer: Composer | None) -> HttpResponse:
    actor = request.actor
    context: dict[str, Any] = {
        "story": story,
        "entry": story.entry,
        "composer": composer,
        "may": {name.split(".")[1]: actor.may(name) for name in _ACTS},
        "return_form": ReturnForm(),
        "ask_key": uuid4(),
        "has_line_back": story.act in (Act.RECEIPT, Act.DECIDE)
        and actor.may("reply.send_receipt")
        and way_back(story.entry) is not None,
        "here": reverse("workbench:entry", args=[story.entry.pk]),
        "has_other_acts": _has_other_acts(actor, story),
    }
    return render(request, "workbench/entry.html", context)


def _has_other_acts(actor: Actor, story: Story) -> bool:
    """Answer whether the card of rarer acts holds any for ``actor``."""
    if story.is_open and (actor.may("logbook.close") or actor.may("logbook.cancel")):
        return True
    if actor.may("remedy.plan"):
        return True
    may_hand_over = story.is_complaint and actor.may("logbook.hand_over")
    return story.is_handed_over or may_hand_over


# ---------------------------------------------------------------- the composer


def _composer(request: StaffRequest, story: Story, kept: Reply | None = None) -> Composer | None:
    """Lay the composer out: empty, from an example, or with a draft or failed answer.

    With ``kept``, beside what a colleague kept meanwhile; saving then is her decision.
    """
    if not story.is_open or not request.actor.may("reply.draft"):
        return None
    wants_example = request.POST.get("do") == "example"
    is_sent = request.method == "POST" and not wants_example
    data: QueryDict | None = request.POST if is_sent else None
    source = request.POST if request.method == "POST" else request.GET
    reply = _reply_at(story, key_in(source.get("reply") or source.get("jawaban")))
    if kept is not None and reply is None:  # it left the desk: what is saved now is another
        data = request.POST.copy()
        data["reply"] = ""
    is_wanted = reply or request.POST or "contoh" in source or "tulis" in source
    if not is_wanted and story.act not in (Act.ANSWER, Act.REDRAFT):
        return None
    templates = list(examples.templates(request.facility.pk))
    template = _template_at(templates, _example_at(request) or source.get("template"), reply)
    ways = destinations(story.entry, story.entry.person, story.entry.line, template=template)
    initial = _initial(request, story, reply, template, ways)
    return Composer(
        form=AnswerForm(data, offered=ways, initial=initial),
        ways=ways if request.actor.may("reply.send") else [],
        templates=templates,
        template=template,
        reply=reply,
        needs_approval=reads.draft_needs_approval(request.actor, story.entry),
        may_send=request.actor.may("reply.send"),
        seen=_seen(request, story, reply) if kept is None else _mark(story, reply, kept),
        kept=kept,
    )


def _seen(request: StaffRequest, story: Story, reply: Reply | None) -> str:
    """Return what the writer knew when she opened the page; it holds until she is told more."""
    return request.POST.get("seen", "") if request.method == "POST" else _mark(story, reply)


def _mark(story: Story, reply: Reply | None, kept: Reply | None = None) -> str:
    if reply is not None:
        return (kept or reply).standing_mark
    keys = [one.reply.pk for one in story.answers]
    return str(max([*keys, kept.pk if kept else 0], default=0))


def _reply_at(story: Story, pk: int | None) -> Reply | None:
    """Return the draft or failed answer that is to be written on, if the page has it."""
    for one in story.answers:
        if one.reply.pk == pk and (one.is_desk or one.is_unreached):
            return one.reply
    returned = story.first(Standing.RETURNED) if pk is None else None
    return returned.reply if returned else None


def _example_at(request: StaffRequest) -> str:
    """Return the example asked for by its button; the choice beside the words asks nothing yet."""
    if request.method == "POST":
        return request.POST.get("contoh", "") if request.POST.get("do") == "example" else ""
    return request.GET.get("contoh", "")


def _template_at(
    templates: list[ReplyTemplate], asked: str | None, reply: Reply | None
) -> ReplyTemplate | None:
    wanted = key_in(asked)
    if wanted is None and reply is not None:
        wanted = reply.template_id
    return next((one for one in templates if one.pk == wanted), None)


def _text_of(request: StaffRequest, story: Story, template: ReplyTemplate) -> str:
    values = examples.values_for(
        request.facility,
        entry=story.entry,
        person=story.entry.person if story.knows_identity else None,
        writer=request.user.name,
    )
    return examples.filled(template, values)


def _beside_typed(request: StaffRequest, story: Story, example: str) -> str:
    """Return the example under what was already typed; an untouched earlier example gives way."""
    typed = plain(request.POST.get("text", ""))
    offered = {
        _text_of(request, story, one).strip() for one in examples.templates(story.entry.facility_id)
    }
    return f"{typed}\n\n{example}" if typed and typed not in offered else example


def _initial(
    request: StaffRequest,
    story: Story,
    reply: Reply | None,
    template: ReplyTemplate | None,
    ways: list[Destination],
) -> dict[str, object]:
    kept_words = reply.text if reply and not reply.is_public else ""
    text = request.POST.get("text", kept_words)
    if template is not None and _example_at(request):
        text = _beside_typed(request, story, _text_of(request, story, template))
    kept = destination_of(reply, ways) if reply else None
    open_ways = [one for one in ways if one.is_open]
    if reply is not None and reply.released_at is not None:  # not the same way once more
        others = [one for one in open_ways if kept is None or one.value != kept.value]
        way = next(iter(others or open_ways), None)
    else:
        way = kept if kept in open_ways else next(iter(open_ways), None)
    chosen = request.POST.get("to", "")
    way = next((one for one in open_ways if one.value == chosen), way)
    return {
        "to": way.value if way else "",
        "text": text,
        "template": str(template.pk) if template else "",
        # One that a colleague sent meanwhile stays named: she hears of it when she saves.
        "reply": str(reply.pk) if reply else request.POST.get("reply", ""),
        "form_key": uuid4(),
    }


@require_POST
@may("reply.draft")
def write_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Take what was written: keep it, ask for approval, send it, or try again."""
    story = _story(request, pk)
    composer = _composer(request, story)
    if composer is None:
        messages.error(request, "Entri ini sudah selesai. Buka kembali dahulu.")
        return redirect("workbench:entry", pk)
    if request.POST.get("do") == "example" or not composer.form.is_valid():
        return _page(request, story, composer)
    try:
        with transaction.atomic():
            done = _carry_out(request, story, composer)
    except answers.Crossed as crossed:
        return _crossed(request, story, composer, crossed)
    except Refused as refusal:
        composer.form.add_error(None, str(refusal))
        return _page(request, story, composer)
    messages.success(request, done)
    return redirect("workbench:entry", pk)


def _crossed(
    request: StaffRequest, story: Story, composer: Composer, crossed: answers.Crossed
) -> HttpResponse:
    """Show what a colleague kept beside what was typed; a second press of one's own is done."""
    kept = crossed.kept
    if kept.released_at and kept.wording_mark == _wording(request, story, composer).mark:
        messages.success(request, f"Jawaban {reads.sent_how(kept)}.")
        return redirect("workbench:entry", story.entry.pk)
    story = _story(request, story.entry.pk)
    composer = _composer(request, story, kept) or composer
    composer.form.add_error(None, str(crossed))
    return _page(request, story, composer)


def _carry_out(request: StaffRequest, story: Story, composer: Composer) -> str:
    actor, form = request.actor, composer.form
    is_kept = request.POST.get("do") == "keep"
    wording, seen = _wording(request, story, composer), request.POST.get("seen", "")
    if composer.is_again and composer.reply is not None:
        answers.send_again(actor, composer.reply, wording, seen=seen)
        return "Jawaban dikirim lagi."
    parts: dict[str, Any] = vars(wording) | {"ask": not is_kept, "seen": seen}
    if composer.reply is not None:
        reply = answers.redraft(actor, composer.reply, **parts)
    else:
        if gone := reads.answer_at(story.entry, key_in(form.cleaned_data["reply"])):
            answers.refuse_gone(gone)
        key: UUID = form.cleaned_data["form_key"]
        reply = answers.draft(actor, entry=story.entry, form_key=key, **parts)
    if is_kept:
        return "Konsep jawaban disimpan."
    if reply.asked_at is not None and reply.approved_at is None:
        return "Konsep jawaban diteruskan untuk disetujui."
    if not composer.may_send:
        return "Konsep jawaban disimpan. Petugas yang akan mengirimnya."
    sent = answers.send(actor, reply)
    if request.POST.get("do") == "given" and sent.way != Reply.Way.LINE:
        answers.mark_given(actor, sent)
        return "Tercatat: jawaban sudah disampaikan."
    return f"Jawaban {reads.sent_how(sent)}."


def _wording(request: StaffRequest, story: Story, composer: Composer) -> Wording:
    form, template = composer.form, composer.template
    way, text = form.destination, str(form.cleaned_data["text"])
    if way.is_public:
        text = way.sentence
    if way.as_approved and template is not None:  # WhatsApp sends its own copy, word for word
        text = _text_of(request, story, template)
    return Wording(
        text=text,
        way=way.way,
        line=way.line,
        identity=way.identity,
        template=template,
        as_approved=way.as_approved,
        comment=way.comment,
        is_public=way.is_public,
    )


# ---------------------------------------------------------------- news


@may("look.entries")
def answer_news(request: StaffRequest, pk: int, reply: int) -> HttpResponse:
    """Return how far one answer has come: the line under it, asked for again and again."""
    found = reads.visible_replies(request.actor).filter(entry=pk, pk=reply).first()
    if found is None:
        raise Http404("Jawaban ini tidak ada.")
    state = reads.state_of(found)
    is_moving = state.standing in {Standing.QUEUED, Standing.SENT, Standing.DELIVERED}
    context = {
        "reply": found,
        "state": state,
        "is_moving": is_moving,
        "entry_id": pk,
        "is_asked_again": True,  # the page around it still shows what was true before
        "is_out": state.standing != Standing.QUEUED,
    }
    return render(request, "workbench/entry/news.html", context)
