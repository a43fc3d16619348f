"""An answer is written, and written anew after it was returned."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Role
from tanggap.gateway.models import Line
from tanggap.inbox.models import Identity, Message
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_messages, visible_to
from tanggap.reply.actions.crossing import refuse_another, refuse_unseen
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import (
    draft_needs_approval,
    may_release,
    person_of,
    phones_of,
)
from tanggap.reply.rules import (
    comment_mark,
    identifying_words,
    public_sentence,
    unfilled,
    wording_mark,
)

NOT_ALONE = "Konsep ini sudah diubah atau dikirim orang lain. Muat ulang halaman ini."


@dataclass(frozen=True)
class Wording:
    """How an answer is to be given: in which words, which way, to which number."""

    text: str
    way: str = Reply.Way.LINE
    line: Line | None = None
    identity: Identity | None = None
    template: ReplyTemplate | None = None
    as_approved: bool = False
    comment: Message | None = None
    is_public: bool = False

    @property
    def mark(self) -> str:
        """The ``wording_mark`` of a reply that holds this."""
        line = self.line if self.way == Reply.Way.LINE else None
        identity = self.identity if self.way in _TO_A_NUMBER else None
        keys = (line.pk if line else None, identity.pk if identity else None)
        place = comment_mark(self.comment.pk if self.comment else None, is_public=self.is_public)
        return wording_mark(self.text.strip(), self.way, *keys, place)


@action("reply.draft")
def draft(
    actor: Actor,
    *,
    text: str,
    form_key: UUID,
    entry: Entry | None = None,
    message: Message | None = None,
    way: str = Reply.Way.LINE,
    line: Line | None = None,
    identity: Identity | None = None,
    template: ReplyTemplate | None = None,
    as_approved: bool = False,
    comment: Message | None = None,
    is_public: bool = False,
    ask: bool = True,
    seen: str = "",
) -> Reply:
    """Write an answer to ``entry`` (or to ``message``); with ``ask`` it goes to approval.

    Where nobody needs to approve it, it waits to be sent: :func:`send`. The same
    ``form_key`` twice is the same draft. ``seen`` is the key of the newest answer that the
    writer knew of (0: none): one begun since is told of first (:class:`Crossed`).
    """
    known = Reply.objects.filter(facility_id=actor.facility_id, form_key=form_key).first()
    if known is not None:
        nothing_changed()
        return known
    if entry is not None:
        refuse_another(entry, seen)
    wording = Wording(text, way, line, identity, template, as_approved, comment, is_public)
    reply = write(actor, wording, form_key=form_key, entry=entry, message=message, ask=ask)
    waits = reply.asked_at is not None
    tell(actor, subject_of(reply), sentence_of_draft(actor, reply, waits=waits))
    return reply


@action("reply.redraft")
def redraft(
    actor: Actor,
    reply: Reply,
    *,
    text: str,
    way: str = Reply.Way.LINE,
    line: Line | None = None,
    identity: Identity | None = None,
    template: ReplyTemplate | None = None,
    as_approved: bool = False,
    comment: Message | None = None,
    is_public: bool = False,
    ask: bool = True,
    seen: str = "",
) -> Reply:
    """Write a draft anew: an earlier approval or return no longer counts.

    ``seen`` is the mark of the draft as the writer met it (``Reply.standing_mark``): what
    somebody else wrote into it since is shown first (:class:`Crossed`).
    """
    wording = Wording(text, way, line, identity, template, as_approved, comment, is_public)
    held = locked(actor, reply)
    refuse_unseen(held, seen, wording.mark)
    refuse_off_desk(held)
    put(held, wording)
    held.approved_by = held.approved_at = held.returned_at = None
    held.return_note = ""
    held.asked_at = timezone.now() if ask and wants_approval(actor, held) else None
    check_board_text(held)
    held.save()
    tell(actor, subject_of(held), f"Konsep jawaban {name_of(held)} diperbaiki.")
    return held


def write(
    actor: Actor,
    wording: Wording,
    *,
    form_key: UUID,
    entry: Entry | None,
    message: Message | None,
    ask: bool,
) -> Reply:
    """Make the row of a new draft (no History sentence: the action that calls tells it)."""
    if entry is not None and not visible_to(actor).filter(pk=entry.pk).exists():
        raise Refused("Entri ini tidak ada di buku Anda.")
    if message is not None and not visible_messages(actor).filter(pk=message.pk).exists():
        raise Refused("Pesan ini tidak ada di puskesmas Anda.")
    if actor.staff_id is None:
        raise Refused("Jawaban ditulis oleh petugas, bukan oleh mesin.")
    now = timezone.now()
    reply = Reply(
        facility_id=actor.facility_id,
        form_key=form_key,
        entry=entry,
        message=message,
        drafted_by_id=actor.staff_id,
        drafted_at=now,
    )
    put(reply, wording)
    check_board_text(reply)
    if ask and wants_approval(actor, reply):
        reply.asked_at = now
    reply.save(force_insert=True)
    return reply


def put(reply: Reply, wording: Wording) -> None:
    """Lay ``wording`` into ``reply``; refuses an empty text or a field left unfilled."""
    text = wording.text.strip()
    if not text:
        raise Refused("Isi jawaban masih kosong.")
    if left := unfilled(text):
        raise Refused(f"Lengkapi dahulu bagian «{left[0]}» di dalam jawaban.")
    for row in (wording.line, wording.template, wording.identity, wording.comment):
        if row is not None and row.facility_id != reply.facility_id:
            raise Refused("Saluran atau contoh jawaban ini milik puskesmas lain.")
    if wording.as_approved and not (wording.template and wording.template.approved_name):
        raise Refused("Pilih contoh yang sudah disetujui WhatsApp, lalu kirim.")
    reply.text = text
    reply.way = wording.way
    reply.line = wording.line if wording.way == Reply.Way.LINE else None
    reply.identity = wording.identity if wording.way in _TO_A_NUMBER else None
    reply.template = wording.template
    _put_comment(reply, wording)
    reply.as_approved = wording.as_approved and wording.way == Reply.Way.LINE


def _put_comment(reply: Reply, wording: Wording) -> None:
    """Say which comment is answered; in public only in one of the fixed sentences (art. 49)."""
    is_by_line = wording.way == Reply.Way.LINE
    reply.comment = wording.comment if is_by_line else None
    reply.is_public = wording.is_public and reply.comment is not None
    sentence = public_sentence(reply.text) if reply.is_public else None
    if reply.is_public and sentence is None:
        raise Refused(
            "Balasan di bawah komentar dibaca semua orang: pilih salah satu kalimat tetap. Isi "
            "jawabannya sendiri hanya lewat pesan pribadi."
        )
    reply.only_points = sentence is not None and sentence.only_points


_TO_A_NUMBER = {Reply.Way.LINE, Reply.Way.CALL}


def check_board_text(reply: Reply) -> None:
    """Refuse a text for the notice board that names the person or their number (art. 49)."""
    if reply.way != Reply.Way.NOTICE:
        return
    person = person_of(reply)
    if person is None:
        return
    found = identifying_words(reply.text, names=[person.name], phones=phones_of(person))
    if found:
        raise Refused(
            f"Papan pengumuman dibaca semua orang: hapus dahulu {', '.join(found)} dari teksnya."
        )


def wants_approval(actor: Actor, reply: Reply) -> bool:
    """Say whether this draft, written by ``actor``, must be approved before it is sent."""
    return reply.entry is not None and draft_needs_approval(actor, reply.entry)


def still_open(actor: Actor, reply: Reply) -> Reply:
    """Return ``reply``, locked and still on the desk; refuses one sent or out of sight."""
    held = locked(actor, reply)
    refuse_off_desk(held)
    return held


def locked(actor: Actor, reply: Reply, *beside: str) -> Reply:
    """Return ``reply`` as it stands, locked, with rows ``beside`` it; refuses one out of sight."""
    rows = Reply.objects.select_for_update(of=("self",)).select_related(*beside)
    held = rows.filter(pk=reply.pk).first()
    if held is None or held.facility_id != actor.facility_id or not may_release(actor, held):
        raise Refused("Jawaban ini tidak ada di puskesmas Anda.")
    return held


def refuse_off_desk(held: Reply) -> None:
    """Refuse an answer that is no longer on the desk."""
    if held.released_at or held.given_at or held.discarded_at:
        raise Refused(NOT_ALONE)


def refuse_unread(reply: Reply, read: str) -> None:
    """Refuse to let words go that were changed after the page with ``read`` was opened."""
    if read and read != reply.wording_mark:
        raise Refused(
            "Jawaban ini sudah diubah orang lain sejak halaman dibuka, dan belum dikirim. "
            "Baca isinya yang baru, lalu putuskan."
        )


def subject_of(reply: Reply) -> Entry | Message:
    """Return the record whose History tells of this reply."""
    subject = reply.entry or reply.message
    if subject is None:  # the database holds it too (reply_to_something)
        raise Refused("Jawaban ini tidak menjawab apa pun.")
    return subject


def name_of(reply: Reply) -> str:
    """Return how History calls what is answered: the register number, or the message."""
    return f"atas {reply.entry.number}" if reply.entry else "atas pesan masuk"


def sentence_of_draft(actor: Actor, reply: Reply, *, waits: bool) -> str:
    start = f"Konsep jawaban {name_of(reply)} ditulis"
    if waits:
        return f"{start} dan dimintakan persetujuan."
    if actor.roles and actor.roles <= {Role.PJ_UNIT, Role.MUTU}:
        return f"{start} oleh unit, menunggu dikirim petugas."
    return f"{start}."
