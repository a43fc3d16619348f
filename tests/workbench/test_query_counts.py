"""A page asks the database as often with 120 entries as with 12, also for the accused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Identity, Message, Person
from tanggap.logbook.models import Accused, Clock, Entry, EntryMessage
from tanggap.logbook.queries import is_named
from tanggap.reply.models import Reply
from tests.people import Puskesmas

PAGES = (
    "/",
    "/triase/",
    "/buku/",
    "/buku/?keadaan=open",
    "/kirim-hp/",
    "/persetujuan/",
    "/gangguan/",
    "/saluran/",
    "/cetak/",
    "/riwayat/",
    "/pesan/cari/",
)


def fill(here: Puskesmas, begin: int, end: int, accused: Role) -> None:
    """Write entries in every state, each with a message, a clock and perhaps an answer."""
    now, line, who = timezone.now(), here.line("wa_handphone"), here.staff[Role.PETUGAS]
    common = {"facility": here.facility, "line": line}
    for i in range(begin, end):
        at = now - timedelta(days=9, minutes=i)
        person = Person.objects.create(facility=here.facility, name=f"Warga {i}", created_at=at)
        Identity.objects.create(
            facility=here.facility, kind="phone", value=f"+62812{i:07}", person=person, since=at
        )
        entry = Entry.objects.create(
            **common, person=person, year=at.year, sequence=i + 1, number=f"{i:03}/UB",
            received_at=at, recorded_at=at, recorded_by=who, kind="keluhan",
            klass="tidak_berkadar", text="Antrean lama", complete_at=at if i % 2 else None,
        )  # fmt: skip
        said = {"person": person, "direction": "in", "text": "Halo", "sent_at": at}
        message = Message.objects.create(
            **common, **said, key=f"a{i}", received_at=at, sorted_at=at
        )
        Message.objects.create(**common, **said, key=f"b{i}", received_at=at)
        EntryMessage.objects.create(entry=entry, message=message)
        Clock.objects.create(
            entry=entry, facility=here.facility, rule="local.answer", starts_at=at, due_at=at
        )
        sent = None
        if i % 3 == 0:
            state = (Dispatch.State.HAND, Dispatch.State.FAILED)[i % 2]
            to = [{"kind": "phone", "value": "+628121234567"}]
            sent = Dispatch.objects.create(**common, to=to, text="Ya", state=state, queued_at=at)
        if i % 3 < 2:
            Reply.objects.create(
                **common, entry=entry, text="Ya", drafted_by=who, drafted_at=at, asked_at=at,
                approved_at=at if sent else None, released_at=at if sent else None, dispatch=sent,
            )  # fmt: skip
        if i % 6 == 5:
            Accused.objects.create(entry=entry, staff=here.staff[accused])


def asked(here: Puskesmas, role: Role) -> dict[str, int]:
    """Return how often each page that ``role`` may open asks the database."""
    client, found = Client(), {}
    client.force_login(here.staff[role], backend="tanggap.base.sign_in.StaffBackend")
    for page in PAGES:
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page)
        if answer.status_code == 200:
            found[page] = len(queries)
    return found


@pytest.mark.parametrize(("role", "accused"), [
    (Role.PETUGAS, Role.KETUA),
    (Role.KETUA, Role.KETUA),
    (Role.PJ_UNIT, Role.PJ_UNIT),
])  # fmt: skip
def test_no_page_asks_more_often_when_the_book_grows(
    padaherang: Puskesmas, role: Role, accused: Role
) -> None:
    fill(padaherang, 0, 12, accused)
    few = asked(padaherang, role)
    fill(padaherang, 12, 120, accused)
    assert asked(padaherang, role) == few


def test_the_page_of_lines_asks_as_often_for_seven_lines_as_for_three(
    padaherang: Puskesmas,
) -> None:
    for kind in ("wa_handphone", "box", "whatsapp"):
        padaherang.line(kind)
    few = asked(padaherang, Role.PETUGAS)["/saluran/"]
    for kind in ("letter", "walk_in", "phone", "sms_handphone"):
        padaherang.line(kind)
    assert asked(padaherang, Role.PETUGAS)["/saluran/"] == few


def test_who_reads_a_page_is_asked_once_who_acts_each_time(padaherang: Puskesmas) -> None:
    sari = padaherang.actor(Role.PETUGAS)
    reader = sari.for_one_page()
    assert not is_named(reader)
    assert not is_named(sari)
    fill(padaherang, 0, 6, Role.PETUGAS)
    assert not is_named(reader)
    assert is_named(sari)
    assert is_named(sari.for_one_page()), "the next page asks anew"
