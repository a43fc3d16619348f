"""One's own sessions: seen, ended one by one or all at once, and run out."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from tanggap.base import devices, jobs
from tanggap.base.actions import (
    deactivate_staff,
    end_sessions,
    reset_password,
)
from tanggap.base.models import HistoryLine, Role, StaffSession
from tests.people import PASSWORD, Puskesmas

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
NOTICE = "Akun Anda masuk dari perangkat baru"


def browser(agent: str = CHROME, name: str = "petugas", password: str = PASSWORD) -> Client:
    """Somebody who has just signed in."""
    client = Client(headers={"User-Agent": agent})
    assert client.post("/masuk/", {"username": name, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def page(client: Client, address: str = "/") -> str:
    answer: Any = client.get(address)
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome di Windows"),
        (FIREFOX, "Firefox di Android"),
        (CHROME + " Edg/141.0", "Edge di Windows"),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
            "Samsung Internet di Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari di iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari di Mac",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox di Linux",
        ),
        ("curl/8.5", "Peramban lain di perangkat lain"),
        ("", "Peramban lain di perangkat lain"),
    ],
)
def test_a_device_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert devices.in_words(agent) == words


# ---------------------------------------------------------------- sessions


def test_the_list_shows_every_session_and_marks_this_one(padaherang: Puskesmas) -> None:
    pc, phone = browser(), browser(FIREFOX)
    for client, marked, other in (
        (pc, "Chrome di Windows", "Firefox"),
        (phone, "Firefox", "Chrome"),
    ):
        shown = page(client, "/akun/")
        rows = [part.split("</tr>")[0] for part in shown.split("<tr>")[2:]]
        assert len(rows) == 2
        here = [row for row in rows if "perangkat ini" in row]
        assert len(here) == 1
        assert marked in here[0]
        assert any(other in row for row in rows if row not in here)
    assert pc.session.session_key not in page(pc, "/akun/")


def test_ending_one_session_ends_that_one_at_once(padaherang: Puskesmas) -> None:
    pc, phone = browser(), browser(FIREFOX)
    number = StaffSession.objects.get(words="Firefox di Android").number
    pc.post(f"/akun/sesi/{number}/akhiri/")
    assert is_in(pc)
    assert not is_in(phone)
    assert HistoryLine.objects.latest("pk").sentence == "Mengakhiri satu sesi sendiri."


def test_nobody_ends_the_session_of_another_by_its_number(padaherang: Puskesmas) -> None:
    sari, dewi = browser(), browser(name="ketua")
    number = StaffSession.objects.get(staff=padaherang.staff[Role.PETUGAS]).number
    dewi.post(f"/akun/sesi/{number}/akhiri/")
    assert is_in(sari)


def test_signing_out_everywhere_leaves_nobody_in(padaherang: Puskesmas) -> None:
    pc, phone, dewi = browser(), browser(FIREFOX), browser(name="ketua")
    assert pc.post("/akun/sesi/keluar/")["Location"] == "/masuk/"
    assert not is_in(pc)
    assert not is_in(phone)
    assert is_in(dewi)
    assert is_in(browser())


def test_a_changed_password_ends_the_other_sessions(padaherang: Puskesmas) -> None:
    pc, phone = browser(), browser(FIREFOX)
    new = "jalan-kaki-pagi"
    pc.post("/kata-sandi/", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(pc)
    assert not is_in(phone)
    assert StaffSession.objects.exclude(staff=None).count() == 1


@pytest.mark.parametrize("act", [end_sessions, reset_password, deactivate_staff])
def test_an_admin_ends_anothers_sessions(padaherang: Puskesmas, act: Any) -> None:
    pc, phone = browser(), browser(FIREFOX)
    act(padaherang.actor(Role.ADMIN), padaherang.staff[Role.PETUGAS])
    assert not is_in(pc)
    assert not is_in(phone)
    assert not StaffSession.objects.filter(staff=padaherang.staff[Role.PETUGAS]).exists()


def test_an_admin_does_it_on_the_page_of_a_member_of_staff(padaherang: Puskesmas) -> None:
    sari, pc, admin = padaherang.staff[Role.PETUGAS], browser(), Client()
    admin.force_login(padaherang.staff[Role.ADMIN])
    assert "Keluarkan dari semua perangkat" in page(admin, f"/setelan/pegawai/{sari.pk}/")
    admin.post(f"/setelan/pegawai/{sari.pk}/sesi/")
    assert not is_in(pc)


def test_a_page_writes_when_it_was_seen_every_few_minutes_only(
    padaherang: Puskesmas, django_assert_num_queries: Any
) -> None:
    """Session, person with the health centre, roles: and nothing more for all of this."""
    pc = browser()
    pc.get("/setelan/")
    with django_assert_num_queries(3):
        pc.get("/setelan/")
    ago = timezone.now() - timedelta(minutes=6)
    StaffSession.objects.update(last_seen_at=ago)
    with django_assert_num_queries(4):
        pc.get("/setelan/")
    assert StaffSession.objects.get().last_seen_at > ago
    with django_assert_num_queries(3):
        pc.get("/setelan/")


def test_a_page_opens_although_nothing_can_be_written(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = browser()
    StaffSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))

    def full(*_: object, **__: object) -> int:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(QuerySet, "update", full)
    assert is_in(pc)


def test_a_session_ended_while_a_page_is_made_does_not_come_back(padaherang: Puskesmas) -> None:
    pc = browser()
    session = pc.session
    session["late"] = True
    StaffSession.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not StaffSession.objects.exists()


def test_run_out_sessions_are_dropped(padaherang: Puskesmas) -> None:
    browser()
    assert jobs.drop_ended_sessions(timezone.now() + timedelta(hours=11)) == 0
    assert jobs.drop_ended_sessions(timezone.now() + timedelta(hours=13)) == 1
