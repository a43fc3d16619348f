"""Daftar tilik: bound to a revision, filled in round by round, pooled by counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import Role
from tanggap.procedures import actions
from tanggap.procedures.models import Round
from tanggap.procedures.queries import checklist_rows
from tests.procedures.office import Office


def test_a_checklist_joins_the_register_and_a_sop_has_one(office: Office) -> None:
    sop = office.sop()
    made = office.checklist(sop)
    assert (made.revision.document.kind, made.revision.number) == ("tilik", "145/ADM/2026")
    with pytest.raises(Refused, match="sudah ada"):
        office.checklist(sop)
    with pytest.raises(Refused, match="ditetapkan"):
        office.checklist(office.draft("Lain"))
    with pytest.raises(NotAllowed):
        actions.make_checklist(office.here.actor(), sop, form_key=uuid4(), number="1")


def test_rounds_are_pooled_and_one_taken_back_counts_no_more(office: Office) -> None:
    made = office.checklist()
    office.round(made, "yyyyn", days_ago=20)
    wrong = office.round(made, "nnnnn", days_ago=10)
    office.round(made, "yyyyy")
    today = timezone.localdate()
    row = checklist_rows([made], today)[0]
    assert (row.tally.yes, row.tally.no, row.rate, row.is_followed) == (9, 6, "60 %", False)
    actions.take_back_round(office.auditor, wrong)
    row = checklist_rows([made], today)[0]
    assert (row.rate, row.is_followed, [one.rate for one in row.rounds]) == (
        "90 %",
        True,
        ["80 %", "100 %"],
    )
    actions.take_up_round(office.auditor, wrong)
    assert checklist_rows([made], today)[0].rate == "60 %"


def test_not_applicable_only_where_it_is_switched_on(office: Office) -> None:
    made = office.checklist()
    with pytest.raises(Refused, match="langkah 5"):
        office.round(made, "yyyyt")
    actions.change_checklist(office.auditor, made, threshold=90, has_not_applicable=True)
    made.refresh_from_db()
    office.round(made, "yyyyt")
    row = checklist_rows([made], timezone.localdate())[0]
    assert (row.rate, row.checklist.threshold) == ("100 %", 90)


def test_every_step_is_looked_at_and_not_in_the_future(office: Office) -> None:
    made = office.checklist()
    office.round(made, "yyyyy")
    with pytest.raises(Refused, match="sesudah hari ini"):
        office.round(made, "yyyyy", days_ago=-1)
    assert Round.objects.count() == 1


def test_a_checklist_of_an_older_revision_says_that_the_sop_moved_on(office: Office) -> None:
    sop, today = office.sop(), timezone.localdate()
    made = office.checklist(sop)
    assert checklist_rows([made], today)[0].newer is None
    draft = actions.begin_revision(office.ketua, sop, form_key=uuid4())
    actions.write_sop(office.ketua, draft, office.content(changes=1))
    tomorrow = today + timedelta(days=1)
    new = actions.enact(office.kepala, draft, issued_on=today, valid_from=tomorrow)
    assert checklist_rows([made], today)[0].newer is None
    assert checklist_rows([made], tomorrow)[0].newer == new
    second = office.checklist(new)
    assert second.revision.document == made.revision.document
    assert second.revision.revision == 1


def test_a_sop_with_a_checklist_stays_enacted(office: Office) -> None:
    sop = office.sop()
    office.checklist(sop)
    with pytest.raises(Refused, match="sudah dipakai"):
        actions.take_back_enactment(office.kepala, sop)


def test_only_auditor_and_ketua_fill_in(office: Office) -> None:
    made = office.checklist()
    one = office.round(made, "yyyyy")
    for role in (Role.PETUGAS, Role.MUTU, Role.PJ_UNIT, Role.KEPALA, Role.ADMIN):
        with pytest.raises(NotAllowed):
            actions.take_back_round(office.here.actor(role), one)
