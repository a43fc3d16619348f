"""Files of messages: kept below ``TANGGAP_HOME/media``, served so that they can do no harm.

How a file is kept and handed out safely is said in ``base/files.py``.
"""

import hashlib
import io
import threading
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from PIL import Image

from tanggap.base.files import (
    ENDINGS,
    PICTURES,
    SHOWN,
    as_kept,
    handed_out,
    harmless,
    safe_name,
    write_whole,
)
from tanggap.gateway.models import Media

LARGEST = 100 * 1024 * 1024
_SMALL = 192  # pixels: 96 on the page, twice that for a sharp screen
_ONE_AT_A_TIME = threading.Lock()  # many large pictures at once would fill the memory


def keep(media: Media, content: bytes, mime: str, *, is_drawn: bool = False) -> Media:
    """Write ``content`` to its place and note it on ``media``; a file is whole or absent.

    ``is_drawn`` says that a process of ours has just drawn the picture anew.
    """
    if not is_drawn:
        content, mime = as_kept(content, mime)
    relative = f"{media.facility_id}/{media.pk % 1000:03}/{media.pk}{ENDINGS.get(mime, '')}"
    write_whole(Path(settings.MEDIA_ROOT) / relative, content)
    media.mime, media.size, media.path = mime[:120], len(content), relative
    media.sha256 = hashlib.sha256(content).hexdigest()
    media.state, media.trouble, media.next_at = Media.State.KEPT, "", None
    media.save()
    return media


def path_of(media: Media) -> Path | None:
    """Return where the file of ``media`` lies, or ``None`` when it is not there."""
    if media.state != Media.State.KEPT or not media.path:
        return None
    path = Path(settings.MEDIA_ROOT) / media.path
    return path if path.is_file() else None


def is_picture(media: Media) -> bool:
    """Answer whether ``media`` may be shown in a page: only what was drawn anew."""
    return media.state == Media.State.KEPT and media.mime in SHOWN


def response_for(media: Media) -> HttpResponseBase:
    """Return the answer that hands out ``media``. Who may have it, the caller has asked.

    Raises ``Http404`` where the file is not (or no longer) here.
    """
    path = path_of(media)
    if path is None:
        raise Http404("Berkas ini belum atau tidak tersimpan.")
    name = safe_name(media.file_name, media.mime, f"lampiran-{media.pk}")
    return handed_out(path, name, media.mime, shown=is_picture(media))


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
    return harmless(HttpResponse(content, content_type="image/webp"))


def printable(media: Media, pixels: int) -> bytes | None:
    """Return a picture as a JPEG of at most ``pixels`` for a paper; ``None`` for no picture."""
    path = path_of(media)
    if path is None or not is_picture(media):
        return None
    try:
        with _ONE_AT_A_TIME, Image.open(path) as opened:
            opened.thumbnail((pixels, pixels), reducing_gap=2.0)
            made = io.BytesIO()
            opened.convert("RGB").save(made, "JPEG", quality=80)
    except OSError:
        return None
    return made.getvalue()


def _small(path: Path) -> bytes:
    with _ONE_AT_A_TIME, Image.open(path, formats=tuple(PICTURES)) as picture:
        picture.thumbnail((_SMALL, _SMALL), reducing_gap=2.0)  # of a JPEG only an eighth is read
        out = io.BytesIO()
        picture.convert("RGB").save(out, "WEBP", quality=60)
    return out.getvalue()
