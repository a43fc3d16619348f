"""No word on paper runs out of its column, and names of those who sign stand on one line."""

import pypdfium2
import pytest

from tanggap.documents.letterhead import letterhead, signature
from tanggap.documents.pdf import render
from tests.documents.test_pdf import a_profile

WORDS = ("Ketidakbersangkutpautannyalah", "https://contoh.go.id/laporan-panjang?nomor=1234567890",
         "PERTANGGUNGJAWABANNYALAH", "a" * 60, "Operasional")  # fmt: skip


def _register(word: str) -> dict[str, object]:
    columns = [("No.", 9), ("Sempit", 15), ("Bukti", 13), ("Lebar", 268)]
    cells = [[{"text": one}] for one in ("1", word, f"satu {word} dua", "batas")]
    long_role = "Ketua Tim Pengelola Umpan Balik dari Masyarakat dan Penanganan Pengaduan"
    return {
        "letterhead": letterhead(a_profile()),
        "heading": "UJI",
        "subheading": "",
        "columns": [{"title": title, "under": "", "width": wide} for title, wide in columns],
        "rows": [{"cells": cells, "struck": False}],
        "nothing": ["", ""],
        "tally": {"heading": "Jumlah", "columns": ["a", "b"], "rows": [["x", "1"]], "total": [],
                  "notes": []},
        "signatures": [
            signature("Kepala", "NAMASATU", "", above=["Mengetahui,"]),
            signature(long_role, "NAMADUA", "", above=["Padaherang, 1 Mei 2026"]),
        ],
        "annex": [],
        "foot": "Uji",
    }  # fmt: skip


def _cells(pdf: bytes) -> list[tuple[str, float, float]]:
    """Return each letter of the table's one row with its left and right edge in points."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    whole = text.get_text_range()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    top, under = (boxes[whole.index(one)][1] for one in ("batas", "Jumlah"))
    return [
        (letter, box[0], box[2])
        for letter, box in zip(whole, boxes, strict=False)
        if letter.strip() and under + 4 < box[1] < top + 4
    ]


@pytest.mark.parametrize("word", WORDS)
def test_no_word_runs_out_of_its_column(word: str) -> None:
    made = render("register", _register(word), title="Uji", landscape=True)
    points = 72 / 25.4
    edges = [15.0]
    for wide in (9, 15, 13, 268):
        edges.append(edges[-1] + wide)
    inside = _cells(made)
    assert len(inside) > 2 * len(word)
    for letter, left, right in inside:
        middle = (left + right) / 2 / points
        at = next(n for n, edge in enumerate(edges[1:]) if middle < edge)
        assert edges[at] * points <= left, (letter, left)
        assert right <= edges[at + 1] * points + 0.5, (letter, right)


def test_names_of_those_who_sign_stand_on_one_line() -> None:
    made = render("register", _register("x"), title="Uji", landscape=True)
    text = pypdfium2.PdfDocument(made)[0].get_textpage()
    whole = text.get_text_range()
    first, second = (text.get_charbox(whole.index(one))[1] for one in ("NAMASATU", "NAMADUA"))
    assert first == pytest.approx(second, abs=0.5)
