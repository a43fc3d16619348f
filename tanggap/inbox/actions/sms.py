"""A handphone's SMS become messages: read, confirmed, carried over in slices, undone whole."""

import base64
import binascii
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack

from django.utils import timezone

from tanggap.base import bringing
from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.words import stemmed
from tanggap.gateway.actions import keep_media, let_go_of_media
from tanggap.gateway.events import IdentityKey, Party, Reaction
from tanggap.gateway.models import Dispatch, Line, Media
from tanggap.inbox.actions.known_people import forget
from tanggap.inbox.known import Known
from tanggap.inbox.models import Attachment, ImportRun, Message, Person, SmsImport
from tanggap.inbox.outgoing import finish_hand_task, noted_message, words_of_line
from tanggap.inbox.parties import root_of, whose
from tanggap.inbox.rules import SAME_WORDS_WITHIN, plain
from tanggap.inbox.sms_reading import Talk, sent_at, talks_of
from tanggap.inbox.undoing import delete_unheld

KIND = "sms_handphone"
TOO_LATE = "Impor ini tidak dapat dibatalkan lagi."
_UNDONE_AT_ONCE = 200
Row = dict[str, Any]


@action("inbox.offer_sms")
def offer_sms(actor: Actor, line: Line, **file: Unpack[bringing.Handed]) -> SmsImport:
    """Take a backup to be read; nothing of it is in the inbox before somebody says so."""
    if line.kind != KIND:
        raise Refused("Pilih saluran «SMS di HP».")
    return bringing.offered(SmsImport, actor, file, line=line)


@action("inbox.import_sms")
def import_sms(
    actor: Actor,
    brought: SmsImport,
    talks: Collection[int],
    *,
    since: date | None = None,
    sort_from: date | None = None,
) -> SmsImport:
    """Let the SMS of ``talks`` in, from the day ``since``; the worker carries them over.

    What came in before ``sort_from`` is kept to be read and does not wait for triage.
    """
    brought = bringing.locked(actor, brought, "line", "run")
    if not bringing.is_to_begin(brought):
        return brought
    everybody = talks_of(brought)
    chosen = sorted(place for place in set(talks) if 0 <= place < len(everybody))
    if not chosen:
        raise Refused("Belum ada nomor yang dipilih. Centang nomor yang SMS-nya ikut.")
    brought.run = _new_run(actor, brought)
    bringing.begin(brought, {"talks": chosen}, since=since, sort_from=sort_from)
    many = sum(everybody[place].count for place in chosen)
    said = f"{many} SMS dari {len(chosen)} nomor dipilih."
    tell(actor, brought.run, f"SMS dari HP dimasukkan ke {brought.line.name}: {said}")
    return brought


def _new_run(actor: Actor, brought: SmsImport) -> ImportRun:
    return ImportRun.objects.create(
        facility_id=actor.facility_id,
        line=brought.line,
        by_id=actor.staff_id,
        at=timezone.now(),
        sha256=brought.sha256,
    )


@action("inbox.drop_sms")
def drop_sms(actor: Actor, brought: SmsImport) -> None:
    """Throw a backup away that is not (yet) let in."""
    bringing.drop(actor, brought)


@action("inbox.undo_sms")
def undo_sms(actor: Actor, brought: SmsImport) -> SmsImport:
    """Take an import back as a whole; what somebody has worked on stays."""
    brought = bringing.locked(actor, brought, "line", "run")
    if bringing.is_to_undo(brought, TOO_LATE):
        run = _run_of(brought)
        bringing.begin_undoing(brought, run.messages.count())
        said = f"dibatalkan: {brought.total} pesan."
        tell(actor, run, f"Impor SMS ke {brought.line.name} {said}")
    return brought


def _run_of(brought: SmsImport) -> ImportRun:
    """Return the run, which every import has once it was let in."""
    if brought.run is None:
        raise Refused(TOO_LATE)
    return brought.run


@action("inbox.carry_sms")
def carry_sms(actor: Actor, brought: SmsImport) -> int:
    """Carry over the next slice."""
    nothing_changed()
    brought = bringing.locked(actor, brought, "line", "run", "facility")
    return bringing.carry(
        brought,
        lambda rows: _take_in(actor, brought, _wanted(brought, rows)),
        lambda: _undo_some(actor, brought),
    )


def _wanted(brought: SmsImport, rows: Sequence[Row]) -> list[Row]:
    talks, since = set(brought.chosen["talks"]), bringing.start_of(brought, "since")
    return [row for row in rows if row["talk"] in talks and (not since or sent_at(row) >= since)]


def _take_in(actor: Actor, brought: SmsImport, rows: Sequence[Row]) -> None:
    """Write the rows that are not here yet; ours may be hand tasks, theirs typed in before."""
    run = brought.run
    if run is None or not rows:
        return
    fresh = _fresh(brought, rows)
    near = _Near.to(brought, run, fresh)
    written = [(message, row) for row in fresh if (message := near.new_message(row)) is not None]
    Message.objects.bulk_create([message for message, _ in written])
    for message, row in written:
        run.files += _keep_files(actor, message, row)
    run.seen += len(rows)
    run.added += len(written)
    run.known += len(rows) - len(written)
    run.save()


def _fresh(brought: SmsImport, rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose message is not here, each once."""
    keys = [row["key"] for row in rows]
    here = set(
        Message.objects.filter(line_id=brought.line_id, key__in=keys).values_list("key", flat=True)
    )
    fresh: dict[str, Row] = {}
    for row in rows:
        if row["key"] not in here:
            fresh.setdefault(row["key"], row)
    return list(fresh.values())


Typed = Mapping[tuple[int | None, str], Sequence[datetime]]


@dataclass(frozen=True)
class _Near:
    """A slice's people, and what is here already around its rows in another shape: SMS that
    somebody copied by hand (``typed``), answers that wait to be sent by hand (``ours``)."""

    brought: SmsImport
    run: ImportRun
    people: Mapping[int, Person]
    typed: Typed
    ours: Collection[str]
    sort_from: datetime | None

    @classmethod
    def to(cls, brought: SmsImport, run: ImportRun, rows: Sequence[Row]) -> "_Near":
        return cls(
            brought,
            run,
            _people(brought, run, rows),
            _typed(brought, rows),
            words_of_line(brought.line),
            bringing.start_of(brought, "sort_from"),
        )

    def new_message(self, row: Row) -> Message | None:
        """Return the message to write; ``None`` where it is here in another shape."""
        person, dispatch = self.people.get(row["talk"]), None
        if not row["out"]:
            return None if self._is_typed(row, person) else self._message(row, person)
        if plain(row["text"]) in self.ours:
            if _gave_its_key(self.brought.line, person, row):
                return None
            dispatch = finish_hand_task(self.brought.line, person, row["text"])
        return self._message(row, person, dispatch)

    def _is_typed(self, row: Row, person: Person | None) -> bool:
        """Answer whether somebody wrote this SMS in by hand before."""
        words = plain(row["text"])
        if not self.typed or person is None or not words:
            return False
        copied = self.typed.get((root_of(person).pk, words), ())
        return any(abs(then - sent_at(row)) <= SAME_WORDS_WITHIN for then in copied)

    def _message(
        self, row: Row, person: Person | None, dispatch: Dispatch | None = None
    ) -> Message:
        at, is_ours = sent_at(row), row["out"]
        is_old = self.sort_from is not None and at < self.sort_from
        return Message(
            facility_id=self.brought.facility_id,
            line=self.brought.line,
            person=person,
            key=row["key"],
            direction=Message.Direction.OUT if is_ours else Message.Direction.IN,
            kind=_kind(row),
            text=row["text"],
            sent_at=at,
            received_at=self.run.at,
            is_echo=is_ours and dispatch is None,
            import_run=self.run,
            dispatch=dispatch,
            sorted_at=self.run.at if is_old and not is_ours else None,
            search_text=stemmed(row["text"]),
        )


def _gave_its_key(line: Line, person: Person | None, row: Row) -> bool:
    """Give our own note of this SMS its key and time, where somebody noted it as sent."""
    noted = noted_message(line, person, row["text"], sent_at(row))
    if noted is None:
        return False
    noted.key, noted.sent_at = row["key"], sent_at(row)
    noted.save(update_fields=["key", "sent_at"])
    return True


def _people(brought: SmsImport, run: ImportRun, rows: Sequence[Row]) -> dict[int, Person]:
    """Return who is behind each conversation; whom nobody knew is made by this import."""
    talks = talks_of(brought)
    first = {row["talk"]: sent_at(row) for row in reversed(rows)}
    parties = {place: _party(talks[place]) for place in first}
    asked = [Reaction("", "", party, "", first[place]) for place, party in parties.items()]
    known = Known.of(brought.line, asked)
    people: dict[int, Person] = {}
    for place, party in parties.items():
        is_new = not any((key.kind, key.value) in known.identities for key in party.identities)
        person = whose(known, party, first[place])
        if person is None:
            continue
        if is_new:
            person.brought_by = run
            person.save(update_fields=["brought_by"])
        people[place] = person
    return people


def _party(talk: Talk) -> Party:
    if talk.kind == "person":
        return Party((IdentityKey("phone", talk.phone),), talk.contact)
    if not talk.number:
        return Party((), talk.contact)
    return Party((IdentityKey("alnum", talk.number[:200]),), talk.contact)


def _typed(brought: SmsImport, rows: Sequence[Row]) -> Typed:
    """Return the SMS that somebody copied by hand near these rows, by person and words."""
    if not rows:
        return {}
    times = [sent_at(row) for row in rows]
    found: dict[tuple[int | None, str], list[datetime]] = {}
    near = Message.objects.filter(
        line_id=brought.line_id,
        typed_by__isnull=False,
        direction=Message.Direction.IN,
        sent_at__range=(min(times) - SAME_WORDS_WITHIN, max(times) + SAME_WORDS_WITHIN),
    ).select_related("person")
    for message in near:
        root = root_of(message.person).pk if message.person else None
        found.setdefault((root, plain(message.text)), []).append(message.sent_at)
    return found


def _kind(row: Row) -> str:
    if not row.get("files"):
        return "text"
    family = row["files"][0][0].partition("/")[0]
    return family if family in ("image", "video", "audio") else "document"


def _keep_files(actor: Actor, message: Message, row: Row) -> int:
    kept = 0
    for place, (mime, name, encoded) in enumerate(row.get("files", ())):
        try:
            content = base64.b64decode(encoded, validate=False)
        except (binascii.Error, ValueError):
            continue
        key = f"{message.key}:{place}"
        media = keep_media(actor, message.line, key, content, name, mime)
        Attachment.objects.create(message=message, media=media, position=place)
        kept += 1
    return kept


def _undo_some(actor: Actor, brought: SmsImport) -> int:
    """Take the next messages back, then the people who came with them; what is held stays."""
    run = brought.run
    if run is None:
        return 0
    some = list(run.messages.filter(pk__gt=brought.place).order_by("pk")[:_UNDONE_AT_ONCE])
    if some:
        kept = len(some) - _deleted(actor, [m for m in some if m.sorted_at in (None, run.at)])
        return bringing.note_undone(brought, len(some), kept=kept, place=some[-1].pk)
    people = Person.objects.filter(brought_by=run).exclude(messages__isnull=False)
    keys = list(people.values_list("pk", flat=True)[:_UNDONE_AT_ONCE])
    if keys:
        forget(keys)
        Person.objects.filter(pk__in=keys).update(brought_by=None)
        return len(keys)
    return bringing.end_undoing(brought)


def _deleted(actor: Actor, free: Sequence[Message]) -> int:
    """Delete messages with the files that hang on nothing else; return how many went."""
    hung = Attachment.objects.filter(message__in=free).values_list("media_id", flat=True)
    media = list(Media.objects.filter(pk__in=list(hung)))
    held = delete_unheld(Message, [message.pk for message in free])
    still = set(Attachment.objects.filter(media__in=media).values_list("media_id", flat=True))
    let_go_of_media(actor, [one for one in media if one.pk not in still])
    return len(free) - len(held)
