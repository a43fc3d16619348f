from hypothesis import given
from hypothesis import strategies as st

from tanggap.documents.fitting import fit


def test_a_short_text_fits_whole() -> None:
    assert fit("Ruang tunggu panas.\nMohon diperbaiki.", 70, 5) == (
        "Ruang tunggu panas.\nMohon diperbaiki.",
        True,
    )


def test_a_long_text_is_cut_at_the_last_line_that_fits() -> None:
    shown, whole = fit("kata " * 2000, 70, 10)
    assert not whole
    assert 10 * 30 < len(shown) < 10 * 60


def test_shouted_text_is_taken_for_wider() -> None:
    assert len(fit("KATA " * 500, 70, 10)[0]) < len(fit("kata " * 500, 70, 10)[0])


@given(st.text(alphabet="abc \n", max_size=400))
def test_what_fits_is_shown_as_it_was_written(text: str) -> None:
    shown, whole = fit(text, 70, 1000)
    assert whole
    assert shown.split() == text.split()
