"""One of several processes that number and claim the same things at once.

``python -m testkit.faults.rival feed ARRIVALS DISPATCHES`` lays the things out;
``… rival take FOLDER NUMBER ENTRIES TURNS`` waits for the file «go» in FOLDER, takes what it
can, and prints what it got as JSON.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from tanggap.base.acting import machine  # noqa: E402
from tanggap.base.models import Staff  # noqa: E402
from tanggap.base.queries import actor_of  # noqa: E402
from tanggap.base.work import Job  # noqa: E402
from tanggap.gateway.actions import send  # noqa: E402
from tanggap.gateway.jobs import claim_dispatch  # noqa: E402
from tanggap.gateway.models import Arrival, Line  # noqa: E402
from tanggap.gateway.reading import claim_arrivals, mark_read  # noqa: E402
from tanggap.logbook.actions import write_down  # noqa: E402
from tanggap.logbook.drafts import EntryDraft  # noqa: E402
from tanggap.site.worker import take_turn  # noqa: E402


def feed(arrivals: int, dispatches: int) -> None:
    line = Line.objects.get(kind="whatsapp")
    for _ in range(arrivals):
        Arrival.objects.create(
            facility_id=line.facility_id,
            line=line,
            received_at=timezone.now(),
            method="POST",
            body=b"{}",
            sha256="",
        )
    for number in range(dispatches):
        to = [{"kind": "phone", "value": f"+62812{number:07}"}]
        send(machine(line.facility_id), line, to, "Terima kasih", key=uuid4())


def take(entries: int, turns: int) -> dict[str, list[object]]:
    """Number, claim and take turns, as fast as it goes; return what this process got."""
    line = Line.objects.get(kind="phone")
    sari = actor_of(Staff.objects.get(username="sari"), timezone.localdate())
    got: dict[str, list[object]] = {"entries": [], "turns": [], "arrivals": [], "dispatches": []}
    for number in range(max(entries, turns)):
        if number < entries:
            draft = EntryDraft("keluhan", "Antre", line_id=line.pk, received_at=timezone.now())
            got["entries"].append(write_down(sari, draft, form_key=uuid4()).sequence)
        if number < turns:
            job = Job(f"uji-{number}", timedelta(days=1), lambda now: 0)
            if take_turn(job, timezone.now()):
                got["turns"].append(job.name)
        for arrival in claim_arrivals(timezone.now(), 3):
            got["arrivals"].append(arrival.pk)
            mark_read(arrival)
        dispatch = claim_dispatch(timezone.now())
        if dispatch is not None:
            got["dispatches"].append(dispatch.pk)
    return got


def main(words: list[str]) -> None:
    if words[0] == "feed":
        feed(int(words[1]), int(words[2]))
        return
    folder = Path(words[1])
    (folder / f"ready-{words[2]}").touch()
    while not (folder / "go").exists():
        time.sleep(0.005)
    print(json.dumps(take(int(words[3]), int(words[4]))))


if __name__ == "__main__":
    main(sys.argv[1:])
