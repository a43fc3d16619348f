"""How the screens say dates, times and numbers: as officials write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tanggap.base import saying as say

MOMENT = datetime(2026, 5, 12, 1, 6, tzinfo=UTC)  # 08.06 in WIB


def test_a_date_is_said_in_full_and_short() -> None:
    assert say.tanggal(date(2026, 5, 12)) == "12 Mei 2026"
    assert say.hari_tanggal(date(2026, 5, 12)) == "Selasa, 12 Mei 2026"
    assert say.tanggal_pendek(date(2026, 5, 12)) == "12/05/26"
    assert say.bulan(date(2026, 8, 1)) == "Agustus 2026"


def test_a_moment_is_said_in_the_time_zone_of_the_health_centre() -> None:
    with timezone.override("Asia/Jakarta"):
        assert say.waktu(MOMENT) == "Selasa, 12 Mei 2026 pukul 08.06"
    with timezone.override("Asia/Jayapura"):
        assert say.waktu_pendek(MOMENT) == "12/05/26 10.06"


@pytest.mark.parametrize("word", [say.tanggal, say.waktu, say.jam, say.lalu, say.hari_lagi])
def test_what_has_no_time_is_said_as_nothing(word: object) -> None:
    assert word(None) == ""  # type: ignore[operator]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "baru saja"),
        (timedelta(minutes=5, seconds=5), "5 menit lalu"),
        (timedelta(hours=3, seconds=5), "3 jam lalu"),
        (timedelta(days=3), "3 hari lalu"),
        (timedelta(days=70), "2 bulan lalu"),
        (timedelta(days=800), "2 tahun lalu"),
        (timedelta(minutes=-30, seconds=-5), "30 menit lagi"),
        (timedelta(days=-3), "3 hari lagi"),
    ],
)
def test_how_far_away_a_moment_is(ago: timedelta, words: str) -> None:
    assert say.lalu(timezone.now() - ago) == words


@pytest.mark.parametrize(
    ("days", "words"), [(0, "hari ini"), (1, "besok"), (-1, "kemarin"), (5, "5 hari lagi")]
)
def test_how_many_days_away_a_date_is(days: int, words: str) -> None:
    assert say.hari_lagi(timezone.localdate() + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("081234567890", "0812-3456-7890"),
        ("+6281234567891234", "0812-3456-7891-234"),
        ("+628123456789", "0812-3456-789"),
        ("+62265631123", "(0265) 631123"),
        ("+62215551234", "(021) 5551234"),
        ("0266123456", "(0266) 123456"),
        ("+622651234", "+622651234"),
        ("02", "02"),
        ("ID.abc", "ID.abc"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_grouped_for_reading(number: str, words: str) -> None:
    assert say.nomor_hp(number) == words


def test_a_changed_stylesheet_has_another_address() -> None:
    plain, mark = say.house_file("tanggap/tanggap.css").split("?v=")
    assert plain.endswith("tanggap/tanggap.css")
    assert len(mark) == 10
    assert say.house_file("tanggap/triage.js").split("?v=")[1] != mark
