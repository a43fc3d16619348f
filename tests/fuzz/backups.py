"""Backups of SMS: what the app writes, bent and spoiled, plain or zipped."""

import io
import zipfile
from typing import Any

from hypothesis import strategies as st

from tests.channels.test_sms_backup import MAY_12, as_the_app_writes, backup, mms, sms
from tests.fuzz.odd import INSERTED, spoiled, values

_NUMBERS = [
    "+6281234567890",
    "0856 1111 2222",
    "BANKKITA",
    "888",
    "",
    "9" * 40,
    "\u202e0812",
    "null",
]
_DATES = [MAY_12, 0, -1, 10**40, 253_402_300_799_000, -2_208_988_800_000, MAY_12 + 60_000]
BACKUPS = [
    backup(sms("Antre lama"), sms("Kami cek &#55357;&#56911;", kind=2), sms("Pulsa", number="888")),
    backup(mms()),
]


@st.composite
def backups(draw: Any) -> bytes:
    said = []
    for _ in range(draw(st.integers(0, 8))):
        words = as_the_app_writes(str(draw(values())).replace("\x00", ""))
        number, at = draw(st.sampled_from(_NUMBERS)), draw(st.sampled_from(_DATES))
        said.append(sms(words, number=number, kind=draw(st.integers(-1, 7)), at=at))
    content = backup(*said) if draw(st.integers(0, 3)) else draw(st.sampled_from(BACKUPS))
    if draw(st.integers(0, 2)) == 0:
        at = draw(st.integers(0, len(content)))
        odd = [*INSERTED, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&#55357;", b"<a>" * 300, b"&amp;#0;"]
        content = content[:at] + draw(st.sampled_from(odd)) + content[at:]
    if draw(st.integers(0, 2)) == 0:
        content = spoiled(draw, content)
    if draw(st.integers(0, 5)) == 0:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sms-20260512.xml", content)
        content = spoiled(draw, out.getvalue(), most=1)
    return content
