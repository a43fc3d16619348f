"""The year's meetings: one a month, with what they decided, two with tools for the cause.

Nothing here draws from the story's dice: what comes in stays the same with and without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.actions.meeting import MeetingDraft, MinutesDraft, PointWords
from tanggap.remedy.meetings.models import Meeting, MeetingPoint, RootCause
from tanggap.remedy.meetings.queries import mark_of_meeting, mark_of_point
from tanggap.remedy.meetings.rules import month_before
from tanggap.remedy.meetings.tools import Fishbone, Scored, Tool, Usg, Whys
from tanggap.site.example.stage import ZONE, Stage

_SAID: tuple[tuple[str, str], ...] = (
    (
        "Antrean pendaftaran paling banyak disebut. Terjadi Senin dan Selasa, pukul 07.30–09.00.",
        "Loket kedua dibuka pada Senin dan Selasa pukul 07.15 sampai 09.00.",
    ),
    (
        "Ruang tunggu panas, terutama pukul 10.00 ke atas. Dua kipas mati sejak lama.",
        "Kipas diganti dari dana BLUD, paling lambat akhir bulan.",
    ),
    (
        "Beberapa warga tidak tahu jadwal imunisasi berubah.",
        "Jadwal ditempel di loket dan dikirim lewat status WhatsApp tiap awal bulan.",
    ),
    (
        "Obat sering menunggu lama karena resep ditulis tangan dan dibaca ulang.",
        "Dokter menulis resep dengan huruf cetak; farmasi mencatat resep yang tidak terbaca.",
    ),
    (
        "Warga memuji sikap petugas KIA; disampaikan pada apel.",
        "Pujian ditempel di papan informasi sebagai contoh.",
    ),
    (
        "Kursi ruang tunggu kurang pada hari posyandu lansia.",
        "Sepuluh kursi dari aula dipindahkan setiap hari posyandu lansia.",
    ),
)
_BONES = {
    "manusia": ["Satu petugas loket pada Senin pagi", "Petugas pengganti belum dilatih"],
    "metode": ["Pasien lama dan baru antre di satu baris", "Nomor antrean diambil berebut"],
    "alat": ["Komputer loket sering lambat pagi hari", "Cetak kartu memakai satu pencetak"],
    "bahan": ["Formulir pasien baru panjang"],
    "dana": ["Belum ada anggaran mesin antrean"],
    "lingkungan": ["Pintu masuk dan loket berhadapan, orang menumpuk"],
}
_FISHBONE_AT, _USG_AT = 3, 7
_PLACE = "Aula lantai dua"


@dataclass(frozen=True)
class _Month:
    number: int
    month: date
    held_on: date


class Meetings:
    """Plans a meeting for every month that is over, and what became of each."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.facility = stage.place.facility

    def plan(self) -> None:
        first = self.stage.now.astimezone(ZONE).date()
        last = self.stage.until.astimezone(ZONE).date()
        months = [one for one in self._months(first, last) if one.held_on <= last]
        for one in months:
            called = self._at(one.held_on - timedelta(days=3), 9, 12)
            self.stage.plan(called, self._called(one))
            self.stage.plan(self._at(one.held_on, 13, 5), self._written(one))
            if one.number in (_FISHBONE_AT, _USG_AT):
                self.stage.plan(self._at(one.held_on, 12, 20), self._looked_for_causes(one))
            self.stage.plan(self._at(one.held_on, 13, 25), self._closed(one))
            if one is not months[-1] and one.number % 4 != 2:
                by = "ketua" if one.number % 3 == 0 else "kepala"
                seen = self._at(one.held_on + timedelta(days=2), 10, 10)
                self.stage.plan(seen, self._discussed(one, by))

    def _months(self, first: date, last: date) -> list[_Month]:
        """Return the months of the story that were over before its end, each with its meeting."""
        found: list[_Month] = []
        month = first.replace(day=1)
        while month <= month_before(last):
            after = (month + timedelta(days=32)).replace(day=1)
            found.append(_Month(len(found), month, self._at(after.replace(day=6), 9, 0).date()))
            month = after
        return found

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        while not self.stage.is_open(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(hour, minute), ZONE)

    def _key(self, one: _Month, what: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"contoh/rapat/{one.month}/{what}")

    def _held(self, one: _Month) -> Meeting | None:
        key = self._key(one, "pertemuan")
        return Meeting.objects.filter(facility=self.facility, form_key=key).first()

    def _called(self, one: _Month) -> Callable[[], object]:
        staff = self.stage.place.staff

        def act() -> None:
            draft = MeetingDraft(
                month=one.month,
                held_on=one.held_on,
                begins_at=time(12, 0),
                ends_at=time(13, 0),
                place=_PLACE,
                subject="Analisis umpan balik masyarakat dan rencana tindak lanjut",
                number=f"005/{one.number + 14}/PKM/{one.held_on.year}",
                invited_by=staff["kepala"],
                leader=staff["ketua"],
                scribe=staff["petugas"],
            )
            key = self._key(one, "pertemuan")
            made = actions.call_meeting(self.stage.actor("petugas"), draft, form_key=key)
            actions.mark_invited(self.stage.actor("petugas"), made)

        return act

    def _written(self, one: _Month) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            if held is None:
                return
            points = list(held.points.filter(dropped_at=None))
            people = list(held.attendees.values_list("pk", flat=True))
            came = people if one.number % 3 else people[:-1]
            draft = MinutesDraft(
                opening="Rapat dibuka ketua tim dengan salam dan doa.",
                conclusion="Keputusan dilaksanakan menurut penanggung jawabnya dan dilihat lagi "
                "pada pertemuan berikutnya.",
                seen=mark_of_meeting(held),
                ends_at=time(13, 0),
                present=frozenset(came),
                points=self._words(one, points),
            )
            actions.write_minutes(self.stage.actor("petugas"), held, draft)

        return act

    def _words(self, one: _Month, points: list[MeetingPoint]) -> list[PointWords]:
        """Say something at each point: what was decided before is done, or not yet."""
        said, found, is_told = _SAID[one.number % len(_SAID)], [], False
        for point in points:
            words, is_settled = ("Dibahas singkat.", ""), False
            if point.kind == MeetingPoint.Kind.DECISION:
                is_settled = one.number % 4 != 1
                done = "Sudah dijalankan." if is_settled else "Belum selesai, dilanjutkan."
                words = (done, "")
            elif point.kind == MeetingPoint.Kind.ANALYSIS and not is_told:
                words, is_told = said, True
            elif point.kind == MeetingPoint.Kind.FREE:
                words = ("Tidak ada.", "")
            found.append(PointWords(point.pk, *words, is_settled, mark_of_point(point)))
        return found

    def _looked_for_causes(self, one: _Month) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            point = held and held.points.filter(kind=MeetingPoint.Kind.ANALYSIS).first()
            if not point:
                return
            for kind, tool in _tools(one.number, point.title):
                key = self._key(one, kind)
                actor = self.stage.actor("mutu")
                actions.use_tool(actor, kind, tool, form_key=key, point=point)

        return act

    def _closed(self, one: _Month) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            if held is not None:
                actions.close_meeting(self.stage.actor("ketua"), held)

        return act

    def _discussed(self, one: _Month, by: str) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            if held is not None:
                on = self.stage.now.astimezone(ZONE).date()
                words = "Disetujui. Hasilnya dilaporkan pada pertemuan berikutnya."
                actions.discuss_with_head(self.stage.actor(by), held, on, words)

        return act


def _tools(number: int, title: str) -> list[tuple[str, Tool]]:
    problem = title.partition(":")[0]
    if number == _FISHBONE_AT:
        return [(RootCause.Kind.FISHBONE.value, Fishbone(f"{problem} banyak disebut", _BONES))]
    why = (
        "Warga menunggu lebih dari satu jam",
        "Loket dibuka satu, padahal Senin datang dua kali lebih banyak",
        "Jadwal loket disusun sama untuk semua hari",
        "Jumlah kunjungan per hari belum pernah dihitung",
    )
    scores = [
        Scored(problem, 5, 4, 4),
        Scored("Kursi ruang tunggu kurang", 3, 3, 2),
        Scored("Kipas ruang tunggu mati", 3, 2, 3),
    ]
    return [
        (RootCause.Kind.WHYS.value, Whys(problem, why)),
        (RootCause.Kind.USG.value, Usg(scores)),
    ]
