"""The ways an answer can go to one person, best first, each with window and cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from tanggap.gateway.models import Line
from tanggap.gateway.queries import channel_of
from tanggap.inbox.models import Identity, Message, Person
from tanggap.inbox.queries import REACHES
from tanggap.logbook.models import Entry
from tanggap.reply.comments import moment, notes_of_window, private_until, why_not_in_private
from tanggap.reply.known import Known
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import Cost
from tanggap.reply.rules import PUBLIC_SENTENCES, Window

_OF_KIND = {
    "phone": Reply.Way.CALL,
    "box": Reply.Way.NOTICE,
    "walk_in": Reply.Way.FACE,
    "letter": Reply.Way.LETTER,
}
_BY_NUMBER = frozenset({"phone"})
_REACHES = {
    **{kind: frozenset(reach) for kind, reach in REACHES.items()},
    "wa_handphone": frozenset({"phone", "wa_name", "wa_bsuid"}),
}
_NUMBERS_OF_MACHINES = {"wa_bsuid", "wa_lid", "psid", "igsid"}
_ANYWHERE = frozenset({"phone", "email", "psid", "igsid"})
_WRITES_BY_HAND = {"wa.me", "sms"}


@dataclass(frozen=True)
class Destination:
    """One way to one person, as the composer offers it; ``value`` is its form value.

    ``identity`` is the one number chosen; none means all that the person has on the line.
    """

    value: str
    way: str
    label: str
    line: Line | None = None
    identity: Identity | None = None
    shown: Identity | None = None
    window: Window | None = None
    cost: Cost | None = None
    as_approved: bool = False
    is_by_hand: bool = False
    counts_sms: bool = False
    comment: Message | None = None
    sentence: str = ""
    note: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it: then it is one of the fixed sentences."""
        return bool(self.sentence)

    @property
    def address(self) -> str:
        """The address as a person reads it: a number, or the name in the handphone's contacts."""
        if self.shown is None or self.shown.kind in _NUMBERS_OF_MACHINES:
            return ""
        kind, value = self.shown.kind, self.shown.value
        if kind == "web_report":
            return f"halaman lacak, nomor {value}"
        return value.partition(":")[2] if kind == "wa_name" else value

    @property
    def is_open(self) -> bool:
        """Whether it can go this way now: free text needs an open window."""
        return self.as_approved or self.window is None or self.window.is_open


def destinations(
    entry: Entry | None,
    person: Person | None,
    line: Line,
    *,
    template: ReplyTemplate | None = None,
    now: datetime | None = None,
    known: Known | None = None,
) -> list[Destination]:
    """Return the ways to answer what came in on ``line``; the first is the natural one.

    Whoever asks of many people hands in what is ``known`` of all of them.
    """
    if known is None:
        entries = [entry] if entry else []
        known = Known(line.facility_id, [person], entries, now or timezone.now())
    identities = known.identities(person)
    phones = [identity for identity in identities if identity.kind == "phone"]
    lines = [one for one in known.lines if one.pk != line.pk]
    comments = known.comments(entry)
    found = [
        *_to_comment_writer(comments, known.now),
        *_by_line(line, person, identities, template, known),
        *(way for phone in phones for way in _calls(phone)),
    ]
    anywhere = [one for one in identities if one.kind in _ANYWHERE]
    for other in lines:
        found += _by_line(other, person, anywhere, template, known)
    found += _without_line()
    found += _under_comment(comments)  # last: nobody answers in public without choosing it
    natural = _OF_KIND.get(line.kind)
    if natural is None and person is None and not any(one.comment for one in found):
        natural = Reply.Way.NOTICE
    found.sort(key=lambda one: one.way != natural if natural else False)
    return found


def _by_line(
    line: Line,
    person: Person | None,
    identities: Sequence[Identity],
    template: ReplyTemplate | None,
    known: Known,
) -> Iterator[Destination]:
    abilities = channel_of(line).abilities
    by_hand = not abilities.sends and abilities.hand_link in _WRITES_BY_HAND
    if not (abilities.sends or by_hand) or person is None:
        return
    reach = _REACHES.get(line.kind, _BY_NUMBER)
    identities = [one for one in identities if one.kind in reach]
    if not identities:
        return
    if abilities.comment_window is not None:
        yield from _by_chat(line, person, identities, known)
        return
    window = known.window(line, person)
    plain = Destination(
        f"line-{line.pk}-",
        Reply.Way.LINE,
        line.name,
        line,
        window=window,
        cost=known.cost(line),
        is_by_hand=by_hand,
        counts_sms=abilities.counts_sms,
    )
    is_template = template is not None and template.approved_name and not window.is_open
    for one in _to_each(plain, identities):
        if is_template:
            value = one.value.replace("line-", "approved-", 1)
            yield replace(one, value=value, as_approved=True)
        yield one


def _to_each(plain: Destination, identities: Sequence[Identity]) -> Iterator[Destination]:
    """Yield the way to each number or address where there are several, else to all as one."""
    found = [one for one in identities if one.kind in ("phone", "email")]
    if len(found) < 2:
        yield replace(plain, shown=(found or identities)[0])
        return
    for one in found:
        yield replace(plain, value=f"{plain.value}{one.pk}", identity=one, shown=one)


def _by_chat(
    line: Line, person: Person, identities: Sequence[Identity], known: Known
) -> Iterator[Destination]:
    """Yield the private chat of Messenger or Instagram, once the person has begun one."""
    last_in = known.last_in(line, person)
    if last_in is None:
        return
    window = known.window(line, person)
    note = " ".join(notes_of_window(line, last_in, window.closes_at, known.now))
    yield Destination(
        f"line-{line.pk}-", Reply.Way.LINE, line.name, line, None, identities[0], window, note=note
    )


def _to_comment_writer(comments: Sequence[Message], now: datetime) -> Iterator[Destination]:
    """Yield the one private answer to the newest comment that has none yet."""
    for comment in comments:
        until = private_until(comment)
        if until is not None and not why_not_in_private(comment, now):
            note = f"Pesan pribadi kepada penulis komentar, hanya sekali, sampai {moment(until)}."
            yield Destination(
                f"private-{comment.pk}",
                Reply.Way.LINE,
                f"{comment.line.name}: balasan pribadi",
                comment.line,
                comment=comment,
                note=note,
            )
            return


def _under_comment(comments: Sequence[Message]) -> Iterator[Destination]:
    """Yield the fixed sentences that may stand beneath the newest comment."""
    newest = next(iter(comments), None)
    if newest is None:
        return
    for sentence in PUBLIC_SENTENCES:
        yield Destination(
            f"public-{sentence.key}-{newest.pk}",
            Reply.Way.LINE,
            f"{newest.line.name}: di bawah komentar",
            newest.line,
            comment=newest,
            sentence=sentence.text,
            note=f"Dibaca semua orang: «{sentence.text}»"
            + (" Entri tetap belum dijawab." if sentence.only_points else ""),
        )


def _calls(phone: Identity) -> Iterator[Destination]:
    yield Destination(f"call-{phone.pk}", Reply.Way.CALL, "Telepon", None, phone, phone)


def _without_line() -> list[Destination]:
    return [
        Destination("face", Reply.Way.FACE, "Disampaikan langsung"),
        Destination("letter", Reply.Way.LETTER, "Surat"),
        Destination("notice", Reply.Way.NOTICE, "Papan pengumuman"),
    ]


def destination_of(reply: Reply, offered: Sequence[Destination]) -> Destination | None:
    """Return which of ``offered`` a written draft had chosen."""
    for one in offered:
        same_line = one.line.pk == reply.line_id if one.line else reply.line_id is None
        same_person = reply.identity_id is None or (
            one.identity is not None and one.identity.pk == reply.identity_id
        )
        same_comment = reply.comment_id == (one.comment.pk if one.comment else None)
        same_words = not one.is_public or one.sentence == reply.text
        if one.is_public != reply.is_public or not (same_comment and same_words):
            continue
        if one.way == reply.way and same_line and same_person:
            return one
    return None
