"""A QR per place: a sheet for the wall, or slips for the window (SOP A-03.3, made known)."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse

from tanggap.base.models import Unit
from tanggap.base.queries import profile_on
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.website.queries import Place, open_places

SHEET, SLIPS = "lembar", "slip"
_NOTES = (
    "Boleh tanpa nama. Tidak perlu akun. Tidak dipungut biaya.\n"
    "Keadaan darurat: telepon 119, jangan lewat formulir ini."
)


def address_of(place: Place, base: str, unit: Unit | None = None) -> str:
    """Return the form's address for people, with the unit already chosen if there is one."""
    if unit is None:
        return base + reverse("website:form", args=[place.code])
    return base + reverse("website:form-of-unit", args=[place.code, unit.code])


def public_address(facility_id: int) -> str:
    """Return the form's address on the internet; "" where no form is open or none is set."""
    place = next(iter(open_places(facility_id)), None)
    return address_of(place, settings.PUBLIC_URL) if place and settings.PUBLIC_URL else ""


def posters_of(
    place: Place, base: str, units: Sequence[Unit | None], shape: str, today: date
) -> PaperFile:
    """Return one page for each of ``units`` (``None``: the health centre as a whole)."""
    profile = profile_on(place.facility, today)
    content = {
        "letterhead": letterhead(profile),
        "name": official_name(profile),
        "slips": shape == SLIPS,
        "heading": "Sampaikan kepada kami",
        "how": "Pindai kode ini dengan kamera HP, atau buka:",
        "notes": _NOTES,
        "places": [_one(address_of(place, base, unit), unit) for unit in units],
        "foot": f"Formulir umpan balik · {official_name(profile)}",
    }
    made = render(
        "poster",
        content,
        title="Kode QR formulir umpan balik",
        paper=place.facility.paper,
        font=place.facility.font,
    )
    return PaperFile(f"qr-formulir-{shape}.pdf", made)


def _one(address: str, unit: Unit | None) -> dict[str, object]:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
    shown = address.removeprefix("https://").removeprefix("http://")
    return {"address": shown, "place": unit.name if unit else "", "qr": drawn.getvalue()}
