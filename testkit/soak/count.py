"""The exact count of a soak: every message on its line, every answer, and nothing else.

``python -m testkit.soak.count left FOLDER`` tells what still waits, ``… count FOLDER`` prints
every difference and what each line holds, as JSON.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from django.db.models import F, Sum  # noqa: E402

from tanggap.gateway.models import Dispatch, Line  # noqa: E402
from tanggap.inbox.models import Identity, Message, MissedCall  # noqa: E402
from tanggap.reply.models import Reply  # noqa: E402
from testkit.faults import count as faults  # noqa: E402
from testkit.faults.desk import Journal  # noqa: E402

S = Dispatch.State
FLAGGED = (S.UNSURE, S.HAND)
_MARK = re.compile(r"\b[a-z_]+-\d+\b")
Expected = dict[str, Any]


def left(expected: Expected) -> dict[str, int]:
    """Return how much still waits: unread, unsent, or not even come in."""
    waiting = faults.left()
    waiting.pop("unread")  # not every counterpart reports
    for name, line in expected.items():
        rows = _calls_of(name) if line["is_calls"] else _texts_of(name)
        waiting[name] = max(0, len(line["written"]) - len(rows))
    return waiting


def _texts_of(name: str) -> list[tuple[str, int | None]]:
    rows = Message.objects.filter(line__name=name, direction="in").order_by("id")
    return list(rows.values_list("text", "person_id"))


def _calls_of(name: str) -> list[tuple[str, str]]:
    rows = MissedCall.objects.filter(line__name=name).values_list("call_back__phone", "at")
    return [(f"{who} {at:%Y-%m-%d %H:%M:%S}", who) for who, at in rows]


def messages(expected: Expected) -> Iterator[str]:
    """Each message once on its line, with its words and its person."""
    whose = _identities()
    for name, line in expected.items():
        if line["is_calls"]:
            yield from _missed_calls(name, line["written"])
            continue
        wanted = dict(line["written"])
        for text, person in _texts_of(name):
            found = _MARK.search(text)
            mark = found[0] if found else ""
            one = wanted.pop(mark, None)
            if one is None:
                is_twice = mark in line["written"]
                yield f"{name}: {f'{mark} twice' if is_twice else 'a message nobody wrote'}"
            elif one["text"] != text:
                yield f"{name}: {mark} not as written"
            elif one["who"] not in whose.get(person, set()):
                yield f"{name}: {mark} is somebody else's"
        yield from (f"{name}: {mark} lost" for mark in wanted)


def _identities() -> dict[int | None, set[str]]:
    found: dict[int | None, set[str]] = {}
    for person, value in Identity.objects.values_list("person_id", "value"):
        found.setdefault(person, set()).add(value)
    return found


def _missed_calls(name: str, written: Expected) -> Iterator[str]:
    found = Counter(mark for mark, _ in _calls_of(name))
    yield from (f"{name}: call {m[-19:]} {found[m]} times" for m in written if found[m] != 1)
    yield from (f"{name}: a call nobody made" for m in found if m not in written)


def nothing_else(expected: Expected) -> Iterator[str]:
    """No message on another line, none out that nobody gave, and no line that was stopped."""
    for stray in Message.objects.exclude(line__name__in=list(expected)).select_related("line"):
        yield f"{stray.line.name}: a message on a line that nobody used"
    for line in Line.objects.exclude(trouble=""):
        yield f"{line.name}: stopped ({line.trouble})"
    ungiven = Message.objects.filter(direction="out", dispatch=None).select_related("line")
    unsure = Counter(Dispatch.objects.filter(state=S.UNSURE).values_list("line__name", "text"))
    for message in ungiven:
        # The echo of an answer that may have gone out and is before a person.
        if not unsure[message.line.name, message.text]:
            yield f"{message.line.name}: an answer in the thread that nobody gave"


def judge(got: dict[str, Any]) -> Callable[[Reply, int], Iterator[str]]:
    """Return how one answer is looked at: once at its citizen, or flagged for a person."""

    def look(reply: Reply, times: int) -> Iterator[str]:
        dispatch = reply.dispatch
        assert dispatch is not None
        handed = got["handed"].get(str(dispatch.key), 0)
        where = f"{dispatch.line.name}: answer {reply.form_key}"
        is_doubled_there = got["may_double"].get(dispatch.line.name) and handed == 1
        if times > 1 and not is_doubled_there:
            yield f"{where} received {times} times (handed over {handed} times)"
        elif dispatch.state in faults.ARRIVED:
            in_thread = Message.objects.filter(dispatch=dispatch).count()
            if not times or in_thread != 1 or reply.given_at is None:
                yield f"{where} {dispatch.state}, received {times} times, in thread {in_thread}"
        elif dispatch.state in FLAGGED:
            if reply.given_at or (dispatch.state == S.HAND and times):
                yield f"{where} is before a person, but counts as given"
        else:
            yield f"{where} {dispatch.state} {dispatch.failure_code}"

    return look


def of_each_line(expected: Expected, answers: dict[str, int]) -> dict[str, dict[str, int]]:
    """Return what the table tells of every line."""
    told = {}
    for name, line in expected.items():
        mine = Dispatch.objects.filter(line__name=name)
        again = mine.filter(tries__gt=1).aggregate(n=Sum(F("tries") - 1))["n"]
        told[name] = {
            "found": len(_calls_of(name) if line["is_calls"] else _texts_of(name)),
            "answers": mine.count(),
            "tried_again": again or 0,
            "received": sum(bool(answers.get(str(one.key))) for one in mine),
            "flagged": mine.filter(state__in=FLAGGED).count(),
        }
    return told


def count(folder: Path) -> dict[str, Any]:
    """Return every difference, and the figures of each line."""
    expected: Expected = json.loads((folder / "expected.json").read_text())
    got = json.loads((folder / "got.json").read_text())
    acts: dict[str, Any] = {}
    for path in folder.glob("desk-*"):
        acts |= Journal(path).acts
    differences = [
        *messages(expected),
        *nothing_else(expected),
        *faults.arrivals(),
        *faults.answers(acts, got["answers"], judge(got)),
        *faults.book(acts),
        *faults.file_of_tables(),
    ]
    return {"lines": of_each_line(expected, got["answers"]), "differences": differences}


if __name__ == "__main__":
    place = Path(sys.argv[2])
    expected = json.loads((place / "expected.json").read_text())
    print(json.dumps(left(expected) if sys.argv[1] == "left" else count(place)))
