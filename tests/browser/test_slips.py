"""Slips printed, photographed and typed one after another, on a wide and a narrow screen."""

import re
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walker
from tests.inbox.photographed import SKEWED, crossed, half_of, photographed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Walk = Callable[..., Walker]


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_two_slips_are_photographed_at_once_and_typed_beside_their_pictures(
    walk: Walk, narrow: bool
) -> None:
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/kotak/lembar/")
    page.get_by_label("Berapa lembar kertas?").fill("1")
    page.get_by_role("button", name="Beri nomor dan siapkan").click()
    walker.look()
    address = page.locator("main table a").first.get_attribute("href")
    paper = page.request.get(f"{walker.base}{address}").body()
    sheet = pypdfium2.PdfDocument(paper)[0].render(scale=150 / 72).to_pil()
    size = (215.0, 165.0)
    shots = [photographed(crossed(half_of(sheet, at), [1, 20], size), SKEWED) for at in (0, 1)]

    walker.go("/kotak/")
    page.get_by_label("Jumlah slip").fill("3")
    page.get_by_role("button", name="Catat pembukaan").click()
    page.get_by_role("link", name="Foto semuanya dahulu").click()
    page.locator("input[type=file]").set_input_files(
        [
            {"name": f"IMG-{at}.jpg", "mimeType": "image/jpeg", "buffer": one}
            for at, one in enumerate([*shots, b"bukan foto" + bytes([narrow])])
        ]
    )
    page.get_by_role("button", name="Simpan foto").click()
    expect(page.get_by_role("link", name="Ketik 3 slip yang menunggu")).to_be_visible(
        timeout=60_000
    )
    walker.look()
    walker.fetched.clear()
    page.get_by_role("link", name="Ketik 3 slip yang menunggu").click()
    expect(page.locator(".slip-photo img")).to_be_visible()
    expect(page.get_by_label("Jenis")).to_have_value("keluhan")
    walker.look()
    page.get_by_label("Isi slip").fill("Ruang tunggu panas")
    walker.fetched.clear()
    page.keyboard.press("Alt+S")
    expect(page.locator("body")).to_contain_text("2 dari 3 foto")
    walker.fetched.clear()
    page.get_by_role("button", name="Slip kosong").click()
    expect(page.locator("body")).to_contain_text("bukan foto yang dapat dibuka")
    walker.look()
    walker.fetched.clear()
    page.get_by_role("button", name="Bukan slip").click()
    expect(page).to_have_url(re.compile("/foto/$"))
    walker.look()
