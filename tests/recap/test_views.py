"""The screens of the weekly recap: one obvious act for each role, and nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.base.typed import mark_of
from tanggap.recap import actions
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.rules import monday_of
from tests.people import Puskesmas
from tests.recap.weeks import FIRST, SECOND, closed, corrected, written
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db
SIGN = "Tutup dan tandatangani"
TODAY = timezone.localdate()
LAST = monday_of(TODAY) - timedelta(days=7)


def page(here: Puskesmas, role: Role, address: str) -> str:
    answer = browser_of(here, role).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_book_teaches_how_recapping_begins(padaherang: Puskesmas) -> None:
    words = page(padaherang, Role.PETUGAS, "/rekap/")
    assert "Rekap mulai sendiri" in words
    assert "Catat entri pertama" in words


def test_the_list_shows_each_week_with_its_state_newest_first(padaherang: Puskesmas) -> None:
    written(padaherang, LAST - timedelta(days=21))
    closed(padaherang, LAST - timedelta(days=21))
    actions.close(padaherang.actor(Role.KETUA), LAST - timedelta(days=14))
    first_year, years = (LAST - timedelta(days=21)).year, {LAST.year, TODAY.year}
    words = "".join(
        page(padaherang, Role.AUDITOR, f"/rekap/?tahun={year}")
        for year in sorted({first_year, *years, monday_of(TODAY).year}, reverse=True)
    )
    places = [words.index(one) for one in ("Berjalan", "Menunggu ditutup", "Terlewat")]
    assert places[1] > places[0] or LAST.year != monday_of(TODAY).year
    assert "Ditutup terlambat" in words
    assert "Belum dilihat kepala" in words
    assert "nihil" in words
    assert "1 minggu terlewat" in words


def test_the_ketua_closes_last_week_from_home_in_three_clicks(padaherang: Puskesmas) -> None:
    written(padaherang, LAST, kind="keluhan", text="Antre lama")
    dewi = browser_of(padaherang, Role.KETUA)
    address = reverse("recap:week", args=[LAST.isoformat()])
    home = dewi.get("/").content.decode()
    assert "rekap minggu lalu menunggu ditutup" in home
    assert address in home
    week = dewi.get(address).content.decode()
    assert week.count("button-primary") == 1
    assert SIGN in week
    assert "Antre lama" in week
    sent = {"remarks": "Tenang", "seen": mark_of("")}
    done = dewi.post(f"{address}tutup/", sent, follow=True).content.decode()
    assert "ditutup dan ditandatangani Dewi Anggraini" in done
    assert "Batalkan penutupan" in done
    assert "Tenang" in done
    assert "Cetak rekap" in done
    assert "menunggu ditutup" not in dewi.get("/").content.decode()
    dewi.post(f"{address}tutup/", sent)
    assert WeeklyRecap.objects.filter(place__isnull=False).count() == 1
    back = dewi.post(f"{address}batal-tutup/", follow=True).content.decode()
    assert SIGN in back
    assert "Tenang" in back


def test_the_head_is_led_to_a_closed_week_and_marks_it_seen(padaherang: Puskesmas) -> None:
    written(padaherang, LAST)
    closed(padaherang, LAST)
    hasan = browser_of(padaherang, Role.KEPALA)
    address = reverse("recap:week", args=[LAST.isoformat()])
    home = hasan.get("/").content.decode()
    assert "rekap mingguan menunggu Anda lihat" in home
    assert address in home
    assert "Tandai sudah dilihat" in hasan.get(address).content.decode()
    done = hasan.post(f"{address}dilihat/", follow=True).content.decode()
    assert "Diketahui kepala" in done
    assert "Tandai sudah dilihat" not in done
    assert "menunggu Anda lihat" not in hasan.get("/").content.decode()
    assert f"{address}belum-dilihat/" in done
    assert "Belum dilihat" in hasan.post(f"{address}belum-dilihat/", follow=True).content.decode()


def test_a_missed_week_is_loud_at_home_to_who_can_do_something(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    loud = "minggu terlewat: rekapnya belum ditutup"
    for role in (Role.PETUGAS, Role.KETUA, Role.KEPALA, Role.MUTU):
        assert loud in page(padaherang, role, "/")
    for role in (Role.AUDITOR, Role.PJ_UNIT, Role.ADMIN):
        assert loud not in page(padaherang, role, "/")


def test_others_are_told_whom_the_week_waits_for(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    petugas = page(padaherang, Role.PETUGAS, f"/rekap/{FIRST}/")
    assert SIGN not in petugas
    assert "Ketua tim yang menutup" in petugas
    assert petugas.count("button-primary") == 1
    auditor = page(padaherang, Role.AUDITOR, f"/rekap/{FIRST}/")
    assert "Menunggu ditutup ketua tim" in auditor
    assert "Simpan catatan" not in auditor


def test_a_nihil_week_says_so_and_is_closed_the_same_way(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    words = page(padaherang, Role.KETUA, f"/rekap/{SECOND}/")
    assert "Nihil" in words
    assert SIGN in words
    assert "ditutup terlambat" in words


def test_remarks_that_cross_come_back_beside_the_stored_ones(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    actions.remark(padaherang.actor(Role.MUTU), FIRST, "Loket ramai")
    dewi = browser_of(padaherang, Role.KETUA)
    for act in ("catatan", "tutup"):
        sent = {"remarks": "Sepi sekali", "seen": mark_of("")}
        answer = dewi.post(f"/rekap/{FIRST}/{act}/", sent).content.decode()
        assert "diubah orang lain" in answer
        assert "Loket ramai" in answer
        assert "Sepi sekali" in answer
        assert mark_of("Loket ramai") in answer
    assert WeeklyRecap.objects.get().remarks == "Loket ramai"
    sent = {"remarks": "Ramai lalu sepi", "seen": mark_of("Loket ramai")}
    done = dewi.post(f"/rekap/{FIRST}/catatan/", sent, follow=True).content.decode()
    assert "Catatan disimpan" in done


def test_remarks_typed_while_a_colleague_closed_the_week_are_handed_back(
    padaherang: Puskesmas,
) -> None:
    written(padaherang, FIRST)
    closed(padaherang, FIRST)
    dewi = browser_of(padaherang, Role.KETUA)
    for act in ("catatan", "tutup"):
        sent = {"remarks": "Belum tersimpan", "seen": mark_of("")}
        answer = dewi.post(f"/rekap/{FIRST}/{act}/", sent).content.decode()
        assert "catatan Anda tidak tersimpan" in answer
        assert "Belum tersimpan" in answer
    assert WeeklyRecap.objects.get().remarks == ""


def test_what_came_late_is_shown_as_a_supplement_in_words(padaherang: Puskesmas) -> None:
    entry = written(padaherang, FIRST)
    closed(padaherang, FIRST)
    written(padaherang, FIRST, on=SECOND)
    corrected(padaherang, entry, kind="kritik", severity="kuning")
    closed(padaherang, SECOND)
    words = page(padaherang, Role.MUTU, f"/rekap/{SECOND}/")
    assert "Susulan minggu lalu" in words
    assert "Jenis: Saran → Kritik; tingkat: Hijau (ringan) → Kuning (sedang)." in words
    assert "Baru dicatat sesudah minggunya ditutup." in words


@pytest.mark.parametrize("week", [
    "x", "2026-13-01", "2026-05-05", "20260504", "1999-01-04", "2090-01-02", "2026-W19-1",
])  # fmt: skip
def test_an_address_of_no_week_is_answered_with_not_found(padaherang: Puskesmas, week: str) -> None:
    written(padaherang, date(2026, 5, 5))
    dewi = browser_of(padaherang, Role.KETUA)
    for act in ("", "cetak/"):
        assert dewi.get(f"/rekap/{week}/{act}").status_code == 404
    for act in ("catatan/", "tutup/", "batal-tutup/"):
        assert dewi.post(f"/rekap/{week}/{act}").status_code == 404


def test_the_paper_of_a_week_still_open_is_refused_with_a_sentence(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    answer = browser_of(padaherang, Role.KETUA).get(f"/rekap/{FIRST}/cetak/", follow=True)
    assert "dicetak sesudah minggunya ditutup" in answer.content.decode()
