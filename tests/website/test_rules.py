"""Decisions of the public's pages: doubt, the plain question, number and word, the stage."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tanggap.website.rules import (
    LETTERS,
    SAID,
    SECRET_LENGTH,
    Course,
    Stage,
    doubts,
    in_groups,
    is_right,
    letters_of,
    plain_number,
    plain_secret,
    question,
    stage,
)

CALM = timedelta(minutes=1)


def test_a_person_is_not_doubted() -> None:
    assert doubts(trap=" ", age=CALM, lately=4) == []


def test_each_sign_of_a_machine_is_named() -> None:
    found = doubts(trap="x", age=None, lately=5)
    assert len(found) == 3
    assert doubts(trap="", age=timedelta(seconds=1), lately=0) == ["terisi dalam sekejap"]


def test_the_plain_question_is_answered_in_digits_or_words() -> None:
    assert question(3, 4) == "Berapa tiga ditambah empat?"
    for one in range(1, 9):
        for other in range(1, 9):
            assert is_right(f" {one + other} ", one, other)
            assert not is_right(str(one + other + 1), one, other)
    assert is_right("Tujuh", 3, 4)
    assert is_right("dua  belas", 6, 6)
    assert is_right("enam belas", 8, 8)
    assert not is_right("", 1, 1)


@given(st.binary(min_size=32, max_size=32))
def test_a_word_survives_being_copied_by_hand(raw: bytes) -> None:
    word = letters_of(raw)
    assert len(word) == SECRET_LENGTH
    assert set(word) <= set(LETTERS)
    assert plain_secret(in_groups(word, 3).lower().replace(" ", " - ")) == word


@given(st.text())
def test_whatever_is_typed_for_a_number_becomes_digits(typed: str) -> None:
    assert plain_number(typed).isascii()
    assert len(plain_number(typed)) <= 12
    assert plain_number("4821-0375 16") == "4821037516"


def test_the_stage_is_the_furthest_thing_that_holds() -> None:
    assert stage(Course()) == Stage.KEPT
    assert stage(Course(aside="spam")) == Stage.PUT_ASIDE
    assert stage(Course(aside="not_for_us")) == Stage.NOT_OURS
    assert stage(Course(aside="answered", is_answered=True)) == Stage.ANSWERED
    assert stage(Course(is_written=True)) == Stage.WRITTEN
    assert stage(Course(is_written=True, is_asked=True, is_answered=True)) == Stage.ASKED
    assert stage(Course(is_written=True, is_answered=True, is_closed=True)) == Stage.CLOSED
    assert stage(Course(is_written=True, is_own_entry=False, is_closed=True)) == Stage.MERGED
    assert set(SAID) == set(Stage)
