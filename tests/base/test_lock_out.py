"""Wrong passwords lock a name for a while, and never its owner's own browser by another's hand."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tanggap.base import lock_out
from tanggap.base.acting import NotAllowed
from tanggap.base.actions import deactivate_staff, lift_lock
from tanggap.base.models import HistoryLine, Role, Staff
from tanggap.base.rules import Limit, end_of_lock, tries_left
from tests.people import PASSWORD, Puskesmas

T0 = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)
LIMIT = Limit(3, timedelta(minutes=10), timedelta(minutes=20))
HERE, AWAY = "192.168.1.20", "192.168.1.99"


def attempt(
    client: Client, password: str = "keliru", name: str = "petugas", ip: str = HERE, **more: Any
) -> Any:
    words = {"username": name, "password": password} | more
    return client.post("/masuk/", words, REMOTE_ADDR=ip)


def is_locked(answer: Any) -> bool:
    return bool(answer.status_code == 429 and "tunggu" in answer.content.decode())


def let_pass(minutes: int) -> None:
    """Let all that was noted lie ``minutes`` further back."""
    for row in AccessFailureLog.objects.all():
        AccessFailureLog.objects.filter(pk=row.pk).update(
            attempt_time=row.attempt_time - timedelta(minutes=minutes)
        )


# ---------------------------------------------------------------- the rule


def test_the_third_failure_within_ten_minutes_locks_for_twenty() -> None:
    at = [T0 + timedelta(minutes=n) for n in (0, 9, 9.5)]
    assert end_of_lock(at[:2], LIMIT) is None
    assert end_of_lock(at, LIMIT) == at[2] + LIMIT.lasts
    assert tries_left(at[:2], LIMIT, at[1]) == 1


def test_failures_far_apart_do_not_lock() -> None:
    assert end_of_lock([T0 + n * LIMIT.window for n in range(50)], LIMIT) is None


@given(st.lists(st.integers(0, 100_000), max_size=60).map(sorted))
def test_whoever_waited_has_all_tries_again(seconds: list[int]) -> None:
    at = [T0 + timedelta(seconds=n) for n in seconds]
    end = end_of_lock(at, LIMIT)
    later = (at[-1] if at else T0) + LIMIT.lasts + LIMIT.window
    assert tries_left(at, LIMIT, later) == LIMIT.most
    assert end is None or end <= later
    assert all(tries_left(at[:n], LIMIT, one) >= 1 for n, one in enumerate(at))


# ---------------------------------------------------------------- the door


def test_five_wrong_passwords_lock_the_name_from_there_for_a_quarter_of_an_hour(
    padaherang: Puskesmas, client: Client
) -> None:
    answers = [attempt(client) for _ in range(5)]
    assert [is_locked(answer) for answer in answers] == [False] * 4 + [True]
    assert "Tinggal 1 kali" in answers[3].content.decode()
    locked = attempt(client, PASSWORD)
    page = locked.content.decode()
    assert is_locked(locked)
    assert "tunggu 15 menit" in page
    assert "admin puskesmas" in page
    let_pass(16)
    assert attempt(client, PASSWORD).status_code == 302


def test_trying_on_while_locked_does_not_make_it_longer(
    padaherang: Puskesmas, client: Client
) -> None:
    for _ in range(5):
        attempt(client)
    let_pass(10)
    for _ in range(20):
        assert is_locked(attempt(client))
    let_pass(6)
    assert attempt(client, PASSWORD).status_code == 302


def test_the_lock_of_one_name_is_no_other_names_and_of_one_place_no_other_places(
    padaherang: Puskesmas, sumbersari: Puskesmas, client: Client
) -> None:
    here, there = padaherang.facility.pk, sumbersari.facility.pk
    for _ in range(5):
        attempt(client, facility=here)
    assert is_locked(attempt(client, PASSWORD, facility=here))
    assert attempt(Client(), PASSWORD, "ketua", facility=here).status_code == 302
    assert attempt(Client(), PASSWORD, facility=there).status_code == 302
    assert attempt(Client(), PASSWORD, ip=AWAY, facility=here).status_code == 302


def test_an_unknown_name_is_answered_as_a_known_one(padaherang: Puskesmas) -> None:
    known, unknown = Client(), Client()
    for _ in range(6):
        one, other = attempt(known), attempt(unknown, name="hantuuu")
        assert one.status_code == other.status_code
        said = [answer.content.decode().count("notice-bad") for answer in (one, other)]
        assert said[0] == said[1] == 1
        assert one.content.decode().count("kali") == other.content.decode().count("kali")


def test_the_right_password_is_hashed_as_often_for_everybody(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Unknown, known, deactivated, without a password: each costs one hash of the password."""
    hashed: list[str] = []
    plain = PBKDF2PasswordHasher.encode

    def counted(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        hashed.append(password)
        return plain(self, password, salt, 1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    monkeypatch.setattr(PBKDF2PasswordHasher, "must_update", lambda *_: False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for staff in Staff.objects.exclude(username=Role.AUDITOR.value):
        staff.set_password(PASSWORD)
        staff.save()
    auditor = padaherang.staff[Role.AUDITOR]
    auditor.set_unusable_password()
    auditor.save()
    deactivate_staff(padaherang.actor(Role.ADMIN), padaherang.staff[Role.MUTU])
    costs = []
    for name in ("petugas", "hantuuu", "mutu", "auditor"):
        hashed.clear()
        assert attempt(Client(), name=name).status_code == 200
        costs.append(len(hashed))
    assert costs == [1, 1, 1, 1]


def test_thirty_failures_from_all_over_lock_strangers_but_not_her_own_browser(
    padaherang: Puskesmas,
) -> None:
    hers = Client()
    assert attempt(hers, PASSWORD).status_code == 302
    hers.post("/keluar/")
    for n in range(30):
        attempt(Client(), ip=f"203.0.113.{n}")
    assert is_locked(attempt(Client(), PASSWORD, ip="198.51.100.7"))
    assert attempt(hers, PASSWORD).status_code == 302
    let_pass(31)
    assert attempt(Client(), PASSWORD, ip="198.51.100.7").status_code == 302


def test_her_own_browser_is_counted_by_itself(padaherang: Puskesmas) -> None:
    hers = Client()
    attempt(hers, PASSWORD)
    hers.post("/keluar/")
    for _ in range(5):
        attempt(Client())  # from the same desk, without her cookie
    assert is_locked(attempt(Client(), PASSWORD))
    for _ in range(5):
        last = attempt(hers)
    assert is_locked(last)
    assert is_locked(attempt(hers, PASSWORD))


def test_a_cookie_of_another_opens_no_way_around_the_lock(padaherang: Puskesmas) -> None:
    his = Client()
    attempt(his, PASSWORD, "ketua")
    his.post("/keluar/")
    for _ in range(5):
        last = attempt(his, name="petugas")
    assert is_locked(last)
    his.cookies["perangkat"] = "dipalsukan:1abc:tanda"
    assert is_locked(attempt(his, PASSWORD, name="petugas"))


def test_neighbours_of_an_ipv6_network_share_their_count(padaherang: Puskesmas) -> None:
    for n in range(5):
        last = attempt(Client(), ip=f"2001:db8:1:2::{n + 1}")
    assert is_locked(last)
    assert not is_locked(attempt(Client(), ip="2001:db8:1:3::1"))


def test_an_admin_lifts_the_lock_and_strangers_cannot_put_it_back_at_once(
    padaherang: Puskesmas,
) -> None:
    sari, admin = padaherang.staff[Role.PETUGAS], Client()
    for n in range(30):
        attempt(Client(), ip=f"203.0.113.{n}")
    admin.force_login(padaherang.staff[Role.ADMIN])
    page = admin.get(f"/setelan/pegawai/{sari.pk}/").content.decode()
    assert "Terkunci sampai pukul" in page
    admin.post(f"/setelan/pegawai/{sari.pk}/kunci/")
    assert HistoryLine.objects.latest("pk").sentence == "Membuka kunci masuk."
    assert "Terkunci" not in admin.get(f"/setelan/pegawai/{sari.pk}/").content.decode()
    for n in range(40):
        attempt(Client(), ip=f"203.0.113.{n}")
    assert attempt(Client(), PASSWORD, ip="198.51.100.7").status_code == 302


def test_only_an_admin_lifts_a_lock(padaherang: Puskesmas) -> None:
    for role in set(Role) - {Role.ADMIN}:
        with pytest.raises(NotAllowed):
            lift_lock(padaherang.actor(role), padaherang.staff[Role.PETUGAS])


def test_neither_the_log_nor_the_database_holds_what_was_typed(
    padaherang: Puskesmas, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(6):
        attempt(client, "rahasia-salah", "kata-sandi-di-kolom-salah", ip="203.0.113.5")
    kept = str(list(AccessFailureLog.objects.values()))
    for word in ("rahasia-salah", "kata-sandi-di-kolom-salah"):
        assert word not in kept
        assert word not in caplog.text
    assert "203.0.113.5" not in caplog.text


def test_what_no_lock_asks_for_any_more_is_dropped(padaherang: Puskesmas, client: Client) -> None:
    attempt(client)
    assert lock_out.drop_old(timezone.now() + timedelta(minutes=100)) == 0
    assert lock_out.drop_old(timezone.now() + timedelta(hours=3)) == 1
