"""Finding messages on the screen."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.inbox.actions import write_in
from tanggap.inbox.models import Message
from tanggap.logbook.actions import write_down
from tanggap.logbook.drafts import EntryDraft
from tests.people import Puskesmas


def heard(here: Puskesmas, text: str) -> Message:
    return write_in(
        here.actor(),
        here.line("phone"),
        form_key=uuid4(),
        text=text,
        received_at=timezone.now(),
        phone="081234567890",
        name="Bu Siti",
    )


def test_a_message_that_nobody_sorted_yet_is_found(padaherang: Puskesmas, client: Client) -> None:
    heard(padaherang, "antrian loket lama")
    client.force_login(padaherang.staff[Role.PETUGAS])
    page = client.post(reverse("workbench:messages"), {"words": "antri"}).content.decode()
    assert "antrian loket lama" in page
    assert "belum dipilah" in page
    page = client.post(reverse("workbench:messages"), {"words": "parkir"}).content.decode()
    assert "Tidak ada pesan" in page


def test_the_accused_does_not_find_what_was_said_of_them(
    padaherang: Puskesmas, client: Client
) -> None:
    message = heard(padaherang, "Sari membentak ibu saya")
    draft = EntryDraft(
        kind="keluhan",
        text=message.text,
        units=[padaherang.units["UKP"].pk],
        accused=[padaherang.staff[Role.PETUGAS].pk],
    )
    write_down(padaherang.actor(Role.KETUA), draft, [message], form_key=uuid4())
    client.force_login(padaherang.staff[Role.PETUGAS])
    search = client.post(reverse("workbench:messages"), {"words": "membentak"})
    assert "membentak ibu" not in search.content.decode()
    assert message.person is not None
    assert client.get(reverse("workbench:person", args=[message.person.pk])).status_code == 404
    calls = client.post(reverse("workbench:who-calls"), {"phone": "081234567890"})
    assert "Bu Siti" not in calls.content.decode()
