"""What gateway does by itself: sends what is due, brings files, settles what was left.

A claim is committed before the network is touched, the outcome after; in between there
is no transaction. A kill between the two leaves a lease that runs out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tanggap.base.ids import made_at
from tanggap.base.work import Job
from tanggap.channels._contract import (
    UNREACHABLE,
    Failure,
    FailureKind,
    FetchedMedia,
    IdentityKey,
    MediaRef,
    Outgoing,
    Sent,
)
from tanggap.gateway import outside
from tanggap.gateway.aside import aside, ending
from tanggap.gateway.media import keep
from tanggap.gateway.models import Attempt, Dispatch, Line, Media
from tanggap.gateway.polling import is_poll_due, poll_due
from tanggap.gateway.queries import channel_of, hook_url, still_open
from tanggap.gateway.reading import apply_deliveries, is_due, locked, parked_for
from tanggap.gateway.rules import (
    MEDIA_KEPT_AT_PROVIDER,
    MOST_TRIES,
    PAIR_WINDOW,
    may_send_from,
    wait_before_retry,
)

SENDING_LEASE = timedelta(minutes=3)  # longer than the slowest call; then a person looks
MEDIA_LEASE = timedelta(minutes=10)
AT_ONCE = 20
OUTAGE = timedelta(minutes=1)
_STATE = Dispatch.State
_Q = TypeVar("_Q", Dispatch, Media)
_EXAMPLE = "Ini data contoh: tidak ada yang dikirim keluar."
_UNSURE = (
    "Belum pasti terkirim. Lihat percakapannya di HP atau tunggu kabar dari warga, lalu tandai "
    "sudah dikirim, atau hentikan dan kirim ulang."
)


# ---------------------------------------------------------------- sending


def send_due(now: datetime) -> int:
    """Send what is due, one at a time; return how many left or were put off."""

    def sent(dispatch: Dispatch) -> object:
        outcome = _tried(dispatch)
        record(dispatch, outcome)
        return outcome

    return settle_unsure(now) + _one_by_one(claim_dispatch, sent)


def _one_by_one(claim: Callable[[datetime], _Q | None], deal: Callable[[_Q], object]) -> int:
    """Claim and deal with what waits; a line whose provider is not reached waits as a whole."""
    moved = 0
    while moved < AT_ONCE and not ending.is_set():
        one = claim(timezone.now())
        if one is None:
            break
        outcome = deal(one)
        moved += 1
        if one.line_id and isinstance(outcome, Failure) and outcome.code == UNREACHABLE:
            _put_off_line(one.line_id, timezone.now() + OUTAGE)
    return moved


def claim_dispatch(now: datetime) -> Dispatch | None:
    """Take the next dispatch that may go: its line is well, and nothing older waits for
    the same person, so that nobody reads the second sentence before the first.
    """
    older = Dispatch.objects.filter(
        line_id=OuterRef("line_id"),
        recipient=OuterRef("recipient"),
        state__in=[_STATE.QUEUED, _STATE.SENDING],
        id__lt=OuterRef("id"),
    )
    well = Line.objects.filter(still_open(timezone.localdate()), trouble="")
    due = Dispatch.objects.filter(is_due(now), ~Exists(older), state=_STATE.QUEUED, line__in=well)
    with transaction.atomic():
        dispatch = locked(due.order_by("next_at", "id")).first()
        if dispatch is None:
            return None
        may_go = may_send_from(_sent_lately(dispatch, now), now)
        if may_go > now:
            dispatch.next_at = may_go
            dispatch.save(update_fields=["next_at"])
            return None
        dispatch.state, dispatch.next_at = _STATE.SENDING, now + SENDING_LEASE
        dispatch.tries += 1
        dispatch.save(update_fields=["state", "next_at", "tries"])
    return Dispatch.objects.select_related("line__facility").get(pk=dispatch.pk)


def _sent_lately(dispatch: Dispatch, now: datetime) -> list[datetime]:
    to_same = Attempt.objects.filter(
        dispatch__line_id=dispatch.line_id,
        dispatch__recipient=dispatch.recipient,
        at__range=(now - PAIR_WINDOW, now),
    )
    return list(to_same.values_list("at", flat=True))


def _tried(dispatch: Dispatch) -> Sent | Failure:
    line = dispatch.line
    if settings.IS_EXAMPLE or line.facility.is_example:
        return Failure(FailureKind.GIVE_UP, "example", _EXAMPLE)
    outgoing = Outgoing(
        key=str(dispatch.sent_as or dispatch.key),
        to=tuple(IdentityKey(one["kind"], one["value"]) for one in dispatch.to),
        text=dispatch.text,
        template=dispatch.template,
        template_fields=tuple(dispatch.template_fields),
        reply_to=dispatch.reply_to,
        hook_url=hook_url(line),
    )
    return channel_of(line).send(outgoing, line.settings, outside.ports())


def record(dispatch: Dispatch, outcome: Sent | Failure) -> None:
    """Write down what came of a try, on top of whatever the hook has told meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
        word = "sent" if isinstance(outcome, Sent) else outcome.kind.value
        code = "" if isinstance(outcome, Sent) else outcome.code[:40]
        Attempt.objects.create(dispatch=held, at=now, outcome=word, code=code)
        if isinstance(outcome, Sent):
            held.provider_key = held.provider_key or outcome.provider_key[:200]
            if held.state in (_STATE.SENDING, _STATE.UNSURE):
                held.state, held.sent_at, held.next_at = _STATE.SENT, held.sent_at or now, None
                held.failure_kind = held.failure_code = held.advice = ""
            apply_deliveries(held, parked_for(held))
        elif held.state == _STATE.SENDING:
            _put_off(held, outcome, now)
            held.save()


def _put_off(held: Dispatch, failure: Failure, now: datetime) -> None:
    held.failure_kind, held.failure_code = failure.kind.value, failure.code[:40]
    held.advice = failure.advice[:300]
    if failure.kind == FailureKind.UNSURE:
        return  # the lease goes on: a status with our key may still say that it left
    if failure.kind == FailureKind.MEND_SETTINGS:
        Line.objects.filter(pk=held.line_id).update(trouble=failure.advice[:200])
        held.state, held.next_at = _STATE.QUEUED, now
        return
    if failure.kind == FailureKind.RETRY and held.tries < MOST_TRIES:
        held.state = _STATE.QUEUED
        held.next_at = now + wait_before_retry(held.tries, failure.retry_after)
        return
    held.state, held.failed_at, held.next_at = _STATE.FAILED, now, None


def settle_unsure(now: datetime) -> int:
    """Look at what was being sent when its lease ran out: adopt what a status vouches for,
    put the rest before a person rather than send it twice.
    """
    with transaction.atomic():
        left = Dispatch.objects.filter(is_due(now, SENDING_LEASE), state=_STATE.SENDING).order_by(
            "id"
        )
        stranded = list(locked(left)[:AT_ONCE])
        for dispatch in stranded:
            seen = parked_for(dispatch)
            if seen:
                apply_deliveries(dispatch, seen)
            if dispatch.state == _STATE.SENDING:
                dispatch.state, dispatch.next_at = _STATE.UNSURE, None
                dispatch.failure_kind, dispatch.advice = FailureKind.UNSURE.value, _UNSURE
                dispatch.save()
    return len(stranded)


# ---------------------------------------------------------------- files


def fetch_media(now: datetime) -> int:
    """Bring the files that messages referred to; return how many were dealt with."""

    def dealt_with(media: Media) -> object:
        outcome = _fetched(media)
        settle_media(media, outcome)
        return outcome

    return _one_by_one(claim_media, dealt_with)


def claim_media(now: datetime) -> Media | None:
    """Take the next file that waits, for the length of a slow download."""
    may_go = Q(next_at=None) | is_due(now)
    with transaction.atomic():
        waiting = Media.objects.filter(may_go, state=Media.State.WAITING)
        media = locked(waiting.order_by("next_at", "id")).first()
        if media is None:
            return None
        media.next_at, media.tries = now + MEDIA_LEASE, media.tries + 1
        media.save(update_fields=["next_at", "tries"])
    return Media.objects.select_related("line__facility").get(pk=media.pk)


def _fetched(media: Media) -> FetchedMedia | Failure:
    line = media.line
    if line is None:  # nothing to ask: what comes by no line is kept at once
        return Failure(FailureKind.GIVE_UP, "no line", "Berkas ini tidak datang dari saluran.")
    if settings.IS_EXAMPLE or line.facility.is_example:
        return Failure(FailureKind.GIVE_UP, "example", _EXAMPLE)
    ref = MediaRef(media.provider_key, media.mime, media.sha256, media.file_name, url=media.url)
    try:
        return channel_of(line).fetch(ref, line.settings, outside.ports())
    except NotImplementedError:
        return Failure(FailureKind.GIVE_UP, "no fetch", "Saluran ini tidak dapat mengambil berkas.")


def settle_media(media: Media, outcome: FetchedMedia | Failure) -> None:
    """Keep the file, or say when to ask for it again and for how long."""
    if isinstance(outcome, FetchedMedia):
        media.file_name = media.file_name or outcome.file_name[:200]
        keep(media, outcome.content, media.mime or outcome.mime)
        return
    now = timezone.now()
    media.trouble = outcome.advice[:300]
    heals = outcome.kind in (FailureKind.RETRY, FailureKind.MEND_SETTINGS)
    if media.line_id and outcome.kind == FailureKind.MEND_SETTINGS:
        Line.objects.filter(pk=media.line_id).update(trouble=outcome.advice[:200])
    if heals and now - made_at(media.pk) < MEDIA_KEPT_AT_PROVIDER:
        media.next_at = now + wait_before_retry(media.tries, outcome.retry_after)
    else:
        media.state, media.next_at = Media.State.FAILED, None
        if heals:
            media.trouble = (
                "Berkas tidak dapat diambil selama 7 hari dan tidak lagi dapat diminta. "
                "Minta warga mengirimnya lagi."
            )
    media.save()


def _put_off_line(line_id: int, until: datetime) -> None:
    """Nothing answers there: let all of the line wait, instead of trying each in turn."""
    Dispatch.objects.filter(line_id=line_id, state=_STATE.QUEUED, next_at__lt=until).update(
        next_at=until
    )
    waiting = Media.objects.filter(line_id=line_id, state=Media.State.WAITING)
    waiting.filter(next_at__lt=until).update(next_at=until)


def is_send_due(now: datetime) -> bool:
    """Answer whether something waits to be sent or settled."""
    queued = Q(state=_STATE.QUEUED) & is_due(now)
    sending = Q(state=_STATE.SENDING) & is_due(now, SENDING_LEASE)
    return Dispatch.objects.filter(queued | sending).exists()


def is_media_due(now: datetime) -> bool:
    """Answer whether a file waits to be fetched."""
    may_go = Q(next_at=None) | is_due(now)
    return Media.objects.filter(may_go, state=Media.State.WAITING).exists()


JOBS = [
    Job("gateway.send", timedelta(seconds=1), aside("send", is_send_due, send_due)),
    Job("gateway.poll", timedelta(seconds=1), aside("poll", is_poll_due, poll_due)),
    Job("gateway.media", timedelta(seconds=1), aside("media", is_media_due, fetch_media)),
]
