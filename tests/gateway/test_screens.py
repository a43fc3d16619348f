"""The pages of lines and troubles, by hand of those who may and of those who may not."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.actions import send
from tanggap.gateway.models import Arrival, Dispatch, Line
from tests.people import Puskesmas

WA = {
    "name": "WA umpan balik",
    "address": "0811 2233 44",
    "set_phone_number_id": "106540352242922",
    "set_app_secret": "rahasia-aplikasi",
    "set_verify_token": "kata-uji",
    "set_access_token": "token-akses",
}


def signed_in(client: Client, here: Puskesmas, role: Role) -> Client:
    client.force_login(here.staff[role])
    return client


@pytest.fixture
def tono(padaherang: Puskesmas, client: Client) -> Client:
    return signed_in(client, padaherang, Role.ADMIN)


@pytest.fixture
def whatsapp(tono: Client) -> Line:
    answer = tono.post("/saluran/tambah/whatsapp/", WA | {"form_key": str(uuid4())})
    assert answer.status_code == 302
    return Line.objects.get(kind="whatsapp")


def test_a_first_line_is_offered_where_there_is_none(tono: Client) -> None:
    assert "Tambah saluran pertama" in tono.get("/saluran/").content.decode()
    assert "Kotak saran" in tono.get("/saluran/tambah/").content.decode()


def test_a_new_whatsapp_line_shows_what_to_enter_at_meta(tono: Client, whatsapp: Line) -> None:
    page = tono.get(f"/saluran/{whatsapp.pk}/").content.decode()
    assert f"/hooks/whatsapp/{whatsapp.token}" in page
    assert "Callback URL" in page
    assert "WA umpan balik" in tono.get("/saluran/").content.decode()


def test_a_secret_is_never_shown_again(tono: Client, whatsapp: Line) -> None:
    page = tono.get(f"/saluran/{whatsapp.pk}/").content.decode()
    for secret in ("rahasia-aplikasi", "kata-uji", "token-akses"):
        assert secret not in page


def test_a_secret_left_empty_stays_and_an_optional_one_can_be_forgotten(
    tono: Client, whatsapp: Line
) -> None:
    empty = WA | {"set_app_secret": "", "set_verify_token": "", "set_access_token": ""}
    tono.post(f"/saluran/{whatsapp.pk}/", empty | {"set_app_secret_next": "baru"})
    tono.post(f"/saluran/{whatsapp.pk}/", empty | {"name": "WA"})
    whatsapp.refresh_from_db()
    assert whatsapp.name == "WA"
    assert whatsapp.settings["app_secret"] == "rahasia-aplikasi"
    assert whatsapp.settings["app_secret_next"] == "baru"
    tono.post(f"/saluran/{whatsapp.pk}/", empty | {"forget_app_secret_next": "on"})
    whatsapp.refresh_from_db()
    assert "app_secret_next" not in whatsapp.settings


def test_history_names_the_changed_setting_and_not_its_value(tono: Client, whatsapp: Line) -> None:
    tono.post(f"/saluran/{whatsapp.pk}/", WA | {"set_access_token": "token-lain"})
    said = " ".join(HistoryLine.objects.values_list("sentence", flat=True))
    assert "Access token" in said
    assert "token-lain" not in said


def test_a_double_click_opens_one_line(tono: Client) -> None:
    words = {"name": "Kotak ruang tunggu", "form_key": str(uuid4())}
    for _ in range(2):
        assert tono.post("/saluran/tambah/box/", words).status_code == 302
    assert Line.objects.count() == 1


def test_what_is_missing_is_said_beside_the_field(tono: Client) -> None:
    page = tono.post(
        "/saluran/tambah/whatsapp/", WA | {"set_app_secret": "", "set_phone_number_id": "+62 8"}
    ).content.decode()
    assert "Phone number ID hanya angka" in page
    assert not Line.objects.exists()


def test_a_closed_line_can_be_opened_again_under_its_old_hook(tono: Client, whatsapp: Line) -> None:
    token = whatsapp.token
    tono.post(f"/saluran/{whatsapp.pk}/buka-tutup/", {"act": "tutup"})
    assert "Ditutup" in tono.get("/saluran/").content.decode()
    tono.post(f"/saluran/{whatsapp.pk}/buka-tutup/", {"act": "buka"})
    whatsapp.refresh_from_db()
    assert (whatsapp.active_to, whatsapp.token) == (None, token)


def test_a_trouble_is_loud_and_goes_when_tried_again(tono: Client, whatsapp: Line) -> None:
    Line.objects.update(trouble="Pembayaran akun WhatsApp bermasalah.")
    assert "Terganggu" in tono.get("/saluran/").content.decode()
    assert "Pembayaran akun" in tono.get("/gangguan/").content.decode()
    tono.post(f"/saluran/{whatsapp.pk}/coba-lagi/")
    assert "Terganggu" not in tono.get("/saluran/").content.decode()


@pytest.fixture
def unread(whatsapp: Line) -> Arrival:
    return Arrival.objects.create(
        facility=whatsapp.facility,
        line=whatsapp,
        received_at=timezone.now(),
        method="POST",
        body=b"isi rahasia warga",
        sha256="",
        state=Arrival.State.TROUBLE,
        trouble="Isinya bukan JSON.",
    )


def test_an_unread_call_is_read_again_on_request(tono: Client, unread: Arrival) -> None:
    page = tono.get("/gangguan/").content.decode()
    assert "Isinya bukan JSON." in page
    assert "isi rahasia" not in page
    tono.post(f"/gangguan/masuk/{unread.pk}/")
    unread.refresh_from_db()
    assert unread.state == Arrival.State.NEW


def test_only_an_admin_takes_out_the_raw_body_and_it_is_noted(
    tono: Client, unread: Arrival, padaherang: Puskesmas
) -> None:
    answer = tono.post(f"/gangguan/masuk/{unread.pk}/mentah/")
    assert answer.content == b"isi rahasia warga"
    assert answer["Content-Disposition"].startswith("attachment")
    assert HistoryLine.objects.filter(action="gateway.take_out_raw").count() == 1
    sari = signed_in(Client(), padaherang, Role.PETUGAS)
    assert sari.post(f"/gangguan/masuk/{unread.pk}/mentah/").status_code == 403


def test_an_uncertain_answer_is_settled_by_a_person(padaherang: Puskesmas, client: Client) -> None:
    sari = signed_in(client, padaherang, Role.PETUGAS)
    to = [{"kind": "phone", "value": "+6281234567890"}]
    line = padaherang.line("whatsapp")
    dispatch = send(padaherang.actor(), line, to, "Kata-kata jawaban", key=uuid4())
    Dispatch.objects.update(state=Dispatch.State.UNSURE)
    page = sari.get("/gangguan/").content.decode()
    assert "Perlu diperiksa" in page
    assert "…7890" in page
    assert "Kata-kata jawaban" not in page
    sari.post(f"/gangguan/keluar/{dispatch.pk}/", {"act": "sudah"})
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT


@pytest.mark.parametrize("address", ["/saluran/tambah/", "/saluran/tambah/whatsapp/"])
def test_petugas_sees_lines_but_opens_none(
    padaherang: Puskesmas, client: Client, address: str
) -> None:
    sari = signed_in(client, padaherang, Role.PETUGAS)
    assert sari.get("/saluran/").status_code == 200
    assert sari.get(address).status_code == 403


def test_outsiders_meet_nothing(whatsapp: Line, unread: Arrival, sumbersari: Puskesmas) -> None:
    outsider = signed_in(Client(), sumbersari, Role.ADMIN)
    assert outsider.get(f"/saluran/{whatsapp.pk}/").status_code == 404
    assert "WA umpan balik" not in outsider.get("/saluran/").content.decode()
    assert outsider.post(f"/gangguan/masuk/{unread.pk}/mentah/").status_code == 404


def test_a_mailbox_is_set_up_on_screen_and_says_how(tono: Client) -> None:
    words = {
        "form_key": str(uuid4()),
        "name": "Surel umpan balik",
        "set_address": "umpanbalik@pkm.example",
        "set_imap_host": "imap.pkm.example",
        "set_imap_port": "993",
        "set_imap_security": "ssl",
        "set_user": "umpanbalik",
        "set_password": "rahasia-surel",
        "set_folder": "INBOX",
        "set_days_back": "7",
        "set_smtp_host": "smtp.pkm.example",
        "set_smtp_port": "465",
        "set_smtp_security": "plain",
    }
    refused = tono.post("/saluran/tambah/email/", words).content.decode()
    assert "Tanpa sandi hanya untuk server di komputer ini" in refused
    page = tono.post("/saluran/tambah/email/", words | {"set_smtp_security": "ssl"}, follow=True)
    shown = page.content.decode()
    assert "sandi aplikasi" in shown
    assert "rahasia-surel" not in shown
    assert Line.objects.get(kind="email").settings["password"] == "rahasia-surel"


def test_a_mailbox_s_address_is_asked_once_and_stands_in_the_list(tono: Client) -> None:
    form = tono.get("/saluran/tambah/email/").content.decode()
    assert form.count('name="address"') + form.count('name="set_address"') == 1
    typed = {
        "name": "Surel",
        "set_address": "ub@pkm.example",
        "set_imap_host": "localhost",
        "set_imap_port": "993",
        "set_imap_security": "ssl",
        "set_user": "ub",
        "set_password": "rahasia",
        "set_folder": "INBOX",
        "set_days_back": "0",
        "set_smtp_host": "localhost",
        "set_smtp_port": "465",
        "set_smtp_security": "ssl",
    }
    answer = tono.post("/saluran/tambah/email/", typed | {"form_key": str(uuid4())})
    assert answer.status_code == 302
    line = Line.objects.get(kind="email")
    assert line.address == "ub@pkm.example"
    tono.post(f"/saluran/{line.pk}/", typed | {"set_address": "baru@pkm.example"})
    line.refresh_from_db()
    assert line.address == "baru@pkm.example"


def test_a_kannel_near_by_needs_no_address_on_the_internet(
    tono: Client, padaherang: Puskesmas
) -> None:
    line = padaherang.line("sms_kannel", tanggap_url="http://127.0.0.1:8000")
    page = tono.get(f"/saluran/{line.pk}/").content.decode()
    assert f"http://127.0.0.1:8000/hooks/sms_kannel/{line.token}" in page
    assert "ALAMAT-ANDA" not in page
