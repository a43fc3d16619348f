"""A meeting is prepared and run from one screen, walked in Chromium on the living example."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_ketua_prepares_a_meeting_and_writes_its_minutes_without_losing_a_word(
    walk: Walk,
) -> None:
    ketua = walk("ketua")
    page = ketua.page
    for path, picture in (("/rtl/", "rtl"), ("/kalender/", "kalender"), ("/bukti/", "bukti")):
        ketua.go(path)
        ketua.look(picture)
    ketua.go("/rapat/baru/")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Persiapan"))
    ketua.look("pertemuan-persiapan")
    page.get_by_role("link", name="Tulis notulen").click()
    page.get_by_label("Pembahasan").first.fill("Loket ramai sejak pukul tujuh.")
    page.keyboard.press("Alt+s")
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan pukul")
    page.get_by_label("Keputusan", exact=True).first.fill("Buka loket kedua.")
    ketua.look("notulen")
    page.get_by_role("button", name="5 mengapa").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 mengapa")
    page.get_by_role("link", name="Kembali").click()
    expect(page.get_by_label("Keputusan", exact=True).first).to_have_value("Buka loket kedua.")
