"""Everybody behind a plan hears of it: who, by which way, once, and nothing leaves by itself."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.models import Dispatch
from tanggap.inbox.models import Identity, Message, Person
from tanggap.logbook import actions as book
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.remedy import actions
from tanggap.remedy.actions import AnsweringWords
from tanggap.remedy.answering import Offered, Path, Raised, chosen, gathered, numbers_in_words
from tanggap.remedy.answering_reading import Outlook, outlook, progress_of
from tanggap.remedy.models import Answering, Plan, PreparedAnswer
from tanggap.remedy.queries import report_of
from tanggap.remedy.reminding import Waiting, reminders_of
from tanggap.reply import actions as reply
from tanggap.reply.models import Reply
from tests.crawling import readable
from tests.people import Puskesmas
from tests.recap.weeks import refuses
from tests.remedy.plans import planned, realised
from tests.workbench.signing_in import browser_of

WORDS = AnsweringWords(
    "Yth. {nama}, nomor {nomor}: loket obat kini dua.", "Loket obat kini dibuka dua."
)


def test_the_way_is_ones_own_channel_first_and_the_board_last() -> None:
    line, other = Offered(0, Path.LINE, is_own=True), Offered(3, Path.HAND, is_own=False)
    call, letter = Offered(1, Path.CALL, is_own=False), Offered(4, Path.LETTER, is_own=False)
    board = Offered(5, Path.NOTICE, is_own=False)
    everything = [line, call, other, letter, board]
    for kind, wanted in (("whatsapp", line), ("phone", call), ("walk_in", call), ("box", call)):
        assert chosen(everything, kind) == wanted
    assert chosen(everything, "letter") == letter
    assert chosen([call, other, letter, board], "whatsapp") == other
    assert chosen([call, letter, board], "whatsapp") == call
    assert chosen([letter, board], "walk_in") == board
    assert chosen([], "box") is None


def test_each_person_is_answered_once_at_the_newest_entry_that_has_no_answer() -> None:
    rows = [Raised(1, 7, False), Raised(2, 7, False), Raised(3, 7, True), Raised(4, None, False)]
    rows += [Raised(5, None, False)]
    assert [[one.entry for one in group] for group in gathered(rows)] == [[2, 1, 3], [4], [5]]
    assert numbers_in_words(["1", "2", "3"]) == "1, 2 dan 3"
    assert (numbers_in_words([]), numbers_in_words(["1"])) == ("", "1")


def _person(here: Puskesmas, name: str, phone: str = "") -> Person:
    person = Person.objects.create(facility=here.facility, name=name, created_at=timezone.now())
    if phone:
        Identity.objects.create(
            facility=here.facility, kind="phone", value=phone, person=person, since=timezone.now()
        )
    return person


def _said(here: Puskesmas, kind: str, person: Person | None, at: datetime | None = None) -> Entry:
    when = at or timezone.now() - timedelta(hours=1)
    heard = []
    if person is not None:
        heard.append(
            Message.objects.create(
                facility=here.facility,
                line=here.line(kind),
                person=person,
                key=str(uuid4()),
                direction=Message.Direction.IN,
                text="Antre obat lama",
                sent_at=when,
                received_at=when,
            )
        )
    draft = EntryDraft(
        kind="keluhan", text="Antre obat lama", line_id=here.line(kind).pk, received_at=when
    )
    return book.write_down(here.actor(), draft, heard, form_key=uuid4())


def _crowd(here: Puskesmas) -> dict[str, Entry]:
    """Return entries of everybody: in the window, out of it, called, came by, in the box."""
    long_ago = timezone.now() - timedelta(days=3)
    ana, budi = _person(here, "Ana Lestari", "+6281100000001"), _person(here, "Budi")
    citra, dodi = _person(here, "Citra", "+6281100000003"), _person(here, "Dodi", "+6281100000004")
    found = {"ana": _said(here, "whatsapp", ana), "ana2": _said(here, "whatsapp", ana)}
    found["budi"] = _said(here, "walk_in", budi)
    found["citra"] = _said(here, "phone", citra)
    found["dodi"] = _said(here, "whatsapp", dodi, long_ago)
    found["slip"] = _said(here, "box", None)
    return found


def _made(here: Puskesmas, *entries: Entry) -> Plan:
    plan = planned(here, entry_ids=[one.pk for one in entries])
    return realised(here, plan, Role.KETUA)


def _outlook(here: Puskesmas, plan: Plan) -> Outlook:
    return outlook(here.actor(), plan, plan.realisations.get(taken_back_at=None))


def _paths(found: Outlook) -> dict[str, list[str]]:
    return {
        path.value: [one.entry.person.name if one.entry.person else "?" for one in rows]
        for path, _, rows in found.by_path
    }


@pytest.mark.django_db
def test_one_act_prepares_a_draft_for_each_by_their_own_way(padaherang: Puskesmas) -> None:
    crowd = _crowd(padaherang)
    plan = _made(padaherang, *crowd.values())
    assert _paths(_outlook(padaherang, plan)) == {
        "saluran": ["Ana Lestari"],
        "telepon": ["Citra", "Dodi"],
        "papan": ["Budi", "?"],
    }
    padaherang.line("sms_handphone")
    assert _paths(_outlook(padaherang, plan))["hp"] == ["Dodi"]
    sari, key = padaherang.actor(), uuid4()
    for _ in range(2):
        actions.prepare_answers(sari, plan, WORDS, form_key=key)
    assert HistoryLine.objects.filter(action="remedy.prepare_answers").count() == 1
    told = HistoryLine.objects.get(action="remedy.prepare_answers").sentence
    assert told == f"Balasan {plan.number} disiapkan untuk 5 penyampai."
    texts = {one.entry_id: one.text for one in Reply.objects.all()}
    assert len(texts) == 5
    both = f"{crowd['ana'].number} dan {crowd['ana2'].number}"
    assert texts[crowd["ana2"].pk] == f"Yth. Ana Lestari, nomor {both}: loket obat kini dua."
    assert texts[crowd["slip"].pk] == WORDS.board_text
    assert not Dispatch.objects.exists()
    again = _outlook(padaherang, plan)
    assert (again.receivers, again.under_way) == ([], 5)
    act = lambda: actions.prepare_answers(sari, plan, WORDS, form_key=uuid4())  # noqa: E731
    assert "Tidak ada yang baru" in refuses(Refused, act)


@pytest.mark.django_db
def test_what_is_ready_is_sent_and_its_course_is_shown(padaherang: Puskesmas) -> None:
    crowd = _crowd(padaherang)
    plan = _made(padaherang, *crowd.values())
    sari = padaherang.actor()
    actions.prepare_answers(sari, plan, WORDS, form_key=uuid4())
    assert progress_of(sari, plan).count("ready") == 5
    assert actions.send_answers(sari, plan) == (5, 0)
    assert actions.send_answers(sari, plan) == (0, 0)
    called = Reply.objects.get(entry=crowd["citra"])
    reply.mark_given(sari, called)
    Dispatch.objects.update(state=Dispatch.State.FAILED, failed_at=timezone.now())
    shown = progress_of(sari, plan)
    assert [(words, count) for _, words, count in shown.counts] == [
        ("sedang dikirim, atau menunggu petugas", 3),
        ("sudah sampai atau disampaikan", 1),
        ("gagal", 1),
    ]
    assert ("Ditelepon", 2, 1) in shown.by_way
    refused = refuses(
        Refused, lambda: actions.take_back_realisation(padaherang.actor(Role.KETUA), plan)
    )
    assert "sudah disiapkan" in refused


@pytest.mark.django_db
def test_who_was_answered_since_is_left_out_and_an_undo_lets_all_wait_again(
    padaherang: Puskesmas,
) -> None:
    crowd = _crowd(padaherang)
    plan = _made(padaherang, *crowd.values())
    sari, ketua = padaherang.actor(), padaherang.actor(Role.KETUA)
    own = reply.draft(sari, entry=crowd["citra"], text="Sudah.", way="call", form_key=uuid4())
    reply.mark_given(sari, reply.send(sari, own))
    reply.draft(sari, entry=crowd["budi"], text="Sebentar.", way="face", form_key=uuid4())
    found = _outlook(padaherang, plan)
    assert (len(found.receivers), found.answered, found.under_way) == (3, 1, 1)
    actions.prepare_answers(sari, plan, WORDS, form_key=uuid4())
    assert reminders_of(ketua, timezone.localdate()).to_answer.count == 0
    assert actions.discard_answers(sari, plan) == 3
    assert actions.discard_answers(sari, plan) == 0
    assert reminders_of(ketua, timezone.localdate()).to_answer == Waiting(1, plan.pk)
    assert len(_outlook(padaherang, plan).receivers) == 3
    actions.prepare_answers(sari, plan, WORDS, form_key=uuid4())
    assert PreparedAnswer.objects.filter(reply__discarded_at=None).count() == 3


@pytest.mark.django_db
def test_the_board_names_nobody_and_gaps_are_filled_first(padaherang: Puskesmas) -> None:
    crowd = _crowd(padaherang)
    plan = _made(padaherang, *crowd.values())
    sari = padaherang.actor()

    def with_words(text: str, board: str) -> str:
        words = AnsweringWords(text, board)
        act = lambda: actions.prepare_answers(sari, plan, words, form_key=uuid4())  # noqa: E731
        return refuses(Refused, act)

    assert "isi balasan" in with_words(" ", WORDS.board_text)
    assert "papan" in with_words(WORDS.text, "")
    assert "Lengkapi" in with_words("Yth. [isi apa]", WORDS.board_text)
    assert "Lengkapi" in with_words(WORDS.text, "Kami sudah [isi apa]")
    assert "hapus dahulu lestari" in with_words(WORDS.text, "Terima kasih Bu Lestari")
    assert "nomor telepon" in with_words(WORDS.text, "Hubungi 0811-0000-0003")
    assert not Reply.objects.exists()
    assert not Answering.objects.exists()


@pytest.mark.django_db
def test_a_grave_case_is_approved_first_and_hidden_ones_are_nobodys(padaherang: Puskesmas) -> None:
    entry = _said(padaherang, "whatsapp", _person(padaherang, "Ana", "+6281100000001"))
    Entry.objects.filter(pk=entry.pk).update(severity="merah")
    plan = _made(padaherang, entry)
    sari = padaherang.actor()
    actions.prepare_answers(sari, plan, WORDS, form_key=uuid4())
    assert progress_of(sari, plan).count("waiting") == 1
    assert actions.send_answers(sari, plan) == (0, 0)
    made = Reply.objects.get()
    reply.approve(padaherang.actor(Role.KETUA), made)
    head = padaherang.staff[Role.KEPALA].pk
    book.name_accused(sari, entry, [head], padaherang.staff[Role.KETUA].pk)
    act = lambda: actions.send_answers(padaherang.actor(Role.KEPALA), plan)  # noqa: E731
    assert "tidak ada" in refuses(Refused, act)
    assert progress_of(padaherang.actor(Role.KEPALA), plan).rows == []


@pytest.mark.django_db
def test_a_plan_is_reported_to_the_head_and_received(padaherang: Puskesmas) -> None:
    ketua, head = padaherang.actor(Role.KETUA), padaherang.actor(Role.KEPALA)
    plan = planned(padaherang)
    act = lambda: actions.report(ketua, plan, form_key=uuid4())  # noqa: E731
    assert "sesudah direalisasikan" in refuses(Refused, act)
    assert "belum dilaporkan" in refuses(Refused, lambda: actions.receive_report(head, plan))
    realised(padaherang, plan)
    assert act().pk == act().pk
    actions.take_back_report(ketua, plan)
    assert report_of(plan) is None
    act()
    for _ in range(2):
        actions.receive_report(head, plan, "Lanjutkan")
    made = report_of(plan)
    assert made is not None
    assert (made.note, made.received_by) == ("Lanjutkan", padaherang.staff[Role.KEPALA])
    assert "sudah diterima" in refuses(Refused, lambda: actions.take_back_report(ketua, plan))
    actions.take_back_receipt(head, plan)
    actions.take_back_report(ketua, plan)
    sentences = HistoryLine.objects.filter(subject_id=plan.pk).values_list("sentence", flat=True)
    assert sum("diterima kepala" in one for one in sentences) == 1


@pytest.mark.django_db
def test_the_screens_and_papers_of_answering_and_reporting(padaherang: Puskesmas) -> None:
    crowd = _crowd(padaherang)
    plan = _made(padaherang, *crowd.values())
    sari, there = browser_of(padaherang, Role.PETUGAS), reverse("remedy:answering", args=[plan.pk])
    page = readable(sari.get(there))
    assert "5 penyampai" in page
    assert crowd["citra"].number in page
    form = {"form_key": str(uuid4()), "text": "[isi]", "board_text": WORDS.board_text}
    assert "Lengkapi dahulu bagian «[isi]»" in readable(sari.post(there, form))
    form["text"] = WORDS.text
    page = readable(sari.post(there, form, follow=True))
    assert "5 siap dikirim" in page
    phones = readable(sari.get(reverse("remedy:phones", args=[plan.pk])))
    assert "Citra" in phones
    assert "Memuat nama dan nomor telepon warga" in " ".join(phones.split())
    board = " ".join(readable(sari.get(reverse("remedy:board", args=[plan.pk]))).split())
    assert WORDS.board_text in board
    assert "Budi" not in board
    assert crowd["budi"].number in board
    sari.post(reverse("remedy:send-answers", args=[plan.pk]))
    page = readable(sari.post(reverse("remedy:post-board", args=[plan.pk]), follow=True))
    assert "2 sudah sampai" in page
    ketua, head = browser_of(padaherang, Role.KETUA), browser_of(padaherang, Role.KEPALA)
    ketua.post(reverse("remedy:report", args=[plan.pk]), {"form_key": str(uuid4())})
    receive = reverse("remedy:receive-report", args=[plan.pk])
    assert "Lanjutkan" in readable(head.post(receive, {"catatan": "Lanjutkan"}, follow=True))
    with CaptureQueriesContext(connection) as asked:
        head.get(reverse("remedy:plan", args=[plan.pk]))
    assert len(asked) < 60
    paper = " ".join(readable(head.get(reverse("remedy:report-paper", args=[plan.pk]))).split())
    for words in ("LAPORAN TINDAK LANJUT", "Papan pengumuman", "Diterima", "Lanjutkan"):
        assert words in paper
    assert "Citra" not in paper
    agus = browser_of(padaherang, Role.PJ_UNIT)
    assert "Apakah keluhannya berkurang" not in readable(
        agus.get(reverse("remedy:plan", args=[plan.pk]))
    )


@pytest.mark.django_db
def test_the_recap_of_criticism_names_nobody_and_leaves_staff_cases_out(
    padaherang: Puskesmas,
) -> None:
    today = timezone.localdate()
    person = _person(padaherang, "Rohayati", "+6281100000009")
    said = _said(padaherang, "whatsapp", person)
    about = _said(padaherang, "whatsapp", person)
    texts = "Saya Rohayati 0811-0000-0009, tolong kursi ditambah. " + "Panjang sekali. " * 90
    Entry.objects.filter(pk=said.pk).update(kind="saran", text=texts)
    Entry.objects.filter(pk=about.pk).update(kind="kritik", text="Perawat kasar")
    head = padaherang.staff[Role.KEPALA].pk
    book.name_accused(padaherang.actor(), about, [head], padaherang.staff[Role.KETUA].pk)
    plan = realised(padaherang, planned(padaherang, entry_ids=[said.pk]), Role.KETUA)
    actions.prepare_answers(padaherang.actor(), plan, WORDS, form_key=uuid4())
    actions.send_answers(padaherang.actor(), plan)
    Reply.objects.update(given_at=timezone.now())
    ketua, there = browser_of(padaherang, Role.KETUA), reverse("remedy:critiques")
    asked = {"dari": str(today - timedelta(days=9)), "sampai": str(today)}
    paper = " ".join(readable(ketua.get(there, asked)).split())
    sheet = readable(ketua.get(there, {**asked, "bentuk": "xlsx", "isi": "semua"}))
    for page in (paper, sheet):
        assert "tolong kursi ditambah" in page
        assert plan.number in page
        assert "loket obat kini dua" in page
        for secret in ("Rohayati", "0811", "Perawat kasar", about.number):
            assert secret not in page
    assert "LAMPIRAN" in paper
    nothing = {"dari": "2024-01-01", "sampai": "2024-01-31"}
    assert "NIHIL" in readable(ketua.get(there, nothing))
    for odd in ({}, {"dari": "²", "sampai": "x"}, {"dari": "2026-02-01", "sampai": "2026-01-01"}):
        assert "Pilih tanggal" in readable(ketua.get(there, odd, follow=True))


@pytest.mark.django_db
def test_a_paper_for_the_head_leaves_out_a_plan_about_the_head(padaherang: Puskesmas) -> None:
    entry = _said(padaherang, "whatsapp", _person(padaherang, "Ana", "+6281100000001"))
    head, stand_in = padaherang.staff[Role.KEPALA], padaherang.staff[Role.KETUA]
    book.name_accused(padaherang.actor(), entry, [head.pk], stand_in.pk)
    plan = planned(padaherang, problem="Rahasia perkara", entry_ids=[entry.pk])
    realised(padaherang, plan, Role.KETUA)
    ketua, year = browser_of(padaherang, Role.KETUA), {"tahun": plan.year}
    assert "1 RTL tidak ikut dalam tabel cetak" in readable(
        ketua.get(reverse("remedy:plans"), year)
    )
    for form in ("", "xlsx"):
        table = readable(ketua.get(reverse("remedy:paper"), {**year, "bentuk": form}))
        assert "Rahasia perkara" not in table
    sheet = " ".join(readable(ketua.get(reverse("remedy:report-paper", args=[plan.pk]))).split())
    assert "a.n." in sheet
    assert head.name not in sheet
    for name in ("report-paper", "answering", "board", "phones"):
        there = reverse(f"remedy:{name}", args=[plan.pk])
        assert browser_of(padaherang, Role.KEPALA).get(there).status_code == 404
