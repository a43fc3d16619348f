"""The pack: what is missing first, indexes with pages, everything masked, for its maker alone."""

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role, RoleGrant
from tanggap.evidence import jobs
from tanggap.evidence.actions import make_pack, take_out_pack
from tanggap.evidence.keeping import paths_of
from tanggap.evidence.models import Pack
from tanggap.logbook import actions as book
from tanggap.logbook.actions import EntryDraft
from tests.crawling import body_of
from tests.people import Puskesmas
from tests.procedures.office import Office
from tests.recap.weeks import FIRST, closed, written
from tests.remedy import gatherings
from tests.remedy.plans import planned
from tests.test_secrecy import accuse
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of

BODY, NAME = "kursitunggurusak", "Bu Tini Pengadu"
Asking = Callable[..., Pack]


@pytest.fixture
def asking(padaherang: Puskesmas, settings: Any, tmp_path: Path) -> Asking:
    """Ask for a pack of these days and let the worker make it."""
    settings.HOME = tmp_path

    def ask(role: Role, from_: date, to: date) -> Pack:
        made = make_pack(padaherang.actor(role), from_, to, form_key=uuid4())
        jobs.make_next(timezone.now())
        made.refresh_from_db()
        return made

    return ask


def _words(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def _reported(here: Puskesmas) -> None:
    """Let a citizen say something this month, so that there is something to be masked."""
    message = said(here, citizen(here, NAME, "+6281299990000"), BODY)
    draft = EntryDraft("keluhan", message.text, units=[here.units["UKP"].pk])
    book.write_down(here.actor(), draft, [message], form_key=uuid4())


def test_a_pack_binds_papers_behind_to_dos_and_an_index_whose_pages_are_right(
    padaherang: Puskesmas, asking: Asking
) -> None:
    written(padaherang, FIRST, text=BODY)
    closed(padaherang, FIRST)
    Office(padaherang).checklist()
    pack = asking(Role.KETUA, date(2026, 5, 1), date(2026, 5, 31))
    assert pack.state == Pack.State.DONE, pack.trouble
    paths = paths_of(pack)
    pages = _words(paths["pdf"])
    whole = "\n".join(pages)
    assert len(pages) == pack.pages
    assert (
        whole.index("Yang belum ada") < whole.index("SOP A:") < whole.index("Kriteria akreditasi")
    )
    assert "1 dari 4 minggu sudah ditutup" in " ".join(whole.split())
    assert BODY not in whole
    reader = PdfReader(paths["pdf"])
    at = next(n for n, text in enumerate(pages, 1) if "REKAPITULASI MINGGUAN" in text)
    assert f"Rekap mingguan: hal. {at}" in " ".join(whole.split())
    assert f"Berkas bukti · {at}/{len(pages)}" in pages[at - 1]
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles[0] == "Yang belum ada dan indeks"
    assert "Rekap mingguan" in titles
    assert reader.page_labels[0] == "1"
    with zipfile.ZipFile(paths["zip"]) as held:
        names = held.namelist()
        assert "indeks.xlsx" in names
        assert "berkas-bukti.pdf" in names
        assert any(
            name.startswith("A4-B2 Rekap mingguan/rekap-mingguan_2026-05-04") for name in names
        )
        every = b"".join(held.read(name) for name in names)
    assert BODY.encode() not in every


def test_names_and_words_of_citizens_stand_on_no_page_of_a_pack(
    padaherang: Puskesmas, asking: Asking
) -> None:
    _reported(padaherang)
    today = timezone.localdate()
    pack = asking(Role.KETUA, today - timedelta(days=40), today)
    with zipfile.ZipFile(paths_of(pack)["zip"]) as held:
        for name in held.namelist():
            if name.endswith(".pdf"):
                text = "\n".join(
                    p.extract_text() for p in PdfReader(BytesIO(held.read(name))).pages
                )
                assert NAME not in text, name
                assert BODY not in text, name
                assert "99990000" not in text.replace("-", ""), name


def test_what_is_about_the_maker_is_in_the_pack_of_others_alone(
    padaherang: Puskesmas, asking: Asking
) -> None:
    case = accuse(padaherang, Role.KEPALA)
    today = timezone.localdate()
    own = asking(Role.KEPALA, today - timedelta(days=40), today)
    others = asking(Role.KETUA, today - timedelta(days=40), today)
    number = case.entry.number.replace("/", "")

    def told(pack: Pack) -> str:
        return "".join("".join(_words(paths_of(pack)["pdf"])).split()).replace("/", "")

    assert number not in told(own)
    assert number in told(others)
    assert "NIHIL" in told(own)


def test_only_the_maker_fetches_a_pack_and_history_says_so(
    padaherang: Puskesmas, asking: Asking
) -> None:
    pack = asking(Role.AUDITOR, date(2026, 5, 1), date(2026, 5, 31))
    browser = browser_of(padaherang, Role.AUDITOR)
    there = reverse("evidence:pack-taken-out", args=[pack.pk, "pdf"])
    assert body_of(browser.post(there)).startswith(b"%PDF")
    assert browser_of(padaherang, Role.KETUA).post(there).status_code == 404
    with pytest.raises(Refused):
        take_out_pack(padaherang.actor(Role.KETUA), pack, "pdf")
    with pytest.raises(Refused):
        take_out_pack(padaherang.actor(Role.AUDITOR), pack, "exe")
    told = [one.sentence for one in HistoryLine.objects.filter(subject_id=pack.pk).order_by("id")]
    assert told == ["Berkas bukti Mei 2026 dibuat.", "Berkas bukti Mei 2026 diunduh (PDF)."]
    listed = browser.get(reverse("evidence:page")).content.decode()
    assert "Unduh ZIP" in listed
    whole = "\n".join(_words(paths_of(pack)["pdf"]))
    assert "Tidak ikut dijilid: Saluran" not in whole
    assert "PEMERIKSAAN KETERSEDIAAN" in whole
    browser.post(reverse("evidence:pack-dropped", args=[pack.pk]))
    assert not any(path.exists() for path in paths_of(pack).values())


def test_a_pack_asked_for_twice_is_one_and_its_files_go_after_a_week(
    padaherang: Puskesmas, asking: Asking
) -> None:
    ketua, key = padaherang.actor(Role.KETUA), uuid4()
    days = (date(2026, 5, 1), date(2026, 5, 31))
    first = make_pack(ketua, *days, form_key=key)
    assert make_pack(ketua, *days, form_key=key) == first
    assert make_pack(ketua, *days, form_key=uuid4()) == first
    shown = browser_of(padaherang, Role.KETUA).get(reverse("evidence:page"))
    assert shown.headers["Refresh"] == "3"
    jobs.make_next(timezone.now())
    jobs.tidy(timezone.now() + timedelta(days=6))
    assert all(path.exists() for path in paths_of(first).values())
    jobs.tidy(timezone.now() + timedelta(days=9))
    assert not any(path.exists() for path in paths_of(first).values())
    with pytest.raises(Refused):
        make_pack(ketua, date(2026, 5, 2), date(2026, 5, 1), form_key=uuid4())


def test_a_pack_that_cannot_be_made_says_so_and_leaves_no_files(
    padaherang: Puskesmas, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(padaherang)
    made = make_pack(
        padaherang.actor(Role.MUTU), date(2026, 5, 1), date(2026, 5, 31), form_key=uuid4()
    )
    RoleGrant.objects.filter(staff=padaherang.staff[Role.MUTU]).delete()
    jobs.make_next(timezone.now())
    made.refresh_from_db()
    assert (made.state, made.trouble) == (Pack.State.FAILED, "Peran pembuatnya sudah berakhir.")
    other = make_pack(
        padaherang.actor(Role.KETUA), date(2026, 5, 1), date(2026, 5, 31), form_key=uuid4()
    )
    Pack.objects.filter(pk=other.pk).update(state=Pack.State.RUNNING)
    jobs.tidy(timezone.now() + timedelta(hours=1))
    other.refresh_from_db()
    assert other.trouble.startswith("Terhenti")


def test_a_closed_meeting_is_proved_and_bound_with_invitation_attendance_and_minutes(
    padaherang: Puskesmas, asking: Asking
) -> None:
    gatherings.teams(padaherang)
    held = gatherings.called(padaherang)
    gatherings.closed(padaherang, held, "Tambah loket pagi")
    today = timezone.localdate()
    pack = asking(Role.AUDITOR, today - timedelta(days=40), today)
    assert pack.state == Pack.State.DONE, pack.trouble
    whole = " ".join(" ".join(_words(paths_of(pack)["pdf"])).split())
    assert "1 pertemuan dengan notulen tertutup" in whole
    assert "Simpan foto 1 pertemuan." in whole
    assert "Tambah loket pagi" in whole
    with zipfile.ZipFile(paths_of(pack)["zip"]) as found:
        names = [name for name in found.namelist() if "Pertemuan bulanan" in name]
    assert len(names) == 3
    assert all(name.startswith("A5-B4 ") for name in names)
