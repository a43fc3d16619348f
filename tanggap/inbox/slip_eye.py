"""The eye: a photo becomes an upright picture, a straightened slip, and what its QR says.

Run as a program (``python -P slip_eye.py``, order and answer as JSON), so that a picture made
to do harm, or a large one, costs a child of the site and not the site. It knows no Django
and nothing of slips: where things stand on the paper comes with the order.

The QR gives the first view of the paper; from there each black square in a corner is looked
for near where it must be, and every one found makes the view truer. Plain Python: over so
few points and such small windows no array library is worth its weight (decision 0024).
"""

import json
import sys
import warnings
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from PIL import Image, ImageFilter, ImageMath, ImageOps

if TYPE_CHECKING:
    from zxingcpp import Barcode, Position

_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_LOOKED_AT = 2600  # pixels of the longer side: twelve a millimetre, where the slip fills the photo
_SCALE = 8  # pixels a millimetre where ink is measured
_SHOWN = 6  # pixels a millimetre of what is shown: enough to read a pen, light on the wire
_LIGHT = 72_000  # bytes of what is shown: a page is to weigh no more than 100 KB
_SHOWN_AT_MOST = 1300  # pixels of a photo shown without being straightened
_EDGE = 3.0  # millimetres of what lies around it
_FINE = 3  # pixels a millimetre where a square is looked for
_DARK = 0.55  # of the paper beside it
_OCR_SCALE = 12

Point = tuple[float, float]
View = tuple[float, ...]
"""Eight numbers that say where in the photo a millimetre of the paper lies."""


class Order(TypedDict):
    """What to look at, where to lay the results, and where things stand on the paper."""

    photo: str
    upright: str
    shown: str
    print: str  # "" where no machine will read the print
    sign: str
    most_pixels: int
    size: tuple[float, float]
    code: tuple[float, float, float]
    marks: Sequence[tuple[float, float, float]]
    boxes: Sequence[tuple[float, float, float]]
    writing: tuple[float, float, float, float]


class Seen(TypedDict):
    """What was seen. ``trouble`` is a code; ``marks`` how many squares were found."""

    trouble: str
    code: str
    codes: int
    marks: int
    ink: list[float]


def look(order: Order) -> Seen:
    """Return what the photo shows, having laid the pictures beside it.

    ``upright`` is the photo itself, ``shown`` a light one for the screen: the slip
    straightened, or all of the photo where not one slip was found.
    """
    seen: Seen = {"trouble": "", "code": "", "codes": 0, "marks": 0, "ink": []}
    picture = _opened(Path(order["photo"]), order["most_pixels"])
    if isinstance(picture, str):
        seen["trouble"] = picture
        return seen
    picture.save(order["upright"], "JPEG", quality=88)
    picture.thumbnail((_LOOKED_AT, _LOOKED_AT), Image.Resampling.LANCZOS, reducing_gap=2.0)
    grey = picture.convert("L")
    codes = _codes(grey, order["sign"])
    seen["codes"] = len({one.text for one in codes})
    if seen["codes"] != 1:
        if order["print"] and not codes:
            _print_of_page(grey).save(order["print"], "JPEG", quality=90)
        picture.thumbnail((_SHOWN_AT_MOST, _SHOWN_AT_MOST))
        _save_light(picture, order["shown"])
        return seen
    seen["code"] = codes[0].text
    view, seen["marks"] = _view(grey, _corners(codes[0].position), order)
    _save_light(_lit(_straightened(picture, view, order["size"])), order["shown"])
    if seen["marks"] == len(order["marks"]):
        seen["ink"] = [_ink(grey, view, box) for box in order["boxes"]]
    if order["print"]:
        _print_of_slip(grey, view, order["writing"]).save(order["print"], "JPEG", quality=90)
    return seen


def _codes(grey: Image.Image, sign: str) -> "list[Barcode]":
    """Return the QR codes of ours."""
    import zxingcpp  # only here: the serving process, which knows this file, never needs it

    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return [one for one in found if one.text.startswith(f"{sign}:")]


def _opened(path: Path, most_pixels: int) -> Image.Image | str:
    """Return the photo upright, without the camera's notes, or what is wrong with it."""
    head = path.open("rb").read(32)
    if not head:
        return "empty"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return "heic"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(path, formats=_READ)
    except Exception:  # Pillow raises many kinds on what is no picture
        return "no_picture"
    try:
        if opened.width * opened.height > most_pixels:
            return "too_large"
        opened.load()
        ImageOps.exif_transpose(opened, in_place=True)
        picture = opened if opened.mode == "RGB" else opened.convert("RGB")
        picture.info.clear()  # what the camera noted is not kept
        return picture
    except Exception:  # the rest of the file is missing or broken
        return "broken"


def _save_light(picture: Image.Image, path: str) -> None:
    """Save what a screen shows; grain costs most and says nothing, so it goes first."""
    for quality, blur in ((60, 0), (50, 0.6), (40, 0.8), (25, 1)):
        fine = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
        fine.save(path, "JPEG", quality=quality)
        if Path(path).stat().st_size <= _LIGHT:
            return


def _corners(found: "Position") -> list[Point]:
    four = (found.top_left, found.top_right, found.bottom_right, found.bottom_left)
    return [(float(one.x), float(one.y)) for one in four]


def _view(grey: Image.Image, code: Sequence[Point], order: Order) -> tuple[View, int]:
    """Return the view of the paper and how many squares it rests on, besides the QR.

    The QR's corners are seen to the pixel, and a pixel there is centimetres at the far end of
    the slip. So where its slant leads nowhere it is taken to lie flat, and what is not where
    it must be is looked for farther off.
    """
    found = _view_from(grey, code, order)
    if found[1] == len(order["marks"]):
        return found
    return max(found, _view_from(grey, _flat(code), order), key=itemgetter(1))


def _flat(code: Sequence[Point]) -> list[Point]:
    """Return the parallelogram nearest to the four corners: the QR without its slant."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = code
    x, y = (ax - bx + cx - dx) / 4, (ay - by + cy - dy) / 4
    return [(ax - x, ay - y), (bx + x, by + y), (cx - x, cy - y), (dx + x, dy + y)]


def _view_from(grey: Image.Image, code: Sequence[Point], order: Order) -> tuple[View, int]:
    """Return the view that starts from ``code``; a square counts if it is sharp at the end."""
    x, y, side = order["code"]
    right, foot = x + side, y + side
    pairs = dict(zip(((x, y), (right, y), (right, foot), (x, foot)), code, strict=True))
    view = _fitted(pairs)
    for look in (_NEAR, _FAR, _SHARP):
        for left, top, width in order["marks"]:
            middle = (left + width / 2, top + width / 2)
            if look is _FAR and middle in pairs:
                continue
            at = _square_near(grey, view, middle, width, look)
            if at is not None:
                pairs[middle] = _seen_at(view, at)
            elif look is _SHARP:
                pairs.pop(middle, None)
            view = _fitted(pairs)
    return view, len(pairs) - len(code)


def _fitted(pairs: Mapping[Point, Point]) -> View:
    """Return the view that fits the pairs of points, paper and photo, best (least squares)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in pairs.items():
        a, b, c, d = x / 100, y / 100, u / 1000, v / 1000
        rows.append([a, b, 1, 0, 0, 0, -a * c, -b * c, c])
        rows.append([0, 0, 0, a, b, 1, -a * d, -b * d, d])
    square = [[sum(row[i] * row[j] for row in rows) for j in range(9)] for i in range(8)]
    h = _solved(square)
    scale = (10, 10, 1000, 10, 10, 1000, 0.01, 0.01)
    return tuple(value * by for value, by in zip(h, scale, strict=True))


def _solved(rows: list[list[float]]) -> list[float]:
    """Return the solution of the linear equations ``rows`` (Gauss, with pivots)."""
    count = len(rows)
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        if abs(rows[at][at]) < 1e-12:
            raise ValueError("points on one line")
        for row in range(count):
            if row != at:
                by = rows[row][at] / rows[at][at]
                rows[row] = [
                    one - by * other for one, other in zip(rows[row], rows[at], strict=True)
                ]
    return [rows[at][count] / rows[at][at] for at in range(count)]


def _seen_at(view: View, at: Point) -> Point:
    """Return where in the photo the place ``at`` of the paper is."""
    a, b, c, d, e, f, g, h = view
    x, y = at
    depth = g * x + h * y + 1
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def _cut_out(
    picture: Image.Image,
    view: View,
    left: float,
    top: float,
    right: float,
    bottom: float,
    scale: int,
) -> Image.Image:
    """Return a rectangle of the paper, straightened, with ``scale`` pixels a millimetre.

    It is cut out twice as large and made small again: so the grain of a dark room goes.
    """
    a, b, c, d, e, f, g, h = view
    fine = scale * 2
    whole = g * left + h * top + 1
    data = (  # pixel → millimetre → photo, in one step
        a / fine, b / fine, a * left + b * top + c,
        d / fine, e / fine, d * left + e * top + f,
        g / fine, h / fine,
    )  # fmt: skip
    size = (round((right - left) * scale) * 2, round((bottom - top) * scale) * 2)
    cut = picture.transform(
        size,
        Image.Transform.PERSPECTIVE,
        tuple(value / whole for value in data),
        Image.Resampling.BILINEAR,
        fillcolor="white",
    )
    return cut.reduce(2)


def _straightened(picture: Image.Image, view: View, size: tuple[float, float]) -> Image.Image:
    width, height = size
    return _cut_out(picture, view, -_EDGE, -_EDGE, width + _EDGE, height + _EDGE, _SHOWN)


def _lit(slip: Image.Image) -> Image.Image:
    """Return the slip as if light fell evenly on it: a hand's shadow hides no words."""
    small = slip.convert("L").resize((slip.width // 8, slip.height // 8), Image.Resampling.BOX)
    bright = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(7))
    paper = bright.filter(ImageFilter.GaussianBlur(2))
    shade = paper.resize(slip.size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", [_divided(band, shade, 245) for band in slip.split()])


def _divided(grey: Image.Image, shade: Image.Image, white: int) -> Image.Image:
    """Return ``grey`` with ``shade`` divided away; what is as light as it becomes ``white``."""
    even: Image.Image = ImageMath.lambda_eval(
        lambda known: known["convert"](
            known["min"](known["grey"] * white / (known["shade"] + 1), 255), "L"
        ),
        grey=grey,
        shade=shade,
    )
    return even


class _Look(NamedTuple):
    """How far from its place a square may lie, in its sides, and how odd it may look."""

    reach: float
    least: float  # of the area it should have
    most: float
    oblong: float


_NEAR, _FAR, _SHARP = _Look(3, 0.5, 1.7, 1.4), _Look(7, 0.25, 4, 2), _Look(1.5, 0.7, 1.4, 1.25)


def _square_near(
    grey: Image.Image, view: View, middle: Point, side: float, look: _Look
) -> Point | None:
    """Return the middle of the black square near ``middle`` on the paper, or ``None``."""
    reach = side * look.reach
    left, top = middle[0] - reach, middle[1] - reach
    window = _cut_out(grey, view, left, top, middle[0] + reach, middle[1] + reach, _FINE)
    window = window.filter(ImageFilter.GaussianBlur(1))
    wide = window.width
    paper = window.filter(ImageFilter.MaxFilter(2 * round(side * _FINE * 0.75) + 1))
    dark = bytearray(
        one < light * _DARK for one, light in zip(window.tobytes(), paper.tobytes(), strict=True)
    )
    want = (side * _FINE) ** 2
    best: tuple[float, Point] | None = None
    for start in range(len(dark)):
        if dark[start]:
            spot = _spot(dark, wide, start)
            if not _is_square(spot, wide, want, look):
                continue
            x = sum(at % wide for at in spot) / len(spot) + 0.5
            y = sum(at // wide for at in spot) / len(spot) + 0.5
            off = abs(x - wide / 2) + abs(y - wide / 2)
            if best is None or off < best[0]:
                best = off, (left + x / _FINE, top + y / _FINE)
    return best[1] if best else None


def _spot(dark: bytearray, wide: int, start: int) -> list[int]:
    """Return the dark pixels that hang together with ``start``, and wipe them out."""
    spot, edge = [], [start]
    dark[start] = 0
    while edge:
        at = edge.pop()
        spot.append(at)
        column = at % wide
        for step, ok in ((1, column < wide - 1), (-1, column > 0), (wide, True), (-wide, True)):
            there = at + step
            if ok and 0 <= there < len(dark) and dark[there]:
                dark[there] = 0
                edge.append(there)
    return spot


def _is_square(spot: Sequence[int], wide: int, want: float, look: _Look) -> bool:
    if not look.least * want < len(spot) < look.most * want:
        return False
    across = [at % wide for at in spot]
    width = max(across) - min(across) + 1
    height = max(spot) // wide - min(spot) // wide + 1
    filled = len(spot) > 0.75 * width * height
    return filled and 1 / look.oblong < width / height < look.oblong


def _ink(grey: Image.Image, view: View, box: tuple[float, float, float]) -> float:
    """Return how much ink lies in a tick box, its frame left out: 0 none, 1 black."""
    x, y, side = box
    around, inside = 1.5, 0.75
    window = _cut_out(
        grey, view, x - around, y - around, x + side + around, y + side + around, _SCALE
    )
    window = window.filter(ImageFilter.GaussianBlur(1))
    values = sorted(window.tobytes())
    paper = max(values[len(values) * 8 // 10], 1)
    first, last = round((around + inside) * _SCALE), round((around + side - inside) * _SCALE)
    inner = window.crop((first, first, last, last)).tobytes()
    ink = [1 - value / paper for value in inner]
    return round(sum(one for one in ink if one > 0.22) / len(ink), 4)


def _print_of_slip(
    grey: Image.Image, view: View, writing: tuple[float, float, float, float]
) -> Image.Image:
    return _evened(_cut_out(grey, view, *writing, _OCR_SCALE))


def _print_of_page(grey: Image.Image) -> Image.Image:
    """Return a page without a slip's QR, its lines made level."""
    page = _evened(grey)
    small = page.copy()
    small.thumbnail((600, 600))
    angles = [half / 2 for half in range(-10, 11)]
    best = max(angles, key=lambda angle: _levelness(small, angle))
    return page.rotate(best, Image.Resampling.BICUBIC, fillcolor=255) if best else page


def _levelness(small: Image.Image, angle: float) -> float:
    """Return how sharply lines of print and the white between them differ at ``angle``."""
    turned = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))


def _evened(grey: Image.Image) -> Image.Image:
    """Return print on white: shade divided away, light ruling gone."""
    shade = grey.filter(ImageFilter.GaussianBlur(40))
    even = _divided(grey, shade, 255)
    return ImageOps.autocontrast(even.point([min(255, value * 255 // 200) for value in range(256)]))


if __name__ == "__main__":
    json.dump(look(json.load(sys.stdin)), sys.stdout)
