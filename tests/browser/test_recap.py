"""A week is closed by the ketua and seen by the head, walked in Chromium on the living example."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_ketua_closes_last_week_and_the_head_sees_it(walk: Walk) -> None:
    ketua = walk("ketua")
    page = ketua.page
    page.get_by_role("link", name=re.compile("menunggu ditutup$")).first.click()
    ketua.look("rekap-minggu")
    page.get_by_label("Catatan tim").fill("Loket ramai hari Selasa.")
    page.get_by_role("button", name="Tutup dan tandatangani").click()
    expect(page.locator("body")).to_contain_text("ditutup dan ditandatangani")
    page.get_by_role("button", name="Batalkan penutupan").first.click()
    expect(page.get_by_label("Catatan tim")).to_have_value("Loket ramai hari Selasa.")
    page.get_by_role("button", name="Tutup dan tandatangani").click()
    ketua.look("rekap-ditutup")
    printed = page.get_by_role("link", name="Cetak rekap").get_attribute("href")
    assert ketua.context.request.get(f"{ketua.base}{printed}").body().startswith(b"%PDF")

    kepala = walk("kepala", narrow=True)
    week = page.url
    kepala.page.goto(week)
    kepala.look("rekap-ditutup")
    kepala.page.get_by_role("button", name="Tandai sudah dilihat").click()
    expect(kepala.page.locator("main")).to_contain_text("Diketahui kepala")
    kepala.go("/rekap/")
    kepala.look("rekap-daftar")
