"""A described gateway tells whether it is alive, before a citizen finds that it is not."""

from datetime import UTC, datetime

import pytest

from tanggap.channels._contract import Failure, Polled, Ports, SignOfLife
from tanggap.channels._registry import channels
from tanggap.gateway.outside import Outside
from testkit.gateways import ACCOUNT, KEY, MANNERS, PASSWORD, Gateway

NOW = datetime(2026, 5, 12, 3, tzinfo=UTC)
PORTS = Ports(http=Outside())
OWN = """
for = "sms"
[outbound]
url = "{base_url}/send"
fields = { text = "{text}" }
"""


def asked(name: str, url: str, password: str = PASSWORD) -> SignOfLife | str:
    """Return the sign that a look brings, or the sentence of why there is none."""
    kind = "sms_http" if name in ("zenziva", "sendiri") else "wa_gateway"
    settings = {"provider": name, "base_url": url, "account": ACCOUNT, "password": password}
    found = channels()[kind].poll("", (), settings | {"description": OWN}, PORTS, NOW)
    if isinstance(found, Failure):
        return found.advice
    assert isinstance(found, Polled)
    assert not found.requests
    assert found.sign
    return found.sign


@pytest.mark.parametrize("name", MANNERS)
def test_each_says_that_it_is_well_that_it_lost_the_handphone_and_that_it_is_off(name: str) -> None:
    with Gateway(name) as gateway:
        well = asked(name, gateway.url)
        gateway.is_well = False
        lost = asked(name, gateway.url)
    assert isinstance(well, SignOfLife)
    assert (well.at, well.trouble) == (NOW, "")
    assert isinstance(lost, SignOfLife)
    assert lost.at is None
    assert lost.trouble
    assert "tidak menjawab" in str(asked(name, gateway.url)), "it was ended"


def test_what_it_says_of_the_account_is_shown_a_time_as_a_day() -> None:
    with Gateway("fonnte") as gateway:
        sign = asked("fonnte", gateway.url)
    assert isinstance(sign, SignOfLife)
    assert sign.facts == (("Sisa kuota", "990"), ("Berlaku sampai", "31/12/2026"))


def test_a_wrong_key_is_said_to_be_one() -> None:
    with Gateway("waha") as gateway:
        sign = asked("waha", gateway.url, "salah")
    assert isinstance(sign, SignOfLife)
    assert "menolak akun" in sign.trouble


def test_a_description_that_names_no_way_to_ask_claims_nothing() -> None:
    assert asked("sendiri", "http://127.0.0.1:9") == SignOfLife(None)
    assert KEY  # the stand-ins' own
