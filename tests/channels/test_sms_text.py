"""SMS: what a character costs, where a text is cut, and how parts come together again."""

import doctest
import random

from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels import _sms_text
from tanggap.channels._sms_text import (
    BASIC,
    EXTENSION,
    GSM7,
    UCS2,
    Place,
    alphabet_of,
    header,
    join,
    look_alikes,
    measure,
    place_in,
    sms_wording,
    split,
    units,
)

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=700)
CHEAP = st.text(st.sampled_from(BASIC + EXTENSION), max_size=700)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(_sms_text).failed == 0


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert len(BASIC) == len(set(BASIC)) == 127  # 128 less the escape
    assert set(EXTENSION) == set("\f^{}\\[~]|€")


def test_parts_are_counted_as_the_networks_do() -> None:
    cases = [
        ("", 1, 160),
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("a" * 306, 2, 0),
        ("a" * 307, 3, 152),
        ("€" * 80, 1, 0),
        ("€" * 81, 2, 143),
        ("a" * 152 + "€" + "a" * 10, 2, 141),  # an escape is not torn from its character
        ("ж" * 70, 1, 0),
        ("ж" * 71, 2, 63),
        ("🙏" * 35, 1, 0),
        ("🙏" * 36, 2, 61),  # 33 fit a part of 67, the half of one does not
        ("Terima kasih 🙏", 1, 55),
    ]
    assert [(measure(text).parts, measure(text).left) for text, _, _ in cases] == [
        (parts, left) for _, parts, left in cases
    ]


def test_what_phones_put_in_by_themselves_becomes_cheap() -> None:
    said = "“Antrean”\u00a0lama… –\u202f3 jam’an • 38°C ≥ 1½, é ç ā №5\u200b\r\nSelesai‑"
    assert sms_wording(said) == (
        '"Antrean" lama... - 3 jam\'an - 38oC >= 11/2, é c a No5\nSelesai-'
    )
    assert alphabet_of(sms_wording(said)) == GSM7


def test_what_has_no_look_alike_stays_and_is_named() -> None:
    assert sms_wording("Terima kasih 🙏 Привет 你好") == "Terima kasih 🙏 Привет 你好"
    told = measure("Terima kasih 🙏")
    assert told.alphabet == UCS2
    assert told.dear == ("🙏",)
    assert told.words == (
        "1 SMS, 15 huruf; sisa 55 huruf. Karena 🙏 satu SMS hanya memuat 70 huruf, bukan 160."
    )
    assert measure("Baik").words == "1 SMS, 4 huruf; sisa 156 huruf"


@given(ANY | CHEAP)
def test_parts_lose_nothing_and_each_fits(text: str) -> None:
    parts, alphabet = split(text), alphabet_of(text)
    assert "".join(parts) == text
    room = {GSM7: (160, 153), UCS2: (70, 67)}[alphabet][len(parts) > 1]
    assert all(units(part, alphabet) <= room for part in parts)
    assert len(parts) == 1 or all(parts)


@given(ANY)
def test_wording_is_settled_after_once_and_never_dearer(text: str) -> None:
    once = sms_wording(text)
    assert sms_wording(once) == once
    if alphabet_of(text) == GSM7:
        assert once == text.replace("\r\n", "\n").replace("\r", "\n")


@given(ANY | CHEAP, st.randoms(use_true_random=False), st.integers(0, 0xFFFF))
def test_parts_come_together_in_any_order_and_doubled(
    text: str, chance: random.Random, reference: int
) -> None:
    parts = list(enumerate(split(text), 1))
    came = [*parts, *chance.sample(parts, len(parts) // 2)]
    chance.shuffle(came)
    assert join(len(parts), came).text == text
    places = [Place(reference % 256, len(parts), number) for number, _ in parts]
    assert len(parts) > 255 or [place_in(header(place)) for place in places] == places


def test_a_missing_part_leaves_a_gap_that_is_seen() -> None:
    assert join(4, [(2, "dua "), (3, "tiga ")]).text == "[…] dua tiga […]"
    assert join(5, [(1, "satu "), (4, "empat "), (5, "lima")]).text == "satu […] empat lima"
    assert join(5, [(1, "satu "), (4, "empat "), (5, "lima")]).missing == (2, 3)
    assert join(2, []).missing == (1, 2)


def test_headers_are_read_whatever_stands_before_or_is_wrong_with_them() -> None:
    assert place_in("050003A70302") == Place(0xA7, 3, 2)
    assert place_in("060804BEEF0201") == Place(0xBEEF, 2, 1)
    assert place_in("0B05040B8423F0000312 0201".replace(" ", "")) == Place(0x12, 2, 1)
    for odd in ("", "zz", "05", "0500030000", "050003A70300", "050003A70003", "050003A70204", "00"):
        assert place_in(odd) is None


@given(st.binary(max_size=40))
def test_no_header_stops_the_reader(octets: bytes) -> None:
    place = place_in(octets.hex())
    assert place is None or 1 <= place.number <= place.total


def test_the_browser_is_told_the_same_look_alikes() -> None:
    for char, becomes in look_alikes().items():
        assert len(char) == 1
        assert sms_wording(char) == becomes
