"""The same form twice, and two people at once: one record, or a sentence; never an error."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.models import BoxOpening, Message, SetAside
from tanggap.logbook import actions as book
from tanggap.logbook.actions import EntryDraft
from tanggap.logbook.models import Entry, Milestone
from tanggap.reply.models import Reply
from tests.forms_on_pages import forms_on
from tests.people import Puskesmas
from tests.test_secrecy import everyday
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of

COUNTED: tuple[type[models.Model], ...] = (
    Message, Entry, Reply, Dispatch, Line, BoxOpening, SetAside, Milestone, HistoryLine,
)  # fmt: skip


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def twice(browser: Any, path: str, data: dict[str, Any]) -> None:
    """Send the same form twice: the second must leave everything as it was after the first."""
    before = counts()
    assert browser.post(path, data, follow=True).status_code == 200
    once = counts()
    assert once != before, "the first press did nothing"
    assert browser.post(path, data, follow=True).status_code == 200
    assert counts() == once


def test_a_call_written_twice_is_one_entry(padaherang: Puskesmas) -> None:
    line, unit = padaherang.line("phone"), padaherang.units["UKP"]
    data = {"form_key": str(uuid4()), "line": line.pk, "text": "Antre lama", "kind": "keluhan"}
    data |= {"unit": unit.pk, "then": "buku", "phone": "081234567890", "name": "Bu Tini"}
    twice(browser_of(padaherang, Role.PETUGAS), reverse("workbench:phone"), data)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("kind", ["walk_in", "letter"])
def test_a_visit_and_a_letter_written_twice_are_one(padaherang: Puskesmas, kind: str) -> None:
    line, unit = padaherang.line(kind), padaherang.units["UKP"]
    today = timezone.localdate().isoformat()
    data = {"form_key": str(uuid4()), "line": line.pk, "text": "Antre lama", "kind": "keluhan"}
    data |= {"unit": unit.pk, "then": "buku", "received_on": today, "received_at": f"{today}T00:01"}
    address = {"walk_in": "workbench:walk-in", "letter": "workbench:letter"}[kind]
    twice(browser_of(padaherang, Role.PETUGAS), reverse(address), data)


def test_an_entry_from_a_message_written_twice_is_one(padaherang: Puskesmas) -> None:
    message = said(padaherang, citizen(padaherang, "Bu Tini"), "Antre lama")
    data = {"form_key": str(uuid4()), "kind": "keluhan", "text": "Antre lama"}
    data |= {"unit": padaherang.units["UKP"].pk, "severity": "hijau", "reporter": "tidak_diketahui"}
    path = reverse("logbook:write") + f"?pesan={message.pk}"
    twice(browser_of(padaherang, Role.PETUGAS), path, data)


def test_a_box_opened_and_a_slip_typed_twice_are_one_each(padaherang: Puskesmas) -> None:
    browser = browser_of(padaherang, Role.PETUGAS)
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {"form_key": str(uuid4()), "line": padaherang.line("box").pk, "opened_at": at}
    twice(browser, reverse("inbox:box"), {**data, "slips": 2, "witness": "Pak Saksi"})
    slips = reverse("inbox:box-slips", args=[BoxOpening.objects.get().pk])
    twice(browser, slips, {"form_key": str(uuid4()), "text": "Tolong kipas angin"})


def test_an_answer_sent_twice_is_one(padaherang: Puskesmas) -> None:
    entry = everyday(padaherang)[3]
    browser = browser_of(padaherang, Role.PETUGAS)
    page = browser.get(reverse("workbench:entry", args=[entry.pk])).content.decode()
    path = reverse("workbench:entry-answer", args=[entry.pk])
    form = next(one for one in forms_on(page, path) if one.action.startswith(path))
    twice(browser, path, form.fields | {"text": "Sudah kami tambah loket", "do": "send"})
    assert Reply.objects.count() == 1


def test_a_question_answered_at_triage_twice_is_answered_once(padaherang: Puskesmas) -> None:
    message = said(padaherang, citizen(padaherang, "Bu Tini", "+628123456789"), "Kapan buka?")
    data = {"langkah": "jawab", "pesan": message.pk, "jawaban": "Jam 8", "form_key": str(uuid4())}
    twice(browser_of(padaherang, Role.PETUGAS), reverse("workbench:triage"), data)


STEPS = {
    "close": {},
    "cancel": {"alasan": "Dobel"},
    "receipt": {"cara": "paper"},
    "complete": {},
    "hand-over": {"catatan": "x"},
    "ask": {"kurang": "Kapan kejadiannya?"},
}


@pytest.mark.parametrize("step", STEPS)
def test_the_same_step_by_two_people_is_taken_once(padaherang: Puskesmas, step: str) -> None:
    message = said(padaherang, citizen(padaherang, "Bu Tini"), "Antre lama")
    draft = EntryDraft("keluhan", message.text, units=[padaherang.units["UKP"].pk])
    entry = book.write_down(padaherang.actor(), draft, [message], form_key=uuid4())
    path = reverse(f"logbook:{step}", args=[entry.pk])
    browser_of(padaherang, Role.PETUGAS).post(path, STEPS[step])
    once = counts()
    again = Role.PETUGAS if step == "ask" else Role.KETUA  # somebody else may ask once more
    answer = browser_of(padaherang, again).post(path, STEPS[step], follow=True)
    assert answer.status_code == 200
    assert counts() == once
    assert list(answer.context["messages"]), "the second of two hears nothing"


@pytest.mark.parametrize("step", ["spam", "jawab", "tambah", "bukan-kita", "bukan-umpan-balik"])
def test_a_message_that_somebody_else_has_dealt_with_is_met_with_a_sentence(
    padaherang: Puskesmas, step: str
) -> None:
    entry = everyday(padaherang)[3]
    message = said(padaherang, citizen(padaherang, "Bu Sri", "+628123456789"), "Kapan buka?")
    page = reverse("workbench:triage")
    browser_of(padaherang, Role.KETUA).post(page, {"langkah": "spam", "pesan": message.pk})
    once = counts()
    data = {"langkah": step, "pesan": message.pk, "jawaban": "Jam 8", "tempat": "RSUD"}
    data |= {"nomor": getattr(entry, "number", ""), "form_key": str(uuid4())}
    answer = browser_of(padaherang, Role.PETUGAS).post(page, data, follow=True)
    assert answer.status_code == 200
    assert {k: v for k, v in counts().items() if k in ("Reply", "Dispatch")} == {
        k: once[k] for k in ("Reply", "Dispatch")
    }


def test_an_answer_typed_for_a_message_somebody_else_dealt_with_comes_back(
    padaherang: Puskesmas,
) -> None:
    message = said(padaherang, citizen(padaherang, "Bu Sri", "+628123456789"), "Kapan buka?")
    page = reverse("workbench:triage")
    browser_of(padaherang, Role.KETUA).post(page, {"langkah": "spam", "pesan": message.pk})
    typed = "Loket buka jam delapan, Bu. Terima kasih."
    data = {"langkah": "jawab", "pesan": message.pk, "jawaban": typed, "form_key": str(uuid4())}
    shown = browser_of(padaherang, Role.PETUGAS).post(page, data, follow=True).content.decode()
    assert "sudah" in shown
    assert typed in shown


def test_an_answer_typed_for_an_entry_closed_meanwhile_comes_back(padaherang: Puskesmas) -> None:
    entry = everyday(padaherang)[3]
    browser = browser_of(padaherang, Role.PETUGAS)
    page = browser.get(reverse("workbench:entry", args=[entry.pk])).content.decode()
    path = reverse("workbench:entry-answer", args=[entry.pk])
    form = next(one for one in forms_on(page, path) if one.action.startswith(path))
    browser_of(padaherang, Role.KETUA).post(reverse("logbook:cancel", args=[entry.pk]))
    typed = "Sudah kami tambah loket, mohon maaf"
    data = form.fields | {"text": typed, "do": "send"}
    shown = browser.post(path, data, follow=True).content.decode()
    assert not Reply.objects.exists()
    assert typed in shown


def test_words_that_were_changed_after_they_were_read_are_not_let_go(
    padaherang: Puskesmas,
) -> None:
    """The head approves what stands on the page, not what somebody wrote meanwhile."""
    reply = Reply.objects.create(
        facility=padaherang.facility,
        entry_id=everyday(padaherang)[3].pk,
        text="Baik",
        drafted_by=padaherang.staff[Role.PJ_UNIT],
        drafted_at=timezone.now(),
        way="face",
        asked_at=timezone.now(),
    )
    browser = browser_of(padaherang, Role.KEPALA)
    page = browser.get(reverse("reply:approvals")).content.decode()
    path = reverse("reply:approve", args=[reply.pk])
    form = next(one for one in forms_on(page, path) if one.action == path)
    Reply.objects.filter(pk=reply.pk).update(text="Bukan urusan kami")
    for name in ("approve", "send"):
        at = reverse(f"reply:{name}", args=[reply.pk])
        assert "sudah diubah" in browser.post(at, form.fields, follow=True).content.decode()
    reply.refresh_from_db()
    assert reply.approved_at is None
    assert reply.released_at is None
    page = browser.get(reverse("reply:approvals")).content.decode()
    form = next(one for one in forms_on(page, path) if one.action == path)
    browser.post(path, form.fields)
    reply.refresh_from_db()
    assert reply.released_at is not None


def test_two_people_who_correct_one_entry_do_not_write_over_each_other(
    padaherang: Puskesmas,
) -> None:
    entry = everyday(padaherang)[3]
    path = reverse("logbook:edit", args=[entry.pk])
    first, second = browser_of(padaherang, Role.KETUA), browser_of(padaherang, Role.PETUGAS)
    pages = [one.get(path).content.decode() for one in (first, second)]
    one, two = (
        next(form for form in forms_on(page, path) if "seen" in form.fields) for page in pages
    )
    unticked = ("accused", "more_topics", "more_units", "sees_instead", "is_anonymous")
    for form in (one, two):
        form.fields = {name: form.fields[name] for name in form.fields if name not in unticked}
    saved = first.post(path, one.fields | {"text": "Antre obat dua jam di loket B"})
    assert saved.status_code == 302
    answer = second.post(path, two.fields | {"text": "Antre obat, kata petugas"})
    shown = answer.content.decode()
    assert "diperbaiki orang lain" in shown
    assert "dua jam di loket B" in shown
    assert "kata petugas" in shown
    again = next(form for form in forms_on(shown, path) if "seen" in form.fields)
    merged = two.fields | {"seen": again.fields["seen"], "text": "Antre dua jam, kata petugas"}
    second.post(path, merged)
    entry.refresh_from_db()
    assert getattr(entry, "text", "") == "Antre dua jam, kata petugas"


def composer_on(browser: Any, entry: Any, query: str = "") -> tuple[str, dict[str, str]]:
    """Return where the composer of the entry's page sends, and its fields."""
    path = reverse("workbench:entry-answer", args=[entry.pk])
    page = browser.get(reverse("workbench:entry", args=[entry.pk]) + query).content.decode()
    return path, fields_on(page, path)


def fields_on(page: str, path: str) -> dict[str, str]:
    form = next(one for one in forms_on(page, path) if one.action.startswith(path))
    return {name: form.fields[name] for name in form.fields if name not in ("do", "contoh")}


@dataclass
class Colleagues:
    """Ketua and petugas, each with the same draft open in a browser of her own."""

    draft: Reply
    path: str
    ketua: Any
    petugas: Any
    pages: list[dict[str, str]]


def with_one_draft_open(here: Puskesmas) -> Colleagues:
    entry = everyday(here)[3]
    ketua, petugas = browser_of(here, Role.KETUA), browser_of(here, Role.PETUGAS)
    path, fields = composer_on(ketua, entry)
    ketua.post(path, fields | {"text": "Konsep pertama", "do": "keep"})
    draft = Reply.objects.get()
    query = f"?jawaban={draft.pk}"
    pages = [composer_on(one, entry, query)[1] for one in (ketua, petugas)]
    return Colleagues(draft, path, ketua, petugas, pages)


def test_two_people_who_mend_one_draft_do_not_write_over_each_other(
    padaherang: Puskesmas,
) -> None:
    two = with_one_draft_open(padaherang)
    saved = two.ketua.post(two.path, two.pages[0] | {"text": "Loket B dibuka", "do": "keep"})
    assert saved.status_code == 302
    before = counts()
    typed = two.pages[1] | {"text": "Loket B dan C, kata petugas", "do": "send"}
    broken = two.petugas.post(two.path, typed | {"text": "Loket [yang mana]"}).content.decode()
    assert "Lengkapi dahulu" in broken
    typed["seen"] = fields_on(broken, two.path)["seen"]  # another refusal tells her nothing of it
    shown = two.petugas.post(two.path, typed).content.decode()
    assert "diubah rekan Anda sejak halaman ini dibuka" in shown
    assert "Yang sekarang tersimpan" in shown
    assert ">Loket B dibuka<" in shown
    assert "Loket B dan C, kata petugas" in shown
    assert counts() == before
    two.draft.refresh_from_db()
    assert two.draft.text == "Loket B dibuka"
    again = fields_on(shown, two.path) | {"text": "Loket B dan C dibuka", "do": "keep"}
    assert two.petugas.post(two.path, again).status_code == 302
    two.draft.refresh_from_db()
    assert two.draft.text == "Loket B dan C dibuka"
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("done", "words"),
    [("send", "sudah dikirim rekan Anda"), ("discard", "dibuang rekan Anda")],
)
def test_a_draft_that_left_the_desk_meanwhile_is_not_answered_twice_unasked(
    padaherang: Puskesmas, done: str, words: str
) -> None:
    two = with_one_draft_open(padaherang)
    two.ketua.post(reverse(f"reply:{done}", args=[two.draft.pk]))
    before = counts()
    typed = two.pages[1] | {"text": "Mulai Senin ada loket C"}
    gone = {"do": "example", "contoh": "1"}  # an example that was closed meanwhile, as well
    shown = two.petugas.post(two.path, typed | gone).content.decode()
    assert "Mulai Senin ada loket C" in shown
    typed = fields_on(shown, two.path) | {"text": "Mulai Senin ada loket C", "do": "send"}
    shown = two.petugas.post(two.path, typed).content.decode()
    assert words in shown
    assert ">Konsep pertama<" in shown
    assert "Mulai Senin ada loket C" in shown
    assert counts() == before
    again = fields_on(shown, two.path) | {"text": "Mulai Senin ada loket C", "do": "keep"}
    assert two.petugas.post(two.path, again).status_code == 302
    assert Reply.objects.get(discarded_at=None, released_at=None).text == "Mulai Senin ada loket C"


def test_a_note_of_the_head_is_not_passed_over_by_who_was_still_typing(
    padaherang: Puskesmas,
) -> None:
    two = with_one_draft_open(padaherang)
    note = {"note": "Sebut harinya"}
    browser_of(padaherang, Role.KEPALA).post(reverse("reply:return", args=[two.draft.pk]), note)
    typed = two.pages[1] | {"text": "Konsep pertama", "do": "send"}
    shown = two.petugas.post(two.path, typed).content.decode()
    assert "dikembalikan dengan catatan" in shown
    assert ">Sebut harinya<" in shown


def test_the_same_draft_sent_by_a_double_click_is_sent_once(padaherang: Puskesmas) -> None:
    two = with_one_draft_open(padaherang)
    twice(two.petugas, two.path, two.pages[1] | {"text": "Loket C dibuka", "do": "send"})
    assert Reply.objects.get().text == "Loket C dibuka"


def test_two_people_who_begin_an_answer_to_one_entry_hear_of_each_other(
    padaherang: Puskesmas,
) -> None:
    entry = everyday(padaherang)[3]
    ketua, petugas = browser_of(padaherang, Role.KETUA), browser_of(padaherang, Role.PETUGAS)
    path, fields = composer_on(ketua, entry)
    _, also = composer_on(petugas, entry)
    ketua.post(path, fields | {"text": "Sudah kami tambah loket", "do": "send"})
    typed = also | {"text": "Loket C buka mulai Senin", "do": "send"}
    shown = petugas.post(path, typed).content.decode()
    assert "Rekan Anda menulis jawaban lain" in shown
    assert ">Sudah kami tambah loket<" in shown
    assert "Loket C buka mulai Senin" in shown
    assert Reply.objects.count() == 1
    petugas.post(path, fields_on(shown, path) | {"text": typed["text"], "do": "send"})
    assert Reply.objects.count() == 2


@pytest.mark.parametrize("what", ["send", "discard", "given", "sent-by-hand", "approve", "return"])
def test_two_people_with_one_answer_meet_a_sentence(padaherang: Puskesmas, what: str) -> None:
    entry = everyday(padaherang)[3]
    ago = timezone.now() - timedelta(hours=1)
    reply = Reply.objects.create(
        facility=padaherang.facility,
        entry_id=entry.pk,
        text="Baik",
        drafted_by=padaherang.staff[Role.PJ_UNIT],
        drafted_at=ago,
        way="face",
        asked_at=ago if what in ("approve", "return") else None,
    )
    path = reverse(f"reply:{what}", args=[reply.pk])
    for role in (Role.KETUA, Role.KEPALA, Role.PETUGAS):
        answer = browser_of(padaherang, role).post(path, {"note": "Perbaiki"}, follow=True)
        assert answer.status_code in (200, 403, 404)
