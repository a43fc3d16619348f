"""What every channel must have before it is one: this fails until a new one has it all."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanggap.channels._contract import Channel, Outgoing, Ports, Request
from tanggap.channels._registry import channels
from tests.channels.matrix import matrix
from tests.channels.recorded import BY_KIND

DOCS = Path(__file__).resolve().parents[2] / "docs" / "channels"
NOW = datetime(2026, 5, 12, tzinfo=UTC)
ALL = list(channels().values())
HOOKED = [channel for channel in ALL if channel.abilities.has_hook]
SIGNED = [channel for channel in HOOKED if channel.abilities.has_signed_hook]


def by_kind(channel: Channel) -> str:
    return channel.kind


def test_the_registry_lists_the_folder() -> None:
    assert {"whatsapp", "wa_handphone", "sms_handphone", "phone", "box", "walk_in", "letter"} <= {
        *channels()
    }


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_it_says_what_it_is_called_and_what_its_settings_are(channel: Channel) -> None:
    assert channel.label
    assert channel.address_label
    names = [field.name for field in channel.fields]
    assert len(names) == len(set(names))
    assert all(field.label for field in channel.fields)


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_it_has_a_page_in_the_docs(channel: Channel) -> None:
    page = (DOCS / f"{channel.kind}.md").read_text(encoding="utf-8")
    assert channel.label in page
    assert all(field.name in page for field in channel.fields)


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_its_secrets_are_known_to_be_secret(channel: Channel) -> None:
    settings = {field.name: f"nilai-{field.name}" for field in channel.fields}
    assert channel.secrets(settings) == {
        f"nilai-{field.name}" for field in channel.fields if field.is_secret
    }


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_it_names_every_required_setting_that_is_missing(channel: Channel) -> None:
    required = {field.name for field in channel.fields if field.is_required}
    assert required <= set(channel.problems({}))


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_it_sends_or_says_how_a_person_does(channel: Channel) -> None:
    if channel.abilities.sends:
        assert type(channel).send is not Channel.send
        assert channel.abilities.longest_text
    else:
        with pytest.raises(NotImplementedError):
            channel.send(Outgoing("k", ()), {}, Ports(http=None))  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", ALL, ids=by_kind)
def test_it_is_asked_only_if_it_says_how_often(channel: Channel) -> None:
    assert bool(channel.abilities.polls_every) == (type(channel).poll is not Channel.poll)


@pytest.mark.parametrize("channel", HOOKED, ids=by_kind)
def test_its_recorded_requests_are_read_to_the_last_event(channel: Channel) -> None:
    recorded = BY_KIND.get(channel.kind, [])
    assert len(recorded) >= 3, f"{channel.kind} needs recorded requests with expected results"
    for one in recorded:
        assert channel.verify(one.request, one.settings, NOW).status == 200, one.name
        assert tuple(channel.read(one.request, one.settings)) == tuple(one.events), one.name


@pytest.mark.parametrize("channel", SIGNED, ids=by_kind)
def test_a_request_that_nobody_signed_is_refused_and_not_kept(channel: Channel) -> None:
    recorded = BY_KIND[channel.kind][0]
    for request in (
        replace(recorded.request, headers={}),
        replace(recorded.request, body=recorded.request.body + b" "),
    ):
        admission = channel.verify(request, recorded.settings, NOW)
        assert admission.refused
        assert not admission.keep
        assert admission.status in (401, 403)


@pytest.mark.parametrize("channel", HOOKED, ids=by_kind)
def test_what_cannot_be_read_is_an_event_too(channel: Channel) -> None:
    settings = BY_KIND[channel.kind][0].settings
    for body in (b"", b"\x00\xff", b"[]", b"null", b'{"entry": 7}', b"[" * 100_000):
        assert channel.read(Request("POST", "", {}, body), settings)


@pytest.mark.parametrize("channel", HOOKED, ids=by_kind)
def test_it_tells_where_to_enter_the_hook(channel: Channel) -> None:
    hint = channel.setup_hint("https://contoh.example/hooks/x/y", {})
    assert "https://contoh.example/hooks/x/y" in hint


def test_the_matrix_in_the_docs_is_that_of_the_classes() -> None:
    assert matrix() in (DOCS / "README.md").read_text(encoding="utf-8")
