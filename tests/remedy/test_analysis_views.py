"""The page of the monthly analysis: whole months, honest words, and no word of what is hidden."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.logbook.models import Topic
from tanggap.remedy.analysis import Month
from tanggap.reply.models import Reply
from tests.crawling import comparable
from tests.people import Puskesmas
from tests.reading import words
from tests.recap.weeks import at, written
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db
LAST = Month.of(timezone.localdate()).plus(-1)


def page(here: Puskesmas, role: Role = Role.KETUA, **asked: str) -> str:
    answer = browser_of(here, role).get(reverse("analysis:month"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def paper(here: Puskesmas, role: Role = Role.KETUA, **asked: str) -> str:
    answer = browser_of(here, role).get(reverse("analysis:paper"), asked)
    assert answer.headers["Content-Type"] == "application/pdf"
    return words(answer.content)


def topic(here: Puskesmas) -> Topic:
    return Topic.objects.get_or_create(
        facility=here.facility, key="antrean_lama", defaults={"label": "Antrean lama"}
    )[0]


def a_complaint(here: Puskesmas, month: Month, day: int = 5, **more: object) -> None:
    plain = {"kind": "keluhan", "topics": (topic(here).pk,), "units": (here.units["UKP"].pk,)}
    written(here, month.first + timedelta(days=day), **{**plain, **more})


def test_a_book_without_a_whole_month_says_when_it_begins(padaherang: Puskesmas) -> None:
    assert "Belum ada bulan" in page(padaherang)
    written(padaherang, timezone.localdate())
    assert "Belum ada bulan" in page(padaherang)
    answer = browser_of(padaherang, Role.KETUA).get(reverse("analysis:paper"))
    assert "Belum ada bulan" in answer.content.decode()


def test_the_last_whole_month_is_shown_and_others_are_chosen(padaherang: Puskesmas) -> None:
    a_complaint(padaherang, LAST.plus(-2))
    a_complaint(padaherang, LAST.plus(-1))
    for day in range(3):
        a_complaint(padaherang, LAST, day * 7)
    a_complaint(padaherang, LAST, kind="pujian")
    shown = page(padaherang)
    assert f"Analisis {LAST.words}" in shown
    assert "3 entri. Dibanding bulan lalu: dari 1 menjadi 3: terlalu sedikit" in shown
    assert "Antrean lama" in shown
    assert "Waktu penyelesaian" in shown
    assert "4 entri" in page(padaherang, jenis="semua")
    earlier = page(padaherang, bulan=LAST.plus(-1).iso)
    assert "1 entri; belum ada bulan utuh sebelumnya untuk dibandingkan" in earlier
    assert f"Analisis {LAST.words}" in page(padaherang, bulan="<script>")


def test_a_signal_is_said_in_words_and_an_ordinary_month_is_not_one(padaherang: Puskesmas) -> None:
    for back in range(1, 9):
        a_complaint(padaherang, LAST.plus(-back))
    for day in range(9):
        a_complaint(padaherang, LAST, day)
    assert f"Sinyal: {LAST.words} ada 9, di atas batas kendali" in page(padaherang)
    assert "Tidak ada sinyal" in page(padaherang, bulan=LAST.plus(-1).iso)


def test_the_paper_holds_pictures_tables_and_room_to_sign(padaherang: Puskesmas) -> None:
    a_complaint(padaherang, LAST)
    a_complaint(padaherang, LAST.plus(-1))
    told = paper(padaherang)
    for word in ("ANALISIS BULANAN UMPAN BALIK", "Rekapitulasi topik", "Unsur SKM", "kumulatif"):
        assert word in told
    for word in ("Media tiap minggu", "Analisis penyebab", "Mengetahui", "dr. Hasan Basri"):
        assert word in told
    assert "Semua jenis" in paper(padaherang, jenis="semua")


def test_a_month_of_nothing_is_said_to_be_nothing(padaherang: Puskesmas) -> None:
    a_complaint(padaherang, LAST.plus(-2))
    assert "Nihil" in page(padaherang)
    assert "Nihil" in paper(padaherang)


@pytest.mark.parametrize("accused", [Role.PETUGAS, Role.KETUA, Role.KEPALA, Role.AUDITOR])
def test_the_accused_reads_screen_and_paper_as_without_the_case(
    padaherang: Puskesmas, accused: Role
) -> None:
    a_complaint(padaherang, LAST)
    before = [comparable(read(padaherang, accused)) for read in (page, paper)]
    row = {"kind": "keluhan", "topics": (topic(padaherang).pk,), "text": "Dibentak"}
    row |= {"accused": (padaherang.staff[accused].pk,), "klass": "berkadar"}
    if accused == Role.KEPALA:
        row["sees_instead"] = padaherang.staff[Role.KETUA].pk
    for month in (LAST, LAST.plus(-1), LAST.plus(-2)):
        day = month.first + timedelta(days=9)
        written(padaherang, day, **row)
    assert [comparable(read(padaherang, accused)) for read in (page, paper)] == before
    other = Role.MUTU
    assert "Dari 1 menjadi 2" in page(padaherang, other)


def test_another_health_centres_month_is_counted_nowhere(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    a_complaint(padaherang, LAST)
    assert "Belum ada bulan" in page(sumbersari)


def test_the_answer_is_counted_in_working_days(padaherang: Puskesmas) -> None:
    entry = written(padaherang, LAST.first + timedelta(days=6), kind="keluhan")
    Reply.objects.create(
        facility=padaherang.facility,
        entry=entry,
        line=entry.line,
        text="x",
        drafted_by=padaherang.staff[Role.PETUGAS],
        drafted_at=timezone.now(),
        given_at=at(entry.received_at.date() + timedelta(days=7)),
    )
    assert "Separuh dari 1 jawaban" in page(padaherang)
    assert "Dijawab: 1 dari 1." in page(padaherang)
