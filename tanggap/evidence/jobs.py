"""What evidence does by itself: packs that were asked for are made, old ones deleted."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.queries import actor_of
from tanggap.base.work import Job
from tanggap.evidence.actions import note_pack
from tanggap.evidence.asking import Question
from tanggap.evidence.keeping import folder, paths_of
from tanggap.evidence.models import Pack
from tanggap.evidence.packing import pack as make
from tanggap.gateway.aside import aside

log = logging.getLogger(__name__)
SILENT = timedelta(minutes=15)
_STATE = Pack.State
_ENDED = "Terhenti di tengah jalan. Buat lagi."


def is_waiting(now: datetime) -> bool:
    return Pack.objects.filter(state=_STATE.WAITING).exists()


def make_next(now: datetime) -> int:
    """Make the pack that waits longest; another worker may not take the same."""
    held = Pack.objects.filter(state=_STATE.WAITING).select_related("facility", "by").first()
    if held is None:
        return 0
    claimed = Pack.objects.filter(pk=held.pk, state=_STATE.WAITING)
    if not claimed.update(state=_STATE.RUNNING, seen_at=now):
        return 1
    carry_out(held)
    return 1


def carry_out(held: Pack) -> None:
    """Make one pack and note how it went."""
    own = machine(held.facility_id)
    maker = actor_of(held.by, timezone.localdate())
    paths = paths_of(held)

    def say(percent: int, words: str) -> None:
        note_pack(own, held, percent=percent, words=words[:200])

    try:
        if not maker.may("evidence.make_pack"):
            raise Refused("Peran pembuatnya sudah berakhir.")
        folder().mkdir(mode=0o700, exist_ok=True)
        asked = Question(maker, held.facility, held.from_on, held.to_on)
        made = make(asked, held.by, paths["pdf"], paths["zip"], say)
    except Exception as error:
        for path in paths.values():
            path.unlink(missing_ok=True)
        trouble = (
            str(error) if isinstance(error, Refused) else "Berkas ini gagal dibuat. Coba lagi."
        )
        note_pack(
            own, held, state=_STATE.FAILED, ended_at=timezone.now(), trouble=trouble[:300], words=""
        )
        log.error("pack of evidence failed: %s", type(error).__name__)
        return
    note_pack(
        own,
        held,
        state=_STATE.DONE,
        ended_at=timezone.now(),
        percent=100,
        words="",
        pages=made.pages,
        papers=made.papers,
        files=made.files,
        pdf_size=paths["pdf"].stat().st_size,
        zip_size=paths["zip"].stat().st_size,
    )


def tidy(now: datetime) -> int:
    """Delete the files of packs whose days are over; say of what stood still that it ended."""
    moved = 0
    for one in Pack.objects.filter(state=_STATE.RUNNING, seen_at__lt=now - SILENT):
        note_pack(machine(one.facility_id), one, state=_STATE.FAILED, trouble=_ENDED, words="")
        moved += 1
    over = Pack.objects.filter(expires_on__lt=timezone.localdate(now))
    for one in over.filter(state__in=(_STATE.DONE, _STATE.FAILED)):
        for path in paths_of(one).values():
            path.unlink(missing_ok=True)
        note_pack(machine(one.facility_id), one, state=_STATE.GONE)
        moved += 1
    return moved


JOBS = [
    Job("evidence.make_packs", timedelta(seconds=1), aside("packs", is_waiting, make_next)),
    Job("evidence.tidy", timedelta(minutes=10), tidy),
]
