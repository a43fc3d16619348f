"""SMS through the real Kannel: bearerbox, smsbox, and an operator's SMSC behind them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.channels._contract import Failure, Polled
from tanggap.channels._registry import channels
from tanggap.gateway import outside
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.gateway.queries import hook_url
from tanggap.inbox.models import Message
from testkit.kannel import (
    OUR_NUMBER,
    STATUS_PASSWORD,
    USER,
    USER_PASSWORD,
    Kannel,
    Peer,
)
from tests.counterparts import require
from tests.people import Puskesmas
from tests.stories.served import BadDays, front_door, until

pytestmark = pytest.mark.django_db(transaction=True)
SITI, BUDI = "6281234567890", "6281234567891"
S = Dispatch.State


class Sms:
    """A line of the health centre, the Kannel it speaks to, and the operator behind that."""

    def __init__(self, here: Puskesmas, folder: Path, door: str, days: BadDays) -> None:
        self.here, self.days, self.peer = here, days, Peer()
        self.line = open_line(
            machine(here.facility.pk),
            "sms_kannel",
            "SMS umpan balik",
            {
                "sendsms_url": "http://127.0.0.1:1/",
                "username": USER,
                "password": USER_PASSWORD,
                "tanggap_url": door,
            },
        )
        paste = channels()["sms_kannel"].setup_paste(hook_url(self.line), self.line.settings)
        assert paste.startswith("group = sms-service\n")
        service = paste.removeprefix("group = sms-service\n")
        self.kannel = Kannel(folder, self.peer, service, patience=2)
        self.line.settings = self.line.settings | {"sendsms_url": self.kannel.sendsms_url}
        self.line.save()

    def answer(self, to: str, text: str) -> Dispatch:
        address = [{"kind": "phone", "value": f"+{to}"}]
        return send(machine(self.here.facility.pk), self.line, address, text, key=uuid4())


@pytest.fixture
def sms(padaherang: Puskesmas, tmp_path: Path) -> Iterator[Sms]:
    require("bearerbox")
    days: list[BadDays] = []
    with front_door(days) as address:
        made = Sms(padaherang, tmp_path, address, days[0])
        try:
            with made.peer, made.kannel:
                yield made
        finally:
            Line.objects.update(active_to=timezone.localdate())


def texts() -> list[str]:
    return list(Message.objects.filter(direction="in").values_list("text", flat=True))


def state(dispatch: Dispatch) -> str:
    dispatch.refresh_from_db()
    return dispatch.state


def test_what_citizens_write_comes_in_whole(sms: Sms) -> None:
    short = "Antrean lama @ loket, bayar €5 [resep] ~ 10%"
    long = "Keluhan panjang tentang poli gigi 🙏. " * 6
    cheap = "Apotek tutup sebelum waktunya & petugas tidak ada. " * 8
    assert sms.peer.says(SITI, short) == 1
    assert sms.peer.says(BUDI, long, reverse=True) == 4
    assert sms.peer.says(SITI, cheap) == 3
    until(lambda: Message.objects.count() == 3)
    assert sorted(texts()) == sorted([short, long, cheap])
    seen = Message.objects.get(text=long)
    assert seen.person is not None
    assert seen.person.identities.get().value == f"+{BUDI}"
    assert abs((seen.received_at - seen.sent_at).total_seconds()) < 60


def test_what_we_refuse_comes_again_and_becomes_one_record(sms: Sms) -> None:
    """First we are away; then we keep the call, and our answer is lost on the way."""
    sms.days.shut, sms.days.deaf = 1, 1
    sms.peer.says(SITI, "Obat habis")
    until(lambda: Arrival.objects.count() == 2)
    until(lambda: not Arrival.objects.filter(state=Arrival.State.NEW).exists())
    assert texts() == ["Obat habis"]
    assert {one.sha256 for one in Arrival.objects.all()} == {Arrival.objects.all()[0].sha256}


def test_a_message_that_waited_in_bearerbox_while_it_was_killed_comes_once(sms: Sms) -> None:
    """What smsbox has taken and cannot hand on it holds in memory: see docs/channels."""
    sms.kannel.kill("smsbox")
    sms.peer.says(SITI, "Loket tidak dibuka")
    until(lambda: any(sms.kannel.store.rglob("*-*")))
    until(lambda: sms.peer.kept == 0)  # or the operator, unanswered, rightly says it once more
    sms.kannel.kill("bearerbox")
    sms.kannel.start()
    until(texts)
    assert texts() == ["Loket tidak dibuka"]


def test_a_part_that_never_came_is_said(sms: Sms) -> None:
    sms.peer.says(SITI, "Saya menunggu tiga jam di poli umum. " * 8, without=[2])
    until(texts, 20)
    (text,) = texts()
    assert text.startswith("Saya menunggu")
    assert text.endswith("[…]")
    assert Message.objects.get().incomplete_at is not None


def test_an_answer_goes_out_and_is_followed_until_it_has_arrived(sms: Sms) -> None:
    cheap = sms.answer(SITI, "“Terima kasih” Bu – antrean kami tambah…\n[€5]")
    dear = sms.answer(BUDI, "Terima kasih 🙏 sudah kami tindak lanjuti. " * 4)
    late = sms.answer("6281200009002", "Sudah kami tindak lanjuti")
    no = sms.answer("6281200009045", "Sudah kami tindak lanjuti")
    slow = sms.answer("6281200009058", "Sudah kami tindak lanjuti")
    until(lambda: state(cheap) == state(dear) == state(slow) == S.DELIVERED)
    until(lambda: state(late) == state(no) == S.FAILED)
    assert sms.peer.got(SITI) == ['"Terima kasih" Bu - antrean kami tambah...\n[€5]']
    assert sms.peer.parts_to(SITI) == 1
    assert sms.peer.got(BUDI) == [("Terima kasih 🙏 sudah kami tindak lanjuti. " * 4)]
    assert sms.peer.parts_to(BUDI) == 3
    assert "tidak terjangkau" in late.advice
    assert "Operator menolak" in no.advice
    assert sms.peer.submitted[0].source.lstrip("+") == OUR_NUMBER


def test_while_kannel_is_off_an_answer_waits_and_leaves_once(sms: Sms) -> None:
    sms.kannel.kill()
    dispatch = sms.answer(SITI, "Besok kami buka pukul 07.30")
    until(lambda: Dispatch.objects.filter(tries=1, state=S.QUEUED).exists())
    sms.kannel.start()
    Dispatch.objects.update(next_at=timezone.now())
    until(lambda: state(dispatch) == S.DELIVERED)
    assert sms.peer.got(SITI) == ["Besok kami buka pukul 07.30"]


def test_the_line_says_when_kannel_or_the_operator_is_gone(sms: Sms) -> None:
    channel, settings = channels()["sms_kannel"], sms.line.settings
    settings |= {"status_url": sms.kannel.status_url, "status_password": STATUS_PASSWORD}

    def seen() -> Polled | Failure:
        return channel.poll("", (), settings, outside.ports(), timezone.now())

    well = seen()
    assert isinstance(well, Polled)
    assert well.sign is not None
    assert well.sign.at is not None
    assert dict(well.sign.facts)["Operator AGG"].startswith("online")
    sms.peer.end()
    until(lambda: "operator terputus" in str(seen()))
    sms.kannel.kill()
    assert "Kannel tidak menjawab" in str(seen())


def test_a_wrong_password_stops_the_line_and_says_what_to_mend(sms: Sms) -> None:
    sms.line.settings = sms.line.settings | {"password": "salah"}
    sms.line.save()
    dispatch = sms.answer(SITI, "Terima kasih")
    until(lambda: Line.objects.get().trouble)
    assert "kata sandi sendsms" in Line.objects.get().trouble
    assert state(dispatch) == S.QUEUED
