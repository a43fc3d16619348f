"""The monthly meeting: prepared, written by several, carried on, kept from whom it is about."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused, machine
from tanggap.base.models import HistoryLine, Role
from tanggap.logbook import actions as book
from tanggap.logbook.actions import lay_in_topics
from tanggap.logbook.models import Topic
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.models import Meeting, MeetingPoint, Quotation
from tanggap.remedy.meetings.queries import (
    agenda_of,
    handed_to,
    meetings_held,
    on_paper,
    quotable,
    quotations_for,
    standing_of,
)
from tanggap.remedy.meetings.rules import State
from tanggap.remedy.meetings.tools import Whys
from tests.people import Puskesmas
from tests.recap.weeks import written
from tests.remedy.gatherings import (
    MONTH,
    TODAY,
    called,
    closed,
    decided,
    drafted,
    minutes,
    point_of,
    said,
    teams,
)
from tests.remedy.plans import planned

pytestmark = pytest.mark.django_db


def titles(here: Puskesmas, meeting: Meeting, role: Role) -> list[str]:
    return [one.title for one in agenda_of(here.actor(role), meeting)]


def test_calling_a_meeting_invites_both_teams_and_proposes_the_agenda(
    padaherang: Puskesmas,
) -> None:
    teams(padaherang)
    planned(padaherang, -3)
    key, who = uuid4(), padaherang.actor(Role.PETUGAS)
    meeting = actions.call_meeting(who, drafted(padaherang), form_key=key)
    assert actions.call_meeting(who, drafted(padaherang), form_key=key) == meeting
    names = list(meeting.attendees.values_list("name", flat=True))
    assert names == ["Dewi Anggraini", "Sari Melati", "Rina Kusuma"]
    kinds = list(meeting.points.values_list("kind", flat=True))
    assert kinds[0] == "rtl"
    assert kinds[-2:] == ["analisis", "lain"]
    with pytest.raises(Refused, match="sudah ada di daftar"):
        called(padaherang)
    called(padaherang, is_extra=True)


def test_a_meeting_goes_its_way_and_each_step_can_be_taken_back(padaherang: Puskesmas) -> None:
    teams(padaherang)
    ketua, meeting = padaherang.actor(Role.KETUA), called(padaherang)

    def state() -> State:
        return standing_of(Meeting.objects.get(pk=meeting.pk)).state

    assert state() == State.PLANNED
    actions.mark_invited(ketua, meeting)
    assert state() == State.INVITED
    with pytest.raises(Refused, match="Centang dahulu"):
        actions.close_meeting(ketua, meeting)
    closed(padaherang, meeting)
    assert state() == State.CLOSED
    assert list(meetings_held(meeting.facility_id, TODAY, TODAY)) == [meeting]
    head = padaherang.actor(Role.KEPALA)
    with pytest.raises(Refused, match="sebelum pertemuannya"):
        actions.discuss_with_head(head, meeting, TODAY - timedelta(days=1), "Setuju")
    actions.discuss_with_head(head, meeting, TODAY, "Setuju")
    assert state() == State.DISCUSSED
    assert Meeting.objects.get(pk=meeting.pk).by_head
    with pytest.raises(Refused, match="Batalkan pembahasannya"):
        actions.open_meeting_again(ketua, meeting)
    actions.take_back_discussion(ketua, meeting)
    actions.open_meeting_again(ketua, meeting)
    assert state() == State.WRITING
    actions.cancel_meeting(ketua, meeting)
    assert state() == State.CANCELLED
    actions.restore_meeting(ketua, meeting)
    assert not meetings_held(meeting.facility_id, TODAY, TODAY)


def test_what_was_decided_stands_first_on_the_next_agenda_until_it_is_done(
    padaherang: Puskesmas,
) -> None:
    teams(padaherang)
    first = called(padaherang, month=date(2026, 1, 1), held_on=date(2026, 2, 3))
    closed(padaherang, first, "Kursi tunggu ditambah")
    second = called(padaherang, month=date(2026, 2, 1), held_on=date(2026, 3, 3))
    carried = second.points.first()
    assert carried is not None
    assert carried.title == "Keputusan Januari 2026: Kursi tunggu ditambah"
    closed(padaherang, second, "")
    third = called(padaherang, month=date(2026, 3, 1), held_on=date(2026, 4, 3))
    again = third.points.first()
    assert again is not None
    assert again.title == "Keputusan Januari 2026: Kursi tunggu ditambah"
    done = minutes(third, said(again, "Sudah dibeli", is_settled=True))
    actions.write_minutes(padaherang.actor(Role.MUTU), third, done)
    fourth = called(padaherang, month=date(2026, 4, 1), held_on=date(2026, 5, 3))
    assert not fourth.points.filter(kind="keputusan")


def test_a_decision_that_became_a_plan_is_asked_about_as_that_plan(padaherang: Puskesmas) -> None:
    teams(padaherang)
    meeting = called(padaherang)
    point = closed(padaherang, meeting, "Tambah loket")
    plan = planned(padaherang)
    ketua = padaherang.actor(Role.KETUA)
    actions.decide_plan(ketua, point, plan)
    actions.decide_plan(ketua, point, plan)
    assert HistoryLine.objects.filter(action="remedy.decide_plan").count() == 1
    after = called(padaherang, is_extra=True)
    assert list(after.points.values_list("kind", flat=True)) == ["rtl", "analisis", "lain"]


def test_two_who_write_at_once_keep_both_their_words(padaherang: Puskesmas) -> None:
    teams(padaherang)
    meeting = called(padaherang)
    here, there = point_of(padaherang, meeting, "Antre"), point_of(padaherang, meeting, "Kursi")
    people = list(meeting.attendees.all())
    sari, rina = padaherang.actor(Role.PETUGAS), padaherang.actor(Role.MUTU)
    as_rina_sees = minutes(
        meeting,
        said(here, "Lama sekali"),
        said(there, "Kurang lima"),
        conclusion="",
        present=frozenset({people[1].pk}),
    )
    by_sari = minutes(meeting, said(here, "Antre 50 menit"), present=frozenset({people[0].pk}))
    assert actions.write_minutes(sari, meeting, by_sari) == []
    assert actions.write_minutes(rina, meeting, as_rina_sees) == [here.pk]
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.discussion, there.discussion) == ("Antre 50 menit", "Kurang lima")
    assert meeting.attendees.filter(is_present=True).count() == 2
    again = minutes(meeting, said(here, "Antre 50 menit, lama sekali"))
    assert actions.write_minutes(rina, meeting, again) == []


def test_closed_minutes_are_corrected_by_the_ketua_alone_and_history_says_so(
    padaherang: Puskesmas,
) -> None:
    teams(padaherang)
    meeting = called(padaherang)
    point = closed(padaherang, meeting)
    draft = minutes(meeting, said(point, "Dibahas ulang", "Tambah loket"))
    with pytest.raises(Refused, match="Ketua tim yang memperbaikinya"):
        actions.write_minutes(padaherang.actor(Role.PETUGAS), meeting, draft)
    with pytest.raises(NotAllowed):
        actions.close_meeting(padaherang.actor(Role.MUTU), meeting)
    actions.write_minutes(padaherang.actor(Role.KETUA), meeting, draft)
    told = HistoryLine.objects.order_by("-id").first()
    assert told is not None
    assert told.sentence.endswith("diperbaiki sesudah ditutup: pembahasan.")
    with pytest.raises(Refused, match="sudah ditutup"):
        point_of(padaherang, meeting, "Terlambat")


def test_the_accused_meets_no_point_quotation_or_tool_of_the_case(padaherang: Puskesmas) -> None:
    teams(padaherang)
    entry = written(padaherang, MONTH, kind="keluhan", text="Petugas kasar")
    meeting = called(padaherang)
    point = point_of(padaherang, meeting, "Sikap petugas", entry_ids=[entry.pk])
    plan = planned(padaherang, entry_ids=[entry.pk])
    asks = MeetingPoint.objects.create(
        facility=padaherang.facility, meeting=meeting, title="RTL itu", plan=plan, form_key=uuid4()
    )
    ketua = padaherang.actor(Role.KETUA)
    actions.pick_quotation(ketua, meeting, entry, "Petugas kasar")
    tool = Whys("Kasar", ["Lelah"])
    actions.use_tool(ketua, "mengapa", tool, form_key=uuid4(), point=point)
    assert {"Sikap petugas", "RTL itu"} <= {*titles(padaherang, meeting, Role.PETUGAS)}
    book.name_accused(ketua, entry, [padaherang.staff[Role.PETUGAS].pk], None)
    seen = titles(padaherang, meeting, Role.PETUGAS)
    assert not {"Sikap petugas", "RTL itu"} & {*seen}
    sari = padaherang.actor(Role.PETUGAS)
    assert quotations_for(sari, meeting) == []
    with pytest.raises(Refused, match="tidak ada"):
        actions.use_tool(sari, "mengapa", tool, form_key=uuid4(), point=point)
    with pytest.raises(Refused, match="tidak ada"):
        actions.drop_point(sari, point)
    every = agenda_of(ketua, meeting)
    kept = on_paper(every, handed_to(meeting))
    assert {one.pk for one in every} - {one.pk for one in kept} == {point.pk, asks.pk}


def test_what_is_proposed_counts_nothing_that_names_a_member_of_staff(
    padaherang: Puskesmas,
) -> None:
    lay_in_topics(machine(padaherang.facility.pk))
    topic = Topic.objects.values_list("pk", flat=True)[0]
    plain = written(padaherang, MONTH, kind="keluhan", text="Antre", topics=[topic])
    named = written(padaherang, MONTH, kind="keluhan", text="Kasar", topics=[topic])
    ketua = padaherang.actor(Role.KETUA)
    book.name_accused(ketua, named, [padaherang.staff[Role.PETUGAS].pk], None)
    point = called(padaherang, Role.KETUA).points.get(kind="analisis")
    assert ": 1 kali (bulan lalu 0)." in point.title
    assert list(quotable(ketua)) == [plain]


def test_a_quotation_is_released_by_a_person_and_by_nobody_else(padaherang: Puskesmas) -> None:
    entry = written(padaherang, MONTH, kind="keluhan", text="Antre dua jam")
    meeting, sari = called(padaherang), padaherang.actor(Role.PETUGAS)
    one = actions.pick_quotation(sari, meeting, entry, "Antre dua jam")
    assert one.released_at is None
    actions.release_quotation(sari, one, "Antre lama", seen="", is_released=True)
    one.refresh_from_db()
    assert one.text == "Antre lama"
    assert one.released_by == padaherang.staff[Role.PETUGAS]
    actions.drop_quotation(sari, one)
    again = actions.pick_quotation(sari, meeting, entry, "Antre dua jam")
    assert (again.released_at, Quotation.objects.count()) == (None, 1)


def test_photos_are_kept_thrown_away_and_let_go_after_a_week(padaherang: Puskesmas) -> None:
    meeting, sari, key = called(padaherang), padaherang.actor(Role.PETUGAS), uuid4()
    for _ in range(2):
        file = SimpleUploadedFile("rapat.pdf", b"%PDF-1.4", "application/pdf")
        photo = actions.keep_photo(sari, meeting, form_key=key, file=file)
    assert meeting.photos.count() == 1
    actions.remove_photo(sari, photo)
    actions.put_back_photo(sari, photo)
    actions.remove_photo(sari, photo)
    photo.refresh_from_db()
    here = machine(meeting.facility_id)
    assert actions.let_go_of_photos(here, timezone.now() + timedelta(days=8)) == 1
    assert not meeting.photos.exists()


def test_another_health_centre_touches_no_meeting(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    meeting = called(padaherang)
    stranger = sumbersari.actor(Role.KETUA)
    with pytest.raises((NotAllowed, Refused)):
        actions.mark_invited(stranger, meeting)
    with pytest.raises((NotAllowed, Refused)):
        actions.drop_point(stranger, meeting.points.all()[0])
    assert decided(padaherang, meeting, "Ya").decision == "Ya"
