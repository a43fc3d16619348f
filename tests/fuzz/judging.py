"""What must hold whatever comes in: nothing raised, nothing lost, nothing doubled."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tanggap.base.acting import Refused
from tanggap.base.files import redrawn
from tanggap.base.models import Role
from tanggap.channels._meta import signature
from tanggap.channels._whatsapp_reading import events_of
from tanggap.gateway.events import (
    DeliverySeen,
    Event,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Notice,
    Reaction,
    Unreadable,
)
from tanggap.gateway.front_door import FrontDoor
from tanggap.gateway.models import Arrival, Delivery, LineNotice
from tanggap.gateway.reading import events_in
from tanggap.inbox.actions import import_chat
from tanggap.inbox.chat_import import ParsedChat, UnreadableExport, read_export
from tanggap.inbox.jobs import read_arrivals
from tanggap.inbox.models import EarlierText, Identity, LateChange, Message, Person
from tests.channels.test_email import OURS
from tests.fuzz.calls import GOOD_KEY, has_good_one, items_in
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

SECRET = "rahasia-uji"
MAILBOX = {"address": OURS, "imap_host": "localhost", "smtp_host": "localhost"}
WIB = ZoneInfo("Asia/Jakarta")
LOOKED_AT_EVERY = 25  # pages cost more than all the rest


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo whatever is written inside, so that every case meets the same ground."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Ground:
    """A health centre with its door and its handphone, on which cases are tried."""

    here: Puskesmas
    door: FrontDoor = field(init=False)
    browser: Client = field(init=False)

    def __post_init__(self) -> None:
        self.door = FrontDoor(lambda environ, start: [b""])
        self.browser = browser_of(self.here, Role.PETUGAS)
        self.here.line("whatsapp", app_secret=SECRET, phone_number_id="")
        self.here.line("wa_handphone")
        self.here.line("sms_handphone")
        self.here.line("phone")
        self.here.line("email", **MAILBOX)

    def end(self) -> None:
        self.door.intake.end()

    def call(self, body: bytes, signed: str | None = None) -> int:
        """Post ``body`` to the line's hook; return the status of the answer."""
        answered: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/hooks/whatsapp/{self.here.line('whatsapp').token}",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_HUB_SIGNATURE_256": signature(body, SECRET) if signed is None else signed,
            "wsgi.input": io.BytesIO(body),
        }
        self.door(environ, lambda status, headers: answered.append(status))
        return int(answered[0].split()[0])

    def look(self, case: bytes) -> bool:
        """Open, for some cases, the pages on which everything that came in is met."""
        if zlib.crc32(case) % LOOKED_AT_EVERY:
            return False
        for name in ("workbench:triage", "gateway:troubles", "workbench:home", "gateway:lines"):
            answer = self.browser.get(reverse(name))
            assert answer.status_code in (200, 403), f"{name}: {answer.status_code}"
            assert b"<script>alert" not in answer.content, name
        for person in Person.objects.order_by("-id")[:3]:
            page = self.browser.get(reverse("inbox:person", args=[person.pk]), follow=True)
            assert page.status_code == 200, "inbox:person"
        return True


# ---------------------------------------------------------------- hooks


def judge_body(body: bytes) -> None:
    """Read one body as the channel does, without keeping anything."""
    events = events_of(body, "")
    assert events, "nothing was read, not even trouble"
    assert len(events) >= items_in(body), "fewer events than items"
    assert repr(events) == repr(events_of(body, "")), "read again, it says something else"
    storable(events)


def judge_calls(ground: Ground, bodies: list[bytes]) -> None:
    """Deliver ``bodies``, read them, deliver them again."""
    try:
        _judge_calls(ground, bodies)
    finally:
        Arrival.objects.all().delete()


def _judge_calls(ground: Ground, bodies: list[bytes]) -> None:
    for body in bodies:
        if zlib.crc32(body) % LOOKED_AT_EVERY == 1:
            assert ground.call(body, "sha256=" + "0" * 64) == 401
        assert ground.call(body) == 200
    kept = list(Arrival.objects.order_by("id"))
    assert [bytes(one.body) for one in kept] == bodies, "answered 200 and not kept as it came"
    with forgotten():
        read_arrivals(timezone.now() + timedelta(seconds=1))
        for arrival, body in zip(Arrival.objects.order_by("id"), bodies, strict=True):
            _judge_reading(arrival, body)
        ground.look(bodies[0])
        once = everything()
        for arrival in kept:
            Arrival.objects.filter(pk=arrival.pk).update(state="new", tries=0, next_at=None)
        read_arrivals(timezone.now() + timedelta(seconds=1))
        same(everything(), once)


def storable(value: Any) -> None:
    """Insist that every text within ``value`` is one that both databases keep."""
    for text in _texts(value):
        assert "\x00" not in text, "NUL"
        text.encode()  # no half of a surrogate pair


def _texts(value: Any) -> Iterator[str]:
    """Yield every text within events."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


def _judge_reading(arrival: Arrival, body: bytes) -> None:
    assert arrival.state in ("read", "partly", "trouble"), arrival.state
    assert "(" not in arrival.trouble, arrival.trouble  # the name of an error of ours
    events = events_in(arrival)
    assert len(events) >= items_in(body), "fewer events than items"
    unread = [event for event in events if isinstance(event, Unreadable)]
    if arrival.state == "read":
        assert not unread
    else:
        assert unread
        assert arrival.trouble
    for event in events:
        assert isinstance(event, Unreadable) or is_kept(arrival, event), type(event).__name__
    if has_good_one(body):
        assert Message.objects.filter(line=arrival.line, key=GOOD_KEY).count() == 1


def is_kept(arrival: Arrival, event: Event) -> bool:
    """Answer whether ``event`` left what it should, once."""
    line = arrival.line
    match event:
        case MessageSeen():
            return Message.objects.filter(line=line, key=event.key).count() == 1
        case DeliverySeen():
            seen = Delivery.objects.filter(line=line, provider_key=event.provider_key)
            return seen.filter(state=event.state).count() == 1
        case Notice():
            return LineNotice.objects.filter(line=line, key=event.key).count() == 1
        case MessageEdited() | MessageRevoked():
            return _met(line, event.original_key)
        case Reaction():
            return _met(line, event.message_key)
    return True


def _met(line: Any, key: str) -> bool:
    late = LateChange.objects.filter(line=line, message_key=key)
    return late.exists() or Message.objects.filter(line=line, key=key).exists()


def everything() -> dict[str, list[Any]]:
    """Return all that was read, in comparable form."""
    words = ("key", "direction", "kind", "text", "sent_at", "edited_at", "revoked_at", "reaction")
    return {
        "messages": sorted(Message.objects.values_list(*words, "person"), key=repr),
        "earlier": sorted(EarlierText.objects.values_list("message__key", "text"), key=repr),
        "late": sorted(LateChange.objects.values_list("event_key", "what", "text"), key=repr),
        "deliveries": sorted(Delivery.objects.values_list("provider_key", "state"), key=repr),
        "notices": sorted(LineNotice.objects.values_list("key", "text"), key=repr),
        "people": sorted(Identity.objects.values_list("kind", "value", "person"), key=repr),
    }


def same(now: dict[str, list[Any]], once: dict[str, list[Any]]) -> None:
    for name, rows in once.items():
        assert now[name] == rows, f"a second time changed {name}"


# ---------------------------------------------------------------- mails


def judge_mails(ground: Ground, mails: list[bytes]) -> None:
    """Let a mailbox bring ``mails``, read them, and let it bring them again."""
    line, now = ground.here.line("email"), timezone.now()
    with forgotten():
        once: dict[str, list[Any]] = {}
        for _ in range(2):
            for number, content in enumerate(mails, 1):
                headers = {"place": f"7/{number}", "whole": "1", "received": now.isoformat()}
                Arrival.objects.create(
                    facility_id=line.facility_id, line=line, received_at=now, method="POLL",
                    headers=headers, body=content, sha256=hashlib.sha256(content).hexdigest(),
                )  # fmt: skip
            read_arrivals(now + timedelta(seconds=1))
            for arrival in Arrival.objects.order_by("id"):
                _judge_reading(arrival, bytes(arrival.body))
                storable(list(events_in(arrival)))
            same(everything(), once)
            once = everything()
        ground.look(mails[0])


# ---------------------------------------------------------------- exported chats


def judge_export(content: bytes, name: str) -> ParsedChat | None:
    """Read an export without importing it: what it says, or a sentence on what to do."""
    try:
        parsed = read_export(content, name, None, WIB)
    except UnreadableExport as refusal:
        _say_something(refusal)
        return None
    shown = parsed.preview()
    assert shown.count == len(parsed.messages) == sum(one.count for one in shown.senders)
    storable(list(parsed.said))
    return parsed


def _say_something(refusal: Exception) -> None:
    assert len(str(refusal)) > 20, "a refusal that says nothing"


def judge_chat(ground: Ground, content: bytes, name: str) -> None:
    """Read an export, import it, import it again; now and then through the pages."""
    parsed = judge_export(content, name)
    if parsed is None:
        return
    with forgotten():
        line, actor = ground.here.line("wa_handphone"), ground.here.actor()
        own = [sender.name for sender in parsed.senders()][:1]
        try:
            run = import_chat(actor, line, parsed, own)
        except Refused as refusal:
            _say_something(refusal)
            return
        assert run.added == run.seen == Message.objects.count(), "fewer messages than were seen"
        once = everything()
        again = import_chat(actor, line, read_export(content, name, None, WIB), own)
        assert again.added == again.changed == 0, "the same chat twice brought something new"
        same(everything(), once)
        if ground.look(content):
            _upload(ground, content, name)


def _upload(ground: Ground, content: bytes, name: str) -> None:
    file = SimpleUploadedFile(
        name.encode("utf-8", "replace").decode().replace("\x00", "")[:90] or "a.txt", content
    )
    asked = {"line": ground.here.line("wa_handphone").pk, "file": file}
    answer = ground.browser.post(reverse("inbox:import"), asked, follow=True)
    assert answer.status_code == 200


# ---------------------------------------------------------------- photos


def judge_photo(content: bytes) -> None:
    """Draw a photo anew: a sound picture comes out, or nothing."""
    drawn = redrawn(content)
    if drawn is not None:
        with Image.open(io.BytesIO(drawn[0])) as picture:
            picture.load()
            assert not picture.getexif()
