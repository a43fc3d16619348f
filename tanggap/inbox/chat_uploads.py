"""An uploaded chat waits in ``TANGGAP_HOME/uploads`` between preview and yes.

The token belongs to whoever uploaded; what is not confirmed within a day is removed.
"""

import json
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KEPT_FOR = timedelta(days=1)
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Upload:
    """A chat that waits for a person's yes."""

    token: str
    path: Path
    file_name: str
    line_id: int


def keep_upload(staff_id: int, line_id: int, upload: "UploadedFile[bytes]") -> Upload:
    """Keep ``upload`` for its uploader until it is imported or a day has passed."""
    token = secrets.token_hex(16)
    folder = _folder()
    about = {"staff": staff_id, "line": line_id, "name": upload.name or ""}
    (folder / f"{token}.json").write_text(json.dumps(about), encoding="utf-8")
    path = folder / f"{token}.chat"
    with path.open("wb") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
    return Upload(token, path, about["name"], line_id)  # type: ignore[arg-type]


def kept_upload(staff_id: int, token: str) -> Upload | None:
    """Return the upload of ``token``; ``None`` where it is gone or somebody else's."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        about = json.loads((_folder() / f"{token}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    path = _folder() / f"{token}.chat"
    if about["staff"] != staff_id or not path.exists():
        return None
    return Upload(token, path, about["name"], about["line"])


def forget_upload(upload: Upload) -> None:
    _remove(_folder().glob(f"{upload.token}.*"))


def forget_old_uploads(now: datetime) -> int:
    """Remove what has waited longer than a day; return how many files went."""
    if not (settings.HOME / "uploads").exists():
        return 0
    before = min(now.timestamp(), time.time()) - KEPT_FOR.total_seconds()
    return _remove(p for p in _folder().iterdir() if p.stat().st_mtime < before)


def _remove(paths: Iterable[Path]) -> int:
    removed = 0
    for path in paths:
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def _folder() -> Path:
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
