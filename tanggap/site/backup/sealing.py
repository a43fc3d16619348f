"""The sealed file: an ordinary ZIP with a note for people, a key, and the sealed contents.

    BACA-SAYA.txt   what this is, and how to open it
    kunci.age       a key of its own, sealed with the passphrase (age, scrypt)
    isi.age         the contents, sealed for that key (age, X25519)

Both ``.age`` files are standard: ``age -d -i kunci.age isi.age`` asks for the passphrase
and opens them without Tanggap (age-encryption.org/v1). The contents are sealed in chunks
with a counter and a mark on the last, so that cutting, reordering and splicing are noticed.
A site that backs itself up at night holds only the public half of the key.
"""

import base64
import hashlib
import hmac
import io
import os
import queue
import secrets
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY, CONTENTS, NOTE = "kunci.age", "isi.age", "BACA-SAYA.txt"
WORK_FACTOR = 17  # scrypt N = 2**17, r = 8, p = 1 (OWASP): 128 MB and under a second
SHORTEST_PASSPHRASE = 12
_LABEL = b"age-encryption.org/v1/scrypt"
_LARGEST_KEY = 4096
_WAITING_CHUNKS = 64

_NOTE_TEXT = """\
Cadangan Tanggap, dibuat {at}.

Isinya seluruh buku umpan balik: data, lampiran, dan kunci. Tersandi; tanpa kata sandi
cadangan tidak ada yang dapat membukanya, juga pembuat Tanggap.

Memulihkan di komputer mana pun yang sudah memasang Tanggap:

    tanggap restore NAMA-BERKAS-INI.zip

Menguji tanpa mengubah apa pun:

    tanggap restore NAMA-BERKAS-INI.zip --verify

Without Tanggap: unzip this file, then
    age -d -i kunci.age isi.age > isi.tar
(age-encryption.org). tabel/ holds the rows as JSON lines, media/ the files.
"""


class Unreadable(Exception):
    """The file cannot be opened as a backup. The message is Indonesian and says what to do."""


class WrongPassphrase(Unreadable):
    """The passphrase does not open the key (or the key was tampered with)."""


@dataclass(frozen=True)
class Lock:
    """What sealing needs: the public half of a key, and the key sealed with the passphrase."""

    recipient: str
    sealed_key: bytes


def trouble_with_passphrase(passphrase: str) -> str:
    """Return what is wrong with a new passphrase, or nothing."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return (
            f"Kata sandi cadangan paling sedikit {SHORTEST_PASSPHRASE} huruf; "
            "empat kata yang tidak berhubungan mudah diingat dan sulit ditebak."
        )
    if len(set(passphrase)) < 5:
        return "Kata sandi cadangan terlalu mudah ditebak: hurufnya hampir sama semua."
    return ""


def new_lock(passphrase: str, work_factor: int | None = None) -> Lock:
    """Make a key of its own and seal it with ``passphrase``."""
    identity = pyrage.x25519.Identity.generate()
    sealed = seal_with_passphrase(f"{identity}\n".encode(), passphrase, work_factor or WORK_FACTOR)
    return Lock(str(identity.to_public()), sealed)


def seal_with_passphrase(text: bytes, passphrase: str, work_factor: int) -> bytes:
    """Return ``text`` (at most 64 KiB) as an age file sealed with ``passphrase``.

    After the specification (c2sp.org/age). The library could do it, but measures the work
    factor on the machine at hand: half a gigabyte and nine seconds on a busy one.
    """
    salt, file_key, nonce = (secrets.token_bytes(16) for _ in range(3))
    wrapping = Scrypt(salt=_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    wrapped = ChaCha20Poly1305(wrapping.derive(passphrase.encode())).encrypt(
        bytes(12), file_key, None
    )
    header = (
        f"age-encryption.org/v1\n-> scrypt {_plain64(salt)} {work_factor}\n{_plain64(wrapped)}\n---"
    ).encode()
    mac = hmac.new(_derived(file_key, b"", b"header"), header, hashlib.sha256).digest()
    only_chunk = bytes(11) + b"\x01"
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    return header + f" {_plain64(mac)}\n".encode() + nonce + payload.encrypt(only_chunk, text, None)


def _plain64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _derived(key: bytes, salt: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=label).derive(key)


# ---------------------------------------------------------------- sealing


class _Hashed:
    """A file to write to, hashed on the way; it cannot seek, so every byte is hashed once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self.sha256.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()


class _Pulled:
    """Chunks as a file to read from; what goes wrong in making them is remembered here,
    because the library only passes its words on.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        end = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:end], self._rest[end:]
        return bytes(taken)


def seal(chunks: Iterable[bytes], lock: Lock, file: IO[bytes], at: datetime) -> tuple[int, str]:
    """Write ``chunks`` sealed for ``lock`` to ``file``; return size and SHA-256 of the file.

    What ``chunks`` raises comes through; so does ``OSError`` of a full disk.
    """
    out = _Hashed(file)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as box:  # type: ignore[call-overload]
        note = _NOTE_TEXT.format(at=f"{at:%d/%m/%Y %H.%M}")
        box.writestr(_place(NOTE, at), note.replace("\n", "\r\n"))
        box.writestr(_place(KEY, at), lock.sealed_key)
        with box.open(_place(CONTENTS, at), "w", force_zip64=True) as sealed:
            recipient = pyrage.x25519.Recipient.from_str(lock.recipient)
            source = _Pulled(chunks)
            try:
                pyrage.encrypt_io(source, sealed, [recipient])
            except pyrage.EncryptError:
                if source.error is not None:
                    raise source.error from None
                raise
    return out.size, out.sha256.hexdigest()


def _place(name: str, at: datetime) -> zipfile.ZipInfo:
    place = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    place.external_attr = 0o600 << 16
    return place


# ---------------------------------------------------------------- opening

_BROKEN = (
    "Berkas ini terpotong atau rusak, jadi tidak dipakai. Salin lagi dari asalnya, "
    "atau pakai cadangan yang lain."
)


class _Flow(io.RawIOBase):
    """What one thread unseals, read by another: a few megabytes lie between them."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING_CHUNKS)
        self._rest = b""
        self._ended = False
        self.abandoned = threading.Event()

    def put(self, chunk: bytes | BaseException | None) -> None:
        while not self.abandoned.is_set():
            try:
                return self._chunks.put(chunk, timeout=0.2)
            except queue.Full:
                continue
        raise OSError("nobody reads on")

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.put(bytes(data))
        return len(data)

    def read(self, size: int = -1) -> bytes:
        while not self._rest and not self._ended:
            got = self._chunks.get()
            if isinstance(got, BaseException):
                raise got
            self._ended, self._rest = got is None, got or b""
        end = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:end], self._rest[end:]
        return taken


def open_key(path: Path, passphrase: str) -> pyrage.x25519.Identity:
    """Return the key in the backup ``path``.

    Raises :class:`WrongPassphrase`, and :class:`Unreadable` for what is no whole backup.
    """
    with _box(path) as box:
        try:
            with box.open(KEY) as file:
                sealed = file.read(_LARGEST_KEY)
        except KeyError as error:
            raise Unreadable("Berkas ini bukan cadangan Tanggap.") from error
    try:
        text = pyrage.passphrase.decrypt(sealed, passphrase)
        return pyrage.x25519.Identity.from_str(text.decode().strip())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise WrongPassphrase(
            "Kata sandi cadangan tidak cocok. Pakai kata sandi yang berlaku saat cadangan ini "
            "dibuat; perhatikan huruf besar dan spasi."
        ) from error


@contextmanager
def _box(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as box:
            yield box
    except FileNotFoundError as error:
        raise Unreadable(f"Berkas {path} tidak ada.") from error
    except (IsADirectoryError, PermissionError) as error:
        raise Unreadable(f"Berkas {path} tidak dapat dibaca.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise Unreadable(_BROKEN) from error


@contextmanager
def unsealed(path: Path, key: pyrage.x25519.Identity) -> Iterator[IO[bytes]]:
    """Give the contents of the backup ``path`` as a stream, unsealed as it is read.

    A file that was cut, altered or spliced raises :class:`Unreadable` at the place where
    it shows, at the latest at the end: use nothing before the end was read.
    """
    flow = _Flow()

    def pump() -> None:
        try:
            with _box(path) as box, box.open(CONTENTS) as sealed:
                pyrage.decrypt_io(sealed, flow, [key])
            flow.put(None)
        except BaseException as error:
            if not flow.abandoned.is_set():
                flow.put(error if isinstance(error, Unreadable) else _as_unreadable(error))

    thread = threading.Thread(target=pump, name="tanggap-unseal", daemon=True)
    thread.start()
    try:
        yield flow  # type: ignore[misc]
    finally:
        flow.abandoned.set()
        thread.join(timeout=10)


def _as_unreadable(error: BaseException) -> BaseException:
    """Return what to say of ``error``; words of the disk itself pass as they are."""
    if isinstance(error, OSError) and error.errno is not None:
        return error
    told = Unreadable(_BROKEN)
    told.__cause__ = error
    return told


def digest_of(path: Path) -> str:
    """Return the SHA-256 of what now lies on the disk at ``path``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lay_down(path: Path) -> None:
    """Make the name ``path`` itself durable, where the system can."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return  # Windows opens no folders, and needs no such call
    try:
        os.fsync(folder)
    except OSError:
        pass  # some flash disks cannot
    finally:
        os.close(folder)
