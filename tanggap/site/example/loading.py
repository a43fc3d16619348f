"""Loading the example into an empty site."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.models import Facility
from tanggap.site.example.clock import StoryClock
from tanggap.site.example.courses import Courses
from tanggap.site.example.documents import Documents
from tanggap.site.example.meetings import Meetings
from tanggap.site.example.people import OFFICIALS, citizens
from tanggap.site.example.place import PASSWORD, build
from tanggap.site.example.plans import Plans
from tanggap.site.example.proofs import Gatherings
from tanggap.site.example.recaps import Recaps
from tanggap.site.example.stage import Stage
from tanggap.site.example.stories import Stories
from tanggap.site.example.telling import Telling
from tanggap.site.example.voices import Pen, read_voices
from tanggap.site.example.year import Year

SEED = 20230428  # the day on which Padaherang's procedure was issued
LENGTH = timedelta(days=365)
PEOPLE, IN_STORIES = 190, 40

Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class SignIn:
    """How a newcomer gets in: as whom, and what that person does."""

    username: str
    password: str
    name: str
    about: str


def sign_ins() -> list[SignIn]:
    """Return the example's sign-ins, the daily one first."""
    order = {"petugas": 0, "ketua": 1, "kepala": 2}
    people = sorted(OFFICIALS, key=lambda one: order.get(one.username, 9))
    return [SignIn(one.username, PASSWORD, one.name, one.about) for one in people]


def is_loaded() -> bool:
    """Answer whether this site holds the example."""
    return Facility.objects.filter(is_example=True).exists()


def load(
    progress: Progress | None = None,
    *,
    until: datetime | None = None,
    seed: int = SEED,
    length: timedelta = LENGTH,
) -> list[SignIn]:
    """Tell the whole example, ending at ``until`` (now); return its sign-ins.

    ``progress`` hears the percentage and a word on it. Loading a second time changes
    nothing. Raises :class:`Refused` where the site already belongs to a real health
    centre.
    """
    say = progress or (lambda percent, words: None)
    if is_loaded():
        return sign_ins()
    if Facility.objects.exists():
        raise Refused(
            "Folder data ini sudah dipakai puskesmas Anda. Data contoh dimuat di folder lain."
        )
    end = until or timezone.now()
    with transaction.atomic(), _unswept():
        _tell(say, end, length, Random(seed))  # noqa: S311 - a story, not a secret
    say(100, "selesai")
    return sign_ins()


@contextmanager
def _unswept() -> Iterator[None]:
    """Leave the memory unswept meanwhile: a tenth faster, and it ends soon."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tell(say: Progress, end: datetime, length: timedelta, rng: Random) -> None:
    clock = StoryClock(end - length)
    with clock.running():
        say(1, "puskesmas, pegawai, dan saluran")
        place = build(clock.moment.date())
        voices = read_voices()
        stage = Stage(place, Pen(voices, rng), rng, clock, end)
        courses = Courses(stage)
        people = citizens(rng, PEOPLE)
        Year(stage, courses, people[IN_STORIES:]).plan()
        Stories(stage, courses, people[:IN_STORIES]).plan()
        Telling(stage).plan()
        Documents(stage).plan()
        Recaps(stage).plan()
        Plans(stage, people[IN_STORIES:]).plan()
        Meetings(stage).plan()
        Gatherings(stage).plan()
        said = 0
        for moment in stage.play():
            percent = int(99 * (moment - (end - length)) / length)
            if percent > said:
                said = percent
                say(max(percent, 2), f"{moment:%m/%Y}")
