"""The tales that an ordinary year may not bring, and what waits on the last day."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tanggap.gateway.actions import Found, check_lines
from tanggap.gateway.models import CheckedLine, Dispatch
from tanggap.inbox.models import Message
from tanggap.logbook.actions import (
    EntryDraft,
    add_message,
    ask_completion,
    cancel,
    hand_over,
    reopen,
    withdraw_stale,
    write_down,
)
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply
from tanggap.site.example.courses import Courses, Piece
from tanggap.site.example.people import Citizen
from tanggap.site.example.stage import OPENS, ZONE, Stage
from tanggap.site.example.voices import Voice


class Stories:
    """Plans what every example must have, counted back from the day of loading."""

    def __init__(self, stage: Stage, courses: Courses, people: list[Citizen]) -> None:
        self.stage, self.courses = stage, courses
        self.people = iter(people)
        self.words = stage.pen.voices.other["kisah"]

    def plan(self) -> None:
        self._about_a_nurse(24)
        self._about_the_head(37)
        self._levy_without_a_name(52)
        self._incomplete(86, then_withdrawn=True)
        self._incomplete(11, then_withdrawn=False)
        self._reopened(63, is_answered_again=True)
        self._reopened(16, is_answered_again=False)
        self._written_twice(101)
        self._forgotten(33)
        self._waits_for_approval()
        self._waits_for_a_hand()
        self._unreached(6)
        self._waits_at_triage()
        self._by_direct_message(5)
        self._lines_are_checked()

    def _ago(self, days: float) -> datetime:
        return self.stage.office_time(self.stage.until - timedelta(days=days))

    def _office_ago(self, days: int) -> datetime:
        """Return the morning of the working day that is ``days`` working days back."""
        day, left = self.stage.until.astimezone(ZONE).date(), days
        while left > 0:
            day -= timedelta(days=1)
            left -= self.stage.is_open(day)
        return datetime.combine(day, OPENS, ZONE)

    def _next(self) -> Citizen:
        return next(self.people)

    def _voice(self, topic: str, kind: str = "keluhan", severity: str = "kuning") -> Voice:
        said = self.stage.pen.voices.topics[topic].said
        return next(one for one in said if (one.kind, one.severity) == (kind, severity))

    def _chat(self, days: float, piece: Piece, then: Callable[[Message], None]) -> None:
        at = self._ago(days)
        self.stage.plan(at, lambda: self.courses.chat(piece, at, then))

    # — complaints about people (art. 45) —

    def _about_a_nurse(self, days: float) -> None:
        text = self.stage.pen.fill(self.words["pegawai"])
        accused = EntryDraft(
            kind="keluhan",
            text=text,
            klass="tidak_berkadar",
            accused=[self.stage.place.staff["pjdewasa"].pk],
        )
        voice = self._voice("petugas_tidak_ramah")
        piece = Piece(voice, text, "whatsapp", self._next(), answer_days=4, draft=accused)
        self._chat(days, piece, self._into_the_book(piece))

    def _about_the_head(self, days: float) -> None:
        text = self.words["kepala"]
        staff = self.stage.place.staff
        accused = EntryDraft(
            kind="keluhan",
            text=text,
            klass="berkadar",
            is_anonymous=True,
            accused=[staff["kepala"].pk],
            sees_instead=staff["ketua"].pk,
            units=[self.stage.place.units["MUTU"].pk],
        )
        voice = Voice("biaya_pungli", "keluhan", text, "merah")
        piece = Piece(
            voice, text, "letter", self._next(), answer_days=None, draft=accused, approves="ketua"
        )
        self.stage.plan(self._ago(days), lambda: self.courses.noted(piece))
        self.stage.plan(self._ago(days - 2), self._to_the_dinas)

    def _to_the_dinas(self) -> None:
        entry = Entry.objects.filter(
            facility=self.stage.place.facility, accused__sees_instead__isnull=False
        ).get()
        hand_over(self.stage.actor("ketua"), entry, "Lembar penyerahan diantar ke dinas.")

    def _levy_without_a_name(self, days: float) -> None:
        text = self.words["anonim_pungli"]
        voice = Voice("biaya_pungli", "keluhan", text, "kuning")
        draft = EntryDraft(kind="keluhan", text=text, klass="berkadar", is_anonymous=True)
        piece = Piece(voice, text, "box", None, answer_days=3, draft=draft)
        self.stage.plan(self._ago(days), lambda: self.courses.noted(piece))

    # — ways that do not run straight —

    def _incomplete(self, days: float, *, then_withdrawn: bool) -> None:
        text = self.words["kurang_lengkap"]
        voice = Voice("informasi_kurang", "keluhan", text)
        piece = Piece(voice, text, "whatsapp", self._next(), answer_days=None)

        def write_and_ask(message: Message) -> None:
            actor = self.stage.officer
            draft = EntryDraft(kind="keluhan", text=text, units=[self.stage.place.units["TU"].pk])
            entry = write_down(actor, draft, [message], form_key=self.stage.key())
            ask_completion(actor, entry, self.words["tanya_lengkap"])

        self._chat(days, piece, write_and_ask)
        if then_withdrawn:
            late = self._ago(days - 34)
            self.stage.plan(late, lambda: withdraw_stale(self.stage.place.itself, self.stage.now))

    def _reopened(self, days: float, *, is_answered_again: bool) -> None:
        voice = self._voice("kebersihan_toilet", severity="hijau")
        text = self.stage.pen.chat(voice)
        piece = Piece(voice, text, "whatsapp", self._next(), answer_days=1)

        def write(message: Message) -> None:
            entry = self.courses.write(piece, message)
            self.stage.in_days(7, lambda: self._not_yet(piece, entry, again=is_answered_again))

        self._chat(days, piece, write)

    def _not_yet(self, piece: Piece, entry: Entry, *, again: bool) -> None:
        words = self.words_of("belum_selesai")

        def take_up(message: Message) -> None:
            actor = self.stage.officer
            held = Entry.objects.get(pk=entry.pk)
            add_message(actor, held, message)
            reopen(actor, held, "Warga menyampaikan bahwa keadaannya belum berubah.")
            if again:
                text = self.stage.pen.answer(piece.voice.topic, "Bapak/Ibu")
                self.stage.in_days(1, lambda: self.courses.answer(piece, held, text))

        later = Piece(piece.voice, words, piece.kind_of_line, piece.citizen)
        self.courses.chat(later, self.stage.now, take_up)

    def words_of(self, key: str) -> str:
        return str(self.stage.rng.choice(self.stage.pen.voices.other["tambahan"][key]))

    def _written_twice(self, days: float) -> None:
        voice = self._voice("ruang_tunggu", severity="hijau")
        piece = Piece(voice, self.stage.pen.slip(voice), "phone", self._next())
        twin = Piece(voice, piece.text, "phone", piece.citizen, answer_days=None)
        at = self._ago(days)
        self.stage.plan(at, lambda: self.courses.noted(piece))
        self.stage.plan(at + timedelta(minutes=20), lambda: self.courses.noted(twin))
        self.stage.plan(at + timedelta(minutes=50), lambda: self._cancel_the_last(piece.text))

    def _cancel_the_last(self, text: str) -> None:
        first, twin = Entry.objects.filter(facility=self.stage.place.facility, text=text).order_by(
            "id"
        )
        actor = self.stage.actor("petugas")
        cancel(actor, twin, self.words["ganda"])
        for tied in twin.entry_messages.select_related("message"):
            add_message(actor, first, tied.message)

    def _forgotten(self, days: float) -> None:
        voice = self._voice("obat_kosong", severity="hijau")
        text = self.stage.pen.chat(voice)
        piece = Piece(voice, text, "whatsapp", self._next(), answer_days=None)
        self._chat(days, piece, self._into_the_book(piece))

    def _by_direct_message(self, days: float) -> None:
        """Somebody writes on Instagram and has the answer there within the day."""
        voice = self._voice("jam_buka", "pertanyaan", "hijau")
        text = self.stage.pen.chat(voice)
        piece = Piece(voice, text, "instagram", self._next(), answer_days=0, is_thanked=True)
        self._chat(days, piece, self._into_the_book(piece))

    def _lines_are_checked(self) -> None:
        """Every month somebody tries all lines; once one of them works only by half."""
        for months in range(11):
            hampered = "facebook" if months == 4 else ""
            self.stage.plan(self._ago(months * 30 + 6), self._check(hampered))

    def _check(self, hampered: str) -> Callable[[], None]:
        def check() -> None:
            fine, not_fine = CheckedLine.Result.WORKS, CheckedLine.Result.HAMPERED
            found = [
                Found(line, not_fine, self.words["saluran_terhambat"])
                if kind == hampered
                else Found(line, fine)
                for kind, line in self.stage.place.lines.items()
            ]
            actor, by = self.stage.actor("petugas2"), self.stage.place.staff["petugas2"]
            today = self.stage.now.astimezone(ZONE).date()
            check_lines(actor, form_key=self.stage.key(), checked_on=today, by=by, found=found)

        return check

    # — what waits on the last day —

    def _waits_for_approval(self) -> None:
        voice = self._voice("salah_obat", severity="merah")
        piece = Piece(
            voice,
            self.stage.pen.chat(voice),
            "whatsapp",
            self._next(),
            answer_days=0,
            approves="",
        )
        at = self._office_ago(1)
        self.stage.plan(at, lambda: self.courses.chat(piece, at, self._into_the_book(piece)))

    def _waits_for_a_hand(self) -> None:
        for days, topic in ((4, "parkir"), (3, "jam_buka"), (2, "pendaftaran")):
            voice = self._voice(topic, severity="hijau")
            piece = Piece(
                voice,
                self.stage.pen.chat(voice),
                "wa_handphone",
                self._next(),
                answer_days=1,
                hand_is_done=False,
            )
            at = self._office_ago(days)
            self.stage.plan(at, self._arrives(piece, at))
        voice = self._voice("laboratorium", severity="hijau")
        called = Piece(
            voice, self.stage.pen.call(voice), "phone", self._next(), 1, hand_is_done=False
        )
        self.stage.plan(self._office_ago(3), lambda: self.courses.noted(called))

    def _arrives(self, piece: Piece, at: datetime) -> Callable[[], None]:
        return lambda: self.courses.chat(piece, at, self._into_the_book(piece))

    def _unreached(self, days: float) -> None:
        """One answer that did not reach its person, so that the way on can be seen."""
        voice = self._voice("bpjs_jkn", "pertanyaan", "hijau")
        piece = Piece(
            voice,
            self.stage.pen.chat(voice),
            "whatsapp",
            self._next(),
            answer_days=1,
            hand_is_done=False,
        )

        def write(message: Message) -> None:
            entry = self.courses.write(piece, message)
            self.stage.in_days(2, lambda: self._fail(entry))

        self._chat(days, piece, write)

    def _fail(self, entry: Entry) -> None:
        reply = Reply.objects.filter(entry=entry, dispatch__isnull=False).latest("id")
        if reply.dispatch is None:
            raise LookupError("the answer was not handed to a line")
        Dispatch.objects.filter(pk=reply.dispatch.pk).update(
            state=Dispatch.State.FAILED,
            failed_at=self.stage.now,
            failure_kind="give_up",
            failure_code="131026",
            advice="Nomor ini tidak dapat menerima pesan WhatsApp. Coba lewat telepon.",
        )

    def _waits_at_triage(self) -> None:
        waiting = self.stage.pen.voices.other["menunggu"]
        hours = 21.0
        for said in waiting:
            hours = max(0.15, hours - 20.6 / len(waiting))
            at = self.stage.until - timedelta(hours=hours)
            text = self.stage.pen.fill(said["kata"])
            kind, post = said.get("saluran", "whatsapp"), said.get("kiriman", "")
            piece = Piece(Voice("", "", ""), text, kind, self._next(), post=post)
            self.stage.plan(at, self._come_in(piece, at))

    def _come_in(self, piece: Piece, at: datetime) -> Callable[[], None]:
        return lambda: self.courses.chat(piece, at, lambda message: None)

    def _into_the_book(self, piece: Piece) -> Callable[[Message], None]:
        def write(message: Message) -> None:
            self.courses.write(piece, message)

        return write
