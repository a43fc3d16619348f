"""``tanggap check`` says what is wrong and how to mend it, also from outside."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tanggap.base.ids import new_id
from tanggap.base.models import JobTurn, Role, RoleGrant
from tanggap.channels._contract import SignOfLife
from tanggap.gateway.models import Arrival, Dispatch
from tanggap.gateway.reading import note_sign
from tanggap.site.checkup import checkup
from tanggap.site.probe import SIGNER
from tanggap.site.reach import _of_the_proxy, findings
from tests.people import Puskesmas

WHATSAPP = {"phone_number_id": "1", "app_secret": "a", "verify_token": "v", "access_token": "t"}


def said() -> str:
    return " ".join(f"{one.level}: {one.what} {one.mend}" for one in checkup())


@pytest.mark.django_db
def test_an_empty_site_is_told_to_set_up() -> None:
    assert "bad: Belum ada puskesmas." in said()


def test_a_well_kept_site_has_nothing_bad(padaherang: Puskesmas) -> None:
    assert not [one for one in checkup() if one.level == "bad"]


def test_a_site_without_an_admin_is_told_so(padaherang: Puskesmas) -> None:
    RoleGrant.objects.filter(role=Role.ADMIN).delete()
    assert "bad: Tidak ada akun dengan peran Admin." in said()


def test_a_line_that_lacks_a_setting_is_named(padaherang: Puskesmas) -> None:
    padaherang.line("whatsapp", phone_number_id="1")
    assert "Saluran «Whatsapp» kurang:" in said()


def test_calls_that_nobody_reads_mean_that_no_worker_runs(padaherang: Puskesmas) -> None:
    Arrival.objects.create(
        id=new_id(),
        facility=padaherang.facility,
        line=padaherang.line("whatsapp", **WHATSAPP),
        received_at=timezone.now() - timedelta(minutes=6),
        method="POST",
        body=b"{}",
        sha256="0",
    )
    assert "tanggap work" in said()


def test_a_job_that_failed_is_named(padaherang: Puskesmas) -> None:
    JobTurn.objects.create(name="logbook.withdraw", last_error="OperationalError")
    assert "«logbook.withdraw» gagal: OperationalError" in said()


def test_a_line_with_a_hook_needs_a_public_address(padaherang: Puskesmas) -> None:
    assert not list(findings(""))
    padaherang.line("whatsapp", **WHATSAPP)
    assert [one.level for one in findings("")] == ["warn"]


@pytest.mark.django_db(transaction=True)
def test_the_public_address_is_asked_from_outside(
    padaherang: Puskesmas, live_server: LiveServer
) -> None:
    levels = {one.what: one.level for one in findings(live_server.url)}
    assert levels == {
        "TANGGAP_PUBLIC_URL harus https://.": "bad",
        f"{live_server.url} sampai ke Tanggap ini.": "good",
    }
    nowhere = [one.what for one in findings("http://127.0.0.1:9")]
    assert "http://127.0.0.1:9 tidak sampai ke Tanggap ini." in nowhere


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ({"through_proxy": True, "trusts_proxy": False, "secure": False}, "warn"),
        ({"through_proxy": True, "trusts_proxy": True, "secure": False}, "warn"),
        ({"through_proxy": True, "trusts_proxy": True, "secure": True}, "good"),
    ],
)
def test_a_proxy_must_be_named_and_say_that_it_is_https(
    answer: dict[str, object], level: str
) -> None:
    assert [one.level for one in _of_the_proxy(answer, "https://pkm.example")] == [level]


def test_the_page_that_check_asks_for_tells_a_stranger_nothing(
    padaherang: Puskesmas, client: Client
) -> None:
    assert client.get("/periksa/").status_code == 404
    assert client.get("/periksa/?kode=probe:abc:def").status_code == 404
    assert client.get(f"/periksa/?kode={SIGNER.sign('probe')}").json()["tanggap"] is True


def test_a_line_that_fell_silent_and_one_that_fails_to_send_are_named(
    padaherang: Puskesmas,
) -> None:
    heard = timezone.now() - timedelta(hours=1)
    line = padaherang.line("sms_kannel", sendsms_url="x", username="x", password="x")
    line.settings |= {"tanggap_url": "x"}
    line.save()
    note_sign(line, SignOfLife(heard, timedelta(minutes=5), trouble="Kannel tidak menjawab."))
    Dispatch.objects.create(
        facility=padaherang.facility,
        line=line,
        key=uuid4(),
        state=Dispatch.State.FAILED,
        queued_at=heard,
    )
    found = said()
    assert "bad: Saluran «Sms_Kannel» terganggu." in found
    assert "warn: Saluran «Sms_Kannel»: 1 kiriman gagal." in found
    note_sign(line, SignOfLife(timezone.now(), timedelta(minutes=5)))
    Dispatch.objects.update(state=Dispatch.State.STOPPED)
    assert "Sms_Kannel" not in said()
