"""Photos: small sound ones of every kind, whose bytes get spoiled."""

import io
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from tests.fuzz.odd import spoiled

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def _drawn(kind: str) -> bytes:
    out = io.BytesIO()
    picture = Image.effect_noise((24, 18), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0110] = "HP"
    picture.save(out, kind, **({"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}))
    return out.getvalue()


PHOTOS = [_drawn(kind) for kind in KINDS]


@st.composite
def photos(draw: Any) -> bytes:
    return spoiled(draw, draw(st.sampled_from(PHOTOS)), most=8)
