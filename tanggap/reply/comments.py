"""Answers to public comments: once in private to whoever wrote it, or a fixed sentence beneath.

Everybody reads what stands beneath a comment: nothing of a case, and no number of one, ever
goes there (UU 25/2009 art. 49). Meta gives one private answer within seven days.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.documents.dates import clock_time, day_and_date
from tanggap.gateway.events import COMMENT_WRITER, UNDER_COMMENT
from tanggap.gateway.models import Dispatch, Line
from tanggap.gateway.queries import channel_of
from tanggap.gateway.rules import recipient_digest
from tanggap.inbox.models import Message
from tanggap.logbook.models import EntryMessage

_NEVER_LEFT = (Dispatch.State.FAILED, Dispatch.State.STOPPED)


def comments_by_entry(keys: Collection[int]) -> dict[int, list[Message]]:
    """Return by entry the public comments that it was written from and that still stand there,
    the newest first."""
    links = EntryMessage.objects.filter(
        entry__in=keys,
        message__comment__isnull=False,
        message__direction=Message.Direction.IN,
        message__revoked_at=None,
    ).select_related("message__line__facility", "message__comment", "message__person")
    found: dict[int, list[Message]] = {}
    for link in links.order_by("-message__sent_at"):
        found.setdefault(link.entry_id, []).append(link.message)
    return found


def is_comment(message: Message) -> bool:
    """Answer whether everybody may read ``message``."""
    return hasattr(message, "comment")


def address_of(comment: Message, *, is_public: bool) -> list[dict[str, str]]:
    """Return where an answer to ``comment`` goes, as the gateway takes it."""
    if not is_public:
        return [{"kind": COMMENT_WRITER, "value": comment.key}]
    place = comment.comment
    post = f"@{place.post_key}" if place.is_mention else ""
    return [{"kind": UNDER_COMMENT, "value": comment.key + post}]


def private_until(comment: Message) -> datetime | None:
    """Return until when its writer may be answered in private; ``None`` where never."""
    lasts = channel_of(comment.line).abilities.comment_window
    if lasts is None or comment.comment.is_mention or comment.revoked_at is not None:
        return None
    return comment.sent_at + lasts


def is_answered_in_private(comment: Message) -> bool:
    """Answer whether the one private answer has gone, or may have."""
    to = recipient_digest(comment.facility_id, address_of(comment, is_public=False))
    sent = Dispatch.objects.filter(line=comment.line, recipient=to)
    return sent.exclude(state__in=_NEVER_LEFT).exists()


def why_not_in_private(comment: Message, now: datetime) -> str:
    """Say why ``comment`` can no longer be answered in private; "" where it can."""
    until = private_until(comment)
    if until is None:
        return "Komentar ini tidak dapat dibalas lewat pesan pribadi. Pilih cara lain."
    if now >= until:
        return "Lewat 7 hari: komentar ini tidak dapat lagi dibalas lewat pesan pribadi."
    if is_answered_in_private(comment):
        return "Komentar ini sudah dibalas lewat pesan pribadi; Meta hanya mengizinkan sekali."
    return ""


def moment(at: datetime) -> str:
    """Say a time as the composer does: «Senin, 12 Mei 2026 pukul 08.06»."""
    local = timezone.localtime(at)
    return f"{day_and_date(local.date())} pukul {clock_time(local)}"


def notes_of_window(
    line: Line, last_in: datetime | None, closes_at: datetime | None, now: datetime
) -> Iterator[str]:
    """Say until when a person may be written to on a line of Meta's that is no WhatsApp."""
    window = channel_of(line).abilities.answer_window or timedelta(0)
    if last_in is None or closes_at is None:
        yield "Orang ini belum pernah mengirim pesan pribadi lewat saluran ini."
    elif now >= closes_at:
        yield "Waktu membalas sudah lewat. Pilih cara lain."
    elif now < last_in + window:
        yield f"Pesan pribadi; terbuka sampai {moment(last_in + window)}."
        if closes_at > last_in + window:
            yield f"Setelah itu sampai {moment(closes_at)} sebagai balasan petugas."
    else:
        yield f"Lewat 24 jam: dikirim sebagai balasan petugas sampai {moment(closes_at)}."
