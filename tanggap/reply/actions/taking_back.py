"""«Sudah dikirim» or «sudah disampaikan» was pressed too early: the task waits again."""

from datetime import timedelta

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.gateway.actions import wait_by_hand_again
from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import let_go_of_sent
from tanggap.reply.actions.giving import note_not_given
from tanggap.reply.actions.writing import locked, name_of, subject_of
from tanggap.reply.models import Reply
from tanggap.reply.secrecy import visible_dispatches

MAY_BE_TAKEN_BACK_FOR = timedelta(days=7)


@action("reply.take_back_given")
def take_back_given(actor: Actor, reply: Reply) -> Reply:
    """Say that the answer did not reach the person after all: it waits for a hand again."""
    held = locked(actor, reply, "entry", "message", "dispatch", "line")
    if held.given_at is None:
        nothing_changed()
        return held
    _check(held)
    given_at = held.given_at
    if held.dispatch is not None:
        let_go_of_sent(actor, held.dispatch)
        wait_by_hand_again(actor, held.dispatch)
        held.dispatch.refresh_from_db()
    note_not_given(held, given_at)
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} ternyata belum disampaikan.")
    return held


def _check(held: Reply) -> None:
    if held.adopted_id or held.discarded_at or held.released_at is None:
        raise Refused("Jawaban ini dikenali dari percakapan di HP; tidak dapat dibatalkan di sini.")
    if held.way == Reply.Way.LINE and held.dispatch is None:
        raise Refused("Jawaban ini tidak dikirim dari sini.")
    if held.entry is not None and held.entry.closed_at is not None:
        raise Refused("Entrinya sudah selesai. Buka kembali entrinya dahulu.")
    if timezone.now() - held.released_at > MAY_BE_TAKEN_BACK_FOR:
        raise Refused("Sudah lebih dari tujuh hari. Tulis jawaban baru bila perlu.")


@action("reply.take_back_sent")
def take_back_sent(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Say that a receipt or a question was not sent from the handphone after all."""
    if not visible_dispatches(actor).filter(pk=dispatch.pk).exists():
        raise Refused("Kiriman ini tidak ada di puskesmas Anda.")
    if Reply.objects.filter(dispatch=dispatch).exists():
        raise Refused("Ini jawaban; batalkan dari halaman entrinya.")
    let_go_of_sent(actor, dispatch)
    wait_by_hand_again(actor, dispatch)
    nothing_changed()  # gateway has told it
    dispatch.refresh_from_db()
    return dispatch
