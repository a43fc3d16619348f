"""The course of one piece of feedback: it comes in, is written down, acted on, answered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tanggap.base.acting import Actor
from tanggap.gateway.actions import send as hand_to_gateway
from tanggap.gateway.events import CommentPlace, IdentityKey, MessageSeen, Party
from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import note_sent, set_aside, take_in, write_in
from tanggap.inbox.models import BoxOpening, Message, SetAside
from tanggap.inbox.queries import identities_for_reply
from tanggap.logbook.actions import (
    EntryDraft,
    add_message,
    close,
    declare_complete,
    give_receipt,
    note_step,
    write_down,
)
from tanggap.logbook.models import Entry
from tanggap.logbook.rules import is_complaint
from tanggap.reply.actions import (
    answer_at_once,
    approve,
    draft,
    mark_given,
    send,
    sent_by_hand,
)
from tanggap.reply.actions.giving import note_given
from tanggap.reply.models import Reply
from tanggap.site.example.people import Citizen
from tanggap.site.example.stage import Stage
from tanggap.site.example.voices import Voice

BY_PROVIDER = {"whatsapp": "wa_bsuid", "facebook": "psid", "instagram": "igsid"}
"""Lines that a provider serves, each with what it calls a person by who shows no number."""
_WAYS = {
    "phone": Reply.Way.CALL,
    "box": Reply.Way.NOTICE,
    "walk_in": Reply.Way.FACE,
    "letter": Reply.Way.LETTER,
}
_RECEIPTS = {"phone": "spoken", "walk_in": "paper", "letter": "paper"}
_UNIT_HEADS = {"DEWASA": "pjdewasa", "KIA": "pjkia", "FARMASI": "pjfarmasi"}


@dataclass(frozen=True)
class Piece:
    """One piece of feedback and what is to become of it."""

    voice: Voice
    text: str
    kind_of_line: str
    citizen: Citizen | None = None
    answer_days: int | None = 2
    is_thanked: bool = False
    closes: bool = True
    draft: EntryDraft | None = None
    post: str = ""  # beneath which the words stand, where they are a public comment
    triage_days: int = 0
    hand_is_done: bool = True
    approves: str = "kepala"


class Courses:
    """Plays pieces of feedback on the stage, through the actions that staff use."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.lines = stage.place.lines
        self._serial = 0

    # — coming in —

    def chat(self, piece: Piece, sent_at: datetime, then: Callable[[Message], None]) -> None:
        """Let a message come; at once from a provider, by an export weekly."""
        message = self._hear(piece, piece.text, sent_at)
        if message is not None:
            after = self.stage.office_time(self.stage.now, piece.triage_days)
            self.stage.plan(after, lambda: then(message))

    def _hear(self, piece: Piece, text: str, sent_at: datetime) -> Message | None:
        kind, citizen = piece.kind_of_line, piece.citizen
        if citizen is None:
            raise ValueError("somebody sends a message")
        self._serial += 1
        identity = IdentityKey("phone", citizen.phone)
        if kind in BY_PROVIDER and (citizen.bsuid or kind != "whatsapp"):
            identity = IdentityKey(BY_PROVIDER[kind], citizen.bsuid or f"CONTOH{citizen.phone}")
        event = MessageSeen(
            key=f"wamid.CONTOH{self._serial:05d}",
            party=Party((identity,), citizen.shown),
            sent_at=sent_at,
            text=text,
            comment=CommentPlace(piece.post) if piece.post else None,
        )
        received_at = self.stage.now if kind in BY_PROVIDER else sent_at
        return take_in(self.stage.place.itself, self.lines[kind], event, received_at)

    def noted(self, piece: Piece, opening: BoxOpening | None = None) -> None:
        """Let somebody call, come by, write a letter, or a slip lie in the box."""
        actor = self.stage.officer
        who = piece.citizen
        message = write_in(
            actor,
            self.lines[piece.kind_of_line],
            form_key=self.stage.key(),
            text=piece.text,
            received_at=self.stage.now,
            name=who.name if who else "",
            phone=who.phone if who and piece.kind_of_line != "box" else "",
            box_opening=opening,
        )
        self.stage.soon(2, lambda: self.write(piece, message))

    # — at triage —

    def aside(self, message: Message, reason: SetAside.Reason, advice: str = "") -> None:
        set_aside(self.stage.officer, message, reason, advice)

    def at_once(self, message: Message, text: str) -> None:
        reply = answer_at_once(self.stage.officer, message, text, self.stage.key())
        self._out_of_the_house(reply, message.line.kind)

    def write(self, piece: Piece, message: Message) -> Entry:
        """Write the piece into the book and plan its course."""
        actor = self.stage.officer
        entry = write_down(actor, self._draft(piece, message), [message], form_key=self.stage.key())
        if is_complaint(entry.klass):
            if piece.citizen is not None and piece.kind_of_line != "box":
                self.stage.soon(3, lambda: self._give_receipt(actor, entry, message))
            self.stage.soon(5, lambda: declare_complete(actor, entry))
            self.stage.in_days(self.stage.rng.randint(1, 3), lambda: self._step(piece, entry))
        if piece.answer_days is not None:
            self._plan_days(piece.answer_days, lambda: self._answer(piece, entry))
        return entry

    def _plan_days(self, days: int, what: Callable[[], object]) -> None:
        if days:
            self.stage.in_days(days, what)
        else:
            self.stage.soon(9, what)

    def _draft(self, piece: Piece, message: Message) -> EntryDraft:
        place, topic = self.stage.place, self.stage.pen.voices.topics[piece.voice.topic]
        unit = "GIGI" if "gigi" in piece.text.lower() else topic.unit
        given = piece.draft or EntryDraft(kind=piece.voice.kind, text=message.text)
        reporter = "masyarakat" if piece.voice.topic == "kesling" else "pengguna"
        return replace(
            given,
            severity=piece.voice.severity,
            reporter=reporter if piece.citizen else "tidak_diketahui",
            is_anonymous=piece.citizen is None or given.is_anonymous,
            topics=[place.topics[piece.voice.topic].pk] if not given.topics else given.topics,
            units=[place.units[unit].pk] if not given.units else given.units,
        )

    # — on its way —

    def _give_receipt(self, actor: Actor, entry: Entry, message: Message) -> None:
        way = _RECEIPTS.get(message.line.kind, "line")
        dispatch = None
        if way == "line" and message.person is not None:
            text = (
                f"Terima kasih, pesan Anda kami catat dengan nomor {entry.number}. "
                "Kami kabari perkembangannya lewat nomor ini. Layanan ini tidak dipungut biaya."
            )
            to = identities_for_reply(message.person, message.line)
            dispatch = hand_to_gateway(actor, message.line, to, text, key=self.stage.key())
            self._sent(dispatch)
        give_receipt(actor, entry, way, dispatch)

    def _step(self, piece: Piece, entry: Entry) -> None:
        topic = self.stage.pen.voices.topics[piece.voice.topic]
        actor = self.stage.actor(_UNIT_HEADS.get(topic.unit, "petugas"))
        if not any(one.staff_id == actor.staff_id for one in entry.accused.all()):
            note_step(actor, entry, self.stage.rng.choice(topic.steps))

    def _answer(self, piece: Piece, entry: Entry) -> None:
        title = piece.citizen.title if piece.citizen else "Bapak/Ibu"
        text = self.stage.pen.answer(piece.voice.topic, title)
        self.answer(piece, entry, text)

    def answer(self, piece: Piece, entry: Entry, text: str, by: str = "") -> None:
        """Draft an answer, have it approved where it must be, and let it leave."""
        kind = piece.kind_of_line
        actor = self.stage.actor(by) if by else self.stage.officer
        reply = draft(
            actor,
            text=text,
            form_key=self.stage.key(),
            entry=entry,
            way=_WAYS.get(kind, Reply.Way.LINE),
            line=self.lines[kind] if kind not in _WAYS else None,
        )
        if reply.asked_at is None:
            self.stage.soon(4, lambda: self._leave(piece, entry, send(actor, reply)))
        elif piece.approves:
            boss = self.stage.actor(piece.approves)
            self.stage.in_days(1, lambda: self._leave(piece, entry, approve(boss, reply)))

    def _leave(self, piece: Piece, entry: Entry, reply: Reply) -> None:
        if not piece.hand_is_done:
            return
        self._out_of_the_house(reply, piece.kind_of_line)
        if piece.is_thanked and piece.citizen is not None and piece.kind_of_line not in _WAYS:
            self.stage.soon(self.stage.rng.uniform(20, 900), lambda: self._thanks(piece, entry))
        if piece.closes:
            self.stage.in_days(self.stage.rng.randint(1, 3), lambda: self._close(entry))

    def _close(self, entry: Entry) -> None:
        close(self.stage.officer, Entry.objects.get(pk=entry.pk))

    def _thanks(self, piece: Piece, entry: Entry) -> None:
        words = self.stage.pen.fill(
            self.stage.rng.choice(self.stage.pen.voices.other["tambahan"]["balasan"])
        )
        said = self._hear(piece, words, self.stage.now)
        if said is not None:
            after = self.stage.office_time(self.stage.now)
            self.stage.plan(after, lambda: add_message(self.stage.officer, entry, said))

    # — out of the house —

    def _out_of_the_house(self, reply: Reply, kind: str) -> None:
        if kind in BY_PROVIDER and reply.dispatch is not None:
            self._sent(reply.dispatch)
            note_given(Reply.objects.get(pk=reply.pk), self.stage.now, by_id=None)
        elif kind == "wa_handphone":
            self.stage.soon(12, lambda: self._by_hand(reply))
        else:
            self.stage.soon(45, lambda: self._told(reply))

    def _by_hand(self, reply: Reply) -> None:
        sent_by_hand(self.stage.officer, Reply.objects.get(pk=reply.pk))

    def _told(self, reply: Reply) -> None:
        mark_given(self.stage.officer, Reply.objects.get(pk=reply.pk))

    def _sent(self, dispatch: Dispatch) -> None:
        """Tell that the provider took it, brought it, and that it was read.

        Rows are set here: nothing of the example is really sent, so no provider can say.
        """
        self._serial += 1
        now = self.stage.now
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=Dispatch.State.SENT,
            sent_at=now,
            provider_key=f"wamid.CONTOH{self._serial:05d}K",
        )
        dispatch.refresh_from_db()
        note_sent(self.stage.place.itself, dispatch)
        self.stage.soon(self.stage.rng.uniform(0.1, 3), lambda: self._delivered(dispatch))

    def _delivered(self, dispatch: Dispatch) -> None:
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=Dispatch.State.DELIVERED, delivered_at=self.stage.now
        )
        if self.stage.rng.random() < 0.85:
            self.stage.soon(self.stage.rng.uniform(1, 240), lambda: self._read(dispatch))

    def _read(self, dispatch: Dispatch) -> None:
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=Dispatch.State.READ, read_at=self.stage.now
        )
