"""Every real body, posted with a valid signature, ends as the right messages of the right
people: expected against got, file by file, through the front door and the worker.
"""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tanggap.channels._contract import (
    DeliverySeen,
    IdentityChanged,
    MessageSeen,
    Notice,
    Reaction,
    Recorded,
)
from tanggap.gateway.front_door import FrontDoor
from tanggap.gateway.models import Arrival, Delivery, LineNotice, Media
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import Identity, LateChange, Message
from tests.channels.recorded import BY_KIND, SETTINGS
from tests.people import Puskesmas

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door() -> Iterator[FrontDoor]:
    made = FrontDoor(lambda environ, start: [])
    yield made
    made.intake.end()


def post(door: FrontDoor, path: str, one: Recorded) -> str:
    heard: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": one.request.method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(one.request.body)),
        "HTTP_X_HUB_SIGNATURE_256": one.request.headers["x-hub-signature-256"],
        "wsgi.input": io.BytesIO(one.request.body),
    }
    door(environ, lambda status, headers: heard.append(status))
    return heard[0]


def got() -> list[tuple[object, ...]]:
    """Return what is in the tables now, in the words of the expectation."""
    rows: list[tuple[object, ...]] = [
        (m.key, m.direction, m.kind, m.text, m.sent_at, m.reply_to, _names(m), m.person.name)
        for m in Message.objects.select_related("person")
        if m.person
    ]
    rows += [(d.provider_key, d.state, d.at, d.failure_kind) for d in Delivery.objects.all()]
    rows += [(n.topic, n.text) for n in LineNotice.objects.all()]
    rows += [("media", m.provider_key, m.mime) for m in Media.objects.all()]
    rows += [(c.event_key, c.message_key, c.text) for c in LateChange.objects.all()]
    return sorted(set(rows), key=repr)


def _names(message: Message) -> tuple[str, ...]:
    assert message.person
    return tuple(sorted(f"{i.kind}:{i.value}" for i in message.person.identities.all()))


def wanted(one: Recorded) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for event in one.events:
        if isinstance(event, MessageSeen):
            names = tuple(sorted(f"{i.kind}:{i.value}" for i in event.party.identities))
            way = "out" if event.is_ours else "in"
            rows.append(
                (event.key, way, event.kind.value, event.text, event.sent_at, event.reply_to,
                 names, event.party.name)
            )  # fmt: skip
            rows += [("media", ref.key, ref.mime) for ref in event.media]
        elif isinstance(event, DeliverySeen):
            why = event.failure.kind.value if event.failure else ""
            rows.append((event.provider_key, event.state, event.at, why))
        elif isinstance(event, Notice):
            rows.append((event.topic, event.text))
        elif isinstance(event, Reaction):
            rows.append((event.key, event.message_key, event.emoji))
    return sorted(set(rows), key=repr)


@pytest.mark.parametrize("one", BY_KIND["whatsapp"], ids=lambda one: one.name.rsplit("/", 1)[-1])
def test_expected_against_got(one: Recorded, door: FrontDoor, padaherang: Puskesmas) -> None:
    line = padaherang.line("whatsapp", **SETTINGS)
    for _ in range(2):  # Meta may bring the same bytes twice
        assert post(door, f"/hooks/whatsapp/{line.token}", one) == "200 OK"
        read_arrivals(timezone.now())
    assert set(Arrival.objects.values_list("state", flat=True)) == {"read"}
    if not any(isinstance(event, IdentityChanged) for event in one.events):
        assert got() == wanted(one)
    for event in one.events:
        if isinstance(event, IdentityChanged):
            person = Identity.objects.get(value=event.old.value).person
            assert [i.person for i in Identity.objects.filter(value=event.new[0].value)] == [person]
