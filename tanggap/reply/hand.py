"""What a person must do by hand so that answers and receipts reach people."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef

from tanggap.base.acting import Actor
from tanggap.base.reading import OfEachRow
from tanggap.gateway.models import Dispatch
from tanggap.gateway.queries import hand_link
from tanggap.gateway.queries import hand_tasks as waiting_by_hand
from tanggap.inbox.models import Identity, Message, Person
from tanggap.logbook.models import Entry, Milestone
from tanggap.logbook.queries import visible_to
from tanggap.reply.models import Reply
from tanggap.reply.queries import person_of, sent_as


@dataclass(frozen=True)
class HandTask:
    """One text to copy to the handphone and send from there."""

    dispatch: Dispatch
    what: str
    link: str
    link_label: str
    to: str
    reply: Reply | None = None
    entry: Entry | None = None
    message: Message | None = None
    person: Person | None = None


_TOLD = {"receipt": "Tanda terima", "asked": "Permintaan kelengkapan"}
_LINK_LABELS = {"https": "Buka WhatsApp", "sms": "Buka SMS", "tel": "Telepon"}


def hand_tasks(actor: Actor) -> list[HandTask]:
    """Return the texts to send from the handphone, oldest first; never about the actor."""
    dispatches = list(waiting_by_hand(actor))
    replies = {reply.dispatch_id: reply for reply in sent_as(actor, dispatches)}
    hidden = Reply.objects.filter(dispatch__in=dispatches).exclude(
        pk__in=[reply.pk for reply in replies.values()]
    )
    unseen = set(hidden.values_list("dispatch_id", flat=True))
    stones = _milestones(actor, dispatches)
    return [
        task_of(row, replies.get(row.pk), stones.get(row.pk))
        for row in dispatches
        if row.pk not in unseen
    ]


def task_of(
    dispatch: Dispatch, reply: Reply | None = None, stone: Milestone | None = None
) -> HandTask:
    """Return ``dispatch`` as a task, with the link that opens the right chat if there is one."""
    link = hand_link(dispatch)
    number = next((to["value"] for to in dispatch.to if to["kind"] == "phone"), "")
    name = next((to["value"] for to in dispatch.to if to["kind"] == "wa_name"), "")
    entry = reply.entry if reply else stone.entry if stone else None
    return HandTask(
        dispatch,
        what="Jawaban" if reply else _TOLD.get(stone.kind, "Pesan") if stone else "Pesan",
        link=link,
        link_label=_LINK_LABELS.get(link.partition(":")[0], "Buka"),
        to=number or name.partition(":")[2],  # a name stands behind its line (inbox.imports)
        reply=reply,
        entry=entry,
        message=reply.message if reply else None,
        person=person_of(reply) if reply else entry.person if entry else None,
    )


def _milestones(actor: Actor, dispatches: list[Dispatch]) -> Mapping[int, Milestone]:
    rows = Milestone.objects.filter(
        OfEachRow(visible_to(actor).filter(pk=OuterRef("entry"))), dispatch__in=dispatches
    ).select_related("entry__person")
    return {row.dispatch_id: row for row in rows if row.dispatch_id}


def call_number(reply: Reply) -> Identity | None:
    """Return the number to call: the one chosen, or the person's newest."""
    if reply.identity is not None:
        return reply.identity
    person = person_of(reply)
    if person is None:
        return None
    return next(
        (one for one in person.identities.all() if one.kind == "phone" and not one.ended_at), None
    )
