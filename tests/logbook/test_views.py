"""Writing down on the screen: few fields, one number, an undo, and no way past the rules."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.acting import machine
from tanggap.base.models import Role
from tanggap.logbook.actions import prepare
from tanggap.logbook.models import Entry, Topic
from tests.logbook.test_actions_writing import said, written
from tests.people import Puskesmas


@pytest.fixture
def sari(padaherang: Puskesmas) -> Client:
    client = Client()
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def filled(here: Puskesmas, **changes: object) -> dict[str, object]:
    plain = {
        "form_key": str(uuid4()),
        "kind": "keluhan",
        "text": "Obat kosong",
        "severity": "hijau",
        "reporter": "pengguna",
        "unit": here.units["UKP"].pk,
        "is_secret": "on",
    }
    return plain | changes


def test_the_form_starts_from_the_words_of_the_message(padaherang: Puskesmas, sari: Client) -> None:
    message = said(padaherang, "Obat kosong terus, bu")
    page = sari.get(reverse("logbook:write") + f"?pesan={message.pk}").content.decode()
    assert page.count("Obat kosong terus, bu") == 2  # in the form, and beside it


def test_saving_gives_a_number_and_offers_to_undo(padaherang: Puskesmas, sari: Client) -> None:
    message = said(padaherang, "Obat kosong")
    answer: Any = sari.post(reverse("logbook:write") + f"?pesan={message.pk}", filled(padaherang))
    entry = Entry.objects.get()
    assert answer.status_code == 302
    assert (entry.kind, entry.klass, entry.person_id) == (
        "keluhan",
        "tidak_berkadar",
        message.person_id,
    )
    said_next = sari.get(reverse("workbench:entries")).content.decode()
    assert f"Tercatat sebagai {entry.number}." in said_next
    assert reverse("logbook:cancel", args=[entry.pk]) in said_next


def test_the_same_form_twice_writes_one_entry(padaherang: Puskesmas, sari: Client) -> None:
    message = said(padaherang, "Obat kosong")
    data = filled(padaherang)
    for _ in range(2):
        sari.post(reverse("logbook:write") + f"?pesan={message.pk}", data)
    assert Entry.objects.count() == 1


def test_the_unit_follows_the_topic_where_none_is_chosen(
    padaherang: Puskesmas, sari: Client
) -> None:
    prepare(machine(padaherang.facility.pk))
    parking = Topic.objects.get(key="parkir")
    message = said(padaherang, "Parkir sempit")
    sari.post(
        reverse("logbook:write") + f"?pesan={message.pk}",
        filled(padaherang, unit="", topic=parking.pk),
    )
    assert list(Entry.objects.get().units.all()) == [padaherang.units["ADMEN"]]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Ada isian yang perlu diperbaiki"),
        ({"kind": "ngawur"}, "Ada isian yang perlu diperbaiki"),
        ({"unit": ""}, "Pilih unit terkait"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    padaherang: Puskesmas, sari: Client, changes: dict[str, object], sentence: str
) -> None:
    message = said(padaherang, "Obat kosong")
    page = sari.post(
        reverse("logbook:write") + f"?pesan={message.pk}", filled(padaherang, **changes)
    )
    assert sentence in page.content.decode()
    assert not Entry.objects.exists()


def test_a_complaint_of_the_head_needs_a_substitute(padaherang: Puskesmas, sari: Client) -> None:
    head, deputy = padaherang.staff[Role.KEPALA], padaherang.staff[Role.KETUA]
    message = said(padaherang, "Kepala puskesmas memarahi pasien")
    address = reverse("logbook:write") + f"?pesan={message.pk}"
    page = sari.post(address, filled(padaherang, accused=[head.pk]))
    assert "Pilih pejabat pengganti" in page.content.decode()
    sari.post(address, filled(padaherang, accused=[head.pk], sees_instead=deputy.pk))
    assert Entry.objects.get().accused.get().sees_instead_id == deputy.pk


def test_who_writes_down_a_complaint_of_oneself_is_led_away_from_it(
    padaherang: Puskesmas, sari: Client
) -> None:
    message = said(padaherang, "Bu Sari judes")
    answer: Any = sari.post(
        reverse("logbook:write") + f"?pesan={message.pk}",
        filled(padaherang, accused=[padaherang.staff[Role.PETUGAS].pk]),
    )
    assert answer["Location"] == reverse("workbench:entries")
    assert Entry.objects.get().number not in sari.get(answer["Location"]).content.decode()


def test_without_a_message_line_and_time_are_asked(padaherang: Puskesmas, sari: Client) -> None:
    page = sari.post(reverse("logbook:write"), filled(padaherang))
    assert not Entry.objects.exists()
    sari.post(
        reverse("logbook:write"),
        filled(padaherang, line=padaherang.line("letter").pk, received_at="2026-05-04T09:30"),
    )
    entry = Entry.objects.get()
    assert page.status_code == 200
    assert entry.received_at.isoformat() == "2026-05-04T02:30:00+00:00"


def test_a_correction_starts_from_the_entry_and_changes_it(
    padaherang: Puskesmas, sari: Client
) -> None:
    entry = written(padaherang, text="Antrean lama", units=[padaherang.units["UKP"].pk])
    address = reverse("logbook:edit", args=[entry.pk])
    page = sari.get(address).content.decode()
    assert "Antrean lama" in page
    assert "Pengaduan sudah lengkap" not in page  # an act of its own
    sari.post(
        address,
        filled(
            padaherang,
            kind="kritik",
            klass="aspirasi",
            text="Antrean sangat lama",
            line=entry.line_id,
            received_at="2026-05-12T12:00",
        ),
    )
    entry.refresh_from_db()
    assert (entry.kind, entry.text) == ("kritik", "Antrean sangat lama")


def test_acts_on_an_entry_are_posts_that_come_back_to_it(
    padaherang: Puskesmas, sari: Client
) -> None:
    entry = written(padaherang)
    for name, data in (
        ("receipt", {"cara": "paper"}),
        ("ask", {"kurang": "tanggal kejadian"}),
        ("complete", {}),
        ("step", {"catatan": "Sudah dibicarakan di apel"}),
        ("close", {}),
        ("reopen", {}),
        ("cancel", {}),
        ("restore", {}),
    ):
        address = reverse(f"logbook:{name}", args=[entry.pk])
        assert sari.get(address).status_code == 405, name
        assert sari.post(address, data).status_code == 302, name
    kinds = list(entry.milestones.order_by("id").values_list("kind", flat=True))
    assert kinds == ["receipt", "asked", "complete", "step", "closed", "reopened"]


def test_an_outsider_reaches_no_act(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    entry = written(padaherang)
    client = Client()
    client.force_login(sumbersari.staff[Role.PETUGAS])
    assert client.post(reverse("logbook:close", args=[entry.pk])).status_code == 404
    assert client.get(reverse("logbook:edit", args=[entry.pk])).status_code == 404
