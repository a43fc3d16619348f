"""Every address as everybody, held against the table of roles; and what guards a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.actions import begin_second_factor, confirm_second_factor
from tanggap.base.models import HistoryLine, Role, RoleGrant, Staff
from tests.crawling import NOBODYS, Address, body_of, every_address
from tests.doors import DOORS, Site, furnished, holds
from tests.people import PASSWORD, Puskesmas, code_now
from tests.workbench.signing_in import browser_of

METHODS = ("get", "post")
LEAD_OUT = {"base:sign-out", "base:own-sessions-ended", "base:sign-in-code"}
OPEN_WITH_OLD_PASSWORD = {"base:own-password", "base:sign-out"}


@pytest.fixture
def site(padaherang: Puskesmas) -> Site:
    return furnished(padaherang)


class Caller:
    """A browser that asks each thing as if it were the first: whatever it did is undone."""

    def __init__(self, client: Client) -> None:
        self.cookies = client.cookies.output(header="", sep=";")
        self.client = client

    @contextmanager
    def ask(self, method: str, path: str) -> Iterator[Any]:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            yield getattr(self.client, method)(path)
            transaction.set_rollback(True)


def asked_everything(caller: Caller, site: Site) -> Iterator[tuple[Address, str, Any]]:
    """Yield every address, method and answer, before what it did is undone."""
    for address in every_address():
        for method in METHODS:
            with caller.ask(method, site.path(address)) as answer:
                body_of(answer)
                yield address, method, answer


def led_to_sign_in(answer: Any) -> bool:
    there = answer.headers.get("Location", "")
    return bool(answer.status_code == 302 and there.startswith(reverse("base:sign-in")))


# ---------------------------------------------------------------- who may open what


def test_every_address_stands_in_the_table_and_nothing_else_does() -> None:
    """A new address needs its row in ``tests/doors.py``: who may open it?"""
    assert {address.name for address in every_address()} == set(DOORS)


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_passes_the_doors_of_the_table_and_no_other(
    site: Site, role: Role | None
) -> None:
    staff = site.here.staff[role or Role.PETUGAS]
    if role is None:
        RoleGrant.objects.filter(staff=staff).delete()
    roles = frozenset({role}) if role else frozenset()
    wrong = []
    caller = Caller(browser_of(site.here, role or Role.PETUGAS))
    before = HistoryLine.objects.count()
    for address, method, answer in asked_everything(caller, site):
        door = DOORS[address.name]
        right, status = door.asks(method), answer.status_code
        if right == "-":
            is_right = status in (403, 405)
        elif not holds(roles, right):
            is_right = status == 403 and HistoryLine.objects.count() == before
        else:
            is_right = status in (200, 204, 286, 302, 404)
            is_right &= address.name in LEAD_OUT or not led_to_sign_in(answer)
            if method == "post" and not holds(roles, door.act):
                is_right = (is_right or status == 403) and HistoryLine.objects.count() == before
        if not is_right:
            wrong.append((address.name, method, right, status))
    assert not wrong


def nobody(here: Puskesmas) -> Client:
    return Client()


def half_signed_in(here: Puskesmas) -> Client:
    """The kepala with every role, whose password was right and whose code is still due."""
    head, client = _with_every_role(here), Client()
    actor = here.actor(Role.KEPALA)
    begun = begin_second_factor(actor)
    confirm_second_factor(actor, begun, code_now(begun.secret))
    assert sign_in(client, head).headers["Location"] == reverse("base:sign-in-code")
    return client


def deactivated(here: Puskesmas) -> Client:
    client, head = browser_of(here, Role.KEPALA), _with_every_role(here)
    Staff.objects.filter(pk=head.pk).update(is_active=False)
    return client


def run_out(here: Puskesmas) -> Client:
    client = browser_of(here, Role.KEPALA)
    _with_every_role(here)
    session = client.session
    session["signed_in_at"] = timezone.now().timestamp() - 13 * 3600
    session.save()
    return client


def _with_every_role(here: Puskesmas) -> Staff:
    head = here.staff[Role.KEPALA]
    for role in Role:
        RoleGrant.objects.create(
            facility=here.facility, staff=head, role=role, valid_from=timezone.localdate()
        )
    return head


@pytest.mark.parametrize("who", [nobody, half_signed_in, deactivated, run_out])
def test_who_is_not_signed_in_is_led_to_the_sign_in_by_every_address(site: Site, who: Any) -> None:
    wrong = []
    caller = Caller(who(site.here))
    before = HistoryLine.objects.count()
    for address, method, answer in asked_everything(caller, site):
        right = DOORS[address.name].asks(method)
        is_right = right == "open" or led_to_sign_in(answer)
        is_right |= right == "-" and answer.status_code == 405
        if not is_right or HistoryLine.objects.count() != before:
            wrong.append((address.name, method, right, answer.status_code))
    assert not wrong


def test_a_handed_over_password_must_be_changed_before_anything_else(site: Site) -> None:
    _with_every_role(site.here)
    caller = Caller(browser_of(site.here, Role.KEPALA))
    Staff.objects.filter(username="kepala").update(must_change_password=True)
    for address, method, answer in asked_everything(caller, site):
        if address.name in OPEN_WITH_OLD_PASSWORD or DOORS[address.name].asks(method) == "open":
            continue
        led = answer.headers.get("Location", "") == reverse("base:own-password")
        assert led or answer.status_code == 405, (address.name, method)


def test_the_keys_of_another_health_centre_are_keys_of_nothing(
    site: Site, sumbersari: Puskesmas
) -> None:
    """Asked by somebody who holds every role at home."""
    _with_every_role(sumbersari)
    caller = Caller(browser_of(sumbersari, Role.KEPALA))
    ours = HistoryLine.objects.filter(facility=site.here.facility)
    before, wrong = ours.count(), []
    for address in every_address():
        if not address.takes_keys:
            continue
        for method in METHODS:
            with caller.ask(method, site.path(address, NOBODYS)) as answer:
                nothing, said = answer.status_code, answer.headers.get("Location")
            with caller.ask(method, site.path(address)) as answer:
                there = answer.headers.get("Location")
                is_same = answer.status_code == nothing and (
                    there == said or address.name == BOUNCE
                )
                if not is_same or ours.count() != before:
                    wrong.append((address.name, method, answer.status_code, nothing))
    assert not wrong


BOUNCE = "inbox:person"  # leads to the page with the same key, which then says «not found»


def test_no_form_is_taken_without_its_token(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(_with_every_role(site.here))
    for address in every_address():
        assert client.post(site.path(address)).status_code in (403, 405), address.name


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


def test_a_password_reset_ends_the_sessions(padaherang: Puskesmas) -> None:
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
