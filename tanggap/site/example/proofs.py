"""What the example can show an accreditor: a year planned and held, files, a meeting with all that
belongs to it, a daftar tilik beside its evidence, and a pack that lies ready.

Nothing here draws from the story's dice: what comes in stays the same with and without it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from tanggap.documents.dates import long_date
from tanggap.documents.pdf import render
from tanggap.evidence import jobs
from tanggap.evidence.actions import make_pack
from tanggap.evidence.asking import Question
from tanggap.evidence.queries import Findings, proofs_of_steps
from tanggap.evidence.rules import month_span, proposed
from tanggap.procedures.models import Step
from tanggap.remedy.actions import Judgement, PlanDraft, evaluate, plan, realise
from tanggap.remedy.actions import meeting as meetings
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import quotable_of
from tanggap.remedy.meetings.quoting import redacted
from tanggap.remedy.models import Plan
from tanggap.rhythm.actions import hold_occasion, keep_file, propose_year
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.rules import halves, quarters
from tanggap.site.example.stage import ZONE, Stage
from tanggap.site.example.telling import example_photo

_LONG_ENOUGH = timedelta(days=200)
"""A story told in brief has no pack: it would take as long as all the rest."""
_NOT_REAL = "Gambar contoh, bukan foto sungguhan"
_PAPERS = (("undangan", "Undangan"), ("hadir", "Daftar hadir"), ("notulen", "Notulen"))
_SHOWN = (Occasion.Kind.REVIEW, Occasion.Kind.CROSS_SECTOR)


class Gatherings:
    """Plans the usual year, holds what is past, and brings files for two of them."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.facility = stage, stage.place.facility

    def plan(self) -> None:
        first, last = (at.astimezone(ZONE).date() for at in (self.stage.now, self.stage.until))
        self.stage.plan(self.stage.now + timedelta(days=4), self._proposed)
        for year in range(first.year + 1, last.year + 1):
            self.stage.plan(datetime(year, 1, 5, 9, 20, tzinfo=ZONE), self._proposed)
        for day in self._days(first, last):
            at = datetime.combine(day + timedelta(days=1), time(8, 10), ZONE)
            self.stage.plan(at, self._held(day))
        if self.stage.until - self.stage.now > _LONG_ENOUGH:
            self.stage.plan(self.stage.until - timedelta(minutes=20), self._brought)
            self.stage.plan(self.stage.until - timedelta(minutes=5), self._packed)

    @staticmethod
    def _days(first: date, last: date) -> list[date]:
        years = range(first.year, last.year + 1)
        days = {day for year in years for day in (*quarters(year), *halves(year))}
        return sorted(day for day in days if first < day < last)

    def _proposed(self) -> None:
        propose_year(self.stage.actor("mutu"), self.stage.now.astimezone(ZONE).year)

    def _held(self, day: date) -> Callable[[], None]:
        def act() -> None:
            for one in Occasion.objects.filter(facility=self.facility, starts_on=day):
                hold_occasion(self.stage.actor("mutu"), one, was_held=True)

        return act

    def _brought(self) -> None:
        """Bring the files of the latest RTM and lintas sektor meeting."""
        for kind in _SHOWN:
            held = Occasion.objects.filter(facility=self.facility, kind=kind)
            one = held.exclude(held_at=None).order_by("-starts_on").first()
            if one is None:
                continue
            for file_kind, words in _PAPERS:
                self._keep(one, file_kind, f"{file_kind}.pdf", _paper(one, words))
            self._keep(one, "foto", "kegiatan.jpg", example_photo(), _NOT_REAL)

    def _keep(
        self, one: Occasion, kind: str, name: str, content: bytes, note: str = "Contoh"
    ) -> None:
        key = uuid5(NAMESPACE_URL, f"contoh/kegiatan/{one.kind}/{one.starts_on}/{kind}")
        file = SimpleUploadedFile(name, content)
        keep_file(self.stage.actor("mutu"), one, form_key=key, file=file, kind=kind, note=note)

    def _packed(self) -> None:
        """Let the ketua have a pack of last month ready."""
        today = self.stage.now.astimezone(ZONE).date()
        last = today.replace(day=1) - timedelta(days=1)
        key = uuid5(NAMESPACE_URL, f"contoh/berkas/{last}")
        make_pack(self.stage.actor("ketua"), *month_span(last.year, last.month), form_key=key)
        jobs.make_next(self.stage.now)


def _paper(one: Occasion, words: str) -> bytes:
    """Return a page that stands for one brought from outside."""
    said = f"Lembar contoh: {words.lower()} {one.name}, {long_date(one.starts_on)}."
    more = "Di puskesmas sungguhan di sini ada pindaian yang bertanda tangan."
    content = {
        "letterhead": {
            "above": [],
            "name": words.upper(),
            "below": [],
            "left": None,
            "right": None,
        },
        "heading": one.name.upper(),
        "parts": [{"kind": "text", "text": said}, {"kind": "text", "text": more}],
        "signatures": [],
        "foot": "Contoh",
    }
    return render("letter", content, title=f"{words} {one.name}", paper="a4")


# ---------------------------------------------------------------- a meeting with all of it

_PROBLEM = "Antrean pendaftaran menumpuk Senin dan Selasa pagi"
_ACTION = "Loket kedua dibuka Senin dan Selasa pukul 07.15 sampai 09.00"


def show_meeting(stage: Stage, held: Meeting, point_key: UUID) -> None:
    """Give a meeting photos and released quotations, and make its decision a plan."""
    sari, mutu = stage.actor("petugas"), stage.actor("mutu")
    for number in (1, 2):
        photo = SimpleUploadedFile("rapat.jpg", example_photo(), content_type="image/jpeg")
        key = uuid5(point_key, f"foto {number}")
        meetings.keep_photo(sari, held, form_key=key, file=photo, note=_NOT_REAL)
    for entry in quotable_of(sari, held, [])[:2]:
        picked = meetings.pick_quotation(sari, held, entry, redacted(entry.text)[:400])
        meetings.release_quotation(sari, picked, picked.text, seen="", is_released=True)
    point = MeetingPoint.objects.filter(meeting=held, form_key=point_key).first()
    if point is None:
        return
    begins = stage.now.astimezone(ZONE).date()
    draft = PlanDraft(
        problem=_PROBLEM,
        cause="Loket dibuka satu, padahal Senin datang dua kali lebih banyak",
        action=_ACTION,
        target="Menunggu paling lama 30 menit",
        indicator="Waktu tunggu rata-rata Senin dan Selasa",
        person=stage.place.staff["petugas"],
        unit=next(iter(stage.place.units.values())),
        begins_on=begins,
        ends_on=begins + timedelta(days=24),
        budget="Tanpa biaya",
    )
    made = plan(mutu, draft, form_key=uuid5(point_key, "rtl"))
    meetings.decide_plan(mutu, point, made)
    _later(stage, 16, lambda: _realised(stage, made))
    _later(stage, 30, lambda: _judged(stage, made))


def _later(stage: Stage, days: int, what: Callable[[], object]) -> None:
    day = stage.now.astimezone(ZONE).date() + timedelta(days=days)
    while not stage.is_open(day):
        day += timedelta(days=1)
    stage.plan(datetime.combine(day, time(10, 40), ZONE), what)


def _realised(stage: Stage, made: Plan) -> None:
    realise(
        stage.actor("petugas"),
        made,
        "Loket kedua dijaga bergantian sejak dua pekan.",
        stage.now.astimezone(ZONE).date(),
        form_key=uuid5(NAMESPACE_URL, f"contoh/{made.form_key}/realisasi"),
    )


def _judged(stage: Stage, made: Plan) -> None:
    said = Judgement(True, stage.now.astimezone(ZONE).date(), "Waktu tunggu rata-rata 26 menit.")
    key = uuid5(NAMESPACE_URL, f"contoh/{made.form_key}/evaluasi")
    evaluate(stage.actor("ketua"), made, said, form_key=key)


# ---------------------------------------------------------------- a round beside its evidence


def proposals(stage: Stage, steps: Sequence[Step], from_: date, to: date) -> dict[int, str]:
    """Return what the evidence of these days proposes for each step, to the auditor."""
    keys = proofs_of_steps(steps)
    asked = Question(stage.actor("auditor"), stage.place.facility, from_, to)
    findings = Findings(asked)
    return {one.pk: proposed(found for _, found in findings.of(keys[one.pk])) for one in steps}
