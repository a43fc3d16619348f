"""Every answer carries the strict policy; every form carries its token."""

import re

import pytest
from django.test import Client

from tanggap.base.models import Role
from tests.people import PASSWORD, Puskesmas

PAGES = ["/", "/masuk/", "/setelan/", "/setelan/pegawai/", "/riwayat/", "/tidak-ada/", "/siapkan/"]


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_headers(
    padaherang: Puskesmas, client: Client, page: str, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(padaherang.staff[Role.ADMIN])
    answer = client.get(page)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/tidak-ada/"])
def test_no_page_needs_what_the_policy_forbids(
    padaherang: Puskesmas, client: Client, page: str
) -> None:
    client.force_login(padaherang.staff[Role.ADMIN])
    html = client.get(page, follow=True).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", html)


@pytest.mark.parametrize("address", ["/masuk/", "/keluar/", "/setelan/unit/", "/kata-sandi/"])
def test_a_form_without_its_token_is_refused_in_plain_words(
    padaherang: Puskesmas, address: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(padaherang.staff[Role.ADMIN])
    answer = strict.post(address, {"username": "admin", "password": PASSWORD})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.content.decode()


def test_the_session_cookie_ends_with_the_browser_and_scripts_cannot_read_it(
    padaherang: Puskesmas, client: Client
) -> None:
    answer = client.post("/masuk/", {"username": "admin", "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert not cookie["expires"]
