"""Plans on the screen and on paper: written, done, judged, corrected, printed."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from tanggap.base.models import Role
from tanggap.logbook import actions as book
from tanggap.remedy.models import Plan
from tests.crawling import readable
from tests.people import Puskesmas
from tests.recap.weeks import written
from tests.remedy.plans import judged, planned, realised
from tests.workbench.signing_in import browser_of

pytestmark = pytest.mark.django_db


def test_a_plan_is_written_done_and_judged_on_the_screen(padaherang: Puskesmas) -> None:
    ketua, today = browser_of(padaherang, Role.KETUA), timezone.localdate()
    entry = written(padaherang, today)
    new = reverse("remedy:new")
    assert entry.number in readable(ketua.get(new, {"entri": entry.pk}))
    form = {"form_key": str(uuid4()), "problem": "Kursi kurang", "action": "Beli kursi"}
    form |= {"person": padaherang.staff[Role.PJ_UNIT].pk, "unit": padaherang.units["UKP"].pk}
    form |= {"begins_on": today.isoformat(), "entries": entry.number}
    assert "Masalah" in readable(ketua.post(new, form))
    assert not Plan.objects.exists()
    form["ends_on"] = (today + timedelta(days=9)).isoformat()
    for _ in range(2):
        page = readable(ketua.post(new, form, follow=True))
    plan = Plan.objects.get()
    assert plan.number in page
    assert entry.number in page
    agus = browser_of(padaherang, Role.PJ_UNIT)
    done = {"form_key": str(uuid4()), "done_on": today.isoformat(), "text": "Kursi dibeli"}
    done["proofs"] = SimpleUploadedFile("nota.txt", b"nota", "text/plain")
    assert "nota.txt" in readable(
        agus.post(reverse("remedy:realise", args=[plan.pk]), done, follow=True)
    )
    head, there = browser_of(padaherang, Role.KEPALA), reverse("remedy:evaluate", args=[plan.pk])
    said = {"form_key": str(uuid4()), "judged_on": today.isoformat(), "result": "tidak"}
    assert "Isi bila hasilnya tidak sesuai." in readable(head.post(there, said))
    said |= {"reason": "Masih kurang", "correction": "Beli lagi", "ends_on": form["ends_on"]}
    said["person"] = str(form["person"])
    page = readable(head.post(there, said, follow=True))
    assert "Siklus 2" in page
    assert "diperbaiki oleh RTL 2/" in page
    undo = reverse("remedy:take-back-evaluation", args=[plan.pk])
    assert "menunggu evaluasi lagi" in readable(head.post(undo, follow=True))


def test_the_list_begins_with_what_is_overdue_and_filters(padaherang: Puskesmas) -> None:
    late, running = planned(padaherang, ends_in=-2), planned(padaherang)
    head, there = browser_of(padaherang, Role.KEPALA), reverse("remedy:plans")
    page = readable(head.get(there, {"tahun": late.year}))
    assert page.index(f">{late.number}<") < page.index(f">{running.number}<")
    assert "Lewat waktu 2 hari" in page
    page = readable(head.get(there, {"tahun": late.year, "keadaan": "berjalan"}))
    assert f">{late.number}<" not in page
    for odd in ({"tahun": "²"}, {"unit": "9" * 40}, {"keadaan": "x"}):
        assert head.get(there, odd).status_code == 200


def test_papers_hold_every_column_and_long_tables_go_on(padaherang: Puskesmas) -> None:
    first = realised(padaherang, planned(padaherang, problem="Panjang sekali " * 60))
    judged(padaherang, first, fits=False)
    one = Plan.objects.get(pk=first.pk)
    for at in range(3, 103):
        one.pk, one.first_id, one.sequence, one.form_key = one.pk + 1, one.pk + 1, at, uuid4()
        one.save(force_insert=True)
    head, year = browser_of(padaherang, Role.KEPALA), {"tahun": first.year}
    there = reverse("remedy:paper")
    answer = head.get(there, year)
    page = " ".join(readable(answer).split())
    for words in ("RENCANA TINDAK LANJUT", "Tindakan perbaikan", "Masih antre 50 menit", "102/"):
        assert words in page
    assert "Masih antre 50 menit" in readable(head.get(there, {**year, "bentuk": "xlsx"}))
    word = Document(BytesIO(head.get(there, {**year, "bentuk": "docx"}).content)).tables[0]
    assert len(word.rows) == 103
    assert "Masih antre 50 menit" in word.rows[-1].cells[11].text + word.rows[1].cells[11].text
    assert "Halaman 2 dari 4, 102 RTL" in readable(
        head.get(reverse("remedy:plans"), {**year, "hal": "2"})
    )
    own = readable(head.get(reverse("remedy:plan-paper", args=[first.pk])))
    assert "Siklus 2" in own
    assert "Tindak lanjuti (Act)" in own
    with CaptureQueriesContext(connection) as asked:
        head.get(reverse("remedy:plans"), year)
    assert len(asked) < 40


def test_the_accused_reads_no_plan_of_the_case(padaherang: Puskesmas) -> None:
    entry = written(padaherang, timezone.localdate())
    stand_in = padaherang.staff[Role.KETUA].pk
    book.name_accused(padaherang.actor(), entry, [padaherang.staff[Role.KEPALA].pk], stand_in)
    plan = planned(padaherang, problem="Rahasia perkara", entry_ids=[entry.pk])
    head = browser_of(padaherang, Role.KEPALA)
    for name, args in (
        ("plans", []),
        ("paper", []),
        ("plan", [plan.pk]),
        ("plan-paper", [plan.pk]),
    ):
        answer = head.get(reverse(f"remedy:{name}", args=args), {"tahun": plan.year})
        assert "Rahasia perkara" not in readable(answer)
        assert answer.status_code == (404 if args else 200)
    assert plan.number not in readable(head.get(reverse("base:history")))
    assert plan.number in readable(browser_of(padaherang, Role.KETUA).get(reverse("base:history")))
