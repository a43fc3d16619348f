"""What leaves: queued, sent by hand, or stopped."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.channels._contract import FailureKind
from tanggap.gateway.models import Dispatch, Line
from tanggap.gateway.queries import channel_of, is_open, wording
from tanggap.gateway.rules import can_be_tried_again, recipient_digest


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
    text = wording(line, text)
    addresses = [{"kind": one["kind"], "value": one["value"]} for one in to]
    _check_outgoing(actor, line, addresses, text, template)
    now, sends = timezone.now(), _sends_by_itself(line)
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


def _sends_by_itself(line: Line) -> bool:
    """Answer whether no hand is needed; in the living example every answer is a hand's task."""
    return channel_of(line).abilities.sends and not line.facility.is_example


def _check_outgoing(
    actor: Actor,
    line: Line,
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
    channel = channel_of(line)
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


@action("gateway.wait_by_hand_again")
def wait_by_hand_again(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Take «sudah dikirim» back: nobody had sent it yet, so that it waits for a hand again."""
    held = _held_dispatch(actor, dispatch)
    if held.state == Dispatch.State.HAND:
        nothing_changed()
        return held
    by_hand = held.state == Dispatch.State.SENT and not held.tries and not held.provider_key
    if not by_hand:
        raise Refused("Kiriman ini sudah berangkat lewat salurannya; tidak dapat dibatalkan.")
    held.state, held.sent_at = Dispatch.State.HAND, None
    held.save(update_fields=["state", "sent_at"])
    tell(actor, held, f"Kiriman lewat «{held.line.name}» ternyata belum dikirim.")
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


@action("gateway.try_again")
def try_again(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Send once more what failed: the same words by the same line to the same person.

    Under a key of its own, because a provider takes a repeated key for a repetition.
    """
    held = _held_dispatch(actor, dispatch)
    if held.state == Dispatch.State.QUEUED:
        nothing_changed()
        return held
    if held.state != Dispatch.State.FAILED or held.followed_at:
        raise Refused("Kiriman ini tidak gagal, atau sudah diganti kiriman lain.")
    if not can_be_tried_again(held.failure_kind):
        raise Refused("Waktu balas sudah lewat. Buka entrinya dan pilih cara lain.")
    if not is_open(held.line) or not channel_of(held.line).abilities.sends:
        raise Refused(f"Saluran «{held.line.name}» tidak dapat mengirim. Pilih cara lain.")
    held.state, held.next_at, held.sent_as = Dispatch.State.QUEUED, timezone.now(), uuid4()
    held.provider_key = held.failure_kind = held.failure_code = held.advice = ""
    held.sent_at, held.failed_at, held.tries = None, None, 0
    held.save()
    tell(actor, held, f"Kiriman lewat «{held.line.name}» dicoba lagi.")
    return held


@action("gateway.follow")
def follow(actor: Actor, dispatch: Dispatch) -> None:
    """Note that another dispatch, or another way, took this one's place: it is not tried again."""
    nothing_changed()
    held = _held_dispatch(actor, dispatch)
    if held.state in (Dispatch.State.QUEUED, Dispatch.State.SENDING):
        raise Refused("Kiriman ini sedang dicoba lagi. Tunggu hasilnya dahulu.")
    held.followed_at = timezone.now()
    held.save(update_fields=["followed_at"])


@action("gateway.doubt_what_waited")
def doubt_what_waited(actor: Actor) -> int:
    """Ask a person about everything that waited when a backup was made (decision 0008).

    The site that was backed up may have sent it since; a second copy must not go out.
    """
    nothing_changed()
    waiting = (Dispatch.State.QUEUED, Dispatch.State.SENDING)
    return Dispatch.objects.filter(facility_id=actor.facility_id, state__in=waiting).update(
        state=Dispatch.State.UNSURE,
        next_at=None,
        failure_kind=FailureKind.UNSURE.value,
        advice="Dipulihkan dari cadangan saat masih menunggu dikirim. Periksa di HP atau "
        "tanyakan apakah sudah sampai, baru kirim lagi.",
    )


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
