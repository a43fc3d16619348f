"""A handphone's SMS become messages: read, confirmed, carried over in slices, undone whole."""

import base64
import binascii
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.brought import forget_files, read_rows
from tanggap.base.models import Facility
from tanggap.base.words import stemmed
from tanggap.gateway.actions import keep_media, let_go_of_media
from tanggap.gateway.events import IdentityKey, Party, Reaction
from tanggap.gateway.models import Line, Media
from tanggap.inbox.actions.known_people import forget
from tanggap.inbox.known import Known
from tanggap.inbox.models import Attachment, ImportRun, Message, Person, SmsImport
from tanggap.inbox.outgoing import finish_hand_task, noted_message, words_of_line
from tanggap.inbox.parties import root_of, whose
from tanggap.inbox.rules import SAME_WORDS_WITHIN, plain
from tanggap.inbox.sms_reading import Talk, sent_at, talks_of
from tanggap.inbox.undoing import delete_unheld

KIND = "sms_handphone"
GONE = "Berkas itu sudah tidak ada di sini. Unggah sekali lagi."
State = SmsImport.State
Row = dict[str, Any]


@action("inbox.offer_sms")
def offer_sms(
    actor: Actor,
    line: Line,
    *,
    form_key: uuid.UUID,
    file_name: str,
    keep: Callable[[], tuple[str, str, int]],
) -> SmsImport:
    """Take a backup to be read; nothing of it is in the inbox before somebody says so."""
    nothing_changed()
    if line.kind != KIND:
        raise Refused("Pilih saluran «SMS di HP».")
    present = SmsImport.objects.filter(form_key=form_key).first()
    if present is not None:
        return present
    token, sha256, size = keep()
    return SmsImport.objects.create(
        facility_id=actor.facility_id,
        line=line,
        by_id=actor.staff_id,
        at=timezone.now(),
        form_key=form_key,
        file_name=file_name.replace("\x00", "")[:200],
        sha256=sha256,
        size=size,
        token=token,
    )


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
    brought = _locked(actor, brought)
    if brought.state in (State.BRINGING, State.DONE):
        nothing_changed()
        return brought
    if brought.state != State.READY:
        raise Refused(GONE)
    chosen = [t for place, t in enumerate(talks_of(brought)) if place in set(talks)]
    if not chosen:
        raise Refused("Belum ada nomor yang dipilih. Centang nomor yang SMS-nya ikut.")
    now = timezone.now()
    brought.run = ImportRun.objects.create(
        facility_id=actor.facility_id,
        line=brought.line,
        by_id=actor.staff_id,
        at=now,
        sha256=brought.sha256,
    )
    brought.chosen = {
        "talks": sorted(set(talks)),
        "since": since.isoformat() if since else "",
        "sort_from": sort_from.isoformat() if sort_from else "",
    }
    brought.state, brought.confirmed_at = State.BRINGING, now
    brought.place = brought.passed = 0
    brought.save()
    many = sum(talk.count for talk in chosen)
    tell(
        actor,
        brought.run,
        f"SMS dari HP dimasukkan ke {brought.line.name}: {many} SMS dari {len(chosen)} nomor "
        "dipilih.",
    )
    return brought


@action("inbox.drop_sms")
def drop_sms(actor: Actor, brought: SmsImport) -> None:
    """Throw a backup away that is not (yet) let in."""
    nothing_changed()
    brought = _locked(actor, brought)
    if brought.state not in (State.READING, State.READY, State.REFUSED):
        return
    brought.state, brought.found, brought.lease_until = State.DROPPED, {}, None
    brought.save(update_fields=["state", "found", "lease_until"])
    forget_files(brought.token)


@action("inbox.undo_sms")
def undo_sms(actor: Actor, brought: SmsImport) -> SmsImport:
    """Take an import back as a whole; what somebody has worked on stays."""
    brought = _locked(actor, brought)
    if brought.state in (State.UNDOING, State.UNDONE):
        nothing_changed()
        return brought
    if brought.state not in (State.DONE, State.BRINGING) or brought.run is None:
        raise Refused("Impor ini tidak dapat dibatalkan lagi.")
    brought.state, brought.place, brought.passed, brought.kept = State.UNDOING, 0, 0, 0
    brought.total = brought.run.messages.count()
    brought.save(update_fields=["state", "place", "passed", "kept", "total"])
    forget_files(brought.token)
    tell(actor, brought.run, f"Impor SMS ke {brought.line.name} dibatalkan: {brought.total} pesan.")
    return brought


def _locked(actor: Actor, brought: SmsImport) -> SmsImport:
    return (
        SmsImport.objects.select_for_update(of=("self",))
        .select_related("line", "run")
        .get(pk=brought.pk, facility_id=actor.facility_id)
    )


# ---------------------------------------------------------------- slice by slice


@action("inbox.carry_sms")
def carry_sms(actor: Actor, brought: SmsImport) -> int:
    """Carry over the next slice, with the place to go on from in the same commit."""
    nothing_changed()
    brought = _locked(actor, brought)
    if brought.state == State.BRINGING:
        return _bring_slice(actor, brought)
    if brought.state == State.UNDOING:
        return _undo_slice(actor, brought)
    return 0


def _bring_slice(actor: Actor, brought: SmsImport) -> int:
    try:
        rows, place = read_rows(brought.token, brought.place)
    except OSError:
        brought.state, brought.trouble = State.DONE, "Sebagian berkas hilang sebelum selesai."
        rows, place = [], brought.place
    if rows:
        _take_in(actor, brought, _wanted(brought, rows))
    else:
        brought.state, brought.finished_at = State.DONE, timezone.now()
        brought.lease_until = None
    brought.place, brought.passed = place, brought.passed + len(rows)
    brought.save()
    return max(1, len(rows))


def _wanted(brought: SmsImport, rows: Sequence[Row]) -> list[Row]:
    talks, since = set(brought.chosen["talks"]), _start(brought, "since")
    return [row for row in rows if row["talk"] in talks and (not since or sent_at(row) >= since)]


def _start(brought: SmsImport, name: str) -> datetime | None:
    day = brought.chosen.get(name)
    if not day:
        return None
    zone = ZoneInfo(Facility.objects.get(pk=brought.facility_id).time_zone)
    return datetime.combine(date.fromisoformat(day), time.min, zone)


def _take_in(actor: Actor, brought: SmsImport, rows: Sequence[Row]) -> None:
    """Write the rows that are not here yet; ours may be hand tasks, theirs typed in before."""
    run = brought.run
    if run is None or not rows:
        return
    keys = [row["key"] for row in rows]
    here = set(
        Message.objects.filter(line_id=brought.line_id, key__in=keys).values_list("key", flat=True)
    )
    fresh: dict[str, Row] = {}
    for row in rows:
        if row["key"] not in here:
            fresh.setdefault(row["key"], row)
    people = _people(brought, run, list(fresh.values()))
    typed, ours = _typed(brought, fresh.values()), words_of_line(brought.line)
    written: list[tuple[Message, Row]] = []
    for row in fresh.values():
        message = _message(brought, run, row, people.get(row["talk"]), typed, ours)
        if message is not None:
            written.append((message, row))
    Message.objects.bulk_create([message for message, _ in written])
    for message, row in written:
        run.files += _keep_files(actor, message, row)
    run.seen += len(rows)
    run.added += len(written)
    run.known += len(rows) - len(written)
    run.save()


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


Typed = dict[tuple[int | None, str], list[datetime]]


def _typed(brought: SmsImport, rows: Collection[Row]) -> Typed:
    """Return the SMS that somebody copied by hand near these rows, by person and words."""
    if not rows:
        return {}
    times = [sent_at(row) for row in rows]
    found: Typed = {}
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


def _message(
    brought: SmsImport,
    run: ImportRun,
    row: Row,
    person: Person | None,
    typed: Typed,
    ours: Collection[str],
) -> Message | None:
    """Return the message to write; ``None`` where it is here in another shape."""
    at, is_ours, words = sent_at(row), row["out"], plain(row["text"])
    dispatch = None
    if is_ours and words in ours:
        noted = noted_message(brought.line, person, row["text"], at)
        if noted is not None:
            noted.key, noted.sent_at = row["key"], at
            noted.save(update_fields=["key", "sent_at"])
            return None
        dispatch = finish_hand_task(brought.line, person, row["text"])
    elif not is_ours and typed and person is not None and words:
        copied = typed.get((root_of(person).pk, words), ())
        if any(abs(then - at) <= SAME_WORDS_WITHIN for then in copied):
            return None
    before = _start(brought, "sort_from")
    is_old = before is not None and at < before
    return Message(
        facility_id=brought.facility_id,
        line=brought.line,
        person=person,
        key=row["key"],
        direction=Message.Direction.OUT if is_ours else Message.Direction.IN,
        kind=_kind(row),
        text=row["text"],
        sent_at=at,
        received_at=run.at,
        is_echo=is_ours and dispatch is None,
        import_run=run,
        dispatch=dispatch,
        sorted_at=run.at if is_old and not is_ours else None,
        search_text=stemmed(row["text"]),
    )


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


def _undo_slice(actor: Actor, brought: SmsImport) -> int:
    """Delete the next messages, then the people who came with them; what is held stays."""
    run = brought.run
    if run is None:
        return 0
    left = run.messages.filter(pk__gt=brought.place).order_by("pk")
    some = list(left[:200])
    if some:
        free = [m for m in some if m.sorted_at in (None, run.at)]
        hung = Attachment.objects.filter(message__in=free).values_list("media_id", flat=True)
        media = list(Media.objects.filter(pk__in=list(hung)))
        held = delete_unheld(Message, [message.pk for message in free])
        still = set(Attachment.objects.filter(media__in=media).values_list("media_id", flat=True))
        let_go_of_media(actor, [one for one in media if one.pk not in still])
        brought.kept += len(some) - len(free) + len(held)
        brought.place, brought.passed = some[-1].pk, brought.passed + len(some)
        brought.save(update_fields=["kept", "place", "passed"])
        return len(some)
    people = Person.objects.filter(brought_by=run).exclude(messages__isnull=False)
    keys = list(people.values_list("pk", flat=True)[:200])
    if keys:
        forget(keys)
        Person.objects.filter(pk__in=keys).update(brought_by=None)
        return len(keys)
    brought.state, brought.undone_at, brought.lease_until = State.UNDONE, timezone.now(), None
    brought.save(update_fields=["state", "undone_at", "lease_until"])
    return 1
