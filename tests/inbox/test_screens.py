"""Importing a chat and opening the box, as one does it on the screen."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tanggap.base.models import Role
from tanggap.inbox.actions import open_box
from tanggap.inbox.chat_uploads import forget_old_uploads
from tanggap.inbox.models import BoxOpening, ImportRun, Message
from tests.inbox.test_chat_import import FOLDER, jpeg
from tests.people import Puskesmas


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def upload(here: Puskesmas, client: Client, name: str = "ios_us_12.txt") -> str:
    file = SimpleUploadedFile(name, (FOLDER / name).read_bytes(), "text/plain")
    line = here.line("wa_handphone").pk
    return client.post(reverse("inbox:import"), {"line": line, "file": file})["Location"]


def test_a_chat_is_looked_at_decided_and_imported(
    padaherang: Puskesmas, sari: Client, tmp_path: Path
) -> None:
    address = upload(padaherang, sari)
    page = sari.get(address).content.decode()
    assert "8 pesan baru" in page
    assert "Hari dahulu: 5 Desember 2026" in page
    assert "Bulan dahulu: 12 Mei 2026" in page
    assert not Message.objects.exists()
    data = {"form_key": str(uuid4()), "own_name": "Puskesmas Padaherang", "date_order": "mdy"}
    answer = sari.post(address, data, follow=True)
    assert "8 pesan baru" in answer.content.decode()
    assert Message.objects.count() == 8
    assert ImportRun.objects.get().own_name == "Puskesmas Padaherang"
    assert not list((tmp_path / "uploads").iterdir())


def test_what_is_not_decided_is_not_imported(padaherang: Puskesmas, sari: Client) -> None:
    address = upload(padaherang, sari)
    sari.post(address, {"form_key": str(uuid4()), "own_name": "Puskesmas Padaherang"})
    assert not Message.objects.exists()


def test_our_own_name_is_offered_again(padaherang: Puskesmas, sari: Client) -> None:
    ImportRun.objects.create(
        facility=padaherang.facility,
        line=padaherang.line("wa_handphone"),
        at=timezone.now(),
        own_name="Bu Siti",
    )
    page = sari.get(upload(padaherang, sari))
    assert page.context["form"].initial["own_name"] == "Bu Siti"


def test_an_upload_is_its_uploaders_alone(padaherang: Puskesmas, sari: Client) -> None:
    address = upload(padaherang, sari)
    other = Client()
    other.force_login(padaherang.staff[Role.KETUA])
    assert other.get(address).status_code == 302


def test_an_upload_that_nobody_confirms_is_gone_after_a_day(
    padaherang: Puskesmas, sari: Client, tmp_path: Path
) -> None:
    address = upload(padaherang, sari)
    for path in (tmp_path / "uploads").iterdir():
        os.utime(path, (1, 1))
    assert forget_old_uploads(timezone.now()) == 2
    assert sari.get(address).status_code == 302


def test_a_file_that_is_no_chat_is_refused_beside_the_field(
    padaherang: Puskesmas, sari: Client
) -> None:
    file = SimpleUploadedFile("surat.txt", b"Dengan hormat", "text/plain")
    data = {"line": padaherang.line("wa_handphone").pk, "file": file}
    page = sari.post(reverse("inbox:import"), data).content.decode()
    assert "bukan ekspor percakapan WhatsApp" in page


def opening(here: Puskesmas, slips: int) -> BoxOpening:
    return open_box(
        here.actor(),
        here.line("box"),
        form_key=uuid4(),
        opened_at=timezone.now(),
        slips=slips,
        witness="Pak RT",
    )


def test_an_empty_box_is_recorded_as_nihil(padaherang: Puskesmas, sari: Client) -> None:
    data = {
        "form_key": str(uuid4()),
        "line": padaherang.line("box").pk,
        "opened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "slips": 0,
        "witness": "Pak RT",
    }
    page = sari.post(reverse("inbox:box"), data, follow=True).content.decode()
    assert "nihil" in page
    assert BoxOpening.objects.get().opened_by == padaherang.staff[Role.PETUGAS]


def test_slips_are_typed_one_by_one_left_and_resumed(padaherang: Puskesmas, sari: Client) -> None:
    box = opening(padaherang, 2)
    page = reverse("inbox:box-slips", args=[box.pk])
    assert "Slip 1 dari 2" in sari.get(page).content.decode()
    photo = SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg")
    data = {"form_key": str(uuid4()), "text": "AC mati", "photo": photo, "dated_on": "2026-01-05"}
    sari.post(page, data)
    assert "Slip 2 dari 2" in sari.get(page).content.decode()
    assert "Ketik slip 2" in sari.get(reverse("inbox:box")).content.decode()
    message = Message.objects.get()
    assert (message.box_opening, message.received_at) == (box, box.opened_at)
    assert timezone.localdate(message.sent_at).isoformat() == "2026-01-05"
    assert message.attachments.get().media.mime == "image/jpeg"
    sari.post(page, {"form_key": str(uuid4()), "text": "Toilet kotor"})
    assert "Semua slip sudah diketik" in sari.get(page).content.decode()


def test_a_miscounted_box_is_corrected_and_the_first_count_stays(
    padaherang: Puskesmas, sari: Client
) -> None:
    box = opening(padaherang, 2)
    page = reverse("inbox:box-slips", args=[box.pk])
    sari.post(page, {"form_key": str(uuid4()), "text": "AC mati"})
    sari.post(reverse("inbox:box-count", args=[box.pk]), {"slips": 3})
    box.refresh_from_db()
    assert (box.slips, box.corrected_from) == (3, 2)
    answer = sari.post(reverse("inbox:box-count", args=[box.pk]), {"slips": 0}, follow=True)
    assert "tidak bisa kurang" in answer.content.decode()


@pytest.mark.parametrize("page", ["inbox:import", "inbox:box"])
def test_outsiders_of_the_inbox_are_not_let_in(
    padaherang: Puskesmas, client: Client, page: str
) -> None:
    client.force_login(padaherang.staff[Role.AUDITOR])
    assert client.get(reverse(page)).status_code == 403
