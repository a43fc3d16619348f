"""What every page of the example says of itself."""

import os

from django.conf import settings
from django.http import HttpRequest

from tanggap.site.example.loading import sign_ins
from tanggap.site.example.running import BACK


def band(request: HttpRequest) -> dict[str, object]:
    """Offer the band across the page; nothing at all on a real site."""
    if not settings.IS_EXAMPLE:
        return {}
    return {
        "band_template": "example/band.html",
        "example_sign_ins": sign_ins(),
        "example_back": os.environ.get(BACK, ""),
    }
