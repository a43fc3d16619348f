"""What can be proved: findings by hand-made weeks and plans, and a row for every requirement."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Role
from tanggap.evidence.actions import match_step
from tanggap.evidence.asking import Question
from tanggap.evidence.criteria import CRITERIA, STEPS
from tanggap.evidence.proofs import PROOFS
from tanggap.evidence.queries import Findings, proofs_of_steps, todos
from tanggap.evidence.requirements import REQUIREMENTS
from tanggap.evidence.requirements_page import page
from tanggap.evidence.rules import State
from tanggap.logbook import actions as book
from tanggap.procedures.actions import begin_revision, enact, start_from_sample
from tests.people import Puskesmas
from tests.procedures.office import Office
from tests.recap.weeks import FIRST, SECOND, closed, written
from tests.remedy.plans import judged, planned, realised
from tests.test_secrecy import accuse, everyday
from tests.workbench.signing_in import browser_of

DOCS = Path(__file__).parents[2] / "docs" / "sop" / "syarat.md"
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def asked(actor: Actor, here: Puskesmas, from_: date = MAY[0], to: date = MAY[1]) -> Findings:
    return Findings(Question(actor, here.facility, from_, to))


def this_year(here: Puskesmas, role: Role = Role.KETUA) -> Findings:
    today = timezone.localdate()
    return asked(here.actor(role), here, today - timedelta(days=300), today)


def test_every_requirement_has_a_row_with_screens_that_resolve_and_the_docs_say_the_same() -> None:
    codes = [one.code for one in REQUIREMENTS]
    assert codes == [f"A-{n:02}" for n in range(1, 20)] + [f"B-{n:02}" for n in range(1, 21)]
    resolver = get_resolver()
    for one in REQUIREMENTS:
        assert one.proofs, one.code
        assert set(one.proofs) <= set(PROOFS), one.code
        for _, name in one.screens:
            space, view = name.split(":")
            _, spaced = resolver.namespace_dict[space]
            assert view in {key for key in spaced.reverse_dict if isinstance(key, str)}, name
    assert DOCS.read_text(encoding="utf-8") == page()
    used = {
        key
        for row in [*CRITERIA, *(s for rows in STEPS.values() for s in rows)]
        for key in row.proofs
    }
    assert used <= set(PROOFS)


def test_a_closed_week_proves_the_recap_and_an_open_one_is_a_to_do(padaherang: Puskesmas) -> None:
    written(padaherang, FIRST)
    closed(padaherang, FIRST)
    findings = asked(padaherang.actor(Role.KETUA), padaherang)
    found = findings["recaps"]
    assert found.state == State.PARTLY
    assert "1 dari 4 minggu sudah ditutup: 1 tepat waktu, 0 terlambat" in found.words
    assert "terlewat" in found.missing[0].words
    assert found.missing[0].link.args == (SECOND.isoformat(),)
    only = asked(padaherang.actor(Role.KETUA), padaherang, FIRST, SECOND - timedelta(days=1))
    assert only["recaps"].state == State.PROVEN


def test_an_empty_health_centre_answers_every_proof_and_names_what_to_do(
    padaherang: Puskesmas,
) -> None:
    findings = this_year(padaherang)
    states = {key: findings[key].state for key in PROOFS}
    assert states["team"] == states["told"] == states["checks"] == State.NOT_YET
    assert states["written"] == State.UNPROVABLE
    assert states["survey"] == states["review"] == State.NOT_YET
    words = [one.todo.words for one in todos(findings)]
    assert "Tetapkan Tim Pengelola Umpan Balik dengan SK-nya." in words
    assert len(words) == len(set(words))


def test_plans_prove_what_was_carried_out_and_what_was_corrected(padaherang: Puskesmas) -> None:
    late, off = planned(padaherang, ends_in=-5), planned(padaherang, ends_in=-3)
    judged(padaherang, realised(padaherang, off), fits=False)
    findings = this_year(padaherang)
    assert findings["carried"].state == State.PARTLY
    assert f"{late.number} lewat waktu: catat realisasinya." in [
        one.words for one in findings["carried"].missing
    ]
    assert findings["corrected"].state == State.PROVEN
    assert "1 tidak sesuai; 1 di antaranya mempunyai RTL perbaikan" in findings["corrected"].words


def test_answers_are_counted_of_the_entries_of_the_period_alone(padaherang: Puskesmas) -> None:
    entry = written(padaherang, FIRST)
    written(padaherang, date(2026, 6, 15))
    cancelled = written(padaherang, FIRST)
    book.cancel(padaherang.actor(Role.KETUA), cancelled, "Salah catat")
    found = asked(padaherang.actor(Role.KETUA), padaherang)["answers"]
    assert entry.number
    assert found.state == State.NOT_YET
    assert found.words.startswith("0 dari 1 entri")


def test_a_step_is_matched_by_the_samples_words_by_a_person_and_by_an_earlier_revision(
    padaherang: Puskesmas,
) -> None:
    office = Office(padaherang)
    sample = start_from_sample(office.ketua, "pengaduan", form_key=uuid4())
    found = proofs_of_steps(list(sample.steps.all()))
    assert [keys[0] for keys in found.values()] == [
        "media",
        "written",
        "analysis",
        "meetings",
        "answers",
    ]
    own = office.sop("Buatan sendiri")
    steps = list(own.steps.all())
    assert set(proofs_of_steps(steps).values()) == {()}
    match_step(office.auditor, steps[1], ["written", "tiada"])
    match_step(office.auditor, steps[1], ["written"])
    draft = begin_revision(office.ketua, own, form_key=uuid4())
    taken_over = proofs_of_steps(list(draft.steps.all()))
    assert list(taken_over.values())[1] == ("written",)
    match_step(office.auditor, draft.steps.all()[1], [])
    assert list(proofs_of_steps(list(draft.steps.all())).values())[1] == ()
    assert enact  # drafts keep their matches when enacted: steps are not written anew


@pytest.mark.parametrize("role", [Role.KETUA, Role.KEPALA, Role.AUDITOR])
def test_the_accused_finds_the_same_as_without_the_case(padaherang: Puskesmas, role: Role) -> None:
    everyday(padaherang)
    today = timezone.localdate()

    def said() -> dict[str, tuple[str, list[str]]]:
        findings = asked(padaherang.actor(role), padaherang, today - timedelta(days=60), today)
        return {
            key: (findings[key].words, [one.words for one in findings[key].missing])
            for key in PROOFS
        }

    before = said()
    accuse(padaherang, role)
    assert said() == before


def test_the_page_opens_with_what_is_missing_first(padaherang: Puskesmas) -> None:
    browser = browser_of(padaherang, Role.AUDITOR)
    shown = browser.get(reverse("evidence:page")).content.decode()
    assert (
        shown.index("Yang belum ada") < shown.index("SOP A:") < shown.index("Kriteria akreditasi")
    )
    wrong = browser.get(reverse("evidence:page"), {"dari": "2026-05-02", "sampai": "2026-05-01"})
    assert "tidak boleh sebelum tanggal awal" in wrong.content.decode()
    assert browser_of(padaherang, Role.ADMIN).get(reverse("evidence:page")).status_code == 403
