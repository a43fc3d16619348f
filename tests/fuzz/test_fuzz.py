"""A minute of bad input for hooks, importers and photos; ``make fuzz`` goes on for an hour."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.backups import backups
from tests.fuzz.books import books
from tests.fuzz.call_logs import call_logs
from tests.fuzz.calls import bodies
from tests.fuzz.chats import files
from tests.fuzz.judging import Ground, judge_calls, judge_chat, judge_mails, judge_photo
from tests.fuzz.judging_brought import judge_backup, judge_book, judge_call_log
from tests.fuzz.mails import mails
from tests.fuzz.photos import photos
from tests.fuzz.slips import judge_slip, slip_photos
from tests.people import make_puskesmas

pytestmark = [pytest.mark.fuzz, pytest.mark.filterwarnings("ignore::UserWarning")]
FEW = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.fixture
def ground(transactional_db: None) -> Iterator[Ground]:
    made = Ground(make_puskesmas("Padaherang"))
    yield made
    made.end()


def test_no_call_breaks_the_reading_of_another(ground: Ground) -> None:
    @FEW
    @given(st.lists(bodies(), min_size=1, max_size=3))
    def cases(calls: list[bytes]) -> None:
        judge_calls(ground, calls)

    cases()


def test_no_exported_chat_is_half_read_or_doubled(ground: Ground) -> None:
    @FEW
    @given(files())
    def cases(file: tuple[bytes, str]) -> None:
        judge_chat(ground, *file)

    cases()


def test_no_backup_of_sms_is_half_read_or_doubled(ground: Ground) -> None:
    @settings(FEW, max_examples=80)
    @given(backups())
    def cases(content: bytes) -> None:
        judge_backup(ground, content)

    cases()


def test_no_old_book_is_half_read_or_doubled(ground: Ground) -> None:
    @settings(FEW, max_examples=60)
    @given(books())
    def cases(file: tuple[bytes, str]) -> None:
        judge_book(ground, *file)

    cases()


def test_no_call_log_is_half_read_or_doubled(ground: Ground) -> None:
    @settings(FEW, max_examples=60)
    @given(call_logs())
    def cases(content: bytes) -> None:
        judge_call_log(ground, content)

    cases()


def test_no_mail_is_half_read_or_doubled(ground: Ground) -> None:
    @settings(FEW, max_examples=60)
    @given(st.lists(mails(), min_size=1, max_size=3))
    def cases(brought: list[bytes]) -> None:
        judge_mails(ground, brought)

    cases()


@pytest.mark.once
@settings(FEW, max_examples=600)
@given(photos())
def test_no_photo_breaks_its_drawing(content: bytes) -> None:
    judge_photo(content)


@pytest.mark.once
@settings(FEW, max_examples=25)
@given(slip_photos())
def test_no_photo_of_a_slip_breaks_the_eye(content: bytes) -> None:
    judge_slip(content)
