"""The people who work with documents, and what they lay on the table."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Role
from tanggap.procedures.actions import (
    ChangeDraft,
    Content,
    Head,
    Look,
    RoundDraft,
    StepDraft,
    enact,
    make_checklist,
    note_round,
    register,
    write_sop,
)
from tanggap.procedures.models import Checklist, Revision, Round
from tests.people import Puskesmas

YEAR_AGO = date(2025, 4, 28)


@dataclass
class Office:
    """The people who work with documents, and what they lay on the table."""

    here: Puskesmas

    @property
    def ketua(self) -> Actor:
        return self.here.actor(Role.KETUA)

    @property
    def kepala(self) -> Actor:
        return self.here.actor(Role.KEPALA)

    @property
    def auditor(self) -> Actor:
        return self.here.actor(Role.AUDITOR)

    def content(self, *steps: str, changes: int = 0, **texts: str) -> Content:
        words = steps or ("Siapkan kotak", "Catat setiap saran", "Jawab warga", "Lapor", "Evaluasi")
        return Content(
            "ten",
            texts or {"purpose": "Acuan di {puskesmas}."},
            tuple(StepDraft(one) for one in words),
            tuple(ChangeDraft(f"Bagian {i}", f"Isi {i}", "2024") for i in range(1, changes + 1)),
        )

    def draft(self, title: str = "Penanganan Pengaduan", **more: int) -> Revision:
        made = register(self.ketua, Head("sop", title, number="145/ADM/2022"), form_key=uuid4())
        return write_sop(self.ketua, made, self.content(**more))

    def sop(self, title: str = "Penanganan Pengaduan", **more: int) -> Revision:
        return enact(
            self.kepala, self.draft(title, **more), issued_on=YEAR_AGO, valid_from=YEAR_AGO
        )

    def decree(self, number: str, since: date, title: str = "Umpan Balik") -> Revision:
        head = Head("sk", title, number=number, issued_on=since, valid_from=since)
        return register(self.ketua, head, form_key=uuid4(), is_signed=True)

    def checklist(self, sop: Revision | None = None, **more: bool) -> Checklist:
        made = sop or self.sop()
        return make_checklist(self.auditor, made, form_key=uuid4(), number="145/ADM/2026", **more)

    def round(self, checklist: Checklist, marks: str, days_ago: int = 0) -> Round:
        """Fill in a round: «yynyt» is ya, ya, tidak, ya, tidak berlaku."""
        said = {"y": "ya", "n": "tidak", "t": "tb"}
        steps = checklist.sop.steps.all()
        draft = RoundDraft(
            unit=self.here.units["UKP"],
            performer="Sari Melati",
            done_on=timezone.localdate() - timedelta(days=days_ago),
            auditee="Sari Melati",
            auditor="Wawan Setiawan",
            seen={one.pk: Look(said[mark]) for one, mark in zip(steps, marks, strict=True)},
        )
        return note_round(self.auditor, checklist, draft, form_key=uuid4())
