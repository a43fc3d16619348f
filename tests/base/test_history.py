"""History is append-only, tells one sentence an act, and keeps silent about hidden records."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tanggap.base.actions import add_staff, add_unit, change_staff, grant_role
from tanggap.base.history import HistoryFilters, history
from tanggap.base.models import HistoryLine, Role
from tanggap.base.queries import history_of
from tests.base.test_people import TODAY
from tests.people import Puskesmas, make_puskesmas


def test_the_database_itself_refuses_to_change_or_delete_a_line(padaherang: Puskesmas) -> None:
    unit = add_unit(padaherang.actor(Role.ADMIN), code="PKM1", name="Pustu Satu")
    line = history_of("base.unit", unit.pk).get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        HistoryLine.objects.filter(pk=line.pk).update(sentence="Bukan apa-apa.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        HistoryLine.objects.filter(pk=line.pk).delete()
    assert HistoryLine.objects.get(pk=line.pk).sentence == "Menambah unit PKM1 (Pustu Satu)."


def test_sentences_about_people_name_fields_never_values(padaherang: Puskesmas) -> None:
    admin = padaherang.actor(Role.ADMIN)
    bidan = add_staff(admin, name="Yuni Lestari", nip="197001012000122001", username="yuni")
    grant_role(admin, bidan, Role.PETUGAS, valid_from=TODAY)
    change_staff(admin, bidan, name="Yuni Lestari Putri", nip="", username="yuni.l")
    told = " ".join(line.sentence for line in history_of("base.staff", bidan.pk))
    assert "Menambah pegawai." in told
    assert "nama, NIP, nama masuk" in told
    for secret in ("Yuni", "yuni", "1970"):
        assert secret not in told


def test_history_is_filtered_by_who_and_kind(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    add_unit(padaherang.actor(Role.ADMIN), code="A1", name="Satu")
    add_unit(padaherang.actor(Role.KEPALA), code="A2", name="Dua")
    add_unit(sumbersari.actor(Role.ADMIN), code="A3", name="Tiga")
    admin = padaherang.actor(Role.ADMIN)
    assert [line.sentence[:16] for line in history(admin, HistoryFilters())] == [
        "Menambah unit A2",
        "Menambah unit A1",
    ]
    kepala = padaherang.staff[Role.KEPALA].pk
    assert history(admin, HistoryFilters(by_id=kepala)).count() == 1
    assert history(admin, HistoryFilters(kind="base.team")).count() == 0
    assert history(admin, HistoryFilters(from_=TODAY, to=TODAY)).count() == 2


def test_the_screen_pages_through_old_lines(padaherang: Puskesmas, client: Client) -> None:
    admin = padaherang.actor(Role.ADMIN)
    for number in range(55):
        add_unit(admin, code=f"U{number}", name=f"Unit {number}")
    client.force_login(padaherang.staff[Role.ADMIN])
    first = client.get("/riwayat/")
    assert first.content.decode().count("Menambah unit") == 50
    older = client.get("/riwayat/", {"sebelum": first.context["older_than"]})
    assert older.content.decode().count("Menambah unit") == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_flushed_database_still_guards_its_history(round_: int) -> None:
    """Twice, so that the second round runs on what the first round's end left."""
    here = make_puskesmas("Padaherang")
    add_unit(here.actor(Role.ADMIN), code="PKM1", name="Pustu Satu")
    with pytest.raises(DatabaseError, match="append-only"):
        HistoryLine.objects.all().delete()
    assert HistoryLine.objects.count() == 1
