"""The words the search stores and asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.base.words import postgres_match, query_terms, sqlite_match, stemmed


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("antri", "ANTRIAN loket lama"),
        ("pelayanan", "mohon dilayani"),
        ("cafe", "Café di depan"),
        ("081234567890", "hubungi 0812-3456-7890 saja"),
        ("loket", "loket,antrian."),
    ],
)
def test_a_question_finds_what_was_written_in_another_form(asked: str, written: str) -> None:
    assert set(query_terms(asked)) <= set(stemmed(written).split())


def test_signs_that_steer_a_search_engine_are_not_passed_on() -> None:
    assert query_terms("\"a OR b* NEAR(c) -d:'") == ["a", "or", "b", "near", "c", "d"]


def test_the_last_word_is_searched_as_a_beginning() -> None:
    assert sqlite_match(["lok", "an"]) == '"lok" "an"*'
    assert postgres_match(["lok", "an"]) == "'lok' & 'an':*"
    assert sqlite_match([]) == postgres_match([]) == ""


@given(st.text(max_size=200))
def test_any_text_yields_words_without_quotes_or_spaces(text: str) -> None:
    for term in query_terms(text):
        assert term
        assert term.isalnum() or not term.isascii()
        assert not set(term) & set("\"' &|!*:()")
