"""Signing in and the settings screens, by hand of those who may and of those who may not."""

import io
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tanggap.base.actions import add_local_day, add_unit, reset_password
from tanggap.base.middleware import SIGNED_IN_AT
from tanggap.base.models import LocalDay, Role, RoleGrant, Staff, Team, Unit
from tanggap.base.queries import profile_on, team_on
from tests.base.test_people import TODAY, sign_in
from tests.people import PASSWORD, Puskesmas

SCREENS = ["", "profil/", "puskesmas/", "unit/", "pegawai/", "tim/", "tim/baru/", "kalender/"]


@pytest.fixture
def admin(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.ADMIN])
    return client


def picture(width: int = 900) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (width, 300), "green").save(made, "JPEG")
    return SimpleUploadedFile("logo.jpg", made.getvalue())


# ---------------------------------------------------------------- signing in


def test_a_stranger_is_led_to_sign_in_and_back(padaherang: Puskesmas, client: Client) -> None:
    answer = client.get("/setelan/unit/")
    assert answer["Location"] == "/masuk/?next=%2Fsetelan%2Funit%2F"
    words = {"username": "ketua", "password": PASSWORD, "next": "/setelan/unit/"}
    assert client.post("/masuk/", words)["Location"] == "/setelan/unit/"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "bukan-alamat"]
)
def test_signing_in_never_leads_off_the_site(
    padaherang: Puskesmas, client: Client, away: str
) -> None:
    words = {"username": "ketua", "password": PASSWORD, "next": away}
    assert client.post("/masuk/", words)["Location"] == "/"


def test_wrong_words_keep_the_name_and_say_what_to_do(
    padaherang: Puskesmas, client: Client
) -> None:
    answer = client.post("/masuk/", {"username": "petugas", "password": "keliru"})
    page = answer.content.decode()
    assert "tidak cocok" in page
    assert 'value="petugas"' in page
    assert "keliru" not in page


def test_with_two_health_centres_the_form_asks_which(
    padaherang: Puskesmas, sumbersari: Puskesmas, client: Client
) -> None:
    assert "Sumbersari" in client.get("/masuk/").content.decode()
    words = {"username": "petugas", "password": PASSWORD, "facility": sumbersari.facility.pk}
    assert client.post("/masuk/", words).status_code == 302
    assert client.session["_auth_user_id"] == str(sumbersari.staff[Role.PETUGAS].pk)


def test_who_has_no_role_yet_is_told_at_the_door_whom_to_ask(
    padaherang: Puskesmas, client: Client
) -> None:
    RoleGrant.objects.filter(staff__username="petugas").delete()
    page = client.post("/masuk/", {"username": "petugas", "password": PASSWORD})
    assert "belum punya peran" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_session_ends_twelve_hours_after_sign_in(padaherang: Puskesmas, client: Client) -> None:
    assert sign_in(client, "petugas")
    assert client.get("/kata-sandi/").status_code == 200
    session = client.session
    session[SIGNED_IN_AT] = time.time() - 12 * 3600 - 1
    session.save()
    assert client.get("/kata-sandi/").status_code == 302


def test_signing_out_ends_the_session_and_is_never_a_link(
    padaherang: Puskesmas, client: Client
) -> None:
    sign_in(client, "petugas")
    assert client.get("/keluar/").status_code == 405
    client.post("/keluar/")
    assert client.get("/kata-sandi/").status_code == 302


def test_a_handed_over_password_must_be_changed_first(
    padaherang: Puskesmas, client: Client
) -> None:
    password = reset_password(padaherang.actor(Role.ADMIN), padaherang.staff[Role.KEPALA])
    sign_in(client, "kepala", password)
    assert client.get("/setelan/")["Location"] == "/kata-sandi/"
    words = {"old": password, "new": "jalan-kaki-pagi", "again": "jalan-kaki-pagi"}
    assert client.post("/kata-sandi/", words)["Location"] == "/"
    assert client.get("/setelan/").status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "trouble"),
    [
        ("pendek", "pendek", "pendek"),
        ("12345678", "12345678", "umum"),
        ("jalan-kaki-pagi", "jalan-kaki-sore", "belum sama"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(
    padaherang: Puskesmas, client: Client, new: str, again: str, trouble: str
) -> None:
    client.force_login(padaherang.staff[Role.PETUGAS])
    answer = client.post("/kata-sandi/", {"old": PASSWORD, "new": new, "again": again})
    assert trouble in answer.content.decode()


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize("screen", [*SCREENS, "peran/"])
def test_every_settings_screen_opens_for_admin_and_not_for_petugas(
    admin: Client, padaherang: Puskesmas, screen: str
) -> None:
    assert admin.get(f"/setelan/{screen}").status_code == 200
    admin.force_login(padaherang.staff[Role.PETUGAS])
    assert admin.get(f"/setelan/{screen}").status_code == 403


def test_a_new_legal_form_leaves_old_papers_their_name(
    admin: Client, padaherang: Puskesmas
) -> None:
    """A-17: UPTD became BLUD in January 2022 and UPTD again a year later."""
    words = {"valid_from": "2026-01-01", "name": "Padaherang", "legal_form": "BLUD"}
    answer = admin.post("/setelan/profil/", words | {"new_logo_left": picture()})
    assert answer.status_code == 302
    assert profile_on(padaherang.facility, date(2025, 12, 31)).legal_form == "UPTD"
    new = profile_on(padaherang.facility, date(2026, 1, 1))
    assert new.legal_form == "BLUD"
    logo = Image.open(io.BytesIO(bytes(new.logo_left or b"")))
    assert (logo.format, logo.size) == ("PNG", (600, 200))
    assert "data:image/png;base64," in admin.get("/setelan/profil/").content.decode()


def test_a_logo_that_is_no_picture_is_refused(admin: Client, padaherang: Puskesmas) -> None:
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    words = {"valid_from": "2026-01-01", "name": "Padaherang", "new_logo_right": fake}
    answer = admin.post("/setelan/profil/", words)
    assert "bukan gambar" in answer.content.decode()
    assert padaherang.facility.profiles.count() == 1


def test_settings_of_the_week_are_kept(admin: Client, padaherang: Puskesmas) -> None:
    words = {
        "time_zone": "Asia/Makassar",
        "week_days": 5,
        "paper": "a4",
        "font": "Arimo",
        "book_title": "saran",
        "code": "PKM.PDH",
        "number_pattern": "{urut:03}/{kode_unit}/{tahun}",
        "clock_profiles": ["uu25", "local"],
        "hours_0": "7.30 - 14.00",
        "hours_4": "07:30 s/d 11:00",
    }
    assert admin.post("/setelan/puskesmas/", words).status_code == 302
    facility = padaherang.facility
    facility.refresh_from_db()
    assert (facility.week_days, facility.paper) == (5, "a4")
    assert facility.clock_profiles == ["uu25", "local"]
    assert facility.hours == {"0": ["07.30", "14.00"], "4": ["07.30", "11.00"]}
    bad = {"hours_1": "pagi", "number_pattern": "UB", "clock_profiles": ["local"]}
    page = admin.post("/setelan/puskesmas/", words | bad).content.decode()
    assert "undang-undang selalu berlaku" in page
    assert "Tulis seperti 07.30–14.00." in page
    assert "{urut}" in page


def test_a_unit_is_added_changed_closed_and_opened_again(
    admin: Client, padaherang: Puskesmas
) -> None:
    words = {"code": "kia", "name": "KIA", "group": "UKP", "cluster": "2"}
    assert admin.post("/setelan/unit/", words).status_code == 302
    unit = Unit.objects.get(facility=padaherang.facility, code="KIA")
    assert "sudah dipakai" in admin.post("/setelan/unit/", words).content.decode()
    admin.post(f"/setelan/unit/{unit.pk}/", words | {"name": "Ibu dan Anak"})
    admin.post(f"/setelan/unit/{unit.pk}/tutup/", {"act": "tutup"})
    unit.refresh_from_db()
    assert (unit.name, unit.closed_on) == ("Ibu dan Anak", TODAY)
    admin.post(f"/setelan/unit/{unit.pk}/tutup/", {"act": "buka"})
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_a_colleague_is_added_given_a_role_and_a_password(
    admin: Client, padaherang: Puskesmas
) -> None:
    words = {"name": "Yuni Lestari", "position": "Bidan", "username": "Yuni"}
    to = admin.post("/setelan/pegawai/", words)["Location"]
    yuni = Staff.objects.get(username="yuni")
    grant = {"role": Role.PETUGAS, "valid_from": TODAY.isoformat()}
    assert admin.post(f"{to}peran/", grant).status_code == 302
    page = admin.post(f"{to}kata-sandi/").content.decode()
    password = page.split("<code>")[1].split("</code>")[0]
    assert sign_in(Client(), "yuni", password)
    held = RoleGrant.objects.get(staff=yuni)
    admin.post(f"/setelan/peran/{held.pk}/cabut/")
    assert not RoleGrant.objects.filter(staff=yuni).exists()
    admin.post(f"{to}aktif/", {"act": "nonaktifkan"})
    assert not sign_in(Client(), "yuni", password)


def test_another_health_centres_people_and_units_are_not_found(
    admin: Client, padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    theirs = sumbersari.staff[Role.PETUGAS]
    unit = add_unit(sumbersari.actor(Role.ADMIN), code="X", name="X")
    day = add_local_day(sumbersari.actor(Role.ADMIN), date(2026, 6, 10), "Libur")
    grant = RoleGrant.objects.get(staff=theirs)
    assert admin.get(f"/setelan/pegawai/{theirs.pk}/").status_code == 404
    assert admin.get(f"/setelan/unit/{unit.pk}/").status_code == 404
    for address in (
        f"/setelan/pegawai/{theirs.pk}/kata-sandi/",
        f"/setelan/peran/{grant.pk}/cabut/",
        f"/setelan/kalender/{day.pk}/hapus/",
    ):
        assert admin.post(address).status_code == 404
    seats = {"kursi-TOTAL_FORMS": 1, "kursi-INITIAL_FORMS": 0, "kursi-0-staff": theirs.pk}
    assert "kursi-0-staff" in admin.post("/setelan/tim/baru/", seats).content.decode()
    assert not Team.objects.exists()


def test_a_team_gets_its_decree_and_both_papers(admin: Client, padaherang: Puskesmas) -> None:
    sari, dewi = padaherang.staff[Role.PETUGAS], padaherang.staff[Role.KETUA]
    words = {
        "kind": "pengelola",
        "name": "Tim Pengelola Umpan Balik",
        "decree_number": "440/007-SK/PKM.PDH/IV/2023",
        "decree_on": "2023-04-28",
        "valid_from": "2023-04-28",
        "kursi-TOTAL_FORMS": 3,
        "kursi-INITIAL_FORMS": 0,
        "kursi-0-staff": dewi.pk,
        "kursi-0-seat": "ketua",
        "kursi-1-staff": sari.pk,
        "kursi-1-seat": "anggota",
        "kursi-2-seat": "anggota",
    }
    assert admin.post("/setelan/tim/baru/", words).status_code == 302
    team = Team.objects.get()
    assert [one.staff for one in team.members.all()] == [dewi, sari]
    assert "sudah dicatat" in admin.post("/setelan/tim/baru/", words).content.decode()
    for paper in ("sk-tim", "surat-tugas"):
        assert admin.get(f"/setelan/tim/{team.pk}/{paper}.pdf").content.startswith(b"%PDF")
    page = admin.get("/setelan/tim/").content.decode()
    assert "440/007-SK/PKM.PDH/IV/2023" in page
    assert admin.get(f"/setelan/tim/{team.pk}/").status_code == 200
    begins = TODAY.isoformat()
    new = {"decree_number": "440/008-SK", "decree_on": begins, "valid_from": begins}
    assert admin.post("/setelan/tim/baru/", words | new).status_code == 302
    team.refresh_from_db()
    assert team.valid_to == TODAY - timedelta(days=1)
    current = team_on(padaherang.facility, Team.Kind.FEEDBACK, TODAY)
    assert current is not None
    assert current.decree_number == "440/008-SK"


def test_a_team_of_nobody_is_refused(admin: Client, padaherang: Puskesmas) -> None:
    words = {
        "kind": "mutu",
        "name": "Tim Mutu",
        "decree_number": "1",
        "decree_on": "2026-01-05",
        "valid_from": "2026-01-05",
        "kursi-TOTAL_FORMS": 0,
        "kursi-INITIAL_FORMS": 0,
    }
    page = admin.post("/setelan/tim/baru/", words).content.decode()
    assert "sedikitnya satu orang" in page


def test_a_local_day_can_be_removed_and_put_back(admin: Client, padaherang: Puskesmas) -> None:
    words = {"on": "2026-06-10", "name": "Hari jadi kabupaten", "is_working": ""}
    assert admin.post("/setelan/kalender/", words)["Location"].endswith("?tahun=2026")
    day = LocalDay.objects.get()
    admin.post(f"/setelan/kalender/{day.pk}/hapus/")
    page = admin.get("/setelan/kalender/?tahun=2026").content.decode()
    assert "Kembalikan" in page
    assert "Kembalikan" not in admin.get("/setelan/kalender/?tahun=2026").content.decode()
    assert not LocalDay.objects.exists()
    page = admin.get("/setelan/kalender/?tahun=2027").content.decode()
    assert "(perkiraan)" in page


def test_what_is_missing_is_told_until_it_is_filled_in(
    admin: Client, padaherang: Puskesmas
) -> None:
    points = {point.label: point.is_done for point in admin.get("/setelan/").context["points"]}
    assert points["Kop surat"]
    assert points["Kepala puskesmas"]
    assert not points["Tim pengelola dan SK-nya"]
    assert not points["Logo"]


def test_knowing_who_asks_costs_three_reads(
    padaherang: Puskesmas, client: Client, django_assert_num_queries: Any
) -> None:
    """Session, person with the health centre, roles: on every page, also on the poll."""
    client.force_login(padaherang.staff[Role.PETUGAS])
    client.get("/kata-sandi/")
    with django_assert_num_queries(3):
        client.get("/setelan/")  # refused before it reads anything of its own


def test_an_auditor_reads_who_holds_which_role_and_cannot_change_it(
    padaherang: Puskesmas, client: Client
) -> None:
    RoleGrant.objects.filter(role=Role.KETUA).update(valid_to=TODAY - timedelta(days=1))
    client.force_login(padaherang.staff[Role.AUDITOR])
    assert "/setelan/peran/pemegang/" in client.get("/riwayat/").content.decode()
    page = client.get("/setelan/peran/pemegang/").content.decode()
    assert all(staff.name in page for staff in padaherang.staff.values())
    assert page.count("berakhir") == 1
    assert "<form" not in page.partition("<main")[2]
    assert client.get("/setelan/pegawai/").status_code == 403


def test_who_looks_after_one_unit_does_not_read_who_holds_which_role(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.PJ_UNIT])
    assert client.get("/setelan/peran/pemegang/").status_code == 403
