"""Every address as everybody: signed out, as an outsider, without the token of the form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role, Staff
from tests.crawling import NOBODYS, body_of, every_address, filled
from tests.people import PASSWORD, Puskesmas
from tests.test_secrecy import everyday, open_case
from tests.workbench.signing_in import browser_of

PUBLIC = {
    "base:sign-in",
    "base:sign-in-code",
    "base:sign-out",
    "setup:wizard",
    "setup:example",
    "workbench:pulse",
}
ALSO_TAKE_A_KEY_OF_NOBODY = {"inbox:person"}  # leads to the page that then says «not found»


def test_who_is_not_signed_in_is_led_to_the_sign_in_by_every_address(
    padaherang: Puskesmas,
) -> None:
    entry = everyday(padaherang)[3]
    for address in every_address():
        if address.name in PUBLIC:
            continue
        for path, _ in filled(address, [entry.pk]):
            for method in ("get", "post"):
                answer: Any = getattr(Client(), method)(path, follow=True)
                last = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
                is_closed = answer.status_code in (403, 404, 405)
                assert is_closed or last.startswith(reverse("base:sign-in")), (method, path)


def test_no_form_is_taken_without_its_token(padaherang: Puskesmas) -> None:
    entry = everyday(padaherang)[3]
    client = Client(enforce_csrf_checks=True)
    client.force_login(padaherang.staff[Role.KETUA])
    for address in every_address():
        for path, _ in filled(address, [entry.pk]):
            assert client.post(path).status_code in (403, 405), path


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.KEPALA, Role.ADMIN])
def test_the_keys_of_another_health_centre_are_keys_of_nothing(
    padaherang: Puskesmas, sumbersari: Puskesmas, role: Role
) -> None:
    rows = [*everyday(padaherang), *open_case(padaherang).rows]
    rows += [*padaherang.lines.values(), padaherang.staff[Role.MUTU], padaherang.units["UKM"]]
    browser = browser_of(sumbersari, role)
    for address in every_address():
        if not address.takes_keys or address.name in ALSO_TAKE_A_KEY_OF_NOBODY:
            continue
        for method in (browser.get, browser.post):
            nothing = [method(path).status_code for path, _ in filled(address, [NOBODYS])]
            for row in rows:
                got = [method(path).status_code for path, _ in filled(address, [row.pk])]
                assert got == nothing, (address.name, row)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_or_says_why_not_to_every_role(padaherang: Puskesmas, role: Role) -> None:
    keys = [row.pk for row in everyday(padaherang)] + open_case(padaherang).keys
    browser = browser_of(padaherang, role)
    for address in every_address():
        for path, _ in filled(address, keys):
            answer: Any = browser.get(path)
            body_of(answer)
            assert answer.status_code in (200, 204, 286, 302, 403, 404, 405), path


# ---------------------------------------------------------------- sessions


def sign_in(client: Client, staff: Staff, password: str = PASSWORD, onward: str = "") -> Any:
    asked = {"username": staff.username, "password": password, "next": onward}
    return client.post(reverse("base:sign-in"), asked)


def test_signing_in_changes_the_key_of_the_session(padaherang: Puskesmas) -> None:
    client = Client()
    client.get(reverse("base:sign-in"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key or ""
    sign_in(client, padaherang.staff[Role.PETUGAS])
    assert client.cookies["sessionid"].value != before


def test_signing_out_ends_the_session_on_the_server(padaherang: Puskesmas) -> None:
    client = Client()
    sign_in(client, padaherang.staff[Role.PETUGAS])
    stolen = client.cookies["sessionid"].value
    client.post(reverse("base:sign-out"))
    other = Client()
    other.cookies["sessionid"] = stolen
    assert other.get(reverse("workbench:home")).status_code == 302


ELSEWHERE = (
    "https://jahat.example/",
    "//jahat.example",
    "/\\jahat.example",
    "///jahat.example",
    "http:///jahat.example",
    "javascript:alert(1)",
    "\thttps://jahat.example",
    "https:jahat.example",
)


@pytest.mark.parametrize("there", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(padaherang: Puskesmas, there: str) -> None:
    answer = sign_in(Client(), padaherang.staff[Role.PETUGAS], onward=there)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_form_leads_elsewhere(padaherang: Puskesmas, there: str) -> None:
    browser = browser_of(padaherang, Role.KETUA)
    rule = reverse("reply:approval-rule")
    answer: Any = browser.post(rule, {"covers": "berat", "next": there})
    assert answer.headers["Location"] == reverse("reply:approvals")
    write = browser.get(reverse("logbook:write"), {"dari": there}).content.decode()
    assert f'href="{there}"' not in write


def test_a_password_reset_ends_the_sessions_and_must_be_changed_first(
    padaherang: Puskesmas,
) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    hers = Client()
    sign_in(hers, sari)
    assert hers.get(reverse("workbench:home")).status_code == 200
    admin = browser_of(padaherang, Role.ADMIN)
    page = admin.post(reverse("base:password-reset", args=[sari.pk]), follow=True)
    assert page.status_code == 200
    assert hers.get(reverse("workbench:home")).status_code == 302
    sari.refresh_from_db()
    assert sari.must_change_password
    sari.set_password(PASSWORD)
    sari.save()
    again = Client()
    sign_in(again, sari)
    for address in every_address():
        if address.name in PUBLIC | {"base:own-password"} or address.takes_keys:
            continue
        for path, _ in filled(address, []):
            answer: Any = again.get(path)
            led = answer.headers.get("Location", "")
            assert led == reverse("base:own-password") or answer.status_code in (204, 405), path


def test_the_set_up_page_is_closed_once_the_site_is_set_up(padaherang: Puskesmas) -> None:
    before = Staff.objects.count()
    for method in ("get", "post"):
        answer: Any = getattr(Client(), method)(reverse("setup:wizard"), {"name": "x"})
        assert answer.status_code == 302
    assert Staff.objects.count() == before


@pytest.mark.parametrize("host", ["jahat.example", "localhost.jahat.example", "127.0.0.1.nip.io"])
def test_a_foreign_host_name_is_not_this_machine(db: None, host: str) -> None:
    page = Client().get(reverse("setup:wizard"), headers={"host": host}).content.decode()
    assert 'name="code"' in page or "kode" in page.lower()
    far = Client(REMOTE_ADDR="192.168.1.9").get(reverse("setup:wizard")).content.decode()
    near = Client(REMOTE_ADDR="127.0.0.1").get(reverse("setup:wizard")).content.decode()
    assert far != near
