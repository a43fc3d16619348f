"""TANGGAP_HOME: the one folder that holds a site's whole state.

Copying the folder is moving the site. Inside: ``tanggap.sqlite3``, ``media/``, ``keys/``.
"""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key
from platformdirs import user_data_path


def home_folder() -> Path:
    """Return the folder, from ``TANGGAP_HOME`` or the platform's convention; makes it."""
    given = os.environ.get("TANGGAP_HOME")
    folder = Path(given).expanduser() if given else user_data_path("tanggap", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def kept_secret(home: Path, name: str, make: str) -> str:
    """Return the secret ``name`` of this site, made once (``django`` or ``fernet``)."""
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        value = Fernet.generate_key().decode() if make == "fernet" else get_random_secret_key()
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(value)
    return path.read_text(encoding="utf-8").strip()
