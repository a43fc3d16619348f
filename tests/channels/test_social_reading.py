"""What Facebook's and Instagram's hooks tell, also where it is for another account."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    ForAnother,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Reaction,
)
from tanggap.channels._social import SocialChannel
from tanggap.channels._social_reading import FACEBOOK, INSTAGRAM, events_of
from tanggap.channels.facebook import Facebook
from tanggap.channels.instagram import Instagram

OWN = "1029384756"


def told(*entries: object, whole: str = "page") -> list[Event]:
    body = json.dumps({"object": whole, "entry": entries}).encode()
    return events_of(body, FACEBOOK if whole == "page" else INSTAGRAM, OWN, "pkm_padaherang")


def chat(sender: str, **what: object) -> dict[str, object]:
    item = {"sender": {"id": sender}, "recipient": {"id": OWN if sender != OWN else "5501"},
            "timestamp": 1795355790000, **what}  # fmt: skip
    return {"id": OWN, "time": 1795355795, "messaging": [item]}


def test_what_staff_type_in_metas_inbox_is_ours_and_goes_to_the_other() -> None:
    events = told(chat(OWN, message={"mid": "m1", "text": "Baik Bu", "is_echo": True}))
    assert isinstance(events[0], MessageSeen)
    assert events[0].is_ours
    assert [one.value for one in events[0].party.identities] == ["5501"]


def test_an_echo_of_what_we_sent_says_our_own_key() -> None:
    echo = {"mid": "m1", "text": "Baik", "is_echo": True, "metadata": "kunci-kita"}
    events = told(chat(OWN, message=echo))
    assert isinstance(events[0], DeliverySeen)
    assert (events[0].provider_key, events[0].own_key) == ("m1", "kunci-kita")


def test_an_unsent_message_is_taken_back_and_reactions_come_and_go() -> None:
    events = told(
        chat("5501", message={"mid": "m1", "is_deleted": True}),
        chat("5501", reaction={"mid": "m2", "action": "react", "emoji": "❤"}),
        chat("5501", reaction={"mid": "m2", "action": "unreact"}),
    )
    assert isinstance(events[0], MessageRevoked)
    assert [one.emoji for one in events if isinstance(one, Reaction)] == ["❤", ""]


@pytest.mark.parametrize(
    ("message", "kind", "text", "files"),
    [
        ({"attachments": [{"type": "image", "payload": {"url": "https://x.fbcdn.net/a"}}]},
         MessageKind.IMAGE, "", 1),
        ({"attachments": [{"type": "share", "payload": {"url": "https://fb.me/p?token=1"}}]},
         MessageKind.TEXT, "(membagikan: https://fb.me/p)", 0),
        ({"is_unsupported": True}, MessageKind.UNSUPPORTED,
         "(pesan ini hanya dapat dilihat di aplikasinya; Meta tidak meneruskan isinya)", 0),
    ],
)  # fmt: skip
def test_files_and_shares_are_told_apart(
    message: dict[str, object], kind: MessageKind, text: str, files: int
) -> None:
    [event] = told(chat("5501", message={"mid": "m1"} | message))
    assert isinstance(event, MessageSeen)
    assert (event.kind, event.text, len(event.media)) == (kind, text, files)


def feed(**value: object) -> dict[str, object]:
    base = {"item": "comment", "verb": "add", "comment_id": "9_1", "post_id": f"{OWN}_9",
            "parent_id": f"{OWN}_9", "from": {"id": "7001", "name": "Siti"}}  # fmt: skip
    return {"id": OWN, "time": 1, "changes": [{"field": "feed", "value": base | value}]}


def test_the_pages_own_posts_likes_and_remarks_are_no_feedback() -> None:
    own = {"id": OWN, "name": "Puskesmas"}
    assert told(feed(**{"from": own})) == []
    assert told(feed(item="post", **{"from": own})) == []
    assert told(feed(item="reaction")) == []


def test_a_post_that_somebody_left_on_the_wall_is_feedback() -> None:
    [event] = told(feed(item="post", post_id="7001_4", message="Petugas ramah"))
    assert isinstance(event, MessageSeen)
    assert (event.key, event.text) == ("7001_4", "Petugas ramah")


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ({"item": "comment", "comment_id": "8_2", "post_id": "8_1"}, "8_2"),
        ({"item": "post", "post_id": "8_1"}, "8_1"),
    ],
)
def test_a_page_named_in_somebody_elses_words_is_told_as_a_mention(
    value: dict[str, object], key: str
) -> None:
    author = {"from": {"id": "7001", "name": "Siti"}, "message": "@Puskesmas antre lama"}
    [event] = told({"id": OWN, "changes": [{"field": "mention", "value": value | author}]})
    assert isinstance(event, MessageSeen)
    assert (event.key, event.text) == (key, "@Puskesmas antre lama")
    assert event.comment is not None
    assert event.comment.is_mention


@pytest.mark.parametrize("channel", [Facebook(), Instagram()])
def test_an_answer_has_a_day_and_a_human_agent_seven(channel: SocialChannel) -> None:
    last = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert channel.window_closes_at(last, {}) == last + timedelta(hours=24)
    assert channel.window_closes_at(last, {"human_agent": "ya"}) == last + timedelta(days=7)


def test_ones_own_comment_is_known_by_its_name_too() -> None:
    value = {"id": "1", "from": {"id": "8", "username": "PKM_Padaherang"}, "text": "Terima kasih",
             "parent_id": "7", "media": {"id": "M"}}  # fmt: skip
    [event] = told({"id": OWN, "field": "comments", "value": value, "time": 1}, whole="instagram")
    assert isinstance(event, MessageSeen)
    assert event.is_ours


def test_a_part_for_another_account_is_given_on_and_not_read_here() -> None:
    mine = feed(message="untuk kita")
    theirs = feed(message="untuk mereka") | {"id": "555"}
    events = told(mine, theirs)
    assert [type(one) for one in events] == [MessageSeen, ForAnother]
    assert events[1].account == "555"  # type: ignore[union-attr]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["messaging", "changes", "field", "value", "message", "from", "id", "item", "verb",
             "feed", "comments", "mentions", "comment_id", "attachments", "payload", "sender"]
        ) | st.text(max_size=4),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.lists(_JSON, max_size=3), st.sampled_from([FACEBOOK, INSTAGRAM]))
def test_whatever_is_posted_is_read_without_stumbling(entries: list[object], network) -> None:  # type: ignore[no-untyped-def]
    body = json.dumps({"object": network.whole, "entry": entries}).encode()
    keys = [event.key for event in events_of(body, network, OWN) if hasattr(event, "key")]
    assert all(0 < len(key) <= 200 for key in keys)
