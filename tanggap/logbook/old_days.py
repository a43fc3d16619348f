"""Days, hours and words in the cells of an old book, as people wrote them. Pure, no Django."""

import re
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | None

EARLIEST = date(1990, 1, 1)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agst august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WORDY = re.compile(r"(\d{1,2})\s*[-./ ]?\s*([A-Za-z]{3,9})\.?\s*[-./, ]?\s*'?(\d{2,4})(?!\d)")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:][0-5]\d)?(?!\d|\s*[-./]\s*\d)")
_SERIAL = range(20_000, 80_000)  # days of a spreadsheet, 1954 to 2119


class BadRow(Exception):
    """The row cannot be an entry; the message says why, in Indonesian."""


def text_of(cell: Cell) -> str:
    """Return a cell as a person would read it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H.%M}" if cell.time() != time(0) else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H.%M}"
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    return str(cell).strip()


def day_of(cell: Cell, *, day_first: bool = True) -> tuple[date, time | None]:
    """Return the day a cell names, and its hour if it has one; raises :class:`BadRow`."""
    if isinstance(cell, datetime):
        return _sane(cell.date()), cell.time() if cell.time() != time(0) else None
    if isinstance(cell, date):
        return _sane(cell), None
    if isinstance(cell, time):
        raise BadRow(f"Di kolom tanggal hanya ada jam ({cell:%H.%M}), tanpa tanggal.")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _sane(_from_serial(cell)), None
    text = text_of(cell)
    if text.isascii() and text.isdigit() and int(text) in _SERIAL:
        return _sane(_from_serial(int(text))), None
    day = _written_day(text, day_first=day_first)
    return _sane(day), clock_of(text)


def _from_serial(number: float) -> date:
    if not _SERIAL.start <= number < _SERIAL.stop:
        if 0 <= number < _SERIAL.start:
            raise BadRow(f"Angka {number:g} di kolom tanggal berarti tahun 1900-an: salah isi.")
        raise BadRow(f"«{number:g}» bukan tanggal.")
    return date(1899, 12, 30) + timedelta(days=int(number))


def _written_day(text: str, *, day_first: bool) -> date:
    if found := _WORDY.search(text):
        month = _MONTHS.get(found[2].casefold())
        if month:
            return _made(_year(found[3]), month, int(found[1]), text)
    if found := _MONTH_FIRST.search(text):
        month = _MONTHS.get(found[1].casefold())
        if month:
            return _made(_year(found[3]), month, int(found[2]), text)
    if found := _NUMERIC.search(text):
        first, second = int(found[1]), int(found[2])
        if len(found[1]) > 2:
            return _made(first, second, int(found[3]), text)
        day, month = (first, second) if day_first else (second, first)
        return _made(_year(found[3]), month, day, text)
    if re.search(r"\d", text) and any(
        word in _MONTHS for word in re.findall(r"[a-z]+", text.lower())
    ):
        raise BadRow(f"Tanggal «{text[:40]}» tidak lengkap: tulis hari, bulan, dan tahun.")
    raise BadRow(f"«{text[:40]}» bukan tanggal yang terbaca.")


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) < 3 else 0)


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise BadRow(f"Tanggal «{text[:40]}» tidak ada di kalender.") from None


def _sane(day: date) -> date:
    if day < EARLIEST:
        raise BadRow(f"Tanggal {day:%d/%m}/{day.year} terlalu lama: salah isi di lembar kerja.")
    return day


def clock_of(cell: Cell) -> time | None:
    """Return the hour that a cell names; ``None`` where it names none."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, float) and not isinstance(cell, bool) and 0 < cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    text = text_of(cell)
    if isinstance(cell, float):
        text = f"{cell:.2f}"
    found = _CLOCK.search(_NUMERIC.sub(" ", text))
    return time(int(found[1]), int(found[2])) if found else None


def is_month_first(cell: Cell) -> bool | None:
    """Say what a written date proves of the order: ``True`` month first, ``None`` nothing."""
    found = _NUMERIC.search(cell) if isinstance(cell, str) else None
    if found is None or len(found[1]) > 2:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return False
    return True if second > 12 >= first else None
