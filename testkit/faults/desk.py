"""A desk: writes entries and answers through the actions, in a process that may be killed.

Before an act its keys go into a journal, as a browser keeps the page with its hidden key;
after a kill the same act is done again under the same key. ``python -m testkit.faults.desk
JOURNAL NUMBER OF SEED ACTS``.
"""

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from django.db import close_old_connections  # noqa: E402
from django.db.utils import OperationalError  # noqa: E402
from django.utils import timezone  # noqa: E402

from tanggap.base.acting import Actor  # noqa: E402
from tanggap.base.models import Staff  # noqa: E402
from tanggap.base.queries import actor_of  # noqa: E402
from tanggap.channels._registry import channels  # noqa: E402
from tanggap.inbox.models import Message  # noqa: E402
from tanggap.logbook.actions import write_down  # noqa: E402
from tanggap.logbook.drafts import EntryDraft  # noqa: E402
from tanggap.reply.actions import answer_at_once, draft, send  # noqa: E402

Act = dict[str, Any]
LOOKED_AT = 240
ENDINGS = ("", "", " Loket obat buka pukul 07.30." * 6, " Salam sehat 🙏")
LONGEST_THOUGHT = 0.5  # seconds between two acts, so that sending goes on all the while


class Journal:
    """What this desk set out to do, and what of it is done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        rows = [json.loads(line) for line in lines if line.endswith("}")]
        self.acts: dict[str, Act] = {row["key"]: row for row in rows if "key" in row}
        self.done = {row["done"] for row in rows if "done" in row}

    def note(self, row: Act) -> None:
        with self.path.open("a") as file:
            file.write(f"\n{json.dumps(row)}\n")  # a line cut short by a kill stands alone

    @property
    def open(self) -> list[Act]:
        return [act for key, act in self.acts.items() if key not in self.done]


def carry_out(sari: Actor, act: Act) -> None:
    """Do one act; done a second time it changes nothing."""
    message = Message.objects.select_related("line").get(key=act["message"], line=act["line"])
    if act["what"] == "answer":
        answer_at_once(sari, message, act["text"], UUID(act["reply"]))
        return
    told = message.text or "Pesan ini ditarik kembali."
    entry = write_down(sari, EntryDraft("keluhan", told), [message], form_key=UUID(act["key"]))
    reply = draft(
        sari, text=act["text"], form_key=UUID(act["reply"]), entry=entry, line=message.line
    )
    send(sari, reply)


def next_act(dice: random.Random, number: int, of: int, taken: set[tuple[int, str]]) -> Act | None:
    """Choose a message of this desk's share that nobody has dealt with."""
    waiting = Message.objects.filter(direction="in", sorted_at=None, revoked_at=None)
    waiting = waiting.filter(line__kind__in=_answerable(), person__isnull=False, comment=None)
    by_line: dict[int, list[str]] = {}
    for pk, key, its_line in waiting.order_by("-id").values_list("pk", "key", "line")[:LOOKED_AT]:
        if pk % of == number and (its_line, key) not in taken:
            by_line.setdefault(its_line, []).append(key)
    if not by_line:
        return None
    line = dice.choice(sorted(by_line))  # every line has its turn
    key, reply = str(_uuid(dice)), str(_uuid(dice))
    return {
        "key": key,
        "reply": reply,
        "message": dice.choice(by_line[line]),
        "line": line,
        "what": dice.choice(["answer", "entry", "entry"]),
        "text": f"Terima kasih, sudah kami catat. Kode {reply}.{ENDINGS[int(reply[0], 16) % 4]}",
    }


def _answerable() -> list[str]:
    """Return the kinds of line by which an answer in words can be sent, or given by hand."""
    able = {kind: one.abilities for kind, one in channels().items()}
    return [kind for kind, one in able.items() if one.sends or one.hand_link in ("wa.me", "sms")]


def _uuid(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def main(path: str, number: int, of: int, seed: int, most: int) -> int:
    """Act until ``most`` acts are done, or the file «enough» lies beside the journal."""
    journal = Journal(Path(path))
    dice = random.Random(f"{seed}:{number}:{len(journal.acts)}")
    sari = actor_of(Staff.objects.get(username="sari"), timezone.localdate())
    while True:
        for act in journal.open:
            try:
                carry_out(sari, act)
            except OperationalError:  # locked for too long: the same page is sent once more
                close_old_connections()
                continue
            journal.note({"done": act["key"]})
            journal.done.add(act["key"])
        is_over = len(journal.acts) >= most or Path(path).with_name("enough").exists()
        if is_over and not journal.open:
            return 0
        act_or_none = (
            None
            if is_over
            else next_act(
                dice, number, of, {(act["line"], act["message"]) for act in journal.acts.values()}
            )
        )
        if act_or_none is None:
            time.sleep(0.05)
            continue
        time.sleep(dice.random() * LONGEST_THOUGHT)
        journal.note(act_or_none)
        journal.acts[act_or_none["key"]] = act_or_none


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:6])))
