"""The press: a large paper is set by a process of its own and comes out the same."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tanggap.documents import pdf, press
from tests.documents.test_pdf import a_letter

NOON = datetime(2026, 5, 12, 5, tzinfo=UTC)


def test_a_large_paper_is_the_same_byte_for_byte_set_by_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = a_letter("Dokumen «panjang» 👍")
    here = pdf.render("letter", content, title="Surat", made_at=NOON)
    monkeypatch.setattr(pdf, "_LARGE", 10)
    monkeypatch.setattr(press, "made", _never)
    assert pdf.render("letter", content, title="Surat", made_at=NOON) == here
    assert len(PdfReader(BytesIO(here)).pages) == 1
    assert pdf.picture("letter", content, title="Surat").startswith(b"\x89PNG")


def test_where_no_process_can_be_started_the_paper_is_set_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_LARGE", 10)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert pdf.render("letter", a_letter("Halo"), title="Surat").startswith(b"%PDF")


def test_a_press_that_fails_says_so_without_a_word_of_the_paper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_LARGE", 10)
    with pytest.raises(RuntimeError, match="the press ended with 1") as error:
        pdf.render("nothing-here", a_letter("rahasia"), title="Surat")
    assert "rahasia" not in str(error.value)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux what is held")
def test_what_a_paper_was_made_of_is_not_kept_for_the_next() -> None:
    """Eight papers of nine pages: kept, they would be a hundred megabytes more."""
    done = subprocess.run([sys.executable, "-c", _EIGHT], capture_output=True, text=True)
    grown = int(done.stdout)
    assert grown < 30, done.stderr


_EIGHT = """
from pathlib import Path
from bench.recap_material import TITLE, content, next_week
from tanggap.documents import pdf

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024

week = content(200)
pdf.render("recap", next_week(week, 0), title=TITLE)
first = held()
for turn in range(1, 8):
    pdf.render("recap", next_week(week, turn), title=TITLE)
print(held() - first)
"""


def _never(_: press.Order) -> bytes:
    raise AssertionError("set in this process")
