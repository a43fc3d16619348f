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
from tanggap.site.example.proofs import show_meeting
from tanggap.site.example.stage import ZONE, Stage

_SAID = {
    "Antrean lama": (
        "Terjadi Senin dan Selasa, pukul 07.30–09.00, ketika hanya satu loket dibuka.",
        "Loket kedua dibuka pada Senin dan Selasa pukul 07.15 sampai 09.00.",
    ),
    "Ruang tunggu": (
        "Panas, terutama pukul 10.00 ke atas. Dua kipas mati sejak lama; kursi kurang.",
        "Kipas diganti dari dana BLUD; sepuluh kursi dari aula dipindahkan.",
    ),
    "Nomor antrean": (
        "Nomor diambil berebut sebelum loket dibuka.",
        "Nomor dibagikan satpam mulai pukul 07.00 menurut kedatangan.",
    ),
    "Kebersihan dan toilet": (
        "Toilet pengunjung kotor sesudah pukul 10.00; hanya dibersihkan pagi.",
        "Toilet dibersihkan pukul 07.00 dan 10.30, diparaf di balik pintu.",
    ),
    "Dokter atau petugas tidak ada": (
        "Poli kosong ketika dokter mengikuti rapat; warga tidak diberi tahu.",
        "Jadwal dan pengganti dokter ditulis di papan loket setiap pagi.",
    ),
    "Biaya dan pungutan": (
        "Warga tidak tahu layanan mana yang berbayar.",
        "Daftar tarif ditempel di loket dan dibacakan pada penyuluhan.",
    ),
}
_ELSE = (
    "Penanggung jawab unit menjelaskan keadaannya dari entri di buku.",
    "Penanggung jawab unit memperbaiki «{topik}» dan melapor pada pertemuan berikutnya.",
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
_QUEUES = "Antrean pendaftaran pada Senin dan Selasa pagi"
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
            if one.number == _USG_AT:
                self.stage.plan(self._at(one.held_on, 13, 15), self._shown(one))
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
        found, is_told = [], False
        for point in points:
            words, is_settled = ("Dibahas singkat.", ""), False
            if point.kind == MeetingPoint.Kind.DECISION:
                is_settled = one.number % 4 != 1
                done = "Sudah dijalankan." if is_settled else "Belum selesai, dilanjutkan."
                words = (done, "")
            elif point.kind == MeetingPoint.Kind.ANALYSIS and not is_told:
                topic = point.title.partition(":")[0]
                said, decided = _SAID.get(topic, _ELSE)
                words, is_told = (said, decided.format(topik=topic)), True
            elif point.title == _QUEUES:
                words = _SAID["Antrean lama"]
            elif point.kind == MeetingPoint.Kind.FREE:
                words = ("Tidak ada.", "")
            found.append(PointWords(point.pk, *words, is_settled, mark_of_point(point)))
        return found

    def _looked_for_causes(self, one: _Month) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            if held is None:
                return
            actor, key = self.stage.actor("mutu"), self._key(one, "antrean")
            point = actions.add_point(actor, held, _QUEUES, form_key=key)
            for kind, tool in _tools(one.number):
                key = self._key(one, kind)
                actions.use_tool(actor, kind, tool, form_key=key, point=point)

        return act

    def _shown(self, one: _Month) -> Callable[[], object]:
        def act() -> None:
            held = self._held(one)
            if held is not None:
                show_meeting(self.stage, held, self._key(one, "antrean"))

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


def _tools(number: int) -> list[tuple[str, Tool]]:
    if number == _FISHBONE_AT:
        return [(RootCause.Kind.FISHBONE.value, Fishbone(_QUEUES, _BONES))]
    why = (
        "Warga menunggu lebih dari satu jam",
        "Loket dibuka satu, padahal Senin datang dua kali lebih banyak",
        "Jadwal loket disusun sama untuk semua hari",
        "Jumlah kunjungan per hari belum pernah dihitung",
    )
    scores = [
        Scored(_QUEUES, 5, 4, 4),
        Scored("Kursi ruang tunggu kurang", 3, 3, 2),
        Scored("Kipas ruang tunggu mati", 3, 2, 3),
    ]
    return [
        (RootCause.Kind.WHYS.value, Whys(_QUEUES, why)),
        (RootCause.Kind.USG.value, Usg(scores)),
    ]
