"""Odd things typed, sent or named: a clear sentence or «not found», never an error of ours.

Every form of every page is filled with them, and every address asked with them.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role
from tests.crawling import Address, body_of, every_address, filled
from tests.forms_on_pages import PageForm, forms_on
from tests.people import Puskesmas
from tests.test_secrecy import SKIP, everyday, open_case
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of

ODD = {
    "nul": "a\x00b",
    "long": "panjang " * 12_500,
    "right to left": "\u202eمرحبا\u202c שלום",
    "emoji": "👩🏽‍⚕️🏥" * 50,
    "forty digits": "9" * 40,
    "beyond 64 bit": "9223372036854775808",
    "superscript digit": "²",
    "negative": "-1",
    "first day of all": "0001-01-01",
    "first minute of all": "0001-01-01T00:00",
    "last day of all": "9999-12-31",
    "last minute of all": "9999-12-31T23:59",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{nama.__class__}%s{0}",
    "quotes": "'\";--\\",
    "control signs": "\x01\x1b[31m\r\n\t\x7f",
    "half a sign": "\ud800",
    "nothing": "",
}


def pages(here: Puskesmas, client: Client) -> Iterator[tuple[str, str]]:
    """Yield every page that ``client`` may open, over an everyday desk and an open case."""
    rows = everyday(here)
    case = open_case(here)
    keys = [*(row.pk for row in rows), *case.keys, here.line("phone").pk, here.line("box").pk]
    keys += [here.staff[Role.MUTU].pk, here.units["UKM"].pk]
    for address in every_address():
        if address.name in SKIP:
            continue
        for path, _ in filled(address, keys):
            answer: Any = client.get(path)
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                yield path, body_of(answer).decode()


def all_forms(here: Puskesmas, client: Client) -> list[PageForm]:
    found: dict[tuple[str, ...], PageForm] = {}
    for path, html in pages(here, client):
        for form in forms_on(html, path):
            found.setdefault(form.shape, form)
    return list(found.values())


def send(client: Client, form: PageForm, fields: dict[str, str]) -> int:
    """Send ``form`` and forget what it wrote; an error of ours comes through."""
    if "kata-sandi" in form.action or "keluar" in form.action:
        return 0
    body = urlencode(fields, errors="surrogatepass")
    with transaction.atomic():
        if form.method == "post":
            kind = "application/x-www-form-urlencoded"
            answer = client.post(form.action, body, content_type=kind, follow=True)
        else:
            answer = client.get(f"{form.action.partition('?')[0]}?{body}", follow=True)
        body_of(answer)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.KETUA, Role.ADMIN])
def test_no_form_breaks_on_odd_words(padaherang: Puskesmas, role: Role) -> None:
    client = browser_of(padaherang, role)
    forms = all_forms(padaherang, client)
    assert len(forms) > 10
    broken = []
    for form in forms:
        for name, odd in ODD.items():
            typed = form.fields | dict.fromkeys(form.typed, odd) | {"form_key": str(uuid4())}
            every = dict.fromkeys(form.fields, odd)
            for how, fields in (("typed", typed), ("every field", every)):
                try:
                    send(client, form, fields)
                except Exception as error:
                    broken.append((form.action, how, name, repr(error)[:120]))
    assert not broken, "\n".join(map(str, broken))


ASKED = (
    "sejak", "terlihat", "sebelum", "sesudah", "dari", "sampai", "urut", "pesan", "jenis", "tahun",
    "contoh", "jawaban", "reply", "template", "cari", "kode", "next", "bentuk", "judul", "unit",
    "topik", "saluran", "keadaan", "kurun", "by", "kind", "from_", "to", "tulis",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.KETUA, Role.PETUGAS])
def test_no_address_breaks_on_odd_questions(padaherang: Puskesmas, role: Role) -> None:
    client = browser_of(padaherang, role)
    entry = everyday(padaherang)[3]
    broken = []
    for address in every_address():
        if address.name in SKIP:
            continue
        for path, _ in filled(address, [entry.pk]):
            for name, odd in ODD.items():
                value = quote(odd[:2000], errors="surrogatepass")
                asked = "&".join(f"{word}={value}" for word in ASKED)
                try:
                    answer: Any = client.get(f"{path}?{asked}", follow=True)
                    body_of(answer)
                except Exception as error:
                    broken.append((path, name, repr(error)[:160]))
    assert not broken, "\n".join(map(str, broken))


@pytest.mark.parametrize(
    "key", ["9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000, "²", "-1"]
)
def test_a_key_that_cannot_be_is_not_found(padaherang: Puskesmas, key: str) -> None:
    client = browser_of(padaherang, Role.KETUA)
    for address in every_address():
        if not address.takes_keys or address.name in SKIP:
            continue
        path = pattern_with(address, quote(key))
        for method in (client.get, client.post):
            assert method(path, follow=True).status_code in (400, 403, 404, 405), path


def pattern_with(address: Address, key: str) -> str:
    path, _ = next(filled(address, [1234567]))
    return re.sub("1234567", key, path)


def test_a_form_key_that_is_none_is_told_kindly(padaherang: Puskesmas) -> None:
    """Checked on triage, whose key is read by hand; the forms' fields are Django's."""
    client = browser_of(padaherang, Role.PETUGAS)
    message = said(padaherang, citizen(padaherang, "Bu Tini"), "Kapan buka?")
    data = {"langkah": "jawab", "pesan": message.pk, "jawaban": "Jam 8", "form_key": "bukan-kunci"}
    page = client.post(reverse("workbench:triage"), data, follow=True).content.decode()
    assert "Muat ulang halaman ini" in page
