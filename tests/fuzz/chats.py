"""Exported chats: real headers with odd words, as text or zipped with files."""

import io
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.odd import spoiled, values

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"
_LINES = (FOLDER / "whatsapp-chat-parser/lines.txt").read_text("utf-8").splitlines()
TEXTS = [path.read_bytes() for path in sorted((FOLDER / "own/wa-export").glob("*.txt"))]
NAMES = [
    "Chat WhatsApp dengan Bu Tini.txt",
    "_chat.txt",
    "WhatsApp Chat with +62 812-3456-7890.txt",
    "",
    "../../\x00a\ud800.txt",
    "👩🏽‍⚕️" * 90 + ".zip",
]
_HEADS = [
    "12/05/26, 08.06 - {}: ",
    "12/05/26 08.06 - {}: ",
    "[12/05/26 08.06.07] {}: ",
    "5/12/26, 8:06 AM - {}: ",
    "2026-05-12, 08:06 - {}: ",
    "31/02/26 08.06 - {}: ",
    "01/01/0001 08.06 - {}: ",
    "31/12/9999 23.59 - {}: ",
    "٣١/١٢/٢٦ 08.06 - {}: ",
    "12/05/26 25.99 - {}: ",
    "12/05/26 08.06 - {}",
    "1/1/1899 08.06 - {}: ",
]
_SAYS = [
    "Antre lama",
    "",
    "<Media tidak disertakan>",
    "IMG-1.jpg (file terlampir)",
    "Pesan ini telah dihapus",
    "Segera <Pesan ini diedit>",
    "Panggilan suara tak terjawab",
    "a.vcf (file terlampir)",
    "\u200e<terlampir: IMG-1.jpg>",
    "lokasi: https://maps.google.com/?q=-7,108",
    "Terima kasih 🙏",
    "x" * 3000,
    "POLL:",
    "\u200egambar tidak disertakan",
]
_WHO = [
    "Bu Tini",
    "+62 812-3456-7890",
    "Puskesmas Padaherang",
    "~ Ani",
    "👩🏽‍⚕️",
    "\u202eمرحبا",
    "=cmd",
    "9" * 40,
    "n" * 300,
]
_FILES = ["IMG-1.jpg", "a.vcf", "IMG-1.jpg", "../x", "b.opus", "_chat.txt", "con.txt"]


@st.composite
def texts(draw: Any) -> bytes:
    """Return the text of an export: recorded, or of our own lines."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(TEXTS))
    lines = []
    head = draw(st.sampled_from(_HEADS))
    for _ in range(draw(st.integers(0, 14))):
        kind = draw(st.integers(0, 7))
        if kind == 0:
            lines.append(draw(st.sampled_from(_LINES)))
        elif kind == 1:
            lines.append(str(draw(values())))
        else:
            head = draw(st.sampled_from(_HEADS)) if kind == 2 else head
            lines.append(head.format(draw(st.sampled_from(_WHO))) + draw(st.sampled_from(_SAYS)))
    text = draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    code = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
    return text.encode(code, "surrogatepass")


@st.composite
def files(draw: Any) -> tuple[bytes, str]:
    """Return an export's content and its file name."""
    content = draw(texts())
    if draw(st.integers(0, 3)) == 0:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", draw(st.sampled_from([0, 8, 12, 14]))) as archive:
            archive.writestr(draw(st.sampled_from(["_chat.txt", NAMES[0], "lain.txt"])), content)
            for name in sorted(set(draw(st.lists(st.sampled_from(_FILES), max_size=3)))):
                archive.writestr(name, draw(st.binary(max_size=40)))
        content = out.getvalue()
    if draw(st.integers(0, 2)) == 0:
        content = spoiled(draw, content)
    return content, draw(st.sampled_from(NAMES))
