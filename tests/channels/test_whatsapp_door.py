"""Who may call the hook, and what the settings must look like."""

from datetime import UTC, datetime

import pytest

from tanggap.channels._contract import Request
from tanggap.channels._meta import may_fetch
from tanggap.channels.whatsapp import WhatsApp
from tests.channels.recorded import SETTINGS, signed

NOW = datetime(2026, 5, 12, tzinfo=UTC)
CHANNEL = WhatsApp()


def ask(query: str) -> tuple[int, bytes]:
    admission = CHANNEL.verify(Request("GET", query, {}, b""), SETTINGS, NOW)
    assert not admission.keep
    return admission.status, admission.body


def test_metas_question_is_answered_with_its_challenge() -> None:
    query = "hub.mode=subscribe&hub.verify_token=kata-uji&hub.challenge=1158201444"
    assert ask(query) == (200, b"1158201444")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "hub.mode=subscribe&hub.verify_token=salah&hub.challenge=1",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.verify_token=kata-uji&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=k%C3%A9&hub.challenge=1",
    ],
)
def test_another_question_is_refused(query: str) -> None:
    assert ask(query) == (403, b"")


def test_while_the_secret_changes_both_are_taken() -> None:
    both = SETTINGS | {"app_secret_next": "rahasia-baru"}
    assert CHANNEL.verify(signed(b"{}", "rahasia-baru"), both, NOW).keep
    assert CHANNEL.verify(signed(b"{}"), both, NOW).keep
    assert CHANNEL.verify(signed(b"{}", "rahasia-baru"), SETTINGS, NOW).refused


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=" + "a" * 64, "sha256=" + "é" * 64, "sha256=" + "A" * 64]
)
def test_a_signature_of_another_shape_is_refused(header: str) -> None:
    request = Request("POST", "", {"x-hub-signature-256": header}, b"{}")
    assert CHANNEL.verify(request, SETTINGS, NOW).status == 401


def test_an_empty_secret_signs_nothing() -> None:
    assert CHANNEL.verify(signed(b"{}", ""), SETTINGS | {"app_secret": ""}, NOW).refused


@pytest.mark.parametrize(
    ("graph_url", "is_fine"),
    [
        ("", True),
        ("http://127.0.0.1:18129", True),
        ("http://localhost:18129", True),
        ("https://graph.contoh.example", True),
        ("http://graph.contoh.example", False),
        ("https://u:p@graph.facebook.com", False),
        ("ftp://127.0.0.1", False),
        ("http://[", False),
    ],
)
def test_the_token_goes_only_where_it_is_safe(graph_url: str, *, is_fine: bool) -> None:
    problems = CHANNEL.problems(SETTINGS | {"graph_url": graph_url})
    assert ("graph_url" not in problems) == is_fine


def test_a_phone_number_is_not_a_phone_number_id() -> None:
    assert "phone_number_id" in CHANNEL.problems(SETTINGS | {"phone_number_id": "+62 812"})


GRAPH = "https://graph.facebook.com"


@pytest.mark.parametrize(
    ("url", "graph", "may"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/x?mid=1", GRAPH, True),
        ("https://scontent.xx.fbcdn.net/v/x", GRAPH, True),
        ("https://mmg.whatsapp.net/x", GRAPH, True),
        ("http://lookaside.fbsbx.com/x", GRAPH, False),
        ("https://lookaside.fbsbx.com:8443/x", GRAPH, False),
        ("https://lookaside.fbsbx.com.contoh.example/x", GRAPH, False),
        ("https://evilfbsbx.com/x", GRAPH, False),
        ("https://a@lookaside.fbsbx.com/x", GRAPH, False),
        ("https://lookaside.fbsbx.com@10.0.0.1/x", GRAPH, False),
        ("http://169.254.169.254/latest", GRAPH, False),
        ("http://127.0.0.1:18129/media/1", "http://127.0.0.1:18129", True),
        ("http://127.0.0.1:8000/media/1", "http://127.0.0.1:18129", False),
        ("http://127.0.0.1:18129/media/1", GRAPH, False),
        ("file:///etc/passwd", GRAPH, False),
        ("https://[", GRAPH, False),
    ],
)
def test_files_come_from_meta_or_the_stand_in_only(url: str, graph: str, *, may: bool) -> None:
    assert may_fetch(url, graph) == may
