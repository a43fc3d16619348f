"""An empty site shows the set-up page first; afterwards never again."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tanggap.base.models import Facility, HistoryLine, Role, Staff, Team, Unit
from tanggap.base.queries import actor_of, head_of, profile_on
from tanggap.gateway.models import Line
from tanggap.site.home import setup_code
from tests.base.test_people import TODAY, sign_in
from tests.people import Puskesmas

FAR = {"REMOTE_ADDR": "192.168.1.20"}
FILLED: dict[str, Any] = {
    "name": "Puskesmas Sukamaju",
    "legal_form": "UPTD",
    "regency": "Kabupaten Sukamaju",
    "place": "Sukamaju",
    "phone": "0265 123456",
    "time_zone": "Asia/Makassar",
    "week_days": "5",
    "paper": "a4",
    "head_name": "dr. Hasan Basri",
    "head_nip": "19700101 200012 1 001",
    "decree_number": "440/007-SK/PKM.SKM/IV/2026",
    "decree_on": "2026-04-28",
    "members": "Dewi Anggraini\nSari Melati\n",
    "lines": ["wa_handphone", "sms_handphone", "phone", "box"],
    "wa_number": "0812 3456 7890",
    "phone_number": "",
    "admin_name": "Sari Melati",
    "username": "sari",
    "new": "jalan-kaki-pagi",
    "again": "jalan-kaki-pagi",
    "roles": ["petugas", "ketua"],
}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/setelan/", "/masuk/", "/buku/", "/tidak-ada/"])
def test_every_address_of_an_empty_site_leads_to_set_up(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == "/siapkan/"


@pytest.mark.django_db
def test_the_page_asks_for_no_code_on_the_machine_itself(client: Client) -> None:
    page = client.get("/siapkan/").content.decode()
    assert "Kode sekali pakai" not in page
    assert page.count('id="bagian-') == 5


@pytest.mark.django_db
def test_one_page_sets_up_a_whole_health_centre(client: Client) -> None:
    assert client.post("/siapkan/", FILLED)["Location"] == "/"
    facility = Facility.objects.get()
    profile = profile_on(facility, TODAY)
    assert (profile.name, profile.legal_form) == ("Puskesmas Sukamaju", "UPTD")
    assert (facility.time_zone, facility.week_days, facility.paper) == ("Asia/Makassar", 5, "a4")
    sari = Staff.objects.get(username="sari")
    assert actor_of(sari, TODAY).roles == {Role.ADMIN, Role.PETUGAS, Role.KETUA}
    head = head_of(facility, TODAY)
    assert head is not None
    assert head.nip == profile.head_nip == "197001012000121001"
    team = Team.objects.get()
    assert [(one.staff.name, one.seat) for one in team.members.all()] == [
        ("Dewi Anggraini", "ketua"),
        ("Sari Melati", "anggota"),
    ]
    assert Staff.objects.count() == 3  # Sari of the team is Sari of the account
    lines = dict(Line.objects.values_list("kind", "address"))
    assert lines == {
        "wa_handphone": "+6281234567890",
        "sms_handphone": "+6281234567890",
        "phone": "",
        "box": "",
    }
    assert {"ADMEN", "UKP", "UKM"} <= set(Unit.objects.values_list("code", flat=True))
    assert {unit.cluster for unit in Unit.objects.all()} >= {"1", "2", "3", "4", "lintas"}
    first = HistoryLine.objects.order_by("id").first()
    assert first is not None
    assert first.sentence.startswith("Menyiapkan Puskesmas Sukamaju")


@pytest.mark.django_db
def test_who_set_up_is_signed_in_and_can_sign_in_again(client: Client) -> None:
    client.post("/siapkan/", FILLED)
    assert client.get("/setelan/").status_code == 200
    assert sign_in(Client(), "sari", "jalan-kaki-pagi")


@pytest.mark.django_db
def test_the_team_may_wait(client: Client) -> None:
    without = FILLED | {"decree_number": "", "decree_on": "", "members": "", "lines": []}
    assert client.post("/siapkan/", without)["Location"] == "/"
    assert not Team.objects.exists()
    assert not Line.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"head_nip": "123"}, "18 angka"),
        ({"username": "Sari Melati"}, "tanpa spasi"),
        ({"again": "lain-sekali"}, "belum sama"),
        ({"wa_number": ""}, "Isi nomor HP"),
        ({"wa_number": "08-apa"}, "belum lengkap"),
        ({"decree_number": ""}, "kosongkan ketiga isian"),
        ({"new": "puskesmas", "again": "puskesmas", "name": ""}, "Wajib diisi"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: Client, wrong: dict[str, str], said: str
) -> None:
    page = client.post("/siapkan/", FILLED | wrong).content.decode()
    assert said in page
    for kept in ("Kabupaten Sukamaju", "Dewi Anggraini", "jalan-kaki-pagi"):
        assert kept in page or kept in wrong.values() or "new" in wrong
    assert not Facility.objects.exists()


@pytest.mark.django_db
def test_from_another_computer_the_code_of_the_terminal_is_asked_for(
    client: Client, own_home: Path
) -> None:
    assert "Kode sekali pakai" in client.get("/siapkan/", **FAR).content.decode()
    assert "Wajib diisi" in client.post("/siapkan/", FILLED, **FAR).content.decode()
    wrong = FILLED | {"setup_code": "aaaa-aaaa"}
    assert "tidak cocok" in client.post("/siapkan/", wrong, **FAR).content.decode()
    right = FILLED | {"setup_code": setup_code(own_home).upper()}
    assert client.post("/siapkan/", right, **FAR).status_code == 302
    assert Facility.objects.count() == 1
    assert not (own_home / "keys" / "setup-code").exists()


@pytest.mark.django_db
def test_guessing_the_code_ends_after_ten_tries(client: Client, own_home: Path) -> None:
    for _ in range(10):
        client.post("/siapkan/", FILLED | {"setup_code": "aaaa-aaaa"}, **FAR)
    right = FILLED | {"setup_code": setup_code(own_home)}
    page = client.post("/siapkan/", right, **FAR).content.decode()
    assert "satu jam lagi" in page
    assert not Facility.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_HOST": "umpanbalik.example.go.id"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_a_tunnel_or_a_foreign_name_does_not_count_as_this_machine(
    client: Client, headers: dict[str, str]
) -> None:
    page = client.get("/siapkan/", **headers).content.decode()  # type: ignore[arg-type]
    assert "Kode sekali pakai" in page


@pytest.mark.django_db
def test_a_second_press_sets_up_nothing_more(client: Client) -> None:
    client.post("/siapkan/", FILLED)
    again = Client().post("/siapkan/", FILLED)
    assert again.status_code == 302
    assert Facility.objects.count() == 1


def test_a_site_in_use_has_no_set_up(padaherang: Puskesmas, client: Client) -> None:
    assert client.get("/siapkan/").status_code == 302
    client.post("/siapkan/", FILLED, **FAR)
    assert Facility.objects.count() == 1
    assert client.post("/siapkan/contoh/").status_code == 302
