"""How the screens say dates, times and phone numbers, as officials write them.

Months and days are spelled here and not by Django's locale, so that a page says the same
whatever language the browser asks for.
"""

import hashlib
from datetime import date, datetime
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, FacilityProfile, KnownDevice, Role, Staff
from tanggap.base.queries import notices_for, profile_on
from tanggap.base.session_rows import device_here, has_notice
from tanggap.documents.dates import DAYS, MONTHS, grouped_phone

NOTICES_AT_ONCE = 3


def _here(value: date | datetime) -> date | datetime:
    """Return a time in the health centre's own zone; a plain date stays as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def tanggal(value: date | datetime | None) -> str:
    """Say a date in full: «12 Mei 2026»."""
    if value is None:
        return ""
    day = _here(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def hari_tanggal(value: date | datetime | None) -> str:
    """Say a date with its day: «Selasa, 12 Mei 2026»."""
    if value is None:
        return ""
    return f"{DAYS[_here(value).weekday()]}, {tanggal(value)}"


def tanggal_pendek(value: date | datetime | None) -> str:
    """Say a date short: «12/05/26»."""
    return "" if value is None else f"{_here(value):%d/%m/%y}"


def bulan(value: date | datetime | None) -> str:
    """Say a month: «Mei 2026»."""
    return "" if value is None else f"{MONTHS[_here(value).month - 1]} {_here(value).year}"


def jam(value: datetime | None) -> str:
    """Say a time of day with a dot, as in letters: «08.06»."""
    return "" if value is None else f"{_here(value):%H.%M}"


def waktu(value: datetime | None) -> str:
    """Say a moment in full: «Selasa, 12 Mei 2026 pukul 08.06»."""
    return "" if value is None else f"{hari_tanggal(value)} pukul {jam(value)}"


def waktu_pendek(value: datetime | None) -> str:
    """Say a moment short: «12/05/26 08.06»."""
    return "" if value is None else f"{tanggal_pendek(value)} {jam(value)}"


def lalu(value: datetime | None) -> str:
    """Say how far a moment is from now: «5 menit lalu», «3 hari lagi», «kemarin»."""
    if value is None:
        return ""
    seconds = int((timezone.now() - value).total_seconds())
    if abs(seconds) < 60:
        return "baru saja" if seconds >= 0 else "sebentar lagi"
    tail = "lalu" if seconds > 0 else "lagi"
    minutes = abs(seconds) // 60
    if minutes < 60:
        return f"{minutes} menit {tail}"
    days = (timezone.localtime(value).date() - timezone.localdate()).days
    if days == 0 or minutes < 12 * 60:
        return f"{minutes // 60} jam {tail}"
    return _days_away(days)


def hari_lagi(value: date | datetime | None) -> str:
    """Say how many days a date is away: «hari ini», «besok», «3 hari lagi»."""
    if value is None:
        return ""
    day = _here(value)
    if isinstance(day, datetime):
        day = day.date()
    return _days_away((day - timezone.localdate()).days)


def _days_away(days: int) -> str:
    near = {0: "hari ini", 1: "besok", -1: "kemarin"}
    if days in near:
        return near[days]
    count, tail = abs(days), "lagi" if days > 0 else "lalu"
    if count < 31:
        return f"{count} hari {tail}"
    if count < 365:
        return f"{count // 30} bulan {tail}"
    return f"{count // 365} tahun {tail}"


def nomor_hp(value: str | None) -> str:
    """Group a phone number for reading: «+6281234567890» becomes «0812-3456-7890»."""
    return grouped_phone((value or "").strip())


@lru_cache(maxsize=64)
def _fingerprint(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return ""
    with open(found, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:10]


def house_file(path: str) -> str:
    """Return the address of a static file with its content's mark, so updates show at once."""
    mark = _fingerprint(path)
    return f"{static(path)}?v={mark}" if mark else static(path)


def nama_puskesmas(facility: Facility) -> str:
    """Say the health centre's name of today: «UPTD Puskesmas Padaherang»."""
    try:
        profile = profile_on(facility, timezone.localdate(), with_logos=False)
    except FacilityProfile.DoesNotExist:
        return "Puskesmas"
    has_word = profile.name.lower().startswith("puskesmas")
    parts = (profile.legal_form, "" if has_word else "Puskesmas", profile.name)
    return " ".join(part for part in parts if part)


def nama_peran(actor: Actor) -> str:
    """Say the roles held today in the table's order: «Petugas, Ketua tim pengelola»."""
    return ", ".join(role.label for role in Role if role in actor.roles)


def hari_bulan(value: date | datetime | None) -> str:
    """Say day and month only: «12/5», for narrow places."""
    return "" if value is None else f"{_here(value).day}/{_here(value).month}"


def unlocalized(value: float) -> str:
    """Write a number with a point for drawings, whatever the language of the page."""
    return f"{value:g}"


def ringkas(value: object, at_most: int) -> str:
    """Say the beginning of a long text, with a mark where the rest is left out."""
    text = str(value)
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"


def words(value: str) -> list[str]:
    """Split a line of words, for small loops in a template."""
    return value.split()


def dapat(actor: Actor | None, right: str) -> bool:
    """Answer whether ``actor`` may: ``{% if actor|dapat("base.add_unit") %}``."""
    return actor is not None and actor.may(right)


def iso(value: date | datetime | None) -> str:
    """Write a moment for the ``datetime`` of a ``<time>``: «2026-05-12T08:06:00+07:00»."""
    return "" if value is None else _here(value).isoformat()


def hari_iso(value: date | datetime | None) -> str:
    """Write a date as a date field wants it: «2026-05-12»."""
    return "" if value is None else f"{_here(value):%Y-%m-%d}"


def nama_bulan(value: date) -> str:
    """Say a month without its year: «Mei»."""
    return MONTHS[value.month - 1]


def new_devices(request: HttpRequest) -> list[KnownDevice]:
    """Return the browsers not seen before; costs nothing while there is none."""
    if not isinstance(request.user, Staff) or not has_notice(request.session):
        return []
    return list(notices_for(request.user, device_here(request.session))[:NOTICES_AT_ONCE])


FILTERS = (
    tanggal,
    hari_tanggal,
    tanggal_pendek,
    hari_bulan,
    hari_iso,
    bulan,
    nama_bulan,
    jam,
    waktu,
    waktu_pendek,
    lalu,
    hari_lagi,
    iso,
    nomor_hp,
    nama_puskesmas,
    nama_peran,
    unlocalized,
    ringkas,
    words,
    dapat,
)
FUNCTIONS = (house_file, new_devices, timezone.localdate)
