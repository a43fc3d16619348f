"""Whoever is complained of meets the entry on no path; others see what is theirs (art. 45)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.acting import Actor
from tanggap.base.models import Role, Staff
from tanggap.gateway.models import Media
from tanggap.inbox.models import Attachment, Message, Person
from tanggap.logbook import actions
from tanggap.logbook.actions import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import (
    entries_of_person,
    find,
    hidden_messages,
    may_see_identity,
    visible_media,
    visible_messages,
    visible_people,
    visible_to,
)
from tanggap.workbench.exports import export_entries, export_messages
from tanggap.workbench.queries import book_rows, most_pressing
from tests.logbook.test_actions_writing import said, written
from tests.people import Puskesmas

WORD = "kelakuan"


def complained_of(here: Puskesmas, accused: Role, substitute: Role | None = None) -> Entry:
    """Write down a complaint of whoever holds ``accused``, from a message with a photo."""
    message = said(here, f"{WORD} petugas itu kasar", name="Mak Icih")
    photo = Media.objects.create(
        facility=here.facility, line=message.line, provider_key=str(uuid4())
    )
    Attachment.objects.create(message=message, media=photo)
    writer = Role.KETUA if accused == Role.PETUGAS else Role.PETUGAS
    entry = actions.write_down(
        here.actor(writer),
        EntryDraft("keluhan", message.text, units=[here.units["UKP"].pk]),
        [message],
        form_key=uuid4(),
    )
    actions.name_accused(
        here.actor(writer),
        entry,
        [here.staff[accused].pk],
        here.staff[substitute].pk if substitute else None,
    )
    return entry


def _person(actor: Actor) -> Person:
    return Person.objects.get(name="Mak Icih", facility_id=actor.facility_id)


PATHS: dict[str, Callable[[Actor], bool]] = {
    "list": lambda actor: visible_to(actor).exists(),
    "search": lambda actor: find(actor, WORD).exists(),
    "count": lambda actor: visible_to(actor).count() > 0,
    "due today": lambda actor: bool(most_pressing(actor, 9)),
    "paper of the book": lambda actor: any(True for _ in book_rows(actor, None, None)),
    "export of entries": lambda actor: any(True for _ in export_entries(actor)),
    "export of messages": lambda actor: any(True for _ in export_messages(actor)),
    "inbox and thread": lambda actor: visible_messages(actor).exists(),
    "photo": lambda actor: visible_media(actor).exists(),
    "page of the citizen": lambda actor: visible_people(actor).exists(),
    "earlier entries of the citizen": lambda actor: entries_of_person(
        actor, _person(actor)
    ).exists(),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accused", [r for r in Role if r not in (Role.KEPALA, Role.ADMIN)])
def test_the_accused_meets_the_entry_on_no_path(
    padaherang: Puskesmas, path: str, accused: Role
) -> None:
    complained_of(padaherang, accused)
    assert not PATHS[path](padaherang.actor(accused))


@pytest.mark.parametrize("path", [p for p in PATHS if p not in ("due today",)])
def test_the_head_goes_on_seeing_what_is_about_others(padaherang: Puskesmas, path: str) -> None:
    complained_of(padaherang, Role.PETUGAS)
    assert PATHS[path](padaherang.actor(Role.KEPALA))


@pytest.mark.parametrize("path", PATHS)
def test_a_head_complained_of_meets_it_nowhere(padaherang: Puskesmas, path: str) -> None:
    complained_of(padaherang, Role.KEPALA, substitute=Role.PJ_UNIT)
    assert not PATHS[path](padaherang.actor(Role.KEPALA))


def test_the_named_substitute_sees_it_also_outside_the_own_unit(padaherang: Puskesmas) -> None:
    entry = complained_of(padaherang, Role.KEPALA, substitute=Role.PJ_UNIT)
    actions.assign_units(padaherang.actor(), entry, [padaherang.units["UKM"].pk])
    assert list(visible_to(padaherang.actor(Role.PJ_UNIT))) == [entry]


def test_the_superior_of_the_accused_sees_it(padaherang: Puskesmas) -> None:
    agus = padaherang.staff[Role.PJ_UNIT]
    midwife = Staff.objects.create(facility=padaherang.facility, name="Bidan Contoh", superior=agus)
    entry = written(padaherang, units=[padaherang.units["UKM"].pk])
    assert not visible_to(padaherang.actor(Role.PJ_UNIT)).exists()
    actions.name_accused(padaherang.actor(), entry, [midwife.pk])
    assert list(visible_to(padaherang.actor(Role.PJ_UNIT))) == [entry]


def test_once_named_the_message_vanishes_from_the_triage_of_the_accused(
    padaherang: Puskesmas,
) -> None:
    sari = padaherang.actor(Role.PETUGAS)
    entry = complained_of(padaherang, Role.AUDITOR)
    assert visible_messages(sari).count() == 1
    actions.name_accused(padaherang.actor(Role.KETUA), entry, [padaherang.staff[Role.PETUGAS].pk])
    assert not visible_messages(sari).exists()
    later = said(padaherang, "Bagaimana pengaduan saya?")
    Message.objects.filter(pk=later.pk).update(person=entry.person)
    assert set(hidden_messages(sari)) == set(Message.objects.all())
    assert visible_messages(padaherang.actor(Role.KETUA)).count() == 2


def test_two_citizens_joined_into_one_stay_hidden_together(padaherang: Puskesmas) -> None:
    entry = complained_of(padaherang, Role.PETUGAS)
    other = said(padaherang, "Ini saya lagi", name="Icih (nomor baru)")
    assert other.person is not None
    Person.objects.filter(pk=other.person.pk).update(merged_into=entry.person)
    assert not visible_messages(padaherang.actor(Role.PETUGAS)).exists()


def test_a_pj_unit_sees_the_own_units_and_no_case_of_supervision(padaherang: Puskesmas) -> None:
    mine = written(padaherang, units=[padaherang.units["UKP"].pk])
    written(padaherang, units=[padaherang.units["UKM"].pk])
    written(padaherang, units=[padaherang.units["UKP"].pk], klass="berkadar")
    assert list(visible_to(padaherang.actor(Role.PJ_UNIT))) == [mine]


def test_who_may_know_the_reporter(padaherang: Puskesmas) -> None:
    knowing = {role for role in Role if may_see_identity(padaherang.actor(role))}
    assert knowing == {Role.PETUGAS, Role.KETUA, Role.KEPALA}


def test_no_page_shows_the_entry_to_the_accused(padaherang: Puskesmas) -> None:
    entry = complained_of(padaherang, Role.KETUA)
    client = Client()
    client.force_login(padaherang.staff[Role.KETUA])
    listed: Any = client.get(reverse("workbench:entries"))
    assert entry.number not in listed.content.decode()
    assert client.get(reverse("logbook:edit", args=[entry.pk])).status_code == 404
    message = Message.objects.get()
    form = client.get(reverse("logbook:write") + f"?pesan={message.pk}").content.decode()
    assert WORD not in form
