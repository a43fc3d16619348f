"""The second step at sign-in: nothing is seen with the password alone, and no code opens twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_otp import verify_token

from tanggap.base import codes, jobs
from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.actions import (
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from tanggap.base.models import HistoryLine, Role, SecondFactor, Staff
from tests.base.test_people import sign_in
from tests.people import PASSWORD, Puskesmas, code_now


@pytest.fixture
def enrolled(padaherang: Puskesmas) -> list[str]:
    """The kepala has a second factor; what is returned are the codes on paper."""
    actor = padaherang.actor(Role.KEPALA)
    begun = begin_second_factor(actor)
    paper = confirm_second_factor(actor, begun, code_now(begun.secret))
    SecondFactor.objects.update(last_step=-1)  # a while ago
    return paper


def factor(here: Puskesmas, role: Role = Role.KEPALA) -> SecondFactor:
    return SecondFactor.objects.get(user=here.staff[role], confirmed=True)


def code_of(here: Puskesmas) -> str:
    return code_now(factor(here).secret)


def half(client: Client) -> Client:
    """The kepala, with the password alone."""
    answer = client.post("/masuk/", {"username": "kepala", "password": PASSWORD, "next": "/buku/"})
    assert answer["Location"] == "/masuk/kode/"
    return client


def give(client: Client, code: str) -> Any:
    return client.post("/masuk/kode/", {"code": code})


def test_enrolling_by_hand_shows_the_picture_the_secret_and_ten_codes_once(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.PETUGAS])
    assert client.post("/akun/dua-langkah/mulai/")["Location"] == "/akun/dua-langkah/"
    begun = SecondFactor.objects.get()
    page = client.get("/akun/dua-langkah/").content.decode()
    assert "<svg" in page
    assert codes.typed_out(begun.secret) in page
    words = {"code": code_now(begun.secret), "password": "keliru"}
    assert (
        "Kata sandi sekarang tidak cocok"
        in client.post("/akun/dua-langkah/", words).content.decode()
    )
    words = {"code": "000000", "password": PASSWORD}
    assert "Kode belum cocok" in client.post("/akun/dua-langkah/", words).content.decode()
    words["code"] = code_now(begun.secret)
    shown = client.post("/akun/dua-langkah/", words).content.decode()
    paper = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", shown)
    assert len(set(paper)) == 10
    assert HistoryLine.objects.latest("pk").sentence == "Menyalakan verifikasi dua langkah."
    for address in ("/akun/", "/akun/dua-langkah/"):
        again = client.get(address).content.decode()
        assert paper[0] not in again
        assert codes.typed_out(begun.secret) not in again


def test_the_password_alone_opens_nothing(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    half(client)
    for address in ("/", "/buku/", "/akun/", "/akun/dua-langkah/", "/kata-sandi/", "/setelan/"):
        assert client.get(address)["Location"].startswith("/masuk/"), address
    assert client.post("/akun/dua-langkah/mati/", {"password": PASSWORD}).status_code == 302
    assert factor(padaherang)
    assert give(client, code_of(padaherang))["Location"] == "/buku/"
    assert client.get("/buku/").status_code == 200


def test_a_code_opens_once(padaherang: Puskesmas, enrolled: list[str]) -> None:
    code = code_of(padaherang)
    assert give(half(Client()), code).status_code == 302
    again = give(half(Client()), code)
    assert "sudah terpakai" in again.content.decode()


def test_a_code_on_paper_opens_once_however_it_is_spaced(
    padaherang: Puskesmas, enrolled: list[str]
) -> None:
    assert give(half(Client()), enrolled[0].replace(" ", "-")).status_code == 302
    assert give(half(Client()), enrolled[0].replace(" ", "")).status_code == 200
    assert len(factor(padaherang).code_hashes) == 9
    SecondFactor.objects.update(throttling_failure_count=0)
    assert give(half(Client()), enrolled[1]).status_code == 302


def test_who_has_few_codes_left_is_told(padaherang: Puskesmas, enrolled: list[str]) -> None:
    for code in enrolled[:7]:
        client = half(Client())
        give(client, code)
    assert "Kode cadangan tinggal 3" in client.get("/").content.decode()


def test_after_wrong_codes_even_the_right_one_has_to_wait(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    half(client)
    SecondFactor.objects.update(
        throttling_failure_count=6, throttling_failure_timestamp=timezone.now()
    )
    held_off = give(client, code_of(padaherang))
    assert re.search(r"Tunggu (3\d|2\d) detik", held_off.content.decode())
    SecondFactor.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=33))
    assert give(client, code_of(padaherang))["Location"] == "/buku/"


def test_five_wrong_codes_lead_back_to_the_password(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    half(client)
    for n in range(5):
        assert "Kode tidak cocok" in give(client, f"00000{n}").content.decode()
        SecondFactor.objects.update(throttling_failure_count=0)
    assert give(client, code_of(padaherang))["Location"] == "/masuk/"


def test_guessing_keeps_the_owner_waiting_five_minutes_at_most(
    padaherang: Puskesmas, enrolled: list[str]
) -> None:
    waits = []
    for failures in range(1, 60):
        one = factor(padaherang)
        one.throttling_failure_count, one.throttling_failure_timestamp = failures, timezone.now()
        why = one.verify_is_allowed()[1]
        waits.append((why["locked_until"] - one.throttling_failure_timestamp).total_seconds())
    assert waits[:4] == [1, 2, 4, 8]
    assert waits == sorted(waits)
    assert waits[-1] == 300


def test_a_half_signed_in_browser_is_forgotten(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    def waited(browser: Client) -> None:
        session = browser.session
        session["half_signed_in"] = session["half_signed_in"] | {"since": 0}
        session.save()

    def password_changed(browser: Client) -> None:
        head = padaherang.staff[Role.KEPALA]
        head.set_password("lain-sama-sekali")
        head.save()

    def deactivated(browser: Client) -> None:
        Staff.objects.filter(username="kepala").update(is_active=False)

    for event in (waited, password_changed, deactivated):
        padaherang.staff[Role.KEPALA].set_password(PASSWORD)
        padaherang.staff[Role.KEPALA].save()
        browser = half(Client())
        event(browser)
        assert give(browser, code_of(padaherang))["Location"] == "/masuk/", event


def test_the_database_holds_neither_the_secret_nor_the_codes(
    padaherang: Puskesmas, enrolled: list[str]
) -> None:
    secret = factor(padaherang).secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, code_hashes FROM base_secondfactor")
        kept = str(cursor.fetchall())
    for word in (secret, codes.typed_out(secret), *enrolled, enrolled[0].replace(" ", "")):
        assert word not in kept


def test_new_codes_take_the_place_of_the_old(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    give(half(client), code_of(padaherang))
    wrong = client.post("/akun/dua-langkah/kode-cadangan/", {"password": "keliru"})
    assert "Kata sandi sekarang tidak cocok" in wrong.content.decode()
    shown = client.post("/akun/dua-langkah/kode-cadangan/", {"password": PASSWORD})
    fresh = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", shown.content.decode())
    assert not set(fresh) & set(enrolled)
    assert give(half(Client()), enrolled[5]).status_code == 200
    SecondFactor.objects.update(throttling_failure_count=0)
    assert give(half(Client()), fresh[5]).status_code == 302


def test_switching_it_off_asks_for_the_password(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    give(half(client), code_of(padaherang))
    client.post("/akun/dua-langkah/mati/", {"password": "keliru"})
    assert factor(padaherang)
    client.post("/akun/dua-langkah/mati/", {"password": PASSWORD})
    assert sign_in(Client(), "kepala")
    assert not SecondFactor.objects.exists()


def test_passwords_cannot_be_tried_in_a_browser_that_was_left_open(
    padaherang: Puskesmas, client: Client
) -> None:
    assert sign_in(client, "petugas")
    for n in range(5):
        words = {"old": f"coba-{n}", "new": "jalan-kaki-pagi", "again": "jalan-kaki-pagi"}
        page = client.post("/kata-sandi/", words).content.decode()
    assert "Terlalu sering salah" in page
    page = client.post("/kata-sandi/", words | {"old": PASSWORD}).content.decode()
    assert "Terlalu sering salah" in page
    assert client.get("/").status_code == 200


def test_a_new_telephone_takes_over_only_when_its_first_code_fits(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    old = factor(padaherang)
    give(half(client), code_of(padaherang))
    client.post("/akun/dua-langkah/mulai/")
    assert factor(padaherang).pk == old.pk
    begun = SecondFactor.objects.get(confirmed=False)
    words = {"code": code_now(begun.secret), "password": PASSWORD}
    client.post("/akun/dua-langkah/", words)
    assert factor(padaherang).pk == begun.pk
    client.post("/akun/dua-langkah/mulai/")
    client.post("/akun/dua-langkah/mulai/", {"act": "batal"})
    assert factor(padaherang).pk == begun.pk


def test_an_admin_removes_it_for_a_lost_telephone_and_history_says_so(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    give(half(client), code_of(padaherang))
    admin, head = Client(), padaherang.staff[Role.KEPALA]
    admin.force_login(padaherang.staff[Role.ADMIN])
    admin.post(f"/setelan/pegawai/{head.pk}/dua-langkah/")
    line = HistoryLine.objects.latest("pk")
    assert (line.sentence, line.subject_id) == (
        "Mematikan verifikasi dua langkah pegawai.",
        head.pk,
    )
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "kepala")
    for role in set(Role) - {Role.ADMIN}:
        with pytest.raises(NotAllowed):
            remove_second_factor(padaherang.actor(role), head)
    with pytest.raises(Refused, match="Akun saya"):
        remove_second_factor(padaherang.actor(Role.ADMIN), padaherang.staff[Role.ADMIN])


def test_another_cannot_confirm_or_renew_what_is_not_hers(
    padaherang: Puskesmas, enrolled: list[str]
) -> None:
    begun = begin_second_factor(padaherang.actor(Role.PETUGAS))
    with pytest.raises(Refused):
        confirm_second_factor(padaherang.actor(Role.KETUA), begun, code_now(begun.secret))
    with pytest.raises(Refused):
        renew_recovery_codes(padaherang.actor(Role.KETUA))
    stranger = padaherang.staff[Role.KETUA]
    persistent = factor(padaherang).persistent_id
    assert verify_token(stranger, persistent, code_of(padaherang)) is None


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "²²²²²²", "abcdef", "9" * 40, "-00001"])
def test_odd_codes_are_wrong_codes(
    padaherang: Puskesmas, client: Client, enrolled: list[str], odd: str
) -> None:
    answer = give(half(client), odd)
    assert answer.status_code == 200
    assert "field-wrong" in answer.content.decode()


# ---------------------------------------------------------------- who is asked


def test_admin_and_kepala_are_asked_three_times_and_others_never(padaherang: Puskesmas) -> None:
    for role in set(Role) - {Role.ADMIN, Role.KEPALA}:
        answer = Client().post("/masuk/", {"username": role.value, "password": PASSWORD})
        assert answer["Location"] == "/", role
    for role in (Role.ADMIN, Role.KEPALA):
        asked = []
        for _ in range(5):
            client = Client()
            words = {"username": role.value, "password": PASSWORD, "next": "/setelan/"}
            page = client.post("/masuk/", words)["Location"]
            asked.append(page.startswith("/akun/dua-langkah/nanti/"))
            if asked[-1]:
                assert "Pasang sekarang" in client.get(page).content.decode()
                later = client.post("/akun/dua-langkah/nanti/", {"next": "/setelan/"})
                assert later["Location"] == "/setelan/"
        assert asked == [True, True, True, False, False], role


def test_the_living_example_asks_nobody(padaherang: Puskesmas, client: Client) -> None:
    padaherang.facility.is_example = True
    padaherang.facility.save()
    answer = client.post("/masuk/", {"username": "admin", "password": PASSWORD})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("away", ["https://jahat.example/", "bukan-alamat"])
def test_the_offer_leads_nowhere_else(padaherang: Puskesmas, client: Client, away: str) -> None:
    client.force_login(padaherang.staff[Role.ADMIN])
    answer = client.post("/akun/dua-langkah/nanti/", {"next": away})
    assert answer["Location"] == "/"


def test_the_checklist_reminds_until_every_keyholder_has_it(
    padaherang: Puskesmas, client: Client, enrolled: list[str]
) -> None:
    client.force_login(padaherang.staff[Role.ADMIN])

    def is_done() -> bool:
        points = client.get("/setelan/").context["points"]
        return next(one.is_done for one in points if one.label.startswith("Verifikasi"))

    assert not is_done()
    actor = padaherang.actor(Role.ADMIN)
    begun = begin_second_factor(actor)
    assert not is_done()
    confirm_second_factor(actor, begun, code_now(begun.secret))
    assert is_done()


def test_what_was_never_confirmed_is_dropped_after_a_day(padaherang: Puskesmas) -> None:
    begin_second_factor(padaherang.actor(Role.PETUGAS))
    assert jobs.drop_old_devices(timezone.now() + timedelta(hours=23)) == 0
    assert jobs.drop_old_devices(timezone.now() + timedelta(hours=25)) == 1
