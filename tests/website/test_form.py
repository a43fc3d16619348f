"""The public's form: kept once and raw, receipt at once, machines doubted but never lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tanggap.gateway.media import path_of
from tanggap.gateway.models import Arrival, Media
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Identity, Message, Person
from tanggap.website import rules
from tanggap.website.knocks import forget_knocks
from tanggap.website.models import Knock, WebReport
from tanggap.website.secrets import asked
from tests.people import Puskesmas
from tests.website.acts import address, filled, machine_runs, opened, photo, receipt_on, sent


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test: the form was open long enough unless a test says otherwise."""
    monkeypatch.setattr(rules, "FASTEST", timedelta(0))


@pytest.fixture
def here(padaherang: Puskesmas) -> Puskesmas:
    opened(padaherang)
    return padaherang


def read(here: Puskesmas) -> list[Message]:
    read_arrivals(timezone.now())
    return list(Message.objects.filter(line=here.line("website")).order_by("id"))


# ---------------------------------------------------------------- opening it


def test_it_opens_without_an_account_and_is_light(here: Puskesmas) -> None:
    answer: Any = Client().get(address(here))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "119" in page
    assert "10 MB" in page
    assert "htmx" not in page
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_it_opens_at_lapor_alone_where_there_is_one(here: Puskesmas) -> None:
    page = Client().get("/lapor/").content.decode()
    assert f'action="{address(here)}"' in page


def test_one_chooses_where_there_are_several(here: Puskesmas, sumbersari: Puskesmas) -> None:
    opened(sumbersari)
    page = Client().get("/lapor/").content.decode()
    assert address(here) in page
    assert address(sumbersari) in page
    assert "<form" not in page


def test_two_with_the_same_code_are_told_apart(here: Puskesmas, sumbersari: Puskesmas) -> None:
    opened(sumbersari)
    sumbersari.facility.code = here.facility.code
    sumbersari.facility.save()
    page = Client().get("/lapor/").content.decode()
    assert reverse("website:form", args=[here.facility.pk]) in page
    assert reverse("website:form", args=[sumbersari.facility.pk]) in page


def test_a_closed_form_is_not_there(here: Puskesmas) -> None:
    line = here.line("website")
    line.active_to = timezone.localdate()
    line.save()
    assert Client().get(address(here)).status_code == 404
    assert "belum dibuka" in Client().get("/lapor/").content.decode()


def test_the_qr_of_a_place_opens_it_with_that_unit(here: Puskesmas) -> None:
    there = reverse("website:form-of-unit", args=[here.facility.code, "UKP"])
    page = Client().get(there).content.decode()
    assert f'value="{here.units["UKP"].pk}" selected' in page


# ---------------------------------------------------------------- sending it


def test_what_is_sent_is_kept_raw_before_the_receipt_and_read_into_the_inbox(
    here: Puskesmas,
) -> None:
    unit = here.units["UKP"]
    answer = sent(here, unit=unit.pk, name="Bu Tini", phone="0812 3456 7890")
    assert answer.headers["Cache-Control"] == "no-store"
    number, secret = receipt_on(answer.content.decode())
    arrival = Arrival.objects.get()
    assert b"Antre obat" in bytes(arrival.body)
    (message,) = read(here)
    assert (message.text, message.sender_name) == ("Antre obat dua jam", "Bu Tini")
    assert message.jotted == {"unit": str(unit.pk)}
    kinds = set(Identity.objects.values_list("kind", "value"))
    assert kinds == {("web_report", number.replace(" ", "")), ("phone", "+6281234567890")}
    assert secret.replace(" ", "") not in str(list(WebReport.objects.values()))


def test_nobody_need_say_who_they_are(here: Puskesmas) -> None:
    sent(here)
    (message,) = read(here)
    assert message.jotted == {"is_anonymous": True}
    assert Person.objects.get().name == ""


def test_the_same_form_twice_is_one_message_and_one_receipt(here: Puskesmas) -> None:
    client = Client()
    fields = filled(client.get(address(here)).content.decode(), foto=photo())
    first = client.post(address(here), fields)
    fields["foto"] = photo()
    second = client.post(address(here), fields)
    assert receipt_on(first.content.decode()) == receipt_on(second.content.decode())
    assert len(read(here)) == 1
    assert Media.objects.count() == 1


def test_what_was_written_further_before_it_was_sent_again_is_not_lost(here: Puskesmas) -> None:
    client = Client()
    fields = filled(client.get(address(here)).content.decode())
    for text in (
        "Antre lama",
        "Antre lama, dan kursinya kurang",
        "Antre lama, dan kursinya kurang",
    ):
        client.post(address(here), fields | {"text": text})
    first, further = read(here)
    assert (first.text, further.text) == ("Antre lama", "Antre lama, dan kursinya kurang")
    assert further.reply_to == first.key
    assert further.person_id == first.person_id
    assert WebReport.objects.count() == 1


def test_a_form_is_not_taken_over_by_another_health_centre(
    here: Puskesmas, sumbersari: Puskesmas
) -> None:
    opened(sumbersari)
    client = Client()
    fields = filled(client.get(address(here)).content.decode())
    client.post(address(here), fields)
    answer = client.post(address(sumbersari), fields)
    assert "puskesmas lain" in answer.content.decode()
    assert WebReport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": "   "}, "Tulis dahulu"),
        ({"text": "a" * 4001}, "terlalu panjang"),
        ({"phone": "dua belas"}, "Nomor ini tidak terbaca"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    here: Puskesmas, typed: dict[str, str], told: str
) -> None:
    page = sent(here, **({"name": "Bu Tini"} | typed)).content.decode()
    assert told in page
    assert 'value="Bu Tini"' in page
    assert not WebReport.objects.exists()


# ---------------------------------------------------------------- photos


def test_a_photo_comes_along_without_its_place_and_its_name(here: Puskesmas) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (7.0, 41.0, 0.0)}
    exif[0x010F] = "Merek HP"
    sent(here, foto=[photo(exif=exif), photo()])
    (message,) = read(here)
    kept = [attachment.media for attachment in message.attachments.all()]
    assert [media.file_name for media in kept] == ["foto-1", "foto-2"]
    path = path_of(kept[0])
    assert path is not None
    with Image.open(path) as drawn:
        assert not drawn.getexif()


def test_a_photo_of_thirty_megabytes_is_refused_in_a_sentence_and_the_words_stay(
    here: Puskesmas,
) -> None:
    huge = SimpleUploadedFile("besar.jpg", b"\xff\xd8" + b"0" * 30_000_000, "image/jpeg")
    answer = sent(here, foto=huge)
    page = answer.content.decode()
    assert "lebih besar dari 10 MB" in page
    assert "Antre obat dua jam" in page
    assert not Arrival.objects.exists()


def test_a_fourth_photo_and_what_is_no_photo_are_refused_in_a_sentence(here: Puskesmas) -> None:
    four = sent(here, foto=[photo() for _ in range(4)]).content.decode()
    assert "Pilih lagi, lalu kirim" in four
    assert "bukan foto yang dapat dibuka" not in four
    film = SimpleUploadedFile("film.jpg", b"bukan foto", "image/jpeg")
    assert "bukan foto yang dapat dibuka" in sent(here, foto=film).content.decode()
    assert not Media.objects.exists()


# ---------------------------------------------------------------- machines


def test_a_machine_is_doubted_kept_and_asked_a_plain_question(here: Puskesmas) -> None:
    answer = sent(here, situs="https://jual.example")
    assert "ditambah" in answer.content.decode()
    report = WebReport.objects.get()
    assert "tersembunyi" in report.doubt
    assert report.is_doubted
    assert len(read(here)) == 1


def test_whoever_answers_is_doubted_no_more(here: Puskesmas) -> None:
    client = Client()
    page = sent(here, client, stempel="bukan").content.decode()
    report = WebReport.objects.get()
    there = reverse("website:question", args=[here.facility.code])
    fields = filled(page) | {"form_key": str(report.form_key)}
    wrong = client.post(there, fields | {"jawab": "99"}).content.decode()
    assert "belum tepat" in wrong
    digits = asked(fields["soal"])
    assert digits is not None
    client.post(there, fields | {"jawab": str(sum(digits))})
    report.refresh_from_db()
    assert not report.is_doubted


def test_a_form_sent_in_an_instant_is_doubted(
    here: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FASTEST", timedelta(seconds=4))
    sent(here)
    assert WebReport.objects.get().doubt == "terisi dalam sekejap"


def test_a_flood_is_asked_before_anything_is_kept_and_a_person_still_gets_through(
    here: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FLOOD", 3)
    for _ in range(3):
        sent(here)
    client = Client()
    answer = sent(here, client)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Antre obat dua jam" in page
    assert WebReport.objects.count() == 3
    fields = filled(page)
    digits = asked(fields["soal"])
    assert digits is not None
    done = client.post(address(here), fields | {"jawab": str(sum(digits))})
    assert "Tanda terima" in done.content.decode()
    assert not WebReport.objects.order_by("-id")[0].is_doubted


def test_of_an_address_only_a_fading_hash_is_kept_and_not_for_long(here: Puskesmas) -> None:
    sent(here)
    knock = Knock.objects.get()
    assert "127.0.0.1" not in f"{knock.who}{bytes(Arrival.objects.get().body)!r}"
    assert Arrival.objects.get().headers == {"content-type": "application/json"}
    assert forget_knocks(timezone.now() + timedelta(minutes=50)) == 0
    assert forget_knocks(timezone.now() + timedelta(minutes=61)) == 1


def test_it_asks_for_its_token(here: Puskesmas) -> None:
    strict = Client(enforce_csrf_checks=True)
    fields = filled(strict.get(address(here)).content.decode())
    fields.pop("csrfmiddlewaretoken")
    assert strict.post(address(here), fields).status_code == 403
    machine_runs()
    assert not Message.objects.exists()


def test_a_key_that_is_none_is_told_kindly(here: Puskesmas) -> None:
    page = sent(here, form_key="bukan-kunci").content.decode()
    assert "muat ulang" in page
    there = reverse("website:question", args=[here.facility.code])
    assert Client().post(there, {"form_key": "x"}).status_code == 404
    assert Client().post(there, {"form_key": str(uuid4())}).status_code == 404
