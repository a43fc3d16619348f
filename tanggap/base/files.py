"""Files that people bring: written whole or not at all, handed out so that they can do no harm.

Pictures are drawn anew by Pillow: place and camera marks are gone, and so is whatever
was hidden in the bytes. Everything else is only ever handed out as a download.
"""

import io
import mimetypes
import os
import re
import warnings
from pathlib import Path

from django.http import FileResponse, HttpResponse, HttpResponseBase
from PIL import Image, ImageOps

from tanggap.documents.pdf import PaperFile

_MOST_PIXELS = 60_000_000
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
SHOWN = frozenset(PICTURES.values())
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


def redrawn(content: bytes) -> tuple[bytes, str] | None:
    """Return ``content`` as a picture drawn anew, upright, with its type; ``None`` if it is
    no picture, or one too large to open.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_READ) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return None
                image = ImageOps.exif_transpose(opened)
                return _drawn(image, opened.format or "")
    except Exception:  # Pillow raises many kinds on broken bytes; the file is kept as it is
        return None


def _drawn(image: Image.Image, was: str) -> tuple[bytes, str]:
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    form = was if was in PICTURES else "PNG" if has_alpha or was == "GIF" else "JPEG"
    fresh = image.convert("RGBA" if has_alpha and form != "JPEG" else "RGB")
    bare = Image.frombytes(fresh.mode, fresh.size, fresh.tobytes())  # pixels, and only pixels
    out = io.BytesIO()
    bare.save(out, form, **({"quality": 88} if form != "PNG" else {"optimize": True}))
    return out.getvalue(), PICTURES[form]


def as_kept(content: bytes, mime: str) -> tuple[bytes, str]:
    """Return what of ``content`` is kept, and its type: pictures drawn anew, the rest as it is."""
    picture = redrawn(content)
    if picture is not None:
        return picture
    # it says it is a picture, and cannot be drawn
    return content, "application/octet-stream" if mime in SHOWN else mime


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` and to the disk; a file is whole or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError:  # on a full disk the half that fitted must not keep its room
        unfinished.unlink(missing_ok=True)
        raise


def safe_name(file_name: str, mime: str, otherwise: str) -> str:
    """Return a file name without path, controls or a misleading ending for a picture."""
    ending = ENDINGS.get(mime) or mimetypes.guess_extension(mime or "") or ""
    name = re.sub(r"[^\w. ()-]+", "_", file_name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = name.strip(". _")[:80] or otherwise
    if mime in SHOWN or "." not in stem:
        stem = stem.rsplit(".", 1)[0] + ending if "." in stem else stem + ending
    return stem


def handed_out(path: Path, name: str, mime: str, *, shown: bool) -> HttpResponseBase:
    """Return the answer that hands out the file at ``path``; in the page only if ``shown``."""
    answer = FileResponse(
        path.open("rb"),
        as_attachment=not shown,
        filename=name,
        content_type=mime if shown else "application/octet-stream",
    )
    return harmless(answer)


def handed_paper(made: PaperFile) -> HttpResponse:
    """Return the answer that hands out a paper of ours: a PDF in the page, the rest to keep.

    No browser and no proxy keeps it: a paper tells of people.
    """
    where = "inline" if made.mime == "application/pdf" else "attachment"
    headers = {
        "Content-Disposition": f'{where}; filename="{made.name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(made.content, content_type=made.mime, headers=headers)


def harmless(answer: HttpResponse | FileResponse) -> HttpResponseBase:
    """Let nothing in the file act in the browser, and only this browser keep it for a while."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
