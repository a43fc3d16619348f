"""Calls that are signed and nevertheless odd: each is read, or rests among the troubles."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tanggap.channels._json import digest
from tanggap.gateway.models import Arrival, Delivery
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Message
from tests.people import Puskesmas


def message(key: object, text: object = "halo", **more: object) -> dict[str, object]:
    plain = {"from": "6281234567890", "id": key, "timestamp": "1779000000", "type": "text"}
    return {**plain, "text": {"body": text}, **more}


def body(*messages: object, **value: object) -> bytes:
    whole = {"messaging_product": "whatsapp", "messages": list(messages), **value}
    change = {"field": "messages", "value": whole}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


DEEP = b'{"entry":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
ODD: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"<xml/>",
    "a list": b"[]",
    "a number": b"7",
    "NaN": b'{"entry": [{"changes": [{"value": {"messages": [{"id": NaN, "timestamp": NaN}]}}]}]}',
    "infinity as time": body(message("m1", timestamp=1e400)),
    "nested 50,000 deep": DEEP,
    "nested deep in a text": body(message("m1")).replace(b'"halo"', b"[" * 900 + b"]" * 900),
    "a key twice": b'{"entry": 1, "entry": [{"changes": [{"value": {"messages": [{}]}}]}]}',
    "numbers for words": body(message(7, 8)),
    "words for lists": body("halo", None, 7, [], message("m2")),
    "NUL and half signs": body(message("m1\x00", "a\x00b\ud800")),
    "a key of 5,000 letters": body(message("m" * 5000)),
    "a time of the year 9999": body(message("m1", timestamp="253402300799")),
    "a time before all": body(message("m1", timestamp="-62135596800")),
    "a number of 5,000 digits": body(message("m1")).replace(b'"1779000000"', b"9" * 5000),
    "a name of a hundred thousand": body(
        message("m1"),
        contacts=[{"wa_id": "6281234567890", "profile": {"name": "Bu " * 40_000}}],
    ),
    "a text of a hundred thousand": body(message("m1", "obat " * 20_000)),
    "no utf-8": b'{"entry": "\xff\xfe"}',
    "empty parts": b'{"entry": [{}, {"changes": [{}, {"value": {}}]}, null]}',
}


def arrive(here: Puskesmas, content: bytes) -> Arrival:
    return Arrival.objects.create(
        facility=here.facility,
        line=here.line("whatsapp"),
        received_at=timezone.now(),
        method="POST",
        body=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_call_never_stops_the_one_after_it(padaherang: Puskesmas, odd: str) -> None:
    strange = arrive(padaherang, ODD[odd])
    good = arrive(padaherang, body(message("good", "Antre lama")))
    read_arrivals(timezone.now() + timedelta(seconds=1))
    strange.refresh_from_db()
    good.refresh_from_db()
    assert strange.state != Arrival.State.NEW
    assert good.state == Arrival.State.READ
    assert Message.objects.filter(key="good").count() == 1
    assert bytes(strange.body) == ODD[odd], "what came is kept as it came"


BESIDE = {
    "no utf-8": body(message("odd", "XY"), message("good")).replace(b"XY", b"\xff\xfe"),
    "a number of 5,000 digits": body(message("odd", 5), message("good")).replace(
        b'"body": 5', b'"body": ' + b"9" * 5000
    ),
}


@pytest.mark.parametrize("odd", BESIDE)
def test_one_odd_value_leaves_the_message_beside_it_readable(
    padaherang: Puskesmas, odd: str
) -> None:
    arrival = arrive(padaherang, BESIDE[odd])
    read_arrivals(timezone.now())
    arrival.refresh_from_db()
    assert arrival.state == Arrival.State.READ
    assert Message.objects.get(key="good").text == "halo"
    assert Message.objects.get(key="odd").text in ("\ufffd\ufffd", "9" * 5000)


def test_two_messages_without_id_nested_beyond_the_writer_are_two() -> None:
    """A tree that can be read and is too deep to be written out as JSON again."""
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert digest({"a": deep}) == digest({"a": deep})
    assert digest({"a": deep}) != digest({"b": deep})


def test_a_status_with_a_key_that_is_none_of_ours_is_kept(padaherang: Puskesmas) -> None:
    status = {"id": "wamid.X", "status": "delivered", "timestamp": "1779000000"}
    arrival = arrive(padaherang, body(statuses=[status | {"biz_opaque_callback_data": "bukan"}]))
    read_arrivals(timezone.now())
    arrival.refresh_from_db()
    assert arrival.state == Arrival.State.READ
    assert Delivery.objects.get().own_key == "bukan"


def test_more_different_words_than_an_index_holds_are_kept_whole(padaherang: Puskesmas) -> None:
    """PostgreSQL refuses a row whose words pass one megabyte."""
    words = " ".join(f"kata{place:08}" for place in range(120_000))
    arrive(padaherang, body(message("long", words), message("good")))
    read_arrivals(timezone.now())
    assert Message.objects.get(key="long").text == words
    assert Message.objects.filter(key="good").exists()


def test_a_thousand_updates_in_one_call_become_a_thousand_messages(padaherang: Puskesmas) -> None:
    arrive(padaherang, body(*(message(f"m{place}") for place in range(1000))))
    read_arrivals(timezone.now())
    assert Message.objects.count() == 1000
