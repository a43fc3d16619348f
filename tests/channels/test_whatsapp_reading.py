"""Whatever Meta, or anybody, puts into a body: every part is read, nothing stops the rest."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    ForAnother,
    IdentityChanged,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Notice,
    Reaction,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME
from tanggap.channels._whatsapp_reading import events_of
from tests.channels.recorded import EXPECTED, FIXTURES, SETTINGS

OURS = SETTINGS["phone_number_id"]
SITI = "6281234567890"


def body(field: str = "messages", number_id: str = OURS, **value: Any) -> bytes:
    whole = {"metadata": {"phone_number_id": number_id, "display_phone_number": "628"}, **value}
    return json.dumps({"entry": [{"changes": [{"field": field, "value": whole}]}]}).encode()


def message(kind: str, part: Any, **more: Any) -> bytes:
    item = {"from": SITI, "id": "wamid.1", "timestamp": "1795355795", "type": kind, kind: part}
    return body(messages=[{**item, **more}])


def only(raw: bytes) -> Any:
    events = events_of(raw, OURS)
    assert len(events) == 1
    return events[0]


@pytest.mark.parametrize(
    ("kind", "part", "expected", "text"),
    [
        ("text", {"body": "Obat habis"}, MessageKind.TEXT, "Obat habis"),
        ("video", {"id": "9", "caption": "Antrean"}, MessageKind.VIDEO, "Antrean"),
        ("audio", {"id": "9", "voice": True}, MessageKind.AUDIO, ""),
        ("voice", {"id": "9"}, MessageKind.AUDIO, ""),
        ("document", {"id": "9", "filename": "a.pdf"}, MessageKind.DOCUMENT, ""),
        ("sticker", {"id": "9"}, MessageKind.STICKER, ""),
        ("interactive", {"nfm_reply": {"body": "Sent"}}, MessageKind.CHOICE, "Sent"),
        ("system", {"body": "Kode keamanan berubah"}, MessageKind.SYSTEM, "Kode keamanan berubah"),
        ("request_welcome", {}, MessageKind.SYSTEM, "Percakapan dibuka."),
        ("hologram", {"body": "halo"}, MessageKind.UNSUPPORTED,
         "halo\n(jenis pesan «hologram» belum dapat ditampilkan)"),
        ("unsupported", {"type": "poll"}, MessageKind.UNSUPPORTED,
         "(jenis pesan «poll» belum dapat ditampilkan)"),
    ],
)  # fmt: skip
def test_every_type_is_a_message(kind: str, part: Any, expected: MessageKind, text: str) -> None:
    seen = only(message(kind, part))
    assert isinstance(seen, MessageSeen)
    assert (seen.kind, seen.text) == (expected, text)
    assert bool(seen.media) == (kind in {"video", "audio", "voice", "document", "sticker"})


def test_an_edit_names_the_original_and_its_new_words() -> None:
    part = {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "Bu"}}}
    seen = only(message("edit", part))
    assert isinstance(seen, MessageEdited)
    assert (seen.original_key, seen.text) == ("wamid.0", "Bu")


def test_a_revocation_names_the_original() -> None:
    seen = only(message("revoke", {"original_message_id": "wamid.0"}))
    assert isinstance(seen, MessageRevoked)
    assert seen.original_key == "wamid.0"


def test_a_reaction_taken_away_has_no_emoji() -> None:
    seen = only(message("reaction", {"message_id": "wamid.0"}))
    assert isinstance(seen, Reaction)
    assert seen.emoji == ""


@pytest.mark.parametrize(
    ("kind", "part", "expected"),
    [
        ("edit", {"original_message_id": "wamid.0", "message": {}}, MessageEdited),
        ("revoke", {"original_message_id": "wamid.0"}, MessageRevoked),
    ],
)
def test_what_was_typed_on_the_handphone_can_be_changed_there(
    kind: str, part: Any, expected: type
) -> None:
    item = {"to": SITI, "id": "wamid.2", "timestamp": "1795355795", "type": kind, kind: part}
    assert isinstance(only(body("smb_message_echoes", message_echoes=[item])), expected)


def test_an_echo_to_a_person_without_number_reaches_by_user_id() -> None:
    item = {
        "to_user_id": "ID.7",
        "id": "w",
        "timestamp": "1",
        "type": "text",
        "text": {"body": "a"},
    }
    seen = only(body("smb_message_echoes", message_echoes=[item]))
    assert seen.is_ours
    assert [identity.kind for identity in seen.party.identities] == ["wa_bsuid"]


def test_a_changed_number_keeps_the_user_id_beside_it() -> None:
    part = {"type": "user_changed_number", "wa_id": "6281300000000", "user_id": "ID.2",
            "previous_user_id": "ID.1"}  # fmt: skip
    seen = only(message("system", part))
    assert isinstance(seen, IdentityChanged)
    assert seen.old.value == f"+{SITI}"
    assert [identity.value for identity in seen.new] == ["+6281300000000", "ID.2"]


def test_played_is_read_and_deleted_is_only_told() -> None:
    played, deleted = events_of(
        body(
            statuses=[
                {"id": "wamid.9", "status": "played", "timestamp": "1795355795"},
                {"id": "wamid.9", "status": "deleted", "timestamp": "1795355795"},
            ]
        ),
        OURS,
    )
    assert isinstance(played, DeliverySeen)
    assert played.state == "read"
    assert isinstance(deleted, Notice)


def test_a_status_brings_back_our_own_key_and_what_it_costs() -> None:
    item = {"id": "w", "status": "sent", "timestamp": "1", "biz_opaque_callback_data": "kita",
            "pricing": {"billable": True, "pricing_model": "PMP"}}  # fmt: skip
    seen = only(body(statuses=[item]))
    assert (seen.own_key, seen.is_billable) == ("kita", True)


def test_messages_for_a_number_that_is_not_ours_are_told_without_their_words() -> None:
    raw = body(number_id="999", messages=[{"from": SITI, "type": "text", "text": {"body": "x y"}}])
    seen = only(raw)
    assert isinstance(seen, ForAnother)
    assert seen.account == "999"
    assert "x y" not in str(seen)


def test_a_refused_template_is_told_with_its_name() -> None:
    seen = only(
        body(
            "message_template_status_update",
            event="REJECTED",
            message_template_name="umpan_balik_jawaban",
        )
    )
    assert isinstance(seen, Notice)
    assert "REJECTED, umpan_balik_jawaban" in seen.text


def test_a_thousand_updates_are_a_thousand_events() -> None:
    one = {"from": SITI, "timestamp": "1795355795", "type": "text", "text": {"body": "a"}}
    raw = body(messages=[{**one, "id": f"wamid.{n}"} for n in range(1000)])
    assert {event.key for event in events_of(raw, OURS)} == {f"wamid.{n}" for n in range(1000)}  # type: ignore[union-attr]


def test_one_broken_message_does_not_hide_its_neighbours() -> None:
    good = {"from": SITI, "id": "w", "timestamp": "1", "type": "text", "text": {"body": "a"}}
    events = events_of(body(messages=[7, None, good, "x"]), OURS)
    assert [type(event) for event in events] == [Unreadable, Unreadable, MessageSeen, Unreadable]


def test_a_time_that_makes_no_sense_waits_for_the_time_of_arrival() -> None:
    senseless: list[Any] = ["", "kemarin", None, -5, "9" * 40, [], "nan"]
    for stamp in senseless:
        assert only(message("text", {"body": "a"}, timestamp=stamp)).sent_at == UNKNOWN_TIME


def test_half_an_emoji_and_nul_can_be_stored() -> None:
    raw = message("text", {"body": "@"}).replace(b'"@"', b'"a\\ud83d\\u0000b"')
    text = only(raw).text
    assert "\x00" not in text
    assert text.encode().decode().startswith("a")


def _storable(event: Event) -> None:
    for value in vars(event).values():
        if isinstance(value, str):
            value.encode()
            assert "\x00" not in value
    key: str = getattr(event, "key", "") or getattr(event, "provider_key", "")
    assert 0 < len(key) <= 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)
REAL = [json.loads((FIXTURES / name).read_bytes()) for name in EXPECTED]


@given(st.binary(max_size=200))
def test_no_bytes_are_a_crash(raw: bytes) -> None:
    for event in events_of(raw, OURS):
        _storable(event)


@given(JSON)
def test_no_json_is_a_crash(value: Any) -> None:
    for event in events_of(json.dumps({"entry": value}).encode(), OURS):
        _storable(event)


def _spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    for key, child in inner if isinstance(value, dict | list) else []:
        found += _spots(child, (*path, key)) if isinstance(child, dict | list) else [(*path, key)]
    return found


@settings(max_examples=400)
@given(st.data())
def test_no_mutation_of_a_real_body_is_a_crash(data: st.DataObject) -> None:
    whole = copy.deepcopy(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 3))):
        spots = _spots(whole)
        if not spots:
            break
        *path, last = data.draw(st.sampled_from(spots))
        holder = whole
        for step in path:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[last] = data.draw(JSON)
        else:
            del holder[last]
    for event in events_of(json.dumps(whole).encode(), OURS):
        _storable(event)
