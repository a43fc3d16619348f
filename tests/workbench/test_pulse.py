"""The page learns of arrivals by asking: cheap, quiet when nothing is new."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.base.models import Role
from tanggap.logbook.models import Accused
from tanggap.workbench.pulse import STOP_ASKING, came_since
from tests.people import Puskesmas
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of
from tests.workbench.test_triage import written_down


def test_nothing_new_is_one_question_to_the_index(padaherang: Puskesmas) -> None:
    last = said(padaherang, None, "Antrean lama.")
    actor = padaherang.actor()
    with CaptureQueriesContext(connection) as asked:
        assert came_since(actor, last.pk) == 0
    assert len(asked) == 1


def test_what_came_after_the_page_was_drawn_is_counted(padaherang: Puskesmas) -> None:
    seen = said(padaherang, None, "Antrean lama.")
    said(padaherang, None, "Obat habis.")
    said(padaherang, None, "Terima kasih.")
    page = browser_of(padaherang, Role.PETUGAS).get(f"/denyut/?sejak={seen.pk}")
    assert "2 pesan baru masuk" in page.content.decode().replace("<strong>", "").replace(
        "</strong>", ""
    )


def test_the_same_news_is_not_told_twice(padaherang: Puskesmas) -> None:
    said(padaherang, None, "Obat habis.")
    browser = browser_of(padaherang, Role.PETUGAS)
    assert browser.get("/denyut/?sejak=0").status_code == 200
    assert browser.get("/denyut/?sejak=0&terlihat=1").status_code == 204


def test_another_health_centres_messages_are_no_news(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    said(padaherang, None, "Obat habis.")
    assert browser_of(sumbersari, Role.PETUGAS).get("/denyut/?sejak=0").status_code == 204


def test_the_accused_does_not_even_learn_that_somebody_wrote(padaherang: Puskesmas) -> None:
    person = citizen(padaherang, "Ibu Yayah", "+6281234567800")
    entry = written_down(padaherang, said(padaherang, person, "Petugas loket membentak."))
    Accused.objects.create(entry=entry, staff=padaherang.staff[Role.PETUGAS])
    later = said(padaherang, person, "Bagaimana pengaduan saya?")
    actor = padaherang.actor()
    assert came_since(actor, later.pk - 1) == 0
    assert came_since(padaherang.actor(Role.KETUA), later.pk - 1) == 1


@pytest.mark.parametrize("address", ["/denyut/", "/denyut/?sejak=abc", "/denyut/?sejak=-1"])
def test_a_question_that_makes_no_sense_ends_the_asking(
    padaherang: Puskesmas, address: str
) -> None:
    assert browser_of(padaherang, Role.PETUGAS).get(address).status_code == STOP_ASKING


@pytest.mark.usefixtures("padaherang")
def test_whoever_is_signed_out_only_stops_asking() -> None:
    assert Client().get("/denyut/?sejak=0").status_code == STOP_ASKING
