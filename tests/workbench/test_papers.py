"""The book on paper: columns of domain §6.1, any period, and who sees what."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tanggap.base.acting import Refused, machine
from tanggap.base.models import FacilityProfile, Role, Team, TeamMember
from tanggap.inbox.models import Identity, Person
from tanggap.logbook.actions.writing import cancel, name_accused, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply
from tanggap.workbench import papers
from tanggap.workbench.papers import book_file, book_pdf, book_preview, book_xlsx
from tests.people import NAMES, Puskesmas
from tests.reading import fonts, page_texts, sheet, size_in_mm, squeezed, words

pytestmark = pytest.mark.django_db
MONTH = (date(2026, 5, 1), date(2026, 5, 31))
FIRST = datetime(2026, 5, 4, 1, 6, tzinfo=UTC)
CITIZEN, PHONE = "Siti Contohwati", "+6281200000123"
ATTACK = '#read("/etc/passwd")'
_days = count()


def written(here: Puskesmas, text: str = "Antrean lama.", **fields: Any) -> Entry:
    at = fields.pop("at", FIRST + timedelta(hours=next(_days) % 500))
    person = Person.objects.create(
        facility=here.facility, name=CITIZEN, address="Dusun Contoh", created_at=at
    )
    Identity.objects.create(
        facility=here.facility, person=person, kind="phone", value=f"{PHONE}{person.pk}", since=at
    )
    draft = EntryDraft(
        **{
            "kind": "keluhan",
            "text": text,
            "line_id": here.line("phone").pk,
            "person_id": person.pk,
            "received_at": at,
            **fields,
        }
    )
    return write_down(here.actor(), draft, form_key=uuid4(), at=at)


def answered(here: Puskesmas, entry: Entry, text: str) -> None:
    at = entry.received_at + timedelta(days=2)
    Reply.objects.create(
        facility=here.facility,
        entry=entry,
        way=Reply.Way.CALL,
        text=text,
        drafted_by=here.staff[Role.PETUGAS],
        drafted_at=at,
        given_at=at,
        given_by=here.staff[Role.PETUGAS],
    )


def test_the_book_is_landscape_f4_in_arimo_with_letterhead_and_signatures(
    padaherang: Puskesmas,
) -> None:
    team = Team.objects.create(
        facility=padaherang.facility,
        name="Tim",
        decree_number="1",
        decree_on=date(2026, 1, 2),
        valid_from=date(2026, 1, 2),
    )
    chair = padaherang.staff[Role.KETUA]
    TeamMember.objects.create(team=team, staff=chair, seat=TeamMember.Seat.CHAIR)
    written(padaherang)
    made = book_pdf(padaherang.actor(Role.KETUA), *MONTH)
    text = words(made)
    assert size_in_mm(made) == (330, 215)
    assert all(name.startswith("Arimo") for name in fonts(made))
    for part in (
        "PEMERINTAH KABUPATEN CONTOH",
        "UPTD PUSKESMAS PADAHERANG",
        "BUKU REKAP UMPAN BALIK",
        "Periode Mei 2026",
        "Mengetahui",
        "Kepala UPTD Puskesmas Padaherang",
        "NIP. 19700101 200012 1 001",
        "Ketua Tim Pengelola Umpan Balik",
        chair.name,
    ):
        assert part in text


def test_a_line_of_the_book_has_every_field(padaherang: Puskesmas) -> None:
    entry = written(
        padaherang,
        "Antrean loket lama.",
        reporter="pengguna",
        happened="Senin pagi",
        place="Loket",
        units=[padaherang.units["UKP"].pk],
        immediate_action="Petugas ditambah.",
        severity="kuning",
    )
    answered(padaherang, entry, "Terima kasih, loket ditambah.")
    text = squeezed(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    at = entry.received_at.astimezone(papers.ZoneInfo("Asia/Jakarta"))
    for part in (
        entry.number,
        f"{at:%d/%m/%Y}",
        f"{at:%H.%M}",
        "Phone",
        "Keluhan",
        CITIZEN,
        "Dusun Contoh",
        "Pengguna layanan",
        "Antrean loket lama.",
        "Senin pagi",
        "Upaya Kesehatan Perorangan",
        "Pengaduan tidak berkadar pengawasan",
        "Kuning (sedang)",
        "Petugas ditambah.",
        NAMES[Role.PETUGAS],
        f"{at + timedelta(days=2):%d/%m/%Y}",
        "Terima kasih, loket ditambah.",
        "Ditelepon",
        "Paraf",
    ):
        assert part.replace(" ", "") in text


def test_on_a4_the_book_keeps_all_its_columns(padaherang: Puskesmas) -> None:
    padaherang.facility.paper = "a4"
    padaherang.facility.save()
    made = book_pdf(padaherang.actor(Role.KETUA), *MONTH)
    assert size_in_mm(made) == (297, 210)
    assert "Paraf" in words(made)


def test_an_empty_period_is_still_a_page_to_sign(padaherang: Puskesmas) -> None:
    made = book_pdf(padaherang.actor(Role.KETUA), date(2026, 6, 1), date(2026, 6, 7))
    pages = page_texts(made)
    assert len(pages) == 1
    for part in ("NIHIL", "nihil", "Mengetahui", "Ketua Tim", "1/1"):
        assert part in pages[0]
    below = [
        row[1]
        for row in sheet(
            book_xlsx(padaherang.actor(Role.KETUA), date(2026, 6, 1), date(2026, 6, 7))
        ).iter_rows(values_only=True)
    ]
    assert "NIHIL" in below


def test_sumbersari_prints_its_own_title(sumbersari: Puskesmas) -> None:
    sumbersari.facility.book_title = "saran"
    sumbersari.facility.save()
    made = book_file(sumbersari.actor(Role.KETUA), *MONTH)
    assert "BUKU SARAN DAN KRITIK" in words(made.content)
    assert made.name == "buku-saran-dan-kritik_2026-05-01_2026-05-31.pdf"


def test_pages_are_numbered_and_the_header_is_on_every_page(padaherang: Puskesmas) -> None:
    for _ in range(25):
        written(padaherang, "Ruang tunggu panas. " * 12)
    pages = page_texts(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in page
    assert all("Tindak lanjut segera" in page for page in pages[:-1])


def test_the_accused_never_meets_the_line(padaherang: Puskesmas) -> None:
    entry = written(padaherang, "Tentang ketua tim.")
    other = written(padaherang, "Tentang parkir.")
    name_accused(padaherang.actor(), entry, [padaherang.staff[Role.KETUA].pk])
    mine = squeezed(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    assert entry.number not in mine
    assert other.number in mine
    table = str(list(sheet(book_xlsx(padaherang.actor(Role.KETUA), *MONTH)).values))
    assert "Tentang ketua tim." not in table
    assert entry.number in squeezed(book_pdf(padaherang.actor(Role.KEPALA), *MONTH))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MUTU])
def test_identity_columns_stay_empty_for_who_may_not_see_them(
    padaherang: Puskesmas, role: Role
) -> None:
    entry = written(padaherang)
    text = squeezed(book_pdf(padaherang.actor(role), *MONTH))
    assert entry.number in text
    assert "SitiContohwati" not in text
    assert "DusunContoh" not in text
    row = [cell.value for cell in sheet(book_xlsx(padaherang.actor(role), *MONTH))[6]]
    assert row[1] == entry.number
    assert row[6:9] == [None, None, None]


def test_an_anonymous_reporter_is_called_anonim(padaherang: Puskesmas) -> None:
    written(padaherang, is_anonymous=True)
    text = words(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    assert "Anonim" in text
    assert CITIZEN not in text


def test_a_cancelled_number_stays_and_says_so(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    cancel(padaherang.actor(Role.KETUA), entry, "Tercatat dua kali")
    made = book_pdf(padaherang.actor(Role.KETUA), *MONTH)
    assert entry.number in squeezed(made)
    assert "dibatalkan" in words(made)
    table = sheet(book_xlsx(padaherang.actor(Role.KETUA), *MONTH))
    assert table.cell(6, 2).value == entry.number
    assert table.cell(6, 2).font.strike
    assert "dibatalkan" in [cell.value for cell in table[6]]


def test_an_outsider_prints_an_empty_book(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    written(padaherang)
    assert "NIHIL" in words(book_pdf(sumbersari.actor(Role.KEPALA), *MONTH))


def test_the_machine_prints_the_whole_book_without_a_screen(padaherang: Puskesmas) -> None:
    entry = written(padaherang)
    made = squeezed(book_pdf(machine(padaherang.facility.pk), *MONTH))
    assert entry.number in made
    assert "SitiContohwati" in made


def test_markup_and_emoji_in_a_message_are_harmless(padaherang: Puskesmas) -> None:
    written(padaherang, f"{ATTACK} 😡😡 $x$")
    text = words(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    assert ATTACK in text
    assert "[emoji marah ×2]" in text


def test_a_text_of_a_hundred_thousand_characters_goes_whole_to_the_annex(
    padaherang: Puskesmas,
) -> None:
    entry = written(padaherang, "Ceritanya panjang. " * 5300 + "Tamat sudah.")
    pages = page_texts(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    assert "selengkapnya di lampiran" in " ".join(pages[0].split())
    assert entry.number in "".join(pages[1:]).replace("\n", "")
    assert "Tamat sudah." in " ".join(pages[-1].split())


def test_no_line_is_broken_across_pages(padaherang: Puskesmas) -> None:
    for i in range(12):
        written(padaherang, f"awal{i:02} " + "isi yang cukup panjang " * 30 + f"akhir{i:02}")
    pages = page_texts(book_pdf(padaherang.actor(Role.KETUA), *MONTH))
    for i in range(12):
        assert [f"awal{i:02}" in page for page in pages] == [
            f"akhir{i:02}" in page for page in pages
        ]


def test_an_old_book_reprints_with_the_name_valid_then(padaherang: Puskesmas) -> None:
    FacilityProfile.objects.create(
        facility=padaherang.facility,
        valid_from=date(2026, 6, 1),
        name="Padaherang",
        legal_form="BLUD",
        head_name="Kepala Baru",
    )
    actor = padaherang.actor(Role.KETUA)
    assert "UPTD PUSKESMAS PADAHERANG" in words(book_pdf(actor, *MONTH))
    later = words(book_pdf(actor, date(2026, 6, 1), date(2026, 6, 30)))
    assert "BLUD PUSKESMAS PADAHERANG" in later
    assert "Kepala Baru" in later


def test_the_spreadsheet_has_one_column_a_field_and_no_formula(padaherang: Puskesmas) -> None:
    entry = written(padaherang, '=HYPERLINK("http://contoh")')
    table = sheet(book_xlsx(padaherang.actor(Role.KETUA), *MONTH))
    header = [cell.value for cell in table[5]]
    line = dict(zip(header, [cell.value for cell in table[6]], strict=True))
    assert header[:5] == ["No.", "No. register", "Tanggal diterima", "Jam", "Media/kanal"]
    assert header[-1] == "Paraf"
    assert line["No. register"] == entry.number
    assert line["Tanggal diterima"].date() == entry.received_at.date()  # type: ignore[union-attr]
    assert all(cell.data_type != "f" for row in table.iter_rows() for cell in row)
    assert table.cell(6, 11).quotePrefix
    assert table.freeze_panes == "C6"


def test_a_period_too_large_for_one_file_says_what_to_do(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_LINES_PDF", 1)
    written(padaherang)
    written(padaherang)
    with pytest.raises(Refused, match="berisi 2 entri"):
        book_pdf(padaherang.actor(Role.KETUA), *MONTH)


def test_the_file_is_archivable_and_titled(padaherang: Puskesmas) -> None:
    made = book_pdf(padaherang.actor(Role.KETUA), *MONTH)
    about = PdfReader(BytesIO(made)).metadata
    assert about is not None
    assert about.title == "Buku Rekap Umpan Balik UPTD Puskesmas Padaherang, Mei 2026"
    assert b"pdfaid:part" in made


def test_the_first_page_can_be_looked_at(padaherang: Puskesmas) -> None:
    written(padaherang)
    assert book_preview(padaherang.actor(Role.KETUA), *MONTH).startswith(b"\x89PNG")


def test_the_look_at_a_long_book_names_its_entries_and_counts_no_pages(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[Mapping[str, object]] = []

    def drawn(layout: str, content: Mapping[str, object], **_: object) -> bytes:
        looked_at.append(content)
        return b""

    monkeypatch.setattr(papers, "picture", drawn)
    monkeypatch.setattr(papers, "PREVIEW_LINES", 2)
    for _ in range(3):
        book_preview(padaherang.actor(Role.KETUA), *MONTH)
        written(padaherang)
    book_preview(padaherang.actor(Role.KETUA), *MONTH)
    said = [content.get("only") for content in looked_at]
    assert said[:2] == [None, None], "a book that is set whole counts its pages"
    assert said[3] == "Pratinjau halaman 1; seluruhnya 3 entri"
