"""Files are fetched at once, drawn anew, and handed out so that they can do no harm."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from PIL import Image

from tanggap.base.files import redrawn
from tanggap.channels._contract import Failure, FailureKind, MediaRef
from tanggap.gateway import jobs
from tanggap.gateway.actions import keep_media
from tanggap.gateway.media import is_picture, response_for, small_response_for
from tanggap.gateway.models import Media
from tanggap.gateway.reading import expect_media
from tests.gateway.conftest import Desk
from tests.people import Puskesmas


def photo(*, turned: bool = False) -> bytes:
    image = Image.new("RGB", (40, 20), "teal")
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    exif[0x0112] = 6 if turned else 1
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def coming(desk: Desk, content: bytes, mime: str, name: str = "") -> Media:
    kept = desk.graph.state.keep_media(content, mime)
    return expect_media(desk.line, MediaRef(kept["id"], mime, kept["sha256"], name))


def test_a_photo_is_fetched_and_its_marks_are_gone(desk: Desk) -> None:
    media = coming(desk, photo(turned=True), "image/jpeg")
    assert jobs.fetch_media(timezone.now()) == 1
    media.refresh_from_db()
    assert media.state == Media.State.KEPT
    content = (Path(settings.MEDIA_ROOT) / media.path).read_bytes()
    assert b"KAMERA-RAHASIA" not in content
    assert Image.open(io.BytesIO(content)).size == (20, 40)  # upright now
    answer = response_for(media)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in answer["Content-Disposition"]
    answer.close()


@pytest.mark.parametrize(
    ("content", "mime", "name"),
    [
        (b"<script>alert(1)</script>", "text/html", "surat.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "a.svg"),
        (b"<script>alert(1)</script>", "image/jpeg", "foto.jpg"),
        (b"%PDF-1.4", "application/pdf", "../../etc/passwd.pdf"),
    ],
)
def test_everything_else_is_only_a_download(
    desk: Desk, content: bytes, mime: str, name: str
) -> None:
    media = coming(desk, content, mime, name)
    jobs.fetch_media(timezone.now())
    media.refresh_from_db()
    assert not is_picture(media)
    answer = response_for(media)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "/" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_an_address_that_ended_is_asked_for_again(desk: Desk) -> None:
    media = coming(desk, photo(), "image/jpeg")
    jobs.settle_media(
        jobs.claim_media(timezone.now()),  # type: ignore[arg-type]
        Failure(FailureKind.RETRY, "100", "Berkas belum ada."),
    )
    media.refresh_from_db()
    assert media.state == Media.State.WAITING
    assert media.next_at is not None
    assert media.next_at > timezone.now()
    Media.objects.update(next_at=timezone.now())
    jobs.fetch_media(timezone.now())
    media.refresh_from_db()
    assert media.state == Media.State.KEPT


def test_after_seven_days_the_advice_is_to_ask_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = coming(desk, photo(), "image/jpeg")
    week_ago = timezone.now() - timedelta(days=8)
    monkeypatch.setattr(jobs, "made_at", lambda key: week_ago)
    jobs.settle_media(media, Failure(FailureKind.RETRY, "100", "Berkas belum ada."))
    assert media.state == Media.State.FAILED
    assert "Minta warga" in media.trouble


def test_an_unknown_file_fails_with_a_reason(desk: Desk) -> None:
    media = expect_media(desk.line, MediaRef("999"))
    jobs.fetch_media(timezone.now())
    media.refresh_from_db()
    assert media.state == Media.State.FAILED
    assert media.trouble


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n broken", b"GIF89a", photo()[:200]])
def test_broken_pictures_are_no_crash(content: bytes) -> None:
    assert redrawn(content) is None


def test_the_same_upload_twice_is_one_file(padaherang: Puskesmas) -> None:
    sari, line = padaherang.actor(), padaherang.line("box")
    first = keep_media(sari, line, "slip:0", photo(), "slip.jpg", "image/jpeg")
    assert keep_media(sari, line, "slip:0", photo(), "slip.jpg", "image/jpeg") == first
    assert Media.objects.count() == 1


def lying(here: Puskesmas, content: bytes) -> Media:
    return keep_media(here.actor(), here.line("box"), "slip:1", content, "a.jpg", "")


def test_a_page_of_photos_fetches_small_views_of_them(padaherang: Puskesmas) -> None:
    """Twenty photos as they came would be many megabytes on weak internet."""
    out = io.BytesIO()
    Image.effect_noise((3000, 2000), 80).save(out, "JPEG")
    media = lying(padaherang, out.getvalue())
    answer = small_response_for(media)
    assert isinstance(answer, HttpResponse)
    assert media.size is not None
    assert len(answer.content) < 20_000 < media.size
    assert Image.open(io.BytesIO(answer.content)).size == (192, 128)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_picture_or_broke_on_the_disk_has_no_small_view(padaherang: Puskesmas) -> None:
    broken = lying(padaherang, photo())
    (Path(settings.MEDIA_ROOT) / broken.path).write_bytes(b"\xff\xd8\xff rusak")
    letter = keep_media(padaherang.actor(), padaherang.line("box"), "s", b"%PDF-1.4", "a.pdf", "")
    for media in (broken, letter):
        with pytest.raises(Http404):
            small_response_for(media)
