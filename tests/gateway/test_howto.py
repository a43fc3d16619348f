"""How a channel is set up, step by step: there for each, reachable, true to the screens."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client

from tanggap.base.models import Role
from tanggap.channels._providing import described
from tanggap.channels._registry import channels
from tanggap.gateway.howto import REACHED, howto
from tests.people import Puskesmas

ROOT = Path(__file__).resolve().parents[2] / "tanggap"
PAGES = sorted((ROOT / "gateway" / "howto").glob("*.md"))
NAMES = [page.stem for page in PAGES]


def screens() -> str:
    """Return every word that a screen of ours may show, as the sources write them."""
    files = [*ROOT.rglob("*.html"), *ROOT.rglob("*.py"), *ROOT.rglob("*.js")]
    words = "\n".join(path.read_text(encoding="utf-8") for path in files)
    words = re.sub(r'"\s*\n\s*f?"', "", html.unescape(words))  # a sentence written in two lines
    return re.sub(r"\s+", " ", words)


def test_every_channel_has_one_and_there_is_none_without_a_channel() -> None:
    assert set(NAMES) == {*channels(), REACHED}


@pytest.mark.parametrize("name", ["../x", "x", "", "__init__", "a.b"])
def test_there_is_no_page_but_these(name: str) -> None:
    assert howto(name) is None


def test_what_stands_in_bold_is_a_word_on_a_screen() -> None:
    shown = screens()
    odd = {
        f"{page.name}: {words}"
        for page in PAGES
        for words in re.findall(r"\*\*(.+?)\*\*", page.read_text(encoding="utf-8"))
        if words not in shown
    }
    assert not odd


def test_every_link_leads_to_a_page_that_is_there() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            assert path == "" or path.removesuffix(".md") in NAMES, target
            assert not anchor, "the product's page has no such mark"


def test_it_is_read_on_screen_and_reached_from_where_a_line_is_opened(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.PETUGAS])
    for name in NAMES:
        answer = client.get(f"/saluran/cara/{name}/")
        assert answer.status_code == 200
        assert "<h2>" in answer.content.decode() or "<ol>" in answer.content.decode()
    assert client.get("/saluran/cara/tidak-ada/").status_code == 404
    page = client.get("/saluran/cara/sms_gammu/").content.decode()
    assert '<pre tabindex="0"' in page
    assert "Tambah saluran ini" not in page, "a petugas opens no line"
    assert 'href="../internet/"' in client.get("/saluran/cara/whatsapp/").content.decode()
    line = padaherang.line("sms_gammu")
    assert "/saluran/cara/sms_gammu/" in client.get(f"/saluran/{line.pk}/").content.decode()
    client.force_login(padaherang.staff[Role.ADMIN])
    kinds = client.get("/saluran/tambah/").content.decode()
    assert all(f"/saluran/cara/{kind}/" in kinds for kind in channels())
    form = client.get("/saluran/tambah/email/").content.decode()
    assert "/saluran/cara/email/" in form
    assert "Tambah saluran ini" in client.get("/saluran/cara/email/").content.decode()


def test_the_description_shown_as_an_example_can_be_used() -> None:
    page = (ROOT / "gateway" / "howto" / "sms_http.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert described(example).outbound
