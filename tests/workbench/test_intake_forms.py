"""The forms for call, visit and letter, and a citizen's page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.inbox.actions import write_in
from tanggap.inbox.models import Message, Person
from tanggap.logbook.models import Entry
from tests.people import Puskesmas

PHONE = "0812-3456-7890"


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    """Sari Melati, petugas, signed in."""
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def call(here: Puskesmas, **more: object) -> dict[str, object]:
    return {
        "form_key": str(uuid4()),
        "line": here.line("phone").pk,
        "phone": PHONE,
        "name": "Bu Siti",
        "kind": "keluhan",
        "text": "Antrian loket lama sekali",
        "unit": here.units["UKP"].pk,
        "promise": "Dihubungi lagi besok",
        "then": "buku",
    } | more


def test_a_call_becomes_a_message_and_an_entry_at_once(padaherang: Puskesmas, sari: Client) -> None:
    answer = sari.post(reverse("workbench:phone"), call(padaherang))
    assert answer.status_code == 302
    entry, message = Entry.objects.get(), Message.objects.get()
    assert (entry.text, entry.immediate_action) == (message.text, "Dihubungi lagi besok")
    assert entry.person == message.person == Person.objects.get()
    assert message.sorted_at is not None
    assert message.typed_by == padaherang.staff[Role.PETUGAS]


def test_a_call_saved_for_later_waits_at_triage_with_what_was_known(
    padaherang: Puskesmas, sari: Client
) -> None:
    sari.post(reverse("workbench:phone"), call(padaherang, then="nanti", unit=""))
    message = Message.objects.get()
    assert not Entry.objects.exists()
    assert message.sorted_at is None
    assert message.jotted["promise"] == "Dihubungi lagi besok"


def test_a_double_click_is_one_call_and_one_entry(padaherang: Puskesmas, sari: Client) -> None:
    data = call(padaherang)
    sari.post(reverse("workbench:phone"), data)
    sari.post(reverse("workbench:phone"), data)
    assert (Entry.objects.count(), Message.objects.count()) == (1, 1)


def test_a_call_about_a_member_of_staff_goes_on_to_the_whole_form(
    padaherang: Puskesmas, sari: Client
) -> None:
    answer = sari.post(reverse("workbench:phone"), call(padaherang, about_staff="on", unit=""))
    assert not Entry.objects.exists()
    assert answer["Location"].startswith(reverse("logbook:write"))
    page = sari.get(answer["Location"])
    assert b"Sebutkan pegawainya" in page.content
    folded = {heading: is_open for heading, _, is_open in page.context["form"].folded_fields}
    assert folded["Menyangkut pegawai"]


def test_what_was_typed_on_the_telephone_is_offered_when_it_is_sorted_later(
    padaherang: Puskesmas, sari: Client
) -> None:
    sari.post(reverse("workbench:phone"), call(padaherang, then="nanti", is_anonymous="on"))
    page = sari.get(reverse("logbook:write"), {"pesan": Message.objects.get().pk})
    offered = page.context["form"].initial
    assert offered["kind"] == "keluhan"
    assert str(offered["unit"]) == str(padaherang.units["UKP"].pk)
    assert offered["immediate_action"] == "Dihubungi lagi besok"
    assert offered["is_anonymous"] is True


def test_for_the_book_a_unit_is_asked_and_nothing_is_saved_without(
    padaherang: Puskesmas, sari: Client
) -> None:
    answer = sari.post(reverse("workbench:phone"), call(padaherang, unit=""))
    assert "Pilih unit terkait" in answer.content.decode()
    assert not Message.objects.exists()


def test_an_unreadable_number_is_said_beside_the_field(padaherang: Puskesmas, sari: Client) -> None:
    answer = sari.post(reverse("workbench:phone"), call(padaherang, phone="TELKOMSEL"))
    assert "Nomor tidak terbaca" in answer.content.decode()


def test_a_nameless_call_is_nobodys(padaherang: Puskesmas, sari: Client) -> None:
    sari.post(reverse("workbench:phone"), call(padaherang, phone="", name=""))
    assert Message.objects.get().person is None


def test_the_callers_earlier_entries_show_while_the_number_is_typed(
    padaherang: Puskesmas, sari: Client
) -> None:
    sari.post(reverse("workbench:phone"), call(padaherang))
    answer = sari.post(reverse("workbench:who-calls"), {"phone": "+62 812 3456 7890"})
    page = answer.content.decode()
    assert Entry.objects.get().number in page
    assert "Bu Siti" in page
    assert sari.get(reverse("workbench:who-calls")).status_code == 405


def test_without_javascript_a_button_looks_the_number_up_and_keeps_what_was_typed(
    padaherang: Puskesmas, sari: Client
) -> None:
    sari.post(reverse("workbench:phone"), call(padaherang))
    answer = sari.post(
        reverse("workbench:phone"), call(padaherang, then="cari", text="Sedang mengetik")
    )
    page = answer.content.decode()
    assert Entry.objects.get().number in page
    assert "Sedang mengetik" in page
    assert Entry.objects.count() == 1


def test_another_health_centres_caller_is_unknown_here(
    padaherang: Puskesmas, sumbersari: Puskesmas, sari: Client
) -> None:
    write_in(
        sumbersari.actor(),
        sumbersari.line("phone"),
        form_key=uuid4(),
        text="x",
        received_at=timezone.now(),
        phone=PHONE,
        name="Rahasia",
    )
    answer = sari.post(reverse("workbench:who-calls"), {"phone": PHONE})
    assert "Rahasia" not in answer.content.decode()


def test_the_form_is_worked_by_keyboard_alone(padaherang: Puskesmas, sari: Client) -> None:
    padaherang.line("phone")
    page = sari.get(reverse("workbench:phone")).content.decode()
    order = ["id_phone", "id_name", "id_kind", "id_text", "id_unit", "id_promise", 'value="buku"']
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)
    assert page.count("autofocus") == 1
    assert 'accesskey="s"' in page
    assert "Alt+S" in page


def test_a_visit_of_three_days_ago_keeps_its_own_day(padaherang: Puskesmas, sari: Client) -> None:
    came = timezone.localtime() - timedelta(days=3)
    data = call(
        padaherang,
        line=padaherang.line("walk_in").pk,
        received_at=f"{came:%Y-%m-%dT%H:%M}",
        address="Dusun Krajan",
    )
    answer = sari.post(reverse("workbench:walk-in"), data)
    assert answer.status_code == 302
    assert timezone.localdate(Message.objects.get().received_at) == came.date()
    assert timezone.localdate(Entry.objects.get().received_at) == came.date()


def test_a_letter_keeps_its_number_both_its_dates_and_its_scan(
    padaherang: Puskesmas, sari: Client
) -> None:
    today = timezone.localdate()
    data = call(
        padaherang,
        line=padaherang.line("letter").pk,
        received_on=f"{today - timedelta(days=2):%Y-%m-%d}",
        dated_on=f"{today - timedelta(days=6):%Y-%m-%d}",
        number="12/RT-3/2026",
        photo=SimpleUploadedFile("surat.pdf", b"%PDF-1.4 surat", "application/pdf"),
    )
    answer = sari.post(reverse("workbench:letter"), data)
    assert answer.status_code == 302
    message = Message.objects.get()
    assert message.letter.number == "12/RT-3/2026"
    assert message.letter.dated_on == today - timedelta(days=6)
    assert timezone.localdate(message.received_at) == today - timedelta(days=2)
    assert message.attachments.count() == 1


def test_a_letter_cannot_be_written_after_it_came(padaherang: Puskesmas, sari: Client) -> None:
    today = timezone.localdate()
    data = call(
        padaherang,
        line=padaherang.line("letter").pk,
        received_on=f"{today - timedelta(days=2):%Y-%m-%d}",
        dated_on=f"{today:%Y-%m-%d}",
    )
    answer = sari.post(reverse("workbench:letter"), data)
    assert "tidak mungkin" in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("page", ["workbench:phone", "workbench:walk-in", "workbench:letter"])
def test_without_a_line_the_page_says_what_to_do(
    padaherang: Puskesmas, client: Client, page: str
) -> None:
    client.force_login(padaherang.staff[Role.KETUA])
    text = client.get(reverse(page)).content.decode()
    assert "Belum ada saluran" in text
    kind = page.partition(":")[2].replace("-", "_")
    client.post(reverse("workbench:intake-line", args=[kind]))
    assert "Belum ada saluran" not in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PJ_UNIT, Role.ADMIN])
def test_who_does_not_work_at_the_inbox_does_not_write_calls(
    padaherang: Puskesmas, client: Client, role: Role
) -> None:
    client.force_login(padaherang.staff[role])
    assert client.get(reverse("workbench:phone")).status_code == 403


# ---------------------------------------------------------------- a citizen's page


def two_people(here: Puskesmas) -> tuple[Person, Person]:
    for phone, name in ((PHONE, "Bu Siti"), ("081300000001", "Siti Aminah")):
        write_in(
            here.actor(),
            here.line("phone"),
            form_key=uuid4(),
            text=f"kata {name}",
            received_at=timezone.now(),
            phone=phone,
            name=name,
        )
    one, other = Person.objects.order_by("id")
    return one, other


def test_two_citizens_are_joined_by_a_number_and_parted_again(
    padaherang: Puskesmas, sari: Client
) -> None:
    one, other = two_people(padaherang)
    page = reverse("workbench:person", args=[one.pk])
    assert "kata Siti Aminah" not in sari.get(page).content.decode()
    sari.post(reverse("workbench:person-merge", args=[one.pk]), {"phone": "0813 0000 0001"})
    assert "kata Siti Aminah" in sari.get(page).content.decode()
    assert reverse("inbox:person", args=[one.pk])
    sari.post(reverse("workbench:person-split", args=[other.pk]))
    assert "kata Siti Aminah" not in sari.get(page).content.decode()


def test_a_citizen_gets_another_name(padaherang: Puskesmas, sari: Client) -> None:
    one, _ = two_people(padaherang)
    sari.post(reverse("workbench:person-rename", args=[one.pk]), {"name": "Ibu Siti Rohmah"})
    assert (
        "Ibu Siti Rohmah"
        in sari.get(reverse("inbox:person", args=[one.pk]), follow=True).content.decode()
    )


def test_a_citizen_of_another_health_centre_is_not_found(
    padaherang: Puskesmas, sumbersari: Puskesmas, sari: Client
) -> None:
    one, _ = two_people(sumbersari)
    assert sari.get(reverse("workbench:person", args=[one.pk])).status_code == 404
