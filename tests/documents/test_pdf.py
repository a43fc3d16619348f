"""Papers as files: standard, fonts, size, title; and nothing of the content is markup."""

import threading
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image
from pypdf import PdfReader

from tanggap.documents import pdf
from tanggap.documents.letterhead import head_signature, head_title, letterhead, official_name
from tanggap.documents.pdf import picture, render
from tanggap.documents.press import Order
from tests.reading import fonts, page_texts, size_in_mm, words


def a_profile(**changed: object) -> SimpleNamespace:
    plain: dict[str, object] = {
        "name": "Padaherang",
        "legal_form": "UPTD",
        "regency": "Kabupaten Contoh",
        "agency": "Dinas Kesehatan",
        "address": "Jalan Contoh 1",
        "place": "Padaherang",
        "phone": "(0265) 000000",
        "email": "",
        "head_name": "dr. Hasan Basri",
        "head_title": "Kepala",
        "head_rank": "",
        "head_nip": "197001012000121001",
        "logo_left": None,
        "logo_right": None,
    }
    return SimpleNamespace(**{**plain, **changed})


def a_letter(text: str, **changed: object) -> dict[str, object]:
    profile = a_profile(**changed)
    return {
        "letterhead": letterhead(profile),
        "heading": "SURAT",
        "number": "1/2026",
        "parts": [{"kind": "text", "text": text}],
        "signatures": [head_signature(profile)],
        "foot": "Surat",
    }


def a_logo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 700), "green").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(
    "attack",
    [
        '#read("/etc/passwd")',
        "#panic()",
        "$x^2$ *tebal* _miring_ @rujukan <label>",
        "\\u{41} ] } ) #{",
        '", "title": "lain',
    ],
)
def test_markup_in_a_citizens_text_is_printed_as_it_was_written(attack: str) -> None:
    assert attack in words(render("letter", a_letter(attack), title="Uji"))


def test_the_file_is_archivable_tagged_and_says_its_title_and_language() -> None:
    made = render("letter", a_letter("isi"), title="Surat uji")
    reader = PdfReader(BytesIO(made))
    about = reader.xmp_metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Surat uji"
    assert str(reader.root_object["/Lang"]).startswith("id")
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert about is not None
    assert b"pdfaid:part" in made
    assert b"pdfuaid:part" in made


def test_only_arimo_is_in_the_file() -> None:
    made = render("letter", a_letter("isi 🙏 السلام"), title="Uji")
    assert fonts(made)
    assert all(name.startswith("Arimo") for name in fonts(made))


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [
        ("f4", False, (215, 330)),
        ("f4", True, (330, 215)),
        ("a4", False, (210, 297)),
        ("kuarto", False, (215, 330)),
    ],
)
def test_the_page_has_the_size_asked_for(
    paper: str, landscape: bool, size: tuple[int, int]
) -> None:
    made = render("letter", a_letter("isi"), title="Uji", paper=paper, landscape=landscape)
    assert size_in_mm(made) == size


def test_an_unknown_font_falls_back_to_the_shipped_one() -> None:
    made = render("letter", a_letter("isi"), title="Uji", font="Bookman Old Style")
    assert all(name.startswith("Arimo") for name in fonts(made))


def test_the_same_content_and_date_give_the_same_bytes() -> None:
    at = datetime(2026, 5, 12, tzinfo=UTC)
    first = render("letter", a_letter("isi"), title="Uji", made_at=at)
    assert render("letter", a_letter("isi"), title="Uji", made_at=at) == first


def test_logos_are_drawn_and_what_is_no_picture_is_left_out() -> None:
    with_logo = render("letter", a_letter("isi", logo_left=a_logo()), title="Uji")
    assert len(PdfReader(BytesIO(with_logo)).pages[0].images) == 1
    broken = render("letter", a_letter("isi", logo_left=b"<svg onload=x>"), title="Uji")
    assert len(PdfReader(BytesIO(broken)).pages[0].images) == 0


def test_a_logo_of_any_kind_is_set_in_its_own_proportions() -> None:
    made = render("letter", a_letter("isi", logo_left=a_logo()), title="Uji")
    logo = PdfReader(BytesIO(made)).pages[0].images[0].image
    assert logo is not None
    assert logo.size == (480, 373)
    red, green, blue = logo.convert("RGB").getpixel((240, 180))  # type: ignore[misc]
    assert green > 100 > red + blue, "JPEG keeps no colour to the letter"


def test_a_picture_that_is_neither_png_nor_jpeg_is_not_set_askew() -> None:
    with pytest.raises(ValueError, match="PNG"):
        render("letter", a_letter("isi") | {"drawn": b"GIF89a"}, title="Uji")


def test_a_hundred_thousand_characters_do_not_fail() -> None:
    made = render("letter", a_letter("panjang sekali " * 7000 + "tamat"), title="Uji")
    assert "tamat" in page_texts(made)[-1]


def test_papers_are_made_side_by_side() -> None:
    made: dict[int, bytes] = {}

    def make(number: int) -> None:
        made[number] = render("letter", a_letter(f"surat nomor {number}"), title=str(number))

    threads = [threading.Thread(target=make, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"surat nomor {i}" in words(made[i]) for i in range(6))


def test_a_picture_of_the_first_page_is_a_png() -> None:
    made = picture("letter", a_letter("isi"), title="Uji", ppi=36)
    with Image.open(BytesIO(made)) as image:
        assert image.format == "PNG"
        assert abs(image.width - 215 / 25.4 * 36) < 2


def test_the_same_content_looked_at_twice_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._drawn.cache_clear()
    set_by_press, orders = pdf._pressed, list[object]()

    def counted(order: Order) -> bytes:
        orders.append(order)
        return set_by_press(order)

    monkeypatch.setattr(pdf, "_pressed", counted)
    looked_at = [picture("letter", a_letter(text), title="Uji", ppi=20) for text in "aab"]
    assert len(orders) == 2
    assert looked_at[0] == looked_at[1] != looked_at[2]


def test_what_is_only_looked_at_counts_no_pages() -> None:
    whole = words(render("letter", a_letter("isi"), title="Uji"))
    part = words(render("letter", a_letter("isi") | {"only": "Pratinjau halaman 1"}, title="Uji"))
    assert "Halaman 1/1" in whole
    assert "Pratinjau halaman 1" in part
    assert "1/1" not in part


@pytest.mark.parametrize(
    ("name", "form", "whole"),
    [
        ("Padaherang", "UPTD", "UPTD Puskesmas Padaherang"),
        ("Puskesmas Padaherang", "BLUD", "BLUD Puskesmas Padaherang"),
        ("UPTD Puskesmas Padaherang", "UPTD", "UPTD Puskesmas Padaherang"),
        ("Sumbersari", "", "Puskesmas Sumbersari"),
    ],
)
def test_the_official_name_is_whole_however_the_profile_was_filled_in(
    name: str, form: str, whole: str
) -> None:
    assert official_name(a_profile(name=name, legal_form=form)) == whole


def test_an_acting_head_keeps_the_title_given() -> None:
    assert head_title(a_profile()) == "Kepala UPTD Puskesmas Padaherang"
    acting = "Plt. Kepala UPTD Puskesmas Padaherang"
    assert head_title(a_profile(head_title=acting)) == acting
