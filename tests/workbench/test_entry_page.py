"""The whole story of one entry on one page, and the composer on it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Identity
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry
from tanggap.reply import actions
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.workbench.entry_story import story_of
from tanggap.workbench.rules import Act, Position, next_act
from tests.people import Puskesmas
from tests.reply.stories import PHONE, entry_from, said_on, slip

TEXT = "Stok obat sudah kami tambah."


def client_of(here: Puskesmas, role: Role = Role.PETUGAS) -> Client:
    client = Client()
    client.force_login(here.staff[role])
    return client


def page_of(here: Puskesmas, entry: Entry, role: Role = Role.PETUGAS, query: str = "") -> str:
    answer = client_of(here, role).get(reverse("workbench:entry", args=[entry.pk]) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def act_of(here: Puskesmas, entry: Entry, role: Role = Role.PETUGAS) -> Act:
    story = story_of(here.actor(role), entry.pk)
    assert story is not None
    return story.act


# ---------------------------------------------------------------- the next act


@pytest.mark.parametrize(
    ("position", "act"),
    [
        (Position(is_cancelled=True), Act.RESTORE),
        (Position(is_closed=True), Act.NOTHING),
        (Position(is_complaint=True), Act.RECEIPT),
        (Position(is_complaint=True, has_receipt=True), Act.DECIDE),
        (Position(is_complaint=True, has_receipt=True, is_complete=True), Act.ANSWER),
        (Position(is_waiting_for_reporter=True), Act.WAIT_REPORTER),
        (Position(replies=frozenset({"waiting"})), Act.WAIT_APPROVAL),
        (Position(replies=frozenset({"waiting"}), may_approve=True), Act.APPROVE),
        (Position(replies=frozenset({"draft"})), Act.SEND),
        (Position(replies=frozenset({"draft"}), may_send=False), Act.WAIT_SENDER),
        (Position(replies=frozenset({"hand"})), Act.HAND),
        (Position(replies=frozenset({"failed"})), Act.RETRY),
        (Position(replies=frozenset({"failed"}), is_answered=True), Act.CLOSE),
        (Position(replies=frozenset({"queued"})), Act.WAIT_SENDING),
        (Position(is_answered=True, replies=frozenset({"read"})), Act.CLOSE),
    ],
)
def test_one_act_is_next_and_what_has_begun_comes_first(position: Position, act: Act) -> None:
    assert next_act(position) is act


def test_the_page_leads_from_receipt_to_close(padaherang: Puskesmas) -> None:
    entry, sari = entry_from(padaherang, klass="tidak_berkadar"), padaherang.actor()
    assert act_of(padaherang, entry) is Act.RECEIPT
    actions.send_receipt(sari, entry)
    assert act_of(padaherang, entry) is Act.DECIDE
    book.declare_complete(sari, entry)
    assert act_of(padaherang, entry) is Act.ANSWER
    reply = actions.draft(sari, entry=entry, text=TEXT, line=entry.line, form_key=uuid4())
    assert act_of(padaherang, entry) is Act.SEND
    actions.send(sari, reply)
    assert act_of(padaherang, entry) is Act.WAIT_SENDING
    Dispatch.objects.filter(pk=reply.dispatch_id).update(state="sent", sent_at=timezone.now())
    Reply.objects.filter(pk=reply.pk).update(given_at=timezone.now())
    assert act_of(padaherang, entry) is Act.CLOSE
    book.close(sari, Entry.objects.get(pk=entry.pk))
    assert act_of(padaherang, entry) is Act.NOTHING


# ---------------------------------------------------------------- who sees what


def test_everybody_sees_only_what_the_role_needs(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, units=[padaherang.units["UKP"].pk])
    for role in (Role.PETUGAS, Role.KETUA, Role.KEPALA):
        assert "Suminah" in page_of(padaherang, entry, role)
    for role in (Role.PJ_UNIT, Role.AUDITOR, Role.MUTU):
        page = page_of(padaherang, entry, role)
        assert "Suminah" not in page
        assert PHONE[-8:] not in page
        assert "0812-3450-0011" not in page
        assert "Identitas pelapor dirahasiakan" in page


def test_the_accused_and_outsiders_find_no_such_page(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    entry = entry_from(padaherang)
    accused = padaherang.staff[Role.KEPALA]
    book.name_accused(padaherang.actor(), entry, [accused.pk], padaherang.staff[Role.KETUA].pk)
    address = reverse("workbench:entry", args=[entry.pk])
    assert client_of(padaherang, Role.KEPALA).get(address).status_code == 404
    assert client_of(sumbersari).get(address).status_code == 404
    assert client_of(padaherang, Role.ADMIN).get(address).status_code == 403


def test_a_removed_and_an_edited_message_are_shown_as_such(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    message = entry.entry_messages.get().message
    message.revoked_at = timezone.now()
    message.edited_at = timezone.now()
    message.save()
    message.earlier_texts.create(text="Sebelum diubah", until=timezone.now(), event_key="1")
    page = page_of(padaherang, entry)
    assert "dihapus pengirimnya" in page
    assert "Sebelum diubah" in page


def test_the_page_stays_within_its_queries(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "wa_handphone", klass="tidak_berkadar")
    sari = padaherang.actor()
    for _ in range(3):
        book.add_message(sari, entry, said_on(padaherang, "wa_handphone"))
        reply = actions.draft(sari, entry=entry, text=TEXT, line=entry.line, form_key=uuid4())
        actions.send(sari, reply)
    with CaptureQueriesContext(
        connection,
    ) as few:
        story_of(sari, entry.pk)
    assert len(few) <= 18


# ---------------------------------------------------------------- the composer


def posted(here: Puskesmas, entry: Entry, role: Role = Role.PETUGAS, **fields: object) -> Any:
    data: dict[str, object] = {"text": TEXT, "form_key": str(uuid4()), "do": "send"} | fields
    return client_of(here, role).post(reverse("workbench:entry-answer", args=[entry.pk]), data)


def test_writing_and_sending_is_one_form(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    page = page_of(padaherang, entry)
    assert "Jendela 24 jam terbuka sampai" in page
    assert "Gratis: 0 dari 1.000 balasan bulan ini" in page
    assert posted(padaherang, entry).status_code == 302
    assert Dispatch.objects.get().to == [{"kind": "phone", "value": PHONE}]


def test_after_a_thousand_replies_the_next_one_costs(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    now = timezone.now()
    Dispatch.objects.bulk_create(
        Dispatch(
            facility=padaherang.facility,
            line=entry.line,
            text="x",
            state="read",
            queued_at=now,
            sent_at=now,
        )
        for _ in range(1000)
    )
    assert "Balasan ini berbayar (utilitas)" in page_of(padaherang, entry)


def test_a_refused_text_is_not_lost(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    answer = posted(padaherang, entry, text="Kami sudah [isi tindak lanjut] kemarin")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Lengkapi dahulu bagian" in page
    assert "Kami sudah [isi tindak lanjut] kemarin" in page


def test_a_shut_window_needs_an_approved_example(padaherang: Puskesmas) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    entry = entry_from(padaherang, at=long_ago)
    template = ReplyTemplate.objects.create(
        facility=padaherang.facility,
        name="Kabar",
        body="Yth. {nama}, umpan balik {nomor} sudah kami tindak lanjuti.",
        approved_name="kabar_umpan_balik",
        approved_fields=["nama", "nomor"],
    )
    assert "Jendela 24 jam sudah tertutup" in page_of(padaherang, entry)
    line = f"line-{entry.line_id}-"
    assert (
        "Jendela 24 jam sudah tertutup. Pilih contoh"
        in posted(padaherang, entry, to=line).content.decode()
    )
    page = page_of(padaherang, entry, query=f"?contoh={template.pk}")
    assert "dengan templat disetujui" in page
    answer = posted(
        padaherang, entry, to=f"approved-{entry.line_id}-", template=template.pk, text="diubah"
    )
    assert answer.status_code == 302
    dispatch = Dispatch.objects.get()
    assert (dispatch.template, dispatch.template_fields) == (
        "kabar_umpan_balik",
        ["Suminah", entry.number],
    )
    assert dispatch.text == f"Yth. Suminah, umpan balik {entry.number} sudah kami tindak lanjuti."


def test_an_example_fills_its_fields_on_the_server(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    template = ReplyTemplate.objects.create(
        facility=padaherang.facility, name="Salam", body="Yth. {nama}, nomor {nomor}. {petugas}"
    )
    page = page_of(padaherang, entry, query=f"?contoh={template.pk}")
    assert f"Yth. Suminah, nomor {entry.number}. Sari Melati" in page
    unit = page_of(padaherang, slip(padaherang), query=f"?contoh={template.pk}")
    assert "Yth. Bapak/Ibu" in unit


def test_an_example_takes_nothing_away_from_what_was_typed(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    rows = [
        ReplyTemplate.objects.create(facility=padaherang.facility, name=name, body=body)
        for name, body in (("Salam", "Nomor {nomor}."), ("Tutup", "Salam sehat."))
    ]
    page = posted(padaherang, entry, do="example", contoh=rows[0].pk, text="Mulai besok dua loket.")
    shown = page.content.decode()
    assert f"Mulai besok dua loket.\n\nNomor {entry.number}." in shown
    untouched = posted(
        padaherang, entry, do="example", contoh=rows[1].pk, text=f"Nomor {entry.number}."
    ).content.decode()
    assert ">\nSalam sehat.</textarea>" in untouched
    assert not Reply.objects.exists()


def test_a_unit_forwards_its_draft_without_choosing_a_way(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, units=[padaherang.units["UKP"].pk])
    page = page_of(padaherang, entry, Role.PJ_UNIT)
    assert "Teruskan ke petugas" in page
    assert 'name="to"' not in page
    assert posted(padaherang, entry, Role.PJ_UNIT).status_code == 302
    assert Reply.objects.get().released_at is None
    assert act_of(padaherang, entry) is Act.SEND


def test_a_call_told_while_talking_is_one_click(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "phone")
    assert posted(padaherang, entry, do="given").status_code == 302
    reply = Reply.objects.get()
    assert (reply.way, reply.given_at is not None) == ("call", True)


def test_an_auditor_reads_when_it_was_answered_and_which_promises_were_kept(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "phone")
    page = page_of(padaherang, entry, Role.AUDITOR)
    assert "Dijawab:" not in page
    assert "tepat waktu" not in page
    posted(padaherang, entry, do="given")
    page = page_of(padaherang, entry, Role.AUDITOR)
    assert page.index("Diterima lewat") < page.index("Dijawab: ditelepon")
    assert re.search(r"Yang sudah selesai \(\d\): \d tepat waktu<", page)
    Reply.objects.filter(entry=entry).update(given_at=None)
    assert "Dijawab:" not in page_of(padaherang, entry, Role.AUDITOR)


def test_a_slip_is_answered_on_the_board(padaherang: Puskesmas) -> None:
    entry = slip(padaherang)
    posted(padaherang, entry)
    assert Reply.objects.get().way == "notice"
    assert "Ditempel di papan tanggal" in page_of(padaherang, entry)


def test_the_next_act_after_a_failure_offers_other_ways(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang)
    posted(padaherang, entry)
    Dispatch.objects.update(state="failed", advice="Nomor ini tidak memakai WhatsApp.")
    page = page_of(padaherang, entry)
    assert "Nomor ini tidak memakai WhatsApp." in page
    reply = Reply.objects.get()
    phone = reply.entry.person.identities.get()  # type: ignore[union-attr]
    again = page_of(padaherang, entry, query=f"?jawaban={reply.pk}")
    assert f'value="call-{phone.pk}" checked' in again  # not the way that failed
    posted(padaherang, entry, reply=reply.pk, to=f"call-{phone.pk}")
    assert act_of(padaherang, entry) is Act.TASK
    assert "Percobaan sebelumnya" in page_of(padaherang, entry)


def test_an_outgoing_message_is_offered_as_the_answer_and_taken(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    typed = said_on(padaherang, "wa_handphone", "Sudah ada bu", at=timezone.now(), ours=True)
    assert "Apakah ini jawabannya?" in page_of(padaherang, entry)
    client_of(padaherang).post(reverse("reply:adopt", args=[entry.pk]), {"pesan": typed.pk})
    assert act_of(padaherang, entry) is Act.CLOSE
    assert "Apakah ini jawabannya?" not in page_of(padaherang, entry)


def test_news_of_an_answer_is_a_line_that_asks_again_until_it_was_read(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang)
    posted(padaherang, entry)
    reply = Reply.objects.get()
    address = reverse("workbench:answer-news", args=[entry.pk, reply.pk])
    assert b"hx-get" in client_of(padaherang).get(address).content
    Dispatch.objects.update(state="read", sent_at=timezone.now(), read_at=timezone.now())
    line = client_of(padaherang).get(address).content
    assert b"Dibaca" in line
    assert b"hx-get" not in line
    assert b"Ke langkah berikutnya" in line  # the card above said «sedang dikirim»


# ---------------------------------------------------------------- the other screens


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("reply:hand-tasks", Role.PETUGAS),
        ("reply:approvals", Role.KEPALA),
        ("reply:templates", Role.KETUA),
        ("reply:template-add", Role.KETUA),
    ],
)
def test_empty_screens_teach(padaherang: Puskesmas, name: str, role: Role) -> None:
    assert client_of(padaherang, role).get(reverse(name)).status_code == 200


def test_a_receipt_that_a_handphone_sends_leads_to_its_text_under_the_name_in_the_contacts(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    Identity.objects.update(kind="wa_name", value=f"{entry.line_id}:Bu Siti")
    assert f"ke {entry.line_id}:" not in page_of(padaherang, entry)
    client = client_of(padaherang)
    address = reverse("reply:send-receipt", args=[entry.pk])
    here = reverse("workbench:entry", args=[entry.pk])
    page = client.post(address, {"next": here}, follow=True).content.decode()
    assert "Tanda terima siap. Salin teksnya di bawah" in page
    assert "TANDA TERIMA UMPAN BALIK" in page
    assert f"{entry.line_id}:Bu Siti" not in page
    assert ">Bu Siti</strong>" in page


@pytest.mark.parametrize("role", [Role.MUTU, Role.PJ_UNIT, Role.AUDITOR])
def test_who_may_not_send_meets_neither_the_number_nor_the_button_of_an_answer_to_send(
    padaherang: Puskesmas, role: Role
) -> None:
    entry = entry_from(padaherang, "wa_handphone", units=[padaherang.units["UKP"].pk])
    posted(padaherang, entry)
    page = page_of(padaherang, entry, role)
    assert "Menunggu dikirim dari HP" in page
    assert "Suminah" not in page.replace(TEXT, "")
    assert "wa.me" not in page
    assert "0812-3450" not in page
    assert "Sudah dikirim" not in page


def test_the_hand_list_shows_the_text_and_the_link_and_takes_the_word(
    padaherang: Puskesmas,
) -> None:
    entry = entry_from(padaherang, "wa_handphone")
    posted(padaherang, entry)
    client = client_of(padaherang)
    page = client.get(reverse("reply:hand-tasks")).content.decode()
    assert "https://wa.me/6281234500011" in page
    assert TEXT in page
    reply = Reply.objects.get()
    client.post(reverse("reply:sent-by-hand", args=[reply.pk]))
    assert "Tidak ada yang menunggu" in client.get(reverse("reply:hand-tasks")).content.decode()


def test_the_head_approves_from_the_list(padaherang: Puskesmas) -> None:
    entry = entry_from(padaherang, severity="merah")
    posted(padaherang, entry)
    client = client_of(padaherang, Role.KEPALA)
    assert TEXT in client.get(reverse("reply:approvals")).content.decode()
    client.post(reverse("reply:approve", args=[Reply.objects.get().pk]))
    assert Dispatch.objects.count() == 1
    assert client_of(padaherang).get(reverse("reply:approvals")).status_code == 403
