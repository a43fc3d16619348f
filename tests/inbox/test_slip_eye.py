"""The printed slip itself, photographed by code as a person would, and read back."""

import io
import shutil
from pathlib import Path
from uuid import uuid4

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from pytest_django.fixtures import Settings

from tanggap.base.brought import file_of, keep_file
from tanggap.documents.legible import FONT_FOLDER
from tanggap.inbox import slip_eye, slip_print, slip_reading
from tanggap.inbox.actions import print_slips
from tanggap.inbox.models import SlipRun
from tanggap.inbox.papers import slips_paper
from tanggap.inbox.slip_reading import Reading, read
from tanggap.inbox.slip_shape import HEIGHT, MARKS, WIDTH, printed_boxes, slip_in, ticks_in
from tests.inbox.photographed import (
    ON_ITS_HEAD,
    SIDEWAYS,
    SKEWED,
    SMALL,
    STRAIGHT,
    Shot,
    crossed,
    half_of,
    on_half,
    photographed,
)
from tests.people import Puskesmas

SHEET = (215.0, 165.0)  # half an F4
EDGE = ((SHEET[0] - WIDTH) / 2, (SHEET[1] - HEIGHT) / 2)
TICKED = [1, 6, 20, 22]


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def no_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare tesseract's second a photo where print is not what is asked."""
    monkeypatch.setattr(slip_print, "program", lambda: "")


@pytest.fixture
def run(padaherang: Puskesmas) -> SlipRun:
    return print_slips(padaherang.actor(), padaherang.line("box"), form_key=uuid4(), sheets=1)


def page_of(run: SlipRun) -> Image.Image:
    """Return the PDF's first page as a printer lays it down, eight dots a millimetre."""
    pdf = pypdfium2.PdfDocument(slips_paper(run).content)
    return pdf[0].render(scale=8 * 25.4 / 72).to_pil()


def looked_at(content: bytes) -> Reading:
    token, *_ = keep_file([content])
    reading = read(token)
    assert [path.name for path in file_of(token).parent.iterdir()] == [f"{token}.file"]
    file_of(token).unlink()
    return reading


def weight(picture: Image.Image, left: float, top: float, scale: int) -> tuple[float, float]:
    """Return the middle of what is dark in a square of 7 mm, in millimetres from its corner."""
    side = 7 * scale
    start = (round(left * scale), round(top * scale))
    window = picture.convert("L").crop((*start, start[0] + side, start[1] + side)).tobytes()
    paper = sorted(window)[len(window) * 9 // 10] * 0.85
    dark = [(at, paper - value) for at, value in enumerate(window) if value < paper]
    whole = sum(much for _, much in dark)
    across = sum((at % side) * much for at, much in dark)
    down = sum((at // side) * much for at, much in dark)
    return across / whole / scale, down / whole / scale


def test_a_slip_is_read_from_every_photo_and_lies_straight_to_half_a_millimetre(
    run: SlipRun, no_print: None
) -> None:
    half = half_of(page_of(run), 1)
    shown = crossed(half, TICKED, SHEET)
    units = [name for _, name in run.form["units"]]
    places = [*(box.at for box in printed_boxes(units)), *MARKS]
    shots: dict[str, Shot] = {
        "skewed": SKEWED, "on its head": ON_ITS_HEAD,
        "sideways": SIDEWAYS, "small": SMALL,
    }  # fmt: skip
    for name, shot in shots.items():
        seen = looked_at(photographed(shown, shot))
        assert slip_in(seen.code) == (run.pk, 2), name
        ticks = ticks_in(seen.ink, [key for key, _ in run.form["units"]])
        assert ticks.kind == "keluhan", name
        assert ticks.unit == run.form["units"][0][0], name
        assert (ticks.way, ticks.is_secret) == ("call", True), name
        straight = Image.open(io.BytesIO(seen.shown))
        assert straight.size == (round((WIDTH + 6) * 6), round((HEIGHT + 6) * 6)), name
        for x, y, _ in [] if shot.shadow else places:  # its edge would weigh in
            here = weight(straight, x - 1.5 + 3, y - 1.5 + 3, 6)
            there = weight(shown, x - 1.5 + EDGE[0], y - 1.5 + EDGE[1], 8)
            assert max(abs(a - b) for a, b in zip(here, there, strict=True)) < 0.5, (name, x, y)


def test_nothing_is_guessed_of_empty_boxes_a_covered_corner_two_slips_or_another_paper(
    run: SlipRun, no_print: None
) -> None:
    sheet = page_of(run).convert("RGB")
    half = half_of(sheet)
    seen = looked_at(photographed(half, SKEWED))
    assert slip_in(seen.code) == (run.pk, 1)
    assert max(seen.ink) < 0.01
    thumbed = crossed(half, TICKED, SHEET)
    thumbed.paste((200, 160, 140), (0, half.height * 3 // 4, half.width // 4, half.height))
    covered = looked_at(photographed(thumbed, SKEWED))
    assert slip_in(covered.code) == (run.pk, 1)
    assert covered.shown, "straightened, but no tick is guessed"
    assert covered.ink == []
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    two = looked_at(out.getvalue())
    assert (two.trouble, two.code) == ("two", "")
    half.paste("white", (half.width // 2, 0, half.width, half.height // 2))
    bare = looked_at(photographed(half, STRAIGHT))
    assert (bare.code, bare.ink, bare.trouble) == ("", [], "")
    assert Image.open(io.BytesIO(bare.upright)).size == STRAIGHT.size


def test_a_code_seen_half_a_module_wrong_still_leads_to_every_corner(
    run: SlipRun, no_print: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = photographed(half_of(page_of(run)), SKEWED)
    seen_right = slip_eye._corners
    for which, x, y in ((0, 5, -5), (1, -5, 0), (2, 5, 5), (2, -5, -5), (3, 0, 5)):

        def a_little_off(
            found: object, which: int = which, x: int = x, y: int = y
        ) -> list[slip_eye.Point]:
            corners = seen_right(found)  # type: ignore[arg-type]
            corners[which] = corners[which][0] + x, corners[which][1] + y
            return corners

        with monkeypatch.context() as patch:
            patch.setattr(slip_eye, "_corners", a_little_off)
            patch.setattr(slip_reading, "_looked", slip_eye.look)
            assert looked_at(photo).ink, (which, x, y)


def jpeg(size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).save(out, "JPEG")
    return out.getvalue()


def png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


HOSTILE = {
    "empty": b"",
    "no_picture": b"<script>alert(1)</script>",
    "heic": b"\0\0\0\x24ftypheic" + b"\0" * 400,
    "broken": jpeg()[:4000],
    "too_large": png((9000, 9000)),
}


def test_whatever_is_no_photo_is_told_apart_and_does_no_harm(db: None) -> None:
    for trouble, content in HOSTILE.items():
        seen = looked_at(content)
        assert (seen.trouble, seen.upright, seen.shown) == (trouble, b"", b""), trouble


def test_where_the_picture_was_taken_is_not_kept(db: None) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Rumah Bu Tini"
    exif[0x0112] = 6  # lies on its side
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG", exif=exif, comment=b"Rumah Bu Tini")
    kept = looked_at(out.getvalue()).upright
    assert b"Tini" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 60)


# ---------------------------------------------------------------- print


def table(*words: tuple[str, float]) -> str:
    names = "level page block par line word left top width height conf text"
    rows = ["\t".join(names.split(" "))]
    rows += [f"5\t1\t1\t1\t{at // 3}\t{at}\t0\t0\t9\t9\t{sure}\t{word}"
             for at, (word, sure) in enumerate(words)]  # fmt: skip
    return "\n".join(rows)


def test_only_print_that_the_machine_is_sure_of_is_offered() -> None:
    sure = table(("Antre", 96), ("obat", 95), ("terlalu", 93), ("lama", 91))
    assert slip_print.sure_text(sure) == "Antre obat terlalu\nlama"
    scrawl = table(("Anhe", 61), ("obcl", 40), ("lrlalu", 33), ("lama", 90))
    assert slip_print.sure_text(scrawl) == ""
    assert slip_print.sure_text(table(("Lama", 99))) == ""
    assert slip_print.sure_text("") == ""


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is optional")
def test_print_pasted_on_a_slip_is_read_from_its_photo(
    run: SlipRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = half_of(page_of(run))
    font = ImageFont.truetype(str(FONT_FOLDER / "Arimo[wght].ttf"), 40)
    pen = ImageDraw.Draw(half)
    for line, words in enumerate(("Ruang tunggu panas sekali", "tolong tambah kipas angin")):
        at = on_half((6, 64.5 + 8 * line), half.size, SHEET)
        pen.text(at, words, fill=(20, 20, 20), font=font, anchor="ls")
    photo = photographed(half, SKEWED._replace(size=(2000, 1500)))
    text = looked_at(photo).text
    assert "Ruang tunggu panas" in text
    assert "kipas angin" in text
    monkeypatch.setattr(slip_print.shutil, "which", lambda name: None)
    assert looked_at(photo).text == "", "without tesseract nothing is offered"
