"""The door for providers: who is let in, what is kept, what is answered."""

import hashlib
import hmac
import io
from collections.abc import Iterator
from typing import Any

import pytest

from tanggap.gateway.front_door import LARGEST_BODY, FrontDoor
from tanggap.gateway.models import Arrival, Line, RefusedCount
from tests.people import Puskesmas

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = {
    "phone_number_id": "106540352242922",
    "app_secret": "rahasia-lama",
    "app_secret_next": "rahasia-baru",
    "verify_token": "uji",
    "access_token": "t",
}


@pytest.fixture
def line(padaherang: Puskesmas) -> Line:
    return padaherang.line("whatsapp", **SETTINGS)


@pytest.fixture
def door() -> Iterator[FrontDoor]:
    made = FrontDoor(lambda environ, start: start("200 OK", []) or [b"inner"])
    yield made
    made.intake.end()


def call(
    door: FrontDoor,
    path: str,
    body: bytes = b"{}",
    secret: str = "rahasia-lama",
    **environ: Any,
) -> tuple[int, bytes]:
    """Post ``body`` to ``path`` signed with ``secret``; return status and answer."""
    heard: list[str] = []
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    whole = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_HUB_SIGNATURE_256": f"sha256={signature}",
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    answer = b"".join(door(whole, lambda status, headers: heard.append(status)))
    return int(heard[0].split()[0]), answer


def test_other_addresses_go_through_to_the_pages(door: FrontDoor) -> None:
    assert call(door, "/buku/") == (200, b"inner")


def test_a_signed_call_is_kept_and_then_answered_200(door: FrontDoor, line: Line) -> None:
    assert call(door, f"/hooks/whatsapp/{line.token}", b'{"entry": []}')[0] == 200
    assert bytes(Arrival.objects.get().body) == b'{"entry": []}'


def test_both_secrets_open_the_door_while_they_are_being_changed(
    door: FrontDoor, line: Line
) -> None:
    assert call(door, f"/hooks/whatsapp/{line.token}", secret="rahasia-baru")[0] == 200


def test_a_wrong_signature_is_refused_counted_and_not_kept(door: FrontDoor, line: Line) -> None:
    for _ in range(3):
        assert call(door, f"/hooks/whatsapp/{line.token}", secret="salah")[0] == 401
    door.intake.end()
    assert not Arrival.objects.exists()
    assert RefusedCount.objects.get(line=line).count == 3


def test_meta_verifies_the_address_with_a_challenge(door: FrontDoor, line: Line) -> None:
    query = "hub.mode=subscribe&hub.verify_token={}&hub.challenge=1158201444"
    path = f"/hooks/whatsapp/{line.token}"
    asked = {"REQUEST_METHOD": "GET", "QUERY_STRING": query.format("uji")}
    assert call(door, path, b"", **asked) == (200, b"1158201444")
    wrong = {"REQUEST_METHOD": "GET", "QUERY_STRING": query.format("bukan")}
    assert call(door, path, b"", **wrong)[0] == 403
    assert not Arrival.objects.exists()


def test_an_unknown_token_or_a_foreign_kind_is_not_found(door: FrontDoor, line: Line) -> None:
    assert call(door, "/hooks/whatsapp/tidak-ada")[0] == 404
    assert call(door, f"/hooks/phone/{line.token}")[0] == 404


def test_three_megabytes_pass_and_nine_do_not(door: FrontDoor, line: Line) -> None:
    path = f"/hooks/whatsapp/{line.token}"
    assert call(door, path, b" " * 3_500_000 + b"{}")[0] == 200
    assert call(door, path, b" " * (LARGEST_BODY + 1))[0] == 413


def test_a_body_cut_short_is_refused_so_that_it_comes_again(door: FrontDoor, line: Line) -> None:
    cut = {"CONTENT_LENGTH": "500"}
    assert call(door, f"/hooks/whatsapp/{line.token}", b"{}", **cut)[0] == 400
    assert not Arrival.objects.exists()


def test_a_new_line_and_a_rotated_secret_take_effect_in_the_running_door(
    door: FrontDoor, line: Line, padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(door, f"/hooks/whatsapp/{line.token}")[0] == 200
    monkeypatch.setattr("tanggap.gateway.front_door.FRESH_FOR", 0.0)
    line.settings = {**SETTINGS, "app_secret": "diganti", "app_secret_next": ""}
    line.save()
    assert call(door, f"/hooks/whatsapp/{line.token}")[0] == 401
    assert call(door, f"/hooks/whatsapp/{line.token}", secret="diganti")[0] == 200


def test_when_nothing_could_be_committed_the_provider_must_repeat(
    door: FrontDoor, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tanggap.gateway.intake import NotKept

    def full(raw: object) -> None:
        raise NotKept("disk full")

    monkeypatch.setattr(door.intake, "keep", full)
    assert call(door, f"/hooks/whatsapp/{line.token}")[0] == 503


@pytest.mark.parametrize("length", ["-1", "9" * 5000, "²", "7 7"])
def test_a_length_that_is_none_is_refused(door: FrontDoor, line: Line, length: str) -> None:
    path = f"/hooks/whatsapp/{line.token}"
    assert call(door, path, CONTENT_LENGTH=length)[0] == 400


def test_odd_headers_and_questions_do_not_keep_a_signed_call_out(
    door: FrontDoor, line: Line
) -> None:
    odd = {"HTTP_X_ODD": "a\x00b\ud800", "QUERY_STRING": "a=\udcff\x00"}
    assert call(door, f"/hooks/whatsapp/{line.token}", **odd)[0] == 200
    assert Arrival.objects.get().headers["x-odd"] == "ab?"


def test_a_connection_lost_while_reading_is_answered_so_that_it_comes_again(
    door: FrontDoor, line: Line
) -> None:
    class Lost(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    path = f"/hooks/whatsapp/{line.token}"
    assert call(door, path, **{"wsgi.input": Lost()})[0] == 503
    assert call(door, path)[0] == 200


def test_a_password_in_a_gateway_s_call_is_believed_and_not_kept(
    door: FrontDoor, padaherang: Puskesmas
) -> None:
    key = "kunci-yang-ikut"
    other = padaherang.line("wa_gateway", provider="evolution", hook_secret=key)
    line = padaherang.line("sms_http", provider="dartmedia")
    said = "original=62811&message=Kata+sandi+saya%3A+rahasia&messageid=7"
    asked = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "", "HTTP_AUTHORIZATION": "Basic eA=="}
    query = f"userid=pkm&password=Rah%26asia-9&{said}"
    answer = call(door, f"/hooks/sms_http/{line.token}", b"", QUERY_STRING=query, **asked)
    assert answer == (200, b"000")
    kept = Arrival.objects.get()
    assert kept.query == f"userid=***&password=***&{said}"
    assert kept.headers["authorization"] == "***"
    body = b'{"event": "x", "apikey": "kunci-yang-ikut", "data": {"text": "a"}}'
    assert call(door, f"/hooks/wa_gateway/{other.token}", body)[0] == 200
    kept = Arrival.objects.latest("id")
    assert bytes(kept.body) == body.replace(b"kunci-yang-ikut", b"***")
    assert kept.sha256 == hashlib.sha256(bytes(kept.body)).hexdigest()
    wrong = body.replace(b"kunci-yang-ikut", b"lain")
    assert call(door, f"/hooks/wa_gateway/{other.token}", wrong)[0] == 401
