"""Bringing what exists: a handphone's SMS and the old book, on a wide and a narrow screen."""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.walking import Walker
from tests.channels.test_calls_backup import call, log
from tests.channels.test_sms_backup import backup, sms

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
Walk = Callable[..., Walker]


@SIZES
def test_sms_of_the_handphone_are_chosen_and_brought_in(
    walk: Walk, narrow: bool, tmp_path: Path
) -> None:
    open_sms_line(walk("ketua", narrow=narrow))
    walker = walk("petugas", narrow=narrow)
    bring_sms(walker, tmp_path, number="+628130000000" + str(int(narrow)))


def open_sms_line(walker: Walker) -> None:
    """Add the handphone of the office as a line, which a petugas asks her ketua for."""
    walker.go("/impor/sms/")
    add = walker.page.get_by_role("button", name="Tambah «SMS HP puskesmas»")
    if add.count():
        add.click()
        expect(walker.page.locator("input[type=file]")).to_be_visible()


def bring_sms(walker: Walker, tmp_path: Path, number: str) -> None:
    file = tmp_path / "sms-20260512.xml"
    said = sms("Antrean loket lama &#55357;&#56911;", number=number)
    file.write_bytes(backup(said, sms("Kode OTP 1234", number="BANKKITA")))
    page = walker.page
    walker.go("/impor/sms/")
    walker.look("impor-sms")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Lihat isinya dulu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilih SMS yang ikut")
    walker.look("impor-sms-pilih")
    page.get_by_role("button", name="Masukkan SMS ini").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SMS sudah masuk")
    walker.look()


@SIZES
def test_missed_calls_are_brought_in_and_rung_back(
    walk: Walk, narrow: bool, tmp_path: Path
) -> None:
    add = walk("ketua", narrow=narrow)
    add.go("/impor/panggilan/")
    button = add.page.get_by_role("button", name="Tambah «Telepon»")
    if button.count():
        button.click()
    file = tmp_path / "calls-20260512.xml"
    file.write_bytes(log(call("+628130000010" + str(int(narrow)), at=_an_hour_ago())))
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/impor/panggilan/")
    walker.look("impor-panggilan")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Lihat isinya dulu").click()
    walker.look("impor-panggilan-pilih")
    page.get_by_role("button", name="Masukkan ke daftar telepon balik").click()
    page.get_by_role("link", name="Buka daftar telepon balik").click()
    walker.look("telepon-balik")
    page.get_by_role("button", name="Belum tersambung").first.click()
    expect(page.locator("main")).to_contain_text("Sudah dicoba 1 kali")
    page.get_by_role("link", name="Catat pembicaraannya").first.click()
    expect(page.get_by_label("Nomor HP")).to_have_value(re.compile("6281300000"))


def _an_hour_ago() -> int:
    return int(time.time() - 3600) * 1000


@SIZES
def test_the_old_book_is_looked_at_and_brought_in(walk: Walk, narrow: bool, tmp_path: Path) -> None:
    walker = walk("petugas", narrow=narrow)
    bring_book(walker, tmp_path, f"Antrean lama {int(narrow)}")


def bring_book(walker: Walker, tmp_path: Path, text: str) -> None:
    book = Workbook()
    for row in (
        ["No", "Tanggal", "Nama", "Media", "Uraian", "Tindak lanjut"],
        [1, "12 Mei 2025", "Bu Siti", "Kotak saran", text, "Ditambah kursi"],
        [2, "besok", "Pak Budi", "SMS", text, None],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    file = tmp_path / "buku.xlsx"
    file.write_bytes(out.getvalue())
    page = walker.page
    walker.go("/buku-lama/")
    walker.look("buku-lama")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Lihat isinya dulu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa kolomnya")
    walker.look("buku-lama-kolom")
    page.get_by_role("button", name="Masukkan ke buku").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Buku lama sudah masuk")
    walker.look()
    expect(page.locator("main")).to_contain_text("1 baris ditolak")
