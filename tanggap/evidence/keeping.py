"""Where the files of a pack lie: beside the media, never in a backup."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from tanggap.evidence.models import Pack

FOLDER = "bukti"


def folder() -> Path:
    return Path(settings.HOME) / FOLDER


def paths_of(pack: Pack) -> Mapping[str, Path]:
    """Return the pack's PDF and ZIP by what an address calls them."""
    return {form: folder() / f"{pack.pk}.{form}" for form in ("pdf", "zip")}
