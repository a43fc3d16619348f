"""History keeps silent on a case towards those who must not meet it (UU 25/2009 art. 45)."""

from uuid import uuid4

from django.test import Client

from tanggap.base.history import HistoryFilters, history
from tanggap.base.models import Role
from tanggap.logbook import actions
from tests.logbook.test_actions_writing import draft_at
from tests.people import Puskesmas


def test_the_accused_reads_nothing_of_the_case_in_history(
    padaherang: Puskesmas, client: Client
) -> None:
    ketua = padaherang.staff[Role.KETUA]
    entry = actions.write_down(padaherang.actor(), draft_at(padaherang), [], form_key=uuid4())
    seen = history(padaherang.actor(Role.KETUA), HistoryFilters(kind="logbook.entry"))
    assert seen.count() == 1
    actions.name_accused(padaherang.actor(), entry, [ketua.pk])
    assert seen.count() == 0
    assert history(padaherang.actor(Role.KEPALA), HistoryFilters()).count() == 2
    client.force_login(ketua)
    assert str(entry.number) not in client.get("/riwayat/").content.decode()


def test_an_admin_reads_history_of_settings_not_of_cases(padaherang: Puskesmas) -> None:
    actions.write_down(padaherang.actor(), draft_at(padaherang), [], form_key=uuid4())
    assert history(padaherang.actor(Role.ADMIN), HistoryFilters()).count() == 0
