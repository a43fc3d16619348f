"""TANGGAP_HOME: the one folder that holds a site's whole state.

Copying the folder is moving the site. Inside: ``tanggap.sqlite3``, ``media/``, ``keys/``.
"""

import os
import secrets
import time
from base64 import urlsafe_b64encode
from hmac import compare_digest
from pathlib import Path

from platformdirs import user_data_path

from tanggap.site.refusal import CommandError

PLAN = "pemulihan.json"
"""In it while a restore puts things into their places (``backup/moving.py``)."""


def home_folder() -> Path:
    """Return the folder, from ``TANGGAP_HOME`` or the platform's convention; makes it.

    Raises :class:`CommandError` where it can be neither made nor written to.
    """
    given = os.environ.get("TANGGAP_HOME")
    folder = Path(given).expanduser() if given else user_data_path("tanggap", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        usable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    if not usable:
        raise CommandError(
            f"Folder data {folder} tidak dapat dibuat atau ditulisi. Beri hak tulis kepada "
            "pemakai yang menjalankan Tanggap, atau isi TANGGAP_HOME dengan folder lain."
        )
    return folder.resolve()


def kept_secret(home: Path, name: str, make: str) -> str:
    """Return the secret ``name`` of this site, made once (``django`` or ``fernet``).

    It is there whole or not at all, also when the first start is killed or two start at
    once: a key of half its length could never be told from a whole one.
    """
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Made without their libraries: the process that only watches loads neither.
        fernet = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        _put_once(path, fernet if make == "fernet" else secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8").strip()


def _put_once(path: Path, value: str) -> None:
    """Write ``value`` to ``path`` unless somebody else was first."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links, as on a memory stick
        if not path.exists():
            os.replace(unfinished, path)
    unfinished.unlink(missing_ok=True)


_CODE, _TRIES = "setup-code", "setup-tries"
_MOST_TRIES, _TRIES_REST = 10, 3600
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def setup_code(home: Path | None = None) -> str:
    """Return the one-time code that set-up asks for from beyond this machine; made once."""
    path = (home or home_folder()) / "keys" / _CODE
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        code = "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(2))
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(code)
    return path.read_text(encoding="utf-8").strip()


def setup_code_fits(home: Path, typed: str) -> bool | None:
    """Answer whether ``typed`` is the code; ``None`` after ten wrong ones within an hour."""
    tries = home / "keys" / _TRIES
    if tries.exists() and time.time() - tries.stat().st_mtime > _TRIES_REST:
        tries.unlink()
    if tries.exists() and tries.stat().st_size >= _MOST_TRIES:
        return None
    plain = typed.strip().lower().encode()
    if compare_digest(plain, setup_code(home).encode()):
        return True
    with tries.open("ab") as file:
        file.write(b".")
    return False


def forget_setup_code(home: Path) -> None:
    """Remove the code once the site is set up."""
    for name in (_CODE, _TRIES):
        (home / "keys" / name).unlink(missing_ok=True)
