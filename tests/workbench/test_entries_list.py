"""The list: filters combine in the address, words never stand there, pages by place."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role, SavedView
from tanggap.logbook import actions
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_to
from tanggap.workbench.filters import Filters, choices_for, narrowed, page_of, place, read_filters
from tests.logbook.test_actions_writing import NOON, draft_at, said, written
from tests.people import Puskesmas


def signed_in(here: Puskesmas, role: Role = Role.PETUGAS) -> Client:
    client = Client()
    client.force_login(here.staff[role])
    return client


def narrowed_by(here: Puskesmas, **asked: str) -> set[str]:
    filters = read_filters(asked, choices_for(here.facility.pk))
    found = narrowed(visible_to(here.actor()), filters, here.actor(), NOON)
    return {entry.number for entry in found}


@pytest.fixture
def two(padaherang: Puskesmas) -> tuple[Entry, Entry]:
    """A red complaint for UKP from walking in, and a green suggestion by telephone."""
    red = written(padaherang, severity="merah", units=[padaherang.units["UKP"].pk])
    green = written(
        padaherang, kind="saran", text="Tambah kursi", line_id=padaherang.line("phone").pk
    )
    return red, green


@pytest.mark.parametrize(
    "asked",
    [
        {"jenis": "keluhan"},
        {"klasifikasi": "tidak_berkadar"},
        {"tingkat": "merah"},
        {"keadaan": "new"},
        {"jenis": "keluhan", "tingkat": "merah", "keadaan": "open"},
    ],
)
def test_each_filter_and_all_together_leave_the_right_entries(
    padaherang: Puskesmas, two: tuple[Entry, Entry], asked: dict[str, str]
) -> None:
    assert narrowed_by(padaherang, **asked) == {two[0].number}


def test_unit_line_and_period_narrow_too(padaherang: Puskesmas, two: tuple[Entry, Entry]) -> None:
    red, green = two
    assert narrowed_by(padaherang, unit=str(padaherang.units["UKP"].pk)) == {red.number}
    assert narrowed_by(padaherang, saluran=str(padaherang.line("phone").pk)) == {green.number}
    assert narrowed_by(padaherang, dari="2026-05-12", sampai="2026-05-12") == {
        red.number,
        green.number,
    }
    assert narrowed_by(padaherang, sampai="2026-05-11") == set()
    assert narrowed_by(padaherang, jenis="saran", tingkat="merah") == set()


def test_a_value_that_nobody_offers_is_left_out(padaherang: Puskesmas) -> None:
    choices = choices_for(padaherang.facility.pk)
    asked = {"jenis": "'; drop", "unit": "7", "dari": "kemarin", "tingkat": "merah"}
    assert read_filters(asked, choices) == Filters(tingkat="merah")


def test_late_means_a_promise_past_its_time_on_an_open_entry(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    later = NOON + timedelta(days=90)
    filters = Filters(lewat="1")
    everyone = visible_to(padaherang.actor())
    assert not narrowed(everyone, filters, padaherang.actor(), NOON).exists()
    assert list(narrowed(everyone, filters, padaherang.actor(), later)) == [entry]
    actions.close(padaherang.actor(), entry, at=NOON)
    assert not narrowed(everyone, filters, padaherang.actor(), later).exists()


def test_pages_follow_each_other_without_gap_or_repeat(padaherang: Puskesmas) -> None:
    for number in range(120):
        written(padaherang, received_at=NOON - timedelta(minutes=number // 3))
    seen: list[int] = []
    after = None
    while True:
        page = page_of(visible_to(padaherang.actor()), after, NOON)
        seen += [entry.pk for entry in page.entries]
        if not page.next_place:
            break
        after = place(page.next_place)
    assert len(seen) == len(set(seen)) == 120
    assert seen == [e.pk for e in Entry.objects.order_by("-received_at", "-id")]


@pytest.mark.parametrize("text", ["", "x", "1-", "99999999999999999999999999-1", "1-1-1", "-"])
def test_a_place_that_was_tampered_with_begins_at_the_start(text: str) -> None:
    assert place(text) is None


def test_the_list_shows_number_words_and_state(padaherang: Puskesmas) -> None:
    entry = written(padaherang, text="Antrean obat lama sekali")
    page = signed_in(padaherang).get(reverse("workbench:entries"))
    assert page.status_code == 200
    for words in (entry.number, "Antrean obat lama sekali", "Baru dicatat"):
        assert words in page.content.decode()


def test_words_searched_for_never_stand_in_an_address(padaherang: Puskesmas) -> None:
    entry = written(padaherang, text="Obat kosong")
    written(padaherang, text="Parkir sempit")
    client = signed_in(padaherang)
    answer: Any = client.post(
        reverse("workbench:entries-search") + "?jenis=keluhan", {"kata": "obat 081234567890"}
    )
    assert answer["Location"] == reverse("workbench:entries") + "?jenis=keluhan&cari=1"
    client.post(reverse("workbench:entries-search"), {"kata": "obat"})
    page = client.get(reverse("workbench:entries") + "?cari=1").content.decode()
    assert entry.number in page
    assert "Parkir sempit" not in page


def test_a_view_is_saved_under_a_name_and_holds_only_codes(padaherang: Puskesmas) -> None:
    client = signed_in(padaherang)
    client.post(reverse("workbench:entries-search"), {"kata": "rahasia"})
    client.post(
        reverse("workbench:entries-keep") + "?tingkat=merah&cari=1&kata=rahasia",
        {"name": "Yang berat"},
    )
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Yang berat", "tingkat=merah")
    assert "Yang berat" in client.get(reverse("workbench:entries")).content.decode()
    forget = reverse("workbench:entries-forget", args=[view.pk])
    assert signed_in(padaherang, Role.KETUA).post(forget).status_code == 404
    client.post(forget)
    assert not SavedView.objects.exists()


def test_names_show_only_to_those_who_may_know_them(padaherang: Puskesmas) -> None:
    message = said(padaherang, "Obat kosong", name="Mak Icih")
    actions.write_down(
        padaherang.actor(),
        draft_at(padaherang),
        [message],
        form_key=uuid4(),
    )
    for role, is_shown in ((Role.PETUGAS, True), (Role.MUTU, False), (Role.AUDITOR, False)):
        page = signed_in(padaherang, role).get(reverse("workbench:entries")).content.decode()
        assert ("Mak Icih" in page) is is_shown, role


def test_admin_does_not_open_the_book(padaherang: Puskesmas) -> None:
    assert signed_in(padaherang, Role.ADMIN).get(reverse("workbench:entries")).status_code == 403
