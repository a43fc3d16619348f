"""Decisions of the groundwork as pure functions: working days, numbers, when a lock ends.

Working days: domain §10. A NIP: domain §6.9.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_DAY = timedelta(days=1)


def is_working_day(day: date, days_off: Collection[date], week_days: int) -> bool:
    """Answer whether work is done on ``day``: a week starts on Monday, 5 or 6 days long."""
    return day.weekday() < week_days and day not in days_off


def add_working_days(start: date, n: int, days_off: Collection[date], week_days: int) -> date:
    """Return the ``n``-th working day after ``start``; the start itself does not count (§10).

    ``days_off`` must reach beyond the day returned; who calls asks again where it does not.
    """
    day, left = start, n
    while left > 0:
        day += _DAY
        if is_working_day(day, days_off, week_days):
            left -= 1
    return day


def working_days_between(start: date, end: date, days_off: Collection[date], week_days: int) -> int:
    """Return how many working days lie after ``start`` up to and including ``end``."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, days_off, week_days) for day in days)


def plain_nip(typed: str) -> str:
    """Return a NIP without the spaces it is printed with (8-6-1-3)."""
    return re.sub(r"[\s.\-]", "", typed)


def trouble_with_nip(nip: str) -> str:
    """Return what is wrong with a NIP, or "". PPPK numbers have 21 as "month": allowed (§6.9)."""
    if not nip:
        return ""
    if not re.fullmatch(r"[0-9]{18}", nip):
        return f"NIP terdiri atas 18 angka; yang ditulis {len(nip)}. Kosongkan bila tidak ada."
    return ""


def grouped_nip(nip: str) -> str:
    """Return a NIP as papers print it: 8-6-1-3 (§6.9)."""
    if len(nip) != 18:
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


NUMBER_TOKENS = frozenset(
    {"klasifikasi", "urut", "jenis", "pokja", "kode_unit"}
    | {"bulan_romawi", "bulan", "tahun", "tahun2"}
)
_TOKEN = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")


def trouble_with_pattern(pattern: str) -> str:
    """Return what is wrong with a register number's pattern (§6.8), or ""."""
    names = [found[1] for found in _TOKEN.finditer(pattern)]
    rest = _TOKEN.sub("", pattern)
    unknown = sorted(set(names) - NUMBER_TOKENS)
    if "{" in rest or "}" in rest:
        return "Kurung kurawal tidak berpasangan. Contoh: {urut:03}/UB/{kode_unit}/{tahun}"
    if unknown:
        return f"«{{{unknown[0]}}}» tidak dikenal. Yang ada: " + ", ".join(sorted(NUMBER_TOKENS))
    for name, width in _TOKEN.findall(pattern):
        if width and not (name == "urut" and re.fullmatch(r"0[1-9]", width)):
            return "Lebar angka hanya untuk {urut}, misalnya {urut:03}."
    if "urut" not in names:
        return "Pola harus memuat {urut}, nomor urut yang membuat setiap nomor berbeda."
    if not {"tahun", "tahun2"} & set(names):
        return "Pola harus memuat {tahun} atau {tahun2}: nomor urut mulai lagi tiap tahun."
    return ""


def may_be_username(username: str) -> bool:
    """Answer whether somebody can sign in under ``username``: short, plain, lower case."""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", username) is not None


@dataclass(frozen=True)
class Limit:
    """``most`` failures within ``window`` lock for as long as ``lasts``."""

    most: int
    window: timedelta
    lasts: timedelta


def end_of_lock(failures: Iterable[datetime], limit: Limit) -> datetime | None:
    """Return when the last lock ends that ``failures`` (oldest first) brought about.

    After a lock the count begins anew: whoever waited has all tries again.
    """
    return _walked(failures, limit)[0]


def tries_left(failures: Iterable[datetime], limit: Limit, now: datetime) -> int:
    """Return how many more failures do not lock yet."""
    recent = [at for at in _walked(failures, limit)[1] if now - at < limit.window]
    return limit.most - len(recent)


def _walked(
    failures: Iterable[datetime], limit: Limit
) -> tuple[datetime | None, Sequence[datetime]]:
    end: datetime | None = None
    recent: list[datetime] = []
    for at in failures:
        recent = [one for one in recent if at - one < limit.window] + [at]
        if len(recent) >= limit.most:
            end, recent = at + limit.lasts, []
    return end, recent
