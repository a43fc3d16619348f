"""Reads of the public's pages: which forms are open, and where a report stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.models import Facility, FacilityProfile, Unit
from tanggap.base.queries import open_units, profile_on
from tanggap.gateway.models import Line
from tanggap.gateway.queries import still_open
from tanggap.inbox.models import Message, SetAside
from tanggap.logbook.models import Entry, EntryMessage, Milestone
from tanggap.logbook.queries import visible_to
from tanggap.logbook.rules import COMPLETION_DAYS
from tanggap.reply.models import Reply
from tanggap.website.models import WebReport
from tanggap.website.rules import SAID, Course, Stage, stage

KIND = "website"


@dataclass(frozen=True)
class Place:
    """A health centre whose form is open: its line, and its name in addresses."""

    line: Line
    code: str

    @property
    def facility(self) -> Facility:
        return self.line.facility

    @cached_property
    def profile(self) -> FacilityProfile:
        return profile_on(self.facility, timezone.localdate())

    @property
    def units(self) -> QuerySet[Unit]:
        return open_units(self.facility, timezone.localdate())


def open_places(facility_id: int | None = None) -> list[Place]:
    """Return every health centre whose form is open, the first line of each."""
    lines = Line.objects.filter(still_open(timezone.localdate()), kind=KIND)
    firsts: dict[int, Line] = {}
    for line in lines.select_related("facility").order_by("id"):
        firsts.setdefault(line.facility_id, line)
    codes = [line.facility.code for line in firsts.values()]
    places = [Place(line, _code(line.facility, codes)) for line in firsts.values()]
    return [one for one in places if facility_id in (None, one.line.facility_id)]


def _code(facility: Facility, codes: Sequence[str]) -> str:
    """Return the centre's code; its key where the code is another's too, or fits no address."""
    is_plain = all(sign.isalnum() or sign in "-._" for sign in facility.code)
    is_own = codes.count(facility.code) == 1
    return facility.code if facility.code and is_plain and is_own else str(facility.pk)


def place_of(code: str) -> Place | None:
    """Return the health centre that ``code`` names in an address, if its form is open."""
    return next((one for one in open_places() if one.code.lower() == code.lower()), None)


# ---------------------------------------------------------------- one report


@dataclass(frozen=True)
class Answer:
    """An answer as the person may read it, with how it was given."""

    text: str
    way: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """Where a report stands, for the person who wrote it."""

    stage: Stage
    answers: Sequence[Answer] = ()
    number: str = ""
    units: str = ""
    asked: str = ""
    ask_until: datetime | None = None
    advice: str = ""
    closed_at: datetime | None = None
    added: int = 0

    @property
    def title(self) -> str:
        return SAID[self.stage][0]

    @property
    def words(self) -> str:
        return SAID[self.stage][1]


_WAYS = {
    Reply.Way.LINE: "di halaman ini",
    Reply.Way.CALL: "lewat telepon",
    Reply.Way.NOTICE: "di papan pengumuman",
    Reply.Way.FACE: "disampaikan langsung",
    Reply.Way.LETTER: "lewat surat",
}


def report_with(number: str) -> WebReport | None:
    return WebReport.objects.select_related("line__facility", "unit").filter(number=number).first()


def standing_of(report: WebReport) -> Standing:
    """Return where ``report`` stands now, and what was answered to it."""
    message = Message.objects.filter(line_id=report.line_id, key=report.message_key).first()
    if message is None:
        return Standing(Stage.KEPT)
    own = Message.objects.filter(line_id=report.line_id, key__startswith=f"{report.message_key}:")
    added = own.count()
    tie = EntryMessage.objects.filter(message=message).order_by("-entry_id").first()
    seen = visible_to(machine(report.facility_id))  # of no member of staff: the reporter's own
    entry = seen.filter(pk=tie.entry_id).first() if tie else None
    if entry is None:
        return _without_entry(message, added)
    return _in_the_book(entry, message, _began(entry, message), added)


def _began(entry: Entry, message: Message) -> bool:
    """Answer whether the entry began with this message, and not with another's words."""
    first = entry.entry_messages.order_by("message__received_at", "message_id").first()
    return first is not None and first.message_id == message.pk


def _without_entry(message: Message, added: int) -> Standing:
    aside = SetAside.objects.filter(message=message).first()
    answers = _answers(Reply.objects.filter(message=message))
    course = Course(aside=aside.reason if aside else "", is_answered=bool(answers))
    advice = aside.advice if aside else ""
    return Standing(stage(course), answers, advice=advice, added=added)


def _in_the_book(entry: Entry, message: Message, is_own: bool, added: int) -> Standing:
    """Tell of the entry; of one that began with another's words, no more than that.

    Who knows a number of somebody else, and is added to that case by mistake, must not
    read there what was answered to the other. What was answered at once, before the message
    went into the book, stays to be read.
    """
    if not is_own:
        return Standing(Stage.MERGED, added=added)
    of_entry = Reply.objects.filter(entry=entry)
    answers = _answers(of_entry | Reply.objects.filter(message=message))
    steps = entry.milestones
    asked = steps.filter(kind=Milestone.Kind.ASKED).order_by("-at", "-id").first()
    is_asked = entry.asked_at is not None and asked is not None and entry.withdrawn_at is None
    course = Course(
        is_written=True,
        is_cancelled=entry.cancelled_at is not None,
        is_withdrawn=entry.withdrawn_at is not None,
        is_closed=entry.closed_at is not None,
        is_answered=bool(_answers(of_entry)),
        is_asked=is_asked and entry.closed_at is None,
        is_handed_over=steps.filter(kind=Milestone.Kind.HANDED_OVER).exists(),
    )
    return Standing(
        stage(course),
        answers,
        number=entry.number,
        units=", ".join(unit.name for unit in entry.units.all()),
        asked=asked.note if asked and is_asked else "",
        ask_until=asked.at + timedelta(days=COMPLETION_DAYS) if asked and is_asked else None,
        closed_at=entry.closed_at,
        added=added,
    )


def _answers(replies: QuerySet[Reply]) -> list[Answer]:
    """Return what has reached the person, oldest first: never a draft, nor what is on its way."""
    given = replies.filter(given_at__isnull=False, discarded_at=None).select_related("line")
    return [
        Answer(one.text, _way(one), one.given_at) for one in given.order_by("id") if one.given_at
    ]


def _way(reply: Reply) -> str:
    if reply.way == Reply.Way.LINE and reply.line is not None and reply.line.kind != KIND:
        return f"lewat {reply.line.name}"
    return _WAYS[Reply.Way(reply.way)]


def shown_dispatches(report: WebReport) -> list[str]:
    """Return the provider keys of the answers that the tracking page shows: now they are read."""
    message = Message.objects.filter(line_id=report.line_id, key=report.message_key).first()
    if message is None:
        return []
    tied = Entry.objects.filter(entry_messages__message=message)
    own = [entry for entry in tied if _began(entry, message)]
    replies = Reply.objects.filter(entry__in=own) | Reply.objects.filter(message=message)
    keys = replies.filter(given_at__isnull=False, dispatch__line=report.line_id)
    return list(keys.values_list("dispatch__provider_key", flat=True))


# ---------------------------------------------------------------- for the staff


def doubts_of(messages: Collection[Message]) -> dict[int, str]:
    """Return by message why it looks like a machine's, for those that do."""
    numbers = {
        message.pk: message.key.split(":")[1]
        for message in messages
        if message.line.kind == KIND and message.key.startswith("web:")
    }
    doubted = WebReport.objects.filter(number__in=set(numbers.values()), cleared_at=None)
    why = {one.number: one.doubt for one in doubted.exclude(doubt="")}
    return {pk: why[number] for pk, number in numbers.items() if number in why}
