"""Files from outside: kept beside an occasion, thrown away, put back, and what they prove."""

import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.documents.binding import bare_pages
from tanggap.evidence import jobs
from tanggap.evidence.actions import make_pack
from tanggap.evidence.asking import Question
from tanggap.evidence.keeping import paths_of
from tanggap.evidence.queries import Findings
from tanggap.evidence.rules import State
from tanggap.rhythm.actions import (
    OccasionDraft,
    cancel_occasion,
    hold_occasion,
    keep_file,
    plan_occasion,
)
from tanggap.rhythm.jobs import let_go
from tanggap.rhythm.models import Occasion, OccasionFile
from tanggap.rhythm.rules import trouble_with_file
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = TODAY - timedelta(days=3)
ELSEWHERE = "https://di-luar.example"
KINDS = ("undangan", "hadir", "notulen", "foto")


def pdf(*, is_locked: bool = False) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(300, 200)
    writer.add_annotation(0, Link(rect=(0, 0, 300, 200), url=ELSEWHERE))
    if is_locked:
        writer.encrypt("rahasia")
    writer.write(out)
    return out.getvalue()


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def held(here: Puskesmas, kind: str = "rtm", day: date = DAY) -> Occasion:
    lead = here.actor(Role.KETUA)
    one = plan_occasion(lead, OccasionDraft(kind, day, place="Aula"), form_key=uuid4())
    return hold_occasion(lead, one, was_held=True)


def brought(here: Puskesmas, one: Occasion, name: str, content: bytes, kind: str) -> OccasionFile:
    file = SimpleUploadedFile(name, content)
    return keep_file(here.actor(), one, form_key=uuid4(), file=file, kind=kind)


def asked(here: Puskesmas, role: Role = Role.AUDITOR) -> Question:
    return Question(here.actor(role), here.facility, DAY - timedelta(days=2), TODAY)


def test_only_what_its_name_says_is_kept() -> None:
    good = {"a.pdf": b"%PDF-1.7", "B.PNG": b"\x89PNG\r\n\x1a\n", "c.docx": b"PK\x03\x04"}
    good |= {"d.jpeg": b"\xff\xd8\xff\xe0", "e.xlsx": b"PK\x03\x04"}
    assert {name: trouble_with_file(name, head) for name, head in good.items()} == dict.fromkeys(
        good, ""
    )
    for name in ("a.exe", "a.html", "pdf", "", "a.docm", "a.svg", "a."):
        assert "Hanya PDF" in trouble_with_file(name, b"%PDF-"), name
    for name in good:
        assert "bukan" in trouble_with_file(name, b"<html>"), name


def test_files_are_kept_once_shown_thrown_away_and_put_back(padaherang: Puskesmas) -> None:
    one, client = held(padaherang), browser_of(padaherang, Role.MUTU)
    page = reverse("rhythm:occasion", args=[one.pk])
    key = uuid4()
    for _ in range(2):
        files = [
            SimpleUploadedFile("notulen.pdf", pdf(), "application/pdf"),
            SimpleUploadedFile("foto.png", png(), "image/png"),
        ]
        data = {"form_key": key, "kind": "notulen", "note": "Rapat", "attached": files}
        client.post(reverse("rhythm:file-kept", args=[one.pk]), data)
    [paper, photo] = OccasionFile.objects.all()
    shown = client.get(page).content.decode()
    assert "notulen.pdf" in shown
    assert reverse("rhythm:file-small", args=[photo.pk]) in shown
    said = client.post(reverse("rhythm:file-removed", args=[paper.pk]), follow=True)
    assert reverse("rhythm:file-put-back", args=[paper.pk]) in said.content.decode()
    assert client.get(reverse("rhythm:file", args=[paper.pk])).status_code == 404
    client.post(reverse("rhythm:file-put-back", args=[paper.pk]))
    assert client.get(reverse("rhythm:file", args=[paper.pk])).status_code == 200
    client.post(reverse("rhythm:file-removed", args=[paper.pk]))
    assert let_go(timezone.now() + timedelta(days=8)) == 1
    assert list(OccasionFile.objects.all()) == [photo]
    told = HistoryLine.objects.filter(subject_id=one.pk).values_list("sentence", flat=True)
    assert any(line.startswith("Notulen kegiatan «Rapat tinjauan") for line in told)
    assert "Berkas kegiatan" not in browser_of(padaherang, Role.ADMIN).get(page).content.decode()


def test_what_is_not_such_a_file_or_belongs_to_a_cancelled_one_is_refused(
    padaherang: Puskesmas,
) -> None:
    one = held(padaherang)
    with pytest.raises(Refused, match="bukan PDF"):
        brought(padaherang, one, "notulen.pdf", b"<html>", "notulen")
    client = browser_of(padaherang, Role.PETUGAS)
    data = {"form_key": uuid4(), "kind": "foto", "attached": SimpleUploadedFile("a.exe", b"MZ")}
    there = reverse("rhythm:file-kept", args=[one.pk])
    assert "Hanya PDF, JPG" in client.post(there, data, follow=True).content.decode()
    cancel_occasion(padaherang.actor(), one, is_off=True)
    with pytest.raises(Refused, match="Pulihkan dahulu"):
        brought(padaherang, one, "notulen.pdf", pdf(), "notulen")


def test_an_rtm_is_proved_by_being_held_with_its_files_and_its_to_dos_lead_there(
    padaherang: Puskesmas,
) -> None:
    lead = padaherang.actor(Role.KETUA)
    assert Findings(asked(padaherang))["review"].state == State.UNPROVABLE
    year = Question(lead, padaherang.facility, date(TODAY.year - 1, 1, 1), TODAY)
    assert "Tidak ada RTM pada Semester I" in Findings(year)["review"].missing[0].words
    one = plan_occasion(lead, OccasionDraft("rtm", DAY), form_key=uuid4())
    planned = Findings(asked(padaherang))["review"]
    assert planned.state == State.NOT_YET
    assert planned.missing[0].words.startswith("Tandai RTM")
    assert planned.missing[0].link.args == (one.pk,)
    hold_occasion(lead, one, was_held=True)
    bare = Findings(asked(padaherang))["review"]
    assert bare.state == State.NOT_YET
    assert bare.missing[0].words.startswith("Simpan undangan, daftar hadir, notulen, foto RTM ")
    for kind in KINDS:
        brought(padaherang, one, f"{kind}.pdf", pdf(), kind)
        found = Findings(asked(padaherang))["review"]
        assert found.state == (State.PROVEN if kind == KINDS[-1] else State.PARTLY), kind
    assert found.missing == ()
    for key, kind in (("survey", "survei"), ("audit", "audit"), ("cross", "lintas_sektor")):
        brought(padaherang, held(padaherang, kind), "laporan.pdf", pdf(), "laporan")
        wanted = State.PARTLY if key == "cross" else State.PROVEN
        assert Findings(asked(padaherang))[key].state == wanted, key


def test_a_pack_binds_photos_and_papers_and_leaves_the_rest_in_the_zip(
    padaherang: Puskesmas, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    one = held(padaherang)
    brought(padaherang, one, "notulen.pdf", pdf(), "notulen")
    brought(padaherang, one, "terkunci.pdf", pdf(is_locked=True), "lain")
    brought(padaherang, one, "foto.png", png(), "foto")
    brought(padaherang, one, "hadir.docx", b"PK\x03\x04docx", "hadir")
    span = asked(padaherang)
    pack = make_pack(padaherang.actor(Role.AUDITOR), span.from_, span.to, form_key=uuid4())
    jobs.make_next(timezone.now())
    pack.refresh_from_db()
    reader = PdfReader(paths_of(pack)["pdf"])
    pages = [page.extract_text() for page in reader.pages]
    sheet = next(" ".join(text.split()) for text in pages if "BERKAS RAPAT TINJAUAN" in text)
    assert sheet.count("di ZIP saja") == 2
    assert "dijilid sesudah lembar ini" in sheet
    with zipfile.ZipFile(paths_of(pack)["zip"]) as made:
        names = [name for name in made.namelist() if "Bukti dari luar/bukti/" in name]
    assert len(names) == 4
    bare = bare_pages(pdf(), 9) or b""
    assert "/Annots" in PdfReader(BytesIO(pdf())).pages[0]
    assert "/Annots" not in PdfReader(BytesIO(bare)).pages[0], "a bound paper leads nowhere"
    assert bare_pages(b"%PDF-1.7 rusak", 9) is None
    assert bare_pages(pdf(), 0) is None
