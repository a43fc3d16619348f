"""An answer leaves the desk: queued at the gateway, or made a task for a person."""

from uuid import UUID, uuid4

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.gateway.actions import follow, give_up
from tanggap.gateway.actions import send as hand_to_gateway
from tanggap.gateway.models import Dispatch
from tanggap.gateway.queries import channel_of
from tanggap.inbox.actions import set_aside, take_back
from tanggap.inbox.models import Message, SetAside
from tanggap.inbox.queries import last_incoming_key
from tanggap.reply.actions.crossing import refuse_unseen
from tanggap.reply.actions.writing import (
    Wording,
    check_board_text,
    locked,
    name_of,
    put,
    refuse_unread,
    still_open,
    subject_of,
    wants_approval,
    write,
)
from tanggap.reply.comments import address_of, is_comment, why_not_in_private
from tanggap.reply.examples import field_values
from tanggap.reply.models import EarlierTry, Reply
from tanggap.reply.queries import may_release, numbers_for, person_of, sent_how, window_of
from tanggap.reply.rules import UNREACHED, Standing, fill


@action("reply.send")
def send(actor: Actor, reply: Reply, *, read: str = "") -> Reply:
    """Send an answer by its line, or put it on the list of those to call, post, hand over.

    Refuses a grave one that nobody approved, and one whose words are no longer those that
    were ``read``. Pressing twice sends once.
    """
    held = Reply.objects.select_for_update().get(pk=reply.pk, facility_id=actor.facility_id)
    if held.released_at:
        nothing_changed()
        return held
    held = still_open(actor, held)
    refuse_unread(held, read)
    if held.approved_at is None and wants_approval(actor, held):
        raise Refused("Jawaban ini perlu disetujui ketua tim atau kepala puskesmas dahulu.")
    release(actor, held)
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} {sent_how(held)}.")
    return held


@action("reply.send_again")
def send_again(actor: Actor, reply: Reply, wording: Wording, *, seen: str = "") -> Reply:
    """Try another way after a failure: a template, another number, by hand, by phone.

    The words stay approved as they were; changed words of a grave matter are not taken.
    ``seen`` is the mark of the answer as the sender met it: a colleague's try is told of first.
    """
    held = Reply.objects.select_for_update().get(pk=reply.pk, facility_id=actor.facility_id)
    if not may_release(actor, held) or held.dispatch is None:
        raise Refused("Jawaban ini belum pernah dikirim.")
    refuse_unseen(held, seen, wording.mark)
    if Standing(held.dispatch.state) not in UNREACHED:
        raise Refused("Jawaban ini tidak gagal; tidak perlu dikirim lagi.")
    is_changed = wording.text.strip() != held.text
    if is_changed and held.approved_at and not actor.may("reply.approve"):
        raise Refused("Teks yang sudah disetujui tidak dapat diubah di sini. Tulis jawaban baru.")
    if held.dispatch.state == Dispatch.State.UNSURE:
        give_up(actor, held.dispatch)
    follow(actor, held.dispatch)
    EarlierTry.objects.create(reply=held, dispatch=held.dispatch, way=held.way, at=timezone.now())
    put(held, wording)
    check_board_text(held)
    held.dispatch = held.given_at = held.given_by = None
    release(actor, held, key=uuid4())
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} dicoba lagi: {sent_how(held)}.")
    return held


@action("reply.answer_at_once")
def answer_at_once(actor: Actor, message: Message, text: str, form_key: UUID) -> Reply:
    """Answer a question at triage: sent by the same line, and the message is done with."""
    known = Reply.objects.filter(facility_id=actor.facility_id, form_key=form_key).first()
    if known is not None:
        nothing_changed()
        return known
    if Message.objects.select_for_update().get(pk=message.pk).sorted_at is not None:
        raise Refused("Pesan ini sudah dikerjakan orang lain. Tidak ada yang dikirim lagi.")
    wording = Wording(text, Reply.Way.LINE, message.line, comment=_comment_to_answer(message))
    reply = write(actor, wording, form_key=form_key, entry=None, message=message, ask=False)
    release(actor, reply)
    set_aside(actor, message, SetAside.Reason.ANSWERED)
    tell(actor, message, f"Pertanyaan dijawab langsung: jawaban {sent_how(reply)}.")
    return reply


@action("reply.take_up_again")
def take_up_again(actor: Actor, reply: Reply) -> None:
    """Let a question wait at triage again whose answer, given there, did not arrive."""
    if reply.discarded_at:
        nothing_changed()
        return
    held = locked(actor, reply, "message", "dispatch")
    if held.message is None or held.dispatch is None or held.entry_id is not None:
        raise Refused("Jawaban ini milik sebuah entri; pilih cara lain di halamannya.")
    if Standing(held.dispatch.state) not in UNREACHED:
        raise Refused("Jawaban ini tidak gagal; pesannya tidak perlu dipilah lagi.")
    if held.dispatch.state == Dispatch.State.UNSURE:
        give_up(actor, held.dispatch)
    follow(actor, held.dispatch)
    held.discarded_at = timezone.now()
    held.save(update_fields=["discarded_at"])
    tell(actor, held.message, "Jawaban atas pesan masuk tidak sampai; pesannya dipilah lagi.")
    take_back(actor, held.message)


def _comment_to_answer(message: Message) -> Message | None:
    """Return ``message`` where only its one private answer reaches who wrote this comment;
    nothing at triage is ever answered in public.
    """
    if not is_comment(message):
        return None
    person = message.person
    if person is not None and window_of(message.line, person, timezone.now()).is_open:
        return None
    return message


def release(actor: Actor, reply: Reply, *, key: UUID | None = None) -> None:
    """Let ``reply`` leave; by a line it becomes a dispatch, otherwise somebody's task."""
    reply.released_at = timezone.now()
    reply.released_by_id = actor.staff_id
    if reply.way == Reply.Way.LINE:
        reply.dispatch = _dispatch(actor, reply, key or reply.form_key)
    reply.save()


def _dispatch(actor: Actor, reply: Reply, key: UUID) -> Dispatch:
    if reply.comment is not None:
        return _to_comment(actor, reply, reply.comment, key)
    person = person_of(reply)
    if reply.line is None or person is None:
        raise Refused("Tidak ada saluran untuk mengirim. Pilih cara lain, misalnya telepon.")
    if reply.identity is not None:
        to = [{"kind": reply.identity.kind, "value": reply.identity.value}]
    else:
        to = numbers_for(person, reply.line)
    if not to:
        raise Refused("Belum ada nomor untuk saluran ini. Pilih cara lain atau lengkapi nomornya.")
    template, fields = _approved_template(reply)
    in_thread = channel_of(reply.line).abilities.answers_in_thread
    return hand_to_gateway(
        actor,
        reply.line,
        to,
        reply.text,
        key=key,
        template=template,
        template_fields=fields,
        reply_to=last_incoming_key(person, reply.line) if in_thread else "",
    )


def _to_comment(actor: Actor, reply: Reply, answered: Message, key: UUID) -> Dispatch:
    """Answer a comment in private (once, within seven days) or beneath it."""
    comment = Message.objects.select_for_update(of=("self",)).get(pk=answered.pk)
    if comment.revoked_at is not None:
        raise Refused("Komentar ini sudah dihapus penulisnya. Pilih cara lain.")
    if not reply.is_public and (why := why_not_in_private(comment, timezone.now())):
        raise Refused(why)
    to = address_of(comment, is_public=reply.is_public)
    return hand_to_gateway(actor, comment.line, to, reply.text, key=key)


def _approved_template(reply: Reply) -> tuple[str, list[str]]:
    """Return the provider's template name and its fields in order, or nothing."""
    if not reply.as_approved or reply.template is None:
        return "", []
    values = field_values(reply)
    fields = [fill("{" + name + "}", values) for name in reply.template.approved_fields]
    return reply.template.approved_name, fields
