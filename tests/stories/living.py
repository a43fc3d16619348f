"""The quarter of Padaherang, chapter by chapter: from the first call to the pack for an auditor.

Dr. Hasan is the head, Dewi the ketua of the team, Sari its petugas, Rina of the Tim Mutu, Agus
carries the plans out, Wawan audits. Each chapter is played through the real acts and screens,
and the papers are read as a reader has them. A test lives through it; so does the gallery.
"""

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tanggap.base.models import Role
from tanggap.evidence import jobs
from tanggap.evidence.keeping import paths_of
from tanggap.evidence.models import Pack
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry
from tanggap.procedures import actions as office
from tanggap.procedures.actions import Head
from tanggap.procedures.models import Checklist, Round
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.models import Plan
from tanggap.reply.actions import mark_given, sent_by_hand
from tanggap.reply.models import Reply
from tests.forms_on_pages import forms_on
from tests.recap.weeks import corrected
from tests.remedy.gatherings import teams
from tests.stories.quarter import FIRST, LAST, Quarter, moment, photo

SLOW = "Antre loket lama, dari jam tujuh belum dipanggil"
SITI, RUDI, PHONE = "Bu Siti Aminah", "Pak Rudi Hartono", "0812-7777-0002"
LOKET, OBAT = "Buka loket kedua Senin–Selasa", "Hitung sisa obat tiap Senin"


@dataclass(frozen=True)
class Lived:
    """What the quarter left behind, for those who come after it."""

    checklist: Checklist
    plan: Plan
    mended: Plan


def live_through(q: Quarter) -> Lived:
    """Play the quarter from its first day to the day after its last."""
    checklist = the_means_are_made_ready(q)
    the_first_week_brings_something_through_every_door_and_a_meeting(q)
    a_closed_week_keeps_its_numbers_and_the_next_one_tells_what_came_later(q)
    the_second_meeting_is_asked_what_became_of_the_first_ones_decision(q)
    plan = a_decision_becomes_a_plan_that_stems_from_what_people_said(q)
    a_plan_is_carried_out_while_one_week_is_missed_and_one_is_nihil(q, plan)
    mended = what_was_done_did_not_help_and_is_corrected(q, plan)
    the_missed_week_is_talked_of_and_made_up_and_says_that_it_is_late(q)
    a_plan_that_was_good_needs_no_second(q)
    the_one_who_is_complained_of_meets_nothing_of_it(q)
    everybody_behind_the_plan_is_answered_by_their_own_way(q, mended)
    the_correction_fits_and_the_head_has_it_on_paper(q, plan, mended)
    the_auditor_is_offered_what_can_be_proved_and_decides(q, checklist)
    the_pack_of_the_quarter_lists_what_is_missing_and_binds_the_rest(q)
    return Lived(checklist, plan, mended)


# ---------------------------------------------------------------- April


def the_means_are_made_ready(q: Quarter) -> Checklist:
    teams(q.here)
    q.open_doors()
    lead, head = q.here.actor(Role.KETUA), q.here.actor(Role.KEPALA)
    for kind, number in (("sk", "440/006"), ("pedoman", "440/005"), ("sk_tim", "440/007")):
        since = FIRST - timedelta(days=30)
        told = Head(kind, "Umpan Balik", number=number, issued_on=since, valid_from=since)
        office.register(lead, told, form_key=uuid4(), is_signed=True)
    draft = office.start_from_sample(lead, "umpan_balik", form_key=uuid4())
    sop = office.enact(head, draft, number="440/422", issued_on=q.today, valid_from=q.today)
    paper = q.paper(Role.AUDITOR, reverse("procedures:document-printed", args=[sop.pk]))
    assert "440/422" in paper
    assert "1 April 2026" in paper
    q.look_at_the_doors()
    q.tell_the_public("Ruang tunggu, sebelum loket dibuka", 40)
    auditor = q.here.actor(Role.AUDITOR)
    return office.make_checklist(auditor, sop, form_key=uuid4(), number="440/422-DT")


def the_first_week_brings_something_through_every_door_and_a_meeting(q: Quarter) -> None:
    q.on(4, 6)
    call = {
        "form_key": uuid4(),
        "line": q.lines["phone"].pk,
        "phone": PHONE,
        "name": RUDI,
        "kind": "keluhan",
        "text": "Telepon tidak diangkat ketika menanyakan jadwal imunisasi",
        "unit": q.here.units["UKP"].pk,
        "then": "buku",
    }
    assert "001/" in q.press(Role.PETUGAS, "workbench:phone", **call)
    called = Entry.objects.get()
    book.give_receipt(q.here.actor(), called, "spoken")
    q.answered(called, "Jadwal imunisasi: tiap Selasa.", "call")
    q.on(4, 7, 8, 30)
    said = q.chat(SITI, "+62 812-7777-0001", (moment(q.today, 8, 6), SLOW))
    q.answered(q.entry(said, "antrean_lama"), "Terima kasih, kami periksa.")
    q.on(4, 8, 13)
    first = q.call_meeting("2026-03", q.today)
    q.hold(first, {"analisis": ("Belum ada angka", "Kotak saran dibuka tiap Senin")})
    q.on(4, 9)
    slip = q.entry(q.came("box", "Toilet lobi bau"), "kebersihan_toilet", "saran")
    q.answered(slip, "Toilet dibersihkan tiap dua jam.", "notice")


def a_closed_week_keeps_its_numbers_and_the_next_one_tells_what_came_later(q: Quarter) -> None:
    q.on(4, 13)
    week = reverse("recap:week", args=["2026-04-06"])
    assert week in q.page(Role.KETUA, "/")
    done = q.press(Role.KETUA, "recap:close", "2026-04-06", remarks="Loket ramai Selasa pagi.")
    assert "ditutup dan ditandatangani Dewi Anggraini" in done
    q.press(Role.KEPALA, "recap:see", "2026-04-06")
    before = q.recap_paper(4, 6)
    assert "3 entri: 3 sudah dijawab" in before
    assert "Loket ramai Selasa pagi." in before
    assert "Diketahui pada layar oleh dr. Hasan Basri" in before
    q.on(4, 14)
    slow = Entry.objects.get(text=SLOW)
    corrected(q.here, slow, severity="kuning")
    q.on(4, 15)
    for text in ("Antre loket sampai dua jam", "Loket hanya satu, antre sampai luar"):
        slow = q.entry(q.came("walk_in", text, RUDI, PHONE), "antrean_lama")
        q.answered(slow, "Kami bahas pada rapat bulanan.", "face")
    praise = q.entry(q.came("box", "Bidan ramah sekali"), "pujian", "pujian")
    q.answered(praise, "Terima kasih, kami sampaikan.", "notice")
    q.on(4, 20)
    q.week(4, 13)
    after = q.recap_paper(4, 13)
    assert "Susulan minggu lalu" in after
    assert "Tingkat: Hijau (ringan) → Kuning (sedang)." in after
    assert "Kuning" not in q.recap_paper(4, 6).split("Daftar entri")[0]
    for monday, closing in (((4, 20), (4, 27)), ((4, 27), (5, 4))):
        q.on(*closing)
        q.week(*monday)
    assert "NIHIL" in q.recap_paper(4, 20)
    printed = q.paper(
        Role.PETUGAS, reverse("workbench:paper-book"), judul="rekap",
        dari="2026-04-01", sampai="2026-04-30", bentuk="pdf",
    )  # fmt: skip
    for told in ("Toilet lobi bau", SLOW, "Anonim", "001/"):
        assert told in printed, told


# ---------------------------------------------------------------- meetings and a plan


def the_second_meeting_is_asked_what_became_of_the_first_ones_decision(q: Quarter) -> None:
    q.on(5, 4, 10)
    q.look_at_the_doors()
    second = q.call_meeting("2026-04", date(2026, 5, 6))
    invited = q.paper(Role.PETUGAS, reverse("meeting:invitation", args=[second.pk]))
    for told in (
        "Rabu, 6 Mei 2026",
        "13.00",
        "Keputusan Maret 2026: Kotak saran dibuka tiap Senin",
        "Antrean lama",
        "Tim Mutu",
    ):
        assert told in invited, told
    analysed = q.paper(Role.MUTU, reverse("analysis:paper"), bulan="2026-04")
    assert "April 2026" in analysed
    assert "Antrean lama" in analysed


def a_decision_becomes_a_plan_that_stems_from_what_people_said(q: Quarter) -> Plan:
    q.on(5, 6, 13)
    second = Meeting.objects.latest("pk")
    said = {"Kotak saran": ("Sudah berjalan", ""), "Antrean": ("Satu loket", LOKET)}
    points = q.hold(second, said)
    assert points[0].title.startswith("Keputusan Maret 2026")
    behind = Entry.objects.filter(topics__key="antrean_lama").order_by("sequence")
    numbers = [one.number for one in behind]
    assert len(numbers) == 3
    q.plan_decided(points[1], LOKET, date(2026, 5, 20), numbers)
    plan = Plan.objects.get()
    noted = q.paper(Role.PETUGAS, reverse("meeting:minutes-printed", args=[second.pk]))
    for told in ("NOTULEN", LOKET, "1/2026", "Setuju, laporkan"):
        assert told in noted, told
    return plan


# ---------------------------------------------------------------- May


def a_plan_is_carried_out_while_one_week_is_missed_and_one_is_nihil(q: Quarter, plan: Plan) -> None:
    q.on(5, 11)
    q.week(5, 4)
    q.on(5, 12)
    empty = q.entry(q.came("walk_in", "Obat darah tinggi kosong", RUDI, PHONE), "obat_kosong")
    q.answered(empty, "Obat datang besok.", "face")
    q.on(5, 20)
    done = {"form_key": uuid4(), "text": "Loket kedua dibuka Senin", "done_on": "2026-05-20"}
    q.press(Role.PJ_UNIT, "remedy:realise", plan.pk, proofs=photo(), **done)
    for monday, closing in (((5, 18), (5, 25)), ((5, 25), (6, 2))):
        q.on(*closing)
        q.week(*monday)
    assert "NIHIL" in q.recap_paper(5, 25)
    assert "1 minggu terlewat" in q.page(Role.KETUA, "/")


def what_was_done_did_not_help_and_is_corrected(q: Quarter, plan: Plan) -> Plan:
    q.on(6, 2, 10)
    judged = {
        "form_key": uuid4(),
        "result": "tidak",
        "judged_on": "2026-06-02",
        "reason": "Masih menunggu 90 menit pada hari Kamis",
        "correction": "Buka loket kedua setiap hari",
        "person": q.here.staff[Role.PJ_UNIT].pk,
        "ends_on": "2026-06-15",
    }
    q.press(Role.KEPALA, "remedy:evaluate", plan.pk, **judged)
    return Plan.objects.get(corrects=plan)


def the_missed_week_is_talked_of_and_made_up_and_says_that_it_is_late(q: Quarter) -> None:
    q.on(6, 2, 11)
    third = q.call_meeting("2026-05", date(2026, 6, 5))
    titles = list(third.points.values_list("title", flat=True))
    assert "1 rekap mingguan terlewat: kapan ditutup, dan mengapa terlewat" in titles
    assert any("Buka loket kedua setiap hari" in one for one in titles)
    q.on(6, 3)
    q.week(5, 11)
    late = q.recap_paper(5, 11)
    assert "DITUTUP TERLAMBAT (seharusnya paling lambat 24 Mei 2026)" in late
    assert "minggu terlewat" not in q.page(Role.KETUA, "/")
    q.on(6, 5, 13)
    q.look_at_the_doors()
    said = {"RTL 2/2026": ("Berjalan sejak 3 Juni", ""), "Obat": ("Permintaan terlambat", OBAT)}
    points = q.hold(third, said)
    medicine = next(one for one in points if one.title.startswith("Obat"))
    q.plan_decided(medicine, OBAT, date(2026, 6, 12), [])
    came = q.paper(Role.PETUGAS, reverse("meeting:attendance", args=[third.pk]))
    assert "5 Juni 2026" in came


# ---------------------------------------------------------------- June


def a_plan_that_was_good_needs_no_second(q: Quarter) -> None:
    good = Plan.objects.get(action=OBAT)
    q.on(6, 8)
    done = {"form_key": uuid4(), "text": "Sisa obat dihitung Senin", "done_on": "2026-06-08"}
    q.press(Role.PJ_UNIT, "remedy:realise", good.pk, **done)
    q.on(6, 8, 15)
    judged = {"form_key": uuid4(), "result": "sesuai", "judged_on": "2026-06-08"}
    q.press(Role.KEPALA, "remedy:evaluate", good.pk, **judged)
    assert not Plan.objects.filter(corrects=good).exists()


def the_one_who_is_complained_of_meets_nothing_of_it(q: Quarter) -> None:
    q.on(6, 9)
    q.week(6, 1)
    q.on(6, 10)
    said = q.came("walk_in", "Bu Dewi membentak ibu saya", RUDI, PHONE)
    case = q.entry(said, "petugas_tidak_ramah")
    book.name_accused(q.here.actor(), case, [q.here.staff[Role.KETUA].pk], None)
    q.answered(case, "Kami tindak lanjuti.", "face")
    q.on(6, 15)
    q.week(6, 8)
    own, heads = q.recap_paper(6, 8, Role.KETUA), q.recap_paper(6, 8, Role.KEPALA)
    assert "NIHIL" in own
    assert f"{case.sequence:03}/UB" not in own
    assert f"{case.sequence:03}/UB" in heads
    assert "membentak" in heads


def everybody_behind_the_plan_is_answered_by_their_own_way(q: Quarter, mended: Plan) -> None:
    q.on(6, 15, 11)
    done = {"form_key": uuid4(), "text": "Loket kedua dibuka tiap hari", "done_on": "2026-06-15"}
    q.press(Role.PJ_UNIT, "remedy:realise", mended.pk, proofs=photo(), **done)
    said = {
        "form_key": uuid4(),
        "text": "Yth. {nama}, nomor {nomor}: loket kedua kini dibuka tiap hari.",
        "board_text": "Loket kedua kini dibuka tiap hari.",
    }
    assert "2 siap dikirim" in q.press(Role.PETUGAS, "remedy:answering", mended.pk, **said)
    phones = q.paper(Role.PETUGAS, reverse("remedy:phones", args=[mended.pk]))
    assert RUDI in phones
    assert SITI not in phones
    q.press(Role.PETUGAS, "remedy:send-answers", mended.pk)
    sari = q.here.actor()
    for one in Reply.objects.filter(given_at=None):
        mark_given(sari, one) if one.way == Reply.Way.CALL else sent_by_hand(sari, one)
    page = q.page(Role.KETUA, reverse("remedy:plan", args=[mended.pk]))
    assert "Semua" in page or "2 sudah sampai" in page


def the_correction_fits_and_the_head_has_it_on_paper(q: Quarter, plan: Plan, mended: Plan) -> None:
    q.on(6, 22)
    q.week(6, 15)
    q.on(6, 26)
    judged = {
        "form_key": uuid4(),
        "result": "sesuai",
        "judged_on": "2026-06-26",
        "reason": "Menunggu 25 menit",
    }
    q.press(Role.KEPALA, "remedy:evaluate", mended.pk, **judged)
    q.press(Role.KETUA, "remedy:report", mended.pk, form_key=uuid4())
    q.press(Role.KEPALA, "remedy:receive-report", mended.pk, catatan="Pertahankan")
    report = q.paper(Role.KEPALA, reverse("remedy:report-paper", args=[mended.pk]))
    for told in ("LAPORAN TINDAK LANJUT", mended.number, "26 Juni 2026", "Pertahankan"):
        assert told in report, told
    cycles = q.paper(Role.KETUA, reverse("remedy:plan-paper", args=[mended.pk]))
    assert cycles.index(plan.number) < cycles.index("Masih menunggu 90 menit")
    assert SITI not in report + cycles
    table = q.paper(Role.MUTU, reverse("remedy:paper"), tahun="2026")
    assert "Tidak sesuai" in table


# ---------------------------------------------------------------- shown to others


def the_auditor_is_offered_what_can_be_proved_and_decides(q: Quarter, checklist: Checklist) -> None:
    q.on(6, 29)
    q.week(6, 22)
    q.on(6, 30)
    steps = list(checklist.sop.steps.all())
    days = {"dari": FIRST.isoformat(), "sampai": LAST.isoformat()}
    typed = {
        "form_key": str(uuid4()),
        "unit": q.here.units["UKP"].pk,
        "performer": "Sari Melati",
        "done_on": LAST.isoformat(),
        "auditee": "Sari Melati",
        "auditor": "Wawan Setiawan",
    }
    there = reverse("evidence:round-new", args=[checklist.pk])
    page = q.page(Role.AUDITOR, there, **days)
    assert "12 dari 12 minggu sudah ditutup: 11 tepat waktu, 1 terlambat" in page
    assert "3 pertemuan dengan notulen tertutup" in page
    taken = q.browser(Role.AUDITOR).post(there, typed | days | {"pakai": "semua"})
    ticked = [one for one in forms_on(taken.content.decode(), there) if "performer" in one.typed]
    assert not Round.objects.exists()
    offered = {name: mark for name, mark in ticked[0].fields.items() if name.startswith("mark_")}
    assert "ya" in offered.values()
    marks = {f"mark_{one.pk}": "ya" for one in steps}
    marks[f"mark_{steps[3].pk}"] = "tidak"
    noted = {f"note_{steps[3].pk}": "Satu rekap terlambat"}
    q.press(Role.AUDITOR, "evidence:round-new", checklist.pk, **typed, **days, **marks, **noted)
    held = Round.objects.get()
    paper = q.paper(Role.AUDITOR, reverse("procedures:round-printed", args=[held.pk]))
    assert "83,3" in paper
    assert "Satu rekap terlambat" in paper


def the_pack_of_the_quarter_lists_what_is_missing_and_binds_the_rest(q: Quarter) -> None:
    q.on(7, 1)
    days = {"dari": FIRST.isoformat(), "sampai": LAST.isoformat(), "form_key": uuid4()}
    q.press(Role.AUDITOR, "evidence:pack-begun", **days)
    jobs.make_next(timezone.now())
    pack = Pack.objects.get()
    assert pack.state == Pack.State.DONE, pack.trouble
    pages = [page.extract_text() for page in PdfReader(paths_of(pack)["pdf"]).pages]
    whole = " ".join(" ".join(pages).split())
    order = ("Yang belum ada", "SOP A:", "Kriteria akreditasi", "REKAPITULASI MINGGUAN", "NOTULEN")
    places = [whole.index(one) for one in order]
    assert places == sorted(places)
    for told in (
        "Siapkan saluran Instagram.",
        "Tidak ada RTL yang ditetapkan pada April 2026.",
        "Simpan bukti realisasi RTL 3/2026.",
        "12 dari 12 minggu sudah ditutup: 11 tepat waktu, 1 terlambat; 12 sudah diketahui kepala.",
        "3 RTL dievaluasi: 2 sesuai, 1 tidak sesuai; 1 di antaranya mempunyai RTL perbaikan.",
        "1 isian, kepatuhan 83,3 %",
    ):
        assert told in whole, told
    with zipfile.ZipFile(paths_of(pack)["zip"]) as held:
        names = held.namelist()
    assert sum("rekap-mingguan_" in one for one in names) == 12
    assert sum("notulen" in one for one in names) == 3
    for secret in (SITI, RUDI, "7777", SLOW, "membentak"):
        assert secret not in whole, secret
