"""The year's follow-up plans: good, late, one corrected twice, one overdue, and one that helped.

Nothing here draws from the story's dice. What was said of the hot waiting room is written in
here, so that one topic becomes visibly rarer after what was done (and all who raised it are
answered, SOP Sumbersari step 5).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import note_sent, write_in
from tanggap.logbook.actions import EntryDraft, close, declare_complete, give_receipt, write_down
from tanggap.logbook.models import Accused, Entry, Topic
from tanggap.remedy import actions
from tanggap.remedy.actions import AnsweringWords, Correction, Judgement, PlanDraft
from tanggap.remedy.analysis_reading import PROBLEMS
from tanggap.remedy.models import Plan
from tanggap.reply.actions import draft, mark_given, send
from tanggap.reply.actions.giving import note_given
from tanggap.reply.models import Reply
from tanggap.site.example.people import Citizen
from tanggap.site.example.stage import ZONE, Stage
from tanggap.site.example.telling import example_photo

_HOT = (
    "Ruang tunggu panas, kipasnya mati satu.",
    "Anak saya sampai rewel karena pengap di ruang tunggu.",
    "Kipas angin di ruang tunggu cuma berputar pelan.",
    "Duduk di ruang tunggu serasa dijemur, tolong diperhatikan.",
    "Tirai ruang tunggu sebelah barat tidak ada, silau dan panas.",
    "Ibu saya hampir pingsan menunggu di dalam, udaranya tidak jalan.",
    "Ventilasi ruang tunggu tertutup lemari arsip.",
    "Mohon kipas ruang tunggu diperbaiki, sudah dua minggu begitu.",
    "Kursi dekat jendela tidak bisa dipakai kalau siang, panas sekali.",
    "Ruang tunggu penuh dan pengap, banyak yang memilih di luar.",
    "Jendela ruang tunggu macet tidak bisa dibuka.",
    "Menunggu satu jam di ruangan sepanas itu berat untuk lansia.",
    "Kipasnya bunyi saja, anginnya tidak ada.",
    "Saya menunggu di parkiran karena di dalam gerah.",
    "Gerah sekali di ruang tunggu, bayi saya keringatan.",
    "Tolong ditambah kipas, ruang tunggunya sumpek.",
    "Panasnya ruang tunggu sudah saya sampaikan bulan lalu, belum berubah.",
    "Dinding kaca ruang tunggu bikin panas, mohon diberi peneduh.",
)
_KINDS = ("walk_in", "phone", "box")


@dataclass(frozen=True)
class Told:
    """A plan of the example: days before the end, and what it says."""

    key: str
    days: int
    lasts: int
    topic: str
    person: str
    problem: str
    cause: str
    action: str
    target: str
    indicator: str
    budget: str = "BLUD"


_FIRST = Told(
    "antrean", 300, 30, "antrean_lama", "petugas", "Pasien menunggu lama di pendaftaran",
    "Satu loket melayani pasien baru dan lama", "Buka loket kedua pukul 07.30 sampai 10.00",
    "Menunggu paling lama 30 menit", "Waktu tunggu rata-rata sepekan",
)  # fmt: skip
_LATE = Told(
    "toilet", 262, 28, "kebersihan_toilet", "petugas2", "Toilet pengunjung kotor pada siang hari",
    "Dibersihkan hanya sekali sehari", "Jadwal bersih tiga kali sehari dengan lembar paraf",
    "Bersih setiap saat", "Lembar paraf terisi penuh", "Kapitasi JKN",
)  # fmt: skip
_CHAIN = Told(
    "informasi", 215, 30, "informasi_kurang", "petugas",
    "Warga tidak tahu persyaratan rujukan dan jadwal poli", "Papan informasi tidak diperbarui",
    "Pasang papan alur dan jadwal baru di depan loket",
    "Tidak ada lagi yang pulang karena kurang berkas",
    "Jumlah pasien yang diminta kembali", "Tanpa biaya",
)  # fmt: skip
_COOL = Told(
    "ruang-tunggu", 145, 30, "ruang_tunggu", "petugas2", "Ruang tunggu panas dan pengap",
    "Kipas rusak, ventilasi tertutup lemari, kaca tanpa peneduh",
    "Ganti empat kipas, pindahkan lemari, pasang peneduh kaca",
    "Ruang tunggu sejuk pada jam ramai", "Keluhan tentang ruang tunggu berkurang",
)  # fmt: skip
_WAITS = Told(
    "obat", 50, 40, "obat_kosong", "pjfarmasi", "Obat sering kosong pada akhir bulan",
    "Permintaan ke gudang dinas dikirim terlambat",
    "Hitung sisa obat setiap Senin dan kirim permintaan lebih awal",
    "Tidak ada obat esensial yang kosong", "Catatan sisa obat mingguan",
)  # fmt: skip
_OVERDUE = Told(
    "dokter", 60, 46, "dokter_tidak_ada", "petugas", "Dokter tidak ada pada jam poli",
    "Jadwal rapat luar bentrok dengan jam poli",
    "Susun jadwal pengganti dan umumkan sehari sebelumnya",
    "Selalu ada dokter pada jam poli", "Jadwal pengganti tertempel",
)  # fmt: skip
_TEXT = (
    "Yth. {nama}, masukan Anda nomor {nomor} tentang ruang tunggu sudah kami tindak lanjuti: "
    "kipas diganti, ventilasi dibuka, dan kaca diberi peneduh. Terima kasih. {puskesmas}"
)
_TEXT_OTHER = (
    "Yth. {nama}, masukan Anda nomor {nomor} sudah kami bahas pada rapat bulanan dan kami tindak "
    "lanjuti. Silakan kabari kami bila masih ada kendala. Terima kasih. {puskesmas}"
)
_BOARD_OTHER = (
    "Menanggapi masukan tentang pelayanan di loket: loket sudah ditambah dan papan alur serta "
    "lembar syarat sudah diperbarui. Terima kasih atas masukannya."
)
_BOARD = (
    "Menanggapi masukan tentang ruang tunggu yang panas: kipas sudah diganti, ventilasi dibuka, "
    "dan kaca diberi peneduh. Terima kasih atas masukannya."
)


class Plans:
    """Plans what becomes of the plans in the course of the year."""

    def __init__(self, stage: Stage, people: Sequence[Citizen]) -> None:
        self.stage, self.people = stage, people
        self.facility = stage.place.facility
        self.held: dict[str, Plan] = {}

    def plan(self) -> None:
        for number, words in enumerate(_HOT):
            self._at(300 - number * 8, self._said(number, words))
        for one in (_FIRST, _LATE, _CHAIN, _COOL, _WAITS, _OVERDUE):
            self._at(one.days, self._planned(one))
        self._good()
        self._late()
        self._corrected_twice()
        self._answered()
        self._at(8, self._done("obat", "Sisa obat dihitung tiap Senin sejak bulan lalu."))

    def _good(self) -> None:
        self._at(275, self._done("antrean", "Loket kedua dibuka, dijaga bergantian."))
        self._at(255, self._fits("antrean", "Waktu tunggu rata-rata 24 menit."))
        self._told_all("antrean", 271, AnsweringWords(_TEXT_OTHER, _BOARD_OTHER))
        self._reported("antrean", 254, "Pertahankan, dan catat waktunya tiap pekan.")

    def _late(self) -> None:
        self._at(222, self._done("toilet", "Jadwal dan lembar paraf dipasang."))
        self._at(205, self._fits("toilet", "Lembar paraf terisi tiga kali sehari."))
        self._reported("toilet", 204)

    def _corrected_twice(self) -> None:
        self._at(190, self._done("informasi", "Papan alur dipasang di depan loket."))
        self._at(
            178,
            self._misses(
                "informasi",
                "informasi-2",
                "Tulisannya kecil, tidak terbaca",
                "Cetak ulang dengan huruf besar dan warna kontras",
            ),
        )
        self._at(160, self._done("informasi-2", "Papan dicetak ulang ukuran A1."))
        self._at(
            140,
            self._misses(
                "informasi-2",
                "informasi-3",
                "Warga tetap bertanya di loket",
                "Petugas loket menjelaskan dan memberi lembar syarat",
            ),
        )
        self._at(118, self._done("informasi-3", "Lembar syarat dibagikan di loket."))
        self._at(100, self._fits("informasi-3", "Hampir tidak ada lagi yang diminta kembali."))
        self._told_all("informasi-3", 97, AnsweringWords(_TEXT_OTHER, _BOARD_OTHER))
        self._reported("informasi-3", 99)

    def _answered(self) -> None:
        photo = "Empat kipas baru, lemari dipindah, peneduh kaca terpasang."
        self._at(122, self._done("ruang-tunggu", photo, with_photo=True))
        self._told_all("ruang-tunggu", 121, AnsweringWords(_TEXT, _BOARD))
        self._at(80, self._fits("ruang-tunggu", "Suhu siang turun, keluhan jarang."))
        self._at(79, self._topics("ruang-tunggu", "ruang_tunggu"))
        self._reported("ruang-tunggu", 78, "Baik. Sampaikan juga pada rapat lintas sektor.")

    # — when, who, under which key —

    def _at(self, days: int, what: Callable[[], object]) -> None:
        """Let ``what`` happen at half past eleven of the working day on or before that day."""
        day = self.stage.until.astimezone(ZONE).date() - timedelta(days=days)
        while not self.stage.is_open(day):
            day -= timedelta(days=1)
        self.stage.plan(datetime.combine(day, time(11, 30), ZONE), what)

    def _key(self, what: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"contoh/{self.facility.pk}/rtl/{what}")

    def _if_there(self, key: str, act: Callable[[Plan], object]) -> Callable[[], object]:
        """Return ``act`` for the plan of that key; a story told in brief may not have it."""

        def acted() -> None:
            if key in self.held:
                act(self.held[key])

        return acted

    @property
    def today(self) -> date:
        return self.stage.now.astimezone(ZONE).date()

    # — what was said of the waiting room —

    def _said(self, number: int, words: str) -> Callable[[], object]:
        def act() -> None:
            sari, kind = self.stage.actor("petugas"), _KINDS[number % len(_KINDS)]
            who = self.people[number % len(self.people)] if kind != "box" else None
            message = write_in(
                sari,
                self.stage.place.lines[kind],
                form_key=self._key(f"pesan/{number}"),
                text=words,
                received_at=self.stage.now,
                name=who.name if who else "",
                phone=who.phone if who else "",
            )
            place = self.stage.place
            said = EntryDraft(
                kind="keluhan" if number % 4 else "kritik",
                text=words,
                is_anonymous=who is None,
                reporter="pengguna",
                topics=[place.topics["ruang_tunggu"].pk],
                units=[place.units[self.stage.pen.voices.topics["ruang_tunggu"].unit].pk],
            )
            entry = write_down(sari, said, [message], form_key=self._key(f"entri/{number}"))
            if who is not None:
                give_receipt(sari, entry, "paper" if kind == "walk_in" else "spoken")
            declare_complete(sari, entry)
            self.stage.soon(1500, lambda: self._first_answer(entry, number, is_known=bool(who)))

        return act

    def _first_answer(self, entry: Entry, number: int, *, is_known: bool) -> None:
        sari, way = self.stage.actor("petugas"), Reply.Way.FACE if is_known else Reply.Way.NOTICE
        text = "Terima kasih. Keadaan ruang tunggu kami bahas pada rapat bulanan."
        made = draft(sari, entry=entry, text=text, way=way, form_key=self._key(f"jawab/{number}"))
        mark_given(sari, send(sari, made))
        close(sari, Entry.objects.get(pk=entry.pk))

    # — the plans —

    def _planned(self, told: Told) -> Callable[[], object]:
        def act() -> None:
            place = self.stage.place
            wanted = PlanDraft(
                problem=told.problem,
                cause=told.cause,
                action=told.action,
                target=told.target,
                indicator=told.indicator,
                person=place.staff[told.person],
                unit=place.units.get(self.stage.pen.voices.topics[told.topic].unit),
                begins_on=self.today,
                ends_on=self.today + timedelta(days=told.lasts),
                budget=told.budget,
                entry_ids=self._behind(told.topic),
            )
            ketua = self.stage.actor("ketua")
            self.held[told.key] = actions.plan(ketua, wanted, form_key=self._key(told.key))

        return act

    def _behind(self, topic: str) -> list[int]:
        named = Accused.objects.values("entry")
        rows = Entry.objects.filter(facility=self.facility, topics__key=topic, cancelled_at=None)
        rows = rows.filter(kind__in=PROBLEMS).exclude(pk__in=named).order_by("-received_at")
        return list(rows.values_list("pk", flat=True)[:24])

    def _done(self, key: str, text: str, *, with_photo: bool = False) -> Callable[[], object]:
        def act(held: Plan) -> None:
            photo = SimpleUploadedFile("bukti.jpg", example_photo(), content_type="image/jpeg")
            actions.realise(
                self.stage.actor("ketua"),
                held,
                text,
                self.today,
                form_key=self._key(f"{key}/realisasi"),
                proofs=[photo] if with_photo else [],
            )

        return self._if_there(key, act)

    def _fits(self, key: str, reason: str) -> Callable[[], object]:
        def act(held: Plan) -> None:
            said = Judgement(True, self.today, reason)
            ketua, form_key = self.stage.actor("ketua"), self._key(f"{key}/evaluasi")
            actions.evaluate(ketua, held, said, form_key=form_key)

        return self._if_there(key, act)

    def _misses(self, key: str, then: str, reason: str, action: str) -> Callable[[], object]:
        def act(held: Plan) -> None:
            ends = self.today + timedelta(days=28)
            said = Judgement(False, self.today, reason, Correction(action, held.person, ends))
            form_key = self._key(f"{key}/evaluasi")
            actions.evaluate(self.stage.actor("ketua"), held, said, form_key=form_key)
            self.held[then] = Plan.objects.get(corrects=held, cancelled_at=None)

        return self._if_there(key, act)

    def _topics(self, key: str, topic: str) -> Callable[[], object]:
        def act(held: Plan) -> None:
            chosen = Topic.objects.get(facility=self.facility, key=topic)
            actions.choose_topics(self.stage.actor("ketua"), held, [chosen.pk])

        return self._if_there(key, act)

    def _reported(self, key: str, days: int, note: str = "") -> None:
        def report(held: Plan) -> None:
            form_key = self._key(f"{key}/laporan")
            actions.report(self.stage.actor("ketua"), held, form_key=form_key)

        def receive(held: Plan) -> None:
            actions.receive_report(self.stage.actor("kepala"), held, note)

        self._at(days, self._if_there(key, report))
        self._at(days - 1, self._if_there(key, receive))

    # — everybody behind the waiting room —

    def _told_all(self, key: str, days: int, words: AnsweringWords) -> None:
        """Prepare the answers, let them go the next day, and let them reach people after that."""
        sari = self.stage.actor("petugas")

        def prepare(held: Plan) -> None:
            form_key = self._key(f"{key}/balasan")
            actions.prepare_answers(sari, held, words, form_key=form_key)

        self._at(days, self._if_there(key, prepare))
        self._at(days - 1, self._if_there(key, lambda held: actions.send_answers(sari, held)))
        self._at(days - 5, self._if_there(key, self._reached))

    def _reached(self, held: Plan) -> None:
        """Let the sheet be posted, people be called, and what a line took arrive."""
        sari = self.stage.actor("petugas")
        actions.post_board(sari, held)
        rows = Reply.objects.filter(
            pk__in=held.answerings.values("answers__reply"),
            released_at__isnull=False,
            given_at=None,
        )
        for one in rows.select_related("dispatch", "entry"):
            if one.dispatch is None:
                mark_given(sari, one)
                continue
            now = timezone.now()
            state = Dispatch.State.DELIVERED
            Dispatch.objects.filter(pk=one.dispatch.pk).update(
                state=state, sent_at=now, delivered_at=now
            )
            one.dispatch.refresh_from_db()
            note_sent(self.stage.place.itself, one.dispatch)
            note_given(one, now, by_id=None)
