"""A paper as a handphone sees it: on a table, askew, in uneven light, as JPEG."""

import io
import random
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tanggap.inbox.slip_shape import BOXES, HEIGHT, WIDTH, Square

Point = tuple[float, float]


class Shot(NamedTuple):
    """Where the corners of the slip's half sheet come to lie, as parts of the photo."""

    corners: tuple[Point, Point, Point, Point]
    size: tuple[int, int] = (1600, 1200)
    shadow: int = 0
    turned: int = 0
    blur: float = 0.6
    quality: int = 80
    grain: int = 0


STRAIGHT = Shot(((0.08, 0.08), (0.92, 0.08), (0.92, 0.88), (0.08, 0.88)))
SKEWED = Shot(((0.12, 0.16), (0.90, 0.06), (0.95, 0.80), (0.05, 0.93)), shadow=110, grain=25)
ON_ITS_HEAD = SKEWED._replace(turned=180, shadow=0, grain=0)
SIDEWAYS = Shot(((0.10, 0.12), (0.93, 0.09), (0.90, 0.91), (0.13, 0.88)), turned=90)
SMALL = SKEWED._replace(size=(1280, 960), quality=60, blur=0.8)  # as WhatsApp sends it


def half_of(page: Image.Image, place: int = 0) -> Image.Image:
    """Return the half sheet with one slip, as it is cut off."""
    half = page.height // 2
    return page.crop((0, half * place, page.width, half * (place + 1))).convert("RGB")


def on_half(at: Point, size: tuple[int, int], sheet: tuple[float, float]) -> Point:
    """Return where a place of the slip (millimetres) is on the picture of the half sheet."""
    left, top = (sheet[0] - WIDTH) / 2, (sheet[1] - HEIGHT) / 2
    return (at[0] + left) * size[0] / sheet[0], (at[1] + top) * size[1] / sheet[1]


def crossed(half: Image.Image, places: Sequence[int], sheet: tuple[float, float]) -> Image.Image:
    """Return the slip with crosses by pen in the tick boxes ``places``."""
    drawn, pen = half.copy(), ImageDraw.Draw
    for place in places:
        box = BOXES[place]
        _cross(pen(drawn), box, half.size, sheet)
    return drawn


def _cross(
    pen: ImageDraw.ImageDraw, box: Square, size: tuple[int, int], sheet: tuple[float, float]
) -> None:
    x, y, side = box
    ends = [(x + 0.6, y + 0.5), (x + side - 0.4, y + side - 0.7)]
    other = [(x + 0.5, y + side - 0.5), (x + side - 0.8, y + 0.3)]
    for line in (ends, other):
        pen.line([on_half(at, size, sheet) for at in line], fill=(40, 45, 120), width=4)


def photographed(half: Image.Image, shot: Shot) -> bytes:
    """Return a JPEG of the half sheet lying on a brown table."""
    dice = random.Random(7)
    width, height = shot.size
    table = Image.new("RGB", shot.size, (96, 68, 44))
    pen = ImageDraw.Draw(table)
    for _ in range(60):
        y = dice.randrange(height)
        pen.line((0, y, width, y + dice.randrange(-40, 40)), fill=(82, 56, 36), width=3)
    corners = [(x * width, y * height) for x, y in shot.corners]
    data = _back(corners, half.size)
    laid = half.transform(
        shot.size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC, fillcolor=None
    )
    full = Image.new("L", half.size, 255)
    mask = full.transform(shot.size, Image.Transform.PERSPECTIVE, data, fillcolor=0)
    table.paste(laid, mask=mask)
    if shot.shadow:
        table = _shaded(table, shot.shadow)
    table = table.filter(ImageFilter.GaussianBlur(shot.blur))
    if shot.grain:  # a dim room
        noise = Image.effect_noise(shot.size, shot.grain)
        table = ImageChops.add(table, Image.merge("RGB", [noise] * 3), 1, -128)
    if shot.turned:
        table = table.rotate(shot.turned, expand=True)
    out = io.BytesIO()
    table.save(out, "JPEG", quality=shot.quality)
    return out.getvalue()


def _shaded(photo: Image.Image, depth: int) -> Image.Image:
    """Lay the shadow of a hand over a corner, and light that fades to the right."""
    width, height = photo.size
    shade = Image.linear_gradient("L").rotate(90).resize(photo.size)
    shade = shade.point([255 - (255 - value) * depth // 500 for value in range(256)])
    hand = Image.new("L", photo.size, 255)
    ImageDraw.Draw(hand).polygon(
        [(0, height * 0.45), (width * 0.6, height), (0, height)], fill=255 - depth
    )
    hand = hand.filter(ImageFilter.GaussianBlur(25))
    black = Image.new("RGB", photo.size)
    return Image.composite(Image.composite(photo, black, shade), black, hand)


def _back(corners: Sequence[Point], size: tuple[int, int]) -> list[float]:
    """Return Pillow's eight numbers that lay a picture of ``size`` into ``corners``."""
    width, height = size
    there = [(0, 0), (width, 0), (width, height), (0, height)]
    rows = []
    for (x, y), (u, v) in zip(corners, there, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        best = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(8):
            if row != at:
                by = rows[row][at]
                rows[row] = [one - by * two for one, two in zip(rows[row], rows[at], strict=True)]
    return [row[8] for row in rows]
