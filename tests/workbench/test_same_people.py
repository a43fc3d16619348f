"""Two records may be one person: suggested with its reason, judged by a person, undone exactly."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.models import Role
from tanggap.base.words import stemmed
from tanggap.gateway.events import IdentityKey, MessageSeen, Party
from tanggap.inbox.actions import keep_apart, merge_people, split_people, take_in, write_in
from tanggap.inbox.models import Identity, Message, Person, SamePersonHint
from tanggap.inbox.parties import hint
from tanggap.inbox.queries import thread
from tanggap.logbook import actions as book
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry, Topic
from tanggap.logbook.queries import hidden_people_ids
from tanggap.workbench import triage
from tanggap.workbench.same_people import suggestions
from tests.people import Puskesmas
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def wrote(here: Puskesmas, kind: str, value: str, text: str, name: str = "") -> Person:
    """Let somebody write on the line of ``kind`` under one identity."""
    party = Party((IdentityKey(kind, value),), name)
    line = here.line("sms_kannel" if kind == "alnum" else "wa_handphone")
    event = MessageSeen(str(uuid4()), party, NOW, text=text)
    message = take_in(machine(here.facility.pk), line, event, NOW)
    assert message is not None
    assert message.person is not None
    return message.person


def reasons(here: Puskesmas, person: Person, role: Role = Role.PETUGAS) -> dict[int, str]:
    found = suggestions(here.actor(role), [person])[person.pk]
    return {one.person.pk: one.reason for one in found}


def spoke(here: Puskesmas, name: str, text: str, phone: str = "") -> Person:
    """Let somebody of this name say ``text`` today."""
    person = citizen(here, name, phone)
    message = said(here, person, text)
    Message.objects.filter(pk=message.pk).update(search_text=stemmed(text))
    return person


def entered(here: Puskesmas, person: Person, text: str, *topics: Topic) -> Entry:
    draft = EntryDraft("keluhan", text, topics=[topic.pk for topic in topics])
    message = said(here, person, text)
    return book.write_down(here.actor(), draft, [message], form_key=uuid4())


# ---------------------------------------------------------------- the same number


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("wa_name", "7:0812 3456-7890"),
        ("wa_name", "7:+62 812 3456 7890"),
        ("alnum", "6281234567890"),
    ],
)
def test_the_same_number_in_another_shape_is_suggested_both_ways(
    padaherang: Puskesmas, kind: str, value: str
) -> None:
    siti = citizen(padaherang, "Bu Siti", "+6281234567890")
    other = wrote(padaherang, kind, value, "halo")
    assert "Nomornya sama" in reasons(padaherang, siti)[other.pk]
    assert "Nomornya sama" in reasons(padaherang, other)[siti.pk]


def test_an_account_number_is_no_telephone_number(padaherang: Puskesmas) -> None:
    siti = citizen(padaherang, "Bu Siti", "+6281234567890")
    wrote(padaherang, "wa_bsuid", "6281234567890", "halo")
    assert reasons(padaherang, siti) == {}


def test_a_number_given_up_says_nothing(padaherang: Puskesmas) -> None:
    siti = citizen(padaherang, "Bu Siti", "+6281234567890")
    wrote(padaherang, "alnum", "6281234567890", "halo")
    Identity.objects.filter(person=siti).update(ended_at=NOW)
    assert reasons(padaherang, siti) == {}


# ---------------------------------------------------------------- the same name and matter


def test_the_same_name_about_the_same_topic_is_suggested(padaherang: Puskesmas) -> None:
    topics = [
        Topic.objects.create(facility=padaherang.facility, key=key, label=key.title())
        for key in ("antrean", "parkir")
    ]
    one, other = citizen(padaherang, "Ibu Siti Rohmah"), citizen(padaherang, "siti rohmah")
    third = citizen(padaherang, "Siti Rohmah")
    entered(padaherang, one, "Lama", topics[0])
    entered(padaherang, other, "Menunggu", topics[0])
    entered(padaherang, third, "Motor", topics[1])
    assert reasons(padaherang, one) == {other.pk: "Namanya sama, dan sama-sama tentang: Antrean."}


def test_the_same_name_with_much_the_same_words_is_suggested(padaherang: Puskesmas) -> None:
    text = "Antrean pendaftaran lansia terlalu panjang setiap Senin"
    one = spoke(padaherang, "Bu Siti", text)
    other = spoke(padaherang, "Siti", "Senin antrean pendaftaran panjang sekali untuk lansia")
    spoke(padaherang, "Siti", "Kapan vaksin anak?")
    assert reasons(padaherang, one) == {other.pk: "Namanya sama, dan isi pesannya mirip."}


@pytest.mark.parametrize("name", ["Pasien", "Hamba Allah", "Ibu", "Bu Ai", ""])
def test_a_name_that_is_nobodys_suggests_nothing(padaherang: Puskesmas, name: str) -> None:
    text = "Antrean pendaftaran lansia terlalu panjang setiap Senin"
    one, other = spoke(padaherang, name, text), spoke(padaherang, name, text)
    assert other.pk not in reasons(padaherang, one)


def test_another_health_centres_people_are_not_suggested(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    siti = citizen(padaherang, "Bu Siti", "+6281234567890")
    wrote(sumbersari, "alnum", "6281234567890", "halo")
    assert reasons(padaherang, siti) == {}


# ---------------------------------------------------------------- judged


def twins(here: Puskesmas) -> tuple[Person, Person]:
    siti = citizen(here, "Bu Siti", "+6281234567890")
    return siti, wrote(here, "alnum", "6281234567890", "Obat habis")


def test_a_suggestion_dismissed_never_comes_back(padaherang: Puskesmas) -> None:
    siti, other = twins(padaherang)
    browser = browser_of(padaherang, Role.PETUGAS)
    assert "Nomornya sama" in browser.get(f"/warga/{siti.pk}/lihat/").content.decode()
    for _ in range(2):
        browser.post(f"/warga/{siti.pk}/bukan-sama/", {"other": other.pk})
    hint(siti, other, "Satu pesan membawa identitas keduanya.", timezone.now())
    assert reasons(padaherang, siti) == reasons(padaherang, other) == {}
    third = citizen(padaherang, "Bu Siti (rumah)", "+6281300000001")
    merge_people(padaherang.actor(), third, other)
    assert reasons(padaherang, siti) == {}


def test_who_was_joined_is_not_told_apart_and_not_suggested(padaherang: Puskesmas) -> None:
    siti, other = twins(padaherang)
    merge_people(padaherang.actor(), siti, other)
    assert reasons(padaherang, siti) == {}
    with pytest.raises(Refused, match="sudah disatukan"):
        keep_apart(padaherang.actor(), siti, other)


def test_triage_suggests_and_both_buttons_lead_back_to_it(padaherang: Puskesmas) -> None:
    siti, other = twins(padaherang)
    browser = browser_of(padaherang, Role.PETUGAS)
    page = browser.get("/triase/").content.decode()
    assert "Mungkin orang yang sama dengan" in page
    assert "Bu Siti" in page
    assert f"/warga/{other.pk}/satukan/?dari=triase" in page
    answer = browser.post(f"/warga/{other.pk}/satukan/?dari=triase", {"other": siti.pk})
    assert answer.headers["Location"] == "/triase/"
    assert "Mungkin orang yang sama" not in browser.get("/triase/").content.decode()


def test_the_messages_of_joined_people_stand_together_at_triage(padaherang: Puskesmas) -> None:
    one, other = citizen(padaherang, "Bu Siti"), citizen(padaherang, "Siti Rohmah")
    first, second = said(padaherang, one, "Obat habis"), said(padaherang, other, "Sudah ada?")
    merge_people(padaherang.actor(), one, other)
    [case] = triage.cases(padaherang.actor())
    assert case.messages == [first, second]


def test_an_open_entry_under_the_other_record_is_offered(padaherang: Puskesmas) -> None:
    one, other = citizen(padaherang, "Bu Siti"), citizen(padaherang, "Siti Rohmah")
    entry = entered(padaherang, one, "Obat habis")
    said(padaherang, other, "Bagaimana obatnya?")
    merge_people(padaherang.actor(), one, other)
    [case] = triage.cases(padaherang.actor())
    assert case.open_entries == [entry]


# ---------------------------------------------------------------- unmerged exactly


def rows() -> list[dict[str, Any]]:
    kept = (Person, Identity, Message, Entry, SamePersonHint)
    return [
        row["fields"] | {"pk": row["pk"]}
        for model in kept
        for row in serializers.serialize("python", model.objects.order_by("pk"))
    ]


def test_a_merge_taken_back_leaves_every_row_as_it_was(padaherang: Puskesmas) -> None:
    siti, other = twins(padaherang)
    third = spoke(padaherang, "Siti lama", "Parkir penuh", "+6281300000001")
    hint(siti, other, "Satu pesan membawa identitas keduanya.", timezone.now())
    entered(padaherang, other, "Obat habis")
    actor = padaherang.actor()
    merge_people(actor, other, third)
    before = rows()
    merge_people(actor, siti, other)
    split_people(actor, other)
    assert rows() == before
    third.refresh_from_db()
    assert third.merged_into == other


def test_what_is_said_while_joined_stays_with_the_number_that_said_it(
    padaherang: Puskesmas,
) -> None:
    one = citizen(padaherang, "Bu Siti", "+6281234567890")
    other = citizen(padaherang, "Siti", "+6281300000001")
    actor = padaherang.actor()
    merge_people(actor, one, other)
    heard = write_in(
        actor,
        padaherang.line("phone"),
        form_key=uuid4(),
        text="Obat habis",
        received_at=NOW,
        phone="081300000001",
    )
    page = browser_of(padaherang, Role.PETUGAS).get(f"/warga/{one.pk}/lihat/").content.decode()
    assert "di catatan «Siti»" in page
    assert "oleh Sari Melati" in page
    split_people(actor, other)
    assert list(thread(other)) == [heard]
    assert not thread(one).exists()


def test_a_merge_offers_a_button_that_takes_it_back(padaherang: Puskesmas) -> None:
    siti, other = twins(padaherang)
    browser = browser_of(padaherang, Role.PETUGAS)
    asked = {"other": other.pk}
    page = browser.post(f"/warga/{siti.pk}/satukan/", asked, follow=True).content.decode()
    assert f'<form method="post" action="/warga/{other.pk}/pisahkan/">' in page
    assert "&lt;form" not in page


# ---------------------------------------------------------------- secrecy


def test_the_accused_learns_of_the_complainant_by_no_suggestion(padaherang: Puskesmas) -> None:
    """Sari is complained of by Bu Siti; another record of hers must not lead there."""
    siti, other = twins(padaherang)
    lead = padaherang.actor(Role.KETUA)
    message = said(padaherang, siti, "Petugas loket membentak")
    draft = EntryDraft("keluhan", message.text)
    entry = book.write_down(lead, draft, [message], form_key=uuid4())
    hint(siti, other, "Satu pesan membawa identitas keduanya.", timezone.now())
    assert reasons(padaherang, other, Role.KETUA)
    book.name_accused(lead, entry, [padaherang.staff[Role.PETUGAS].pk], None)
    sari = padaherang.actor(Role.PETUGAS)
    assert siti.pk in hidden_people_ids(sari)
    assert reasons(padaherang, other) == {}
    browser = browser_of(padaherang, Role.PETUGAS)
    for page in ("/triase/", f"/warga/{other.pk}/lihat/"):
        assert "Mungkin orang yang sama" not in browser.get(page).content.decode()
    nothing = browser.post(f"/warga/{other.pk}/bukan-sama/", {"other": "4000000000000000001"})
    hidden = browser.post(f"/warga/{other.pk}/bukan-sama/", {"other": siti.pk})
    assert hidden.status_code == nothing.status_code == 404
