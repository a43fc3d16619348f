"""The public's form in Chromium: light, accessible, without scripts, and over a lost connection."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walk
from tests.browser.walking import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_VISIT = 40 * 1024
RECEIVED = re.compile("kami terima")


def receipt(walker: Walker) -> tuple[str, str]:
    codes = walker.page.locator("dd.code")
    return codes.nth(0).inner_text(), codes.nth(1).inner_text()


def track(walker: Walker, number: str, word: str) -> None:
    walker.go("/lacak/")
    walker.look()
    walker.page.get_by_label("Nomor lacak").fill(number)
    walker.page.get_by_label("Kata kunci").fill(word)
    walker.page.get_by_role("button", name="Lihat").click()
    expect(walker.page.get_by_role("heading", level=1)).to_have_text(RECEIVED)
    walker.look("lacak")


def test_a_telephone_without_scripts_writes_and_looks_it_up(walk: Walk) -> None:
    walker = walk(narrow=True, scripts=False)
    walker.go("/lapor/")
    assert walker.weight <= FIRST_VISIT, walker.weight
    page = walker.page
    page.wait_for_timeout(4100)  # nobody writes faster than this
    page.get_by_label("Apa yang ingin").fill("Kursi tunggu obat kurang")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED)
    number, word = receipt(walker)
    page.get_by_role("link", name="Lacak").click()
    page.get_by_label("Nomor lacak").fill(number)
    page.get_by_label("Kata kunci").fill(word)
    page.get_by_role("button", name="Lihat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED)


def test_what_was_begun_outlives_a_lost_connection_and_goes_out_once(walk: Walk) -> None:
    walker = walk(narrow=True)
    walker.go("/lapor/")
    walker.look("lapor")
    page = walker.page
    page.get_by_label("Apa yang ingin").fill("Loket tutup sebelum jam 12")
    walker.context.set_offline(True)
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text("Belum terkirim: sambungan")).to_be_visible()
    walker.complaints.clear()  # the browser says aloud that it is offline
    walker.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED, timeout=60_000)
    walker.look("tanda-terima")
    number, word = receipt(walker)
    assert page.evaluate("() => Object.keys(localStorage).length") == 0
    track(walker, number, word)


def test_a_tab_closed_half_way_finds_its_words_again_and_they_can_be_wiped(walk: Walk) -> None:
    walker = walk(narrow=True)
    walker.go("/lapor/")
    page = walker.page
    page.get_by_label("Apa yang ingin").fill("Belum selesai menulis")
    walker.go("/lapor/")
    expect(page.get_by_label("Apa yang ingin")).to_have_value("Belum selesai menulis")
    walker.look()
    page.get_by_role("button", name="Hapus tulisan").click()
    expect(page.get_by_label("Apa yang ingin")).to_have_value("")
    walker.go("/lapor/")
    expect(page.get_by_label("Apa yang ingin")).to_have_value("")
