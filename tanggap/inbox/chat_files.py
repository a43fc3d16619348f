"""The uploaded file of an exported chat: a .txt or a .zip, and nothing it may do to us.

Limits are generous for a real chat and small for a trap: every size is checked again while
reading, because a zip may lie about what it holds.
"""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

MB = 1024 * 1024
LARGEST_TEXT = 64 * MB
LARGEST_FILE = 100 * MB
LARGEST_TOTAL = 2048 * MB
MOST_FILES = 20_000
_SUSPECT_RATIO = 100
_SMALL_TOTAL = 20 * MB
# What Python's zip raises on bytes that are no zip, or on one packed in another way.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
)
_TITLE = re.compile(
    r"^(?:chat whatsapp dengan|whatsapp chat with|whatsapp chat -|chat whatsapp -|"
    r"obrolan whatsapp dengan)\s+(?P<name>.+?)(?: \(\d+\))?$",
    re.IGNORECASE,
)


class UnreadableExport(Exception):
    """The file cannot be taken in; the message is Indonesian and says what to do."""


@dataclass
class ChatFile:
    """The text of a chat, whose name the file carries, and the files that lie beside it."""

    text: str
    chat_name: str
    _zip: zipfile.ZipFile | None = None
    _files: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._files)

    def read(self, name: str) -> bytes | None:
        """Return the content of the attachment ``name``; ``None`` where it is not there."""
        if self._zip is None or name not in self._files:
            return None
        return _read(self._zip, self._files[name], LARGEST_FILE)


def open_chat(source: Path | bytes, file_name: str) -> ChatFile:
    """Open an export; raises :class:`UnreadableExport` with what to do instead."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    if zipfile.is_zipfile(stream):
        stream.seek(0)
        return _open_zip(stream, file_name)
    stream.seek(0)
    with stream:
        content = stream.read(LARGEST_TEXT + 1)
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableExport("Berkas zip ini rusak. Ekspor ulang percakapannya.")
    return ChatFile(_decode(content), _chat_name(file_name))


def _open_zip(stream: io.BufferedIOBase, file_name: str) -> ChatFile:
    try:
        archive = zipfile.ZipFile(stream)
        files = _checked(archive)
    except BROKEN as error:
        raise UnreadableExport("Berkas zip ini rusak. Ekspor ulang percakapannya.") from error
    texts = [name for name in files if name.lower().endswith(".txt")]
    chat = next((name for name in texts if name.lower() == "_chat.txt"), None) or next(
        (name for name in texts if _TITLE.match(PurePosixPath(name).stem)), None
    )
    if chat is None and len(texts) == 1:
        chat = texts[0]
    if chat is None:
        raise UnreadableExport(
            "Di dalam zip ini tidak ada percakapan WhatsApp. Pilih berkas hasil «Ekspor chat»."
        )
    text = _decode(_read(archive, files.pop(chat), LARGEST_TEXT))
    return ChatFile(text, _chat_name(chat) or _chat_name(file_name), archive, files)


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the files by their bare name; refuses traps before anything is unpacked."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise UnreadableExport(f"Zip ini berisi lebih dari {MOST_FILES} berkas; ditolak.")
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if total > LARGEST_TOTAL or (total > _SMALL_TOTAL and total / packed > _SUSPECT_RATIO):
        raise UnreadableExport(
            "Isi zip ini jauh lebih besar daripada berkasnya; ditolak demi keamanan. "
            "Ekspor ulang percakapannya, bila perlu tanpa media."
        )
    files: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename.startswith("__MACOSX/"):
            continue
        _refuse_tricks(info)
        name = PurePosixPath(info.filename).name
        if info.file_size > LARGEST_FILE or name in files:
            continue
        files[name] = info
    return files


def _refuse_tricks(info: zipfile.ZipInfo) -> None:
    path = info.orig_filename
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    leaves = ".." in re.split(r"[/\\]", path) or path.startswith(("/", "\\"))
    if is_link or leaves or "\\" in path or "\x00" in path or re.match(r"^[A-Za-z]:", path):
        raise UnreadableExport(
            "Zip ini memuat nama berkas yang tidak wajar; ditolak demi keamanan. "
            "Pakai berkas langsung dari «Ekspor chat» di WhatsApp."
        )
    if info.flag_bits & 0x1:
        raise UnreadableExport("Zip ini berkata sandi. Pakai berkas langsung dari «Ekspor chat».")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, largest: int) -> bytes:
    try:
        with archive.open(info) as packed:
            content = packed.read(largest + 1)
    except BROKEN as error:
        raise UnreadableExport("Berkas zip ini rusak. Ekspor ulang percakapannya.") from error
    if len(content) > largest:
        raise UnreadableExport("Satu berkas di dalam zip ini terlalu besar; ditolak.")
    return content


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_TEXT:
        raise UnreadableExport("Percakapan ini lebih dari 64 MB. Ekspor tanpa media, lalu coba.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding).replace("\x00", "")  # PostgreSQL keeps no NUL
    except UnicodeDecodeError as error:
        raise UnreadableExport(
            "Ini bukan berkas teks WhatsApp. Pilih berkas .txt atau .zip hasil «Ekspor chat»."
        ) from error


def _chat_name(file_name: str) -> str:
    stem = file_name.rsplit("/", 1)[-1]
    stem = re.sub(r"\.(txt|zip)$", "", stem, flags=re.IGNORECASE)
    found = _TITLE.match(stem.replace("\u200e", "").strip())
    return found["name"].strip() if found else ""
