import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.documents.legible import LONGEST_WORD, legible


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Terima kasih 🙏", "Terima kasih [emoji salam]"),
        ("Lama sekali 😡😡😡", "Lama sekali [emoji marah ×3]"),
        ("bagus 👍🏽", "bagus [emoji jempol]"),
        ("❤️ bidan", "[emoji hati] bidan"),
        ("🦄", "[emoji]"),
        ("السلام عليكم pak", "[tulisan Arab] pak"),
        ("ꦲꦏ", "[tulisan Jawa]"),
        ("谢谢", "[tulisan Tionghoa]"),
        ("𝗞𝗲𝗰𝗲𝘄𝗮 𝘀𝗲𝗸𝗮𝗹𝗶", "Kecewa sekali"),
        ("satu\r\ndua\ttiga", "satu\ndua tiga"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_what_the_font_lacks_is_written_out(written: str, printed: str) -> None:
    assert legible(written) == printed


@pytest.mark.parametrize("plain", ["Punten, abdi téh tos sepuh", "«ya» – 10 % ≥ ½", "Ωμέγα", ""])
def test_what_the_font_has_stays(plain: str) -> None:
    assert legible(plain) == plain


@given(st.text(max_size=300))
def test_nothing_is_left_that_the_font_cannot_draw(text: str) -> None:
    from tanggap.documents.legible import _glyphs

    assert all(c in "\n\u200b" or ord(c) in _glyphs() for c in legible(text))


def test_a_very_long_word_may_wrap_and_loses_nothing() -> None:
    address = "https://contoh.go.id/" + "a" * 200
    printed = legible(address)
    assert printed.replace("\u200b", "") == address
    assert max(len(part) for part in printed.split("\u200b")) < LONGEST_WORD
