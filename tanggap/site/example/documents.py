"""The example's documents: SK, SK Tim with a number put right, pedoman, SOP in its revision 4,
and its daftar tilik with three rounds (history rows as in Padaherang's SOP), the last of them
beside its evidence.

Nothing here draws from the story's dice: what comes in stays the same with and without it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from tanggap.procedures import actions
from tanggap.procedures.actions import (
    ChangeDraft,
    Content,
    Head,
    Look,
    RoundDraft,
    StepDraft,
)
from tanggap.procedures.models import Checklist, Revision
from tanggap.site.example.proofs import proposals
from tanggap.site.example.stage import ZONE, Stage

_CHANGES = (
    ChangeDraft("Tata naskah", "Perubahan huruf Times New Roman menjadi Arial", "April 2017"),
    ChangeDraft("Tata naskah", "Perubahan UPTD menjadi BLUD", "Januari 2022"),
    ChangeDraft("Tata naskah", "Perubahan BLUD menjadi UPTD", "Januari 2023"),
)
_ROUNDS = ((150, "yyynyn"), (90, "yyyyyn"), (20, "yyyyyy"))
"""Days before the end, and what was seen of the six steps: better from time to time."""
_NOTES = {"n": "Belum ada buktinya bulan ini", "y": ""}


class Documents:
    """Plans what becomes of the documents in the course of the year."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.first_day = stage.now.astimezone(ZONE).date()
        self._sop: Revision | None = None
        self._checklist: Checklist | None = None

    def plan(self) -> None:
        begin = self.stage.now
        self.stage.plan(begin + timedelta(hours=1), self._register)
        self.stage.plan(begin + timedelta(hours=2), self._write_sops)
        self.stage.plan(begin + timedelta(days=3), self._revise)
        self.stage.plan(begin + timedelta(days=9), self._make_checklist)
        for days, marks in _ROUNDS:
            self.stage.plan(self.stage.until - timedelta(days=days), self._round(days, marks))

    def _key(self, what: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"contoh/{self.stage.place.facility.pk}/{what}")

    def _day(self, days: int) -> date:
        return self.first_day + timedelta(days=days)

    def _register(self) -> None:
        """Lay in what was signed on paper before the story begins (A-03, A-04, A-19)."""
        year = self._day(-20).year
        self._signed("sk", "Pengelolaan Umpan Balik dari Masyarakat", f"440/006-SK/PKM.SMT/{year}")
        self._signed(
            "pedoman",
            f"Pengelolaan Umpan Balik dari Masyarakat Tahun {year}",
            f"440/005-PDM/PKM.SMT/{year}",
        )
        wrong = self._signed(
            "sk_tim", "Tim Pengelola Umpan Balik", f"440/007-SK/PKM.SMT/III/{year}", days=-45
        )
        ketua, kepala = self.stage.actor("ketua"), self.stage.actor("kepala")
        right = actions.begin_revision(ketua, wrong, form_key=self._key("sk_tim 2"))
        day = self._day(-20)
        number = f"440/007-SK/PKM.SMT/{year}"
        actions.enact(kepala, right, number=number, issued_on=day, valid_from=day)

    def _signed(self, kind: str, title: str, number: str, days: int = -30) -> Revision:
        day = self._day(days)
        head = Head(kind, title, number=number, issued_on=day, valid_from=day)
        ketua = self.stage.actor("ketua")
        return actions.register(ketua, head, form_key=self._key(number), is_signed=True)

    def _write_sops(self) -> None:
        """Revision 3 holds since before the story; the other SOP still waits for the head."""
        ketua, kepala = self.stage.actor("ketua"), self.stage.actor("kepala")
        draft = actions.start_from_sample(ketua, "umpan_balik", form_key=self._key("sop"))
        actions.write_sop(ketua, draft, _content(draft, _CHANGES))
        day = self._day(-200)
        self._sop = actions.enact(
            kepala,
            draft,
            number=f"440/422-SOP/PKM.SMT/{day.year}",
            issued_on=day,
            valid_from=day,
        )
        actions.start_from_sample(ketua, "pengaduan", form_key=self._key("sop 2"))

    def _revise(self) -> None:
        """Revision 4: the number of the decree was put right (row 4 of the history)."""
        if self._sop is None:
            return
        ketua, kepala = self.stage.actor("ketua"), self.stage.actor("kepala")
        draft = actions.begin_revision(ketua, self._sop, form_key=self._key("sop revisi"))
        year, day = self._day(-20).year, self._day(3)
        fourth = ChangeDraft(
            f"SK Tim nomor 440/007-SK/PKM.SMT/III/{year}",
            f"SK Tim nomor 440/007-SK/PKM.SMT/{year}",
            f"{day:%d/%m/%Y}",
        )
        actions.write_sop(ketua, draft, _content(draft, (*_CHANGES, fourth)))
        number = f"440/422-SOP/PKM.SMT/{day.year}"
        self._sop = actions.enact(kepala, draft, number=number, issued_on=day, valid_from=day)

    def _make_checklist(self) -> None:
        if self._sop is None:
            return
        self._checklist = actions.make_checklist(
            self.stage.actor("auditor"),
            self._sop,
            form_key=self._key("tilik"),
            number=f"440/422-DT/PKM.SMT/{self._day(9).year}",
        )

    @staticmethod
    def _proof(day: date) -> tuple[date, date]:
        """Return the days of which is asked what can be proved: two months."""
        return day - timedelta(days=60), day

    def _round(self, days: int, marks: str) -> Callable[[], None]:
        def fill_in() -> None:
            if self._checklist is None:
                return
            staff, units = self.stage.place.staff, self.stage.place.units
            steps = self._checklist.sop.steps.all()
            said = {"y": "ya", "n": "tidak"}
            done_on = self.stage.now.astimezone(ZONE).date()
            proof = self._proof(done_on) if days == _ROUNDS[-1][0] else None
            told = proposals(self.stage, list(steps), *proof) if proof else {}
            draft = RoundDraft(
                unit=next(iter(units.values())),
                performer=staff["petugas"].name,
                done_on=done_on,
                auditee=staff["petugas"].name,
                auditor=staff["auditor"].name,
                seen={
                    one.pk: Look(
                        told.get(one.pk) or said[mark],
                        "" if told.get(one.pk) else _NOTES[mark],
                        told.get(one.pk, ""),
                    )
                    for one, mark in zip(steps, marks, strict=True)
                },
                proof_from=proof[0] if proof else None,
                proof_to=proof[1] if proof else None,
            )
            key = self._key(f"isian {days}")
            actions.note_round(self.stage.actor("auditor"), self._checklist, draft, form_key=key)

        return fill_in


def _content(draft: Revision, changes: tuple[ChangeDraft, ...]) -> Content:
    """Return what ``draft`` says, with these rows as its history."""
    steps = tuple(
        StepDraft(one.text, one.actor, one.output, one.short) for one in draft.steps.all()
    )
    return Content(draft.outline, draft.texts, steps, changes)
