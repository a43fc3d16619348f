"""The log of socialisation: written once, corrected, taken back, proven, summed (A-09)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.media import path_of
from tanggap.gateway.models import Media
from tanggap.outreach.actions import SocialisationDraft, keep_proof, remove_proof, write_up
from tanggap.outreach.jobs import let_go
from tanggap.outreach.models import Socialisation, SocialisationProof
from tanggap.outreach.queries import standing, sums_by_method, total_of
from tanggap.outreach.rules import Quarter
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

TODAY = timezone.localdate()
LOG = "/sosialisasi/"


def told(here: Puskesmas, on: date = date(2026, 2, 10), method: str = "lintas") -> Socialisation:
    draft = SocialisationDraft(
        on, method, "Aula kecamatan", [here.staff[Role.PETUGAS]], people=30, leaflets=40
    )
    return write_up(here.actor(), draft, form_key=uuid4())


def filled(here: Puskesmas, **more: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        "held_on": "2026-02-10",
        "method": "lintas",
        "place": "Aula kecamatan",
        "officers": [here.staff[Role.PETUGAS].pk, here.staff[Role.KETUA].pk],
        "people": "1200",
        "leaflets": "",
        "note": "Ditanyakan jam buka",
        **more,
    }


def photo(name: str = "foto.jpg") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), content_type="image/jpeg")


def text(browser: Client, path: str = LOG) -> str:
    return browser.get(path).content.decode()


def test_it_is_written_once_however_often_it_is_pressed(padaherang: Puskesmas) -> None:
    sari, form = browser_of(padaherang, Role.PETUGAS), filled(padaherang)
    for _ in range(2):
        assert sari.post(f"{LOG}catat/", form).status_code == 302
    held = Socialisation.objects.get()
    page = text(sari, f"{LOG}?tahun=2026")
    assert "10 Februari 2026" in page
    assert "Dewi Anggraini" in page
    assert "1.200" in page
    assert HistoryLine.objects.get(action="outreach.write_up").sentence == (
        "Sosialisasi 10/02/2026 (pertemuan lintas sektor) dicatat."
    )
    assert "Ditanyakan jam buka" in text(sari, f"{LOG}{held.pk}/")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("held_on", str(TODAY + timedelta(days=2)), "sesudah hari ini"),
        ("held_on", "0026-01-01", "Periksa tahunnya"),
        ("people", "0", "berapa orang"),
        ("people", "9999999999", "1000000"),
        ("officers", [], "seorang petugas"),
        ("officers", ["7"], "Masukkan pilihan yang valid"),
        ("method", "radio", "Masukkan pilihan yang valid"),
        ("place", "  ", "wajib"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(
    padaherang: Puskesmas, field: str, typed: Any, sentence: str
) -> None:
    page = browser_of(padaherang, Role.PETUGAS).post(
        f"{LOG}catat/", filled(padaherang, **{field: typed})
    )
    assert page.status_code == 200
    assert "errorlist" in page.content.decode() or "notice-bad" in page.content.decode()
    assert not Socialisation.objects.exists()


def test_leaflets_are_counted_when_leaflets_were_the_way(padaherang: Puskesmas) -> None:
    form = filled(padaherang, method="leaflet", people="0")
    page = browser_of(padaherang, Role.PETUGAS).post(f"{LOG}catat/", form).content.decode()
    assert "Tulis berapa leaflet yang dibagikan." in page


def test_a_correction_names_the_fields_and_no_person(padaherang: Puskesmas) -> None:
    held = told(padaherang)
    form = filled(padaherang, place="Balai desa", note="", people="30", leaflets="40")
    sari = browser_of(padaherang, Role.PETUGAS)
    for _ in range(2):
        assert sari.post(f"{LOG}{held.pk}/perbaiki/", form).status_code == 302
    held.refresh_from_db()
    assert held.place == "Balai desa"
    assert held.officers.count() == 2
    assert HistoryLine.objects.get(action="outreach.correct_socialisation").sentence == (
        "Sosialisasi 10/02/2026 (pertemuan lintas sektor) diperbaiki: tempat, petugas."
    )


def test_what_was_taken_back_counts_no_more_and_comes_back_with_one_press(
    padaherang: Puskesmas,
) -> None:
    held, sari = told(padaherang), browser_of(padaherang, Role.PETUGAS)
    page = sari.post(f"{LOG}{held.pk}/batal/", follow=True).content.decode()
    assert f"{LOG}{held.pk}/pulihkan/" in page
    assert total_of(sums_by_method(padaherang.facility.pk, 2026)).total.times == 0
    assert "dibatalkan pada" in text(sari, f"{LOG}{held.pk}/")
    refused = sari.post(f"{LOG}{held.pk}/perbaiki/", filled(padaherang)).content.decode()
    assert "Pulihkan dahulu" in refused
    sari.post(f"{LOG}{held.pk}/pulihkan/")
    assert total_of(sums_by_method(padaherang.facility.pk, 2026)).total.times == 1


def test_sums_stand_by_method_and_quarter(padaherang: Puskesmas) -> None:
    for on, method in (
        (date(2026, 1, 5), "lintas"),
        (date(2026, 3, 31), "langsung"),
        (date(2026, 4, 1), "langsung"),
        (date(2025, 12, 31), "lintas"),
    ):
        told(padaherang, on, method)
    rows = sums_by_method(padaherang.facility.pk, 2026)
    by_label = {row.label: [one.times for one in row.quarters] for row in rows}
    assert by_label["Pertemuan lintas sektor"] == [1, 0, 0, 0]
    assert by_label["Langsung pada jam pelayanan"] == [1, 1, 0, 0]
    whole = total_of(rows).total
    assert (whole.times, whole.people, whole.leaflets) == (3, 90, 120)


def test_a_quarter_in_which_nothing_was_done_is_named(padaherang: Puskesmas) -> None:
    told(padaherang, date(2025, 8, 1), "langsung")
    told(padaherang, date(2026, 2, 1))
    found = standing(padaherang.facility.pk, date(2026, 7, 2))
    assert list(found.empty) == [Quarter(2025, 4), Quarter(2026, 2)]
    assert found.last_meeting == date(2026, 2, 1)
    assert found.is_meeting_due
    assert found.is_this_quarter_empty


def test_several_photos_are_kept_once_and_shown_small(padaherang: Puskesmas) -> None:
    held, sari = told(padaherang), browser_of(padaherang, Role.PETUGAS)
    key = str(uuid4())
    for _ in range(2):
        files = [photo(), photo("dua.jpg")]
        sari.post(f"{LOG}{held.pk}/bukti/", {"form_key": key, "kind": "foto", "attached": files})
    proofs = list(SocialisationProof.objects.all())
    assert len(proofs) == Media.objects.count() == 2
    small = sari.get(f"{LOG}bukti/{proofs[0].pk}/kecil/")
    assert small.headers["Content-Type"] == "image/webp"
    assert f"{LOG}bukti/{proofs[0].pk}/kecil/" in text(sari, f"{LOG}{held.pk}/")
    assert "2 berkas" in text(sari, f"{LOG}?tahun=2026")


def test_a_removed_proof_comes_back_within_the_week_and_is_then_gone(
    padaherang: Puskesmas, django_capture_on_commit_callbacks: Any
) -> None:
    held, sari = told(padaherang), browser_of(padaherang, Role.PETUGAS)
    proof = keep_proof(padaherang.actor(), held, form_key=uuid4(), file=photo())
    sari.post(f"{LOG}bukti/{proof.pk}/hapus/")
    assert sari.get(f"{LOG}bukti/{proof.pk}/").status_code == 404
    let_go(timezone.now() + timedelta(days=6))
    sari.post(f"{LOG}bukti/{proof.pk}/kembalikan/")
    assert sari.get(f"{LOG}bukti/{proof.pk}/kecil/").status_code == 200
    remove_proof(padaherang.actor(), proof)
    path = path_of(proof.media)
    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(timezone.now() + timedelta(days=8)) == 1
    assert path is not None
    assert not path.exists()
    assert not Media.objects.exists()


def test_a_file_that_is_missing_or_of_no_kind_is_answered(padaherang: Puskesmas) -> None:
    held, sari = told(padaherang), browser_of(padaherang, Role.PETUGAS)
    there = f"{LOG}{held.pk}/bukti/"
    page = sari.post(there, {"form_key": str(uuid4()), "kind": "foto"}, follow=True)
    assert "Pilih dahulu" in page.content.decode()
    odd = {"form_key": "x", "kind": "lagu", "attached": [photo()]}
    assert sari.post(there, odd, follow=True).status_code == 200
    assert not SocialisationProof.objects.exists()


def test_foreign_officers_are_refused(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    draft = SocialisationDraft(
        date(2026, 1, 1), "medsos", "Facebook", [sumbersari.staff[Role.PETUGAS]]
    )
    with pytest.raises(Refused, match="puskesmas ini"):
        write_up(padaherang.actor(), draft, form_key=uuid4())


def test_the_head_reads_and_does_not_write(padaherang: Puskesmas) -> None:
    held = told(padaherang, TODAY)
    for role in (Role.KEPALA, Role.MUTU, Role.AUDITOR):
        browser = browser_of(padaherang, role)
        assert "Catat sosialisasi" not in text(browser)
        page = text(browser, f"{LOG}{held.pk}/")
        assert "Simpan bukti" not in page
        assert "Batalkan" not in page
    assert browser_of(padaherang, Role.PJ_UNIT).get(LOG).status_code == 403


def test_the_log_asks_as_often_with_thirty_records_as_with_three(padaherang: Puskesmas) -> None:
    sari = browser_of(padaherang, Role.PETUGAS)
    sari.get(LOG)  # the first page of a session writes down that somebody is there
    counts = []
    for many in (3, 30):
        for i in range(many):
            held = told(padaherang, TODAY - timedelta(days=i % 20))
            if not i % 3:
                keep_proof(padaherang.actor(), held, form_key=uuid4(), file=photo())
        for path in (LOG, f"{LOG}{held.pk}/"):
            with CaptureQueriesContext(connection) as asked:
                assert sari.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
