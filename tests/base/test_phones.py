"""Phone numbers as they are written in Indonesia and by WhatsApp."""

import pytest

from tanggap.base.phones import e164


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812-3456-7890",
        "62 812 3456 7890",
        "6281234567890",
        "\u202a+62\u00a0812\u20113456\u20117890\u202c",
        "(0812) 3456.7890",
    ],
)
def test_every_way_to_write_a_number_is_the_same_number(written: str) -> None:
    assert e164(written) == "+6281234567890"


@pytest.mark.parametrize("written", ["", "TELKOMSEL", "118", "Bu Siti 2", "halo 0812-3456-7890"])
def test_what_is_no_number_to_answer_to_is_none(written: str) -> None:
    assert e164(written) == ""


def test_a_landline_with_country_code_but_no_plus_keeps_one_country_code() -> None:
    assert e164("62 21 5551234") == "+62215551234"


def test_digits_of_a_provider_begin_with_a_country_code() -> None:
    assert e164("60123456789", international=True) == "+60123456789"
