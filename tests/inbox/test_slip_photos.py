"""Photos of slips: kept at once, never doubled, typed one after another, taken back."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.media import path_of
from tanggap.gateway.models import Media
from tanggap.inbox import slip_carrying
from tanggap.inbox.actions import open_box, print_slips, set_aside
from tanggap.inbox.models import BoxOpening, Identity, Message, Person, SlipPhoto, SlipRun
from tanggap.inbox.slip_carrying import read_photos
from tanggap.inbox.slip_reading import NotRead, Reading
from tanggap.inbox.slip_shape import BOXES, code_of
from tanggap.logbook.actions import EntryDraft, name_accused, write_down
from tests.inbox.test_chat_import import jpeg
from tests.people import Puskesmas
from tests.test_odd_input import ODD


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    """What the eye says of the next photos, in order; after that, no code."""
    told: list[Reading] = []

    def read(token: str) -> Reading:
        return told.pop(0) if told else Reading(upright=jpeg())

    monkeypatch.setattr(slip_carrying, "read", read)
    return told


def opening(here: Puskesmas, slips: int = 3) -> BoxOpening:
    now = timezone.now()
    key, line = uuid4(), here.line("box")
    return open_box(here.actor(), line, form_key=key, opened_at=now, slips=slips, witness="Pak RT")


def run_of(here: Puskesmas, line: str = "box") -> SlipRun:
    return print_slips(here.actor(), here.line(line), form_key=uuid4(), sheets=5)


def slip(run: SlipRun, number: int, *ticked: int, text: str = "") -> Reading:
    ink = [0.3 if place in ticked else 0.0 for place in range(len(BOXES))]
    code = code_of(run.pk, number)
    return Reading(code=code, upright=jpeg(), shown=jpeg(), ink=ink, text=text)


def upload(browser: Client, box: BoxOpening, *contents: bytes) -> Any:
    files = [SimpleUploadedFile(f"IMG-{at}.jpg", one) for at, one in enumerate(contents, 1)]
    page = reverse("inbox:slip-photos", args=[box.pk])
    answer = browser.post(page, {"photos": files}, follow=True)
    while read_photos(timezone.now()):
        pass
    return answer


def photo_page(photo: SlipPhoto) -> str:
    return reverse("inbox:slip-photo", args=[photo.pk])


def save(browser: Client, photo: SlipPhoto, **typed: object) -> Any:
    data = {"form_key": str(uuid4()), "text": "AC mati", **typed}
    return browser.post(photo_page(photo), data, follow=True)


def test_many_photos_are_kept_at_once_and_typed_one_after_another(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    run, box = run_of(padaherang), opening(padaherang)
    seen += [slip(run, 4, 1, 6, 20, 22), slip(run, 9), Reading(upright=jpeg())]
    told = upload(sari, box, b"satu", b"dua", b"tiga").content.decode()
    assert "3 foto tersimpan" in told
    assert "3 foto sedang dibaca" in told
    one, two, three = SlipPhoto.objects.order_by("id")
    shown = sari.get(reverse("inbox:slip-photos", args=[box.pk])).content.decode()
    assert "Slip No. 00004" in shown
    assert "Kode slip tidak terbaca" in shown
    assert "Ketik 3 slip yang menunggu" in shown

    home = sari.get("/").content.decode()
    assert "foto slip menunggu diketik" in home
    assert photo_page(one) in home

    page = sari.get(photo_page(one))
    assert "1 dari 3 foto" in page.content.decode()
    assert "Centang sudah dibaca" in page.content.decode()
    ticks = page.context["form"].initial
    assert (ticks["kind"], ticks["way"], ticks["is_secret"]) == ("keluhan", "call", True)
    picture: Any = sari.get(reverse("workbench:slip-picture", args=[one.pk]))
    assert picture["Content-Type"] == "image/jpeg"
    after = save(sari, one, kind="keluhan", unit=ticks["unit"], way="call", is_secret="on",
                 name="Bu Tini", phone="081234567890", dated_on="2026-01-05")  # fmt: skip
    assert after.redirect_chain[-1][0] == photo_page(two)
    assert "2 dari 3 foto" in after.content.decode()

    message = Message.objects.get()
    assert message.text == "AC mati\n\nIngin dijawab lewat: telepon."
    assert (message.box_opening, message.received_at) == (box, box.opened_at)
    assert timezone.localdate(message.sent_at).isoformat() == "2026-01-05"
    unit = str(padaherang.units["ADM"].pk) if "ADM" in padaherang.units else message.jotted["unit"]
    assert message.jotted == {"kind": "keluhan", "unit": unit, "is_anonymous": True}
    one.refresh_from_db()
    hung = [attachment.media_id for attachment in message.attachments.all()]
    assert hung == [one.shown_id, one.photo_id]

    sari.post(reverse("inbox:slip-aside", args=[two.pk]), {"alasan": "blank"})
    done = save(sari, three).content.decode()
    assert "Semua foto sudah selesai" in done
    assert "3 dari 3 slip selesai" in done
    assert (
        "Semua slip sudah diketik"
        in sari.get(reverse("inbox:box-slips", args=[box.pk])).content.decode()
    )
    assert Message.objects.count() == 2


def test_each_photo_of_a_slip_shows_itself_but_no_more_than_its_message_may(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    """Who types a second one because it differs must see that one; the accused sees neither."""
    run, box = run_of(padaherang), opening(padaherang)
    seen += [slip(run, 4), slip(run, 4)]
    upload(sari, box, b"satu", b"dua")
    one, again = SlipPhoto.objects.select_related("photo").order_by("id")
    assert again.offered == {}, "the ticks of a slip that may come to be about a colleague"
    for photo in (one, again):
        assert isinstance(photo.photo, Media)
        path_of(photo.photo).write_bytes(f"gambar {photo.pk}".encode())  # type: ignore[union-attr]

    def shown(photo: SlipPhoto) -> bytes | None:
        answer: Any = sari.get(reverse("workbench:slip-picture", args=[photo.pk]) + "?asli=1")
        return b"".join(answer.streaming_content) if answer.status_code == 200 else None

    save(sari, one)
    one.refresh_from_db()
    assert (shown(one), shown(again)) == tuple(f"gambar {it.pk}".encode() for it in (one, again))
    message = one.message
    assert message is not None
    ketua = padaherang.actor(Role.KETUA)
    entry = write_down(ketua, EntryDraft("keluhan", "judes"), [message], form_key=uuid4())
    name_accused(ketua, entry, [padaherang.staff[Role.PETUGAS].pk])
    assert (shown(one), shown(again)) == (None, None)


def test_the_same_photo_and_the_same_slip_are_told_and_never_doubled(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    run, box = run_of(padaherang), opening(padaherang)
    seen += [slip(run, 4), slip(run, 4)]
    upload(sari, box, b"satu")
    assert "tidak digandakan: Slip No. 00004" in upload(sari, box, b"satu").content.decode()
    other = opening(padaherang)
    assert "pembukaan kotak yang lain" in upload(sari, other, b"satu").content.decode()
    assert SlipPhoto.objects.count() == 1
    upload(sari, other, b"foto kedua dari slip yang sama")
    second = SlipPhoto.objects.order_by("-id")[0]
    assert (second.state, second.reason) == ("aside", "same")
    assert second.photo is not None, "kept all the same"
    page = sari.get(reverse("inbox:slip-photos", args=[other.pk])).content.decode()
    assert "Sudah ada fotonya pada pembukaan" in page
    sari.post(reverse("inbox:slip-back", args=[second.pk]))
    assert "sudah ada fotonya" in sari.get(photo_page(second)).content.decode()


def test_photos_that_go_up_one_by_one_are_told_of_once(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    """An answer that was lost on the way makes the browser send the photo again."""
    page = reverse("inbox:slip-photos", args=[opening(padaherang).pk])
    for how, content in (("1", b"satu"), ("lagi", b"satu"), ("1", b"dua"), ("1", b"dua")):
        file = SimpleUploadedFile("IMG.jpg", content)
        answer = sari.post(page, {"photos": [file]}, headers={"X-Satu-Satu": how})
        assert answer.status_code == 204
    assert SlipPhoto.objects.count() == 2
    shown = sari.get(page).content.decode()
    assert shown.count("tidak digandakan") == 1


def test_a_slip_is_saved_once_however_often_and_by_however_many(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu")
    photo = SlipPhoto.objects.get()
    data = {"form_key": str(uuid4()), "text": "AC mati"}
    for _ in range(2):
        assert sari.post(photo_page(photo), data).status_code == 302
    dewi = Client()
    dewi.force_login(padaherang.staff[Role.KETUA])
    hers = dewi.post(photo_page(photo), data | {"form_key": str(uuid4()), "text": "AC rusak"})
    assert "sudah diketik" in hers.content.decode()
    assert "AC rusak" in hers.content.decode(), "what she typed is not lost"
    assert Message.objects.get().text == "AC mati"


def test_undo_brings_the_slip_back_with_what_was_typed_and_leaves_no_trace(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu")
    photo = SlipPhoto.objects.get()
    told = {"name": "Bu Tini", "phone": "081234567890", "kind": "saran", "way": "board"}
    assert "Batalkan" in save(sari, photo, **told).content.decode()
    dewi = Client()
    dewi.force_login(padaherang.staff[Role.KETUA])
    hers = dewi.post(reverse("inbox:slip-back", args=[photo.pk]), follow=True).content.decode()
    assert "Hanya yang mengetik slip ini" in hers
    back = sari.post(reverse("inbox:slip-back", args=[photo.pk]), follow=True)
    assert back.redirect_chain[-1][0] == photo_page(photo)
    form = back.context["form"].initial
    assert (form["text"], form["way"]) == ("AC mati", "board")
    assert (form["name"], form["phone"], form["kind"]) == ("Bu Tini", "+6281234567890", "saran")
    for model in (Message, Person, Identity):
        assert not model.objects.exists()
    save(sari, photo)
    set_aside(padaherang.actor(), Message.objects.get(), "no_feedback")
    refused = sari.post(reverse("inbox:slip-back", args=[photo.pk]), follow=True)
    assert "sudah dipilah" in refused.content.decode()
    assert Message.objects.count() == 1


def test_a_person_known_before_stays_when_the_slip_is_taken_back(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu", b"dua")
    one, two = SlipPhoto.objects.order_by("id")
    for photo in (one, two):
        save(sari, photo, name="Bu Tini", phone="081234567890")
    sari.post(reverse("inbox:slip-back", args=[two.pk]))
    assert Person.objects.get().name == "Bu Tini"
    assert Identity.objects.count() == 1


def test_odd_words_typed_from_a_photo_are_told_kindly(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu")
    photo = SlipPhoto.objects.get()
    fields = ("text", "name", "phone", "dated_on", "kind", "unit", "way", "form_key")
    for name, odd in ODD.items():
        if name != "half a sign":  # which the test's own browser cannot send
            page = save(sari, photo, **dict.fromkeys(fields, odd))
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()
    answer = sari.post(reverse("inbox:slip-aside", args=[photo.pk]), {"alasan": ODD["nul"]})
    assert answer.status_code == 302
    photo.refresh_from_db()
    assert (photo.state, Message.objects.count()) == ("waiting", 0)


def test_what_cannot_be_read_is_kept_and_said(
    padaherang: Puskesmas, sari: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real eye: a page that says it is a photo, an iPhone's HEIC, nothing."""
    box = opening(padaherang)
    heic = b"\0\0\0\x24ftypheic" + b"\0" * 99
    upload(sari, box, b"<script>alert(1)</script>", heic, b"")
    page = sari.get(reverse("inbox:slip-photos", args=[box.pk])).content.decode()
    for sentence in ("bukan foto yang dapat dibuka", "HEIC dari iPhone", "Berkas ini kosong"):
        assert sentence in page
    photo = SlipPhoto.objects.order_by("id")[0]
    answer: Any = sari.get(reverse("workbench:slip-picture", args=[photo.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert "Unduh berkas aslinya" in sari.get(photo_page(photo)).content.decode()


def test_a_photo_whose_reading_never_ends_is_typed_by_eye(
    padaherang: Puskesmas, sari: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_end(token: str) -> Reading:
        raise NotRead("no end")

    monkeypatch.setattr(slip_carrying, "read", no_end)
    upload(sari, opening(padaherang), jpeg())
    photo = SlipPhoto.objects.get()
    for minutes in (1, 2, 3):
        read_photos(timezone.now() + timedelta(minutes=minutes))
    photo.refresh_from_db()
    assert (photo.state, photo.trouble) == ("waiting", "unread")
    assert photo.photo is not None
    assert photo.photo.mime == "image/jpeg"


def test_slips_of_another_box_or_health_centre_are_told(
    padaherang: Puskesmas, sumbersari: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    foreign, box = run_of(sumbersari), opening(padaherang)
    padaherang.lines["box two"] = padaherang.line("box").__class__.objects.create(
        facility=padaherang.facility, kind="box", name="Kotak apotek"
    )
    seen += [slip(foreign, 1), slip(run_of(padaherang, "box two"), 2)]
    upload(sari, box, b"satu", b"dua")
    one, two = SlipPhoto.objects.order_by("id")
    assert (one.trouble, one.number) == ("foreign", None)
    assert (two.trouble, two.number) == ("other_box", 2)


def test_photos_belong_to_the_team_of_their_health_centre(
    padaherang: Puskesmas, sumbersari: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu")
    photo = SlipPhoto.objects.get()
    addresses = [photo_page(photo), reverse("workbench:slip-picture", args=[photo.pk])]
    there, auditor = Client(), Client()
    there.force_login(sumbersari.staff[Role.KETUA])
    auditor.force_login(padaherang.staff[Role.AUDITOR])
    for address in addresses:
        assert there.get(address).status_code == 404
        assert auditor.get(address).status_code == 403
    save(sari, photo)
    assert sari.get(addresses[1]).status_code == 200


def test_history_tells_the_acts_and_no_words_of_the_slip(
    padaherang: Puskesmas, sari: Client, seen: list[Reading]
) -> None:
    upload(sari, opening(padaherang), b"satu", b"dua")
    one, two = SlipPhoto.objects.order_by("id")
    save(sari, one, name="Bu Tini")
    sari.post(reverse("inbox:slip-aside", args=[two.pk]), {"alasan": "blank"})
    told = list(HistoryLine.objects.order_by("place").values_list("sentence", flat=True))
    assert told[1:] == [
        "2 foto slip disimpan.", "Slip kotak ditulis.", "Foto slip disisihkan: slip kosong.",
    ]  # fmt: skip
