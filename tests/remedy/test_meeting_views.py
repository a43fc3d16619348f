"""The screens and papers of the monthly meeting: prepared, run and closed, nothing lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tanggap.base.models import HistoryLine, Role
from tanggap.logbook import actions as book
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.models import Meeting, MeetingPhoto, Quotation, RootCause
from tanggap.remedy.meetings.queries import mark_of_point
from tanggap.remedy.meetings.tools import BONES, Fishbone, Scored, Tool, Usg, Whys
from tanggap.remedy.models import Plan
from tests.forms_on_pages import forms_on
from tests.people import Puskesmas
from tests.reading import words
from tests.recap.weeks import written
from tests.remedy.gatherings import MONTH, TODAY, called, closed, minutes, point_of, said, teams
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db


def test_a_meeting_is_prepared_and_run_from_its_screens(padaherang: Puskesmas) -> None:
    teams(padaherang)
    sari = browser_of(padaherang, Role.PETUGAS)
    assert "Siapkan pertemuan pertama" in sari.get("/rapat/").content.decode()
    new = reverse("meeting:new")
    fields = next(one for one in forms_on(sari.get(new).content.decode(), new) if one.typed).fields
    dewi = padaherang.staff[Role.KETUA].pk
    assert fields["month"] == f"{TODAY:%Y-%m}"  # no book yet of the month before
    assert fields["held_on"] > TODAY.isoformat()
    fields |= {"place": "Aula", "leader": str(dewi), "begins_at": "13:00"}
    fields["held_on"] = TODAY.isoformat()
    fields.pop("is_extra", None)
    page = sari.post(new, fields, follow=True).content.decode()
    meeting = Meeting.objects.get()
    assert "Acara sudah diusulkan" in page
    assert "Rina Kusuma" in page
    assert page.count("button-primary") == 1
    sari.post(reverse("meeting:invited", args=[meeting.pk]))
    home = sari.get(reverse("meeting:meeting", args=[meeting.pk])).content.decode()
    assert "Undangan dibagikan" in home
    assert home.count("button-primary") == 1
    address = reverse("meeting:minutes", args=[meeting.pk])
    point = meeting.points.all()[0]
    sent = {
        "opening": "Dibuka",
        "seen": next(f.fields["seen"] for f in forms_on(sari.get(address).content.decode(), address)
                     if "seen" in f.fields),
        "present": [str(one.pk) for one in meeting.attendees.all()],
        f"bahas-{point.pk}": "Antre lama",
        f"putus-{point.pk}": "Tambah loket",
        f"tanda-{point.pk}": mark_of_point(point),
        "lalu": "selesai",
    }  # fmt: skip
    page = sari.post(address, sent, follow=True).content.decode()
    assert "Notulen disimpan" in page
    assert "3 hadir dari 3" in page
    assert "Ketua tim yang menutup" in page
    ketua = browser_of(padaherang, Role.KETUA)
    page = ketua.post(reverse("meeting:close", args=[meeting.pk]), follow=True).content.decode()
    assert "Catat pembahasan" in page
    assert "Buat RTL dari keputusan ini" in page
    head = browser_of(padaherang, Role.KEPALA)
    decision = {"on": TODAY.isoformat(), "decision": "", "setuju": "1"}
    there = reverse("meeting:discussed", args=[meeting.pk])
    page = head.post(there, decision, follow=True).content.decode()
    assert "kepala sendiri" in page
    assert "Disetujui. RTL dijalankan." in page
    assert "Setujui: RTL" not in page


def test_who_saves_second_sees_both_texts_and_loses_nothing(padaherang: Puskesmas) -> None:
    meeting = called(padaherang)
    point = meeting.points.all()[0]
    old = mark_of_point(point)
    other = minutes(meeting, said(point, "Kata Sari"))
    actions.write_minutes(padaherang.actor(Role.PETUGAS), meeting, other)
    rina, address = browser_of(padaherang, Role.MUTU), reverse("meeting:minutes", args=[meeting.pk])
    sent = {f"bahas-{point.pk}": "Kata Rina", f"putus-{point.pk}": "", f"tanda-{point.pk}": old}
    page = rina.post(address, sent).content.decode()
    assert "ditulis orang lain" in page
    assert "Kata Sari" in page
    assert "Kata Rina" in page
    point.refresh_from_db()
    assert mark_of_point(point) in page
    sent |= {f"tanda-{point.pk}": mark_of_point(point), f"bahas-{point.pk}": "Kata keduanya"}
    rina.post(address, sent)
    point.refresh_from_db()
    assert point.discussion == "Kata keduanya"


def test_what_was_typed_comes_back_when_the_session_ended(padaherang: Puskesmas) -> None:
    meeting = called(padaherang)
    point, sari = meeting.points.all()[0], browser_of(padaherang, Role.PETUGAS)
    sari.cookies.clear()
    address = reverse("meeting:minutes", args=[meeting.pk])
    page = sari.post(address, {f"bahas-{point.pk}": "Panjang sekali"}).content.decode()
    assert "Panjang sekali" in page
    assert "Kirim lagi" in page


def test_papers_hold_what_was_said_and_nothing_of_whom_it_is_about(padaherang: Puskesmas) -> None:
    teams(padaherang)
    entry = written(padaherang, MONTH, kind="keluhan", text="Petugas kasar")
    meeting = called(padaherang)
    secret = point_of(padaherang, meeting, "Sikap seorang petugas", entry_ids=[entry.pk])
    ketua = padaherang.actor(Role.KETUA)
    open_point = meeting.points.all()[0]
    bone = Fishbone("Antre lama", {key: [f"sebab {label}"] for key, label in BONES.items()})
    tools: tuple[Tool, ...] = (Whys("Antre", ["Loket satu"]), Usg([Scored("Antre", 5, 4, 3)]), bone)
    for kind, tool in zip(("mengapa", "usg", "tulang-ikan"), tools, strict=True):
        actions.use_tool(ketua, kind, tool, form_key=uuid4(), point=open_point)
    closed(padaherang, meeting, "Loket kedua dibuka")
    book.name_accused(ketua, entry, [padaherang.staff[Role.PETUGAS].pk], None)
    page = (
        browser_of(padaherang, Role.KETUA)
        .get(reverse("meeting:meeting", args=[meeting.pk]))
        .content.decode()
    )
    assert "1 butir tidak ikut dicetak" in page
    assert secret.title in page
    for role in (Role.KETUA, Role.PETUGAS):
        browser = browser_of(padaherang, role)
        for name in ("invitation", "attendance", "minutes-printed"):
            answer = browser.get(reverse(f"meeting:{name}", args=[meeting.pk]))
            read = words(answer.content)
            assert secret.title not in read
            assert name == "invitation" or "Rina Kusuma" in read
        assert "Loket kedua dibuka" in read
        assert "Akar masalah" in read
        assert "sebab Lingkungan" in read
        for name in ("invitation", "minutes-printed"):
            word = browser.get(reverse(f"meeting:{name}", args=[meeting.pk]), {"bentuk": "docx"})
            assert word.content.startswith(b"PK")
            assert ".docx" in word.headers["Content-Disposition"]
    own = browser_of(padaherang, Role.PETUGAS)
    page = own.get(reverse("meeting:meeting", args=[meeting.pk])).content.decode()
    assert "tidak ikut dicetak" not in page
    assert secret.title not in page


def test_tools_are_filled_in_on_screen_and_one_that_crossed_is_shown(padaherang: Puskesmas) -> None:
    meeting = called(padaherang)
    point, sari = meeting.points.all()[0], browser_of(padaherang, Role.PETUGAS)
    address = reverse("meeting:tool", args=[point.pk, "usg"])
    key = str(uuid4())
    sent = {"form_key": key, "problem-1": "Antre", "u-1": "5", "s-1": "4", "g-1": "4"}
    sent |= {"problem-2": "Kursi", "u-2": "5", "s-2": "5", "g-2": "5"}
    page = sari.post(address, sent, follow=True).content.decode()
    assert page.index("Kursi") < page.index('<th scope="row">Antre')
    cause = RootCause.objects.get()
    assert sari.get(f"{address}?ubah={cause.pk}").status_code == 200
    crossed = sari.post(address, {**sent, "problem-1": "Lain", "seen": "x"}).content.decode()
    assert "diubah orang lain" in crossed
    assert sari.post(address, {"form_key": str(uuid4())}).status_code == 200
    assert RootCause.objects.count() == 1
    sari.post(reverse("meeting:tool-dropped", args=[cause.pk]))
    sari.post(reverse("meeting:tool-put-back", args=[cause.pk]))
    assert RootCause.objects.get().dropped_at is None


def test_a_quotation_is_offered_redacted_and_stands_nowhere_before_release(
    padaherang: Puskesmas,
) -> None:
    text = "Saya Bu Tini, HP 0812-3456-7890, petugas Sari Melati lambat"
    entry = written(padaherang, MONTH, kind="keluhan", text=text)
    meeting, sari = called(padaherang), browser_of(padaherang, Role.PETUGAS)
    sari.post(reverse("meeting:quotation-picked", args=[meeting.pk, entry.pk]))
    one = Quotation.objects.get()
    assert not [sign for sign in ("Tini", "0812", "Sari", "Melati") if sign in one.text]
    read = reverse("meeting:meeting", args=[meeting.pk])
    assert "lambat" not in sari.get(read).content.decode()
    there = reverse("meeting:quotation-released", args=[one.pk])
    sari.post(there, {"text": "petugas lambat", "lepas": "ya"})
    assert "petugas lambat" in sari.get(read).content.decode()
    paper = sari.get(reverse("analysis:paper"), {"bulan": f"{MONTH:%Y-%m}"})
    assert "petugas lambat" in words(paper.content)
    sari.post(reverse("meeting:quotation-dropped", args=[one.pk]))
    assert "petugas lambat" not in sari.get(read).content.decode()


def test_a_photo_is_seen_by_all_who_read_the_meeting(padaherang: Puskesmas) -> None:
    meeting, sari = called(padaherang), browser_of(padaherang, Role.PETUGAS)
    file = SimpleUploadedFile("hadir.pdf", b"%PDF-1.4", "application/pdf")
    sent = {"form_key": str(uuid4()), "kind": "hadir", "attached": file}
    sari.post(reverse("meeting:photo-kept", args=[meeting.pk]), sent)
    photo = MeetingPhoto.objects.get()
    agus = browser_of(padaherang, Role.PJ_UNIT)
    assert agus.get(reverse("meeting:photo", args=[photo.pk])).status_code == 200
    assert (
        "Simpan berkas"
        not in agus.get(reverse("meeting:meeting", args=[meeting.pk])).content.decode()
    )
    assert browser_of(padaherang, Role.ADMIN).get("/rapat/").status_code == 403


def test_a_decision_becomes_a_plan_that_remembers_it(padaherang: Puskesmas) -> None:
    meeting = called(padaherang)
    point = point_of(padaherang, meeting, "Antre obat")
    actions.write_minutes(
        padaherang.actor(Role.PETUGAS), meeting, minutes(meeting, said(point, "", "Tambah loket"))
    )
    dewi, address = (
        browser_of(padaherang, Role.KETUA),
        reverse("meeting:plan-decided", args=[point.pk]),
    )
    fields = next(
        one for one in forms_on(dewi.get(address).content.decode(), address) if one.typed
    ).fields
    assert "Tambah loket" in dewi.get(address).content.decode()
    agus = padaherang.staff[Role.PJ_UNIT].pk
    fields |= {"person": str(agus), "problem": "Antre", "action": "Tambah loket"}
    fields |= {"ends_on": TODAY.isoformat(), "begins_on": TODAY.isoformat()}
    for _ in range(2):
        page = dewi.post(address, fields, follow=True).content.decode()
    plan = Plan.objects.get()
    assert plan.number in page
    there = reverse("remedy:plan", args=[plan.pk])
    assert "Diputuskan pada" in dewi.get(there).content.decode()
    tool = reverse("meeting:plan-tool", args=[plan.pk, "mengapa"])
    sent = {"form_key": str(uuid4()), "problem": "Antre", "why-1": "Loket satu"}
    assert "Akar masalah: Loket satu" in dewi.post(tool, sent, follow=True).content.decode()


def test_every_button_on_the_minutes_saves_first_and_photos_are_kept_there(
    padaherang: Puskesmas,
) -> None:
    meeting = called(padaherang)
    point, dewi = point_of(padaherang, meeting, "Antre"), browser_of(padaherang, Role.KETUA)
    address = reverse("meeting:minutes", args=[meeting.pk])

    def pressed(button: str, **more: Any) -> Any:
        point.refresh_from_db()
        sent = {f"bahas-{point.pk}": f"Kata {button}", f"tanda-{point.pk}": mark_of_point(point)}
        return dewi.post(address, {**sent, "lalu": button, **more})

    tool = reverse("meeting:tool", args=[point.pk, "tulang-ikan"])
    assert pressed(f"alat-tulang-ikan-{point.pk}").headers["Location"] == tool
    here = f"{address}#butir-{point.pk}"
    assert pressed(f"rtl-{point.pk}").headers["Location"] == here
    decided = reverse("meeting:plan-decided", args=[point.pk])
    typed = {f"putus-{point.pk}": "Tambah loket"}
    assert pressed(f"rtl-{point.pk}", **typed).headers["Location"] == decided
    photo = SimpleUploadedFile("rapat.pdf", b"%PDF-1.4", "application/pdf")
    sent = {"attached": photo, "kind": "foto", "form_key": str(uuid4())}
    pressed("foto", **sent)
    assert MeetingPhoto.objects.get().meeting_id == meeting.pk
    point.refresh_from_db()
    assert point.discussion == "Kata foto"


def test_what_is_saved_in_passing_carries_on_and_what_crossed_is_not_written_over(
    padaherang: Puskesmas,
) -> None:
    meeting = called(padaherang)
    first, second = meeting.points.all()[0], point_of(padaherang, meeting, "Antre")
    old = mark_of_point(first)
    other = minutes(meeting, said(first, "Kata Sari"))
    actions.write_minutes(padaherang.actor(Role.PETUGAS), meeting, other)
    rina, address = browser_of(padaherang, Role.MUTU), reverse("meeting:minutes", args=[meeting.pk])
    sent = {
        f"bahas-{first.pk}": "Kata Rina",
        f"tanda-{first.pk}": old,
        f"bahas-{second.pk}": "Loket satu",
        f"tanda-{second.pk}": mark_of_point(second),
        "lalu": "diam",
    }
    page = rina.post(address, sent).content.decode()
    second.refresh_from_db()
    assert second.discussion == "Loket satu"
    assert mark_of_point(second) in page
    assert f'name="tanda-{first.pk}" value="{old}"' in page
    assert "Belum semua tersimpan" in page
    first.refresh_from_db()
    assert first.discussion == "Kata Sari"
    second.refresh_from_db()
    sent |= {f"bahas-{second.pk}": "Loket dua", f"tanda-{second.pk}": mark_of_point(second)}
    rina.post(address, sent)
    told = HistoryLine.objects.filter(subject_id=meeting.pk, by=padaherang.staff[Role.MUTU])
    assert sum("tersimpan sendiri" in one.sentence for one in told) == 1, "not one every save"


def test_what_is_typed_into_the_agenda_stays_when_a_point_is_dropped(padaherang: Puskesmas) -> None:
    meeting = called(padaherang)
    gone = point_of(padaherang, meeting, "Antre")
    kept, sari = meeting.points.exclude(pk=gone.pk)[0], browser_of(padaherang, Role.PETUGAS)
    rows = meeting.points.all()
    sent = {f"urut-{one.pk}": "1" for one in rows} | {f"butir-{one.pk}": "Lain" for one in rows}
    sent[f"butir-{kept.pk}"] = "Diketik baru"
    sari.post(reverse("meeting:point-dropped", args=[gone.pk]), sent)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.title == "Diketik baru"
    assert gone.dropped_at is not None


def test_without_a_team_who_leads_and_who_writes_can_still_be_ticked(
    padaherang: Puskesmas,
) -> None:
    meeting = called(padaherang, role=Role.KETUA)
    assert [one.part for one in meeting.attendees.all()] == ["Pimpinan rapat", "Notulis"]
    ketua = browser_of(padaherang, Role.KETUA)
    page = ketua.get(reverse("meeting:prepare", args=[meeting.pk])).content.decode()
    assert "Belum ada tim yang berlaku" in page
