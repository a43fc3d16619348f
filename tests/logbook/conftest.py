"""What the tests of the old book stand on: a folder of their own, somebody at the screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tanggap.base import brought as base_brought
from tanggap.base.models import Role
from tanggap.logbook import old_carrying
from tests.people import Puskesmas


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.HOME = tmp_path
    monkeypatch.setattr(base_brought, "SLICE_SECONDS", 60)
    yield
    old_carrying.CARRIER.scans.clear()


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client
