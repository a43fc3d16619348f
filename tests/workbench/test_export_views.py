"""Taking a table along from the screen, and files of messages under the same rule."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role
from tanggap.gateway.media import keep
from tanggap.gateway.models import Media
from tanggap.inbox.models import Attachment
from tanggap.logbook.actions import EntryDraft, name_accused, write_down
from tests.inbox.test_chat_import import jpeg
from tests.logbook.test_actions_writing import said, written
from tests.people import Puskesmas


def client_of(here: Puskesmas, role: Role) -> Client:
    client = Client()
    client.force_login(here.staff[role])
    return client


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("what", ["entries", "messages"])
def test_the_file_comes_as_a_download(padaherang: Puskesmas, what: str, form: str) -> None:
    written(padaherang)
    said(padaherang, "Obat kosong")
    answer = client_of(padaherang, Role.KETUA).post(
        reverse("workbench:export"), {"what": what, "form": form}
    )
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_period_turned_round_is_said(padaherang: Puskesmas) -> None:
    page = client_of(padaherang, Role.KETUA).post(
        reverse("workbench:export"),
        {"what": "entries", "form": "csv", "from_": "2026-05-12", "to": "2026-05-01"},
    )
    assert "Tanggal akhir lebih awal" in page.content.decode()


def test_only_who_may_export_does(padaherang: Puskesmas) -> None:
    for role in Role:
        status = client_of(padaherang, role).get(reverse("workbench:export")).status_code
        assert status == (200 if role in (Role.KETUA, Role.KEPALA) else 403), role


def photo_of(here: Puskesmas, text: str) -> tuple[Media, object]:
    message = said(here, text)
    media = Media.objects.create(facility=here.facility, line=message.line, provider_key="m1")
    keep(media, b"isi berkas", "application/pdf")
    Attachment.objects.create(message=message, media=media)
    return media, message


def test_a_file_is_handed_out_as_a_download_that_cannot_run(
    padaherang: Puskesmas, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    media, _ = photo_of(padaherang, "Ini buktinya")
    answer = client_of(padaherang, Role.PETUGAS).get(reverse("workbench:media", args=[media.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_accused_and_outsiders_find_no_file(
    padaherang: Puskesmas, sumbersari: Puskesmas, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    media, message = photo_of(padaherang, "Bu Sari judes")
    ketua = padaherang.actor(Role.KETUA)
    entry = write_down(ketua, EntryDraft("keluhan", "judes"), [message], form_key=uuid4())  # type: ignore[list-item]
    name_accused(ketua, entry, [padaherang.staff[Role.PETUGAS].pk])
    Path(tmp_path, media.path).write_bytes(jpeg())
    Media.objects.filter(pk=media.pk).update(mime="image/jpeg")
    for name in ("workbench:media", "workbench:media-small"):
        address = reverse(name, args=[media.pk])
        assert client_of(padaherang, Role.PETUGAS).get(address).status_code == 404
        assert client_of(padaherang, Role.ADMIN).get(address).status_code == 404
        assert client_of(sumbersari, Role.PETUGAS).get(address).status_code == 404
        assert client_of(padaherang, Role.KETUA).get(address).status_code == 200
        assert Client().get(address).status_code == 302
