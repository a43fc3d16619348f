"""SMS through the real ``gammu-smsd`` and its dummy phone, on SQLite and on PostgreSQL."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tanggap.base.acting import machine
from tanggap.channels import sms_gammu
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.models import Arrival, Dispatch, LinePulse
from tanggap.gateway.tables import open_tables
from tanggap.inbox.models import Message
from testkit.gammu import Smsd, make_tables
from tests.counterparts import require
from tests.people import Puskesmas
from tests.stories.served import until, work

pytestmark = pytest.mark.django_db(transaction=True)
SITI, BUDI = "+6281234567890", "+6281234567899"
LONG = "Antrean loket lama sekali, Bu. " * 12
EMOJI = "Terima kasih 🙏 " * 12
S = Dispatch.State
URL = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")


class Modem:
    """A line, the daemon behind it, and one turn of the worker at a time."""

    def __init__(self, here: Puskesmas, folder: Path, address: str) -> None:
        self.here = here
        # smsd's own clock on the wall is not ours: times must come out right all the same
        self.smsd = Smsd(require("gammu-smsd"), folder, address, zone="Asia/Makassar")
        settings = {"database": address, "phone_id": "puskesmas-1"}
        self.line = open_line(machine(here.facility.pk), "sms_gammu", "SMS umpan balik", settings)

    def until(self, is_so: Callable[[], object]) -> None:
        """Let the worker work, asking the modem each time, until ``is_so``."""

        def asked() -> object:
            LinePulse.objects.update(next_at=None)
            return is_so()

        until(asked)

    def texts(self) -> list[str]:
        rows = Message.objects.filter(direction="in", line=self.line)
        return sorted(rows.values_list("text", flat=True))

    def answer(self, text: str) -> Dispatch:
        address = [{"kind": "phone", "value": SITI}]
        return send(machine(self.here.facility.pk), self.line, address, text, key=uuid4())


@pytest.fixture
def modem(
    padaherang: Puskesmas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Modem]:
    require("gammu-smsd")
    monkeypatch.setattr(sms_gammu, "PATIENCE", sms_gammu.PATIENCE / 60)
    if not URL:
        address = str(tmp_path / "smsd" / "smsd.db")
        make_tables(address)
        made = Modem(padaherang, tmp_path, address)
        with made.smsd:
            yield made
        return
    name = f"smsd_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(URL, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        address = URL.rsplit("/", 1)[0] + f"/{name}"
        make_tables(address)
        made = Modem(padaherang, tmp_path, address)
        try:
            with made.smsd:
                yield made
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_sms_go_in_and_out_and_the_daemon_dies_and_comes_back(modem: Modem) -> None:
    phone = modem.smsd.phone
    phone.receives(SITI, "Antrean lama")
    phone.receives(SITI, LONG, reference=1, is_reversed=True)
    phone.receives(BUDI, EMOJI, reference=2)
    modem.until(lambda: modem.texts() == sorted(["Antrean lama", LONG, EMOJI]))

    short, long = modem.answer("Sudah kami perbaiki"), modem.answer("“Terima kasih” – " * 20)
    modem.until(
        lambda: Dispatch.objects.filter(state=S.SENT).count() == 2 and not _waiting_in_outbox(modem)
    )
    phone.reports_delivery(SITI)
    modem.until(lambda: Dispatch.objects.filter(state=S.DELIVERED).exists())
    assert '"Terima kasih" - ' in Dispatch.objects.get(pk=long.pk).text
    assert {short.pk, long.pk} == set(
        Message.objects.filter(direction="out").values_list("dispatch", flat=True)
    )

    pulse = LinePulse.objects.get(line=modem.line)
    assert pulse.heard_at
    assert not pulse.trouble
    assert dict(pulse.facts)["Sinyal"] == "cukup (42%)"

    modem.smsd.kill()
    phone.receives(BUDI, "Saat modem mati")
    waits = modem.answer("Menunggu modem")
    work()
    assert phone.waiting == 1
    modem.smsd.start()
    modem.until(lambda: "Saat modem mati" in modem.texts())
    modem.until(lambda: not _waiting_in_outbox(modem))
    waits.refresh_from_db()
    assert waits.state in (S.SENT, S.DELIVERED)
    assert len(modem.texts()) == 4
    latest = Message.objects.filter(direction="in").latest("id")
    assert abs((latest.sent_at - latest.received_at).total_seconds()) < 3600


def test_a_part_that_comes_late_completes_its_sms(modem: Modem) -> None:
    phone = modem.smsd.phone
    phone.receives(SITI, LONG, reference=5, only=(1, 3))
    modem.until(lambda: Message.objects.filter(incomplete_at__isnull=False).count() == 1)
    phone.receives(SITI, LONG, reference=5, only=(2,))
    modem.until(lambda: modem.texts() == [LONG])
    message = Message.objects.get(direction="in")
    assert message.completed_at
    assert not Arrival.objects.exclude(state=Arrival.State.READ).exists()


def _waiting_in_outbox(modem: Modem) -> bool:
    with open_tables(modem.line.settings["database"]) as tables:
        return bool(tables.rows("SELECT COUNT(*) FROM outbox")[0][0])
