"""Described gateways, out and back: unofficial WhatsApp gateways and SMS by HTTP."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from tanggap.base.acting import Refused, machine
from tanggap.base.models import Role
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.gateway.queries import hook_path
from tanggap.inbox.models import Message
from testkit.gateways import ACCOUNT, KEY, MANNERS, PASSWORD, Gateway
from tests.channels.recorded_gateways import OWN_GATEWAY
from tests.people import Puskesmas
from tests.stories.served import BadDays, front_door, until

SITI, BUDI = "6281234567890", "6281234567891"
S = Dispatch.State
ON_A_LINE = pytest.mark.django_db(transaction=True)


def settings_of(name: str, url: str) -> tuple[str, dict[str, str]]:
    common = {"provider": name, "base_url": url, "account": ACCOUNT, "password": PASSWORD}
    if name == "zenziva":
        return "sms_http", common
    return "wa_gateway", common | {"hook_secret": KEY, "risk_read": "ya"}


@pytest.fixture(params=MANNERS)
def desk(
    request: pytest.FixtureRequest, padaherang: Puskesmas
) -> Iterator[tuple[Gateway, Line, BadDays]]:
    days: list[BadDays] = []
    with front_door(days) as door, Gateway(request.param) as gateway:
        kind, settings = settings_of(request.param, gateway.url)
        line = open_line(machine(padaherang.facility.pk), kind, "Uji", settings)
        gateway.caller.hook_url = door + hook_path(line)
        yield gateway, line, days[0]


@ON_A_LINE
def test_it_goes_out_and_back(desk: tuple[Gateway, Line, BadDays]) -> None:
    gateway, line, days = desk
    days.shut, days.deaf = 1, 1
    gateway.says(SITI, "Antrean lama 🙏", times=2)
    gateway.says(BUDI, "Obat habis")
    until(lambda: gateway.caller.taken == 3)
    text = 'Terima kasih, Bu.\n"Sudah" &to=62800&{password} {"a": 1}'
    people = (SITI, "62812009002", "628120009147")
    to = [[{"kind": "phone", "value": f"+{who}"}] for who in people]
    actor = machine(line.facility_id)
    well, no, late = (send(actor, line, one, text, key=uuid4()) for one in to)

    def states() -> list[str]:
        return [Dispatch.objects.get(pk=one.pk).state for one in (well, no, late)]

    until(lambda: states()[0] in (S.SENT, S.DELIVERED) and states()[1:] == [S.FAILED, S.FAILED])
    until(lambda: not Arrival.objects.filter(state=Arrival.State.NEW).exists())
    assert not Arrival.objects.exclude(state=Arrival.State.READ).exists()
    came = Message.objects.filter(direction="in").order_by("id")
    assert sorted(came.values_list("text", flat=True)) == ["Antrean lama 🙏", "Obat habis"]
    assert gateway.got[SITI] == [text], "nothing a person wrote became part of the shape"
    until(lambda: Message.objects.filter(direction="out", dispatch=well).exists())
    assert Message.objects.filter(direction="out", text=text, person=came[0].person).count() == 1


@ON_A_LINE
def test_a_gateway_that_refuses_us_stops_the_line(padaherang: Puskesmas) -> None:
    with Gateway("waha") as gateway:
        kind, settings = settings_of("waha", gateway.url)
        actor = machine(padaherang.facility.pk)
        line = open_line(actor, kind, "Uji", settings | {"password": "salah"})
        send(actor, line, [{"kind": "phone", "value": f"+{SITI}"}], "Baik", key=uuid4())
        until(lambda: Line.objects.get().trouble)
        assert "Periksa setelan" in Line.objects.get().trouble


@pytest.mark.django_db
def test_no_line_of_an_unofficial_gateway_opens_without_the_risk_read(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.ADMIN])
    assert "Tidak resmi, berisiko" in client.get("/saluran/tambah/").content.decode()
    page = client.get("/saluran/tambah/wa_gateway/").content.decode()
    assert "Baca dahulu risikonya" in page
    assert "memblokir nomor itu" in page
    form = {
        "name": "WA", "form_key": str(uuid4()), "set_provider": "fonnte", "set_password": "t",
        "set_base_url": "", "set_hook_secret": "",
    }  # fmt: skip
    refused = client.post("/saluran/tambah/wa_gateway/", form).content.decode()
    assert "Centang dahulu" in refused
    assert not Line.objects.exists()
    actor = machine(padaherang.facility.pk)
    with pytest.raises(Refused, match="Centang dahulu"):
        open_line(actor, "wa_gateway", "WA", {"provider": "fonnte", "password": "t"})
    client.post("/saluran/tambah/wa_gateway/", form | {"set_risk_read": "on"})
    line = Line.objects.get()
    assert line.settings["risk_read"] == "ya"
    page = client.get(f"/saluran/{line.pk}/").content.decode()
    assert "Saluran tidak resmi" in page
    assert hook_path(line) in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("sms_kannel", {"sendsms_url": "http://127.0.0.1:13013/cgi-bin/sendsms", "username": "u",
                        "password": "rahasia-8812",
                        "tanggap_url": "http://127.0.0.1:8000"}),
        ("sms_gate", {"base_url": "http://192.168.1.20:8080", "username": "u",
                      "password": "rahasia-8812",
                      "signing_key": "kunci-7731"}),
        ("sms_http", OWN_GATEWAY),
    ],
)  # fmt: skip
def test_each_kind_is_opened_on_screen_and_shows_what_to_enter_where(
    padaherang: Puskesmas, client: Client, kind: str, form: dict[str, str]
) -> None:
    client.force_login(padaherang.staff[Role.ADMIN])
    typed = {f"set_{name}": value for name, value in form.items()}
    answer = client.post(
        f"/saluran/tambah/{kind}/", typed | {"name": "SMS", "form_key": str(uuid4())}
    )
    assert answer.status_code == 302
    line = Line.objects.get()
    page = client.get(f"/saluran/{line.pk}/").content.decode()
    assert hook_path(line) in page
    for name in ("password", "signing_key", "hook_secret"):
        assert form.get(name, "?!") not in page
    if kind != "sms_http":
        assert "<pre" in page


WRONG = {
    "x = ": "bukan TOML",
    'for = "sms"\nlagi = 1': "«lagi» tidak dikenal",
    'for = "fax"': "for harus salah satu",
    'for = "sms"': "isi [[inbound]] atau [outbound]",
    'for = "sms"\n[outbound]\nurl = "http://contoh.example"': "https://",
    'for = "sms"\n[outbound]\nurl = "https://a.example/{rahasia}"': "{rahasia} tidak dikenal",
    'for = "sms"\nauth = 7\n[[inbound]]\nid = "x"': "salah bentuk",
    'for = "whatsapp"\n[[inbound]]\nid = "x"': "for harus «sms»",
}


@pytest.mark.django_db
def test_a_description_that_cannot_be_used_is_refused_in_words(padaherang: Puskesmas) -> None:
    actor = machine(padaherang.facility.pk)
    for description, words in WRONG.items():
        with pytest.raises(Refused) as refused:
            open_line(actor, "sms_http", "S", {"provider": "sendiri", "description": description})
        assert words in str(refused.value)
    assert not Line.objects.exists()
    settings = {"provider": "gowa", "base_url": "http://127.0.0.1:3000", "risk_read": "ya"}
    with pytest.raises(Refused, match="kunci bawaan"):
        open_line(actor, "wa_gateway", "W", settings | {"hook_secret": "secret"})
