"""Pure rules of the meeting: scores, words made unrecognisable, pictures, days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.remedy.meetings.drawing import fishbone_drawing
from tanggap.remedy.meetings.quoting import redacted
from tanggap.remedy.meetings.rules import month_before, owed_month, trouble_with_month
from tanggap.remedy.meetings.tools import (
    BONES,
    Fishbone,
    Scored,
    Usg,
    Whys,
    in_words,
    read_tool,
    trouble_with,
)


def test_usg_ranks_by_the_sum_and_the_same_sum_has_the_same_rank() -> None:
    given = [(5, 5, 5), (5, 4, 4), (4, 3, 3), (3, 3, 2), (3, 2, 2), (2, 2, 2), (2, 3, 2)]
    tool = Usg([Scored(str(row), *row) for row in reversed(given)])
    assert [(rank, row.total) for rank, row in tool.ranked] == [
        (1, 15), (2, 13), (3, 10), (4, 8), (5, 7), (5, 7), (7, 6),
    ]  # fmt: skip
    assert read_tool("usg", tool.content) == tool


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Saya Bu Tini dari Dusun Cirasa RT 02/RW 05", ("Tini", "Cirasa", "02/RW 05")),
        ("telp 0812-3456-7890 atau +62 812 3456 7890", ("3456", "7890")),
        ("NIK 3207 0112 0390 0001 atas nama Asep Sunandar", ("3207", "0390")),
        ("alamat Jl. Raya Padaherang No. 12, surel tini@contoh.id", ("Raya", "tini@")),
        ("lihat https://contoh.id/x dan @tini.cantik", ("contoh.id", "tini.cantik")),
        ("petugas dewi jutek", ("dewi",)),
        ("kata dr. Hasan obatnya habis", ("Hasan",)),
    ],
)
def test_what_shows_who_somebody_is_goes(said: str, hidden: tuple[str, ...]) -> None:
    made = redacted(said, ["Dewi Anggraini", "Tini"])
    assert not [sign for sign in hidden if sign in made], made


def test_what_matters_stays() -> None:
    said = "Antre obat dari jam 7 sampai jam 10, 3 kali dalam 2 minggu"
    assert redacted(said, ["Ibu Sri"]) == said


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=4))
def test_redacting_bears_anything(said: str, names: list[str]) -> None:
    redacted(said, names)


@given(st.text(max_size=400), st.lists(st.text(max_size=400), max_size=8))
def test_a_fishbone_is_drawn_of_anything(problem: str, causes: list[str]) -> None:
    drawn = fishbone_drawing(Fishbone(problem, dict.fromkeys(BONES, causes)))
    assert drawn.count("<svg") == 1
    assert "<script" not in drawn.lower().replace("&lt;script", "")


def test_tools_say_what_they_lack_and_read_aloud() -> None:
    assert "satu «mengapa»" in trouble_with(Whys("Antre", []))
    assert "kemungkinan penyebab" in trouble_with(Fishbone("Antre", {}))
    assert "1 sampai 5" in trouble_with(Usg([Scored("Antre", 6, 1, 1)]))
    assert "Tulis masalahnya" in trouble_with(Whys("", ["x"]))
    assert (
        in_words(Whys("Antre", ["Loket satu", "Pegawai cuti"]))[-1] == "Akar masalah: Pegawai cuti"
    )


def test_a_months_meeting_is_owed_from_the_eleventh() -> None:
    assert owed_month(date(2026, 6, 10)) is None
    assert owed_month(date(2026, 6, 11)) == date(2026, 5, 1)
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert trouble_with_month(date(2026, 7, 1), date(2026, 6, 30))
    assert not trouble_with_month(date(2026, 6, 1), date(2026, 6, 30))
