"""SMS through an Android handphone: a stateful stand-in for SMSGate, held to its OpenAPI file."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.channels._contract import Request, SignOfLife
from tanggap.channels._registry import channels
from tanggap.channels.sms_gate import signature
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.models import Arrival, Dispatch, Line, LinePulse, RefusedCount
from tanggap.gateway.polling import poll_due
from tanggap.gateway.queries import hook_path
from tanggap.inbox.models import Message
from testkit.smsgate import KEY, PASSWORD, USERNAME, Handphone, schema_errors
from tests.people import Puskesmas
from tests.stories.served import BadDays, front_door, until

pytestmark = pytest.mark.django_db(transaction=True)
API = json.loads((Path(__file__).parents[1] / "fixtures/smsgate/swagger.json").read_text())
SITI, BUDI = "+6281234567890", "+6281234567891"
S = Dispatch.State


class Desk:
    def __init__(self, here: Puskesmas, door: str, days: BadDays, phone: Handphone) -> None:
        self.actor, self.days, self.phone = machine(here.facility.pk), days, phone
        settings = {"base_url": phone.url, "username": USERNAME, "password": PASSWORD}
        self.line = open_line(self.actor, "sms_gate", "HP SMS", settings | {"signing_key": KEY})
        phone.caller.hook_url = door + hook_path(self.line)

    def answer(self, to: str, text: str) -> Dispatch:
        return send(self.actor, self.line, [{"kind": "phone", "value": to}], text, key=uuid4())

    def look(self) -> None:
        LinePulse.objects.update(next_at=None)
        poll_due(timezone.now())


@pytest.fixture
def desk(padaherang: Puskesmas) -> Iterator[Desk]:
    days: list[BadDays] = []
    with front_door(days) as door, Handphone() as phone:
        yield Desk(padaherang, door, days[0], phone)


def texts() -> list[str]:
    return sorted(Message.objects.filter(direction="in").values_list("text", flat=True))


def state(dispatch: Dispatch) -> str:
    dispatch.refresh_from_db()
    return dispatch.state


def test_what_comes_twice_after_a_503_or_by_the_inbox_is_one_message(desk: Desk) -> None:
    desk.days.shut, desk.days.deaf = 1, 1
    desk.phone.receives(SITI, "Antrean lama 🙏", times=2)
    desk.phone.receives("0812 3456 7891", "Obat habis")
    until(lambda: desk.phone.caller.taken == 3)
    desk.look()
    until(lambda: not Arrival.objects.filter(state=Arrival.State.NEW).exists())
    assert Arrival.objects.count() == 5
    assert texts() == ["Antrean lama 🙏", "Obat habis"]


def test_what_the_app_missed_while_android_had_killed_it_is_found(desk: Desk) -> None:
    desk.phone.is_killed = True
    desk.phone.receives(SITI, "Loket tutup")
    desk.phone.is_killed = False
    desk.phone.receives(SITI, "Sudah buka")
    desk.look()
    until(lambda: texts() == ["Loket tutup", "Sudah buka"])
    before = Arrival.objects.count()
    desk.look()
    assert Arrival.objects.count() == before, "a list that did not change is not kept again"


def test_what_the_app_missed_is_found_also_where_a_clock_is_hours_ahead(desk: Desk) -> None:
    desk.phone.is_killed = True
    desk.phone.receives(SITI, "Dari esok hari", skew=5 * 3600)
    desk.phone.is_killed = False
    desk.look()
    until(lambda: texts() == ["Dari esok hari"])


def test_an_answer_is_sent_once_and_followed(desk: Desk) -> None:
    well, bad = desk.answer(SITI, "“Terima kasih” Bu…"), desk.answer("+6281200009002", "Baik")
    until(lambda: state(well) == S.DELIVERED and state(bad) == S.FAILED)
    assert desk.phone.got == {SITI: ['"Terima kasih" Bu...']}
    assert "pulsa" in bad.advice
    Dispatch.objects.filter(pk=well.pk).update(state=S.QUEUED, next_at=timezone.now())
    until(lambda: state(well) == S.DELIVERED)
    assert len(desk.phone.got[SITI]) == 1, "the app knows the id"


def test_the_handphone_is_heard_and_its_silence_too(desk: Desk) -> None:
    desk.phone.pings()
    until(lambda: LinePulse.objects.exclude(heard_at=None).exists())
    desk.phone.end()
    desk.look()
    assert "tidak menjawab" in LinePulse.objects.get().trouble


def test_a_wrong_clock_or_key_is_refused_and_counted(desk: Desk) -> None:
    desk.phone.skew = -6 * 60
    desk.phone.receives(SITI, "Jam HP salah")
    until(lambda: desk.phone.caller.refused > 1)
    desk.phone.skew = 0
    until(texts)
    assert texts() == ["Jam HP salah"], "repeated until the clock was right"
    until(lambda: RefusedCount.objects.filter(line=desk.line).exists())


_FROM = b'{"event": "sms:received", "payload": {"sender": "'
HOSTILE = [
    b" ",
    b"{",
    b"[]",
    b'{"event": "sms:received"}',
    b'{"event": 7, "payload": []}',
    _FROM + b"9" * 5000 + b'", "message": 1e999}}',
    _FROM + b'+62812345", "message": "\xf0\x9f\x99\x8f\\u0000\\ud800"}}',
]


def test_signed_nonsense_is_kept_and_rests_among_the_troubles_or_is_read(desk: Desk) -> None:
    for body in HOSTILE:
        stamp = str(int(datetime.now(UTC).timestamp()))
        headers = {"X-Timestamp": stamp, "X-Signature": signature(body, stamp, KEY)}
        answer = httpx.post(desk.phone.caller.hook_url, content=body, headers=headers)
        assert answer.status_code == 200
    until(lambda: not Arrival.objects.filter(state=Arrival.State.NEW).exists())
    assert Arrival.objects.count() == len(HOSTILE)
    assert Line.objects.get().trouble == ""


# ---------------------------------------------------------------- held to the OpenAPI file


def test_both_sides_speak_as_the_published_file_says(desk: Desk) -> None:
    desk.phone.receives(SITI, "Halo")
    desk.phone.pings()
    sent = desk.answer(SITI, "Baik 🙏")
    failed = desk.answer("+6281200009002", "Baik")
    until(lambda: state(sent) == S.DELIVERED and state(failed) == S.FAILED)
    payloads = {
        "sms:received": "SmsReceivedPayload", "sms:sent": "SmsSentPayload",
        "sms:delivered": "SmsDeliveredPayload", "sms:failed": "SmsFailedPayload",
        "system:ping": "SystemPingPayload",
    }  # fmt: skip
    assert {one["event"] for one in desk.phone.events} == set(payloads)
    for event in desk.phone.events:
        assert not _errors(event, "WebHookEvent")
        assert not _errors(event["payload"], payloads[event["event"]])
    assert not [e for one in desk.phone.listed for e in _errors(one, "smsgateway.IncomingMessage")]
    for one in desk.phone.messages.values():
        assert not _errors(one, "smsgateway.GetMessageResponse")
    assert desk.phone.bodies
    for body in desk.phone.bodies:
        assert not _errors(body, "smsgateway.Message")
        assert set(body) <= set(API["components"]["schemas"]["smsgateway.Message"]["properties"])
    assert _errors({"id": 7}, "WebHookEvent"), "the check itself finds what is wrong"


def _errors(value: Any, name: str) -> list[str]:
    return schema_errors(value, API["components"]["schemas"][name], API)


def test_a_replay_after_five_minutes_is_refused() -> None:
    channel, now = channels()["sms_gate"], datetime.now(UTC)
    stamp = str(int(now.timestamp()))
    headers = {"x-timestamp": stamp, "x-signature": signature(b"{}", stamp, KEY)}
    request, settings = Request("POST", "", headers, b"{}"), {"signing_key": KEY}
    assert channel.verify(request, settings, now + timedelta(minutes=4)).status == 200
    assert channel.verify(request, settings, now + timedelta(minutes=6)).refused
    for odd in ("", "nan", "9" * 400, "²"):
        other = replace(request, headers={**headers, "x-timestamp": odd})
        assert channel.verify(other, settings, now).refused
    assert channel.verify(request, {}, now).refused, "no key opens nothing"


def test_a_ping_is_a_sign_of_life_at_the_time_it_was_signed() -> None:
    body = b'{"id": "a", "event": "system:ping", "payload": {}}'
    (sign,) = channels()["sms_gate"].read(
        Request("POST", "", {"x-timestamp": "1779000000"}, body), {}
    )
    assert isinstance(sign, SignOfLife)
    assert sign.at == datetime.fromtimestamp(1779000000, UTC)


def test_the_commands_on_the_page_register_each_kind_of_news_once() -> None:
    hook = "https://ub.contoh.go.id/hooks/sms_gate/x"
    with Handphone() as phone:
        settings = {"base_url": phone.url, "username": USERNAME}
        commands = channels()["sms_gate"].setup_paste(hook, settings).splitlines()
        for command in commands * 2:  # running them again changes nothing
            curl, _, user, _, kind, address, _, body = shlex.split(command)
            assert (curl, kind) == ("curl", "Content-Type: application/json")
            content = json.loads(body)
            assert not _errors(content, "smsgateway.Webhook")
            assert httpx.post(address, auth=(user, PASSWORD), json=content).status_code == 201
        events = sorted(one["event"] for one in phone.hooks.values())
    assert len(events) == len(commands) == len(set(events))
    assert {"sms:received", "system:ping"} <= set(events)
