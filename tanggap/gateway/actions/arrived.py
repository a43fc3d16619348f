"""What came: read once more, taken out raw, and files kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.channels._json import storable
from tanggap.gateway.intake import something_arrived
from tanggap.gateway.media import keep, path_of
from tanggap.gateway.models import Arrival, Line, Media
from tanggap.gateway.queries import channel_of, is_open


@action("gateway.retry_arrival")
def retry_arrival(actor: Actor, arrival: Arrival) -> Arrival:
    """Have an arrival read once more; what was read of it before changes nothing."""
    held = (
        Arrival.objects.select_for_update(of=("self",))
        .select_related("line")
        .filter(pk=arrival.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Kiriman ini tidak ada di puskesmas Anda.")
    if held.state == Arrival.State.NEW:
        nothing_changed()
        return held
    held.state, held.tries, held.trouble = Arrival.State.NEW, 0, ""
    held.next_at = timezone.now() - timedelta(seconds=1)
    held.save(update_fields=["state", "tries", "trouble", "next_at"])
    tell(actor, held, f"Kiriman masuk di «{held.line.name}» dibaca ulang.")
    return held


@action("gateway.take_out_raw")
def take_out_raw(actor: Actor, arrival: Arrival) -> bytes:
    """Hand out the raw body of a call that was not read, to find out why; it is noted who did.

    What was read is met as messages and entries only, by those who may see them.
    """
    held = (
        Arrival.objects.select_related("line")
        .filter(pk=arrival.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None or held.state not in (Arrival.State.TROUBLE, Arrival.State.PARTLY):
        raise Refused("Isi mentah hanya ada untuk kiriman yang tidak terbaca.")
    tell(actor, held, f"Isi mentah kiriman di «{held.line.name}» diunduh.")
    return bytes(held.body)


@action("gateway.let_go_of_media")
def let_go_of_media(actor: Actor, media: Sequence[Media]) -> int:
    """Remove files that no message holds any more: the import that brought them is undone."""
    nothing_changed()
    gone = 0
    for one in media:
        path = path_of(one)
        one.delete()
        if path is not None:
            transaction.on_commit(partial(path.unlink, missing_ok=True))
        gone += 1
    return gone


@action("gateway.keep_media")
def keep_media(
    actor: Actor,
    line: Line | None,
    provider_key: str,
    content: bytes,
    file_name: str,
    mime: str,
    *,
    is_drawn: bool = False,
) -> Media:
    """Keep a file that came with a form or an export; the same key twice is one file.

    Without a ``line`` it came by none: the staff put it beside something they did.
    ``is_drawn`` is for a picture that a process of ours has just drawn anew, and only for it.
    """
    nothing_changed()
    if line is not None and line.facility_id != actor.facility_id:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")
    media, is_new = Media.objects.get_or_create(
        facility_id=actor.facility_id,
        line=line,
        provider_key=provider_key[:300],
        defaults={
            "file_name": storable(file_name)[:200],
            "mime": storable(mime)[:120],
        },
    )
    if is_new or media.state != Media.State.KEPT:
        keep(media, content, storable(mime) or media.mime, is_drawn=is_drawn)
    return media


@action("gateway.keep_form")
def keep_form(actor: Actor, line: Line, form: Mapping[str, object]) -> Arrival:
    """Keep raw what somebody wrote on a page of ours; it is read like every other arrival.

    The step that shows the page commits it together with its own row, before it says so.
    """
    nothing_changed()
    if not channel_of(line).abilities.has_page or not is_open(line):
        raise Refused("Formulir ini sudah ditutup. Hubungi puskesmas dengan cara lain.")
    body = json.dumps(form, ensure_ascii=False).encode()
    transaction.on_commit(something_arrived.set)
    return Arrival.objects.create(
        facility_id=line.facility_id,
        line=line,
        received_at=timezone.now(),
        method="POST",
        headers={"content-type": "application/json"},
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )
