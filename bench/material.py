"""What the public tells a health centre, made up: the same cases fill both databases.

Plain Python: it runs in this project's environment and in django-helpdesk's own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_WORDS = (
    "antrean obat lama dokter petugas ramah loket parkir toilet kotor ruang tunggu panas bidan "
    "vaksin lab hasil rujukan bpjs kartu jam buka sabtu anak ibu hamil lansia posyandu fogging "
    "surat sehat tolong diperbaiki semoga cepat lambat bagus nomor dipanggil sudah menunggu dari "
    "pagi kursi kurang air bersih suntik gigi resep habis apotek imunisasi tensi gula darah"
).split()
_FIRST = "Siti Dewi Agus Budi Rina Asep Nur Eko Tuti Yanto Lina Wawan Sri Dadang Maya".split()
_LAST = "Rahmawati Hidayat Lestari Santoso Permana Wulandari Saputra Kurnia Fauzi".split()
_KINDS = ("keluhan",) * 9 + ("saran",) * 4 + ("pertanyaan",) * 3 + ("pujian", "kritik", "harapan")
_ANSWER = (
    "Terima kasih atas masukan Bapak/Ibu. Hal ini sudah kami bahas dengan unit terkait, dan "
    "perbaikannya kami kerjakan minggu ini. Mohon maaf atas ketidaknyamanannya."
)

YEARS = 10
STILL_OPEN = 300  # of the newest; all before them are answered and closed
RARE_WORDS = 2_000
COMMON_WORD = "antrean"
RARE_WORD = "kata0042"
NAMED_EVERY = 500  # one entry in so many is about a member of staff


@dataclass(frozen=True)
class Case:
    """One thing that somebody told, and how far it has come."""

    place: int
    at: datetime
    kind: str
    severity: str
    channel: int
    person: int
    text: str
    is_open: bool
    is_answered: bool
    answered_at: datetime
    answer: str = _ANSWER


def person_name(number: int) -> str:
    return f"{_FIRST[number % 15]} {_LAST[number // 15 % 9]}"


def person_phone(number: int) -> str:
    return f"+62812{10_000_000 + number:08d}"


def people_for(count: int) -> int:
    return max(50, count // 4)


def open_of(count: int) -> int:
    return min(STILL_OPEN, count // 10)


def cases(count: int, now: datetime) -> Iterator[Case]:
    """Yield ``count`` cases in the order they came, spread over ten years until ``now``."""
    dice = random.Random(count)
    step = timedelta(days=365 * YEARS) / count
    start = now - step * (count + 1)
    closed, people = count - open_of(count), people_for(count)
    for place in range(count):
        at = start + step * (place + 1)
        is_open = place >= closed
        words = [dice.choice(_WORDS) for _ in range(dice.randint(8, 30))]
        words.append(f"kata{dice.randrange(RARE_WORDS):04d}")
        yield Case(
            place,
            at,
            dice.choice(_KINDS),
            "merah" if place % 400 == 0 else dice.choice(("hijau", "hijau", "kuning")),
            dice.choices((0, 1, 2, 3), (60, 20, 10, 10))[0],
            dice.randrange(people),
            " ".join(words).capitalize() + ".",
            is_open,
            not is_open or place % 3 == 0,
            min(at + timedelta(hours=dice.randint(1, 96)), now),
        )
