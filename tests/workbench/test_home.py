"""The first screen of the day: each role meets its own work first, and no more than it may."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.models import Role
from tanggap.inbox.models import Message
from tanggap.logbook.actions import write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Accused, Entry
from tanggap.remedy.actions.meeting import write_minutes
from tanggap.workbench import home, weeks
from tests.people import Puskesmas
from tests.remedy import gatherings
from tests.workbench.said import said
from tests.workbench.signing_in import browser_of


def written(here: Puskesmas, text: str, days_ago: int = 0, **fields: object) -> Entry:
    at = timezone.now() - timedelta(days=days_ago)
    message = said(here, None, text)
    Message.objects.filter(pk=message.pk).update(sent_at=at, received_at=at)
    message.refresh_from_db()
    draft = EntryDraft(kind="keluhan", text=text, **fields)  # type: ignore[arg-type]
    return write_down(here.actor(), draft, [message], form_key=uuid4(), at=at)


def words_for(here: Puskesmas, role: Role) -> dict[str, int]:
    return {task.words: task.count for task in home.tasks(here.actor(role), here.facility)}


@pytest.mark.parametrize("role", list(Role))
def test_home_opens_for_every_role_with_all_five_steps(padaherang: Puskesmas, role: Role) -> None:
    written(padaherang, "Antrean lama.", days_ago=40)
    page = browser_of(padaherang, role).get("/").content.decode()
    assert "Puskesmas Padaherang" in page
    for step in ("media", "merekap", "Menganalisis", "Mendiskusikan", "Menindaklanjuti"):
        assert step in page


def test_the_petugas_meets_what_waits_at_triage_and_what_is_late(padaherang: Puskesmas) -> None:
    written(padaherang, "Antrean lama.", days_ago=40)
    said(padaherang, None, "Obat habis.")
    waits = words_for(padaherang, Role.PETUGAS)
    assert waits["pesan menunggu dipilah"] == 1
    assert waits["entri lewat waktu"] == 1


def test_the_head_meets_red_entries_but_not_the_triage(padaherang: Puskesmas) -> None:
    written(padaherang, "Bayi demam tidak dilayani.", severity="merah")
    said(padaherang, None, "Obat habis.")
    waits = words_for(padaherang, Role.KEPALA)
    assert waits["entri merah belum selesai"] == 1
    assert "pesan menunggu dipilah" not in waits


def test_who_heads_a_unit_meets_the_entries_of_that_unit_alone(padaherang: Puskesmas) -> None:
    written(padaherang, "Poli umum lama.", days_ago=40, units=(padaherang.units["UKP"].pk,))
    written(padaherang, "Posyandu jauh.", days_ago=40, units=(padaherang.units["UKM"].pk,))
    assert words_for(padaherang, Role.PJ_UNIT)["entri lewat waktu"] == 1


def test_the_admin_meets_what_is_not_set_yet(padaherang: Puskesmas) -> None:
    waits = words_for(padaherang, Role.ADMIN)
    assert "belum ada saluran yang aktif" in waits
    assert "SK Tim belum diisi" in waits


def test_the_reminder_of_the_second_step_is_no_work_that_waits(padaherang: Puskesmas) -> None:
    actor = padaherang.actor(Role.KEPALA)
    assert home.tasks(actor, padaherang.facility) == []
    page = browser_of(padaherang, Role.KEPALA).get("/").content.decode()
    waits, guard = page.index("Tidak ada yang menunggu Anda"), page.index("verifikasi dua langkah")
    assert waits < guard
    assert home.own_guard(padaherang.actor(Role.PETUGAS), padaherang.facility) is None


def test_what_waits_stands_above_the_signs_of_the_site(padaherang: Puskesmas) -> None:
    written(padaherang, "Antrean lama.", days_ago=40)
    page = browser_of(padaherang, Role.KEPALA).get("/").content.decode()
    assert page.index("entri lewat waktu") < page.index("Cadangan belum diatur")


def test_a_line_in_trouble_shows_in_the_first_step(padaherang: Puskesmas) -> None:
    line = padaherang.line("wa_handphone")
    line.trouble = "Kartu habis masa aktif"
    line.save()
    first = home.stages(padaherang.actor(), timezone.localdate())[0]
    assert [told.words for told in first.lines] == ["1 saluran aktif", "1 saluran terganggu"]


def test_the_accused_meets_the_entry_in_no_list_and_no_count(padaherang: Puskesmas) -> None:
    entry = written(padaherang, "Petugas loket membentak ibu.", days_ago=40, severity="merah")
    Accused.objects.create(entry=entry, staff=padaherang.staff[Role.PETUGAS])
    page = browser_of(padaherang, Role.PETUGAS).get("/").content.decode()
    assert entry.number not in page
    assert "membentak" not in page
    assert "entri lewat waktu" not in words_for(padaherang, Role.PETUGAS)
    assert weeks.picture(padaherang.actor(), timezone.localdate()) is None


def test_another_health_centre_sees_none_of_it(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    entry = written(padaherang, "Antrean lama.", days_ago=40)
    assert entry.number not in browser_of(sumbersari, Role.PETUGAS).get("/").content.decode()


def test_the_weeks_are_drawn_to_one_scale_and_stacked() -> None:
    monday = date(2026, 5, 4)
    counts = Counter({(monday, "keluhan"): 3, (monday, "saran"): 1})
    first = weeks.draw(counts, monday, ["keluhan", "saran"])[0]
    assert first.total == 4
    assert sum(block.height for block in first.blocks) == weeks.HEIGHT
    assert first.blocks[1].y + first.blocks[1].height == first.blocks[0].y


def test_the_week_begins_on_monday() -> None:
    assert home.week_of(date(2026, 5, 17)) == (date(2026, 5, 11), date(2026, 5, 17))


def test_the_components_page_opens_for_whoever_is_signed_in(padaherang: Puskesmas) -> None:
    page = browser_of(padaherang, Role.ADMIN).get("/komponen/")
    assert "Isian yang keliru" in page.content.decode()


def test_the_meeting_waits_for_the_ketua_to_close_and_for_the_head_to_discuss(
    padaherang: Puskesmas,
) -> None:
    gatherings.teams(padaherang)
    held = gatherings.called(padaherang)
    point = held.points.all()[0]
    draft = gatherings.minutes(held, gatherings.said(point, "Antre", "Tambah loket"))
    write_minutes(padaherang.actor(), held, draft)
    ketua, head = browser_of(padaherang, Role.KETUA), browser_of(padaherang, Role.KEPALA)
    assert "notulen menunggu Anda tutup" in ketua.get("/").content.decode()
    gatherings.closed(padaherang, held)
    page = head.get("/").content.decode()
    assert "hasil pertemuan menunggu dibahas dengan Anda" in page
    assert "notulen ditutup, belum dibahas dengan kepala" in page
