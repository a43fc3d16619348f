"""A daftar tilik beside its evidence: the system proposes, the auditor decides."""

import re
from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import HistoryLine, Role
from tanggap.evidence.actions import match_step
from tanggap.evidence.models import StepMatch
from tanggap.evidence.rules import Finding, State, proposed
from tanggap.procedures.models import Checklist, Round
from tests.people import Puskesmas
from tests.procedures.office import Office
from tests.workbench.signing_in import browser_of


def matched(here: Puskesmas) -> Checklist:
    """Return a daftar tilik whose first step is proved by the decrees, the second by the SOP."""
    office = Office(here)
    checklist = office.checklist()
    steps = list(checklist.sop.steps.all())
    match_step(office.auditor, steps[0], ["told"])
    match_step(office.auditor, steps[1], ["sops"])
    return checklist


def test_nothing_is_proposed_where_proof_is_partial_or_only_people_can_tell() -> None:
    found = {state: Finding(state, "") for state in State}
    yes, part, no, beyond = found.values()
    assert [
        proposed(one) for one in ([yes], [yes, beyond], [no], [part], [yes, no], [beyond], [])
    ] == [
        "ya",
        "ya",
        "tidak",
        "",
        "",
        "",
        "",
    ]


def test_a_proposal_is_taken_over_by_a_press_only_and_kept_beside_the_decision(
    padaherang: Puskesmas,
) -> None:
    checklist = matched(padaherang)
    first, second, *rest = checklist.sop.steps.all()
    browser = browser_of(padaherang, Role.AUDITOR)
    there = reverse("evidence:round-new", args=[checklist.pk])
    page = browser.get(there).content.decode()
    assert page.count("Usul sistem:") == 2
    assert "checked" not in page
    today = timezone.localdate()
    typed = {
        "form_key": str(uuid4()),
        "unit": padaherang.units["UKP"].pk,
        "performer": "Sari Melati",
        "done_on": today.isoformat(),
        "auditee": "Sari Melati",
        "auditor": "Wawan Setiawan",
        "dari": (today - timedelta(days=30)).isoformat(),
        "sampai": today.isoformat(),
    }
    one = browser.post(there, typed | {"pakai": first.pk}).content.decode()
    assert _ticked(one) == {first.pk: "tidak"}
    every = browser.post(there, typed | {"pakai": "semua"}).content.decode()
    assert _ticked(every) == {first.pk: "tidak", second.pk: "ya"}
    assert not Round.objects.exists()
    marks = {f"mark_{step.pk}": "ya" for step in (first, second, *rest)}
    browser.post(there, typed | marks)
    browser.post(there, typed | marks)
    held = Round.objects.get()
    kept = {row.step_id: (row.mark, row.proposed) for row in held.seen.all()}
    assert kept[first.pk] == ("ya", "tidak")
    assert kept[second.pk] == ("ya", "ya")
    assert kept[rest[0].pk] == ("ya", "")
    assert (held.proof_from, held.proof_to) == (today - timedelta(days=30), today)
    shown = browser.get(reverse("procedures:round", args=[held.pk])).content.decode()
    assert "usul sistem: Tidak, diputuskan lain" in shown


def _ticked(page: str) -> dict[int, str]:
    """Return which marks stand ticked."""
    found = {}
    for box in re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page):
        if "checked" in box:
            name, value = re.search(r'name="mark_(\d+)" value="(\w+)"', box).groups()
            found[int(name)] = value
    return found


def test_a_person_chooses_what_proves_each_step_and_history_tells(padaherang: Puskesmas) -> None:
    checklist = Office(padaherang).checklist()
    first = checklist.sop.steps.all()[0]
    browser = browser_of(padaherang, Role.KETUA)
    there = reverse("evidence:matches", args=[checklist.pk])
    answer = browser.post(there, {f"step_{first.pk}": ["told", "team"]})
    assert answer.url == reverse("evidence:round-new", args=[checklist.pk])
    assert [one.proofs for one in StepMatch.objects.all()] == ["team told"]
    told = HistoryLine.objects.filter(action="evidence.match_step").get().sentence
    assert "Tim ditugaskan dengan SK, Nomor dan akun disosialisasikan" in told
