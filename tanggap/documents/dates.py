"""Days, times and numbers as Indonesian officials write them. Pure."""

from datetime import date, datetime

import phonenumbers

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def long_date(day: date) -> str:
    """Return «12 Mei 2026»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_date(day: date) -> str:
    """Return «Selasa, 12 Mei 2026»."""
    return f"{DAYS[day.weekday()]}, {long_date(day)}"


def short_date(day: date) -> str:
    """Return «12/05/2026», for narrow columns."""
    return f"{day:%d/%m/%Y}"


def clock_time(at: datetime) -> str:
    """Return «08.06»; the caller has put ``at`` into the health centre's time zone."""
    return f"{at:%H.%M}"


def period(from_: date, to: date) -> str:
    """Return the shortest plain name of a span: «Mei 2026», «12–18 Mei 2026», …"""
    if from_ == to:
        return long_date(from_)
    if _whole_month(from_, to):
        return f"{MONTHS[from_.month - 1]} {from_.year}"
    if (from_.year, from_.month) == (to.year, to.month):
        return f"{from_.day}–{long_date(to)}"
    if from_.year == to.year:
        return f"{from_.day} {MONTHS[from_.month - 1]} – {long_date(to)}"
    return f"{long_date(from_)} – {long_date(to)}"


def _whole_month(from_: date, to: date) -> bool:
    same = (from_.year, from_.month) == (to.year, to.month)
    return same and from_.day == 1 and _next_day_is_a_first(to)


def _next_day_is_a_first(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def grouped_nip(nip: str) -> str:
    """Return an 18-digit NIP as 8-6-1-3; anything else as it was written (domain §6.9).

    PPPK numbers have 21 where the month stands and must pass.
    """
    digits = "".join(character for character in nip if character.isdigit())
    if len(digits) != 18:
        return nip.strip()
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def grouped_phone(number: str) -> str:
    """Return «0812-3456-7890», or «(0266) 123456» for an office; what is neither, unchanged.

    A number is Indonesian as ``+62…`` or with its leading zero.
    """
    local = f"0{number[3:]}" if number.startswith("+62") else number
    if not (local.startswith("0") and local.isascii() and local.isdigit()):
        return number
    if not local.startswith("08"):
        return _office(local) or number
    parts = [local[start : start + 4] for start in range(0, len(local), 4)]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return "-".join(parts)


def _office(local: str) -> str:
    """Return a fixed line with its area code in brackets; nothing where it is none."""
    try:
        number = phonenumbers.parse(local, "ID")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
