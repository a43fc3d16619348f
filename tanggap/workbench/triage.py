"""Triage: the messages that wait, put together by person, and what can be done with them.

The SOP's «mengumpulkan» step (B-03.2): everything that came in is looked at once by a
person, who says whether it belongs in the book.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.asked import keys_in
from tanggap.base.reading import OfEachRow
from tanggap.inbox.models import Message, Person, SetAside
from tanggap.inbox.queries import roots_of, same_people_ids, with_parts
from tanggap.logbook.models import Entry, Series
from tanggap.logbook.queries import visible_messages, visible_to
from tanggap.workbench.queries import OPEN
from tanggap.workbench.same_people import Suggestion, suggestions

CASES_ON_A_SCREEN = 15
MESSAGES_READ = 200
MOST_COUNTED = 1000

# Where the public is sent with what is not ours to answer (domain: «bukan kewenangan»).
PLACES = (
    "Dinas Kesehatan kabupaten/kota",
    "BPJS Kesehatan, telepon 165",
    "RSUD",
    "Kantor desa atau kelurahan",
    "Kantor kecamatan",
    "Dinas Sosial",
    "Disdukcapil (KTP, KK)",
    "Polisi, telepon 110",
    "Gawat darurat, telepon 119",
    "LAPOR! (lapor.go.id, SMS 1708)",
)

KIND_WORDS = {
    "image": "Foto",
    "video": "Video",
    "audio": "Pesan suara",
    "document": "Dokumen",
    "sticker": "Stiker",
    "location": "Lokasi",
    "contact": "Kartu kontak",
    "reaction": "Tanggapan emoji",
    "call": "Panggilan tak terjawab",
    "order": "Pesanan",
}


@dataclass
class Case:
    """What one person said on one line and nobody has looked at yet."""

    person: Person | None
    messages: list[Message] = field(default_factory=list)
    open_entries: list[Entry] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.messages[0].pk

    @property
    def first(self) -> Message:
        return self.messages[0]

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def name(self) -> str:
        """Return what to call the person: the name, or nothing known."""
        if self.person is not None and self.person.name:
            return self.person.name
        return self.first.sender_name or ""

    @property
    def is_comment(self) -> bool:
        """Whether the last thing said is public, so that only a private answer may follow."""
        return hasattr(self.last, "comment")

    @property
    def phone(self) -> str:
        if self.person is None:
            return ""
        known = [i for i in self.person.identities.all() if i.kind == "phone" and not i.ended_at]
        return known[-1].value if known else ""


def waiting(actor: Actor) -> QuerySet[Message]:
    """Return the messages that wait for triage and that ``actor`` may read."""
    return visible_messages(actor).filter(direction=Message.Direction.IN, sorted_at=None)


def waiting_count(actor: Actor) -> int:
    """Count what waits, as far as it is worth counting: once for page and navigation."""
    return actor.once(_counted)


def _counted(actor: Actor) -> int:
    return waiting(actor).order_by()[:MOST_COUNTED].count()


def cases(actor: Actor, *, newest_first: bool = False) -> list[Case]:
    """Return the waiting messages by person and line, the longest waiting first."""
    order = "-id" if newest_first else "id"
    # Keys alone stand in the index; asked for more, PostgreSQL walks through all messages.
    keys = list(waiting(actor).order_by(order).values_list("pk", flat=True)[:MESSAGES_READ])
    rows = Message.objects.filter(pk__in=keys).order_by(order)
    together: dict[tuple[int, int], list[int]] = {}
    found = list(rows.values_list("pk", "person_id", "line_id"))
    one_person = roots_of(same_people_ids({person for _, person, _ in found if person}))
    for key, person_id, line_id in found:
        whose = one_person.get(person_id, key) if person_id else key
        together.setdefault((whose, line_id), []).append(key)
    shown = _loaded(list(together.values())[:CASES_ON_A_SCREEN])
    shown_roots = {one_person[case.person.pk] for case in shown if case.person is not None}
    of_shown = {key: root for key, root in one_person.items() if root in shown_roots}
    _add_open_entries(actor, shown, of_shown)
    _add_suggestions(actor, shown, of_shown)
    return shown


def _loaded(cases: list[list[int]]) -> list[Case]:
    """Return the cases of these messages' keys; what is not shown is not loaded."""
    rows = with_parts(Message.objects.filter(pk__in=[key for keys in cases for key in keys]))
    found = {message.pk: message for message in rows.prefetch_related("person__identities")}
    loaded = []
    for keys in cases:
        messages = [found[key] for key in keys if key in found]
        if messages:
            messages.sort(key=lambda message: (message.sent_at, message.pk))
            loaded.append(Case(messages[0].person, messages))
    return loaded


def _add_open_entries(actor: Actor, shown: Sequence[Case], one_person: dict[int, int]) -> None:
    """Add what is open of each case's person; ``one_person`` gives by key whom it stands for."""
    entries = visible_to(actor).filter(OPEN, person_id__in=list(one_person))
    for entry in entries.order_by("-received_at", "-id")[:200]:
        for case in shown:
            if case.person is not None and one_person[case.person.pk] == one_person.get(
                entry.person_id or 0
            ):
                case.open_entries.append(entry)


def _add_suggestions(actor: Actor, shown: Sequence[Case], one_person: dict[int, int]) -> None:
    """Say beside a message who may be the same person, to whoever may judge it."""
    if not (actor.may("inbox.merge_people") and actor.may("look.identities")):
        return
    people = [case.person for case in shown if case.person is not None]
    found = suggestions(actor, people, one_person)
    for case in shown:
        if case.person is not None:
            case.suggestions = found.get(case.person.pk, [])


def chosen(actor: Actor, keys: Iterable[str]) -> list[Message]:
    """Return the readable messages among ``keys``, in the order they were said."""
    wanted = keys_in(keys)
    rows = visible_messages(actor).filter(pk__in=wanted, direction=Message.Direction.IN)
    return list(rows.select_related("line", "person").order_by("sent_at", "id"))


def set_aside_today(actor: Actor) -> QuerySet[SetAside]:
    """Return what triage has put aside since midnight, the latest first: all can come back."""
    midnight = datetime.combine(timezone.localdate(), time.min, timezone.get_current_timezone())
    return (
        SetAside.objects.filter(
            OfEachRow(visible_messages(actor).filter(pk=OuterRef("message"))),
            facility_id=actor.facility_id,
            at__gte=midnight,
        )
        .select_related("message", "message__person", "message__line", "by")
        .order_by("-at")
    )


_SEQUENCE = re.compile(r"\s*0*(\d{1,6})(?:\s*/\s*(20\d\d))?\s*$")


def entry_by_number(actor: Actor, words: str) -> Entry | None:
    """Find a visible entry by its number in full, or short: «12» (this year), «12/2025»."""
    seen = visible_to(actor)
    whole = seen.filter(number__iexact=words.strip()).first()
    if whole is not None:
        return whole
    short = _SEQUENCE.match(words)
    if short is None:
        return None
    year = int(short[2]) if short[2] else timezone.localdate().year
    return seen.filter(series=Series.OURS, year=year, sequence=int(short[1])).first()


def kind_words(message: Message) -> str:
    """Return what a message is where it says nothing: «Stiker», «Pesan suara»."""
    return KIND_WORDS.get(message.kind, "Pesan tanpa tulisan")
