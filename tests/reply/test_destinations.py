"""Which ways to answer are offered: each line with the addresses that it can reach."""

from uuid import uuid4

from django.utils import timezone

from tanggap.inbox.models import Identity, Message
from tanggap.reply import actions
from tanggap.reply.destinations import destinations
from tests.people import Puskesmas
from tests.reply.stories import PHONE, entry_from, suminah

MAIL = "suminah@warga.example"


def with_mail(here: Puskesmas) -> None:
    Identity.objects.create(
        facility=here.facility,
        kind="email",
        value=MAIL,
        person=suminah(here),
        since=timezone.now(),
    )


def test_each_line_is_offered_with_the_address_that_it_reaches(padaherang: Puskesmas) -> None:
    padaherang.line("whatsapp")
    with_mail(padaherang)
    entry = entry_from(padaherang, "email")
    offered = destinations(entry, entry.person, entry.line)
    by_line = {one.line.kind: one.address for one in offered if one.line is not None}
    assert by_line == {"email": MAIL, "whatsapp": PHONE}
    assert offered[0].line == entry.line


def test_a_line_is_not_offered_where_the_person_has_no_address_for_it(
    padaherang: Puskesmas,
) -> None:
    padaherang.line("email")
    entry = entry_from(padaherang, "whatsapp")
    offered = destinations(entry, entry.person, entry.line)
    assert [one.line.kind for one in offered if one.line is not None] == ["whatsapp"]


def test_an_answer_by_e_mail_names_the_mail_that_it_answers(padaherang: Puskesmas) -> None:
    with_mail(padaherang)
    entry = entry_from(padaherang, "email")
    sari = padaherang.actor()
    reply = actions.draft(sari, entry=entry, text="Ya.", line=entry.line, form_key=uuid4())
    dispatch = actions.send(sari, reply).dispatch
    assert dispatch is not None
    assert dispatch.to == [{"kind": "email", "value": MAIL}]
    assert dispatch.reply_to == Message.objects.get(direction="in").key
