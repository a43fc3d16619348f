"""What we sent, seen again from the handphone: one message, never two."""

from datetime import datetime

from tanggap.base.acting import machine
from tanggap.gateway.actions import done_by_hand
from tanggap.gateway.events import MessageSeen
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.models import Identity, Message, Person
from tanggap.inbox.rules import SAME_WORDS_WITHIN, plain, same_words

NOTED = "dispatch:"


def link_dispatch(message: Message, dispatch: Dispatch) -> Message:
    """Say that ``message``, known as an echo, is what we sent."""
    message.dispatch = dispatch
    message.is_echo = False
    message.save(update_fields=["dispatch", "is_echo"])
    return message


def adopt_dispatch(
    line: Line, person: Person | None, event: MessageSeen, dispatch: Dispatch | None
) -> Message | Dispatch | None:
    """Return what of ours the echo ``event`` is: a message in the thread, a dispatch, nothing.

    An open hand task with the same words to the same person is thereby done: nobody sends
    it a second time.
    """
    if dispatch is not None:
        return Message.objects.filter(dispatch=dispatch).first() or dispatch
    noted = noted_message(line, person, event.text, event.sent_at)
    if noted is not None:
        noted.key, noted.sent_at = event.key, event.sent_at
        noted.save(update_fields=["key", "sent_at"])
        return noted
    return finish_hand_task(line, person, event.text)


def words_of_ours(line: Line, person: Person | None) -> set[str]:
    """Return the words of hand tasks, open or noted: nothing else of ours can come back."""
    if person is None:
        return set()
    open_tasks = Dispatch.objects.filter(line=line, state=Dispatch.State.HAND)
    noted = Message.objects.filter(line=line, person=person, key__startswith=NOTED)
    texts = [*open_tasks.values_list("text", flat=True), *noted.values_list("text", flat=True)]
    return {plain(text) for text in texts} - {""}


def words_of_line(line: Line) -> set[str]:
    """Return the words of all hand tasks of ``line``, open or noted, whoever they are for."""
    open_tasks = Dispatch.objects.filter(line=line, state=Dispatch.State.HAND)
    noted = Message.objects.filter(line=line, key__startswith=NOTED)
    texts = [*open_tasks.values_list("text", flat=True), *noted.values_list("text", flat=True)]
    return {plain(text) for text in texts} - {""}


def noted_message(line: Line, person: Person | None, text: str, at: datetime) -> Message | None:
    """Return the message that a hand task left in the thread with these words."""
    if person is None:
        return None
    near = Message.objects.filter(
        line=line,
        person=person,
        dispatch__isnull=False,
        key__startswith=NOTED,
        sent_at__range=(at - SAME_WORDS_WITHIN, at + SAME_WORDS_WITHIN),
    )
    return next((m for m in near.order_by("id") if same_words(m.text, text)), None)


def finish_hand_task(line: Line, person: Person | None, text: str) -> Dispatch | None:
    """Mark the open hand task with these words to this person as sent, and return it."""
    if person is None:
        return None
    for task in Dispatch.objects.filter(line=line, state=Dispatch.State.HAND).order_by("id"):
        if same_words(task.text, text) and _is_for(person, task):
            done_by_hand(machine(line.facility_id), task)
            task.refresh_from_db()
            return task
    return None


def _is_for(person: Person, task: Dispatch) -> bool:
    values = {to["value"] for to in task.to}
    return Identity.objects.filter(person=person, value__in=values).exists()
