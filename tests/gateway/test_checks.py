"""The periodic look whether every line works: date, result, officer, and its paper (B-11)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.ids import new_id
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.actions import Found, check_lines, take_back_check
from tanggap.gateway.models import AvailabilityCheck, CheckedLine, Line
from tanggap.gateway.papers import checks_paper
from tanggap.gateway.queries import check_is_due
from tanggap.gateway.rules import is_check_due
from tests.people import Puskesmas
from tests.reading import words

TODAY = date(2026, 5, 12)


def browser(here: Puskesmas, role: Role = Role.PETUGAS) -> Client:
    made = Client()
    made.force_login(here.staff[role])
    return made


@pytest.fixture
def here(padaherang: Puskesmas) -> Puskesmas:
    padaherang.line("box")
    Line.objects.filter(pk=padaherang.line("phone").pk).update(address="0265123456")
    return padaherang


def checked(here: Puskesmas, on: date = TODAY, result: str = "works") -> AvailabilityCheck:
    sari = here.staff[Role.PETUGAS]
    found = [
        Found(here.line("box"), "works"),
        Found(here.line("phone"), result, "" if result == "works" else "Pulsa habis"),
    ]
    return check_lines(here.actor(), form_key=uuid4(), checked_on=on, by=sari, found=found)


def filled(here: Puskesmas, **more: str) -> dict[str, str]:
    box, phone = here.line("box").pk, here.line("phone").pk
    return {
        "form_key": str(uuid4()),
        "checked_on": "2026-05-12",
        "by": str(here.staff[Role.PETUGAS].pk),
        f"result_{box}": "works",
        f"result_{phone}": "down",
        f"note_{phone}": "Pulsa habis, diisi besok",
        **more,
    }


def test_a_check_is_written_once_and_shown_with_its_officer(here: Puskesmas) -> None:
    sari, form = browser(here), filled(here)
    for _ in range(2):
        assert sari.post("/saluran/pemeriksaan/baru/", form).status_code == 302
    assert AvailabilityCheck.objects.count() == 1
    page = sari.get("/saluran/pemeriksaan/").content.decode()
    assert "Selasa, 12 Mei 2026" in page
    assert "Sari Melati" in page
    assert "Pulsa habis" in page
    assert HistoryLine.objects.filter(action="gateway.check_lines").get().sentence == (
        "Ketersediaan saluran diperiksa 12/05/2026: 1 dari 2 bermasalah."
    )


def test_every_line_needs_a_result_and_a_fault_needs_words(here: Puskesmas) -> None:
    box, phone = here.line("box").pk, here.line("phone").pk
    asked = filled(here, **{f"result_{box}": "", f"note_{phone}": ""})
    page = browser(here).post("/saluran/pemeriksaan/baru/", asked).content.decode()
    assert "Pilih hasil pemeriksaan" in page
    assert "Tulis apa yang tidak berfungsi" in page
    assert not AvailabilityCheck.objects.exists()


@pytest.mark.parametrize(
    ("on", "result", "words_"),
    [
        (timezone.localdate() + timedelta(days=2), "works", "sesudah hari ini"),
        (TODAY, "maybe", "Pilih hasil"),
    ],
)
def test_what_makes_no_sense_is_refused(
    here: Puskesmas, on: date, result: str, words_: str
) -> None:
    with pytest.raises(Refused, match=words_):
        checked(here, on, result)


def test_the_list_and_the_line_tell_the_last_result(here: Puskesmas) -> None:
    checked(here, date(2026, 4, 1))
    checked(here, date(2026, 5, 12), "hampered")
    checked(here, date(2026, 5, 2))
    sari = browser(here)
    assert "12/05/26: berfungsi sebagian" in sari.get("/saluran/").content.decode()
    page = sari.get(f"/saluran/{here.line('phone').pk}/").content.decode()
    assert "12 Mei 2026 oleh Sari Melati: berfungsi sebagian – Pulsa habis" in page


def test_auditor_and_tim_mutu_read_and_print_the_log_and_nothing_else_of_lines(
    here: Puskesmas,
) -> None:
    checked(here)
    line = f"/saluran/{here.line('phone').pk}/"
    assert line in browser(here).get("/saluran/pemeriksaan/").content.decode()
    for role in (Role.AUDITOR, Role.MUTU):
        page = browser(here, role).get("/saluran/pemeriksaan/").content.decode()
        assert "12 Mei 2026" in page
        assert line not in page
        assert "Semua saluran" not in page
        assert browser(here, role).get("/saluran/pemeriksaan/cetak/").content.startswith(b"%PDF")
        for closed in ("/saluran/", line):
            assert browser(here, role).get(closed).status_code == 403


def test_a_check_is_taken_back_on_its_day_only(here: Puskesmas) -> None:
    made = checked(here)
    AvailabilityCheck.objects.update(written_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Refused, match="hari lain"):
        take_back_check(here.actor(), made)
    AvailabilityCheck.objects.update(written_at=timezone.now())
    browser(here).post(f"/saluran/pemeriksaan/{made.pk}/batal/")
    assert not CheckedLine.objects.exists()


def test_the_paper_has_a_row_for_each_line_and_both_signatures(here: Puskesmas) -> None:
    checked(here, result="down")
    text = words(checks_paper(here.facility, date(2026, 5, 1), date(2026, 5, 31)).content)
    told = ("KETERSEDIAAN", "0265", "Pulsa habis", "Tidak berfungsi", "Sari Melati", "Mengetahui")
    assert [word for word in told if word not in text] == []
    answer = browser(here).get("/saluran/pemeriksaan/cetak/?dari=2026-05-01&sampai=2026-05-31")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_month_without_a_check_is_a_page_that_says_so(here: Puskesmas) -> None:
    assert "NIHIL" in words(
        checks_paper(here.facility, date(2026, 5, 1), date(2026, 5, 31)).content
    )


def test_it_is_due_a_month_after_the_last_time_or_the_first_line() -> None:
    day = date(2026, 5, 31)
    assert is_check_due(None, None, day) is False
    assert is_check_due(None, date(2026, 4, 30), day) is True
    assert is_check_due(date(2026, 5, 1), date(2026, 1, 1), day) is False
    assert is_check_due(date(2026, 4, 30), date(2026, 1, 1), day) is True


def test_the_first_page_asks_for_it_when_it_is_due(here: Puskesmas) -> None:
    words_ = "pemeriksaan ketersediaan saluran sudah waktunya"
    assert words_ not in browser(here).get("/").content.decode()
    checked(here, timezone.localdate() - timedelta(days=40))
    assert check_is_due(here.facility.pk, timezone.localdate())
    assert words_ in browser(here).get("/").content.decode()
    assert "Periksa sekarang" in browser(here).get("/saluran/").content.decode()


def test_keys_of_nothing_are_not_there(here: Puskesmas) -> None:
    answer = browser(here).post(f"/saluran/pemeriksaan/{new_id()}/batal/")
    assert answer.status_code == 404
