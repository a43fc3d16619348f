"""The pages of documents and daftar tilik, by hand of those who may."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.procedures.models import DocumentFile, Revision, Round
from tests.procedures.office import Office
from tests.workbench.signing_in import browser_of


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(draft: Revision, **more: str) -> dict[str, str]:
    """Return what a browser sends from the editor of ``draft``, with some fields changed."""
    steps, changes = list(draft.steps.all()), list(draft.changes.all())
    data = {"outline": draft.outline, "seen": draft.changed_at.isoformat()}
    data |= {f"text_{key}": text for key, text in draft.texts.items()}
    for prefix, count in (("langkah", len(steps)), ("rekaman", len(changes))):
        data |= {f"{prefix}-TOTAL_FORMS": str(count + 1), f"{prefix}-INITIAL_FORMS": str(count)}
    data |= {f"langkah-{place}-text": one.text for place, one in enumerate(steps)}
    for place, one in enumerate(changes):
        data |= {f"rekaman-{place}-what": one.what, f"rekaman-{place}-content": one.content}
    return {**data, **more}


def sent(client: Client, draft: Revision, **more: str) -> str:
    """Press a button of the editor; return the page that follows."""
    draft.refresh_from_db()
    address = reverse("procedures:editor", args=[draft.pk])
    answer = client.post(address, typed(draft, **more), follow=True)
    assert answer.status_code == 200
    draft.refresh_from_db()
    return answer.content.decode()


def test_an_empty_register_teaches_and_begins_from_a_sample(office: Office) -> None:
    ketua = browser_of(office.here, Role.KETUA)
    first = page(ketua, "/dokumen/")
    assert "Belum ada dokumen" in first
    data = {"form_key": str(uuid4()), "contoh": "umpan_balik"}
    for _ in range(2):
        answer = ketua.post("/dokumen/contoh/", data, follow=True)
    assert Revision.objects.count() == 1
    assert "Merekap hasil umpan balik" in answer.content.decode()
    petugas = page(browser_of(office.here, Role.PETUGAS), "/dokumen/")
    assert "Belum ada dokumen yang berlaku" in petugas


def test_the_ketua_writes_the_kepala_enacts_and_everybody_reads(office: Office) -> None:
    draft = office.draft()
    address = reverse("procedures:document", args=[draft.pk])
    ketua, kepala = browser_of(office.here, Role.KETUA), browser_of(office.here, Role.KEPALA)
    assert "Menunggu ditetapkan kepala" in page(ketua, address)
    assert browser_of(office.here, Role.PETUGAS).get(address).status_code == 404
    said = {"number": "1/SOP/2026", "issued_on": "2026-01-05", "valid_from": "2026-01-05"}
    shown = kepala.post(f"{address}tetapkan/", said, follow=True).content.decode()
    assert "Batalkan" in shown
    assert "berlaku" in shown
    for role in Role:
        assert "1/SOP/2026" in page(browser_of(office.here, role), address)


def test_steps_move_without_script_and_nothing_typed_is_lost(office: Office) -> None:
    draft, ketua = office.draft(), browser_of(office.here, Role.KETUA)
    more = {"langkah-4-text": "Lima baru", "text_meaning": "Artinya"}
    sent(ketua, draft, do="naik-5", **more)
    assert [one.text for one in draft.steps.all()][3:] == ["Lima baru", "Lapor"]
    assert draft.texts["meaning"] == "Artinya"
    sent(ketua, draft, do="simpan", **{"langkah-0-text": ""})
    assert draft.steps.count() == 4
    change = {"rekaman-0-what": "Alur", "rekaman-0-content": "Diringkas"}
    shown = sent(ketua, draft, do="tambah", **change)
    assert draft.revision == 1
    assert 'id="langkah-6"' in shown


def test_a_colleagues_change_is_said_and_what_was_typed_stays(office: Office) -> None:
    draft, ketua = office.draft(), browser_of(office.here, Role.KETUA)
    address = reverse("procedures:editor", args=[draft.pk])
    old = typed(draft, text_meaning="Kata ketua")
    sent(browser_of(office.here, Role.KEPALA), draft, do="simpan", text_meaning="Kata kepala")
    shown = ketua.post(address, old).content.decode()
    assert "diubah rekan Anda" in shown
    assert "Kata ketua" in shown
    assert draft.texts["meaning"] == "Kata kepala"


def test_a_new_revision_keeps_the_title_and_changes_the_number(office: Office) -> None:
    sop, ketua = office.sop(), browser_of(office.here, Role.KETUA)
    ketua.post(reverse("procedures:revision-begun", args=[sop.pk]))
    draft = Revision.objects.get(enacted_at=None)
    said = {"kind": "sk", "title": "Judul lain", "number": "2/SOP/2026", "revision": "-"}
    said |= {"outline": "eleven", "form_key": str(uuid4())}
    address = reverse("procedures:document-head", args=[draft.pk])
    assert ketua.post(address, said).status_code == 302
    draft = Revision.objects.select_related("document").get(pk=draft.pk)
    assert (draft.number, draft.outline) == ("2/SOP/2026", "eleven")
    assert (draft.document.title, draft.document.kind) == ("Penanganan Pengaduan", "sop")


def test_a_signed_decree_is_laid_in_by_hand(office: Office) -> None:
    ketua = browser_of(office.here, Role.KETUA)
    said = {"kind": "sk", "title": "Umpan Balik", "revision": "00", "outline": "ten"}
    said |= {"form_key": str(uuid4()), "is_signed": "on"}
    shown = ketua.post("/dokumen/baru/", said).content.decode()
    assert "Tulis nomornya" in shown
    assert "Tulis mulai kapan" in shown
    said |= {"number": "440/1-SK", "valid_from": "2026-01-05"}
    shown = ketua.post("/dokumen/baru/", said, follow=True).content.decode()
    assert "Keputusan Kepala UPTD Puskesmas Padaherang Nomor 440/1-SK tentang Umpan Balik" in shown
    assert "revisi 00" in shown


def test_an_editor_without_its_counts_is_met_with_a_sentence(office: Office) -> None:
    draft, ketua = office.draft(), browser_of(office.here, Role.KETUA)
    address = reverse("procedures:editor", args=[draft.pk])
    for broken in ({}, {"langkah-TOTAL_FORMS": "99999"}, {"do": "naik-²"}, {"outline": "tiga"}):
        answer = ketua.post(address, typed(draft) | broken if broken else {})
        assert answer.status_code in (200, 302)
    assert draft.steps.count() == 5


def test_a_file_is_only_ever_a_download(office: Office) -> None:
    sop, ketua = office.sop(), browser_of(office.here, Role.KETUA)
    scan = SimpleUploadedFile("pindai <b>.html", b"<script>alert(1)</script>", "text/html")
    ketua.post(
        reverse("procedures:file-kept", args=[sop.pk]), {"form_key": str(uuid4()), "file": scan}
    )
    answer = ketua.get(reverse("procedures:file", args=[DocumentFile.objects.get().pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_draft_and_its_file_are_nobody_elses(office: Office) -> None:
    draft = office.draft()
    scan = SimpleUploadedFile("a.pdf", b"%PDF", "application/pdf")
    ketua = browser_of(office.here, Role.KETUA)
    ketua.post(
        reverse("procedures:file-kept", args=[draft.pk]), {"form_key": str(uuid4()), "file": scan}
    )
    address = reverse("procedures:file", args=[DocumentFile.objects.get().pk])
    assert browser_of(office.here, Role.AUDITOR).get(address).status_code == 404


def filled(office: Office, checklist_id: int, marks: str, **more: str) -> dict[str, str]:
    said = {"y": "ya", "n": "tidak"}
    steps = Revision.objects.get(checklists=checklist_id).steps.all()
    ticks = {f"mark_{one.pk}": said[m] for one, m in zip(steps, marks, strict=True)}
    return {
        "form_key": str(uuid4()),
        "unit": str(office.here.units["UKP"].pk),
        "performer": "Sari Melati",
        "done_on": timezone.localdate().isoformat(),
        "auditee": "Sari Melati",
        "auditor": "Wawan Setiawan",
        **ticks,
        **more,
    }


def test_the_auditor_fills_in_and_takes_back(office: Office) -> None:
    checklist, auditor = office.checklist(), browser_of(office.here, Role.AUDITOR)
    address = reverse("procedures:round-new", args=[checklist.pk])
    data = filled(office, checklist.pk, "yyyyn")
    for _ in range(2):
        shown = auditor.post(address, data, follow=True).content.decode()
    assert Round.objects.count() == 1
    assert "80 %" in shown
    back = reverse("procedures:round-taken-back", args=[Round.objects.get().pk])
    assert "Belum ada isian" in auditor.post(back, follow=True).content.decode()
    missing = {key: value for key, value in data.items() if not key.startswith("mark_")}
    refused = auditor.post(address, missing | {"form_key": str(uuid4())}).content.decode()
    assert refused.count("Pilih Ya atau Tidak.") == 5


def test_three_rounds_make_a_run(office: Office) -> None:
    checklist, auditor = office.checklist(), browser_of(office.here, Role.AUDITOR)
    for count, marks in enumerate(("yynnn", "yyynn", "yyyyy")):
        assert ("run-line" in page(auditor, "/daftar-tilik/")) is False
        office.round(checklist, marks, days_ago=30 - 10 * count)
    shown = page(auditor, "/daftar-tilik/")
    assert "run-line" in shown
    assert re.search(r"Kepatuhan <strong>66,7 %</strong>", shown)


PAGES = ("/dokumen/", "/daftar-tilik/")


@pytest.mark.parametrize("address", PAGES)
def test_more_rows_ask_no_more_of_the_database(office: Office, address: str) -> None:
    client = browser_of(office.here, Role.KETUA)
    counts = []
    for number in (1, 2):
        for place in range(4):
            checklist = office.checklist(office.sop(f"SOP {number} {place}"))
            for _ in range(3):
                office.round(checklist, "yyyyn")
        page(client, address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
