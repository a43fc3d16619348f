"""Decisions about answers, as pure functions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.reply.rules import (
    FIELDS,
    FREE_SERVICE_REPLIES,
    ReplyFacts,
    Standing,
    fill,
    identifying_words,
    is_charged,
    needs_approval,
    standing,
    unfilled,
    unknown_fields,
    window,
)

NOW = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)


def test_a_field_becomes_its_value_and_an_unknown_one_stays_to_be_seen() -> None:
    text = fill("Yth. {nama}, nomor {nomor}, {bulan}", {"nama": "Ibu Contoh", "nomor": "7"})
    assert text == "Yth. Ibu Contoh, nomor 7, {bulan}"


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40))
def test_a_value_with_braces_is_not_filled_again(name: str, value: str) -> None:
    assert fill("{" + name + "}", {name: value}) == value


def test_only_fields_that_no_answer_can_fill_are_unknown() -> None:
    assert unknown_fields("{nama} {jabatan} {nomor}") == ["jabatan"]


def test_a_gap_left_for_the_writer_keeps_the_answer_at_home() -> None:
    assert unfilled("Yang kami lakukan: [isi tindak lanjut].") == ["[isi tindak lanjut]"]
    assert unfilled("Nomor {nomor} sudah selesai") == ["{nomor}"]
    assert unfilled("Sudah kami benahi, lihat poin [1].") == []


@pytest.mark.parametrize(
    ("klass", "severity", "covers_all", "leader", "needed"),
    [
        ("tidak_berkadar", "hijau", False, False, False),
        ("berkadar", "hijau", False, False, True),
        ("informasi", "merah", False, False, True),
        ("informasi", "hijau", True, False, True),
        ("berkadar", "merah", True, True, False),
    ],
)
def test_grave_answers_are_approved_unless_a_leader_wrote_them(
    klass: str, severity: str, covers_all: bool, leader: bool, needed: bool
) -> None:
    assert (
        needs_approval(
            klass=klass, severity=severity, covers_all=covers_all, drafter_may_approve=leader
        )
        is needed
    )


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        (ReplyFacts(), Standing.DRAFT),
        (ReplyFacts(asked=True), Standing.WAITING),
        (ReplyFacts(asked=True, approved=True), Standing.READY),
        (ReplyFacts(returned=True), Standing.RETURNED),
        (ReplyFacts(released=True), Standing.TASK),
        (ReplyFacts(released=True, given=True), Standing.GIVEN),
        (ReplyFacts(released=True, dispatch="hand"), Standing.HAND),
        (ReplyFacts(released=True, given=True, dispatch="failed"), Standing.FAILED),
        (ReplyFacts(released=True, given=True, dispatch="read"), Standing.READ),
        (ReplyFacts(discarded=True, dispatch="sent"), Standing.DISCARDED),
    ],
)
def test_a_dispatch_knows_better_than_the_reply_where_it_stands(
    facts: ReplyFacts, stands: Standing
) -> None:
    assert standing(facts) is stands


def test_the_window_is_shut_at_its_end_and_where_nobody_wrote() -> None:
    ends = NOW + timedelta(hours=1)
    assert window(is_limited=True, closes_at=ends, now=NOW).is_open
    assert not window(is_limited=True, closes_at=ends, now=ends).is_open
    assert not window(is_limited=True, closes_at=None, now=NOW).is_open
    assert window(is_limited=False, closes_at=None, now=NOW).is_open


def test_free_text_costs_from_the_thousand_and_first_reply_and_a_template_always() -> None:
    assert not is_charged(FREE_SERVICE_REPLIES - 1, as_approved=False)
    assert is_charged(FREE_SERVICE_REPLIES, as_approved=False)
    assert is_charged(0, as_approved=True)


@pytest.mark.parametrize(
    "text",
    [
        "Keluhan Ibu Suminah sudah kami benahi",
        "keluhan SUMINAH sudah kami benahi",
        "Hubungi 0812-3456-7890 untuk penjelasan",
        "Hubungi +62 812 3456 7890 untuk penjelasan",
    ],
)
def test_a_board_text_that_names_the_person_is_found_out(text: str) -> None:
    assert identifying_words(text, names=["Ibu Suminah Wati"], phones=["+6281234567890"])


def test_a_board_text_without_name_or_number_is_good() -> None:
    text = "Loket kami buka pukul 07.30. Hubungi 0265-123456."
    assert identifying_words(text, names=["Bapak Dedi"], phones=["+6281234567890"]) == []
