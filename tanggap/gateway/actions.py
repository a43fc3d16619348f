"""What people do with lines and with what leaves by them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.channels._contract import Channel, FailureKind
from tanggap.channels._registry import channels
from tanggap.gateway.media import keep
from tanggap.gateway.models import Arrival, Dispatch, Line, Media
from tanggap.gateway.queries import channel_of, is_open
from tanggap.gateway.reading import expect_media
from tanggap.gateway.rules import recipient_digest

__all__ = [
    "change_line",
    "close_line",
    "done_by_hand",
    "expect_media",
    "give_up",
    "keep_media",
    "open_line",
    "reopen_line",
    "retry_arrival",
    "send",
    "take_out_raw",
    "try_line_again",
]


# ---------------------------------------------------------------- lines


@action("gateway.open_line")
def open_line(
    actor: Actor,
    kind: str,
    name: str,
    settings: Mapping[str, str],
    address: str = "",
    *,
    keeper: Staff | None = None,
    form_key: UUID | None = None,
) -> Line:
    """Open an account, a number or a box (A-08, B-01); its hook works within seconds."""
    known = Line.objects.filter(form_key=form_key).first() if form_key else None
    if known is not None:
        nothing_changed()
        return known
    channel = _channel(kind)
    name = " ".join(name.split())
    _check_name(actor, kind, name, None)
    line = Line(
        facility_id=actor.facility_id,
        kind=kind,
        name=name,
        address=address.strip(),
        keeper=_own_staff(actor, keeper),
        settings=checked_settings(channel, settings),
    )
    if form_key:
        line.form_key = form_key
    line.save()
    tell(actor, line, f"Saluran «{line.name}» ({channel.label}) dibuka.")
    return line


@action("gateway.change_line")
def change_line(
    actor: Actor,
    line: Line,
    *,
    name: str,
    address: str = "",
    keeper: Staff | None = None,
    settings: Mapping[str, str] | None = None,
    forget: Collection[str] = (),
) -> Line:
    """Change a line; an empty secret keeps the one that is there, unless its name is among
    those to ``forget``. Sending starts again.
    """
    held = _held(actor, line)
    channel = channel_of(held)
    name = " ".join(name.split())
    _check_name(actor, held.kind, name, held)
    given = _merged(channel, held.settings, settings or {})
    after = checked_settings(channel, {k: v for k, v in given.items() if k not in forget})
    changed = _changed_labels(channel, held, name, address.strip(), keeper, after)
    if not changed and not held.trouble:
        nothing_changed()
        return held
    held.name, held.address, held.keeper = name, address.strip(), _own_staff(actor, keeper)
    held.settings, held.trouble = after, ""
    held.save()
    words = ", ".join(changed) or "dicoba lagi"
    tell(actor, held, f"Saluran «{held.name}» diubah: {words}.")
    return held


@action("gateway.try_line_again")
def try_line_again(actor: Actor, line: Line) -> Line:
    """Take a trouble off a line that was mended at the provider: sending starts again."""
    held = _held(actor, line)
    if not held.trouble:
        nothing_changed()
        return held
    held.trouble = ""
    held.save(update_fields=["trouble", "changed_at"])
    tell(actor, held, f"Saluran «{held.name}» dicoba lagi.")
    return held


@action("gateway.close_line")
def close_line(actor: Actor, line: Line) -> Line:
    """Close a line from today: nothing comes in or goes out, what came stays.

    What still waited to be sent fails visibly, so that a person chooses another way.
    """
    held = _held(actor, line)
    if not is_open(held):
        nothing_changed()
        return held
    held.active_to = timezone.localdate()
    held.save(update_fields=["active_to", "changed_at"])
    Dispatch.objects.filter(line=held, state=Dispatch.State.QUEUED).update(
        state=Dispatch.State.FAILED,
        failed_at=timezone.now(),
        next_at=None,
        failure_kind=FailureKind.GIVE_UP.value,
        failure_code="closed",
        advice="Saluran ditutup sebelum pesan ini terkirim. Pilih cara lain.",
    )
    tell(actor, held, f"Saluran «{held.name}» ditutup.")
    return held


@action("gateway.reopen_line")
def reopen_line(actor: Actor, line: Line) -> Line:
    """Open a closed line again under its old hook."""
    held = _held(actor, line)
    if is_open(held):
        nothing_changed()
        return held
    held.active_from = held.active_to = None
    held.save(update_fields=["active_from", "active_to", "changed_at"])
    tell(actor, held, f"Saluran «{held.name}» dibuka kembali.")
    return held


def checked_settings(channel: Channel, settings: Mapping[str, str]) -> dict[str, str]:
    """Return ``settings`` trimmed; refuse unknown names, missing and misshapen values."""
    known = {field.name for field in channel.fields}
    unknown = sorted(set(settings) - known)
    if unknown:
        offered = ", ".join(sorted(known)) or "tidak ada"
        raise Refused(f"Setelan «{unknown[0]}» tidak dikenal. Yang ada: {offered}.")
    trimmed = {name: str(value).strip() for name, value in settings.items() if str(value).strip()}
    wrong = channel.problems(trimmed)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    return trimmed


def _channel(kind: str) -> Channel:
    found = channels().get(kind)
    if found is None:
        raise Refused(f"Jenis saluran «{kind}» tidak ada. Yang ada: {', '.join(channels())}.")
    return found


def _check_name(actor: Actor, kind: str, name: str, held: Line | None) -> None:
    if not name or len(name) > 80:
        raise Refused("Isi nama saluran, paling panjang 80 huruf.")
    same = Line.objects.filter(facility_id=actor.facility_id, kind=kind, name=name)
    if (same.exclude(pk=held.pk) if held else same).exists():
        raise Refused(f"Sudah ada saluran sejenis bernama «{name}». Pakai nama lain.")


def _own_staff(actor: Actor, keeper: Staff | None) -> Staff | None:
    if keeper is not None and keeper.facility_id != actor.facility_id:
        raise Refused("Penanggung jawab harus pegawai puskesmas ini.")
    return keeper


def _held(actor: Actor, line: Line) -> Line:
    held = (
        Line.objects.select_for_update().filter(pk=line.pk, facility_id=actor.facility_id).first()
    )
    if held is None:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")
    return held


def _merged(
    channel: Channel, before: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Lay ``given`` over ``before``; an empty secret means: as it was."""
    secret = {field.name for field in channel.fields if field.is_secret}
    told = {k: v for k, v in given.items() if v.strip() or k not in secret}
    return {**before, **told}


def _changed_labels(
    channel: Channel,
    held: Line,
    name: str,
    address: str,
    keeper: Staff | None,
    settings: Mapping[str, str],
) -> list[str]:
    labels = [
        field.label
        for field in channel.fields
        if settings.get(field.name, "") != held.settings.get(field.name, "")
    ]
    if name != held.name:
        labels.append("nama")
    if address != held.address:
        labels.append(channel.address_label.lower())
    if (keeper.pk if keeper else None) != held.keeper_id:
        labels.append("penanggung jawab")
    return labels


# ---------------------------------------------------------------- what leaves


@action("gateway.send")
def send(
    actor: Actor,
    line: Line,
    to: Sequence[Mapping[str, str]],
    text: str,
    *,
    key: UUID,
    template: str = "",
    template_fields: Sequence[str] = (),
    reply_to: str = "",
) -> Dispatch:
    """Queue one message to one person; by a line that cannot send it becomes a hand task.

    ``key`` is the caller's: the same key twice is the same dispatch, sent once. The
    caller tells History, who knows what was answered.
    """
    nothing_changed()
    known = Dispatch.objects.filter(key=key, facility_id=actor.facility_id).first()
    if known is not None:
        return known
    channel = channel_of(line)
    addresses = [{"kind": one["kind"], "value": one["value"]} for one in to]
    _check_outgoing(actor, line, channel, addresses, text, template)
    now = timezone.now()
    # The living example sends nothing: there every answer is a task for a hand.
    sends = channel.abilities.sends and not line.facility.is_example
    return Dispatch.objects.create(
        facility_id=actor.facility_id,
        line=line,
        key=key,
        to=addresses,
        recipient=recipient_digest(actor.facility_id, addresses),
        text=text,
        template=template,
        template_fields=list(template_fields),
        reply_to=reply_to,
        state=Dispatch.State.QUEUED if sends else Dispatch.State.HAND,
        queued_at=now,
        next_at=now if sends else None,
    )


def _check_outgoing(
    actor: Actor,
    line: Line,
    channel: Channel,
    to: Sequence[Mapping[str, str]],
    text: str,
    template: str,
) -> None:
    if line.facility_id != actor.facility_id:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")
    if not is_open(line):
        raise Refused(f"Saluran «{line.name}» sudah ditutup. Pilih saluran lain.")
    if not to:
        raise Refused("Belum ada nomor tujuan. Lengkapi nomornya atau pilih cara lain.")
    if all(one["kind"] == "alnum" for one in to):
        raise Refused("Pengirim ini bukan nomor yang dapat dibalas.")
    if not text.strip() and not template:
        raise Refused("Tulis dahulu isi pesannya.")
    longest = channel.abilities.longest_text
    if longest and not template and len(text) > longest:
        raise Refused(
            f"Pesan ini {len(text)} huruf; {channel.label} menerima paling banyak {longest}. "
            "Ringkas, atau kirim sebagai dua jawaban."
        )


@action("gateway.done_by_hand")
def done_by_hand(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Say «sudah dikirim»: somebody sent it on the handphone, or saw that it had gone out."""
    held = _held_dispatch(actor, dispatch)
    if held.state in (Dispatch.State.SENT, Dispatch.State.DELIVERED, Dispatch.State.READ):
        nothing_changed()
        return held
    if held.state not in (Dispatch.State.HAND, Dispatch.State.UNSURE):
        raise Refused("Kiriman ini tidak menunggu dikirim lewat HP.")
    held.state, held.sent_at, held.next_at = Dispatch.State.SENT, timezone.now(), None
    held.failure_kind = held.failure_code = held.advice = ""
    held.save()
    tell(actor, held, f"Kiriman lewat «{held.line.name}» ditandai sudah dikirim.")
    return held


@action("gateway.give_up")
def give_up(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Stop a dispatch that has not gone out: nobody and nothing will send it any more."""
    held = _held_dispatch(actor, dispatch)
    if held.state == Dispatch.State.STOPPED:
        nothing_changed()
        return held
    waiting = (Dispatch.State.QUEUED, Dispatch.State.HAND, Dispatch.State.UNSURE)
    if held.state not in (*waiting, Dispatch.State.FAILED):
        raise Refused("Kiriman ini sudah berangkat; tidak dapat dihentikan.")
    held.state, held.next_at = Dispatch.State.STOPPED, None
    held.save(update_fields=["state", "next_at"])
    tell(actor, held, f"Kiriman lewat «{held.line.name}» dihentikan.")
    return held


def _held_dispatch(actor: Actor, dispatch: Dispatch) -> Dispatch:
    held = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("line")
        .filter(pk=dispatch.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Kiriman ini tidak ada di puskesmas Anda.")
    return held


# ---------------------------------------------------------------- what came


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


@action("gateway.keep_media")
def keep_media(
    actor: Actor, line: Line, provider_key: str, content: bytes, file_name: str, mime: str
) -> Media:
    """Keep a file that came with a form or an export; the same key twice is one file."""
    nothing_changed()
    if line.facility_id != actor.facility_id:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")
    media, is_new = Media.objects.get_or_create(
        line=line,
        provider_key=provider_key[:300],
        defaults={
            "facility_id": line.facility_id,
            "file_name": file_name[:200],
            "mime": mime[:120],
        },
    )
    if is_new or media.state != Media.State.KEPT:
        keep(media, content, mime or media.mime)
    return media
