"""An exported chat becomes messages; what is known already is never written twice."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell, tried_out
from tanggap.base.phones import e164
from tanggap.base.words import stemmed
from tanggap.gateway.events import IdentityKey, Party, Reaction
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.changes import edit, revoke
from tanggap.inbox.chat_import import ChatMessage, ParsedChat
from tanggap.inbox.files import keep_export_file
from tanggap.inbox.known import Known
from tanggap.inbox.models import EarlierText, ImportRun, Message, Person
from tanggap.inbox.outgoing import NOTED, finish_hand_task, noted_message, words_of_ours
from tanggap.inbox.overlap import Pairing, Trace, pair
from tanggap.inbox.parties import root_of, whose
from tanggap.inbox.queries import same_person_ids
from tanggap.inbox.rules import plain

FILES = frozenset({"image", "video", "audio", "document", "sticker", "contact"})
_AT_ONCE = 500
_OURS = "out"
Bucket = tuple[datetime, str]


@dataclass
class _Chat:
    """Who takes part: the persons of the outside senders, and whose conversation it is."""

    line: Line
    parsed: ParsedChat
    own_names: frozenset[str]
    people: dict[str, Person] = field(default_factory=dict)
    group_name: str = ""

    @property
    def partner(self) -> Person | None:
        roots = {root_of(person).pk: person for person in self.people.values()}
        return next(iter(roots.values())) if len(roots) == 1 else None

    def is_ours(self, message: ChatMessage) -> bool:
        return message.said.sender in self.own_names

    def side(self, message: ChatMessage) -> str:
        return _OURS if self.is_ours(message) else str(self.people[message.said.sender].pk)


@action("inbox.import_chat")
def import_chat(
    actor: Actor,
    line: Line,
    parsed: ParsedChat,
    own_names: Collection[str],
    *,
    form_key: uuid.UUID | None = None,
    phones: Mapping[str, str] | None = None,
    with_files: bool = True,
) -> ImportRun:
    """Import ``parsed`` into ``line``; ``own_names`` are ours, ``phones`` says whose number.

    All or nothing. The same chat again adds only what is new; a message that its writer
    removed or edited since becomes so, with its earlier words kept.
    """
    form_key = form_key or uuid.uuid4()
    line = Line.objects.select_for_update().get(pk=line.pk, facility_id=actor.facility_id)
    present = ImportRun.objects.filter(form_key=form_key).first()
    if present is not None:
        nothing_changed()
        return present
    _refuse_unlikely(parsed, own_names)
    chat = _Chat(line, parsed, frozenset(own_names))
    run = _begun(actor, chat, next(iter(own_names), ""), form_key)
    _meet_people(chat, phones or {})
    written = _carry_out(chat, run, _pairings(chat))
    if with_files:
        _keep_files(actor, run, parsed, written)
    run.save()
    tell(actor, run, _sentence(run))
    return run


def _begun(actor: Actor, chat: _Chat, own_name: str, form_key: uuid.UUID) -> ImportRun:
    return ImportRun.objects.create(
        facility_id=actor.facility_id,
        line=chat.line,
        by_id=actor.staff_id,
        at=timezone.now(),
        form_key=form_key,
        sha256=chat.parsed.sha256,
        own_name=own_name[:160],
        seen=len(chat.parsed.messages),
    )


def _sentence(run: ImportRun) -> str:
    return (
        f"Percakapan WhatsApp diimpor ke {run.line.name}: {run.added} pesan baru, "
        f"{run.known} sudah ada, {run.changed} berubah."
    )


@action("inbox.forecast_import")
def forecast_import(
    actor: Actor,
    line: Line,
    parsed: ParsedChat,
    own_names: Collection[str],
    *,
    phones: Mapping[str, str] | None = None,
) -> ImportRun:
    """Return what :func:`import_chat` would bring, by doing it and undoing it all."""
    nothing_changed()
    with tried_out():
        return import_chat(actor, line, parsed, own_names, phones=phones, with_files=False)


def _refuse_unlikely(parsed: ParsedChat, own_names: Collection[str]) -> None:
    senders = {sender.name for sender in parsed.senders()}
    if not senders - set(own_names):
        raise Refused("Tidak ada pesan dari warga. Periksa pilihan nama puskesmas sendiri.")
    newest = max(message.at for message in parsed.messages)
    if newest > timezone.now() + timedelta(days=1):
        raise Refused(
            f"Dengan cara baca ini ada pesan bertanggal {newest:%d-%m-%Y}, di masa depan. "
            "Pilih cara baca tanggal yang lain."
        )


def _meet_people(chat: _Chat, phones: Mapping[str, str]) -> None:
    """Find or make the person of every outside sender, by number and by name on this line."""
    first_at: dict[str, datetime] = {}
    for message in chat.parsed.messages:
        if not chat.is_ours(message):
            first_at.setdefault(message.said.sender, message.at)
    parties = {name: _party(chat.line, name, phones.get(name, "")) for name in first_at}
    events = [Reaction("", "", party, "", chat.parsed.messages[0].at) for party in parties.values()]
    known = Known.of(chat.line, events)
    for name, party in parties.items():
        person = whose(known, party, first_at[name])
        if person is not None:
            chat.people[name] = person
    if chat.partner is None:
        chat.group_name = (chat.parsed.chat_name or "Grup WhatsApp")[:120]


def _party(line: Line, name: str, typed_phone: str) -> Party:
    number = e164(name) or e164(typed_phone)
    if typed_phone.strip() and not number:
        raise Refused(f"Nomor untuk «{name}» tidak terbaca. Tulis seperti 0812 3456 7890.")
    is_number = bool(e164(name))
    keys = [IdentityKey("phone", number)] if number else []
    if not is_number:
        keys.append(IdentityKey("wa_name", f"{line.pk}:{name}"[:200]))
    return Party(tuple(keys), "" if is_number else name)


# ---------------------------------------------------------------- known or new


def _pairings(chat: _Chat) -> list[Pairing[Message, ChatMessage]]:
    seen: dict[Bucket, list[ChatMessage]] = defaultdict(list)
    for message in chat.parsed.messages:
        seen[message.minute, chat.side(message)].append(message)
    known = _known_buckets(chat)
    return [
        pair(
            [(row, _trace_of_row(row)) for row in known.get(bucket, ())],
            [(message, _trace(message)) for message in messages],
        )
        for bucket, messages in seen.items()
    ]


def _known_buckets(chat: _Chat) -> dict[Bucket, list[Message]]:
    """Return the chat's stored messages by minute and side; people merged since are one."""
    times = [message.at for message in chat.parsed.messages]
    rows = Message.objects.filter(
        line=chat.line,
        group_name=chat.group_name,
        sent_at__gte=min(times) - timedelta(minutes=1),
        sent_at__lt=max(times) + timedelta(minutes=1),
    ).exclude(key__startswith=NOTED)
    side_of = {
        pk: str(person.pk) for person in chat.people.values() for pk in same_person_ids(person)
    }
    if chat.partner is not None:
        rows = rows.filter(person__in=list(side_of))
    buckets: dict[Bucket, list[Message]] = defaultdict(list)
    parts = rows.order_by("sent_at", "id").prefetch_related("earlier_texts", "attachments__media")
    for row in parts:
        is_out = row.direction == Message.Direction.OUT
        side = _OURS if is_out else side_of.get(row.person_id or 0)
        if side is not None:
            zone = chat.parsed.messages[0].at.tzinfo
            minute = row.sent_at.astimezone(zone).replace(second=0, microsecond=0)
            buckets[minute, side].append(row)
    return buckets


def _trace(message: ChatMessage) -> Trace:
    said = message.said
    return Trace(said.text, said.kind in FILES, said.is_edited, said.is_deleted)


def _trace_of_row(row: Message) -> Trace:
    earlier = tuple(text.text for text in row.earlier_texts.all())
    is_edited = row.edited_at is not None
    return Trace(row.text, row.kind in FILES, is_edited, row.revoked_at is not None, earlier)


# ---------------------------------------------------------------- writing


def _carry_out(
    chat: _Chat, run: ImportRun, pairings: Iterable[Pairing[Message, ChatMessage]]
) -> list[tuple[Message, ChatMessage]]:
    """Write what the pairing says; return every message with what the export says of it."""
    fresh: list[ChatMessage] = []
    files: list[tuple[Message, ChatMessage]] = []
    for count, pairing in enumerate(pairings):
        fresh += pairing.fresh
        files += pairing.same + pairing.edited + pairing.said_before
        run.known += len(pairing.same)
        run.changed += len(pairing.removed) + len(pairing.edited) + len(pairing.said_before)
        for row in pairing.removed:
            revoke(row, f"import:{run.pk}:{count}", run.at)
        for row, message in pairing.edited:
            edit(row, f"import:{run.pk}:{count}", message.said.text, run.at)
        for row, message in pairing.said_before:
            EarlierText.objects.create(
                message=row,
                text=message.said.text,
                until=row.revoked_at or row.edited_at or run.at,
                event_key=f"import:{run.pk}:{row.pk}",
            )
    return files + _write_fresh(chat, run, sorted(fresh, key=lambda message: message.at))


def _keep_files(
    actor: Actor, run: ImportRun, parsed: ParsedChat, rows: Iterable[tuple[Message, ChatMessage]]
) -> None:
    for row, message in rows:
        hung = [] if row.import_run_id == run.pk else list(row.attachments.all())
        run.files += keep_export_file(actor, row, message.said, parsed, hung)


def _write_fresh(
    chat: _Chat, run: ImportRun, fresh: Sequence[ChatMessage]
) -> list[tuple[Message, ChatMessage]]:
    """Write the new messages, most of them in bulk; ours may be hand tasks of our own."""
    keys = _Keys(chat)
    written: list[tuple[Message, ChatMessage]] = []
    ours = words_of_ours(chat.line, chat.partner)
    for message in fresh:
        key = keys.next(message)
        dispatch = None
        if chat.is_ours(message) and plain(message.said.text) in ours:
            noted = noted_message(chat.line, chat.partner, message.said.text, message.at)
            if noted is not None:
                noted.key, noted.sent_at = key, message.at
                noted.save(update_fields=["key", "sent_at"])
                run.known += 1
                continue
            dispatch = finish_hand_task(chat.line, chat.partner, message.said.text)
        written.append((_row(chat, run, message, key, dispatch), message))
    Message.objects.bulk_create([row for row, _ in written], batch_size=_AT_ONCE)
    run.added = len(written)
    return written


def _row(
    chat: _Chat, run: ImportRun, message: ChatMessage, key: str, dispatch: Dispatch | None
) -> Message:
    said, is_ours = message.said, chat.is_ours(message)
    gone = said.is_deleted
    return Message(
        facility_id=chat.line.facility_id,
        line=chat.line,
        person=chat.partner if is_ours else chat.people[said.sender],
        key=key,
        sender_name="" if is_ours else said.sender[:160],
        group_name=chat.group_name,
        direction=Message.Direction.OUT if is_ours else Message.Direction.IN,
        kind=said.kind,
        text=said.text,
        sent_at=message.at,
        received_at=run.at,
        is_echo=is_ours and dispatch is None,
        edited_at=message.at if said.is_edited else None,
        revoked_at=message.at if gone else None,
        import_run=run,
        dispatch=dispatch,
        sorted_at=run.at if gone and not is_ours else None,
        search_text=stemmed(said.text),
    )


class _Keys:
    """Gives each message its key: chat, minute, who, words, place among its like."""

    def __init__(self, chat: _Chat) -> None:
        self._chat = chat
        partner = chat.partner
        self._name = chat.group_name or (str(root_of(partner).pk) if partner else "")
        used = Message.objects.filter(line=chat.line, key__startswith="wx:")
        first, last = chat.parsed.messages[0].at, chat.parsed.messages[-1].at
        near = used.filter(sent_at__range=sorted((first, last)))
        self._used = set(near.values_list("key", flat=True))

    def next(self, message: ChatMessage) -> str:
        said = message.said
        about = f"{self._name}|{message.minute:%Y%m%d%H%M}|{self._chat.side(message)}"
        words = f"{said.kind in FILES}|{said.is_deleted}|{_trace(message).words[1]}"
        ordinal = 1
        while (key := self._hash(f"{about}|{words}|{ordinal}")) in self._used:
            ordinal += 1
        self._used.add(key)
        return key

    @staticmethod
    def _hash(text: str) -> str:
        return "wx:" + hashlib.sha256(text.encode()).hexdigest()[:40]
