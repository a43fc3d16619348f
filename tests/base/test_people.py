"""People, roles and passwords: nobody is locked out, nobody stays in who should not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.actions import (
    add_staff,
    change_staff,
    deactivate_staff,
    grant_role,
    reactivate_staff,
    reset_password,
    revoke_role,
)
from tanggap.base.models import Role, RoleGrant
from tanggap.base.queries import actor_of, head_of
from tests.people import PASSWORD, Puskesmas

TODAY = timezone.localdate()  # the office's day, which the machine may not share yet


def sign_in(client: Client, username: str, password: str = PASSWORD) -> bool:
    """Answer whether the sign-in form let this person in."""
    answer = client.post("/masuk/", {"username": username, "password": password})
    return answer.status_code == 302


def test_a_role_holds_from_its_first_to_its_last_day(padaherang: Puskesmas) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    grant_role(padaherang.actor(Role.ADMIN), sari, Role.MUTU, valid_from=tomorrow, valid_to=later)
    held = [Role.MUTU in actor_of(sari, TODAY + timedelta(days=n)).roles for n in range(7)]
    assert held == [False, True, True, True, True, True, False]


def test_a_revoked_role_is_gone_today_and_a_double_click_gives_it_once(
    padaherang: Puskesmas,
) -> None:
    admin, sari = padaherang.actor(Role.ADMIN), padaherang.staff[Role.PETUGAS]
    first = grant_role(admin, sari, Role.KETUA, valid_from=TODAY)
    assert grant_role(admin, sari, Role.KETUA, valid_from=TODAY).pk == first.pk
    revoke_role(admin, first, TODAY)
    assert Role.KETUA not in actor_of(sari, TODAY).roles
    old = RoleGrant.objects.get(staff=sari, role=Role.PETUGAS)
    revoke_role(admin, old, TODAY)
    assert not actor_of(sari, TODAY).roles
    assert Role.PETUGAS in actor_of(sari, TODAY - timedelta(days=1)).roles


def test_a_pj_unit_needs_a_unit(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="Pilih unit"):
        grant_role(
            padaherang.actor(Role.ADMIN),
            padaherang.staff[Role.PETUGAS],
            Role.PJ_UNIT,
            valid_from=TODAY,
        )


def test_the_last_admin_cannot_be_lost(padaherang: Puskesmas) -> None:
    admin, tono = padaherang.actor(Role.ADMIN), padaherang.staff[Role.ADMIN]
    kepala = padaherang.actor(Role.KEPALA)
    with pytest.raises(Refused, match="admin terakhir"):
        revoke_role(admin, RoleGrant.objects.get(staff=tono, role=Role.ADMIN), TODAY)
    with pytest.raises(Refused, match="admin terakhir"):
        deactivate_staff(kepala, tono)
    with pytest.raises(Refused, match="admin terakhir"):
        change_staff(kepala, tono, name=tono.name, position=tono.position, username=None)
    grant_role(
        admin,
        padaherang.staff[Role.KEPALA],
        Role.ADMIN,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=3),
    )
    with pytest.raises(Refused, match="admin terakhir"):  # the other's time runs out
        deactivate_staff(kepala, tono)
    grant_role(admin, padaherang.staff[Role.KETUA], Role.ADMIN, valid_from=TODAY)
    deactivate_staff(kepala, tono)
    tono.refresh_from_db()
    assert not tono.is_active


def test_nobody_deactivates_oneself(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="diri sendiri"):
        deactivate_staff(padaherang.actor(Role.KEPALA), padaherang.staff[Role.KEPALA])


def test_deactivated_staff_are_out_at_once_and_can_come_back(
    padaherang: Puskesmas, client: Client
) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    assert sign_in(client, "petugas")
    deactivate_staff(padaherang.actor(Role.ADMIN), sari)
    assert client.get("/kata-sandi/").status_code == 302
    assert not sign_in(client, "petugas")
    reactivate_staff(padaherang.actor(Role.ADMIN), sari)
    assert sign_in(client, "petugas")


def test_a_username_is_one_persons_in_a_health_centre_and_free_in_the_next(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    with pytest.raises(Refused, match="sudah dipakai"):
        add_staff(padaherang.actor(Role.ADMIN), name="Lain", username="petugas")
    add_staff(padaherang.actor(Role.ADMIN), name="Baru", username="baru")
    add_staff(sumbersari.actor(Role.ADMIN), name="Baru", username="baru")


def test_the_same_person_is_not_added_twice(padaherang: Puskesmas) -> None:
    admin = padaherang.actor(Role.ADMIN)
    add_staff(admin, name="Bidan Yuni", position="Bidan")
    with pytest.raises(Refused, match="sudah tercatat"):
        add_staff(admin, name="bidan yuni", position="bidan")
    add_staff(admin, name="Bidan Yuni", position="Bidan desa")


def test_only_admin_resets_a_password_and_old_sessions_end(
    padaherang: Puskesmas, client: Client
) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    assert sign_in(client, "petugas")
    with pytest.raises(NotAllowed):
        reset_password(padaherang.actor(Role.KEPALA), sari)
    with pytest.raises(Refused, match="diri sendiri"):
        reset_password(padaherang.actor(Role.ADMIN), padaherang.staff[Role.ADMIN])
    password = reset_password(padaherang.actor(Role.ADMIN), sari)
    assert client.get("/kata-sandi/")["Location"].startswith("/masuk/")
    assert not sign_in(client, "petugas")
    assert sign_in(client, "petugas", password)


def test_the_head_is_who_was_given_the_role_last(padaherang: Puskesmas) -> None:
    admin, dewi = padaherang.actor(Role.ADMIN), padaherang.staff[Role.KETUA]
    assert head_of(padaherang.facility, TODAY) == padaherang.staff[Role.KEPALA]
    grant_role(admin, dewi, Role.KEPALA, valid_from=TODAY)
    assert head_of(padaherang.facility, TODAY) == dewi
