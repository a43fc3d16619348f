"""Public comments: in any order, however often told, they end the same."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tanggap.base.acting import machine
from tanggap.gateway.events import (
    CommentHidden,
    CommentPlace,
    CommentsListed,
    Event,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Party,
)
from tanggap.gateway.models import Media
from tanggap.gateway.reading import expect_media
from tanggap.inbox.actions import take_in
from tanggap.inbox.models import Attachment, Comment, EarlierText, Message, Person
from tanggap.inbox.queries import last_incoming_at
from tests.channels.recorded_social import FACEBOOK
from tests.people import Puskesmas

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SITI = Party((IdentityKey("psid", "7001"),), "Siti")
PLACE = CommentPlace("P_9")


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


ADD = MessageSeen("9_1", SITI, NOW, text="antre", comment=PLACE)
EDIT = MessageEdited("e1", "9_1", "antre lama", at(1))
AGAIN = MessageEdited("e2", "9_1", "antre lama sekali", at(2))
HIDE = CommentHidden("h1", "9_1", is_hidden=True, at=at(3))
SHOW = CommentHidden("h2", "9_1", is_hidden=False, at=at(4))
LOOK = MessageEdited("l1", "9_1", "antre lama sekali", at(5), is_snapshot=True)
GONE = MessageRevoked("v1", "9_1", at(6))


def take(here: Puskesmas, *events: Event) -> None:
    line = here.line("facebook", **FACEBOOK)
    for event in events:
        take_in(machine(here.facility.pk), line, event, NOW)


def shuffled(dice: random.Random, *events: Event) -> list[Event]:
    """Return ``events`` in any order, some of them twice."""
    told = [*events, *dice.sample(events, 2)]
    dice.shuffle(told)
    return told


def test_a_comment_that_was_changed_and_hidden_ends_the_same_in_any_order(
    padaherang: Puskesmas,
) -> None:
    for seed in range(12):
        Comment.objects.all().delete()
        Message.objects.all().delete()
        take(padaherang, *shuffled(random.Random(seed), ADD, EDIT, AGAIN, HIDE, SHOW), LOOK)
        message = Message.objects.select_related("comment").get()
        assert (message.text, message.comment.is_hidden) == ("antre lama sekali", False), seed
        earlier = EarlierText.objects.order_by("until").values_list("text", flat=True)
        assert list(earlier) == ["antre", "antre lama"], seed


def test_nothing_of_a_removed_comment_is_left_in_any_order(padaherang: Puskesmas) -> None:
    for seed in range(12):
        Comment.objects.all().delete()
        Message.objects.all().delete()
        take(padaherang, *shuffled(random.Random(seed), ADD, EDIT, AGAIN, HIDE, GONE), LOOK)
        message = Message.objects.get()
        assert (message.text, message.search_text) == ("", ""), seed
        assert message.revoked_at == GONE.at
        assert not EarlierText.objects.exists(), seed


def test_the_files_of_a_removed_message_go_too(padaherang: Puskesmas) -> None:
    take(padaherang, ADD)
    message = Message.objects.get()
    media = expect_media(message.line, MediaRef("9_1#0", url="https://x.fbcdn.net/a"))
    Attachment.objects.create(message=message, media=media)
    take(padaherang, GONE)
    assert not Attachment.objects.exists()
    assert not Media.objects.exists()


def test_a_public_comment_opens_no_window(padaherang: Puskesmas) -> None:
    take(padaherang, ADD)
    line, person = padaherang.line("facebook"), Person.objects.get()
    assert last_incoming_at(person, line) is None
    take(padaherang, MessageSeen("m1", SITI, at(9), text="ini nomor saya"))
    assert last_incoming_at(person, line) == at(9)


def test_our_own_answer_beneath_a_comment_is_in_its_writers_thread(padaherang: Puskesmas) -> None:
    own = MessageSeen("9_2", Party(()), at(1), text="Terima kasih", is_ours=True,
                      reply_to="9_1", comment=PLACE)  # fmt: skip
    take(padaherang, ADD, own)
    assert Message.objects.get(key="9_2").person == Person.objects.get()


def test_an_author_that_the_hook_left_out_is_learnt_by_asking(padaherang: Puskesmas) -> None:
    take(padaherang, MessageSeen("9_1", Party(()), NOW, text="antre", comment=PLACE), ADD)
    message = Message.objects.get()
    assert message.person == Person.objects.get()
    assert message.sender_name == "Siti"


@pytest.mark.parametrize(("since", "is_asked"), [(None, True), (at(30), False)])
def test_a_comment_that_its_post_no_longer_shows_is_asked_after(
    padaherang: Puskesmas, since: datetime | None, *, is_asked: bool
) -> None:
    other = MessageSeen("9_5", SITI, NOW, text="masih ada", comment=PLACE)
    take(padaherang, ADD, other)
    take(padaherang, CommentsListed("c1", "P_9", frozenset({"9_5"}), since, at(60)))
    wanted = Comment.objects.filter(wanted_at__isnull=False)
    assert [one.message.key for one in wanted] == (["9_1"] if is_asked else [])
