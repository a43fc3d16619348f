"""The procedure's year on the page, in a calendar program and on the handphone."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.models import Role
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Dispatch, Line
from tanggap.recap.actions import close
from tanggap.recap.rules import monday_of
from tanggap.rhythm.actions import (
    OccasionDraft,
    cancel_occasion,
    hold_occasion,
    plan_occasion,
    propose_year,
    wish_reminders,
)
from tanggap.rhythm.jobs import remind_all
from tanggap.rhythm.models import Occasion, ReminderWish
from tanggap.rhythm.queries import WEEKS, dues_between
from tanggap.rhythm.rules import State
from tests.people import Puskesmas
from tests.recap.weeks import written
from tests.remedy.plans import planned
from tests.test_secrecy import accuse
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WIB = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2026, 5, 12, 7, 30, tzinfo=WIB)  # a Tuesday, no holiday


def page(here: Puskesmas, role: Role, name: str = "rhythm:year", **asked: object) -> str:
    answer = browser_of(here, role).get(reverse(name), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_year_teaches_and_one_press_fills_it_once(padaherang: Puskesmas) -> None:
    client = browser_of(padaherang, Role.KETUA)
    year = TODAY.year + 1
    assert "Isi dengan usulan setahun" in page(padaherang, Role.KETUA, tahun=year)
    for _ in range(2):
        said = client.post(reverse("rhythm:proposed"), {"tahun": year}, follow=True)
    assert "Tidak ada lagi yang perlu diusulkan" in said.content.decode()
    assert Occasion.objects.filter(starts_on__year=year).count() == 10
    shown = page(padaherang, Role.AUDITOR, tahun=year)
    assert shown.count("Lokakarya mini lintas sektor") == 4
    assert "Isi dengan usulan" not in shown


def test_a_proposal_taken_back_is_not_proposed_again(padaherang: Puskesmas) -> None:
    lead = padaherang.actor(Role.KETUA)
    for one in propose_year(lead, 2027):
        cancel_occasion(lead, one, is_off=True)
    assert propose_year(lead, 2027) == []


def test_weeks_stand_by_the_last_day_to_close_them(padaherang: Puskesmas) -> None:
    monday = monday_of(TODAY) - timedelta(weeks=4)
    written(padaherang, monday)
    close(padaherang.actor(Role.KETUA), monday)
    actor = padaherang.actor(Role.PETUGAS)
    dues = dues_between(actor, padaherang.facility, monday, monday + timedelta(days=40), TODAY)
    weeks = [one for one in dues if one.group == WEEKS]
    assert [one.state for one in weeks[:3]] == [State.DONE, State.LATE, State.LATE]
    assert weeks[0].day == monday + timedelta(days=13)
    assert weeks[0].is_made_up
    shown = page(padaherang, Role.PETUGAS, tahun=weeks[0].day.year)
    assert "week-made-up" in shown
    assert "selesai, terlambat" in shown
    assert weeks[-1].state == State.COMING


def test_a_gathering_is_changed_held_and_taken_back_by_buttons(padaherang: Puskesmas) -> None:
    client = browser_of(padaherang, Role.PETUGAS)
    data = {"form_key": uuid4(), "kind": "lain", "starts_on": f"{TODAY.year}-12-01"}
    told = client.post(reverse("rhythm:new"), data).content.decode()
    assert "Tulis nama kegiatannya" in told
    data["title"] = "Kunjungan dinas"
    for _ in range(2):
        client.post(reverse("rhythm:new"), data)
    [made] = Occasion.objects.all()
    there = reverse("rhythm:occasion", args=[made.pk])
    client.post(there, {**data, "ends_on": f"{TODAY.year}-12-03", "place": "Aula"})
    client.post(reverse("rhythm:held", args=[made.pk]))
    made.refresh_from_db()
    assert (made.ends_on, made.place, made.held_at is None) == (
        date(TODAY.year, 12, 3), "Aula", False,
    )  # fmt: skip
    client.post(reverse("rhythm:cancelled", args=[made.pk]))
    assert (
        "Kunjungan dinas"
        not in page(padaherang, Role.PETUGAS).split("<main")[1].split("dibatalkan")[-1]
    )
    made.refresh_from_db()
    with pytest.raises(Refused, match="Pulihkan dahulu"):
        hold_occasion(padaherang.actor(), made, was_held=False)


def test_the_calendar_address_shows_once_opens_without_sign_in_and_ends(
    padaherang: Puskesmas,
) -> None:
    lead = padaherang.actor(Role.KETUA)
    plan_occasion(lead, OccasionDraft("rtm", TODAY + timedelta(days=9)), form_key=uuid4())
    client = browser_of(padaherang, Role.KETUA)
    shown = client.post(reverse("rhythm:feed-made"), follow=True).content.decode()
    [address] = set(re.findall(r"/kalender/[\w-]+\.ics", shown))
    assert ".ics" not in client.get(reverse("rhythm:reminders")).content.decode()
    file = Client().get(address)
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "Rapat tinjauan manajemen (RTM)" in file.content.decode().replace("\r\n ", "")
    client.post(reverse("rhythm:feed-made"))
    assert Client().get(address).status_code == 404, "a new address ends the old one"
    assert Client().get(reverse("rhythm:feed", args=["tiada"])).status_code == 404


def test_nobody_reads_of_a_case_that_is_hidden_from_him(padaherang: Puskesmas) -> None:
    case = accuse(padaherang, Role.PETUGAS)
    plan = planned(padaherang, ends_in=3, entry_ids=[case.entry.pk])

    def seen(role: Role) -> bool:
        here, until = padaherang.facility, TODAY + timedelta(days=9)
        dues = dues_between(padaherang.actor(role), here, TODAY, until, TODAY)
        return f"rtl-{plan.pk}" in {one.key for one in dues}

    assert seen(Role.KETUA)
    assert not seen(Role.PETUGAS)


def a_line_that_sends(here: Puskesmas) -> Line:
    settings = {"sendsms_url": "http://127.0.0.1:1/", "username": "u", "password": "p"}
    settings["tanggap_url"] = "http://127.0.0.1:2/"
    return open_line(here.actor(Role.ADMIN), "sms_kannel", "SMS", settings, address="1234")


def test_the_reminder_goes_once_a_working_day_and_names_no_case(padaherang: Puskesmas) -> None:
    written(padaherang, date(2026, 4, 20))
    line = a_line_that_sends(padaherang)
    lead = padaherang.actor(Role.KETUA)
    wish_reminders(lead, line, "+6281234567890")
    at_night, sunday = MORNING.replace(hour=3), MORNING - timedelta(days=2)
    assert remind_all(at_night) == remind_all(sunday) == 0
    for minutes in (0, 15, 30):
        remind_all(MORNING + timedelta(minutes=minutes))
    [sent] = Dispatch.objects.filter(line=line)
    assert sent.text.startswith("Tanggap: ")
    assert "Kursi tunggu" not in sent.text
    assert sent.to == [{"kind": "phone", "value": "+6281234567890"}]
    remind_all(MORNING + timedelta(days=1))
    assert Dispatch.objects.filter(line=line).count() == 2


def test_reminders_are_set_and_ended_on_the_page(padaherang: Puskesmas) -> None:
    client, there = browser_of(padaherang, Role.KETUA), reverse("rhythm:reminders")
    assert "Belum ada saluran yang dapat mengirim sendiri" in client.get(there).content.decode()
    line = a_line_that_sends(padaherang)
    odd = client.post(there, {"line": line.pk, "phone": "rumah"})
    assert "Ini bukan nomor HP" in odd.content.decode()
    client.post(there, {"line": line.pk, "phone": "0812 3456 7890"})
    assert ReminderWish.objects.get().phone == ["+6281234567890"]
    client.post(reverse("rhythm:reminders-ended"))
    assert not ReminderWish.objects.exists()
