"""Play a quarter of one invented health centre and show every paper that comes of it.

``python scripts/gallery.py FOLDER`` writes all papers into FOLDER, and the first page of each
into ``docs/galeri`` with a page that names them. Names are invented; the clock and the keys are
those of the story, so that two runs show the same.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "galeri"
PAGE = ROOT / "docs" / "galeri.md"
MOST_BYTES = 60_000
_SCALES = (1.0, 0.85, 0.75, 0.65)  # of 72 dots an inch: the largest that weighs little enough
HEAD = """# Galeri cetakan

Semua cetakan dari satu triwulan sebuah puskesmas rekaan (April sampai Juni 2026), dibuat dengan
`make gallery`. Nama orang dan tempat direka. Gambar menunjukkan halaman pertama.
Syarat (A-…, B-…) dijelaskan di [sop/syarat.md](sop/syarat.md).

"""


def main() -> int:
    """Return 0 when every paper was made."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "galeri"
    folder.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with _a_site_of_its_own(folder):
        from tests.stories.gallery import GALLERY, shelf_of_the_quarter

        rows = []
        with shelf_of_the_quarter(folder / "situs") as (quarter, shelf):
            for shown in GALLERY:
                made = dict(shown.taken(quarter, shelf))
                for form, content in made.items():
                    (folder / f"{shown.key}.{form}").write_bytes(content)
                (PICTURES / f"{shown.key}.png").write_bytes(_first_page(made["pdf"]))
                rows.append(shown.row)
    PAGE.write_text(HEAD + "".join(rows), encoding="utf-8")
    weight = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{len(rows)} papers in {folder}, {weight / 1e6:.1f} MB of pictures in {PICTURES}")
    return 0


@contextmanager
def _a_site_of_its_own(folder: Path) -> Iterator[None]:
    """Prepare the tables of a site that ends with this program."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner

    from tanggap.base import ids
    from tanggap.site.first_tables import rendering_what_is_touched

    settings.HOME = folder / "situs"
    settings.MEDIA_ROOT = settings.HOME / "media"
    settings.PUBLIC_URL = "https://umpanbalik.contoh.id"
    settings.ALLOWED_HOSTS = ["*"]
    setattr(ids, "_sequence", _Counted())  # noqa: B010 - assigning is what is meant
    runner = get_runner(settings)(verbosity=0, interactive=False)
    with rendering_what_is_touched():
        made = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(made)


class _Counted:
    """Keys in the order they are asked for: the same in every run."""

    def __init__(self) -> None:
        self._from = count(300_000_000_000_000_000)

    def next(self) -> int:
        return next(self._from)


def _first_page(pdf: bytes) -> bytes:
    """Return the first page as PNG in sixteen colours."""
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image

    page = pypdfium2.PdfDocument(pdf)[0]
    for scale in _SCALES:
        full = page.render(scale=scale).to_pil().convert("RGB")
        packed = BytesIO()
        full.quantize(16, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
