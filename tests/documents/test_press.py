"""The press: a large paper is set by a process of its own and comes out the same."""

import sys
from datetime import UTC, datetime
from io import BytesIO

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


def _never(_: press.Order) -> bytes:
    raise AssertionError("set in this process")
