"""What an answer costs as SMS is said before it is sent, also without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role
from tanggap.gateway.sms import sms_count
from tanggap.logbook.models import Entry
from tests.people import Puskesmas
from tests.reply.stories import entry_from

pytestmark = pytest.mark.django_db


def page_of(here: Puskesmas, entry: Entry) -> str:
    client = Client()
    client.force_login(here.staff[Role.PETUGAS])
    where = reverse("workbench:entry", args=[entry.pk]) + "?tulis=1"
    return client.get(where).content.decode()


@pytest.mark.parametrize("kind", ["sms_handphone", "sms_gammu"])
def test_the_composer_says_how_many_sms_its_words_are(padaherang: Puskesmas, kind: str) -> None:
    page = page_of(padaherang, entry_from(padaherang, kind))
    assert "Lewat SMS:" in page
    assert " SMS, " in page
    assert "tanggap/sms" in page


def test_where_no_sms_goes_none_is_counted(padaherang: Puskesmas) -> None:
    page = page_of(padaherang, entry_from(padaherang, "whatsapp"))
    assert "Lewat SMS:" not in page


def test_the_count_is_that_of_the_cheap_wording() -> None:
    counted = sms_count("“" + "a" * 159)
    assert counted.words == "1 SMS, 160 huruf; sisa 0 huruf"
    assert counted.measure.parts == 1
