"""A QR per place, on a sheet and on slips; the staff's screen that hands them out."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse

from tanggap.base.models import Role
from tests.people import Puskesmas
from tests.reading import page_texts, squeezed
from tests.website.acts import opened
from tests.workbench.signing_in import browser_of


@pytest.mark.parametrize(("shape", "unit"), [("lembar", ""), ("slip", ""), ("lembar", "semua")])
def test_the_paper_says_where_to_write(
    padaherang: Puskesmas, settings: LazySettings, shape: str, unit: str
) -> None:
    settings.PUBLIC_URL = "https://umpanbalik.contoh.go.id"
    opened(padaherang)
    browser = browser_of(padaherang, Role.PETUGAS)
    answer: Any = browser.get(reverse("website:paper"), {"bentuk": shape, "unit": unit})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "umpanbalik.contoh.go.id/lapor/PKM.PAD/" in squeezed(answer.content)
    pages = 1 + padaherang.facility.units.count() if unit else 1
    assert len(page_texts(answer.content)) == pages


def test_a_slip_of_one_unit_opens_the_form_with_it(padaherang: Puskesmas) -> None:
    opened(padaherang)
    browser = browser_of(padaherang, Role.PETUGAS)
    asked = {"bentuk": "slip", "unit": padaherang.units["UKP"].pk}
    answer: Any = browser.get(reverse("website:paper"), asked)
    assert "/lapor/PKM.PAD/di/UKP/" in squeezed(answer.content)


def test_without_a_form_the_screen_says_how_to_open_one(padaherang: Puskesmas) -> None:
    browser = browser_of(padaherang, Role.KETUA)
    assert "belum dibuka" in browser.get(reverse("website:posters")).content.decode()
    opened(padaherang)
    assert "/di/UKP/" in browser.get(reverse("website:posters")).content.decode()
