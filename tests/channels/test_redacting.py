"""What a gateway sends along as password is not kept; everything else is, byte for byte."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._contract import Request
from tanggap.channels._redacting import without
from tanggap.channels._registry import channels

NAMES = ("password", "apikey")


def kept(body: bytes = b"", query: str = "", headers: dict[str, str] | None = None) -> Request:
    return without(Request("POST", query, headers or {}, body), NAMES)


def test_a_password_in_the_query_is_gone_and_the_rest_stands_as_it_came() -> None:
    query = "userid=pkm&password=Rah%26asia&original=62811&message=password%3Dtetap+ada&Password=x"
    found = kept(query=query).query
    assert (
        found == "userid=pkm&password=***&original=62811&message=password%3Dtetap+ada&Password=***"
    )


def test_a_password_in_a_form_is_gone_also_at_its_end() -> None:
    assert kept(b"message=Antre&password=rahasia").body == b"message=Antre&password=***"
    assert kept(b"password=rahasia&message=A").body == b"password=***&message=A"
    assert kept(b"mypassword=1&x=password").body == b"mypassword=1&x=password"


def test_a_key_in_json_is_gone_wherever_it_stands_but_not_in_what_a_person_wrote() -> None:
    said = 'Kata sandinya "password": "abc"?\n&password=abc dan {"apikey":"x"}'
    whole = {"apikey": 'a"b\\', "data": {"message": said, "Password": 12345, "apikey": None}}
    body = json.dumps(whole, indent=1).encode()
    found = json.loads(kept(body).body)
    assert found["apikey"] == found["data"]["Password"] == found["data"]["apikey"] == "***"
    assert found["data"]["message"].startswith('Kata sandinya "password": "abc"?')
    assert b'a\\"b' not in kept(body).body


def test_a_json_that_breaks_off_within_the_password_keeps_none_of_it() -> None:
    assert b"rahas" not in kept(b'{"message": "x", "password": "rahas').body


def test_headers_that_hold_a_credential_are_never_kept() -> None:
    headers = {"authorization": "Basic cGtt", "cookie": "a=b", "apikey": "k", "x-signature": "s"}
    found = kept(headers=headers).headers
    assert found == {"authorization": "***", "cookie": "***", "apikey": "***", "x-signature": "s"}


@given(st.text(), st.binary())
def test_a_call_without_those_fields_is_kept_as_it_came(text: str, noise: bytes) -> None:
    body = json.dumps({"message": text, "from": "62811"}).encode()
    assert kept(body).body == body
    if b"password" not in noise.lower() and b"apikey" not in noise.lower():
        assert kept(noise).body == noise


def test_each_gateway_names_what_it_sends_along() -> None:
    assert "password" in channels()["sms_http"].hidden_in_calls({"provider": "dartmedia"})
    assert "apikey" in channels()["wa_gateway"].hidden_in_calls({"provider": "evolution"})
    assert "password" in channels()["sms_http"].hidden_in_calls({"provider": "sendiri"})
    assert not channels()["whatsapp"].hidden_in_calls({})
