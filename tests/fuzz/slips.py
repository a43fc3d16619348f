"""Photos of slips: a small slip with its QR, turned, cropped and spoiled; odd codes on it."""

import io
import tempfile
from pathlib import Path
from typing import Any

import segno
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tanggap.inbox import slip_eye
from tanggap.inbox.slip_shape import (
    BOXES,
    CODE,
    HEIGHT,
    MARKS,
    SIGN,
    WIDTH,
    WRITING,
    code_of,
    slip_in,
)
from tests.fuzz.odd import spoiled, values

_SCALE, _EDGE = 5, 6.0  # pixels a millimetre; millimetres of paper around it
_TROUBLES = {"", "empty", "heic", "no_picture", "too_large", "broken"}


def slip(words: str, turned: float = 0) -> Image.Image:
    """Return a slip as a handphone would see it, its QR saying ``words``."""
    size = [round((one + 2 * _EDGE) * _SCALE) for one in (WIDTH, HEIGHT)]
    paper = Image.new("L", (size[0], size[1]), 245)
    pen = ImageDraw.Draw(paper)
    for x, y, side in MARKS:
        pen.rectangle([_at(one) for one in (x, y, x + side, y + side)], fill=15)
    drawn = io.BytesIO()
    segno.make_qr(words, error="m").save(drawn, kind="png", scale=4, border=0)
    side = round(CODE[2] * _SCALE)
    code = Image.open(drawn).convert("L").resize((side, side))
    paper.paste(code, (_at(CODE[0]), _at(CODE[1])))
    return paper.rotate(turned, expand=True, fillcolor=120).convert("RGB")


def _at(millimetres: float) -> int:
    return round((millimetres + _EDGE) * _SCALE)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


SLIPS = [_jpeg(slip(code_of(1, 1))), _jpeg(slip(code_of(2**62, 999), 30))]


@st.composite
def slip_photos(draw: Any) -> bytes:
    words = draw(st.just(code_of(1, 7)) | values().map(lambda one: f"{SIGN}:{one}"[:300]))
    picture = slip(words.encode("utf-8", "replace").decode(), draw(st.integers(-180, 180)))
    wide, high = picture.size
    cut = [draw(st.integers(0, 40)) * size // 100 for size in (wide, high)]
    content = _jpeg(picture.crop((cut[0], cut[1], wide, high)))
    return spoiled(draw, content, most=6) if draw(st.integers(0, 1)) else content


def judge_slip(content: bytes) -> None:
    """Look at a photo as the site's child does: pictures and a code, or a trouble with a name."""
    with tempfile.TemporaryDirectory() as folder:
        photo, upright, shown = (Path(folder) / name for name in ("a", "b.jpg", "c.jpg"))
        photo.write_bytes(content)
        seen = slip_eye.look(
            {
                "photo": str(photo), "upright": str(upright), "shown": str(shown), "print": "",
                "sign": SIGN, "most_pixels": 60_000_000, "size": (WIDTH, HEIGHT), "code": CODE,
                "marks": MARKS, "boxes": BOXES, "writing": WRITING,
            }
        )  # fmt: skip
        assert seen["trouble"] in _TROUBLES, seen["trouble"]
        assert all(0 <= ink <= 1 for ink in seen["ink"]), "more ink than paper"
        judge_code(seen["code"].encode("utf-8", "replace"))
        for made in (upright, shown):
            assert made.is_file() != bool(seen["trouble"]), "a picture, or a reason why not"
            if made.is_file():
                with Image.open(made) as picture:
                    picture.load()
                    assert not picture.getexif()


def judge_code(content: bytes) -> None:
    """Read what a QR says: a slip of ours, or nothing."""
    found = slip_in(content.decode("utf-8", "replace"))
    assert found is None or all(0 < one < 2**63 for one in found), found
