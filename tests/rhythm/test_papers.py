"""The schedule on paper: activities down, months across, and nothing of a plan."""

from datetime import date
from uuid import uuid4

import pytest

from tanggap.base.models import Role
from tanggap.rhythm.actions import OccasionDraft, hold_occasion, plan_occasion, propose_year
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.papers import year_paper
from tests.people import Puskesmas
from tests.reading import page_texts, words
from tests.remedy.plans import planned

pytestmark = pytest.mark.django_db
LAST_YEAR = date.today().year - 1


def _told(here: Puskesmas, role: Role, year: int) -> str:
    return words(year_paper(here.actor(role), here.facility, year).content)


def test_what_was_planned_stands_in_its_month_and_what_was_held_is_marked(
    padaherang: Puskesmas,
) -> None:
    lead = padaherang.actor(Role.KETUA)
    survey = OccasionDraft(
        kind=Occasion.Kind.SURVEY, starts_on=date(LAST_YEAR, 5, 28), ends_on=date(LAST_YEAR, 6, 3)
    )
    for held, draft in (
        (True, survey),
        (False, OccasionDraft(kind=Occasion.Kind.REVIEW, starts_on=date(LAST_YEAR, 6, 10))),
        (True, OccasionDraft(kind="lain", title="Pasar sehat", starts_on=date(LAST_YEAR, 7, 1))),
    ):
        hold_occasion(lead, plan_occasion(lead, draft, form_key=uuid4()), was_held=held)
    plan = planned(padaherang)
    told = _told(padaherang, Role.AUDITOR, LAST_YEAR)
    for said in ("Survei kepuasan masyarakat 28/5–3√", "(RTM) 10!", "Pasar sehat 1√"):
        assert said in told
    assert plan.number not in _told(padaherang, Role.KETUA, plan.ends_on.year)


def test_a_full_year_is_one_page_and_an_empty_one_says_nihil(padaherang: Puskesmas) -> None:
    assert "Belum ada kegiatan pada tahun ini." in _told(padaherang, Role.PETUGAS, 2040)
    lead = padaherang.actor(Role.KETUA)
    propose_year(lead, 2027)
    for place in range(6):
        title = f"Kegiatan {place} dengan nama yang panjang sekali, lintas program dan sektor"
        draft = OccasionDraft(kind="lain", title=title, starts_on=date(2027, place + 1, 9))
        plan_occasion(lead, draft, form_key=uuid4())
    assert len(page_texts(year_paper(lead, padaherang.facility, 2027).content)) == 1
