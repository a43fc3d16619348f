"""The health centre's own promises of time are numbers that it sets itself."""

from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role
from tanggap.logbook.models import LocalPromise
from tests.people import Puskesmas

CHANGED = {
    "local.receipt.length": "24",
    "local.receipt.unit": "hour",
    "local.answer.length": "0",
    "local.answer.unit": "working_day",
    "local.finish.length": "10",
    "local.finish.unit": "working_day",
}


def test_the_page_shows_every_promise_with_its_law(padaherang: Puskesmas) -> None:
    client = Client()
    client.force_login(padaherang.staff[Role.KEPALA])
    page = client.get(reverse("logbook:promises")).content.decode()
    for words in ("UU 25/2009 Pasal 50 ayat (1)", "60 hari kalender", "SP4N-LAPOR!", "48 jam"):
        assert words in page


def test_only_what_changed_is_kept(padaherang: Puskesmas) -> None:
    client = Client()
    client.force_login(padaherang.staff[Role.KEPALA])
    client.post(reverse("logbook:promises"), CHANGED)
    kept = set(LocalPromise.objects.values_list("rule", "length"))
    assert kept == {("local.receipt", 24), ("local.answer", 0)}
    client.post(reverse("logbook:promises"), CHANGED)
    assert LocalPromise.objects.count() == 2


def test_who_may_not_look_at_settings_does_not_change_them(padaherang: Puskesmas) -> None:
    client = Client()
    client.force_login(padaherang.staff[Role.PETUGAS])
    assert client.post(reverse("logbook:promises"), CHANGED).status_code == 403
    assert not LocalPromise.objects.exists()
