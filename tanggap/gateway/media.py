"""Files of messages: kept below ``TANGGAP_HOME/media``, served so that they can do no harm.

Pictures are drawn anew by Pillow: place and camera marks are gone, and so is whatever
was hidden in the bytes. Everything else is only ever handed out as a download.
"""

import hashlib
import io
import mimetypes
import os
import re
import threading
import warnings
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from PIL import Image, ImageOps

from tanggap.gateway.models import Media

LARGEST = 100 * 1024 * 1024
_MOST_PIXELS = 60_000_000
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
_SHOWN = frozenset(_FORMATS.values())
_SMALL = 192  # pixels: 96 on the page, twice that for a sharp screen
_ONE_AT_A_TIME = threading.Lock()  # many large pictures at once would fill the memory
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


def keep(media: Media, content: bytes, mime: str, *, is_drawn: bool = False) -> Media:
    """Write ``content`` to its place and note it on ``media``; a file is whole or absent.

    ``is_drawn`` says that a process of ours has just drawn the picture anew.
    """
    picture = (content, mime) if is_drawn else redrawn(content)
    if picture is not None:
        content, mime = picture
    elif mime in _SHOWN:
        mime = "application/octet-stream"  # it says it is a picture, and cannot be drawn
    relative = f"{media.facility_id}/{media.pk % 1000:03}/{media.pk}{_ENDINGS.get(mime, '')}"
    _write(Path(settings.MEDIA_ROOT) / relative, content)
    media.mime, media.size, media.path = mime[:120], len(content), relative
    media.sha256 = hashlib.sha256(content).hexdigest()
    media.state, media.trouble, media.next_at = Media.State.KEPT, "", None
    media.save()
    return media


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
    form = was if was in _FORMATS else "PNG" if has_alpha or was == "GIF" else "JPEG"
    fresh = image.convert("RGBA" if has_alpha and form != "JPEG" else "RGB")
    bare = Image.frombytes(fresh.mode, fresh.size, fresh.tobytes())  # pixels, and only pixels
    out = io.BytesIO()
    bare.save(out, form, **({"quality": 88} if form != "PNG" else {"optimize": True}))
    return out.getvalue(), _FORMATS[form]


def _write(path: Path, content: bytes) -> None:
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


def path_of(media: Media) -> Path | None:
    """Return where the file of ``media`` lies, or ``None`` when it is not there."""
    if media.state != Media.State.KEPT or not media.path:
        return None
    path = Path(settings.MEDIA_ROOT) / media.path
    return path if path.is_file() else None


def is_picture(media: Media) -> bool:
    """Answer whether ``media`` may be shown in a page: only what was drawn anew."""
    return media.state == Media.State.KEPT and media.mime in _SHOWN


def response_for(media: Media) -> HttpResponseBase:
    """Return the answer that hands out ``media``. Who may have it, the caller has asked.

    Raises ``Http404`` where the file is not (or no longer) here.
    """
    path = path_of(media)
    if path is None:
        raise Http404("Berkas ini belum atau tidak tersimpan.")
    shown = is_picture(media)
    answer = FileResponse(
        path.open("rb"),
        as_attachment=not shown,
        filename=_safe_name(media),
        content_type=media.mime if shown else "application/octet-stream",
    )
    return _harmless(answer)


def small_response_for(media: Media) -> HttpResponseBase:
    """Return a small view of a picture, so that a page of photos stays light on weak internet.

    Drawn whenever it is asked for and kept by the browser alone: what is deleted leaves no
    copy behind. Raises ``Http404`` as :func:`response_for` does, and for what is no picture.
    """
    path = path_of(media)
    if path is None or not is_picture(media):
        raise Http404("Tidak ada gambar di sini.")
    try:
        content = _small(path)
    except OSError as broken:
        raise Http404("Gambar ini tidak dapat dibuka.") from broken
    return _harmless(HttpResponse(content, content_type="image/webp"))


def _small(path: Path) -> bytes:
    with _ONE_AT_A_TIME, Image.open(path, formats=tuple(_FORMATS)) as picture:
        picture.thumbnail((_SMALL, _SMALL), reducing_gap=2.0)  # of a JPEG only an eighth is read
        out = io.BytesIO()
        picture.convert("RGB").save(out, "WEBP", quality=60)
    return out.getvalue()


def _harmless(answer: HttpResponse | FileResponse) -> HttpResponseBase:
    """Let nothing in the file act in the browser, and only this browser keep it for a while."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _safe_name(media: Media) -> str:
    """Return a file name without path, controls or a misleading ending for a picture."""
    ending = _ENDINGS.get(media.mime) or mimetypes.guess_extension(media.mime or "") or ""
    name = re.sub(r"[^\w. ()-]+", "_", media.file_name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = name.strip(". _")[:80] or f"lampiran-{media.pk}"
    if is_picture(media) or "." not in stem:
        stem = stem.rsplit(".", 1)[0] + ending if "." in stem else stem + ending
    return stem
