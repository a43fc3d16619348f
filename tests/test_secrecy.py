"""A complaint about a member of staff is met by that person on no path (UU 25/2009 art. 45).

The site is read whole by the accused before and after the case comes in: nothing on it may
differ, no word, no count. And the keys of the case answer as keys of nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.chain import unchained
from tanggap.base.history import KINDS
from tanggap.base.ids import new_id
from tanggap.base.models import Role, RoleGrant
from tanggap.base.telling import write_lines
from tanggap.gateway.actions import keep_media
from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import merge_people, rename_person, set_aside
from tanggap.inbox.models import Attachment, Identity, Message, Person, SamePersonHint
from tanggap.logbook import actions as book
from tanggap.logbook.actions import EntryDraft
from tanggap.logbook.models import Entry, Milestone
from tanggap.remedy.actions import plan
from tanggap.remedy.actions.meeting import add_point, use_tool
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.meetings.tools import Whys
from tanggap.reply.models import EarlierTry, Reply
from tests.crawling import NOBODYS, comparable, every_address, filled, fitting, readable, seen_by
from tests.people import Puskesmas
from tests.remedy.gatherings import called
from tests.remedy.plans import drafted, planned, realised
from tests.workbench.said import citizen, said
from tests.workbench.signing_in import browser_of

NAME, PHONE, LOCAL = "Mak Icih Pengadu", "+6281234509876", "081234509876"
STREET, WORD, ANSWER, NOTE = "Gang Rahasia", "kelakuankasar", "permohonanmaaf", "catatanlangkah"
SIGNS = (NAME, PHONE, LOCAL, "0812-3450-9876", "…9876", STREET, WORD, ANSWER, NOTE, "bukti-foto")
ACCUSED = [Role.PETUGAS, Role.KETUA, Role.KEPALA]
"""Whose screens differ; the petugas wears the other hats too, and so sees all their screens."""
SKIP = {"base:sign-in", "base:sign-out", "workbench:components", "setup:wizard", "setup:example"}


@dataclass
class Case:
    entry: Entry
    rows: list[models.Model] = field(default_factory=list)

    @property
    def keys(self) -> list[int]:
        return [row.pk for row in self.rows]

    @property
    def signs(self) -> tuple[str, ...]:
        return (*SIGNS, self.entry.number)


def everyday(here: Puskesmas) -> list[models.Model]:
    """Let other things wait and be done, so that the accused has screens that are not empty."""
    bu_tini = citizen(here, "Bu Tini", "+6285600001111")
    message = said(here, bu_tini, "Antre obat lama")
    waiting = said(here, bu_tini, "Kapan buka?")
    draft = EntryDraft("saran", message.text, units=[here.units["UKP"].pk])
    entry = book.write_down(here.actor(Role.KETUA), draft, [message], form_key=uuid4())
    dispatch = _dispatch(here, entry, Dispatch.State.HAND, "+6285600001111", "Terima kasih Bu")
    meeting = called(here, Role.KETUA)
    own = realised(here, planned(here, entry_ids=[entry.pk]))
    return [bu_tini, message, waiting, entry, dispatch, meeting, meeting.points.all()[0], own]


def _dispatch(here: Puskesmas, entry: Entry, state: str, phone: str, text: str) -> Dispatch:
    return Dispatch.objects.create(
        facility=here.facility,
        line=entry.line,
        text=text,
        queued_at=timezone.now(),
        sent_at=timezone.now() if state in ("sent", "read") else None,
        state=state,
        to=[{"kind": "phone", "value": phone}],
    )


def case_about(here: Puskesmas, accused: Role, substitute: Role | None = None) -> Case:
    """Let everything happen that can around one complaint, none of it done by the accused."""
    writer = here.actor(Role.KETUA if accused == Role.PETUGAS else Role.PETUGAS)
    person = citizen(here, NAME, PHONE)
    Person.objects.filter(pk=person.pk).update(address=STREET)
    message = said(here, person, f"{WORD} petugas itu")
    photo = SimpleUploadedFile("bukti-foto.txt", WORD.encode(), "text/plain")
    media = keep_media(writer, message.line, str(uuid4()), photo.read(), photo.name, "text/plain")
    Attachment.objects.create(message=message, media=media)
    units = [here.units["UKP"].pk]
    draft = EntryDraft("keluhan", message.text, units=units, severity="merah")
    entry = book.write_down(writer, draft, [message], form_key=uuid4())
    stand_in = here.staff[substitute].pk if substitute else None
    book.name_accused(writer, entry, [here.staff[accused].pk], stand_in)
    later = said(here, person, f"{WORD} belum dijawab")
    spam = said(here, person, f"{WORD} salah kirim")
    set_aside(writer, spam, "spam")
    rename_person(writer, person, name=NAME, address=STREET)
    case = Case(entry, [entry, person, message, later, spam, media])
    _answers(here, case, writer)
    _course(here, case, writer)
    return case


def _answers(here: Puskesmas, case: Case, writer: Any) -> None:
    """Let answers lie about in every state, and what they were sent by."""
    entry, now = case.entry, timezone.now()
    plain = {"facility": here.facility, "entry": entry, "text": ANSWER, "line": entry.line}
    plain |= {"drafted_by_id": writer.staff_id, "drafted_at": now}
    Reply.objects.create(**plain)
    case.rows.append(Reply.objects.create(**plain, asked_at=now))
    Reply.objects.create(**plain, way="call", released_at=now)
    Reply.objects.create(**plain, returned_at=now, return_note=NOTE)
    for state in (Dispatch.State.HAND, Dispatch.State.FAILED, Dispatch.State.UNSURE):
        dispatch = _dispatch(here, entry, state, PHONE, ANSWER)
        reply = Reply.objects.create(**plain, released_at=now, dispatch=dispatch)
        case.rows += [reply, dispatch]
    earlier = _dispatch(here, entry, Dispatch.State.FAILED, PHONE, ANSWER)
    EarlierTry.objects.create(reply=reply, dispatch=earlier, way="line", at=now)
    case.rows.append(earlier)
    for row in case.rows:
        if row._meta.label_lower in KINDS:
            _history_of(here, row, writer)


def _course(here: Puskesmas, case: Case, writer: Any) -> None:
    """Let the case take steps: receipt in hand, a step, a late promise; and odd people."""
    entry, now = case.entry, timezone.now()
    receipt = _dispatch(here, entry, Dispatch.State.HAND, PHONE, f"Tanda terima {WORD}")
    Milestone.objects.create(entry=entry, kind="receipt", at=now, dispatch=receipt)
    book.note_step(writer, entry, NOTE)
    case.rows.append(receipt)
    _history_of(here, receipt, writer)
    twin = Person.objects.create(facility=here.facility, name=f"{NAME} (HP lama)", created_at=now)
    Identity.objects.create(
        facility=here.facility, kind="phone", value="+6281200009876", person=twin, since=now
    )
    merge_people(writer, entry.person, twin)
    other = Person.objects.create(facility=here.facility, name="Bu Lain", created_at=now)
    SamePersonHint.objects.create(
        facility=here.facility, one=entry.person, other=other, reason=NOTE, at=now
    )
    entry.clocks.update(due_at=now - timedelta(hours=1))
    case.rows.append(twin)
    about = set(entry.accused.values_list("staff_id", flat=True))
    hands = (here.staff[role] for role in (Role.PJ_UNIT, Role.AUDITOR))
    person = next(one for one in hands if one.pk not in about)
    draft = drafted(here, problem=f"{WORD} berulang", entry_ids=[entry.pk], person=person)
    held = plan(here.actor(Role.MUTU), draft, form_key=uuid4())
    case.rows.append(realised(here, held, Role.MUTU))
    for meeting in Meeting.objects.filter(facility=here.facility):
        about: dict[str, Any] = {"form_key": uuid4(), "entry_ids": [entry.pk]}
        point = add_point(writer, meeting, f"Sikap petugas: {WORD}", **about)
        cause = use_tool(writer, "mengapa", Whys(WORD, [NOTE]), form_key=uuid4(), point=point)
        case.rows += [point, cause]


def _history_of(here: Puskesmas, row: models.Model, writer: Any) -> None:
    told = unchained(
        id=new_id(),
        facility_id=here.facility.pk,
        at=timezone.now(),
        by_id=writer.staff_id,
        action="reply.send",
        subject_kind=row._meta.label_lower,
        subject_id=row.pk,
        sentence=f"Ditandai: {ANSWER}.",
    )
    write_lines([told])


def wear(here: Puskesmas, wearer: Role, *hats: Role) -> None:
    """Give ``wearer`` other roles too: one sweep sees what several would."""
    for hat in hats:
        RoleGrant.objects.create(
            facility=here.facility,
            staff=here.staff[wearer],
            role=hat,
            unit=here.units["UKP"] if hat == Role.PJ_UNIT else None,
            valid_from=timezone.localdate(),
        )


def accuse(here: Puskesmas, accused: Role) -> Case:
    return case_about(here, accused, Role.KETUA if accused == Role.KEPALA else None)


@pytest.mark.parametrize("accused", ACCUSED)
def test_the_whole_site_reads_the_same_to_the_accused_as_without_the_case(
    padaherang: Puskesmas, accused: Role
) -> None:
    ordinary = everyday(padaherang)
    if accused == Role.PETUGAS:
        wear(padaherang, accused, Role.PJ_UNIT, Role.MUTU, Role.AUDITOR)
    browser = browser_of(padaherang, accused)
    before = seen_by(browser, ordinary, skip=SKIP)
    case = accuse(padaherang, accused)
    after = seen_by(browser, ordinary, skip=SKIP)
    told = {path: sign for path, page in after.items() for sign in case.signs if sign in page}
    differing = {path for path in before if before[path] != after[path]}
    assert (told, differing) == ({}, set())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("accused", [Role.PETUGAS, Role.KEPALA])
def test_the_keys_of_the_case_answer_the_accused_as_keys_of_nothing(
    padaherang: Puskesmas, accused: Role, method: str
) -> None:
    everyday(padaherang)
    case = accuse(padaherang, accused)
    browser = browser_of(padaherang, accused)
    differing = []
    for address in every_address():
        if not address.takes_keys or address.name in SKIP:
            continue
        nothing = dict(_answers_of(browser, method, address, NOBODYS))
        for key in fitting(address, case.rows):
            for name, page in _answers_of(browser, method, address, key):
                if page != nothing[name]:
                    differing.append((name, type(_row(case, key)).__name__))
    assert not differing


def _answers_of(browser: Client, method: str, address: Any, key: int) -> list[tuple[str, str]]:
    """Return name and what was answered, the messages of the next page included."""
    found = []
    fields = {"catatan": "x", "kurang": "x", "note": "x", "text": "x", "act": "henti"}
    for path, own in filled(address, [key]):
        data = {**fields, "pesan": key, "form_key": str(uuid4())} if method == "post" else {}
        answer = getattr(browser, method)(path, data)
        page = f"{answer.status_code} {answer.headers.get('Location', '')} {readable(answer)}"
        if answer.status_code == 302:
            page += readable(browser.get(reverse("base:own-password")))  # what it is told
        found.append((f"{address.name} {path.replace(str(key), '')}", comparable(page, own)))
    return found


def _row(case: Case, key: int) -> models.Model:
    return next(row for row in case.rows if row.pk == key)


def asked_by_words(browser: Client, case: Case, asked: str) -> dict[str, str]:
    """Ask everything that takes words, with ``asked`` in it."""
    posts: list[tuple[str, dict[str, Any]]] = [
        (reverse("workbench:entries-search"), {"kata": asked}),
        (reverse("workbench:messages"), {"words": asked}),
        (reverse("workbench:who-calls"), {"phone": asked}),
        (reverse("workbench:phone"), {"phone": asked, "then": "cari"}),
    ]
    found = {}
    for path, data in posts:
        answer = browser.post(path, data, follow=True)
        page = comparable(readable(answer)).replace(asked, "ASKED")
        found[path] = f"{answer.status_code} {page}"
    return found


@pytest.mark.parametrize("accused", ACCUSED)
def test_no_word_name_or_number_finds_the_case_for_the_accused(
    padaherang: Puskesmas, accused: Role
) -> None:
    everyday(padaherang)
    case = accuse(padaherang, accused)
    browser = browser_of(padaherang, accused)
    for asked in (WORD, "Icih", LOCAL, PHONE, case.entry.number, ANSWER, NOTE):
        # As long as what is asked: words from ten letters on are handed back to the asker.
        nothing = ("tiadakataitu" * len(asked))[: len(asked)]
        control = "081999990000" if asked in (LOCAL, PHONE) else nothing
        assert asked_by_words(browser, case, asked) == asked_by_words(browser, case, control)


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("what", ["entries", "messages"])
@pytest.mark.parametrize("accused", [Role.KETUA, Role.KEPALA])
def test_no_export_holds_the_case_for_the_accused(
    padaherang: Puskesmas, accused: Role, what: str, form: str
) -> None:
    everyday(padaherang)
    browser = browser_of(padaherang, accused)
    asked = {"what": what, "form": form}
    before = readable(browser.post(reverse("workbench:export"), asked))
    accuse(padaherang, accused)
    assert readable(browser.post(reverse("workbench:export"), asked)) == before
    assert "Bu Tini" in before


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
@pytest.mark.parametrize("accused", [r for r in ACCUSED if r != Role.PJ_UNIT])
def test_no_book_on_paper_holds_the_case_for_the_accused(
    padaherang: Puskesmas, accused: Role, form: str
) -> None:
    everyday(padaherang)
    browser = browser_of(padaherang, accused)
    today = timezone.localdate()
    asked = {"dari": today.isoformat(), "sampai": today.isoformat(), "judul": "rekap"}
    addresses = [reverse("workbench:paper-book"), reverse("workbench:papers")]
    before = [comparable(readable(browser.get(a, {**asked, "bentuk": form}))) for a in addresses]
    accuse(padaherang, accused)
    after = [comparable(readable(browser.get(a, {**asked, "bentuk": form}))) for a in addresses]
    assert after == before
    assert "Antre obat lama" in before[0]


def test_triage_does_nothing_with_the_messages_of_the_case(padaherang: Puskesmas) -> None:
    everyday(padaherang)
    case = accuse(padaherang, Role.PETUGAS)
    browser = browser_of(padaherang, Role.PETUGAS)
    messages = [row.pk for row in case.rows if isinstance(row, Message)]
    for step in ("spam", "jawab", "tambah", "bukan-kita", "catat"):
        data = {"langkah": step, "pesan": messages, "jawaban": "x", "nomor": case.entry.number}
        browser.post(reverse("workbench:triage"), {**data, "form_key": str(uuid4())})
    browser.post(reverse("workbench:triage-undo"), {"pesan": messages, "entri": case.entry.pk})
    assert Message.objects.filter(set_aside__isnull=False).count() == 1
    assert case.entry.entry_messages.count() == 1
    own = said(padaherang, citizen(padaherang, "Bu Sri"), "Terima kasih")
    add = {"langkah": "tambah", "pesan": own.pk, "nomor": case.entry.number}
    assert case.entry.number not in readable(
        browser.post(reverse("workbench:triage"), add, follow=True)
    ).replace(f'value="{case.entry.number}"', "").replace(f"disalin: {case.entry.number}", "")
    assert case.entry.entry_messages.count() == 1


def test_a_typed_call_of_the_same_number_tells_the_accused_nothing(padaherang: Puskesmas) -> None:
    """The accused may pick up the telephone: what is typed is kept, and met by others only."""
    case = accuse(padaherang, Role.PETUGAS)
    line = padaherang.line("phone")
    browser = browser_of(padaherang, Role.PETUGAS)
    form = {"line": line.pk, "text": "Saya telepon lagi", "phone": LOCAL, "kind": "keluhan"}
    form |= {"unit": padaherang.units["UKP"].pk, "name": "", "promise": ""}
    for then in ("nanti", "", "buku", "cari"):
        answer = browser.post(
            reverse("workbench:phone"),
            {**form, "then": then, "form_key": str(uuid4())},
            follow=True,
        )
        assert answer.status_code == 200
        told = (case.entry.number, WORD, ANSWER, NOTE)  # the caller's own name is no case
        assert not [sign for sign in told if sign in readable(answer)]


def test_who_is_not_accused_meets_the_case_on_these_same_pages(padaherang: Puskesmas) -> None:
    """The sweep can fail: to a colleague the site does differ, in most of what is compared."""
    ordinary = everyday(padaherang)
    browser = browser_of(padaherang, Role.KETUA)
    before = seen_by(browser, ordinary, skip=SKIP)
    case = accuse(padaherang, Role.PETUGAS)
    after = seen_by(browser, ordinary, skip=SKIP)
    differing = {path for path in before if before[path] != after[path]}
    names = ("workbench:home", "workbench:entries", "workbench:triage", "base:history")
    names += ("reply:hand-tasks", "reply:approvals", "gateway:troubles")
    assert {reverse(name) for name in names} <= differing
    assert asked_by_words(browser, case, WORD) != asked_by_words(browser, case, "tiadakataitu")


# ---------------------------------------------------------------- who reported


def open_case(here: Puskesmas) -> Case:
    """A complaint of nobody in particular, for the unit UKP: all may read it, few know whose."""
    case = case_about(here, Role.ADMIN)
    case.entry.accused.all().delete()
    return case


IDENTITY = (NAME, "Icih", PHONE, LOCAL, "0812-3450-9876", "81234509876", STREET)


def test_who_need_not_know_the_reporter_reads_it_nowhere(padaherang: Puskesmas) -> None:
    """Asked by one who is PJ unit, auditor, of the quality team and admin at once."""
    case = open_case(padaherang)
    wear(padaherang, Role.PJ_UNIT, Role.MUTU, Role.AUDITOR, Role.ADMIN)
    browser = browser_of(padaherang, Role.PJ_UNIT)
    seen = seen_by(browser, case.rows, skip=SKIP)
    assert not [(path, s) for path, page in seen.items() for s in IDENTITY if s in page]
    assert WORD in seen[reverse("workbench:entry", args=[case.entry.pk])]


@pytest.mark.parametrize("role", [Role.PJ_UNIT, Role.MUTU, Role.AUDITOR])
def test_the_reporters_name_and_number_find_nothing_for_them(
    padaherang: Puskesmas, role: Role
) -> None:
    case = open_case(padaherang)
    browser = browser_of(padaherang, role)
    search = reverse("workbench:entries-search")
    for asked in ("Icih", NAME, LOCAL, PHONE, "Rahasia"):
        page = readable(browser.post(search, {"kata": asked}, follow=True))
        assert case.entry.number not in page, asked
    assert case.entry.number in readable(browser.post(search, {"kata": WORD}, follow=True))


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
@pytest.mark.parametrize("role", [Role.MUTU, Role.AUDITOR])
def test_their_book_on_paper_names_nobody(padaherang: Puskesmas, role: Role, form: str) -> None:
    open_case(padaherang)
    today = timezone.localdate().isoformat()
    asked = {"dari": today, "sampai": today, "judul": "rekap", "bentuk": form}
    page = readable(browser_of(padaherang, role).get(reverse("workbench:paper-book"), asked))
    assert WORD in page
    assert not [sign for sign in IDENTITY if sign in page]


# ---------------------------------------------------------------- outsiders


def test_another_health_centre_meets_none_of_it(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    """Asked by a stranger who is petugas, ketua tim and admin at home."""
    case = open_case(padaherang)
    stranger, today = sumbersari.staff[Role.PETUGAS], timezone.localdate()
    for role in (Role.KETUA, Role.ADMIN):
        RoleGrant.objects.create(
            facility=sumbersari.facility, staff=stranger, role=role, valid_from=today
        )
    browser = browser_of(sumbersari, Role.PETUGAS)
    seen = seen_by(browser, case.rows, skip=SKIP)
    assert not [(path, s) for path, page in seen.items() for s in case.signs if s in page]
    assert [s for s in asked_by_words(browser, case, WORD).values() if case.entry.number in s] == []
