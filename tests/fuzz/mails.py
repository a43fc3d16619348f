"""Mails: of people, machines and daemons, with odd headers, odd parts and spoiled bytes."""

from typing import Any

from hypothesis import strategies as st

from tests.channels.test_email import KEY, ODD, OURS, mail
from tests.fuzz.odd import spoiled, values

_FROM = ["Siti <siti@warga.example>", OURS, "no-reply@x.example", "MAILER-DAEMON@x.example",
         "", '"a@b.example" <c@d.example>',
         "=?utf-8?q?=00?= <x@y.example>", "a@" + "b" * 99]  # fmt: skip
_TYPES = ["text/plain", "text/html; charset=iso-2022-jp", "text/plain; charset=\x00", "image/jpeg",
          "multipart/mixed; boundary=b", "multipart/alternative; boundary=b", "message/rfc822",
          "multipart/report; report-type=delivery-status; boundary=b", "message/delivery-status",
          "text/calendar", "a/b/c", "application/octet-stream; name*0*=utf-8''%ff"]  # fmt: skip
_CODES = ["7bit", "base64", "quoted-printable", "x-uuencode", "\u00b2"]
_NAMES = ["Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
          "Reply-To", "Return-Path", "Content-Disposition", "X-Failed-Recipients"]  # fmt: skip
MAILS = [
    mail(),
    mail(f"In-Reply-To: <{KEY}@pkm.example>", body="Terima kasih\n\n> Yth."),
    mail("Content-Type: multipart/mixed; boundary=b", body="--b\n\nSatu\n--b\n\nDua\n--b--\n"),
    *ODD,
]


@st.composite
def _head(draw: Any) -> str:
    lines = [f"From: {draw(st.sampled_from(_FROM))}"]
    for name in draw(st.lists(st.sampled_from(_NAMES), max_size=5)):
        known = st.sampled_from([f"<{KEY}@pkm.example>", "Tue, 12 May 2026 08:06:00 +0700", "no"])
        lines.append(f"{name}: {draw(known | values().map(str))}")
    lines.append(f"Content-Type: {draw(st.sampled_from(_TYPES))}")
    lines.append(f"Content-Transfer-Encoding: {draw(st.sampled_from(_CODES))}")
    return "\n".join(lines)


@st.composite
def mails(draw: Any) -> bytes:
    """Return the bytes of one mail, with up to four parts and sometimes spoiled."""
    if draw(st.integers(0, 4)) == 0:
        content = draw(st.sampled_from(MAILS))
    else:
        parts = draw(st.lists(values().map(str), max_size=4))
        types = [draw(st.sampled_from(_TYPES)) for _ in parts]
        body = "".join(
            f"--b\nContent-Type: {kind}\n\n{part}\n"
            for kind, part in zip(types, parts, strict=True)
        )
        content = f"{draw(_head())}\n\n{body}".encode("utf-8", "replace")
    return spoiled(draw, content) if draw(st.integers(0, 2)) == 0 else content
