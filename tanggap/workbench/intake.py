"""One act from several steps: what was heard becomes a message and, at once, an entry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.inbox.actions import write_in
from tanggap.inbox.actions.written import LetterHead
from tanggap.inbox.models import Message, Person
from tanggap.inbox.queries import person_by_phone, thread
from tanggap.logbook.actions import write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import entries_of_person, is_readable, visible_people
from tanggap.workbench.intake_forms import IntakeForm, noon_or_now

_SHOWN = 5


@dataclass(frozen=True)
class Caller:
    """Who has this number, as far as the actor may know: earlier entries first."""

    person: Person
    entries: list[Entry]
    unsorted: int


def caller(actor: Actor, phone: str) -> Caller | None:
    """Return what is known of the number; ``None`` for nobody, or nobody to be met."""
    person = person_by_phone(actor.facility_id, phone)
    if person is None or not visible_people(actor).filter(pk=person.pk).exists():
        return None
    waiting = thread(person).filter(direction=Message.Direction.IN, sorted_at=None)
    seen = waiting.filter(is_readable(actor)).order_by()
    return Caller(person, list(entries_of_person(actor, person)[:_SHOWN]), seen.count())


@transaction.atomic
def save(actor: Actor, form: IntakeForm) -> tuple[Message, Entry | None]:
    """Save what the form holds as a message, and as an entry where that was asked for.

    Either both or nothing: a refusal leaves no message behind that nobody expects.
    """
    data = form.cleaned_data
    unit = data["unit"]
    message = write_in(
        actor,
        data["line"],
        form_key=data["form_key"],
        text=data["text"],
        received_at=_received_at(data),
        sent_at=noon_or_now(data["dated_on"]) if data.get("dated_on") else None,
        name=data["name"],
        phone=data["phone"],
        address=data.get("address", ""),
        photos=form.photos,
        letter=LetterHead(data["number"], data["dated_on"]) if "number" in data else None,
        call_back_id=data.get("call_back"),
        jotted={
            "kind": data["kind"],
            "unit": str(unit.pk) if unit else "",
            "promise": data["promise"],
            "is_anonymous": data["is_anonymous"],
            "about_staff": data["about_staff"],
        },
    )
    if not form.is_for_book:
        return message, None
    draft = EntryDraft(
        kind=data["kind"],
        text=message.text,
        units=[unit.pk],
        is_anonymous=data["is_anonymous"],
        immediate_action=data["promise"],
    )
    return message, write_down(actor, draft, [message], form_key=data["form_key"])


def _received_at(data: dict[str, Any]) -> datetime:
    if "received_on" in data:
        return noon_or_now(data["received_on"])
    received_at: datetime = data.get("received_at") or timezone.now()
    return received_at
