"""The exact count: what the database holds against what citizens and desks did.

``python -m testkit.faults.count left`` tells what still waits to be done, and
``… count FOLDER`` prints every difference as JSON, with a few totals.
"""

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, Q  # noqa: E402

from tanggap.base.models import HistoryLine  # noqa: E402
from tanggap.gateway.models import Arrival, Delivery, Dispatch, Media  # noqa: E402
from tanggap.inbox.models import Attachment, Identity, LateChange, Message, SetAside  # noqa: E402
from tanggap.logbook.models import Clock, Entry, EntryMessage, NumberSeries  # noqa: E402
from tanggap.reply.models import Reply  # noqa: E402
from testkit.faults.desk import Journal  # noqa: E402

S = Dispatch.State
ARRIVED = (S.SENT, S.DELIVERED, S.READ)


def left() -> dict[str, int]:
    """Return how much still waits: to be read, sent, settled, fetched, noted."""
    noted = Message.objects.filter(dispatch__isnull=False).count()
    return {
        "arrivals": Arrival.objects.filter(state=Arrival.State.NEW).count(),
        "dispatches": Dispatch.objects.filter(state__in=[S.QUEUED, S.SENDING]).count(),
        "unread": Dispatch.objects.filter(state__in=[S.SENT, S.DELIVERED]).count(),
        "files": Media.objects.filter(state=Media.State.WAITING).count(),
        "thread": Dispatch.objects.filter(state__in=ARRIVED).count() - noted,
        "given": Reply.objects.filter(dispatch__state__in=ARRIVED, given_at=None).count(),
    }


def messages(expected: dict[str, Any]) -> Iterator[str]:
    """Every message once, with its person, its last words and what it said before."""
    found = Message.objects.filter(direction="in").prefetch_related("earlier_texts")
    rows: dict[str, Message] = {}
    for message in found:
        if message.key in rows:
            yield f"message {message.key}: twice"
        rows[message.key] = message
    whose = {i.person_id: i.value.lstrip("+") for i in Identity.objects.filter(kind="phone")}
    for key, wanted in expected.items():
        message_or_none = rows.pop(key, None)
        if message_or_none is None:
            yield f"message {key}: lost"
            continue
        yield from _one_message(message_or_none, wanted, whose)
    yield from (f"message {key}: nobody wrote it" for key in rows)
    if LateChange.objects.exists():
        yield f"{LateChange.objects.count()} changes never met their message"


def _one_message(message: Message, wanted: dict[str, Any], whose: dict[Any, str]) -> Iterator[str]:
    is_like = {
        "person": whose.get(message.person_id) == wanted["who"],
        "text": message.text == wanted["text"],
        "earlier": sorted(one.text for one in message.earlier_texts.all())
        == sorted(wanted["earlier"]),
        "revoked": (message.revoked_at is not None) == wanted["is_revoked"],
        "reaction": message.reaction == wanted["reaction"],
    }
    wrong = [name for name, is_right in is_like.items() if not is_right]
    if wrong:
        yield f"message {message.key}: not as written ({', '.join(wrong)})"


def arrivals() -> Iterator[str]:
    """No call unread, none among the troubles."""
    for row in Arrival.objects.exclude(state=Arrival.State.READ).values("state", "trouble"):
        yield f"arrival: {row['state']} {row['trouble']}"
    statuses = Delivery.objects.values("line", "provider_key", "state").annotate(n=Count("id"))
    yield from (f"status twice: {row}" for row in statuses.filter(n__gt=1))


def files(expected: dict[str, Any]) -> Iterator[str]:
    """Every file once, whole, at its place; nothing half-written beside it."""
    with_file = {key for key, wanted in expected.items() if wanted["has_file"]}
    hung = Counter(Attachment.objects.values_list("message__key", flat=True))
    yield from (f"file of {key}: {hung[key]} times" for key in with_file if hung[key] != 1)
    root = Path(settings.MEDIA_ROOT)
    for media in Media.objects.all():
        path = root / media.path
        if media.state != Media.State.KEPT or not path.is_file():
            yield f"file {media.pk}: {media.state} {media.trouble}"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != media.sha256:
            yield f"file {media.pk}: not what was kept"
    yield from (f"half a file: {path.name}" for path in root.rglob("*.part"))


def answers(
    acts: dict[str, Any],
    got: dict[str, int],
    look: Callable[[Reply, int], Iterator[str]] | None = None,
) -> Iterator[str]:
    """Every answer reached its citizen exactly once, or is flagged and did not go out.

    ``look`` judges one answer and how often it was received, where not every line reports
    as WhatsApp does.
    """
    look = look or _one_answer
    replies = {
        str(reply.form_key): reply for reply in Reply.objects.select_related("dispatch__line")
    }
    for act in acts.values():
        reply = replies.pop(act["reply"], None)
        if reply is None:
            yield f"answer {act['reply']}: lost"
            continue
        if reply.dispatch is None or reply.text != act["text"]:
            yield f"answer {act['reply']}: half written"
            continue
        yield from look(reply, got.get(str(reply.dispatch.key), 0))
    yield from (f"answer {key}: nobody wrote it" for key in replies)
    known = {str(key) for key in Dispatch.objects.values_list("key", flat=True)}
    yield from (f"sent without a dispatch: {key}" for key in got if key not in known)


def _one_answer(reply: Reply, times: int) -> Iterator[str]:
    dispatch = reply.dispatch
    assert dispatch is not None
    in_thread = Message.objects.filter(dispatch=dispatch).count()
    if times > 1:
        yield f"answer {reply.form_key}: sent {times} times"
    elif dispatch.state == S.READ:
        if times != 1 or in_thread != 1 or reply.given_at is None:
            yield f"answer {reply.form_key}: got {times}, in thread {in_thread}"
    elif dispatch.state == S.UNSURE:
        if times or in_thread or reply.given_at or not dispatch.advice:
            yield f"answer {reply.form_key}: flagged, but got {times}, thread {in_thread}"
    else:
        yield f"answer {reply.form_key}: {dispatch.state} {dispatch.failure_code}"


def book(acts: dict[str, Any]) -> Iterator[str]:
    """Numbers without gap or double, each entry whole, one sentence for each act."""
    numbers = sorted(Entry.objects.values_list("sequence", flat=True))
    last = NumberSeries.objects.values_list("last", flat=True).first() or 0
    if numbers != list(range(1, len(numbers) + 1)) or last != len(numbers):
        yield f"numbers: {len(numbers)} entries, last {last}"
    wanted = {act["key"]: act["message"] for act in acts.values() if act["what"] == "entry"}
    for entry in Entry.objects.all():
        key = wanted.pop(str(entry.form_key), None)
        tied = list(EntryMessage.objects.filter(entry=entry).values_list("message__key", flat=True))
        if tied != [key]:
            yield f"entry {entry.number}: tied to {len(tied)} messages"
        sentences = HistoryLine.objects.filter(subject_kind="logbook.entry", subject_id=entry.pk)
        said = Counter(sentences.values_list("action", flat=True))
        if said != {"logbook.write_down": 1, "reply.draft": 1, "reply.send": 1}:
            yield f"entry {entry.number}: History says {dict(said)}"
    yield from (f"entry {key}: lost" for key in wanted)
    clocks = Counter(Clock.objects.values("entry").annotate(n=Count("id")).values_list("n"))
    if len(clocks) > 1:
        yield f"clocks: not as many for every entry: {dict(clocks)}"
    aside = {act["message"] for act in acts.values() if act["what"] == "answer"}
    if set(SetAside.objects.values_list("message__key", flat=True)) != aside:
        yield "answered at triage: not the messages that were answered"
    unsorted = Q(message__sorted_at=None)
    if EntryMessage.objects.filter(unsorted).exists():
        yield "a message stands in the book and waits at triage as well"


def file_of_tables() -> Iterator[str]:
    """SQLite's own word on its file."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for check in ("integrity_check", "foreign_key_check"):
            cursor.execute(f"PRAGMA {check}")
            yield from (str(row) for row in cursor.fetchall() if row != ("ok",))


def count(folder: Path) -> dict[str, Any]:
    """Return the totals and every difference."""
    expected = json.loads((folder / "expected.json").read_text())
    got = json.loads((folder / "got.json").read_text())
    acts: dict[str, Any] = {}
    for path in folder.glob("desk-*"):
        acts |= Journal(path).acts
    differences = [
        *messages(expected),
        *arrivals(),
        *files(expected),
        *answers(acts, got),
        *book(acts),
        *file_of_tables(),
    ]
    states = Counter(Dispatch.objects.values_list("state", flat=True))
    return {
        "messages": Message.objects.filter(direction="in").count(),
        "arrivals": Arrival.objects.count(),
        "entries": Entry.objects.count(),
        "answers": Reply.objects.count(),
        "read": states[S.READ],
        "flagged": states[S.UNSURE],
        "files": Media.objects.count(),
        "differences": differences,
    }


if __name__ == "__main__":
    word = sys.argv[1]
    print(json.dumps(left() if word == "left" else count(Path(word))))
