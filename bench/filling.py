"""Fill a site of ours with so many entries: ``python -m bench.filling 20000``.

In bulk and past the actions, but with all that a used health centre has: people, messages
both ways, entries with topics, units, clocks and milestones, answers, History, accused.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.material import (  # noqa: E402
    NAMED_EVERY,
    Case,
    cases,
    people_for,
    person_name,
    person_phone,
)
from bench.ours import LINE_SETTINGS, LINE_TOKEN  # noqa: E402
from bench.rhythm import lay_in  # noqa: E402
from bench.rows import Rows  # noqa: E402
from tanggap.base.acting import machine  # noqa: E402
from tanggap.base.chain import Head, chained, unchained  # noqa: E402
from tanggap.base.ids import new_id  # noqa: E402
from tanggap.base.models import (  # noqa: E402
    HistoryHead,
    HistoryLine,
    JobTurn,
    Role,
    Staff,
    Unit,
)
from tanggap.base.words import stemmed  # noqa: E402
from tanggap.gateway.models import Dispatch, Line  # noqa: E402
from tanggap.inbox.models import Identity, Message, Person  # noqa: E402
from tanggap.logbook.actions import prepare as prepare_logbook  # noqa: E402
from tanggap.logbook.models import (  # noqa: E402
    Accused,
    Clock,
    Entry,
    EntryMessage,
    Findable,
    Milestone,
    NumberSeries,
    Topic,
)
from tanggap.logbook.rules import Event, applies, class_of_kind, rules_in_force  # noqa: E402
from tanggap.reply.actions import prepare as prepare_reply  # noqa: E402
from tanggap.reply.models import Reply  # noqa: E402
from tanggap.site.worker import QUEUE_BELOW, all_jobs  # noqa: E402
from tests.people import Puskesmas, make_puskesmas  # noqa: E402

AT_ONCE = 4_000
WAITING_FOR_TRIAGE = 60
CHANNELS = ("whatsapp", "phone", "box", "walk_in")
_WITHIN = timedelta(days=4)


@dataclass
class Centre:
    """What every case needs of the health centre."""

    here: Puskesmas
    lines: list[Line]
    people: list[Person]
    topics: list[Topic]
    units: list[Unit]
    petugas: Staff
    named: Staff
    last: dict[int, int] = field(default_factory=dict)
    head: Head | None = None

    def next_number(self, year: int) -> int:
        self.last[year] = self.last.get(year, 0) + 1
        return self.last[year]


def main(count: int) -> None:
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        centre = _centre(count, now)
        waiting = iter(cases(count, now))
        while some := list(islice(waiting, AT_ONCE)):
            _rows_of(centre, some).write()
        _triage(centre, now).write()
        NumberSeries.objects.bulk_create(
            NumberSeries(facility=centre.here.facility, year=year, last=last)
            for year, last in centre.last.items()
        )
        if centre.head:
            HistoryHead.objects.create(
                facility=centre.here.facility, place=centre.head.place, hash=centre.head.hash
            )
        lay_in(centre.here)
        # What is done once an hour or a day has been done: it is not what is measured.
        JobTurn.objects.bulk_create(
            JobTurn(name=job.name, last_run_at=now)
            for job in all_jobs()
            if job.every >= QUEUE_BELOW
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _centre(count: int, now: datetime) -> Centre:
    here = make_puskesmas("Padaherang")
    facility = here.facility
    lines = [here.line(kind) for kind in CHANNELS]
    lines[0].settings, lines[0].token = LINE_SETTINGS, LINE_TOKEN
    lines[0].save()
    prepare_logbook(machine(facility.pk))
    prepare_reply(machine(facility.pk))
    long_ago = now - timedelta(days=3660)
    people = [
        Person(facility=facility, name=person_name(i), created_at=long_ago)
        for i in range(people_for(count))
    ]
    Person.objects.bulk_create(people, batch_size=800)
    Identity.objects.bulk_create(
        [
            Identity(
                facility=facility,
                kind="phone",
                value=person_phone(i),
                person=person,
                since=long_ago,
            )
            for i, person in enumerate(people)
        ],
        batch_size=800,
    )
    topics, units = list(Topic.objects.all()), list(Unit.objects.all())
    petugas, named = here.staff[Role.PETUGAS], here.staff[Role.PJ_UNIT]
    return Centre(here, lines, people, topics, units, petugas, named)


def _rows_of(centre: Centre, some: Iterable[Case]) -> Rows:
    rows = Rows()
    for case in some:
        message = rows.add(_message(centre, case))
        entry = rows.add(_entry(centre, case))
        rows.add(EntryMessage(entry=entry, message=message))
        _placed(rows, centre, case, entry)
        for clock in _clocks(case, entry):
            rows.add(clock)
        if case.is_answered:
            _answered(rows, centre, case, entry, message)
        _told(rows, centre, case, entry)
    return rows


def _message(centre: Centre, case: Case) -> Message:
    person = centre.people[case.person]
    return Message(
        facility=centre.here.facility,
        line=centre.lines[case.channel],
        person=person,
        key=f"wamid.filled-{case.place}",
        sender_name=person.name,
        direction=Message.Direction.IN,
        text=case.text,
        sent_at=case.at,
        received_at=case.at,
        sorted_at=case.at + timedelta(minutes=20),
        search_text=stemmed(case.text),
    )


def _entry(centre: Centre, case: Case) -> Entry:
    number = centre.next_number(case.at.year)
    closed = None if case.is_open else case.answered_at + timedelta(hours=2)
    return Entry(
        facility=centre.here.facility,
        year=case.at.year,
        sequence=number,
        number=f"{number:03}/UB/PKM.PAD/{case.at.year}",
        line=centre.lines[case.channel],
        person=centre.people[case.person],
        received_at=case.at,
        recorded_at=case.at + timedelta(minutes=20),
        recorded_by=centre.petugas,
        kind=case.kind,
        klass=class_of_kind(case.kind),
        severity=case.severity,
        reporter="pengguna" if case.place % 3 else "masyarakat",
        text=case.text,
        complete_at=case.at + timedelta(hours=1),
        closed_at=closed,
        cancelled_at=case.at if case.place % 900 == 5 else None,
    )


def _placed(rows: Rows, centre: Centre, case: Case, entry: Entry) -> None:
    facility, place = centre.here.facility, case.place
    topic, unit = centre.topics[place % len(centre.topics)], centre.units[place % 3]
    rows.add(Entry.topics.through(entry=entry, topic=topic))
    rows.add(Entry.units.through(entry=entry, unit=unit))
    if place % NAMED_EVERY == 7:
        rows.add(Accused(entry=entry, staff=centre.named))
    rows.add(
        Findable(
            entry=entry,
            facility=facility,
            sources={"text": stemmed(case.text)},
            search_text=stemmed(f"{case.text} {entry.number}"),
            identity_text=stemmed(f"{person_name(case.person)} {person_phone(case.person)}"),
        )
    )


def _clocks(case: Case, entry: Entry) -> Iterator[Clock]:
    for rule in rules_in_force(("uu25", "sp4n", "local")):
        if rule.trigger == Event.DECIDED or not applies(rule, klass=entry.klass, kind=case.kind):
            continue
        is_late = case.is_open and case.place % 10 == 0
        due = case.at + (timedelta(days=1) if is_late else _WITHIN + timedelta(days=rule.length))
        if case.is_open and not is_late:
            due = max(due, entry.recorded_at + timedelta(days=60))
        met = case.answered_at if case.is_answered else None
        yield Clock(
            entry=entry,
            facility=entry.facility,
            rule=rule.key,
            starts_at=case.at,
            due_at=due,
            met_at=met,
        )


def _answered(rows: Rows, centre: Centre, case: Case, entry: Entry, message: Message) -> None:
    facility, line, at = centre.here.facility, centre.lines[case.channel], case.answered_at
    goes_out = case.channel == 0
    dispatch = None
    if goes_out:
        dispatch = rows.add(_dispatch(centre, case, line))
        rows.add(_sent(centre, case, line, dispatch))
    reply = Reply(
        facility=facility,
        entry=entry,
        way=Reply.Way.LINE if goes_out else Reply.Way.CALL,
        line=line,
        text=case.answer,
        drafted_by=centre.petugas,
        drafted_at=at,
        released_at=at,
        released_by=centre.petugas,
        dispatch=dispatch,
        given_at=at,
        given_by=centre.petugas,
    )
    rows.add(reply)


def _dispatch(centre: Centre, case: Case, line: Line) -> Dispatch:
    at = case.answered_at
    return Dispatch(
        facility=centre.here.facility,
        line=line,
        to=[{"kind": "phone", "value": person_phone(case.person)}],
        recipient=f"{case.person:064x}",
        text=case.answer,
        state=Dispatch.State.DELIVERED,
        queued_at=at,
        sent_at=at,
        delivered_at=at,
        provider_key=f"wamid.sent-{case.place}",
        tries=1,
    )


def _sent(centre: Centre, case: Case, line: Line, dispatch: Dispatch) -> Message:
    return Message(
        facility=centre.here.facility,
        line=line,
        person=centre.people[case.person],
        key=f"wamid.sent-{case.place}",
        direction=Message.Direction.OUT,
        text=case.answer,
        sent_at=case.answered_at,
        received_at=case.answered_at,
        dispatch=dispatch,
        search_text=stemmed(case.answer),
    )


def _told(rows: Rows, centre: Centre, case: Case, entry: Entry) -> None:
    """Add the milestones of an entry, and History's sentences on it."""
    acts = [("logbook.write_down", entry.recorded_at, f"Mencatat entri {entry.number}.")]
    if case.is_answered:
        acts.append(("reply.send", case.answered_at, f"Mengirim jawaban entri {entry.number}."))
    kinds = Milestone.Kind
    for kind, at in ((kinds.COMPLETE, entry.complete_at), (kinds.CLOSED, entry.closed_at)):
        if at is not None:
            rows.add(Milestone(entry=entry, kind=kind, at=at, by=centre.petugas))
    if entry.closed_at is not None:
        acts.append(("logbook.close", entry.closed_at, f"Menyelesaikan entri {entry.number}."))
    for action, at, sentence in acts:
        told = unchained(
            id=new_id(),
            facility_id=centre.here.facility.pk,
            at=at,
            by_id=centre.petugas.pk,
            action=action,
            subject_kind="logbook.entry",
            subject_id=entry.pk,
            sentence=sentence,
        )
        line = chained(told, centre.head)
        centre.head = Head(line.place, line.hash)
        rows.add(HistoryLine(**line._asdict()))


def _triage(centre: Centre, now: datetime) -> Rows:
    """Return the messages that nobody has sorted yet, the last of them from this minute."""
    rows = Rows()
    for place in range(WAITING_FOR_TRIAGE):
        at = now - timedelta(minutes=WAITING_FOR_TRIAGE - place)
        person = centre.people[place % 40]
        text = "Selamat pagi, apakah poli gigi buka hari Sabtu? Terima kasih sebelumnya."
        rows.add(
            Message(
                facility=centre.here.facility,
                line=centre.lines[0],
                person=person,
                key=f"wamid.waiting-{place}",
                sender_name=person.name,
                direction=Message.Direction.IN,
                text=text,
                sent_at=at,
                received_at=at,
                search_text=stemmed(text),
            )
        )
    return rows


if __name__ == "__main__":
    main(int(sys.argv[1]))
