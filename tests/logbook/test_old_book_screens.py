"""Bringing the old book in on screen: looked at, set right, brought, taken back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanggap.logbook.models import Entry
from tests.logbook.old_books import xlsx
from tests.people import Puskesmas

pytestmark = pytest.mark.usefixtures("own_home")


def test_a_book_is_looked_at_set_right_brought_and_taken_back_on_screen(
    padaherang: Puskesmas, sari: Client
) -> None:
    for kind in ("walk_in", "box"):
        padaherang.line(kind)
    head = ["No", "Hari ini", "Isi", "Media"]
    content = xlsx([[1, "12/5/25", "Antre", "Kotak"], [2, "x", "Antre", "Kotak"]], head)
    file = SimpleUploadedFile("buku.xlsx", content)
    data = {"file": file, "form_key": str(uuid4())}
    path = sari.post(reverse("logbook:old-book"), data)["Location"]
    page = sari.get(path).content.decode()
    assert "Hari ini" in page
    lines = {name: padaherang.line(name).pk for name in ("walk_in", "box")}
    form = {
        "sheets": ["0"], "order": "d", "kind": "keluhan", "line": lines["walk_in"], "open": "",
        "col_0": "number", "col_1": "", "col_2": "text", "col_3": "channel",
        "word_0": lines["box"], "do": "bring",
    }  # fmt: skip
    assert "kolom mana yang berisi tanggal" in sari.post(path, form).content.decode()
    seen = sari.post(path, form | {"col_1": "date", "do": "check"}).content.decode()
    assert "<strong>1 entri</strong>" in seen
    assert "«x» bukan tanggal" in seen
    done = sari.post(path, form | {"col_1": "date"}, follow=True).content.decode()
    assert "1 entri baru, 0 sudah ada, 1 baris ditolak" in done
    entry = Entry.objects.get()
    assert (entry.kind, entry.line.kind) == ("keluhan", "box")
    story = sari.get(reverse("workbench:entry", args=[entry.pk])).content.decode()
    assert "Dari buku lama" in story
    gone = sari.post(path + "keluarkan/", follow=True).content.decode()
    assert "sudah dikeluarkan dari buku" in gone
    assert not Entry.objects.exists()
