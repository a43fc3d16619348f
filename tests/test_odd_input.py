"""Odd things typed, sent or named: a clear sentence or «not found», never an error of ours.

Every form of every page is filled with them, and every address asked with them.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tanggap.base.models import Role
from tests.crawling import ONLY_POST, SLUGS, Address, body_of, every_address, filled
from tests.doors import Site, furnished
from tests.forms_on_pages import PageForm, forms_on
from tests.people import Puskesmas
from tests.test_secrecy import SKIP, everyday
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

READ_BY_DATABASES = (
    "nul", "half a sign", "forty digits", "beyond 64 bit", "last minute of all",
)  # fmt: skip


def odd_words() -> dict[str, str]:
    """Return all of ODD; on the second database only what databases take differently."""
    if connection.vendor == "sqlite":
        return ODD
    return {name: ODD[name] for name in READ_BY_DATABASES}


def pages(client: Client, site: Site) -> Iterator[tuple[str, str]]:
    """Yield every page that ``client`` may open, each address with a key that fits it."""
    for address in every_address():
        if address.name in SKIP:
            continue
        for word in SLUGS.get(address.name, ("tiada",)):
            path = site.path(address, word=word)
            answer: Any = client.get(path)
            if answer.status_code in (403, ONLY_POST):
                break  # said before it looked at the key
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                yield path, body_of(answer).decode()


SHARES = 4
FILLED_WHOLE = {"nul", "beyond 64 bit", "superscript digit", "markup", "nothing"}
FOLLOWED = {"markup", "emoji", "right to left", "control signs"}


def send(client: Client, form: PageForm, fields: dict[str, str], *, follow: bool) -> None:
    """Send ``form`` and forget what it wrote; an error of ours comes through."""
    body = urlencode(fields, errors="surrogatepass")
    with transaction.atomic():
        if form.method == "post":
            kind = "application/x-www-form-urlencoded"
            answer = client.post(form.action, body, content_type=kind, follow=follow)
        else:
            answer = client.get(f"{form.action.partition('?')[0]}?{body}", follow=follow)
        assert "<script>alert" not in body_of(answer).decode(errors="replace")
        transaction.set_rollback(True)


@pytest.mark.slow
def test_no_form_breaks_on_odd_words(padaherang: Puskesmas) -> None:
    """Each form once, filled by the first of five people who has it.

    A form meets every fourth of the odd words and the next one another fourth, since fields of
    each kind stand in many forms.
    """
    everyday(padaherang)
    site = furnished(padaherang)
    met: set[tuple[str, ...]] = set()
    broken = []
    for role in (Role.PETUGAS, Role.ADMIN, Role.KETUA, Role.MUTU, Role.KEPALA):
        client = browser_of(padaherang, role)
        for path, html in list(pages(client, site)):
            for form in forms_on(html, path):
                if form.shape not in met and not LEFT_OUT & set(form.action.split("/")):
                    met.add(form.shape)
                    broken += broken_by(client, form, len(met) % SHARES)
    assert len(met) > 120
    assert not broken, "\n".join(map(str, broken))


LEFT_OUT = {"kata-sandi", "keluar"}  # they would end the session


def broken_by(client: Client, form: PageForm, first: int) -> list[tuple[str, ...]]:
    """Return what of its share of the odd words the form does not bear, with the error."""
    broken = []
    for name, odd in list(odd_words().items())[first::SHARES]:
        typed = form.fields | dict.fromkeys(form.typed, odd) | {"form_key": str(uuid4())}
        fillings = [typed, dict.fromkeys(form.fields, odd)][: 1 + (name in FILLED_WHOLE)]
        for fields in fillings:
            try:
                send(client, form, fields, follow=name in FOLLOWED)
            except Exception as error:
                broken.append((form.action, name, repr(error)[:120]))
    return broken


ASKED = (
    "sejak", "terlihat", "sebelum", "sesudah", "dari", "sampai", "urut", "pesan", "jenis", "tahun",
    "contoh", "jawaban", "reply", "template", "cari", "kode", "next", "bentuk", "judul", "unit",
    "bulan", "hal", "ubah", "catatan", "topik", "saluran", "keadaan", "kurun", "by", "kind",
    "from_", "to", "tulis",
)  # fmt: skip


@pytest.mark.slow
def test_no_address_breaks_on_odd_questions(padaherang: Puskesmas) -> None:
    """Each question meets some of the odd words at one address, others at the next."""
    client = browser_of(padaherang, Role.KETUA)
    everyday(padaherang)
    site = furnished(padaherang)
    broken = []
    for place, address in enumerate(every_address()):
        if address.name in SKIP:
            continue
        for path in (site.path(address, word=one) for one in SLUGS.get(address.name, ("tiada",))):
            for asked in odd_questions(place % 6):
                try:
                    answer: Any = client.get(f"{path}?{asked}")
                    body_of(answer)
                except Exception as error:
                    broken.append((path, asked[:200], repr(error)[:160]))
    assert not broken, "\n".join(map(str, broken))


def odd_questions(first: int) -> Iterator[str]:
    """Yield queries in which every question is asked with another odd word."""
    odd = [quote(one[:2000], errors="surrogatepass") for one in odd_words().values()]
    for shift in range(first, len(odd), 6):
        yield "&".join(f"{word}={odd[(at + shift) % len(odd)]}" for at, word in enumerate(ASKED))


DONE_TWICE = {"base:own-session-ended"}
"""Addresses that say «it is over» of what is not there any more, or never was."""


@pytest.mark.parametrize(
    "key", ["9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000, "²", "-1"]
)
def test_a_key_that_cannot_be_is_not_found(padaherang: Puskesmas, key: str) -> None:
    client = browser_of(padaherang, Role.KETUA)
    for address in every_address():
        if not address.takes_keys or address.name in {*SKIP, *DONE_TWICE}:
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
