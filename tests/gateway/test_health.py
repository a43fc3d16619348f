"""Each line with what is known of it, and a dead one seen by the team first."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.models import HistoryLine, Role
from tanggap.base.signs import signs_for
from tanggap.channels._contract import DeliverySeen, Failure, FailureKind, SignOfLife
from tanggap.gateway import jobs
from tanggap.gateway.actions import change_line, close_line, follow, reopen_line, try_again
from tanggap.gateway.health import health_of
from tanggap.gateway.media import path_of
from tanggap.gateway.models import Attempt, Dispatch, LineProof, LinePulse, Media
from tanggap.gateway.polling import poll_due
from tanggap.gateway.reading import note_delivery, note_sign
from tests.gateway.conftest import SITI, Desk
from tests.people import Puskesmas
from tests.workbench.said import citizen, said

S = Dispatch.State


def browser(here: Puskesmas, role: Role = Role.KETUA) -> Client:
    made = Client()
    made.force_login(here.staff[role])
    return made


def page(here: Puskesmas, address: str, role: Role = Role.KETUA) -> str:
    return browser(here, role).get(address).content.decode()


# ---------------------------------------------------------------- a dead line


@pytest.fixture
def silent(padaherang: Puskesmas) -> Puskesmas:
    """The modem was last heard ten minutes ago, and is never silent for more than two."""
    heard = timezone.now() - timedelta(minutes=10)
    sign = SignOfLife(heard, timedelta(minutes=2), facts=(("Sinyal", "72%"),))
    note_sign(padaherang.line("sms_kannel"), sign)
    return padaherang


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.KETUA, Role.KEPALA, Role.ADMIN])
def test_a_silent_line_is_said_on_the_first_page(silent: Puskesmas, role: Role) -> None:
    first = page(silent, "/", role)
    assert "tidak terdengar sejak" in first
    assert f"/saluran/{silent.line('sms_kannel').pk}/" in first


def test_a_line_heard_again_is_no_longer_said(silent: Puskesmas) -> None:
    note_sign(silent.line("sms_kannel"), SignOfLife(timezone.now(), timedelta(minutes=2)))
    assert "tidak terdengar" not in page(silent, "/")


def test_a_closed_line_may_be_silent(silent: Puskesmas) -> None:
    close_line(silent.actor(Role.KETUA), silent.line("sms_kannel"))
    assert signs_for(silent.actor(Role.KETUA), silent.facility) == []


def test_a_trouble_and_a_line_never_heard_are_said_too(padaherang: Puskesmas) -> None:
    LinePulse.objects.create(line=padaherang.line("sms_kannel"), quiet_after=timedelta(minutes=2))
    padaherang.line("whatsapp")
    LinePulse.objects.create(line=padaherang.line("whatsapp"), trouble="Token berakhir besok.")
    said_aloud = [
        f"{sign.what} {sign.advice}"
        for sign in signs_for(padaherang.actor(Role.PETUGAS), padaherang.facility)
    ]
    assert any("belum pernah terdengar" in words for words in said_aloud)
    assert any("Token berakhir besok." in words for words in said_aloud)
    assert "Token berakhir besok." in page(padaherang, "/gangguan/")


def test_whoever_has_no_business_with_lines_hears_nothing_of_them(silent: Puskesmas) -> None:
    assert "tidak terdengar" not in page(silent, "/", Role.MUTU)
    assert browser(silent, Role.AUDITOR).get("/denyut/saluran/").status_code == 286


def test_a_page_left_open_learns_of_it_within_a_minute(silent: Puskesmas) -> None:
    asked = browser(silent, Role.PETUGAS)
    assert "1 saluran terganggu" in asked.get("/denyut/saluran/").content.decode()
    assert asked.get("/denyut/saluran/?terlihat=1").status_code == 204
    note_sign(silent.line("sms_kannel"), SignOfLife(timezone.now(), timedelta(minutes=2)))
    told = asked.get("/denyut/saluran/?terlihat=1").content.decode()
    assert 'value="0"' in told
    assert "saluran terganggu" not in told
    assert asked.get("/denyut/saluran/").status_code == 204


def test_the_page_of_a_line_tells_what_its_other_end_said(silent: Puskesmas) -> None:
    shown = page(silent, f"/saluran/{silent.line('sms_kannel').pk}/")
    assert "Tidak terdengar sejak" in shown
    assert "72%" in shown


# ---------------------------------------------------------------- last in, last out


def test_what_is_typed_counts_as_last_in(padaherang: Puskesmas) -> None:
    message = said(padaherang, citizen(padaherang, "Bu Tini"), "Antre lama")
    actor = padaherang.actor(Role.KETUA)
    [found] = health_of(actor, [message.line])
    assert (found.last_in_at, found.last_out_at, found.is_dead) == (
        message.received_at,
        None,
        False,
    )


def test_the_active_period_is_kept_and_begins_anew_when_reopened(padaherang: Puskesmas) -> None:
    line, actor = padaherang.line("phone"), padaherang.actor(Role.KETUA)
    change_line(actor, line, name="Telepon", active_from=date(2025, 2, 3))
    close_line(actor, line)
    reopen_line(actor, line)
    line.refresh_from_db()
    assert (line.active_from, line.active_to) == (date(2025, 2, 3), None)  # a slip of the finger
    line.active_to = date(2025, 6, 1)
    line.save()
    reopen_line(actor, line)
    line.refresh_from_db()
    assert line.active_from == timezone.localdate()
    assert line.active_to is None
    with pytest.raises(Refused, match="sesudah hari ini"):
        change_line(
            actor, line, name="Telepon", active_from=timezone.localdate() + timedelta(days=1)
        )


# ---------------------------------------------------------------- trying again


def failed(desk: Desk) -> Dispatch:
    dispatch = desk.answer(SITI)
    desk.send_due()
    dispatch.refresh_from_db()
    why = Failure(FailureKind.GIVE_UP, "131026", "Nomor ini tidak memakai WhatsApp.")
    key = str(dispatch.key)
    seen = DeliverySeen(dispatch.provider_key, "failed", timezone.now(), key, why)
    note_delivery(desk.line, seen)
    dispatch.refresh_from_db()
    assert dispatch.state == S.FAILED
    return dispatch


def test_a_failed_delivery_is_tried_again_from_the_page_of_its_line(desk: Desk) -> None:
    dispatch = failed(desk)
    here, address = desk.here, f"/saluran/{desk.line.pk}/"
    assert "Nomor ini tidak memakai WhatsApp." in page(here, address)
    again = f"/gangguan/keluar/{dispatch.pk}/coba-lagi/"
    answer = browser(here).post(again, {"dari": "saluran"})
    assert answer.headers["Location"] == address
    desk.send_due()
    dispatch.refresh_from_db()
    assert dispatch.state == S.SENT
    assert len(desk.graph.got(SITI)) == 2
    assert "Nomor ini tidak memakai WhatsApp." not in page(here, address)
    said_of_it = HistoryLine.objects.filter(subject_id=dispatch.pk).values_list(
        "sentence", flat=True
    )
    assert list(said_of_it) == ["Kiriman lewat «WA uji» dicoba lagi."]


def test_the_second_try_has_a_key_of_its_own_and_hears_its_own_news(desk: Desk) -> None:
    dispatch = failed(desk)
    first_key, first_id = str(dispatch.key), dispatch.provider_key
    try_again(desk.actor, dispatch)
    desk.send_due()
    dispatch.refresh_from_db()
    second = desk.graph.got(SITI)[-1]["biz_opaque_callback_data"]
    assert second == str(dispatch.sent_as)
    assert second != first_key
    assert dispatch.provider_key != first_id
    now = timezone.now()
    note_delivery(desk.line, DeliverySeen(dispatch.provider_key, "delivered", now, second))
    dispatch.refresh_from_db()
    assert dispatch.state == S.DELIVERED


def test_pressing_twice_sends_once(desk: Desk) -> None:
    dispatch = failed(desk)
    for _ in range(2):
        try_again(desk.here.actor(), dispatch)
    desk.send_due()
    assert Attempt.objects.filter(dispatch=dispatch).count() == 2  # the first, and one more


def test_what_another_way_has_replaced_is_not_sent_a_second_time(desk: Desk) -> None:
    dispatch = failed(desk)
    follow(desk.here.actor(), dispatch)
    with pytest.raises(Refused, match="sudah diganti"):
        try_again(desk.here.actor(), dispatch)
    assert "tidak memakai WhatsApp" not in page(desk.here, "/gangguan/")
    assert jobs.send_due(timezone.now()) == 0


def test_a_closed_window_asks_for_another_way(desk: Desk) -> None:
    dispatch = failed(desk)
    Dispatch.objects.update(failure_kind=FailureKind.WINDOW_CLOSED.value)
    with pytest.raises(Refused, match="cara lain"):
        try_again(desk.here.actor(), dispatch)


# ---------------------------------------------------------------- Meta's account


def test_the_account_tells_of_its_token_and_templates(desk: Desk) -> None:
    desk.line.settings = desk.line.settings | {"waba_id": "102290129340398"}
    desk.line.save()
    desk.graph.template_states = {"kabar_obat": "REJECTED"}
    poll_due(timezone.now())
    shown = page(desk.here, f"/saluran/{desk.line.pk}/")
    assert "tanpa batas waktu" in shown
    assert "kabar_obat (ditolak)" in shown
    assert "Terakhir terdengar" in shown
    assert "token-akses" not in shown


def test_a_token_about_to_end_is_said_a_week_before(desk: Desk) -> None:
    ends = timezone.now() + timedelta(days=5)
    desk.graph.token_ends = int(ends.timestamp())
    poll_due(timezone.now())
    assert "Token WhatsApp berakhir" in page(desk.here, "/")


def test_a_token_that_has_ended_is_said_at_once(desk: Desk) -> None:
    desk.line.settings = desk.line.settings | {"access_token": "token-lama"}
    desk.line.save()
    poll_due(timezone.now())
    assert "terganggu" in page(desk.here, "/", Role.PETUGAS)


# ---------------------------------------------------------------- proofs


def photo(name: str = "kotak.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"kotak terpasang", "text/plain")


def test_a_proof_is_kept_shown_and_thrown_away_with_its_file(padaherang: Puskesmas) -> None:
    line, ketua = padaherang.line("box"), browser(padaherang)
    words = {"proven_on": "2025-03-01", "note": "Di ruang tunggu", "form_key": str(uuid4())}
    for _ in range(2):
        ketua.post(f"/saluran/{line.pk}/bukti/", words | {"file": photo()})
    proof = LineProof.objects.get()
    path = path_of(proof.media)
    assert path is not None
    assert "Di ruang tunggu" in page(padaherang, f"/saluran/{line.pk}/")
    assert "01/03/25" in page(padaherang, "/saluran/")
    handed = ketua.get(f"/saluran/bukti/{proof.pk}/")
    assert b"".join(handed.streaming_content) == b"kotak terpasang"  # type: ignore[attr-defined]
    assert handed.headers["Content-Disposition"].startswith("attachment")
    ketua.post(f"/saluran/bukti/{proof.pk}/hapus/")
    assert not LineProof.objects.exists()
    assert not Media.objects.exists()


def test_a_proof_of_tomorrow_is_refused(padaherang: Puskesmas) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    words = {"proven_on": tomorrow, "form_key": str(uuid4()), "file": photo()}
    line = padaherang.line("box")
    answer = browser(padaherang).post(f"/saluran/{line.pk}/bukti/", words, follow=True)
    assert "sesudah hari ini" in answer.content.decode()
    assert not Media.objects.exists()


def test_another_health_centres_proof_is_not_there(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    line = padaherang.line("box")
    words = {"proven_on": "2025-03-01", "form_key": str(uuid4()), "file": photo()}
    browser(padaherang).post(f"/saluran/{line.pk}/bukti/", words)
    address = f"/saluran/bukti/{LineProof.objects.get().pk}/"
    assert browser(sumbersari).get(address).status_code == 404


def test_a_machine_keeps_its_own_books(padaherang: Puskesmas) -> None:
    assert health_of(machine(padaherang.facility.pk), []) == []


def test_a_line_whose_hook_was_never_called_counts_what_came_another_way(
    padaherang: Puskesmas,
) -> None:
    """Chats of before were imported; the provider has not called yet."""
    line = padaherang.line("whatsapp")
    heard = said(padaherang, None, "Dari HP lama", "whatsapp").received_at
    assert health_of(padaherang.actor(), [line])[0].last_in_at == heard
