"""An ordinary year: how much comes in on which day, by which line, about what."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from tanggap.inbox.actions import open_box
from tanggap.inbox.models import BoxOpening, Message, SetAside
from tanggap.site.example.courses import Courses, Piece
from tanggap.site.example.people import Citizen
from tanggap.site.example.stage import ZONE, Stage
from tanggap.site.example.voices import Voice

# How much comes in: Mondays are full, Sundays bring only messages (§11: 10–60 a month).
_A_DAY = (1.3, 1.0, 0.9, 0.8, 0.8, 0.6, 0.4)
_NOTED = ("phone", "phone", "walk_in")
CLOUD_AFTER = 150  # the handphone alone for five months, then the Cloud API as well
QUIET_AT_END = timedelta(hours=40)
_SATURDAY = 5
_HOURS = (5, 6, 7, 8, 8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 20, 21, 22)
_NO_TOPIC = Voice("", "", "")  # for what never becomes an entry
Sorting = Callable[[Message], None]


class Year:
    """Plans what an ordinary year brings."""

    def __init__(self, stage: Stage, courses: Courses, people: list[Citizen]) -> None:
        self.stage, self.courses, self.people = stage, courses, people
        self.rng, self.pen = stage.rng, stage.pen
        self.first_day = stage.now.astimezone(ZONE).date()
        self._day = self.first_day
        self._fresh: list[Voice] = []
        self._letters = list(self.pen.voices.other["surat"]["isi"])
        self._papers = iter(self._letters)

    def plan(self) -> None:
        """Plan every day from the first to the last."""
        for number, day in enumerate(self._days()):
            self._day = day
            for _ in range(self._how_many(day)):
                self._chat(day, number)
            if self.stage.is_open(day):
                if self.rng.random() < 0.27:
                    self._noted(day)
                if day.weekday() == _SATURDAY:
                    self._box(day)
            if number % 58 == 33:
                self._letter(day)

    def _days(self) -> Iterator[date]:
        last = (self.stage.until - QUIET_AT_END).date()
        day = self.first_day
        while day < last:
            yield day
            day += timedelta(days=1)

    def _how_many(self, day: date) -> int:
        expected = _A_DAY[day.weekday()] * self.rng.uniform(0.35, 1.15)
        return int(expected) + (self.rng.random() < expected % 1)

    def _voice(self, *kinds: str) -> Voice:
        """Return something not said for a long time; grave things stay rare."""
        for _ in range(400):
            if not self._fresh:
                said = list(self.pen.voices.said())
                self._fresh = said + [one for one in said if one.kind == "pujian"]
                self.rng.shuffle(self._fresh)
            voice = self._fresh.pop()
            if voice.severity == "merah" and self.rng.random() < 0.6:
                continue
            if kinds and voice.kind not in kinds:
                self._fresh.insert(self.rng.randrange(len(self._fresh) + 1), voice)
                continue
            return voice
        raise LookupError("no voice of this kind")

    def _becomes(self, voice: Voice, text: str, kind: str, citizen: Citizen | None) -> Piece:
        """Decide what is to become of it: in time mostly, sometimes late, sometimes open."""
        dice = self.rng.random()
        days: int | None = self.rng.randint(0, 2) if voice.severity == "merah" else None
        if days is None:
            quick = voice.kind in ("pertanyaan", "pujian")
            days = self.rng.randint(0, 1) if quick else self.rng.randint(1, 6)
            if dice < 0.07:
                days = self.rng.randint(14, 38)
            elif dice < 0.13 and self._is_recent():
                days = None
        return Piece(
            voice,
            text,
            kind,
            citizen,
            answer_days=days,
            is_thanked=self.rng.random() < 0.35,
            approves=self.rng.choice(("kepala", "ketua")),
            triage_days=1 if self.rng.random() < 0.15 else 0,
        )

    def _is_recent(self) -> bool:
        """Answer whether the day being planned is among the last five weeks.

        Only there does anything stay unanswered: nobody leaves a complaint for a year.
        """
        return self._day > (self.stage.until - timedelta(days=35)).date()

    # — what comes by chat —

    def _chat(self, day: date, number: int) -> None:
        at = datetime.combine(day, time(self.rng.choice(_HOURS), self.rng.randrange(60)), ZONE)
        citizen = self.rng.choice(self.people)
        by_cloud = number >= CLOUD_AFTER and self.rng.random() < 0.82
        kind = "whatsapp" if by_cloud else "wa_handphone"
        arrives = at if by_cloud else self._export_after(at)
        dice = self.rng.random()
        if dice < 0.045:
            self._side(kind, citizen, at, arrives, "spam", SetAside.Reason.SPAM)
        elif dice < 0.075:
            self._side(kind, citizen, at, arrives, "bukan_umpan_balik", SetAside.Reason.NO_FEEDBACK)
        elif dice < 0.11:
            self._not_for_us(kind, citizen, at, arrives)
        elif dice < 0.16:
            self._question(kind, citizen, at, arrives)
        else:
            voice = self._voice()
            piece = self._becomes(voice, self.pen.chat(voice), kind, citizen)
            self.stage.plan(
                arrives,
                lambda: self.courses.chat(piece, at, self._into_the_book(piece)),
            )

    def _into_the_book(self, piece: Piece) -> Sorting:
        def write(message: Message) -> None:
            self.courses.write(piece, message)

        return write

    def _export_after(self, at: datetime) -> datetime:
        """The handphone's chats are exported and read in on Mondays and Thursdays."""
        day = at.astimezone(ZONE).date() + timedelta(days=1)
        while day.weekday() not in (0, 3) or not self.stage.is_open(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(8, 20), ZONE)

    def _side(
        self,
        kind: str,
        citizen: Citizen,
        at: datetime,
        arrives: datetime,
        words: str,
        reason: SetAside.Reason,
    ) -> None:
        text = self.pen.fill(self.rng.choice(self.pen.voices.other[words]))
        self._say(kind, citizen, at, arrives, text, lambda m: self.courses.aside(m, reason))

    def _not_for_us(self, kind: str, citizen: Citizen, at: datetime, arrives: datetime) -> None:
        chosen = self.rng.choice(self.pen.voices.other["bukan_untuk_kita"])
        text, advice = self.pen.fill(chosen["kata"]), chosen["saran"]
        aside = SetAside.Reason.NOT_FOR_US
        self._say(kind, citizen, at, arrives, text, lambda m: self.courses.aside(m, aside, advice))

    def _question(self, kind: str, citizen: Citizen, at: datetime, arrives: datetime) -> None:
        chosen = self.rng.choice(self.pen.voices.other["dijawab_langsung"])
        answer = chosen["jawab"]
        self._say(
            kind, citizen, at, arrives, chosen["tanya"], lambda m: self.courses.at_once(m, answer)
        )

    def _say(
        self,
        kind: str,
        citizen: Citizen,
        at: datetime,
        arrives: datetime,
        text: str,
        then: Sorting,
    ) -> None:
        piece = Piece(_NO_TOPIC, text, kind, citizen)
        self.stage.plan(arrives, lambda: self.courses.chat(piece, at, then))

    # — what is written down by the staff —

    def _noted(self, day: date) -> None:
        kind = self.rng.choice(_NOTED)
        voice = self._voice()
        citizen = self.rng.choice(self.people) if self.rng.random() < 0.9 else None
        text = self.pen.call(voice) if kind == "phone" else self.pen.slip(voice)
        piece = self._becomes(voice, text, kind, citizen)
        at = self.stage.office_time(datetime.combine(day, time(7, 45), ZONE))
        self.stage.plan(at, lambda: self.courses.noted(piece))

    def _letter(self, day: date) -> None:
        body = next(self._papers, None)
        if body is None:
            return
        topic = "surat_keterangan" if "surat keterangan" in body else "saran_harapan"
        voice = Voice(topic, "keluhan" if "keberatan" in body else "harapan", body)
        piece = self._becomes(voice, self.pen.fill(body), "letter", self.rng.choice(self.people))
        at = self.stage.office_time(datetime.combine(day, time(7, 45), ZONE))
        self.stage.plan(at, lambda: self.courses.noted(piece))

    def _box(self, day: date) -> None:
        """Open the box; about every third week it is empty, and that too is written down."""
        slips = 0 if self.rng.random() < 0.3 else self.rng.randint(1, 4)
        voices = [
            self._voice("keluhan", "kritik", "saran", "harapan", "pujian") for _ in range(slips)
        ]
        pieces = []
        for voice in voices:
            named = self.rng.choice(self.people) if self.rng.random() < 0.25 else None
            pieces.append(self._becomes(voice, self.pen.slip(voice), "box", named))
        opened = datetime.combine(day, time(12, 10 + self.rng.randrange(30)), ZONE)
        self.stage.plan(opened, lambda: self._open(pieces))

    def _open(self, pieces: list[Piece]) -> None:
        opening = open_box(
            self.stage.officer,
            self.courses.lines["box"],
            form_key=self.stage.key(),
            opened_at=self.stage.now,
            slips=len(pieces),
            witness=self.stage.place.staff["pjfarmasi"].name,
        )
        for position, piece in enumerate(pieces, start=1):
            self.stage.soon(3 * position, self._slip(piece, opening))

    def _slip(self, piece: Piece, opening: BoxOpening) -> Callable[[], None]:
        return lambda: self.courses.noted(piece, opening)
