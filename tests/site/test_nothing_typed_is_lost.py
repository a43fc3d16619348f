"""A token that ran out, a request cut short, a key no database holds: what was typed comes back."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from tanggap.base.again import is_secret
from tanggap.base.models import Role, RoleGrant
from tanggap.inbox.models import Message
from tests.forms_on_pages import forms_on
from tests.people import PASSWORD, Puskesmas
from tests.workbench.signing_in import browser_of

WORDS = "Antre obat sejak jam tujuh, <b>belum</b> dipanggil"
HERE = {"HTTP_ORIGIN": "http://testserver"}


def call(here: Puskesmas, **more: Any) -> dict[str, Any]:
    asked = {"form_key": str(uuid4()), "line": here.line("phone").pk, "text": WORDS}
    return asked | {"then": "buku", "kind": "keluhan", "unit": here.units["UKP"].pk} | more


def test_words_typed_while_the_sign_in_ended_are_sent_after_signing_in_again(
    padaherang: Puskesmas, client: Client
) -> None:
    path = reverse("workbench:phone")
    page = client.post(path, call(padaherang))
    assert page.status_code == 403
    html = page.content.decode()
    assert "Masuk lagi" in html
    assert "<b>belum" not in html
    form = next(one for one in forms_on(html, path) if one.action == path)
    assert form.fields["text"] == WORDS
    client.post(reverse("base:sign-in"), {"username": "petugas", "password": PASSWORD})
    client.post(form.action, form.fields)
    assert Message.objects.get().text == WORDS


def test_words_on_a_page_left_open_too_long_are_sent_with_one_press(padaherang: Puskesmas) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(padaherang, Role.PETUGAS).cookies
    path = reverse("workbench:phone")
    page = browser.post(path, call(padaherang), **HERE)
    assert page.status_code == 403
    form = next(one for one in forms_on(page.content.decode(), path) if one.action == path)
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    answer = browser.post(path, form.fields | {"csrfmiddlewaretoken": token}, **HERE)
    assert answer.status_code == 302
    assert Message.objects.get().text == WORDS


@pytest.mark.parametrize("origin", ["http://jahat.example", "null", ""])
def test_a_form_of_another_site_is_never_offered_again(padaherang: Puskesmas, origin: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(padaherang, Role.PETUGAS).cookies
    origins = {"HTTP_ORIGIN": origin} if origin else {}
    page = browser.post(reverse("workbench:phone"), call(padaherang), **origins)
    assert page.status_code == 403
    assert "Kirim lagi</button>" not in page.content.decode()


def test_a_password_is_never_written_into_a_page(padaherang: Puskesmas) -> None:
    browser = Client(enforce_csrf_checks=True)
    secret = {"username": "petugas", "password": PASSWORD, "note": WORDS}
    for address in ("/masuk/", "/kata-sandi/"):
        assert PASSWORD not in browser.post(address, secret, **HERE).content.decode()


def every_form(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from every_form(one)


def test_every_password_box_of_the_house_is_known_as_a_secret() -> None:
    resolve("/")  # every form is imported by then
    boxes = {
        name
        for form in every_form()
        if form.__module__.startswith("tanggap.")
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert {"old", "new", "again", "password", "passphrase"} <= boxes
    assert [name for name in boxes if not is_secret(name)] == []


def test_who_may_not_change_the_password_does_not_see_it_written_on_the_page(
    padaherang: Puskesmas,
) -> None:
    browser = browser_of(padaherang, Role.PETUGAS)
    RoleGrant.objects.all().delete()
    typed = {"old": PASSWORD, "new": "bidan sari 12", "again": "bidan sari 12"}
    page = browser.post("/kata-sandi/", typed)
    assert page.status_code == 403
    assert "bidan sari 12" not in page.content.decode()
    assert PASSWORD not in page.content.decode()


def breaks(*_: object, **__: object) -> None:
    raise RuntimeError


def overflows(*_: object, **__: object) -> None:
    raise OverflowError


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [(breaks, 500, "Ada yang tidak berjalan"), (overflows, 400, "di luar jangkauan")],
)
def test_an_error_gives_the_words_back(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch, fault: Any, status: int, said: str
) -> None:
    browser = browser_of(padaherang, Role.PETUGAS)
    browser.raise_request_exception = False
    monkeypatch.setattr("tanggap.workbench.intake.write_in", fault)
    page = browser.post(reverse("workbench:phone"), call(padaherang))
    assert page.status_code == status
    assert "Antre obat" in page.content.decode()
    assert said in page.content.decode()


LARGE = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10)


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (f"text={LARGE}", "application/x-www-form-urlencoded", "terlalu besar"),
        ("a=1&" * 2100, "application/x-www-form-urlencoded", "terlalu besar"),
        ("--x\r\nbroken", "multipart/form-data; boundary=", "tidak terbaca"),
    ],
)
def test_a_request_that_cannot_be_read_is_answered_in_plain_words(
    padaherang: Puskesmas, body: str, kind: str, said: str
) -> None:
    browser = browser_of(padaherang, Role.PETUGAS)
    answer = browser.post(reverse("workbench:phone"), body, content_type=kind)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_an_odd_host_is_answered_in_plain_words(padaherang: Puskesmas, client: Client) -> None:
    answer = client.get("/masuk/", HTTP_HOST="a b")
    assert answer.status_code == 400
    assert "tidak terbaca" in answer.content.decode()


def test_an_address_for_buttons_says_so_when_it_is_opened_as_a_page(padaherang: Puskesmas) -> None:
    answer = browser_of(padaherang, Role.PETUGAS).get(reverse("base:sign-out"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "bukan halaman" in answer.content.decode()


def test_a_session_named_with_nul_is_nobodys(padaherang: Puskesmas, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "\0" * 32
    client.cookies["messages"] = "\0rusak"
    assert client.get("/").status_code == 302
    assert client.get("/masuk/").status_code == 200
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
