"""A meeting is prepared and run from one screen, walked in Chromium on the living example."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walk
from tests.browser.walking import PASSWORD

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
    place = page.get_by_label("Tempat").input_value()
    page.get_by_label("Tempat").fill("")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_label("Tempat")).to_be_focused()
    page.get_by_label("Tempat").fill(place)
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


def test_no_word_of_the_minutes_is_lost_without_network_or_sign_in_or_to_a_colleague(
    walk: Walk,
) -> None:
    mutu = walk("mutu")
    page = mutu.page
    mutu.go("/rapat/baru/")
    page.get_by_label("Pertemuan tambahan").check()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Tulis notulen").click()
    minutes, said = page.url, page.locator("#tersimpan")
    first = page.get_by_label("Pembahasan").first
    first.fill("Ditulis tanpa jaringan.")
    mutu.context.set_offline(True)
    page.keyboard.press("Alt+s")
    expect(said).to_contain_text("tidak terjangkau")
    page.get_by_role("button", name="Simpan dan selesai").click()
    expect(first).to_have_value("Ditulis tanpa jaringan.")
    mutu.context.set_offline(False)
    expect(said).to_contain_text("Tersimpan pukul")

    ketua = walk("ketua")
    ketua.page.goto(minutes)
    first.fill("Ditulis notulis.")
    page.keyboard.press("Alt+s")
    expect(said).to_contain_text("Tersimpan pukul")
    ketua.page.get_by_label("Pembahasan").first.fill("Ditulis ketua.")
    ketua.page.keyboard.press("Alt+s")
    expect(ketua.page.locator("main")).to_contain_text("Gabungkan di")
    expect(ketua.page.get_by_label("Pembahasan").first).to_have_value("Ditulis ketua.")

    first.fill("Ditulis sesudah sesi habis.")
    mutu.context.clear_cookies()
    page.keyboard.press("Alt+s")
    with mutu.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi").click()
    door = opened.value
    door.get_by_label("Nama masuk").fill("mutu")
    door.locator("input[name=password]").fill(PASSWORD)
    door.locator("main form").get_by_role("button", name="Masuk").click()
    expect(door.get_by_role("heading", level=1)).to_have_text("Beranda")
    page.get_by_role("button", name="Kirim lagi").click()
    expect(page.get_by_label("Pembahasan").first).to_have_value("Ditulis sesudah sesi habis.")
