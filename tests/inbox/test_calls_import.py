"""Importing a call log: who rang in vain waits once to be rung back, until somebody does."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tanggap.base import brought as base_brought
from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.inbox import calls_carrying
from tanggap.inbox.actions import (
    give_up_caller,
    import_calls,
    miss_caller,
    offer_calls,
    reach_caller,
    undo_calls,
    wait_for_caller_again,
    write_in,
)
from tanggap.inbox.calls_forms import is_to_be_rung
from tanggap.inbox.calls_reading import callers_of
from tanggap.inbox.models import CallBack, CallsImport, MissedCall
from tanggap.inbox.queries import call_backs
from tests.channels.test_calls_backup import SITI, call, log
from tests.channels.test_sms_backup import BOMB, MAY_12, backup, sms
from tests.handed import handed
from tests.people import Puskesmas

State = CallsImport.State
MINUTE = 60_000


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.HOME = tmp_path
    monkeypatch.setattr(base_brought, "SLICE_SECONDS", 60)
    yield
    calls_carrying.CARRIER.scans.clear()


def offer(here: Puskesmas, content: bytes) -> CallsImport:
    made = offer_calls(here.actor(), here.line("phone"), **handed(content, "calls-20260512.xml"))
    calls_carrying.finish(made)
    made.refresh_from_db()
    return made


def bring(here: Puskesmas, *calls: str, since: date | None = None) -> CallsImport:
    made = offer(here, log(*calls))
    assert made.state == State.READY, made.trouble
    wanted = [place for place, one in enumerate(callers_of(made)) if is_to_be_rung(one)]
    if wanted or not callers_of(made):
        made = import_calls(here.actor(), made, wanted, since=since)
        calls_carrying.finish(made)
        made.refresh_from_db()
    return made


def waiting(here: Puskesmas) -> dict[str, int]:
    rows = call_backs(here.actor()).filter(ended_at=None)
    return {task.phone: task.times for task in rows}  # type: ignore[attr-defined]


def test_calls_from_one_number_in_any_shape_wait_once_with_how_often_and_when(
    padaherang: Puskesmas,
) -> None:
    bring(
        padaherang,
        call("081234567890"),
        call("+62 812-3456-7890", at=MAY_12 + 2 * MINUTE),
        call("6281234567890", at=MAY_12 + 5 * MINUTE, kind=5),
        call("0856 1111 2222", at=MAY_12 + MINUTE),
    )
    assert waiting(padaherang) == {SITI: 3, "+6285611112222": 1}
    siti = call_backs(padaherang.actor()).get(phone=SITI)
    assert (siti.last_at - siti.first_at) == timedelta(minutes=5)  # type: ignore[attr-defined]


def test_who_was_spoken_with_since_does_not_wait(padaherang: Puskesmas) -> None:
    made = offer(
        padaherang,
        log(call(), call(kind=2, seconds=30, at=MAY_12 + MINUTE), call("0856 1111 2222")),
    )
    by_number = {one.phone: is_to_be_rung(one) for one in callers_of(made)}
    assert by_number == {SITI: False, "+6285611112222": True}


def test_a_call_of_ours_that_nobody_took_leaves_the_caller_waiting(padaherang: Puskesmas) -> None:
    bring(padaherang, call(), call(kind=2, seconds=0, at=MAY_12 + MINUTE))
    assert waiting(padaherang) == {SITI: 1}


def test_a_later_log_adds_what_is_new_and_ends_what_was_spoken_about(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, call(), call("0856 1111 2222"))
    again = bring(padaherang, call(), call(at=MAY_12 + MINUTE), call("0856 1111 2222"))
    assert (again.added, again.known) == (1, 2)
    assert waiting(padaherang) == {SITI: 2, "+6285611112222": 1}
    bring(padaherang, call(kind=1, seconds=9, at=MAY_12 + 2 * MINUTE))
    assert waiting(padaherang) == {"+6285611112222": 1}
    assert CallBack.objects.get(phone=SITI).outcome == "spoken"
    bring(padaherang, call(at=MAY_12 + 3 * MINUTE))
    assert waiting(padaherang) == {SITI: 1, "+6285611112222": 1}


def test_hidden_numbers_are_counted_and_short_codes_are_not_proposed(
    padaherang: Puskesmas,
) -> None:
    made = offer(padaherang, log(call("-1"), call("888"), call()))
    assert made.found["hidden"] == 1
    assert [(one.shown, one.kind) for one in callers_of(made)] == [
        ("888", "short"),
        (SITI, "person"),
    ]
    with pytest.raises(Refused):
        import_calls(padaherang.actor(), made, [])


def test_only_from_a_day_on(padaherang: Puskesmas) -> None:
    day = 24 * 60 * MINUTE
    bring(padaherang, call(), call(at=MAY_12 + day), since=date(2026, 5, 13))
    assert waiting(padaherang) == {SITI: 1}


REFUSED = {
    "a bomb": (BOMB.replace("smses", "calls").encode(), "keamanan"),
    "messages": (backup(sms("Antre")), "SMS"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "bukan riwayat"),
    "no call": (log(), "Tidak ada panggilan"),
    "UTF-16": (b"\xff\xfe<\x00", "bukan riwayat"),
    "half a zip": (b"PK\x03\x04xxxx", "rusak"),
}


def test_what_cannot_be_read_is_refused_with_a_sentence(padaherang: Puskesmas) -> None:
    for name, (content, word) in REFUSED.items():
        made = offer(padaherang, content)
        assert made.state == State.REFUSED, name
        assert word in made.trouble, name
    assert not list(base_brought._folder().iterdir())


def test_a_call_written_down_ends_the_task_by_its_number_or_by_its_key(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, call(), call("0856 1111 2222"))
    line, now = padaherang.line("phone"), timezone.now()
    actor, said = padaherang.actor(), {"text": "Antre lama", "received_at": now}
    first = write_in(actor, line, form_key=uuid4(), phone="0812 3456 7890", **said)  # type: ignore[arg-type]
    task = CallBack.objects.get(phone=SITI)
    assert (task.outcome, task.message_id, task.ended_by_id) == (
        "written",
        first.pk,
        actor.staff_id,
    )
    other = CallBack.objects.get(ended_at=None)
    write_in(actor, line, form_key=uuid4(), call_back_id=other.pk, **said)  # type: ignore[arg-type]
    assert waiting(padaherang) == {}
    bring(padaherang, call(), call(at=MAY_12 + 1))
    assert waiting(padaherang) == {}, "missed before we spoke"


def test_what_is_done_about_a_call_is_said_and_can_be_taken_back(padaherang: Puskesmas) -> None:
    bring(padaherang, call())
    actor, task = padaherang.actor(), CallBack.objects.get()
    miss_caller(actor, task)
    assert miss_caller(actor, task).tries == 2
    assert give_up_caller(actor, task).outcome == "given_up"
    assert reach_caller(actor, task).outcome == "given_up", "done is done"
    with pytest.raises(Refused):
        miss_caller(actor, task)
    assert wait_for_caller_again(actor, task).ended_at is None
    assert reach_caller(actor, task).outcome == "reached"
    said = " ".join(HistoryLine.objects.values_list("sentence", flat=True))
    assert "percobaan ke-2" in said
    assert "6281234567890" not in said


def test_an_import_is_undone_but_for_what_somebody_worked_on(padaherang: Puskesmas) -> None:
    made = bring(padaherang, call(), call("0856 1111 2222"))
    miss_caller(padaherang.actor(), CallBack.objects.get(phone=SITI))
    calls_carrying.finish(undo_calls(padaherang.actor(), made))
    made.refresh_from_db()
    assert (made.state, made.kept) == (State.UNDONE, 1)
    assert waiting(padaherang) == {SITI: 1}
    assert MissedCall.objects.count() == 1


# ---------------------------------------------------------------- on screen


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def test_from_the_file_to_the_entry_that_ends_the_task(padaherang: Puskesmas, sari: Client) -> None:
    file = SimpleUploadedFile("calls.xml", log(call(contact="Bu Siti"), call("-1")), "text/xml")
    line = padaherang.line("phone").pk
    path = sari.post(
        reverse("inbox:import-calls"), {"line": line, "file": file, "form_key": str(uuid4())}
    )["Location"]
    page = sari.get(path).content.decode()
    assert 'value="0" id="c0" checked' in page
    assert "tidak dapat ditelepon balik" in page
    done = sari.post(path, {"callers": ["0"], "since": ""}, follow=True).content.decode()
    assert "1 telepon tak terjawab baru" in done
    assert "telepon tak terjawab menunggu" in sari.get("/").content.decode()
    listed = sari.get(reverse("workbench:call-backs")).content.decode()
    assert "Bu Siti" in listed
    assert "1 kali tak terjawab" in listed
    task = CallBack.objects.get()
    form = sari.get(f"{reverse('workbench:phone')}?balik={task.pk}").content.decode()
    assert f'value="{SITI}"' in form
    assert f'name="call_back" value="{task.pk}"' in form
    data = {
        "form_key": str(uuid4()),
        "line": line,
        "phone": SITI,
        "name": "Bu Siti",
        "kind": "keluhan",
        "text": "Antre lama",
        "call_back": task.pk,
        "then": "nanti",
    }
    sari.post(reverse("workbench:phone"), data)
    task.refresh_from_db()
    assert task.outcome == "written"
    assert "Sudah dicatat" in sari.get(reverse("workbench:call-backs")).content.decode()


def test_a_number_in_another_shape_is_shown_with_the_name_of_its_person(
    padaherang: Puskesmas, sari: Client
) -> None:
    write_in(
        padaherang.actor(),
        padaherang.line("walk_in"),
        form_key=uuid4(),
        text="Antre",
        received_at=timezone.now(),
        name="Ibu Aminah",
        phone="0812 3456 7890",
    )
    bring(padaherang, call("62812-3456-7890", at=int(timezone.now().timestamp() * 1000)))
    page = sari.get(reverse("workbench:call-backs")).content.decode()
    assert "Ibu Aminah" in page, "who came to the desk has not been rung back by that"
    assert "1 kali tak terjawab" in page


def test_a_press_beside_a_number_can_be_undone_at_once(padaherang: Puskesmas, sari: Client) -> None:
    bring(padaherang, call())
    task = CallBack.objects.get()
    page = sari.post(reverse("workbench:call-back", args=[task.pk, "belum"]), follow=True)
    assert "belum tersambung" in page.content.decode()
    page = sari.post(reverse("workbench:call-back", args=[task.pk, "tersambung"]), follow=True)
    assert "Batalkan" in page.content.decode()
    sari.post(reverse("workbench:call-back", args=[task.pk, "lagi"]))
    assert waiting(padaherang) == {SITI: 1}
    assert sari.post(reverse("workbench:call-back", args=[task.pk, "entah"])).status_code == 302


def test_a_call_log_is_thrown_away_without_importing_it(
    padaherang: Puskesmas, sari: Client
) -> None:
    made = offer(padaherang, log(call()))
    path = reverse("inbox:calls-look", args=[made.pk])
    assert "Berkas dibuang" in sari.post(path + "buang/", follow=True).content.decode()
    assert "Tidak ada yang dimasukkan" in sari.get(path).content.decode()
    assert not MissedCall.objects.exists()
