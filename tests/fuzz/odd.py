"""Values and bytes that nobody sends on purpose, except somebody who means harm."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    7,
    1e400,
    -1e400,
    float("nan"),
    10**18,
    10**40,
    0.1,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "²",
    "９",
    "٣",
    "-1",
    "9" * 40,
    "9223372036854775808",
    "panjang " * 800,
    "m" * 5000,
    "\u202eمرحبا\u202c",
    "👩🏽‍⚕️🏥",
    "\u200b\u2066",
    "\x1b[31m\r\n\t\x7f",
    "<script>alert(1)</script>{{ 7|add:7 }}%s{0}",
    "=cmd|' /C calc'!A0",
    "'\";--\\",
    "253402300799",
    "-62135596800",
    "1e999",
    "nan",
    "0001-01-01",
    "9999-12-31",
    "text",
    "image",
    "edit",
    "revoke",
    "reaction",
    "system",
    "user_changed_number",
    "failed",
    "delivered",
    "6281234567890",
    "TELKOMSEL",
    "888",
    [],
    {},
    [[]],
    [{}],
    {"": {}},
    {"id": None},
    ["x"] * 300,
    [{"a": [{"b": [[[[]]]]}]}],
]
INSERTED = [
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc3",
    b'"',
    b"{",
    b"[" * 200,
    b"9" * 5000,
    b"\\ud800",
    b"\\u0000",
    b'"id":"x",',
    b"\xef\xbb\xbf",
    b"NaN",
    b"1e999",
    b"\r",
    b"\n",
    b"<",
    b"&#0;",
    b"\xe2\x80\xae",
]


def values() -> st.SearchStrategy[Any]:
    # Copies: what is drawn is bent further, and must be as it was at the next drawing.
    chosen = st.sampled_from(VALUES).map(copy.deepcopy)
    return st.one_of(chosen, st.text(max_size=12), st.integers(), st.floats())


def spoiled(draw: Any, content: bytes, most: int = 4) -> bytes:
    """Return ``content`` with bytes put in, taken out, cut off or changed."""
    for _ in range(draw(st.integers(0, most))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.integers(0, 4)):
            case 0:
                content = content[:at] + draw(st.sampled_from(INSERTED)) + content[at:]
            case 1:
                content = content[:at] + content[at + draw(st.integers(1, 9)) :]
            case 2:
                content = content[:at]
            case 3:
                content = content[:at] + bytes([draw(st.integers(0, 255))]) + content[at + 1 :]
            case _:
                content = content[:at] + content[at : at + 400] + content[at:]
    return content


def written(value: Any) -> bytes:
    """Return ``value`` as JSON, also where JSON has no word for it."""
    return json.dumps(value, ensure_ascii=True).encode()
