"""The main job, walked in Chromium on the living example, wide and on a telephone."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Walk
from tests.browser.walking import NARROW, Walker, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = pytest.mark.parametrize("narrow", [False, True], ids=["1280", "360"])
EXPORT = """12/11/26 07.05 - Pesan dan panggilan terenkripsi secara end-to-end.
12/11/26 07.06 - Bu Karsih Anginrasa: Selamat pagi, mau tanya jadwal KB bulan ini hari apa ya?
12/11/26 07.20 - Puskesmas Sukamaju Tirta: Selamat pagi Ibu, pelayanan KB setiap Selasa pagi.
12/11/26 07.21 - Bu Karsih Anginrasa: Siap, hatur nuhun bu
13/11/26 09.40 - Bu Karsih Anginrasa: Kemarin antrinya lama pisan, mohon kursinya ditambah.
"""


def case_of(page: Page, words: str) -> Locator:
    """Return the waiting case in which somebody says ``words``."""
    return page.locator("form[data-case]").filter(has_text=words).first


# — looking around —


@pytest.mark.parametrize(
    ("who", "narrow"),
    [
        ("petugas", False),
        ("petugas", True),
        ("kepala", False),
        ("kepala", True),
        ("ketua", False),
        ("pjdewasa", True),
        ("mutu", False),
        ("auditor", True),
        ("admin", False),
    ],
)
def test_every_role_finds_each_of_its_pages_in_order(walk: Walk, who: str, narrow: bool) -> None:
    walker = walk(who, narrow=narrow)
    walker.look(f"beranda-{who}" if who in ("petugas", "ketua", "kepala") else "")
    links = walker.page.locator("nav a").evaluate_all("all => all.map(a => a.getAttribute('href'))")

    for path in sorted({link.split("#")[0] for link in links if link and link.startswith("/")}):
        walker.go(path)
        walker.look()


@SIZES
def test_the_settings_are_in_order(walk: Walk, narrow: bool) -> None:
    walker = walk("kepala", narrow=narrow)
    names = ("profil", "puskesmas", "unit", "peran", "pegawai", "tim", "kalender", "janji-waktu")
    for name in names:
        walker.go(f"/setelan/{name}/")
        walker.look(f"setelan-{name}" if name in ("pegawai", "tim", "kalender") else "")


@SIZES
def test_before_signing_in_there_is_one_plain_form(walk: Walk, narrow: bool) -> None:
    walker = walk(narrow=narrow)
    walker.go("/masuk/")
    walker.look("masuk")


# — triage —


@SIZES
def test_triage_puts_each_message_where_it_belongs_and_takes_it_back(
    walk: Walk, narrow: bool
) -> None:
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/triase/")
    walker.look("triase")
    before = page.locator("form[data-case]").count()
    spam = case_of(page, "Pinjaman kilat")
    spam.get_by_role("button", name="Spam").click()
    expect(page.locator("form[data-case]")).to_have_count(before - 1)
    walker.look("triase-batalkan")
    page.get_by_role("button", name=re.compile("Batalkan", re.I)).first.click()
    expect(page.locator("form[data-case]")).to_have_count(before)


def test_triage_sends_on_answers_and_adds(walk: Walk) -> None:
    walker = walk("petugas")
    page = walker.page
    walker.go("/triase/")

    elsewhere = case_of(page, "Lampu jalan")
    elsewhere.get_by_text("Bukan untuk kita").click()
    elsewhere.get_by_label("Atau tempat lain").fill("Dinas Perhubungan")
    walker.look("triase-bukan-untuk-kita")
    elsewhere.get_by_role("button", name="Sisihkan").click()
    expect(case_of(page, "Lampu jalan")).to_have_count(0)

    asked = case_of(page, "Besok loket buka")
    asked.get_by_text("Jawab langsung").click()
    asked.get_by_label("Jawaban").fill("Loket buka pukul 07.30. Bawa KTP ya, Bu. Terima kasih.")
    walker.look("triase-jawab-langsung")
    asked.get_by_role("button", name="Kirim jawaban").click()
    expect(case_of(page, "Besok loket buka")).to_have_count(0)

    more = case_of(page, "Obat tensi ibu")
    more.get_by_text("Tambahkan ke entri").click()
    more.get_by_label(re.compile("[Nn]omor register")).fill("12")
    walker.look("triase-tambahkan")
    more.get_by_role("button", name="Tambahkan").click()
    expect(case_of(page, "Obat tensi ibu")).to_have_count(0)


# — the main job —


def to_entry(page: Page, number: str) -> None:
    """Go to the page of the entry just written, unless it is already open."""
    link = page.get_by_role("link", name=number)
    if link.count():
        link.first.click()


def write_down(walker: Walker, words: str, kind: str, picture: str) -> str:
    """From triage into the book; return the register number."""
    page = walker.page
    walker.go("/triase/")
    case = case_of(page, words)
    case.get_by_role("button", name="Catat ke buku").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Catat ke buku")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label(re.compile("^Unit terkait")).first.select_option(
        label="Tata Usaha dan Pendaftaran"
    )
    if picture:
        walker.look(picture)
    page.get_by_role("button", name="Simpan ke buku").click()
    page.wait_for_load_state()
    number = re.search(r"\d{3}/UB/PKM\.SMT/[IVX]+/\d{4}", page.locator("body").inner_text())
    assert number, page.url
    return number[0]


@SIZES
def test_a_message_becomes_an_entry_and_gets_its_answer(walk: Walk, narrow: bool) -> None:
    walker = walk("petugas", narrow=narrow)
    words = "jadwal dokter gigi ditempel" if narrow else "WC'ne bau"
    number = write_down(walker, words, "Saran" if narrow else "Keluhan", "catat")
    page = walker.page
    to_entry(page, number)
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    walker.look("entri")
    if not narrow:  # a complaint: first its receipt, then whether it is complete
        page.get_by_role("button", name="Sudah diberi di atas kertas").click()
        page.get_by_role("button", name="Lengkap", exact=True).click()
        walker.look("entri-lengkap")
    page.get_by_label("Isi jawaban").fill(
        "Yth. Bapak/Ibu, terima kasih atas pesannya. Hari ini juga kami bersihkan dan periksa."
    )
    page.locator("#jawab").scroll_into_view_if_needed()
    walker.look("jawab")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile("dikirim lewat HP|Kirim lewat HP"))

    walker.go("/kirim-hp/")
    walker.look("kirim-hp")
    task = page.locator("article").filter(has_text=number)
    task.get_by_role("button", name="Sudah dikirim").first.click()
    expect(page.locator("main article").filter(has_text=number)).to_have_count(0)


def test_without_scripts_the_main_job_goes_as_well(walk: Walk) -> None:
    walker = walk("petugas", scripts=False)
    page = walker.page
    number = write_down(walker, "jadwal USG nya", "Pujian", "")
    to_entry(page, number)
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    page.get_by_label("Isi jawaban").fill("Terima kasih, Ibu. Kami sampaikan kepada bidan kami.")
    page.get_by_role("button", name="Kirim", exact=True).click()
    walker.go("/kirim-hp/")
    task = page.locator("article").filter(has_text=number)
    task.get_by_role("button", name="Sudah dikirim").first.click()
    walker.go("/triase/")
    page.locator("form[data-case]").first.get_by_role("button", name="Bukan umpan balik").click()
    page.get_by_role("button", name=re.compile("Batalkan", re.I)).first.click()
    expect(page.locator("form[data-case]").first).to_be_visible()


def test_the_head_approves_a_grave_answer(walk: Walk) -> None:
    walker = walk("kepala")
    walker.go("/persetujuan/")
    walker.look("persetujuan")
    walker.page.get_by_role("button", name="Setujui dan kirim").first.click()
    expect(walker.page.locator("main")).to_contain_text("Tidak ada jawaban yang menunggu")


# — what is written down by the staff —


def test_a_call_is_written_down_by_keyboard_alone(walk: Walk) -> None:
    walker = walk("petugas")
    page, keys = walker.page, walker.page.keyboard
    walker.go("/telepon/")
    page.get_by_label("Nomor HP").focus()
    keys.type("0840-0000-0009", delay=5)
    expect(page.locator("#penelepon")).not_to_be_empty()
    walker.look("telepon")
    for typed in ("Bu Penelepon", " ", "Kel"):  # name, anonymous stays off, kind by its letters
        keys.press("Tab")
        if typed.strip():
            keys.type(typed)
    while page.evaluate("document.activeElement.name") != "text":
        keys.press("Tab")
    keys.type("Menunggu dari jam 7, dokter belum datang sampai jam 10.")
    keys.press("Alt+s")
    expect(page.locator("body")).to_contain_text(re.compile(r"\d+/UB/PKM\.SMT"))


@SIZES
def test_the_box_is_opened_and_its_slip_typed(walk: Walk, narrow: bool) -> None:
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/kotak/")
    walker.look("kotak")
    page.get_by_label("Jumlah slip").fill("1")
    page.get_by_role("button", name="Catat pembukaan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Slip 1 dari 1")
    page.locator("textarea[name=text]").fill("Mohon kursi di teras ditambah.")
    walker.look("kotak-slip")
    page.get_by_role("button", name="Simpan slip 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Semua slip sudah diketik")
    walker.look()


@SIZES
def test_an_exported_chat_is_looked_through_and_brought_in(
    walk: Walk, narrow: bool, tmp_path: Path
) -> None:
    file = tmp_path / "Chat WhatsApp dengan Bu Karsih Anginrasa.txt"
    file.write_text(EXPORT, encoding="utf-8")
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/impor/")
    walker.look("impor")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Lihat isinya dulu").click()
    own = page.get_by_label(re.compile("[Nn]ama kita|[Nn]ama puskesmas|kita di percakapan"))
    if own.count() and own.first.evaluate("one => one.tagName") == "SELECT":
        own.first.select_option(label="Puskesmas Sukamaju Tirta")
    else:
        page.get_by_label("Puskesmas Sukamaju Tirta").first.check()
    walker.look("impor-periksa")
    page.get_by_role("button", name="Impor percakapan ini").click()
    expect(page.locator("main")).to_contain_text(re.compile("pesan"))
    walker.look()


# — finding and printing —


@SIZES
def test_the_book_is_filtered_and_searched(walk: Walk, narrow: bool) -> None:
    walker = walk("petugas", narrow=narrow)
    page = walker.page
    walker.go("/buku/?jenis=pujian")
    walker.look("buku-saring")
    walker.go("/buku/")
    page.get_by_role("searchbox", name="Cari di buku").fill("insulin")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile("insulin", re.I))
    assert "insulin" not in page.url, "what is searched for must not stay in the address"
    walker.look("buku-cari")


def test_the_book_and_the_receipt_come_as_pdf(walk: Walk) -> None:
    walker = walk("petugas")
    page = walker.page
    walker.go("/cetak/")
    walker.look("cetak")
    asked = page.locator("form[action='/cetak/']").evaluate(
        "form => new URLSearchParams(new FormData(form)).toString()"
    )
    book = walker.context.request.get(f"{walker.base}/cetak/buku/?{asked}&bentuk=pdf")
    assert book.body().startswith(b"%PDF")

    walker.go("/buku/?jenis=keluhan")
    page.get_by_role("link", name=re.compile(r"^\d+.UB.PKM")).first.click()
    receipt = page.get_by_role("link", name="Cetak tanda terima").first.get_attribute("href")
    assert walker.context.request.get(f"{walker.base}{receipt}").body().startswith(b"%PDF")


# — first of all —


def test_the_wizard_leads_to_the_example_which_ends_with_it(
    walk: Walk, example_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "baru"
    home.mkdir()
    shutil.copytree(example_home / "contoh", home / "contoh")
    with served(home, "serve") as address:
        walker = walk(base=address)
        walker.go("/siapkan/")
        walker.look("siapkan")
        walker.page.get_by_role("button", name="Coba dengan data contoh").click()
        walker.page.wait_for_url(re.compile(r"/masuk/"), timeout=120_000)
        there = re.match(r"http://[^/]+", walker.page.url)
        assert there is not None
        assert there[0] != address
        expect(walker.page.locator("body")).to_contain_text("semua karangan")
    walker.page.wait_for_timeout(3000)
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        walker.page.goto(there[0])


@pytest.mark.parametrize("path", ["/", "/triase/", "/buku/", "/telepon/"])
def test_a_page_stays_light_and_narrow_on_a_small_telephone(walk: Walk, path: str) -> None:
    walker = walk("petugas", narrow=True)
    walker.page.set_viewport_size({"width": NARROW[0] - 40, "height": 568})
    walker.go(path)
    walker.look()
