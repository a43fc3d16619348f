"""Days, times and numbers as Indonesian officials write them. Pure."""

from datetime import date, datetime

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
    """Return «0812-3456-7890» for an Indonesian number in E.164; others unchanged."""
    if not number.startswith("+62") or not number[3:].isdigit():
        return number
    local = "0" + number[3:]
    rest = local[4:]
    return "-".join([local[:4], *(rest[i : i + 4] for i in range(0, len(rest), 4))])
