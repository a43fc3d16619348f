"""The one obvious next act on an entry, from what is known of it."""

import enum
from dataclasses import dataclass


class Act(enum.StrEnum):
    """What to do next, in the order of the way: receipt, complete, answer, send, close."""

    NOTHING = "nothing"
    RESTORE = "restore"
    RETRY = "retry"
    HAND = "hand"
    TASK = "task"
    APPROVE = "approve"
    WAIT_APPROVAL = "wait_approval"
    WAIT_SENDER = "wait_sender"
    REDRAFT = "redraft"
    SEND = "send"
    WAIT_REPORTER = "wait_reporter"
    RECEIPT = "receipt"
    DECIDE = "decide"
    ANSWER = "answer"
    WAIT_SENDING = "wait_sending"
    CLOSE = "close"


@dataclass(frozen=True)
class Position:
    """Where an entry stands; ``replies`` are the standings of its answers."""

    is_cancelled: bool = False
    is_closed: bool = False
    is_withdrawn: bool = False
    is_complaint: bool = False
    is_complete: bool = False
    is_waiting_for_reporter: bool = False
    has_receipt: bool = False
    is_answered: bool = False
    replies: frozenset[str] = frozenset()
    may_send: bool = True
    may_approve: bool = False


def next_act(at: Position) -> Act:
    """Return the one thing to do now. What has begun comes before what could begin."""
    if at.is_cancelled:
        return Act.RESTORE
    if at.is_closed or at.is_withdrawn:
        return Act.NOTHING
    return _begun(at) or _on_the_way(at)


def _begun(at: Position) -> Act | None:
    """Return what an answer that is under way asks for."""
    standings = at.replies
    if standings & {"failed", "unsure", "stopped"} and not at.is_answered:
        return Act.RETRY
    if "hand" in standings:
        return Act.HAND
    if "task" in standings:
        return Act.TASK
    if "waiting" in standings:
        return Act.APPROVE if at.may_approve else Act.WAIT_APPROVAL
    if "returned" in standings:
        return Act.REDRAFT
    if standings & {"draft", "ready"}:
        return Act.SEND if at.may_send else Act.WAIT_SENDER
    return None


def _on_the_way(at: Position) -> Act:
    if at.is_waiting_for_reporter:
        return Act.WAIT_REPORTER
    if at.is_answered:
        return Act.CLOSE
    if at.is_complaint and at.may_send:
        if not at.has_receipt:
            return Act.RECEIPT
        if not at.is_complete:
            return Act.DECIDE
    return Act.WAIT_SENDING if "queued" in at.replies else Act.ANSWER
