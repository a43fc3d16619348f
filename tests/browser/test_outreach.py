"""Leaflets and the log of socialisation, on a wide and a narrow screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
Walk = Callable[..., Walker]


@SIZES
def test_people_are_told_and_it_is_written_down_with_its_photo(walk: Walk, narrow: bool) -> None:
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/sosialisasi/")
    walker.look()
    page.get_by_role("link", name="Leaflet dan poster").click()
    page.get_by_label("Bahasa daerah").select_option("su")
    page.get_by_role("button", name="Terapkan").click()
    expect(page.get_by_label("Bahasa daerah")).to_have_value("su")
    page.locator(".paper-forms img").last.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    walker.look()
    walker.go("/sosialisasi/catat/")
    page.get_by_label("Langsung pada jam pelayanan").check()
    page.get_by_label("Tempat").fill("Ruang tunggu")
    page.locator("input[name=officers]").first.check()
    page.get_by_label("Jumlah orang").fill("25")
    walker.look()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("body")).to_contain_text("Sosialisasi dicatat.")
    page.locator("input[name=attached]").set_input_files(
        {"name": "hadir.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator("body")).to_contain_text("Bukti disimpan.")
    walker.look()
    page.get_by_role("button", name="Hapus bukti 1").click()
    page.get_by_role("button", name="Batalkan", exact=True).click()
    expect(page.locator("body")).to_contain_text("Bukti dikembalikan.")
