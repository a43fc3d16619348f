"""Numbers as providers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._contract import IdentityKey
from tanggap.channels._phone import from_provider


@pytest.mark.parametrize(
    ("sent", "kind", "value"),
    [
        ("6281234567890", "phone", "+6281234567890"),
        ("+6281234567890", "phone", "+6281234567890"),
        ("62215551234", "phone", "+62215551234"),
        ("16505551234", "phone", "+16505551234"),
        ("\u202a+62\u202c81234567890", "phone", "+6281234567890"),
        ("TELKOMSEL", "alnum", "TELKOMSEL"),
        ("888", "alnum", "888"),
        ("9" * 40, "alnum", "9" * 40),
    ],
)
def test_digits_become_a_number_and_names_stay_names(sent: str, kind: str, value: str) -> None:
    assert from_provider(sent) == IdentityKey(kind, value)


def test_nothing_is_nobody() -> None:
    assert from_provider(" \u200e ") is None


@given(st.text(max_size=400))
def test_no_sender_is_a_crash(sent: str) -> None:
    identity = from_provider(sent)
    assert identity is None or 0 < len(identity.value) <= 200
