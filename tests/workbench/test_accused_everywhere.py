"""One sweep over every address of the site: the accused meets the case on none of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.gateway.models import Dispatch
from tanggap.logbook import actions
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply
from tests.logbook.test_queries_secrecy import WORD, complained_of
from tests.people import Puskesmas

ANSWER = "permohonanmaaf"


def named_patterns(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Yield every named address with the names of its arguments."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from named_patterns(part, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and part.name:
            yield space + part.name, list(part.pattern.converters)


def addresses(entry: Entry, reply: Reply) -> Iterator[str]:
    """Yield every address, filled with the keys of the case where it takes keys."""
    message = entry.entry_messages.get().message
    media = message.attachments.get().media
    keys = {entry.pk, entry.person_id, message.pk, media.pk, reply.pk, reply.dispatch_id}
    for name, arguments in named_patterns():
        if not arguments:
            yield reverse(name)
        elif len(arguments) == 1:
            for key in keys:
                try:
                    yield reverse(name, args=[key])
                except NoReverseMatch:
                    break


def with_answer(here: Puskesmas, entry: Entry, writer: Role) -> Reply:
    """Let an answer lie on the desk, and another wait to be sent by hand."""
    now = timezone.now()
    dispatch = Dispatch.objects.create(
        facility=here.facility,
        line=entry.line,
        text=ANSWER,
        queued_at=now,
        state=Dispatch.State.HAND,
        to=[{"kind": "phone", "value": "+6281234567890"}],
    )
    by = here.staff[writer]
    Reply.objects.create(
        facility=here.facility,
        entry=entry,
        text=ANSWER,
        drafted_by=by,
        drafted_at=now,
        asked_at=now,
    )
    return Reply.objects.create(
        facility=here.facility,
        entry=entry,
        text=ANSWER,
        drafted_by=by,
        drafted_at=now,
        approved_by=by,
        approved_at=now,
        released_at=now,
        line=entry.line,
        dispatch=dispatch,
    )


@pytest.mark.slow
@pytest.mark.parametrize("accused", [Role.PETUGAS, Role.KETUA, Role.KEPALA, Role.PJ_UNIT])
def test_no_address_tells_the_accused_of_the_case(padaherang: Puskesmas, accused: Role) -> None:
    substitute = Role.KETUA if accused == Role.KEPALA else None
    entry = complained_of(padaherang, accused, substitute)
    writer = Role.KETUA if accused == Role.PETUGAS else Role.PETUGAS
    actions.give_receipt(padaherang.actor(writer), entry, "paper")
    reply = with_answer(padaherang, entry, writer)
    client = Client(raise_request_exception=False)
    client.force_login(padaherang.staff[accused])
    told = []
    for address in sorted(set(addresses(entry, reply))):
        if "keluar" in address:
            continue  # signing out would end the sweep
        page: Any = client.get(address)
        body = b"".join(page.streaming_content) if page.streaming else page.content
        words = body.decode(errors="replace")
        told += [
            (address, word)
            for word in (entry.number, WORD, ANSWER, "Mak Icih", "1234-5678")
            if word in words
        ]
    assert not told


def test_the_sweep_would_notice(padaherang: Puskesmas) -> None:
    """Somebody else does meet the case on these pages, so that the sweep can fail."""
    entry = complained_of(padaherang, Role.AUDITOR)
    with_answer(padaherang, entry, Role.PETUGAS)
    client = Client()
    client.force_login(padaherang.staff[Role.KETUA])
    for name in ("workbench:entries", "reply:approvals", "reply:hand-tasks", "base:history"):
        page = client.get(reverse(name)).content.decode()
        assert entry.number in page or ANSWER in page, name
