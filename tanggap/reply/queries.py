"""Reads about answers: where each stands, what waits for whom, what sending would mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.reading import OfEachRow
from tanggap.gateway.models import Dispatch, Line
from tanggap.gateway.queries import channel_of, window_closes_at
from tanggap.inbox.models import Identity, Message, Person
from tanggap.inbox.queries import (
    identities_for_reply,
    identities_of,
    last_incoming_at,
    same_person_ids,
)
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import is_named, visible_messages, visible_to
from tanggap.reply.models import ApprovalRule, Reply
from tanggap.reply.rules import (
    FREE_SERVICE_REPLIES,
    ReplyFacts,
    Standing,
    Window,
    is_charged,
    needs_approval,
    standing,
    window,
)

_LABELS = {
    Standing.DISCARDED: ("Dibuang", "neutral"),
    Standing.DRAFT: ("Konsep", "neutral"),
    Standing.WAITING: ("Menunggu persetujuan", "warn"),
    Standing.RETURNED: ("Dikembalikan", "bad"),
    Standing.READY: ("Disetujui, belum dikirim", "info"),
    Standing.QUEUED: ("Menunggu dikirim", "info"),
    Standing.HAND: ("Kirim lewat HP", "warn"),
    Standing.SENT: ("Terkirim", "info"),
    Standing.DELIVERED: ("Sampai", "good"),
    Standing.READ: ("Dibaca", "good"),
    Standing.FAILED: ("Gagal dikirim", "bad"),
    Standing.UNSURE: ("Perlu diperiksa", "bad"),
    Standing.STOPPED: ("Dihentikan", "bad"),
}
_TASKS = {
    Reply.Way.CALL: ("Perlu ditelepon", "Disampaikan lewat telepon"),
    Reply.Way.NOTICE: ("Perlu ditempel", "Ditempel di papan pengumuman"),
    Reply.Way.FACE: ("Perlu disampaikan", "Disampaikan langsung"),
    Reply.Way.LETTER: ("Perlu diserahkan", "Diserahkan lewat surat"),
    Reply.Way.LINE: ("Menunggu dikirim", "Dijawab lewat HP"),
}


@dataclass(frozen=True)
class State:
    """Where a reply stands, in the words and colour of the screen."""

    standing: Standing
    label: str
    tone: str
    at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is still on the desk and may be changed."""
        return self.standing in _ON_THE_DESK


_ON_THE_DESK = {Standing.DRAFT, Standing.WAITING, Standing.RETURNED, Standing.READY}


def state_of(reply: Reply) -> State:
    """Return where ``reply`` stands: its own word, or its dispatch's, with the time."""
    dispatch = reply.dispatch
    stands = standing(
        ReplyFacts(
            discarded=reply.discarded_at is not None,
            asked=reply.asked_at is not None,
            approved=reply.approved_at is not None,
            returned=reply.returned_at is not None,
            released=reply.released_at is not None,
            given=reply.given_at is not None,
            dispatch=dispatch.state if dispatch else "",
        )
    )
    at = _time_of(reply, stands)
    if stands in (Standing.TASK, Standing.GIVEN):
        todo, done = _TASKS[Reply.Way(reply.way)]
        if stands == Standing.GIVEN:
            return State(stands, done, "good", at)
        return State(stands, todo, "warn", at)
    label, tone = _LABELS[stands]
    return State(stands, label, tone, at)


def _time_of(reply: Reply, stands: Standing) -> datetime | None:
    dispatch = reply.dispatch
    if dispatch is not None:
        return {
            Standing.SENT: dispatch.sent_at,
            Standing.DELIVERED: dispatch.delivered_at,
            Standing.READ: dispatch.read_at,
            Standing.FAILED: dispatch.failed_at,
        }.get(stands) or dispatch.queued_at
    return {
        Standing.DISCARDED: reply.discarded_at,
        Standing.WAITING: reply.asked_at,
        Standing.RETURNED: reply.returned_at,
        Standing.READY: reply.approved_at,
        Standing.TASK: reply.released_at,
        Standing.GIVEN: reply.given_at,
    }.get(stands, reply.drafted_at)


# ---------------------------------------------------------------- lists


def _whole(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    return replies.select_related(
        "entry__person",
        "message__person",
        "line",
        "dispatch",
        "dispatch__line",
        "identity",
        "template",
        "drafted_by",
        "approved_by",
        "given_by",
    )


def replies_of(entry: Entry) -> QuerySet[Reply]:
    """Return the answers to ``entry`` in the order written, thrown away ones left out."""
    return (
        _whole(Reply.objects.filter(entry=entry, discarded_at=None))
        .prefetch_related("earlier_tries__dispatch")
        .order_by("id")
    )


def newest_answer(entry: Entry) -> Reply | None:
    """Return the answer to ``entry`` that was begun last."""
    return Reply.objects.filter(entry=entry, discarded_at=None).order_by("-id").first()


def answer_at(entry: Entry, pk: int | None) -> Reply | None:
    """Return one answer to ``entry``, also one thrown away."""
    return Reply.objects.filter(entry=entry, pk=pk).first() if pk else None


def visible_replies(actor: Actor) -> QuerySet[Reply]:
    """Return the answers of this health centre to entries that ``actor`` may see."""
    mine = Reply.objects.filter(facility_id=actor.facility_id, discarded_at=None)
    return _whole(mine.filter(_is_seen(actor)))


def _is_seen(actor: Actor) -> Q:
    """Ask of each answer in hand whether ``actor`` may meet what it answers."""
    to_entry = Q(OfEachRow(visible_to(actor).filter(pk=OuterRef("entry"))))
    if not actor.may("look.inbox"):
        return to_entry
    at_triage = Q(entry=None)
    if is_named(actor):  # a message answered at once may have gone into the book since
        at_triage &= Q(OfEachRow(visible_messages(actor).filter(pk=OuterRef("message"))))
    return to_entry | at_triage


def waiting_for_approval(actor: Actor) -> QuerySet[Reply]:
    """Return drafts that the ketua or the head is asked to read, longest waiting first."""
    return (
        visible_replies(actor)
        .filter(
            asked_at__isnull=False,
            approved_at=None,
            returned_at=None,
            released_at=None,
            given_at=None,
        )
        .order_by("asked_at")
    )


def tasks(actor: Actor) -> QuerySet[Reply]:
    """Return answers to be telephoned, told, handed over or posted by a person."""
    return (
        visible_replies(actor)
        .filter(released_at__isnull=False, given_at=None)
        .exclude(way=Reply.Way.LINE)
        .order_by("released_at")
    )


def unreached(actor: Actor) -> QuerySet[Reply]:
    """Return answers that the line could not deliver and nobody has tried again.

    Found from the few dispatches that stand so, not from the many answers.
    """
    bad = [Dispatch.State.FAILED, Dispatch.State.UNSURE, Dispatch.State.STOPPED]
    stuck = Dispatch.objects.filter(facility_id=actor.facility_id, state__in=bad)
    return sent_as(actor, list(stuck.only("pk"))).order_by("id")


def sent_as(actor: Actor, dispatches: Sequence[Dispatch]) -> QuerySet[Reply]:
    """Return the answers that went out as ``dispatches`` of this health centre.

    The facility is not asked again: SQLite would take it for a way to find few rows.
    """
    return _whole(Reply.objects.filter(_is_seen(actor), discarded_at=None, dispatch__in=dispatches))


# ---------------------------------------------------------------- one reply


def person_of(reply: Reply) -> Person | None:
    """Return to whom it goes: the entry's person, or the one who wrote the message."""
    if reply.entry is not None:
        return reply.entry.person
    return reply.message.person if reply.message is not None else None


def phones_of(person: Person) -> list[str]:
    """Return the telephone numbers by which ``person`` is known now, newest first."""
    return [identity.value for identity in phone_identities(person)]


def phone_identities(person: Person) -> list[Identity]:
    return list(identities_of(person).filter(kind="phone", ended_at=None).order_by("-since"))


def numbers_for(person: Person, line: Line) -> list[dict[str, str]]:
    """Return where ``line`` reaches ``person``; a handphone also by the name saved in it."""
    reachable = identities_for_reply(person, line)
    if not reachable and not channel_of(line).abilities.sends:
        living = identities_of(person).filter(ended_at=None)
        reachable = [{"kind": row.kind, "value": row.value} for row in living]
    return reachable


def may_release(actor: Actor, reply: Reply) -> bool:
    """Say whether ``actor`` sees what ``reply`` answers (an accused never does)."""
    if reply.facility_id != actor.facility_id:
        return False
    if reply.entry_id is None:
        readable = visible_messages(actor).filter(pk=reply.message_id or 0)
        return actor.may("look.inbox") and readable.exists()
    return visible_to(actor).filter(pk=reply.entry_id).exists()


def approval_covers_all(facility_id: int) -> bool:
    """Say whether this health centre wants every answer approved."""
    return ApprovalRule.objects.filter(
        facility_id=facility_id, covers=ApprovalRule.Covers.ALL
    ).exists()


def draft_needs_approval(actor: Actor, entry: Entry) -> bool:
    """Say whether what ``actor`` writes to ``entry`` must be approved before it leaves."""
    return needs_approval(
        klass=entry.klass,
        severity=entry.severity,
        covers_all=approval_covers_all(actor.facility_id),
        drafter_may_approve=actor.may("reply.approve"),
    )


def sent_how(reply: Reply) -> str:
    """Return for History what sending made of it, by the way it goes."""
    if reply.way == Reply.Way.LINE:
        line = f" ({reply.line.name})" if reply.line else ""
        if reply.dispatch and reply.dispatch.state == Dispatch.State.HAND:
            return f"menunggu dikirim lewat HP{line}"
        if reply.given_at:
            return f"sudah dikirim lewat HP{line}"
        if reply.comment_id:
            place = (
                "ditulis di bawah komentar" if reply.is_public else "dikirim sebagai pesan pribadi"
            )
            return f"{place}{line}"
        return f"dikirim lewat saluran{line}"
    return {
        Reply.Way.CALL: "masuk daftar telepon",
        Reply.Way.NOTICE: "siap ditempel di papan pengumuman",
        Reply.Way.FACE: "siap disampaikan langsung",
        Reply.Way.LETTER: "siap diserahkan lewat surat",
    }[Reply.Way(reply.way)]


# ---------------------------------------------------------------- before sending


def window_of(line: Line, person: Person | None, now: datetime) -> Window:
    """Return whether free text may be sent to ``person`` on ``line`` now, until when."""
    is_limited = channel_of(line).abilities.answer_window is not None
    last_in = last_incoming_at(person, line) if is_limited and person is not None else None
    return window_at(line, last_in, now)


def window_at(line: Line, last_in: datetime | None, now: datetime) -> Window:
    """Return the same of somebody who last wrote at ``last_in``, or never."""
    is_limited = channel_of(line).abilities.answer_window is not None
    closes_at = window_closes_at(line, last_in) if is_limited and last_in else None
    return window(is_limited=is_limited, closes_at=closes_at, now=now)


@dataclass(frozen=True)
class Cost:
    """What the next answer on a line costs, said before it is sent."""

    used: int
    free: int
    text_is_charged: bool


def cost_of(line: Line, now: datetime) -> Cost | None:
    """Count this month's free-form replies on a line that charges them; ``None`` elsewhere."""
    if not channel_of(line).abilities.takes_templates:
        return None
    start = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    used = Dispatch.objects.filter(
        facility_id=line.facility_id,
        line=line,
        template="",
        sent_at__gte=start,
        state__in=[Dispatch.State.SENT, Dispatch.State.DELIVERED, Dispatch.State.READ],
    ).count()
    return Cost(used, FREE_SERVICE_REPLIES, is_charged(used, as_approved=False))


# ---------------------------------------------------------------- the plain handphone


def suggested_answers(entry: Entry) -> Sequence[Message]:
    """Return what was typed on the handphone after the entry: «Apakah ini jawabannya?»

    Messages out to the same person that no reply is known by, newest first, three at most.
    """
    if entry.person is None:
        return []
    adopted = Reply.objects.filter(adopted=OuterRef("pk"))
    return list(
        Message.objects.filter(
            ~Exists(adopted),
            facility_id=entry.facility_id,
            person__in=same_person_ids(entry.person),
            direction=Message.Direction.OUT,
            dispatch=None,
            revoked_at=None,
            sent_at__gte=entry.received_at,
        )
        .select_related("line")
        .order_by("-sent_at")[:3]
    )
