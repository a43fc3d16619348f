"""Call logs: what the app writes, bent and spoiled, plain or zipped."""

import io
import zipfile
from typing import Any

from hypothesis import strategies as st

from tests.channels.test_calls_backup import call, log
from tests.channels.test_sms_backup import MAY_12, as_the_app_writes
from tests.fuzz.odd import INSERTED, spoiled, values

_NUMBERS = ["+6281234567890", "0812 3456 7890", "62812-3456-7890", "888", "", "-1", "9" * 40, "X"]
_DATES = [MAY_12, MAY_12 + 60_000, 0, -1, 10**40, 253_402_300_799_000, -2_208_988_800_000]
_ODD = [*INSERTED, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<calls>", b"<a>" * 300, b"&#0;", b"\x00"]
LOGS = [
    log(call(), call(kind=1, seconds=42, at=MAY_12 + 60_000), call("888"), call("-1")),
    log(*(call(at=MAY_12 + minute * 60_000, kind=minute % 8) for minute in range(20))),
]


@st.composite
def call_logs(draw: Any) -> bytes:
    said = [
        call(
            draw(st.sampled_from(_NUMBERS)),
            kind=draw(st.integers(-1, 9)),
            at=draw(st.sampled_from(_DATES)),
            seconds=draw(st.sampled_from([0, 1, -1, 10**40])),
            presentation=draw(st.integers(0, 5)),
            contact=as_the_app_writes(str(draw(values())).replace("\x00", "").replace('"', "")),
        )
        for _ in range(draw(st.integers(0, 10)))
    ]
    content = log(*said) if draw(st.integers(0, 3)) else draw(st.sampled_from(LOGS))
    if draw(st.integers(0, 2)) == 0:
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(st.sampled_from(_ODD)) + content[at:]
    if draw(st.integers(0, 2)) == 0:
        content = spoiled(draw, content)
    if draw(st.integers(0, 5)) == 0:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("calls-20260512.xml", content)
        content = spoiled(draw, out.getvalue(), most=1)
    return content
