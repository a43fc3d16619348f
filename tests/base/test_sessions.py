"""One's own sessions, and a browser that was not seen before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from tanggap.base import devices, jobs
from tanggap.base.acting import Refused
from tanggap.base.actions import (
    change_own_password,
    deactivate_staff,
    end_sessions,
    reset_password,
)
from tanggap.base.models import HistoryLine, KnownDevice, Role, SecondFactor, Staff, StaffSession
from tanggap.base.queries import actor_of
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


@dataclass
class AfterRefusal:
    """What is left after «Bukan saya»."""

    sari: Staff
    pc: Client
    phone: Client
    thief: Client
    thief_session: StaffSession


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


# ---------------------------------------------------------------- a new browser


def test_the_first_browser_and_a_known_one_are_no_news(padaherang: Puskesmas) -> None:
    pc = browser()
    assert NOTICE not in page(pc)
    pc.post("/keluar/")
    pc.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert NOTICE not in page(pc)
    assert KnownDevice.objects.count() == 1


def test_a_new_browser_is_told_on_the_others_and_not_on_itself(padaherang: Puskesmas) -> None:
    pc, dewi = browser(), browser(name="ketua")
    phone = browser(FIREFOX)
    assert "Firefox di Android" in page(pc)
    assert NOTICE in page(pc)
    assert NOTICE not in page(phone)
    assert "pertama kali Anda masuk dari peramban ini" in page(browser(FIREFOX + " lain"))
    assert NOTICE not in page(dewi)


def test_the_notice_waits_for_the_next_sign_in(padaherang: Puskesmas) -> None:
    pc = browser()
    pc.post("/keluar/")
    browser(FIREFOX)
    pc.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert NOTICE in page(pc)


def test_she_says_that_it_was_her_and_hears_no_more_of_it(padaherang: Puskesmas) -> None:
    pc = browser()
    browser(FIREFOX)
    device = KnownDevice.objects.get(words="Firefox di Android")
    pc.post(f"/akun/perangkat/{device.pk}/", {"act": "saya"})
    assert NOTICE not in page(pc)
    assert "Firefox di Android, pertama kali" in page(pc, "/akun/")


def test_she_says_that_it_was_not_and_it_is_out_and_the_password_changes(
    padaherang: Puskesmas,
) -> None:
    pc, thief = browser(), browser(FIREFOX)
    device = KnownDevice.objects.get(words="Firefox di Android")
    answer = pc.post(f"/akun/perangkat/{device.pk}/", {"act": "bukan"})
    assert answer["Location"] == "/kata-sandi/"
    assert not is_in(thief)
    assert pc.get("/")["Location"] == "/kata-sandi/"
    new = "jalan-kaki-pagi"
    pc.post("/kata-sandi/", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(pc)
    assert NOTICE not in page(pc)
    thief.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert not is_in(thief)
    assert is_in(browser(FIREFOX, password=new))


@pytest.fixture
def refused(padaherang: Puskesmas) -> AfterRefusal:
    """Sari has just pressed «Bukan saya» on her PC; her password is not yet changed."""
    pc, phone, thief = browser(), browser(FIREFOX), browser(FIREFOX + " lain")
    for device in KnownDevice.objects.order_by("-first_seen_at")[1:2]:
        pc.post(f"/akun/perangkat/{device.pk}/", {"act": "saya"})
    device = KnownDevice.objects.get(settled_at=None)
    thief_session = StaffSession.objects.get(device=device)
    pc.post(f"/akun/perangkat/{device.pk}/", {"act": "bukan"})
    return AfterRefusal(padaherang.staff[Role.PETUGAS], pc, phone, thief, thief_session)


def test_the_password_of_who_refused_a_browser_opens_nothing_else(
    refused: AfterRefusal,
) -> None:
    assert not is_in(refused.phone)
    for client in (refused.thief, refused.phone, Client()):
        answer = client.post("/masuk/", {"username": "petugas", "password": PASSWORD})
        assert "pemiliknya menolak perangkat yang tidak dikenal" in answer.content.decode()
        assert not is_in(client)
        assert client.get("/kata-sandi/")["Location"].startswith("/masuk/")
    shown = page(refused.pc, "/kata-sandi/")
    assert "kata sandi lama tidak dapat dipakai masuk lagi" in shown
    assert "Kata sandi dari admin" not in shown
    same = {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}
    assert "yang lain dari yang sekarang" in refused.pc.post("/kata-sandi/", same).content.decode()
    new = "jalan-kaki-pagi"
    refused.pc.post("/kata-sandi/", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(refused.pc)
    assert is_in(browser(FIREFOX, password=new))
    assert HistoryLine.objects.filter(action="base.refuse_device").count() == 1


def test_a_thief_already_on_his_way_cannot_change_the_password_first(refused: AfterRefusal) -> None:
    """His form or his sign-in was under way in the moment in which she pressed."""
    sari, actor = refused.sari, actor_of(refused.sari, timezone.localdate())
    keys = [refused.thief_session.session_key]  # his session, ended by her
    late = Client()
    late.force_login(sari)  # his password was found right just before, let in just after
    keys.append(late.session.session_key or "")
    for key in keys:
        with pytest.raises(Refused, match="sudah diakhiri"):
            change_own_password(actor, sari, "punya-si-pencuri", here=key)
    new = "punya-si-pencuri"
    answer = late.post("/kata-sandi/", {"old": PASSWORD, "new": new, "again": new})
    assert "sudah diakhiri" in answer.content.decode()
    sari.refresh_from_db()
    assert sari.check_password(PASSWORD)


def test_who_closed_that_browser_gets_a_new_password_from_the_admin(
    padaherang: Puskesmas, refused: AfterRefusal
) -> None:
    refused.pc.post("/keluar/")
    refused.pc.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert not is_in(refused.pc)
    once = reset_password(padaherang.actor(Role.ADMIN), refused.sari)
    client = browser(password=once)
    new = "jalan-kaki-pagi"
    client.post("/kata-sandi/", {"old": once, "new": new, "again": new})
    assert is_in(client)


def test_who_is_between_password_and_code_is_sent_back_to_the_start(
    padaherang: Puskesmas,
) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    pc = browser()
    browser(FIREFOX)
    SecondFactor.objects.create(user=sari, name="HP", confirmed=True, secret="JBSWY3DPEHPK3PXP")
    half = Client()
    half.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert half.get("/masuk/kode/").status_code == 200
    device = KnownDevice.objects.get(settled_at=None)
    pc.post(f"/akun/perangkat/{device.pk}/", {"act": "bukan"})
    assert half.get("/masuk/kode/")["Location"] == "/masuk/"


def test_who_came_in_with_a_stolen_password_cannot_wave_himself_through(
    padaherang: Puskesmas,
) -> None:
    pc, thief = browser(), browser(FIREFOX)
    first, second = KnownDevice.objects.order_by("first_seen_at")
    for device in (first, second):
        answer = thief.post(f"/akun/perangkat/{device.pk}/", {"act": "saya"})
        assert answer.status_code == 404
    for _ in range(2):
        thief.post("/keluar/")
        thief.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert NOTICE in page(pc)


def test_a_browser_shared_at_the_counter_is_known_to_each_by_herself(
    padaherang: Puskesmas,
) -> None:
    counter = browser()
    counter.post("/keluar/")
    dewi_at_home = browser(FIREFOX, "ketua")
    counter.post("/masuk/", {"username": "ketua", "password": PASSWORD})
    assert NOTICE in page(dewi_at_home)
    assert KnownDevice.objects.filter(staff=padaherang.staff[Role.PETUGAS]).count() == 1


def test_another_health_centre_says_nothing_about_our_devices(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    for n, agent in enumerate((CHROME, FIREFOX)):
        client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=f"10.0.0.{n}")
        words = {"username": "petugas", "password": PASSWORD, "facility": padaherang.facility.pk}
        client.post("/masuk/", words)
    theirs = Client()
    theirs.force_login(sumbersari.staff[Role.PETUGAS])
    for device in KnownDevice.objects.all():
        assert theirs.post(f"/akun/perangkat/{device.pk}/", {"act": "bukan"}).status_code == 404
    assert Staff.objects.filter(must_change_password=True).count() == 0


def test_the_cookie_is_signed_lasting_and_out_of_reach_of_scripts(padaherang: Puskesmas) -> None:
    cookie = browser().cookies["perangkat"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 360 * 24 * 3600
    token = cookie.value.split(":")[0]
    assert not KnownDevice.objects.filter(token_hash=token).exists()


def test_a_browser_unseen_for_longer_than_its_cookie_lives_is_dropped(
    padaherang: Puskesmas,
) -> None:
    browser()
    assert jobs.drop_old_devices(timezone.now() + timedelta(days=399)) == 0
    assert jobs.drop_old_devices(timezone.now() + timedelta(days=401)) == 1


def test_the_living_example_tells_nobody_of_new_browsers(padaherang: Puskesmas) -> None:
    padaherang.facility.is_example = True
    padaherang.facility.save()
    pc, phone = browser(), browser(FIREFOX)
    assert NOTICE not in page(pc)
    assert "pertama kali" not in page(phone)
