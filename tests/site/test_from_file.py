"""A file brought in by the command line while the site runs beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tanggap.base import brought as base_brought
from tanggap.inbox.models import Message, SmsImport
from tanggap.inbox.sms_carrying import CARRIER
from tanggap.site.sms_from_file import SmsFromFile
from tests.channels.test_sms_backup import backup, sms
from tests.people import Puskesmas


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    CARRIER.scans.clear()


def test_a_slice_that_the_running_site_s_worker_took_is_waited_for(
    padaherang: Puskesmas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sms.xml"
    file.write_bytes(backup(sms("Antre"), sms("Panas", at=1_778_600_000_000)))
    worker_came: set[str] = set()
    carried_here = CARRIER.carry_on

    def carry_on(only: int) -> int:
        state = SmsImport.objects.get(pk=only).state
        if state not in worker_came:  # another process has just taken the lease
            worker_came.add(state)
            later = timezone.now() + base_brought.LEASE
            SmsImport.objects.filter(pk=only).update(lease_by="worker", lease_until=later)
        return carried_here(only=only)

    def go_by(_: float) -> None:
        SmsImport.objects.update(lease_by="", lease_until=None)

    monkeypatch.setattr(CARRIER, "carry_on", carry_on)
    monkeypatch.setattr("tanggap.site.from_file.time.sleep", go_by)
    with SmsFromFile(file, "") as brought:
        brought.choose([], [])
        assert "2 SMS baru" in brought.bring_in(None, None)
    assert len(worker_came) == 2
    assert Message.objects.count() == 2
