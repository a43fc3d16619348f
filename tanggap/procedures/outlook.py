"""A SOP as it is read: its headings in order, with names put in, for screen and paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from tanggap.base.models import Facility, FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.procedures.models import Change, Revision
from tanggap.procedures.queries import worded
from tanggap.procedures.rules import CHANGES, DIAGRAM, STEPS, headings_of


@dataclass(frozen=True)
class ReadStep:
    """A step with the health centre's names put in."""

    text: str
    short: str = ""
    actor: str = ""
    output: str = ""


@dataclass(frozen=True)
class Section:
    """A heading of a SOP and what stands under it; what kind, its ``key`` says."""

    number: int
    key: str
    label: str
    text: str = ""

    @property
    def has_steps(self) -> bool:
        return self.key == STEPS

    @property
    def has_diagram(self) -> bool:
        return self.key == DIAGRAM

    @property
    def has_changes(self) -> bool:
        return self.key == CHANGES


@dataclass(frozen=True)
class ReadSop:
    """A SOP revision, whole."""

    sections: Sequence[Section]
    steps: Sequence[ReadStep]
    changes: Sequence[Change]


def day_of(revision: Revision) -> date:
    """Return the day whose profile a paper of ``revision`` shows (A-17)."""
    return revision.issued_on or revision.valid_from or timezone.localdate()


def profile_of(revision: Revision, facility: Facility) -> FacilityProfile:
    return profile_on(facility, day_of(revision))


def read_sop(revision: Revision, profile: FacilityProfile) -> ReadSop:
    """Return the SOP with the names of ``profile``; an empty heading stays (A-14)."""
    sections = [
        Section(number, one.key, one.label, worded(revision.texts.get(one.key, ""), profile))
        for number, one in enumerate(headings_of(revision.outline), start=1)
    ]
    steps = [
        ReadStep(
            worded(one.text, profile),
            worded(one.short, profile),
            worded(one.actor, profile),
            worded(one.output, profile),
        )
        for one in revision.steps.all()
    ]
    return ReadSop(sections, steps, list(revision.changes.all()))


_MARKED = re.compile(r"(\d{1,2}[.)]|[a-zA-Z][.)]|[-–•*])\s+(.*)")


@dataclass(frozen=True)
class Point:
    """A line of a text: its mark («1.», «a.», «-»), if it has one, and its words."""

    mark: str
    text: str
    depth: int = 0


def points_in(text: str) -> list[Point]:
    """Return the lines of ``text``, so that numbered ones can hang under their number.

    Numbers below letters («a.» then «1.») are one deeper, as in Padaherang's procedure.
    """
    found: list[Point] = []
    below_letter = False
    for line in text.splitlines():
        marked = _MARKED.fullmatch(line.strip())
        if not marked:
            found.append(Point("", line.strip()))
            below_letter = False
            continue
        point = Point(marked.group(1), marked.group(2))
        if point.mark[0].isalpha():
            below_letter = True
        elif below_letter:
            point = replace(point, depth=1)
        found.append(point)
    return [one for one in found if one.text]
