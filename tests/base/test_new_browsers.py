"""A browser nobody knew yet: told on the others, refused with a press, known by its cookie."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tanggap.base import jobs
from tanggap.base.acting import Refused
from tanggap.base.actions import (
    change_own_password,
    reset_password,
)
from tanggap.base.models import HistoryLine, KnownDevice, Role, SecondFactor, Staff, StaffSession
from tanggap.base.queries import actor_of
from tests.base.test_sessions import CHROME, FIREFOX, NOTICE, browser, is_in, page
from tests.people import PASSWORD, Puskesmas


@dataclass
class AfterRefusal:
    """What is left after «Bukan saya»."""

    sari: Staff
    pc: Client
    phone: Client
    thief: Client
    thief_session: StaffSession


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
