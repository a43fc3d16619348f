"""Leaflet, poster and card: only what is open and true stands on them, and it all fits."""

from datetime import date

import pytest
from django.utils import timezone

from tanggap.base.actions import MemberDraft, set_up_team
from tanggap.base.models import Facility, FacilityProfile, Role
from tanggap.gateway.models import Line
from tanggap.outreach.languages import INDONESIAN, NONE, beside, languages, words_in
from tanggap.outreach.leaflets import SHAPES, leaflet
from tanggap.outreach.reach import Reach, Way, hours_in_words, joined, reach_of
from tests.people import SINCE, Puskesmas
from tests.reading import fonts, page_texts, size_in_mm, squeezed, words
from tests.workbench.signing_in import browser_of

TODAY = timezone.localdate()
PRINT = "/sosialisasi/leaflet/"


def opened(here: Puskesmas, kind: str, address: str, **more: object) -> Line:
    return Line.objects.create(
        facility=here.facility, kind=kind, name=f"{kind} {address}"[:80], address=address, **more
    )


@pytest.fixture
def here(padaherang: Puskesmas) -> Puskesmas:
    opened(padaherang, "wa_handphone", "+6281234567890")
    opened(padaherang, "sms_handphone", "081234567890")
    opened(padaherang, "phone", "0265123456")
    opened(padaherang, "instagram", "@pkm.padaherang")
    opened(padaherang, "box", "Samping apotek")
    member = MemberDraft(padaherang.staff[Role.KETUA], seat="ketua")
    said = {"kind": "pengelola", "name": "Tim", "decree_number": "1", "decree_on": SINCE}
    set_up_team(padaherang.actor(Role.KETUA), **said, valid_from=SINCE, members=[member])
    hours = {str(day): ["07.30", "14.00"] for day in range(4)} | {"4": ["07.30", "11.30"]}
    Facility.objects.filter(pk=padaherang.facility.pk).update(hours=hours)
    padaherang.facility.refresh_from_db()
    return padaherang


def reached(here: Puskesmas) -> Reach:
    return reach_of(here.facility, TODAY, timezone.now())


def made(here: Puskesmas, shape: str, language: str = NONE) -> bytes:
    return leaflet(here.facility, reached(here), shape, language, TODAY).content


def test_a_leaflet_says_all_that_the_public_must_know(here: Puskesmas) -> None:
    text = words(made(here, "leaflet-a5"))
    told = (
        "UPTD Puskesmas Padaherang", "Sampaikan harapan, keluhan, kritik, dan saran",
        "0812-3456-7890", "(0265) 123456", "@pkm.padaherang", "Samping apotek", "wa.me/62",
        "Senin–Kamis", "07.30–14.00", "Jumat", "Apa yang terjadi", "Kapan", "3 hari kerja",
        "Gratis", "rahasiakan", "UU 27/2022", "Dewi Anggraini", "lapor.go.id", "1708", "137",
        "Dinas Kesehatan Kabupaten Contoh", "119",
    )  # fmt: skip
    assert [one for one in told if one not in text] == []
    assert reached(here).warnings == []


def test_a_number_stands_once_with_all_it_serves(here: Puskesmas) -> None:
    assert reached(here).numbers[0] == Way("WhatsApp, SMS", "0812-3456-7890", "+6281234567890")
    assert joined([Way("SMS", "123"), Way("Telepon", "123")]) == [Way("SMS, Telepon", "123")]


def test_no_number_of_a_closed_line_or_of_the_profile_is_printed(here: Puskesmas) -> None:
    FacilityProfile.objects.update(phone="+6281399990000", email="lama@pkm.example")
    opened(here, "wa_handphone", "+6281377770000", active_to=TODAY)
    opened(here, "phone", "+6281366660000", active_from=date(2099, 1, 1))
    for shape in SHAPES:
        text = squeezed(made(here, shape))
        assert not [one for one in ("9999-0000", "7777-0000", "6666-0000", "lama@") if one in text]


def test_a_number_that_is_not_to_be_told_can_be_left_out(here: Puskesmas) -> None:
    box = Line.objects.get(kind="box")
    sari = browser_of(here, Role.PETUGAS)
    asked = f"leaflet-a5/?pilih=1&saluran={box.pk}&saluran=abc"
    text = words(sari.get(PRINT + asked).content)
    assert "Samping apotek" in text
    assert "0812" not in text
    assert "0812" not in words(sari.get(f"{PRINT}leaflet-a5/?pilih=1").content)


def test_the_code_leads_to_the_form_where_it_is_on_the_internet(
    here: Puskesmas, settings: object
) -> None:
    opened(here, "website", "")
    assert "TANGGAP_PUBLIC_URL" in " ".join(reached(here).warnings)
    assert reached(here).form == ""
    settings.PUBLIC_URL = "https://pkm.example"  # type: ignore[attr-defined]
    assert reached(here).form == "https://pkm.example/lapor/PKM.PAD/"
    assert "pkm.example/lapor/PKM.PAD/" in squeezed(made(here, "poster-a4"))


def test_what_is_missing_is_said_before_printing(padaherang: Puskesmas) -> None:
    opened(padaherang, "facebook", "")
    opened(padaherang, "phone", "0265123456", trouble="Token ditolak")
    text = " ".join(reach_of(padaherang.facility, TODAY, timezone.now()).warnings)
    told = ("nama halaman facebook", "terganggu", "Tidak ada kode QR", "Jam pelayanan", "ketua tim")
    assert [one for one in told if one not in text] == []
    Line.objects.all().delete()
    page = browser_of(padaherang, Role.AUDITOR).get(PRINT).content.decode()
    assert "Belum ada saluran terbuka" in page


@pytest.mark.parametrize("language", [code for code, _ in beside()])
def test_every_shape_keeps_its_pages_in_every_language(here: Puskesmas, language: str) -> None:
    for name, shape in SHAPES.items():
        pdf = made(here, name, language)
        assert len(page_texts(pdf)) == shape.pages, name
        assert all("Arimo" in one for one in fonts(pdf))
    title = str(languages()[language or INDONESIAN]["title"])
    assert title in words(made(here, "poster-a4", language))


def test_long_names_and_many_numbers_stay_on_their_pages(here: Puskesmas) -> None:
    FacilityProfile.objects.update(
        name="Puskesmas Rawat Inap Kecamatan Padaherang Selatan Barat Daya Perbantuan Terpadu",
        address="Jalan Raya Kesehatan Masyarakat " * 6,
        agency="Dinas Kesehatan, Pengendalian Penduduk, dan Keluarga Berencana",
    )
    for i in range(6):
        opened(here, "wa_handphone", f"+62812345678{i}")
        opened(here, "box", f"Samping apotek lantai dua gedung lama bagian belakang {i}")
    opened(here, "email", "pengaduan.masyarakat.uptd.puskesmas.padaherang@pangandarankab.example")
    for name, shape in SHAPES.items():
        pdf = made(here, name, "jv")
        assert len(page_texts(pdf)) == shape.pages, name
        assert "0812-3456-785" in words(pdf), name
        assert "Ombudsman" in words(pdf), name


def test_papers_have_their_size(here: Puskesmas) -> None:
    sizes = {name: size_in_mm(made(here, name)) for name in ("leaflet-a5", "kartu-a5", "poster-f4")}
    assert sizes == {"leaflet-a5": (148, 210), "kartu-a5": (210, 148), "poster-f4": (215, 330)}


def test_every_language_says_the_same_things() -> None:
    first = languages()[INDONESIAN]
    for code, said in languages().items():
        assert set(said) == set(first), code
        assert len(said["write_what"]) == len(first["write_what"])
        assert all(said.values())
        filled = str(words_in(code, dinas="Dinas X"))
        assert "Dinas X" in filled
        assert "{" not in filled.replace("{'", "")
        assert all(one in str(said["next_steps"]) for one in ("lapor.go.id", "1708", "137"))


def test_hours_are_said_as_on_a_door() -> None:
    week = {str(day): ["07.30", "14.00"] for day in (0, 1, 2, 3)} | {"5": ["08.00", "12.00"]}
    assert hours_in_words(week) == [("Senin–Kamis", "07.30–14.00"), ("Sabtu", "08.00–12.00")]
    assert hours_in_words({"0": ["07.00", "09.00"], "1": ["07.00", "09.00"]})[0][0] == (
        "Senin dan Selasa"
    )
    assert hours_in_words({}) == []


def test_an_unknown_shape_or_language_is_no_error(here: Puskesmas) -> None:
    sari = browser_of(here, Role.PETUGAS)
    assert sari.get(f"{PRINT}spanduk/").status_code == 404
    assert sari.get(f"{PRINT}?bahasa=klingon&saluran=%00").status_code == 200
    assert sari.get(f"{PRINT}poster-a4/kecil/").headers["Content-Type"] == "image/png"
