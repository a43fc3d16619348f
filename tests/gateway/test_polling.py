"""What must be asked: kept first, marked afterwards, and a silent modem is seen by the team."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.models import HistoryLine, Role
from tanggap.channels.sms_gammu import PATIENCE, SmsGammu
from tanggap.gateway import jobs, polling
from tanggap.gateway.actions import close_line, open_line, send
from tanggap.gateway.health import health_of
from tanggap.gateway.models import Arrival, Dispatch, Line, LinePulse
from tanggap.gateway.queries import dead_lines, troubles_count
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Message
from testkit.gammu import make_tables
from tests.channels.smsd_box import SITI, Box
from tests.people import Puskesmas

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(tmp_path: Path) -> Box:
    address = str(tmp_path / "smsd.db")
    make_tables(address)
    return Box(address)


@pytest.fixture
def modem(padaherang: Puskesmas, box: Box) -> Line:
    settings = {**box.settings, "pin": "1234", "password": "sandi-basis"}
    return open_line(machine(padaherang.facility.pk), "sms_gammu", "SMS umpan balik", settings)


def look() -> None:
    """Ask now, as after the pause, and read what came."""
    LinePulse.objects.update(next_at=None)
    polling.poll_due(timezone.now())
    read_arrivals(timezone.now())


def texts() -> list[str]:
    return list(Message.objects.order_by("id").values_list("text", flat=True))


def test_a_crash_before_the_mark_brings_it_again_and_changes_nothing(
    modem: Line, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.receives("Antrean lama")
    with monkeypatch.context() as patch:

        def dies(self: SmsGammu, taken: Sequence[str], *ports: Any) -> None:
            assert Arrival.objects.count() == 1, "the mark comes after our commit"
            raise OSError("killed")

        patch.setattr(SmsGammu, "settle", dies)
        look()
    assert texts() == ["Antrean lama"]
    look()
    assert Arrival.objects.count() == 2
    assert texts() == ["Antrean lama"]
    look()
    assert Arrival.objects.count() == 2


def test_a_crash_before_our_commit_loses_nothing(
    modem: Line, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.receives("Antrean lama")
    with monkeypatch.context() as patch:

        def dies(pulse: LinePulse, found: Any) -> None:
            raise OSError("disk full")

        patch.setattr(polling, "keep_polled", dies)
        look()
    assert texts() == []
    assert LinePulse.objects.get().trouble
    look()
    assert texts() == ["Antrean lama"]
    assert not LinePulse.objects.get().trouble.startswith("Pemeriksaan")


def test_an_sms_with_a_gap_is_shown_as_such_and_completed_when_the_part_comes(
    modem: Line, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tanggap.channels.sms_gammu.PATIENCE", PATIENCE * 0)
    text = "Saya menunggu sejak pagi. " * 16
    box.receives(text, only=(1,))
    look()
    box.receives(text, only=(3,))
    look()
    message = Message.objects.get()
    assert message.incomplete_at
    assert not message.completed_at
    assert message.text.count("[…]") == 1
    box.receives(text, only=(2,))
    look()
    message.refresh_from_db()
    assert message.completed_at
    assert message.text == text
    assert Message.objects.count() == 1


def test_closed_lines_are_not_asked_nor_twice_at_once(modem: Line, box: Box) -> None:
    now = timezone.now()
    held = polling.claim_pulse(now)
    assert held
    assert polling.claim_pulse(now) is None
    assert polling.claim_pulse(now + polling.POLL_LEASE) is not None
    close_line(machine(modem.facility_id), modem)
    assert polling.claim_pulse(now + 2 * polling.POLL_LEASE) is None


def test_what_left_the_modem_and_arrived_is_said_of_the_answer(modem: Line, box: Box) -> None:

    address = [{"kind": "phone", "value": SITI}]
    dispatch = send(machine(modem.facility_id), modem, address, "“Sudah”", key=uuid4())
    jobs.send_due(timezone.now())
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.text) == (Dispatch.State.SENT, '"Sudah"')
    row = int(dispatch.provider_key.partition("/")[0])
    box.rows("DELETE FROM outbox")
    box.rows(
        'INSERT INTO sentitems ("Text", "UDH", "ID", "SenderID", "Status", "CreatorID") '
        "VALUES ('', '', %s, 'puskesmas-1', 'DeliveryOK', %s)",
        [row, str(dispatch.key)],
    )
    look()
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.DELIVERED


def test_a_silent_modem_is_among_the_troubles_within_minutes(
    modem: Line, box: Box, padaherang: Puskesmas
) -> None:
    now = timezone.now()
    actor = padaherang.actor(Role.PETUGAS)
    box.ticks(now)
    look()
    assert dead_lines(modem.facility_id, now) == []
    assert troubles_count(actor) == 0
    look()
    assert dead_lines(modem.facility_id, now + timedelta(minutes=3)) == [modem]
    LinePulse.objects.update(heard_at=now - timedelta(minutes=3))
    assert troubles_count(actor) == 1
    [shown] = health_of(actor, [modem])
    assert shown.is_quiet
    assert shown.is_dead


def test_the_line_s_page_tells_of_the_modem_and_hands_out_the_files(
    modem: Line, box: Box, padaherang: Puskesmas, client: Client
) -> None:
    box.ticks(timezone.now())
    look()
    client.force_login(padaherang.staff[Role.KETUA])
    page = client.get(reverse("gateway:line", args=[modem.pk])).content.decode()
    for words in ("Terakhir terdengar", "cukup (42%)", "80%", "Restart=always", "PIN = ••••"):
        assert words in page
    assert "PIN = 1234" not in page
    assert "sandi-basis" not in page
    file = reverse("gateway:line-file", args=[modem.pk, "gammu-smsdrc"])
    assert "PIN = 1234" in client.post(file).content.decode()
    assert HistoryLine.objects.filter(action="gateway.take_setup_file").count() == 1
    other = reverse("gateway:line-file", args=[modem.pk, "passwd"])
    assert client.post(other).status_code == 302
    client.force_login(padaherang.staff[Role.PETUGAS])
    assert client.post(file).status_code == 403
    LinePulse.objects.update(heard_at=timezone.now() - timedelta(minutes=5))
    for name in ("gateway:lines", "gateway:troubles"):
        assert "tidak terdengar" in client.get(reverse(name)).content.decode().lower()
