"""An answer leaves once, in order, and is followed to read; what fails says what to do."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.channels._contract import DeliverySeen, Sent
from tanggap.channels._meta import failure_of
from tanggap.gateway import jobs
from tanggap.gateway.actions import (
    change_line,
    close_line,
    done_by_hand,
    give_up,
    send,
    try_line_again,
)
from tanggap.gateway.aside import aside
from tanggap.gateway.models import Attempt, Delivery, Dispatch
from tanggap.gateway.queries import hand_link, hand_tasks
from tanggap.gateway.reading import apply_deliveries, note_delivery
from tests.gateway.conftest import SITI, Desk
from tests.people import Puskesmas

S = Dispatch.State


def fresh(dispatch: Dispatch) -> Dispatch:
    dispatch.refresh_from_db()
    return dispatch


def test_an_answer_is_sent_delivered_and_read(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    desk.send_due()
    assert fresh(dispatch).state == S.SENT
    desk.statuses_come_in()
    read = fresh(dispatch)
    assert read.state == S.READ
    assert read.sent_at
    assert read.delivered_at
    assert read.read_at
    assert read.is_billable
    assert [one["text"]["body"] for one in desk.graph.got(SITI)] == ["Terima kasih, Bu."]


def test_the_same_key_twice_is_one_message(desk: Desk) -> None:
    key, to = uuid4(), [{"kind": "phone", "value": f"+{SITI}"}]
    first = send(desk.actor, desk.line, to, "Sudah", key=key)
    assert send(desk.actor, desk.line, to, "Sudah", key=key) == first
    desk.send_due()
    desk.send_due()
    assert len(desk.graph.got(SITI)) == 1


def test_a_person_without_number_is_answered_by_user_id(desk: Desk) -> None:
    desk.citizen_wrote("ID.13491208655302741918")
    dispatch = desk.answer("ID.13491208655302741918")
    desk.send_due()
    assert fresh(dispatch).state == S.SENT
    (got,) = desk.graph.got("ID.13491208655302741918")
    assert got["recipient"] == "ID.13491208655302741918"
    assert "to" not in got


def test_a_number_is_written_with_plus(desk: Desk) -> None:
    desk.answer(SITI)
    desk.send_due()
    assert desk.graph.got(SITI)[0]["to"] == f"+{SITI}"


def test_one_persons_messages_keep_their_order_also_when_the_first_waits(desk: Desk) -> None:
    busy = "628120009029"
    desk.citizen_wrote(busy)
    for word in ("satu", "dua", "tiga"):
        desk.answer(busy, word)
    for _ in range(5):
        desk.send_due()
    assert [one["text"]["body"] for one in desk.graph.got(busy)] == ["satu", "dua", "tiga"]


def test_what_is_too_much_at_once_goes_later_by_itself(desk: Desk) -> None:
    busy = "628120009029"
    desk.citizen_wrote(busy)
    dispatch = desk.answer(busy)
    desk.send_due()
    waiting = fresh(dispatch)
    assert waiting.state == S.QUEUED
    assert waiting.next_at is not None
    assert waiting.next_at > timezone.now()
    desk.send_due()
    desk.send_due()
    assert fresh(dispatch).state == S.SENT
    outcomes = Attempt.objects.filter(dispatch=dispatch).order_by("id")
    assert list(outcomes.values_list("outcome", "code")) == [
        ("retry", "130429"),
        ("retry", "130429"),
        ("sent", ""),
    ]


def test_after_a_day_the_window_is_closed_and_the_advice_says_so(desk: Desk) -> None:
    desk.graph.later(25 * 3600)
    dispatch = desk.answer(SITI)
    desk.send_due()
    failed = fresh(dispatch)
    assert (failed.state, failed.failure_kind) == (S.FAILED, "window_closed")
    assert "24 jam" in failed.advice


def test_an_approved_template_passes_after_a_day(desk: Desk) -> None:
    desk.graph.later(25 * 3600)
    to = [{"kind": "phone", "value": f"+{SITI}"}]
    fields = ["Bu Siti", "satu\ndua"]
    dispatch = send(
        desk.actor,
        desk.line,
        to,
        "",
        key=uuid4(),
        template="umpan_balik_jawaban",
        template_fields=fields,
    )
    desk.send_due()
    assert fresh(dispatch).state == S.SENT
    template = desk.graph.got(SITI)[0]["template"]
    assert template["language"] == {"code": "id"}
    assert [p["text"] for p in template["components"][0]["parameters"]] == ["Bu Siti", "satu dua"]


def test_a_failure_told_afterwards_fails_the_dispatch(desk: Desk) -> None:
    late = "628120009147"
    desk.citizen_wrote(late)
    dispatch = desk.answer(late)
    desk.send_due()
    assert fresh(dispatch).state == S.SENT
    desk.statuses_come_in()
    assert fresh(dispatch).state == S.FAILED
    assert fresh(dispatch).failure_code == "131047"


def test_a_failure_keeps_its_reason_where_an_earlier_step_is_told_later(desk: Desk) -> None:
    late = "628120009147"
    desk.citizen_wrote(late)
    dispatch = desk.answer(late)
    desk.send_due()
    desk.statuses_come_in()
    failed = fresh(dispatch)
    again = Delivery(provider_key=failed.provider_key, state="sent", at=timezone.now())
    apply_deliveries(failed, [again])
    assert fresh(dispatch).state == S.FAILED
    assert (fresh(dispatch).failure_code, fresh(dispatch).advice) == ("131047", failed.advice)
    assert failed.advice


def test_an_ended_token_stops_the_line_loudly_until_it_is_mended(desk: Desk) -> None:
    gone = "628120009190"
    desk.citizen_wrote(gone)
    stopped, behind = desk.answer(gone), desk.answer(SITI)
    desk.send_due()
    desk.line.refresh_from_db()
    assert "Token akses" in desk.line.trouble
    assert fresh(stopped).state == S.QUEUED
    assert fresh(behind).state == S.QUEUED
    give_up(desk.actor, stopped)
    change_line(desk.actor, desk.line, name="WA uji", settings={"access_token": "token-akses"})
    desk.send_due()
    assert fresh(behind).state == S.SENT


def test_a_line_mended_at_meta_is_tried_again_without_new_settings(desk: Desk) -> None:
    desk.line.trouble = "Pembayaran akun WhatsApp bermasalah."
    desk.line.save()
    dispatch = desk.answer(SITI)
    desk.send_due()
    assert fresh(dispatch).state == S.QUEUED
    try_line_again(desk.actor, desk.line)
    desk.send_due()
    assert fresh(dispatch).state == S.SENT


def test_an_unreachable_server_is_tried_again(desk: Desk) -> None:
    change_line(
        desk.actor,
        desk.line,
        name="WA uji",
        settings={**desk.line.settings, "graph_url": "http://127.0.0.1:9"},
    )
    dispatch = desk.answer(SITI)
    desk.send_due()
    assert fresh(dispatch).state == S.QUEUED
    assert fresh(dispatch).failure_code == "unreachable"


# ---------------------------------------------------------------- broken in the middle


def test_a_broken_connection_is_never_sent_again_by_itself(desk: Desk) -> None:
    breaks = "628120009500"
    desk.citizen_wrote(breaks)
    dispatch = desk.answer(breaks)
    desk.send_due()
    assert fresh(dispatch).state == S.SENDING
    jobs.send_due(timezone.now() + jobs.SENDING_LEASE + timedelta(minutes=1))
    assert fresh(dispatch).state == S.UNSURE
    assert len(desk.graph.got(breaks)) == 1


def test_a_status_with_our_key_vouches_for_what_broke(desk: Desk) -> None:
    breaks = "628120009500"
    desk.citizen_wrote(breaks)
    dispatch = desk.answer(breaks)
    desk.send_due()
    desk.statuses_come_in()
    assert fresh(dispatch).state == S.READ
    assert fresh(dispatch).provider_key.startswith("wamid.")


def test_a_status_that_comes_after_a_person_was_asked_still_counts(desk: Desk) -> None:
    breaks = "628120009500"
    desk.citizen_wrote(breaks)
    dispatch = desk.answer(breaks)
    desk.send_due()
    jobs.send_due(timezone.now() + timedelta(hours=1))
    desk.statuses_come_in()
    assert fresh(dispatch).state == S.READ


def test_a_kill_between_claim_and_record_is_settled_by_its_parked_status(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    claimed = jobs.claim_dispatch(timezone.now())
    assert claimed == dispatch
    Delivery.objects.create(
        facility=desk.here.facility,
        line=desk.line,
        provider_key="wamid.X",
        own_key=str(dispatch.key),
        state="delivered",
        at=timezone.now(),
    )
    jobs.settle_unsure(timezone.now() + timedelta(hours=1))
    assert fresh(dispatch).state == S.DELIVERED
    assert fresh(dispatch).provider_key == "wamid.X"


def test_a_status_that_overtakes_the_answer_is_not_lost(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    claimed = jobs.claim_dispatch(timezone.now())
    assert claimed is not None
    note_delivery(desk.line, DeliverySeen("wamid.Y", "delivered", timezone.now()))
    assert fresh(dispatch).state == S.SENDING
    jobs.record(claimed, Sent("wamid.Y"))
    assert fresh(dispatch).state == S.DELIVERED


def test_two_workers_do_not_take_the_same_dispatch(desk: Desk) -> None:
    desk.answer(SITI)
    assert jobs.claim_dispatch(timezone.now()) is not None
    assert jobs.claim_dispatch(timezone.now()) is None


def _failed_later(desk: Desk, dispatch: Dispatch, code: int) -> None:
    desk.send_due()
    failure = failure_of({"code": code})
    key = fresh(dispatch).provider_key
    note_delivery(desk.line, DeliverySeen(key, "failed", timezone.now(), "", failure))


def test_a_passing_failure_told_afterwards_is_sent_again_once(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    _failed_later(desk, dispatch, 131016)
    assert fresh(dispatch).state == S.QUEUED
    desk.graph.held.clear()
    desk.send_due()
    desk.statuses_come_in()
    assert fresh(dispatch).state == S.READ


def test_a_bill_that_was_not_paid_stops_the_line_also_when_told_afterwards(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    _failed_later(desk, dispatch, 131042)
    desk.line.refresh_from_db()
    assert "Pembayaran" in desk.line.trouble
    assert fresh(dispatch).state == S.QUEUED


def test_closing_a_line_leaves_nothing_waiting_unseen(desk: Desk) -> None:
    dispatch = desk.answer(SITI)
    close_line(desk.actor, desk.line)
    assert fresh(dispatch).state == S.FAILED
    assert "Pilih cara lain" in fresh(dispatch).advice
    desk.line.refresh_from_db()
    with pytest.raises(Refused, match="ditutup"):
        desk.answer(SITI)


# ---------------------------------------------------------------- by hand, and refused


def test_a_plain_handphone_gives_a_hand_task_with_its_link(padaherang: Puskesmas) -> None:
    line = padaherang.line("wa_handphone")
    to = [{"kind": "phone", "value": "+6281234567890"}]
    sari = padaherang.actor()
    dispatch = send(sari, line, to, "Obat sudah ada & gratis", key=uuid4())
    assert list(hand_tasks(sari)) == [dispatch]
    assert (
        hand_link(dispatch) == "https://wa.me/6281234567890?text=Obat%20sudah%20ada%20%26%20gratis"
    )
    done_by_hand(sari, dispatch)
    done_by_hand(sari, dispatch)
    assert fresh(dispatch).state == S.SENT
    assert not hand_tasks(sari)


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("sms_handphone", "sms:+6281234567890?body=Ya"),
        ("phone", "tel:+6281234567890"),
        ("letter", ""),
    ],
)
def test_each_plain_line_has_its_own_link(padaherang: Puskesmas, kind: str, link: str) -> None:
    to = [{"kind": "phone", "value": "+6281234567890"}]
    dispatch = send(padaherang.actor(), padaherang.line(kind), to, "Ya", key=uuid4())
    assert dispatch.state == S.HAND
    assert hand_link(dispatch) == link


@pytest.mark.parametrize(
    ("to", "text", "said"),
    [
        ([], "Ya", "nomor tujuan"),
        ([{"kind": "alnum", "value": "TELKOMSEL"}], "Ya", "bukan nomor"),
        ([{"kind": "phone", "value": "+6281234567890"}], "  ", "isi pesannya"),
        ([{"kind": "phone", "value": "+6281234567890"}], "a" * 4097, "4096"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_it_is_queued(
    desk: Desk, to: list[dict[str, str]], text: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        send(desk.actor, desk.line, to, text, key=uuid4())
    assert not Dispatch.objects.exists()


def test_the_living_example_sends_nothing(desk: Desk) -> None:
    desk.here.facility.is_example = True
    desk.here.facility.save()
    dispatch = desk.answer(SITI)
    assert dispatch.state == S.HAND
    Dispatch.objects.update(state=S.QUEUED)  # also what was queued before it became one
    desk.send_due()
    assert fresh(dispatch).failure_code == "example"
    assert not desk.graph.got(SITI)


def test_another_health_centre_cannot_touch_a_dispatch(desk: Desk, sumbersari: Puskesmas) -> None:
    dispatch = desk.answer(SITI)
    for act in (give_up, done_by_hand):
        with pytest.raises(NotAllowed):
            act(sumbersari.actor(), dispatch)


# ---------------------------------------------------------------- slow calls


def test_while_nobody_answers_the_whole_line_waits_a_minute(desk: Desk) -> None:
    settings = {**desk.line.settings, "graph_url": "http://127.0.0.1:9"}
    change_line(desk.actor, desk.line, name="WA uji", settings=settings)
    first, other = desk.answer(SITI), desk.answer("628120000002")
    desk.send_due()
    assert (fresh(first).tries, fresh(other).tries) == (1, 0)
    assert fresh(other).next_at > timezone.now()  # type: ignore[operator]


def test_slow_calls_run_beside_the_worker_and_in_turn_in_the_main_thread() -> None:
    ran: list[str] = []
    release = threading.Event()

    def slow(now: object) -> int:
        ran.append(threading.current_thread().name)
        release.wait(10)
        return 0

    job = aside("uji", lambda now: True, slow)
    worker = threading.Thread(target=lambda: [job(timezone.now()) for _ in range(3)])
    worker.start()
    worker.join(timeout=5)
    assert not worker.is_alive()  # though the call is not done
    assert ran == ["tanggap-uji"]
    release.set()
    job(timezone.now())
    assert ran[-1] == threading.main_thread().name
