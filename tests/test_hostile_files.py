"""Files that mean harm, or are merely broken: through the import and the photos of a slip."""

import io
import random
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tanggap.base.models import Role
from tanggap.gateway.models import Media
from tanggap.inbox.models import BoxOpening, Message
from tests.crawling import body_of
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

CHAT = "12/05/26 08.06 - Bu Tini: Antre obat lama\n12/05/26 08.07 - Puskesmas: Baik, Bu\n"
REFUSALS = ("rusak", "ditolak", "bukan", "tidak ada percakapan", "tidak terbaca", "Tidak ditemukan")


def zipped(files: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def upload(here: Puskesmas, content: bytes, name: str) -> Any:
    line = here.line("wa_handphone")
    file = SimpleUploadedFile(name, content)
    browser = browser_of(here, Role.PETUGAS)
    return browser.post(reverse("inbox:import"), {"line": line.pk, "file": file}, follow=True)


TRAPS = {
    "a bomb": zipped({"_chat.txt": CHAT.encode(), "b.bin": b"\0" * 200_000_000}),
    "a path upwards": zipped({"../../_chat.txt": CHAT.encode()}),
    "an absolute path": zipped({"/etc/_chat.txt": CHAT.encode()}),
    "a drive": zipped({"C:_chat.txt": CHAT.encode()}),
    "no chat": zipped({"foto.jpg": b"x"}),
    "a zip of zips": zipped({"_chat.zip": zipped({"_chat.txt": CHAT.encode()})}),
    "half a zip": zipped({"_chat.txt": CHAT.encode() * 99})[:400],
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0",
    "only NUL": b"\0" * 500,
    "half of UTF-16": b"\xff\xfea",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_with_a_sentence(padaherang: Puskesmas, trap: str) -> None:
    answer = upload(padaherang, TRAPS[trap], "Chat WhatsApp dengan Bu Tini.zip")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="errors"' in page or "errorlist" in page or any(w in page for w in REFUSALS)
    assert not Message.objects.exists()


def test_no_broken_zip_breaks_the_import(padaherang: Puskesmas) -> None:
    """Bytes of a good zip changed at random places, a hundred times."""
    good = zipped({"_chat.txt": CHAT.encode() * 30, "IMG-1.jpg": b"\xff\xd8" * 200})
    dice = random.Random(7)
    browser, line = browser_of(padaherang, Role.PETUGAS), padaherang.line("wa_handphone")
    for _ in range(100):
        bad = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        file = SimpleUploadedFile("Chat WhatsApp dengan Bu Tini.zip", bytes(bad))
        asked = {"line": line.pk, "file": file}
        assert browser.post(reverse("inbox:import"), asked, follow=True).status_code == 200


ODD_CHATS = {
    "a NUL": "12/05/26 08.06 - Bu\x00Tini: Antre\x00 obat\n",
    "emoji and right to left": "12/05/26 08.06 - \u202e👩🏽‍⚕️ مرحبا: شكرا 🙏\n",
    "a hundred thousand letters": f"12/05/26 08.06 - {'Bu ' * 99}: {'obat ' * 20_000}\n",
    "the year one": "01/01/0001 08.06 - Bu Tini: Antre\n",
    "the last year": "31/12/9999 23.59 - Bu Tini: Antre\n",
    "no such day": "31/02/26 08.06 - Bu Tini: Antre\n",
    "markup": "12/05/26 08.06 - <b>Bu</b>: <script>alert(1)</script>\n",
    "a formula": "12/05/26 08.06 - =cmd: =HYPERLINK(1)\n",
}


@pytest.mark.parametrize("odd", ODD_CHATS)
def test_an_odd_chat_comes_in_or_is_refused_kindly(padaherang: Puskesmas, odd: str) -> None:
    answer = upload(padaherang, ODD_CHATS[odd].encode(), "Chat WhatsApp dengan Bu Tini.txt")
    assert answer.status_code == 200
    path = answer.request["PATH_INFO"]
    if path != reverse("inbox:import"):
        data = {"form_key": str(uuid4()), "own_name": "-", "date_order": "dmy"}
        page = browser_of(padaherang, Role.PETUGAS).post(path, data, follow=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert not [text for text in Message.objects.values_list("text", flat=True) if "\0" in text]
    home = browser_of(padaherang, Role.PETUGAS).get(reverse("workbench:triage"))
    assert "<script>alert" not in home.content.decode()


def picture(size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1" if size[0] > 999 else "RGB", size).save(out, form)
    return out.getvalue()


HARMFUL: Mapping[str, tuple[str, str, bytes]] = {
    "an SVG": ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
    "a page": ("a.html", "text/html", b"<script>alert(1)</script>"),
    "a page that says it is a picture": ("a.png", "image/png", b"<script>alert(1)</script>"),
    "a script": ("a.js", "text/javascript", b"alert(1)"),
    "half a picture": ("a.png", "image/png", picture()[:40]),
    "a picture too large to open": ("a.png", "image/png", picture((9000, 9000))),
    "a picture and a page": ("a.gif", "image/gif", picture(form="GIF") + b"<script>x</script>"),
    "nothing": ("a.png", "image/png", b" "),
    "an odd name": ('../..\\"a\r\nX: y".html', "x/y; charset=\x00", b"<b>"),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_whatever_is_handed_in_as_a_photo_can_do_no_harm(padaherang: Puskesmas, harm: str) -> None:
    now = timezone.now()
    opening = BoxOpening.objects.create(
        facility=padaherang.facility,
        line=padaherang.line("box"),
        form_key=uuid4(),
        opened_at=now,
        opened_by=padaherang.staff[Role.PETUGAS],
        slips=9,
    )
    browser = browser_of(padaherang, Role.PETUGAS)
    photo = SimpleUploadedFile(*(HARMFUL[harm][i] for i in (0, 2)), content_type=HARMFUL[harm][1])
    data = {"form_key": str(uuid4()), "text": "Slip", "photo": photo}
    where = reverse("inbox:box-slips", args=[opening.pk])
    assert browser.post(where, data, follow=True).status_code == 200
    media = Media.objects.get()
    answer: Any = browser.get(reverse("workbench:media", args=[media.pk]))
    shown = answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not shown or answer.headers["Content-Type"] in ("image/png", "image/jpeg")
    assert not (shown and b"<script" in body_of(answer))
    assert answer.headers["Content-Type"] not in ("text/html", "image/svg+xml")


def test_a_photo_of_thirty_megabytes_is_refused_with_a_sentence_and_the_words_stay(
    padaherang: Puskesmas,
) -> None:
    browser = browser_of(padaherang, Role.PETUGAS)
    words = "Tolong kipas angin di ruang tunggu"
    data = {"form_key": str(uuid4()), "line": padaherang.line("letter").pk, "text": words}
    data |= {"kind": "keluhan", "unit": padaherang.units["UKP"].pk, "then": "buku"}
    large = SimpleUploadedFile("foto.jpg", picture(form="JPEG") + b"\0" * 30 * 1024 * 1024)
    page = browser.post(reverse("workbench:letter"), data | {"photo": large}, follow=True)
    assert page.status_code == 200
    assert "lebih dari 20 MB" in page.content.decode()
    assert words in page.content.decode()
    assert not Message.objects.exists()
