"""The whole story of one entry: everything its page shows, read in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import HistoryLine
from tanggap.base.queries import history_of
from tanggap.inbox.models import Identity, Message
from tanggap.inbox.queries import same_person_ids, with_parts
from tanggap.logbook.models import Accused, Clock, Entry, Milestone
from tanggap.logbook.queries import may_see_identity, visible_to, zone_of
from tanggap.logbook.rules import RULE_BY_KEY, Rule, is_complaint, withdrawn_after
from tanggap.reply.hand import HandTask, call_number, task_of
from tanggap.reply.models import Reply
from tanggap.reply.queries import State, replies_of, state_of, suggested_answers
from tanggap.reply.rules import UNREACHED, Standing
from tanggap.workbench.queries import STATE_BADGES, STATES, with_standing
from tanggap.workbench.rules import Act, Position, next_act

_UNDER_WAY = {Standing.QUEUED, Standing.SENT, Standing.DELIVERED, Standing.HAND}


@dataclass(frozen=True)
class Answer:
    """One reply as the page shows it."""

    reply: Reply
    state: State
    hand: HandTask | None = None
    call: Identity | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether news of it may still come, so that the page asks again."""
        return self.state.standing in _UNDER_WAY

    @property
    def is_unreached(self) -> bool:
        return self.state.standing in UNREACHED

    @property
    def is_desk(self) -> bool:
        return self.state.is_open


@dataclass(frozen=True)
class Said:
    """One bubble of the conversation: a message, an answer, or both in one."""

    at: datetime
    message: Message | None = None
    answer: Answer | None = None
    receipt: Milestone | None = None

    @property
    def is_ours(self) -> bool:
        return self.answer is not None or (
            self.message is not None and self.message.direction == Message.Direction.OUT
        )


@dataclass(frozen=True)
class Promise:
    """One clock with the law that set it and how it went."""

    clock: Clock
    rule: Rule | None
    now: datetime

    @property
    def is_running(self) -> bool:
        return self.clock.met_at is None and self.clock.dropped_at is None

    @property
    def is_late(self) -> bool:
        until = self.clock.met_at or (self.now if self.is_running else None)
        due = self.clock.due_at
        is_counting = self.clock.paused_at is None or self.clock.met_at is not None
        return due is not None and until is not None and is_counting and until > due

    @property
    def label(self) -> str:
        return self.rule.label if self.rule else self.clock.rule

    @property
    def source(self) -> str:
        return self.rule.source if self.rule else ""


@dataclass(frozen=True)
class Step:
    """One thing that was done about the entry, as its way is told."""

    at: datetime
    what: str
    note: str = ""


@dataclass
class Story:
    """Everything the page of one entry shows."""

    entry: Entry
    state: str
    now: datetime
    knows_identity: bool
    said: list[Said]
    answers: list[Answer]
    promises: list[Promise]
    milestones: list[Milestone]
    accused: list[Accused]
    identities: list[Identity]
    history: list[HistoryLine]
    act: Act
    suggestions: Sequence[Message] = field(default_factory=list)

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def state_tone(self) -> str:
        return STATE_BADGES[self.state]

    @property
    def earliest(self) -> Promise | None:
        """The promise whose time comes first, among those that run."""
        running = [
            one
            for one in self.promises
            if one.is_running and one.clock.paused_at is None and one.clock.due_at
        ]
        return min(running, key=lambda one: one.clock.due_at or one.now, default=None)

    @property
    def running(self) -> list[Promise]:
        return [one for one in self.promises if one.is_running]

    @property
    def ended(self) -> list[Promise]:
        return [one for one in self.promises if not one.is_running]

    @property
    def kept_in_words(self) -> str:
        """How many of the promises met were met in time: what an auditor asks first."""
        met = [one for one in self.ended if one.clock.met_at]
        late = sum(one.is_late for one in met)
        if not met:
            return "tidak berlaku lagi"
        return f"{len(met) - late} tepat waktu" + (f", {late} terlambat" if late else "")

    @property
    def steps(self) -> list[Step]:
        """Milestones, and each answer when it was given, in the order of time."""
        stones = [
            Step(
                one.at,
                one.get_kind_display() + (f" oleh {one.by.name}" if one.by else ""),
                one.note,
            )
            for one in self.milestones
        ]
        given = [
            Step(one.reply.given_at, f"Dijawab: {one.reply.get_way_display().lower()}")
            for one in self.answers
            if one.reply.given_at
        ]
        return sorted(stones + given, key=lambda one: one.at)

    @property
    def is_complaint(self) -> bool:
        return is_complaint(self.entry.klass)

    @property
    def is_open(self) -> bool:
        entry = self.entry
        return not (entry.closed_at or entry.cancelled_at or entry.withdrawn_at)

    @property
    def receipt(self) -> Milestone | None:
        given = (one for one in self.milestones if one.kind == Milestone.Kind.RECEIPT)
        return next(given, None)

    @property
    def asked(self) -> Milestone | None:
        asked = (one for one in self.milestones if one.kind == Milestone.Kind.ASKED)
        return next(reversed(list(asked)), None)

    @property
    def withdrawn_after(self) -> datetime | None:
        """Until when the reporter may complete the complaint (art. 44(4))."""
        asked_at = self.entry.asked_at
        return withdrawn_after(asked_at, zone_of(self.entry.facility)) if asked_at else None

    @property
    def is_handed_over(self) -> bool:
        return any(one.kind == Milestone.Kind.HANDED_OVER for one in self.milestones)

    def first(self, *standings: Standing) -> Answer | None:
        """Return the first answer that stands at one of ``standings``."""
        return next((one for one in self.answers if one.state.standing in standings), None)

    @property
    def turn(self) -> Answer | None:
        """The answer that the next act is about."""
        wanted = {
            Act.RETRY: UNREACHED,
            Act.HAND: {Standing.HAND},
            Act.TASK: {Standing.TASK},
            Act.APPROVE: {Standing.WAITING},
            Act.WAIT_APPROVAL: {Standing.WAITING},
            Act.REDRAFT: {Standing.RETURNED},
            Act.WAIT_SENDER: {Standing.DRAFT, Standing.READY},
            Act.SEND: {Standing.DRAFT, Standing.READY},
            Act.WAIT_SENDING: {Standing.QUEUED},
        }.get(self.act, set())
        return self.first(*wanted)


def story_of(actor: Actor, entry_id: int, now: datetime | None = None) -> Story | None:
    """Return the story of an entry that ``actor`` may meet; ``None`` otherwise."""
    at = now or timezone.now()
    entry = (
        visible_to(actor)
        .filter(pk=entry_id)
        .select_related("facility", "line", "person", "recorded_by")
        .prefetch_related("units", "topics")
        .first()
    )
    if entry is None:
        return None
    with_standing([entry], at)
    knows = may_see_identity(actor)
    answers = [_answer(reply, entry) for reply in replies_of(entry)]
    milestones = list(
        Milestone.objects.filter(entry=entry)
        .select_related("by", "dispatch", "dispatch__line")
        .order_by("at", "id")
    )
    state = str(entry.state)  # type: ignore[attr-defined]
    story = Story(
        entry=entry,
        state=state,
        now=at,
        knows_identity=knows,
        said=_said(entry, answers, milestones),
        answers=answers,
        promises=_promises(entry, at),
        milestones=milestones,
        accused=list(entry.accused.select_related("staff", "sees_instead")),
        identities=_identities(entry) if knows else [],
        history=list(_history(entry)),
        act=Act.NOTHING,
    )
    story.act = next_act(_position(actor, story))
    if story.is_open and state != "answered" and actor.may("reply.adopt"):
        story.suggestions = suggested_answers(entry)
    return story


def _answer(reply: Reply, entry: Entry) -> Answer:
    reply.entry = entry  # the one in hand, with its person
    state = state_of(reply)
    if state.standing == Standing.HAND and reply.dispatch is not None:
        return Answer(reply, state, hand=task_of(reply.dispatch, reply))
    if state.standing == Standing.TASK and reply.way == Reply.Way.CALL:
        return Answer(reply, state, call=call_number(reply))
    return Answer(reply, state)


def _promises(entry: Entry, now: datetime) -> list[Promise]:
    clocks = Clock.objects.filter(entry=entry).order_by("due_at", "id")
    return [Promise(clock, RULE_BY_KEY.get(clock.rule), now) for clock in clocks]


def _identities(entry: Entry) -> list[Identity]:
    if entry.person is None:
        return []
    keys = same_person_ids(entry.person)
    return list(Identity.objects.filter(person__in=keys, ended_at=None).order_by("since"))


def _history(entry: Entry) -> QuerySet[HistoryLine]:
    return history_of("logbook.entry", entry.pk).select_related("by").order_by("-id")[:60]


def _said(entry: Entry, answers: list[Answer], milestones: list[Milestone]) -> list[Said]:
    """Join what the person said, what was answered, and receipts, in the order of time."""
    by_dispatch = {one.reply.dispatch_id: one for one in answers if one.reply.dispatch_id}
    by_message = {one.reply.adopted_id: one for one in answers if one.reply.adopted_id}
    stones = {one.dispatch_id: one for one in milestones if one.dispatch_id}
    said: list[Said] = []
    shown: set[int] = set()
    for row in with_parts(_messages(entry, [*by_dispatch, *stones], by_message)):
        answer = by_message.get(row.pk) or by_dispatch.get(row.dispatch_id or 0)
        if answer is not None:
            if answer.reply.pk in shown:
                continue
            shown.add(answer.reply.pk)
        receipt = stones.pop(row.dispatch_id, None) if row.dispatch_id else None
        said.append(Said(row.sent_at, row, answer, receipt))
    said += [
        Said(one.state.at or one.reply.drafted_at, answer=one)
        for one in answers
        if one.reply.pk not in shown
    ]
    said += [Said(one.at, receipt=one) for one in stones.values()]
    return sorted(said, key=lambda one: one.at)


def _messages(entry: Entry, dispatches: list[int], adopted: Iterable[int]) -> QuerySet[Message]:
    """Return the messages of an entry: keys first, for of an «or» SQLite walks through all."""
    joined = entry.entry_messages.values_list("message", flat=True)
    if dispatches:
        sent = Message.objects.filter(dispatch__in=dispatches).order_by()
        joined = joined.order_by().union(sent.values_list("pk", flat=True))
    return Message.objects.filter(pk__in={*adopted, *joined})


def _position(actor: Actor, story: Story) -> Position:
    entry = story.entry
    return Position(
        is_cancelled=entry.cancelled_at is not None,
        is_closed=entry.closed_at is not None,
        is_withdrawn=entry.withdrawn_at is not None,
        is_complaint=story.is_complaint,
        is_complete=entry.complete_at is not None,
        is_waiting_for_reporter=entry.asked_at is not None,
        has_receipt=story.receipt is not None,
        is_answered=bool(entry.is_answered),  # type: ignore[attr-defined]
        replies=frozenset(str(one.state.standing) for one in story.answers),
        may_send=actor.may("reply.send"),
        may_approve=actor.may("reply.approve"),
    )
