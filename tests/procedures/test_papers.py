"""The SOP and its daftar tilik on paper, read back."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import docx
import pytest

from tanggap.base.models import FacilityProfile
from tanggap.procedures import actions
from tanggap.procedures.actions import Content, StepDraft
from tanggap.procedures.models import Revision, Seen
from tanggap.procedures.papers import checklist_sheet, round_paper, sop_paper
from tanggap.procedures.word import sop_word
from tests.procedures.office import YEAR_AGO, Office
from tests.reading import fonts, page_texts, size_in_mm, squeezed, words

TEN = (
    "1. Pengertian",
    "2. Tujuan",
    "3. Kebijakan",
    "4. Referensi",
    "5. Prosedur",
    "6. Diagram alir",
    "7. Hal-hal yang perlu diperhatikan",
    "8. Unit terkait",
    "9. Dokumen terkait",
    "10. Rekaman historis perubahan",
)


def enacted_sample(office: Office, key: str) -> Revision:
    draft = actions.start_from_sample(office.ketua, key, form_key=uuid4())
    return actions.enact(
        office.kepala, draft, number="440/422-SOP", issued_on=YEAR_AGO, valid_from=YEAR_AGO
    )


def test_a_sop_prints_its_ten_headings_also_the_empty_ones(office: Office) -> None:
    made = sop_paper(enacted_sample(office, "umpan_balik"), office.here.facility).content
    text = words(made)
    for heading in TEN:
        assert "".join(heading.split()) in squeezed(made)
    for said in ("No. Dokumen", "440/422-SOP", "28 April 2025", "UPTD PUSKESMAS PADAHERANG"):
        assert said in text
    assert "dr. Hasan Basri" in text
    assert "NIP. 19700101 200012 1 001" in text
    assert "Mulai" in text
    assert "Selesai" in text
    assert size_in_mm(made) == (215, 330)
    assert {name.split("-")[0] for name in fonts(made)} == {"Arimo"}
    assert f"1/{len(page_texts(made))}" in page_texts(made)[0]
    assert "KONSEP" not in text


def test_eleven_headings_have_tools_of_their_own_and_an_empty_history(office: Office) -> None:
    made = sop_paper(enacted_sample(office, "pengaduan"), office.here.facility).content
    flat = squeezed(made)
    assert "5.Alatdanbahan" in flat
    assert "6.Langkah-langkah" in flat
    assert "11.Rekamanhistorisperubahan" in flat
    assert "No.Revisi:-" in flat
    assert "{" not in flat


def test_a_draft_says_that_it_is_one(office: Office) -> None:
    assert "KONSEP, BELUM DITETAPKAN" in words(
        sop_paper(office.draft(), office.here.facility).content
    )


def test_an_old_sop_prints_with_the_name_and_head_of_its_day(office: Office) -> None:
    sop = enacted_sample(office, "pengaduan")
    FacilityProfile.objects.create(
        facility=office.here.facility,
        valid_from=date(2026, 1, 1),
        name="Padaherang",
        legal_form="BLUD",
        head_name="dr. Kepala Baru",
    )
    text = words(sop_paper(sop, office.here.facility).content)
    assert "UPTD Puskesmas Padaherang" in text
    assert "BLUD" not in text
    assert "Kepala Baru" not in text


def test_forty_long_steps_and_odd_words_are_all_on_paper(office: Office) -> None:
    draft = office.draft("Judul yang sangat panjang " * 7)
    odd = ' #read("/etc/passwd") $x$ *tebal* 👍 {lain}'
    steps = tuple(
        StepDraft(f"Langkah{i} {'panjang ' * (i * 7 % 90)}{odd}", "Petugas " * 9, "Buku " * 20)
        for i in range(1, 41)
    )
    draft = actions.write_sop(office.ketua, draft, Content("eleven", {"meaning": "x" * 300}, steps))
    made = sop_paper(draft, office.here.facility).content
    flat = squeezed(made)
    assert all(flat.count(f"Langkah{i}p") + flat.count(f"Langkah{i}#") >= 2 for i in range(1, 40))
    assert 'read("/etc/passwd")' in words(made)


def test_a_sop_as_word_has_the_same_words_in_the_same_order(office: Office) -> None:
    sop = enacted_sample(office, "umpan_balik")
    made = sop_word(sop, office.here.facility)
    opened = docx.Document(BytesIO(made.content))
    said = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    whole = " ".join([*said, *(one.text for one in opened.paragraphs)]).replace("\t", " ")
    for heading in TEN:
        assert heading in whole
    assert "No. Dokumen : 440/422-SOP" in whole
    assert "dr. Hasan Basri" in whole
    assert "6. Tim Pengelola umpan balik dari masyarakat melakukan upaya perbaikan" in whole
    assert "{" not in whole
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (215, 330)


def test_odd_signs_do_not_break_a_word_file(office: Office) -> None:
    draft = office.draft("Judul \x0b👍")
    steps = (StepDraft("Langkah \x01\ufffe 🏥 <w:p>"),)
    draft = actions.write_sop(office.ketua, draft, Content("ten", {"meaning": "\x02"}, steps))
    opened = docx.Document(BytesIO(sop_word(draft, office.here.facility).content))
    said = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert any("Langkah  🏥 <w:p>" in text for text in said)


@pytest.mark.parametrize("is_on", [False, True])
def test_the_empty_sheet_has_room_for_everything(office: Office, is_on: bool) -> None:
    checklist = office.checklist(has_not_applicable=is_on)
    made = checklist_sheet(checklist, office.here.facility).content
    text = words(made)
    for said in ("Daftar Tilik", "145/ADM/2026", "Nama pelaksana", "Tanggal pelaksanaan"):
        assert said in text
    assert text.index("Auditee") < text.index("Pelaksana/Auditor")
    assert ("Tidak berlaku" in text) is is_on
    assert "√" not in text


def test_a_round_prints_its_ticks_and_its_rate(office: Office) -> None:
    one = office.round(office.checklist(), "yyynn")
    Seen.objects.filter(mark="tidak").update(note="Belum sempat")
    text = words(round_paper(one, office.here.facility).content)
    assert text.count("√") == 5
    assert text.count("Belum sempat") == 2
    assert "3 Ya / 5 langkah yang berlaku = 60 % (ambang 80 %): belum patuh." in text
    assert "Wawan Setiawan" in text
