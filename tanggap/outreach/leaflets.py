"""Leaflet, poster and table card: what the public is handed, as PDF (SOP step 3; §6.5).

One content, several shapes. Every sentence comes from ``languages.toml``, every number from
a line in use: nothing is typed for printing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno

from tanggap.base.models import Facility
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, picture, render
from tanggap.outreach.languages import INDONESIAN, NONE, words_in
from tanggap.outreach.reach import Reach, Way

TITLE = "Saluran umpan balik"


@dataclass(frozen=True)
class Shape:
    """One paper that can be printed: its layout's form, its size, how it is used."""

    label: str
    hint: str
    form: str
    paper: str
    landscape: bool = False
    is_double: bool = False
    pages: int = 1


SHAPES: Mapping[str, Shape] = {
    "leaflet-a4": Shape(
        "Leaflet, dua di A4",
        "Cetak bolak-balik (balik di sisi pendek), potong di tengah: dua leaflet A5.",
        "leaflet", "a4", landscape=True, is_double=True, pages=2,
    ),
    "leaflet-a5": Shape("Leaflet A5", "Satu leaflet, bolak-balik.", "leaflet", "a5", pages=2),
    "poster-a4": Shape("Poster A4", "Untuk dinding ruang tunggu dan loket.", "poster", "a4"),
    "poster-f4": Shape("Poster F4", "Untuk dinding ruang tunggu dan loket.", "poster", "f4"),
    "kartu-tenda": Shape(
        "Kartu meja, dilipat", "A4 dilipat di tengah: berdiri, terbaca dari dua sisi.",
        "card", "a4", is_double=True,
    ),
    "kartu-a5": Shape(
        "Kartu meja A5", "Untuk tempat akrilik di meja.", "card", "a5", landscape=True
    ),
}  # fmt: skip


def leaflet(facility: Facility, reach: Reach, shape: str, language: str, today: date) -> PaperFile:
    """Return the paper ``shape`` of :data:`SHAPES` as PDF."""
    chosen = SHAPES[shape]
    made = render(
        "outreach",
        _content(reach, chosen, language, today),
        title=f"{TITLE} {official_name(reach.profile)}",
        paper=chosen.paper,
        font=facility.font,
        landscape=chosen.landscape,
    )
    return PaperFile(f"{shape}.pdf", made)


def leaflet_preview(
    facility: Facility, reach: Reach, shape: str, language: str, today: date
) -> bytes:
    """Return the first page as a small PNG."""
    chosen = SHAPES[shape]
    return picture(
        "outreach",
        _content(reach, chosen, language, today),
        title=TITLE,
        paper=chosen.paper,
        font=facility.font,
        landscape=chosen.landscape,
        ppi=20,
    )


def _content(reach: Reach, shape: Shape, language: str, today: date) -> dict[str, object]:
    head = letterhead(reach.profile)
    name, there = official_name(reach.profile), reach.form or reach.chat
    filled = {"puskesmas": name, "dinas": reach.agency}
    return {
        "form": shape.form,
        "double": shape.is_double,
        "logos": [logo for logo in (head["left"], head["right"]) if logo],
        "name": name,
        "address": reach.profile.address,
        "words": words_in(INDONESIAN, **filled),
        "other": words_in(language, **filled) if language != NONE else None,
        "other-lang": language or INDONESIAN,
        "numbers": [_pair(way) for way in reach.numbers],
        "accounts": [_pair(way) for way in reach.accounts],
        "places": [_pair(way) for way in reach.places],
        "qr": _qr(there) if there else None,
        "qr-address": there.removeprefix("https://").removeprefix("http://"),
        "scan": "scan_form" if reach.form else "scan_chat",
        "hours": [list(row) for row in reach.hours],
        "promises": [list(row) for row in reach.promises],
        "keeper": reach.keeper.name if reach.keeper else "",
        "printed": f"Berlaku saat dicetak, {long_date(today)}",
    }


def _pair(way: Way) -> dict[str, str]:
    return {"label": way.label, "value": way.value}


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
    return drawn.getvalue()
