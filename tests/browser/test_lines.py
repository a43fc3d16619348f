"""The lines and their availability check, on a wide and a narrow screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
Walk = Callable[..., Walker]


@SIZES
def test_every_line_is_checked_proved_and_printed(walk: Walk, narrow: bool) -> None:
    walker = walk("ketua", narrow=narrow)
    page = walker.page
    for path in ("/saluran/", "/gangguan/"):
        walker.go(path)
        walker.look()
    for kind in ("email", "sms_kannel"):
        walker.go(f"/saluran/cara/{kind}/")
        walker.look()
    walker.go("/saluran/pemeriksaan/baru/")
    for box in page.get_by_role("group").filter(has_text="Hasil").all():
        box.get_by_label("Berfungsi", exact=True).check()
    walker.look()
    page.get_by_role("button", name="Simpan pemeriksaan").click()
    expect(page.locator("body")).to_contain_text("Pemeriksaan saluran disimpan.")
    walker.look()
    walker.go("/saluran/")
    page.locator("main table a").first.click()
    expect(page.locator("#keadaan")).to_be_visible()
    page.get_by_text("Tambah bukti").click()
    page.locator("input[name=file]").set_input_files(
        {"name": "kotak.txt", "mimeType": "text/plain", "buffer": b"terpasang"}
    )
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator("body")).to_contain_text("Bukti disimpan.")
    expect(page).to_have_url(re.compile("#bukti$"))
    walker.look()
