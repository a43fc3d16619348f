"""Importing a handphone's SMS: once each, whatever happens; chosen, carried over, undone."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
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
from tanggap.gateway.models import Media
from tanggap.inbox import sms_carrying
from tanggap.inbox.actions import import_sms, offer_sms, set_aside, undo_sms, write_in
from tanggap.inbox.models import Identity, Message, Person, SmsImport
from tanggap.inbox.sms_carrying import carry_on, finish
from tanggap.inbox.sms_reading import Scan, talks_of
from tests.channels.test_sms_backup import BOMB, MAY_12, backup, mms, sms
from tests.handed import handed
from tests.inbox.test_chat_import import jpeg
from tests.people import Puskesmas

State = SmsImport.State
SITI, BUDI = "+6281234567890", "0856 1111 2222"


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.HOME = tmp_path
    monkeypatch.setattr(base_brought, "SLICE_SECONDS", 60)
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    sms_carrying.CARRIER.scans.clear()


def some(count: int = 3) -> bytes:
    """Return a small backup: two people, a bank, a short code."""
    said = [sms(f"Antre {i}", at=MAY_12 + i * 60_000) for i in range(count)]
    return backup(
        *said,
        sms("Kami cek &#55357;&#56911;", kind=2, at=MAY_12 + 3_600_000),
        sms("Kapan buka?", number=BUDI, at=MAY_12 + 7_200_000),
        sms("Kode OTP 1234", number="BANKKITA"),
        sms("Pulsa habis", number="888"),
    )


def offer(here: Puskesmas, content: bytes, name: str = "sms-20260512.xml") -> SmsImport:
    made = offer_sms(here.actor(), here.line("sms_handphone"), **handed(content, name))
    finish(made)
    made.refresh_from_db()
    return made


def bring(here: Puskesmas, content: bytes, **more: object) -> SmsImport:
    made = offer(here, content)
    assert made.state == State.READY, made.trouble
    talks = [place for place, talk in enumerate(talks_of(made)) if talk.kind == "person"]
    made = import_sms(here.actor(), made, talks, **more)  # type: ignore[arg-type]
    finish(made)
    made.refresh_from_db()
    return made


def texts() -> list[str]:
    return list(Message.objects.order_by("sent_at", "id").values_list("text", flat=True))


def test_the_chosen_conversations_come_in_both_ways(padaherang: Puskesmas) -> None:
    made = bring(padaherang, some())
    assert made.state == State.DONE
    assert texts() == ["Antre 0", "Antre 1", "Antre 2", "Kami cek 🙏", "Kapan buka?"]
    siti = Identity.objects.get(value=SITI).person
    assert [m.direction for m in siti.messages.order_by("sent_at")] == ["in", "in", "in", "out"]
    assert Identity.objects.filter(value="+6285611112222", kind="phone").exists()
    first = Message.objects.order_by("sent_at").first()
    assert first is not None
    assert first.sent_at == datetime(2026, 5, 12, 1, 6, tzinfo=UTC)
    assert not list(base_brought._folder().iterdir())


def test_banks_and_short_codes_stay_out_unless_somebody_wants_them(padaherang: Puskesmas) -> None:
    made = offer(padaherang, some())
    kinds = {talk.shown: talk.kind for talk in talks_of(made)}
    assert kinds == {SITI: "person", "+6285611112222": "person", "BANKKITA": "name", "888": "short"}
    with pytest.raises(Refused):
        import_sms(padaherang.actor(), made, [])
    finish(import_sms(padaherang.actor(), made, [2]))
    assert texts() == ["Kode OTP 1234"]
    assert Identity.objects.get().kind == "alnum"


def test_the_same_backup_again_and_a_later_one_bring_only_what_is_new(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, some(3))
    again = bring(padaherang, some(3))
    assert again.run is not None
    assert (again.run.added, again.run.known) == (0, 5)
    later = offer(padaherang, some(8))
    assert (later.found["count"], later.found["known"]) == (12, 5)
    later = bring(padaherang, some(8))
    assert later.run is not None
    assert (later.run.added, later.run.known) == (5, 5)
    assert len(texts()) == len(set(texts())) == 10


def test_a_message_twice_in_one_backup_is_one(padaherang: Puskesmas) -> None:
    bring(padaherang, backup(sms("Antre"), sms("Antre"), sms("Antre", at=MAY_12 + 1)))
    assert texts() == ["Antre", "Antre"]


def test_what_was_typed_in_from_the_handphone_is_not_doubled(padaherang: Puskesmas) -> None:
    at = datetime.fromtimestamp(MAY_12 / 1000, tz=UTC) + timedelta(hours=3)
    line = padaherang.line("sms_handphone")
    write_in(padaherang.actor(), line, form_key=uuid4(), text="Antre 0", received_at=at, phone=SITI)
    made = bring(padaherang, some(1))
    assert made.run is not None
    assert (made.run.added, made.run.known) == (2, 1)


def test_only_from_a_day_on_and_only_the_recent_wait_for_triage(padaherang: Puskesmas) -> None:
    day = 86_400_000
    content = backup(*(sms(f"Hari {i}", at=MAY_12 + i * day) for i in range(6)))
    bring(padaherang, content, since=date(2026, 5, 13), sort_from=date(2026, 5, 16))
    assert texts() == [f"Hari {i}" for i in range(1, 6)]
    waiting = Message.objects.filter(sorted_at=None).order_by("sent_at")
    assert [m.text for m in waiting] == ["Hari 4", "Hari 5"]


def test_pictures_of_an_mms_are_kept(padaherang: Puskesmas) -> None:
    bring(padaherang, backup(mms(data=base64.b64encode(jpeg()).decode())))
    message = Message.objects.get()
    assert (message.text, message.kind) == ("Foto 🙏", "image")
    assert message.attachments.get().media.mime == "image/jpeg"


def test_a_zip_is_read_and_one_without_a_backup_is_refused(padaherang: Puskesmas) -> None:
    def zipped(name: str, content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return out.getvalue()

    assert offer(padaherang, zipped("sms-1.xml", some())).found["count"] == 7
    for name, content in {
        "foto.jpg": b"x",
        "sms-2.xml": b"<smses>" + b" " * 60_000_000,
    }.items():
        refused = offer(padaherang, zipped(name, content))
        assert refused.state == State.REFUSED
        assert refused.trouble.endswith(".")


REFUSED = {
    "a bomb": (BOMB.encode(), "keamanan"),
    "a call log": (backup(root="calls"), "riwayat panggilan"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "bukan cadangan"),
    "nothing": (b"", "bukan cadangan"),
    "no message": (backup(), "Tidak ada SMS"),
    "UTF-16": (b"\xff\xfe<\x00", "bukan cadangan"),
    "half a zip": (b"PK\x03\x04xxxx", "rusak"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(padaherang: Puskesmas, name: str) -> None:
    content, word = REFUSED[name]
    made = offer(padaherang, content)
    assert made.state == State.REFUSED
    assert word in made.trouble
    assert not list(base_brought._folder().iterdir())


def test_a_cut_file_offers_what_came_whole(padaherang: Puskesmas) -> None:
    made = offer(padaherang, some()[:-200])
    assert made.state == State.READY
    assert made.found["is_cut"]
    assert made.found["count"] == 6


def test_a_process_killed_at_any_slice_is_followed_by_one_that_goes_on(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_brought, "_ROWS_AT_ONCE", 3)
    made = offer(padaherang, some(20))
    made = import_sms(padaherang.actor(), made, [0, 1])
    steps = 0
    while carry_on(only=made.pk):
        steps += 1
        monkeypatch.setattr(base_brought, "_OURSELVES", f"process {steps}")
        assert not carry_on(only=made.pk), "the lease of the dead one holds for a while"
        SmsImport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    made.refresh_from_db()
    assert steps > 7
    assert made.state == State.DONE
    assert made.run is not None
    assert made.run.added == 22
    assert len(texts()) == len(set(texts())) == 22


def test_page_and_worker_never_read_the_same_file_at_once(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on, meanwhile = Scan.go_on, []

    def interrupted(scan: Scan) -> bool:
        meanwhile.append(carry_on())  # as the worker's thread does while the page reads
        return read_on(scan)

    monkeypatch.setattr(Scan, "go_on", interrupted)
    made = offer(padaherang, some())
    assert (made.state, made.found["count"]) == (State.READY, 7)
    assert set(meanwhile) == {0}


def test_a_process_killed_while_reading_reads_anew(padaherang: Puskesmas) -> None:
    made = offer_sms(
        padaherang.actor(), padaherang.line("sms_handphone"), **handed(some(2000), "sms.xml")
    )
    scan = Scan(made)
    scan.go_on()
    finish(made)
    made.refresh_from_db()
    assert made.found["count"] == 2004


def test_an_import_is_undone_as_a_whole(padaherang: Puskesmas) -> None:
    picture = mms(data=base64.b64encode(jpeg()).decode())
    made = bring(padaherang, some()[: -len("</smses>")] + picture.encode() + b"</smses>")
    assert Media.objects.count() == 1
    finish(undo_sms(padaherang.actor(), made))
    made.refresh_from_db()
    assert (made.state, made.kept) == (State.UNDONE, 0)
    left = [model.objects.count() for model in (Message, Person, Identity, Media)]
    assert left == [0, 0, 0, 0]
    assert bring(padaherang, some()).state == State.DONE


def test_undoing_leaves_what_somebody_worked_on(padaherang: Puskesmas) -> None:
    made = bring(padaherang, some())
    worked = Message.objects.get(text="Antre 1")
    set_aside(padaherang.actor(), worked, "spam")
    finish(undo_sms(padaherang.actor(), made))
    made.refresh_from_db()
    assert made.kept == 1
    assert texts() == ["Antre 1"]
    assert [i.value for i in Identity.objects.all()] == [SITI]


def test_history_holds_one_sentence_for_an_import_and_one_for_its_undoing(
    padaherang: Puskesmas,
) -> None:
    made = bring(padaherang, some())
    finish(undo_sms(padaherang.actor(), made))
    undo_sms(padaherang.actor(), made)
    said = [(line.action, line.sentence) for line in HistoryLine.objects.order_by("id")]
    assert [name for name, _ in said] == ["inbox.import_sms", "inbox.undo_sms"]
    assert "5 SMS dari 2 nomor" in said[0][1]
    assert not any("6281234567890" in sentence for _, sentence in said)


def test_what_nobody_confirms_is_thrown_away_after_a_week(padaherang: Puskesmas) -> None:
    made = offer(padaherang, some())
    assert base_brought.drop_old(SmsImport, timezone.now() + timedelta(days=6)) == 0
    assert base_brought.drop_old(SmsImport, timezone.now() + timedelta(days=8)) == 1
    made.refresh_from_db()
    assert made.found == {}
    assert not list(base_brought._folder().iterdir())


# ---------------------------------------------------------------- on screen


@pytest.fixture
def sari(padaherang: Puskesmas, client: Client) -> Client:
    client.force_login(padaherang.staff[Role.PETUGAS])
    return client


def upload(here: Puskesmas, client: Client, content: bytes) -> str:
    line = here.line("sms_handphone").pk
    file = SimpleUploadedFile("sms.xml", content, "text/xml")
    data = {"line": line, "file": file, "form_key": str(uuid4())}
    return client.post(reverse("inbox:import-sms"), data)["Location"]


def test_a_backup_is_looked_at_chosen_imported_and_undone_on_screen(
    padaherang: Puskesmas, sari: Client
) -> None:
    path = upload(padaherang, sari, some())
    page = sari.get(path).content.decode()
    assert "7 SMS dari 4 nomor" in page
    assert 'value="0" id="t0" checked' in page
    assert 'value="2" id="t2">' in page
    assert sari.post(path, {}, follow=True).content.decode().count("Belum ada nomor") == 1
    done = sari.post(path, {"talks": ["0"]}, follow=True).content.decode()
    assert "4 SMS baru" in done
    assert "Pilah pesan" in done
    twice = sari.get(upload(padaherang, sari, some())).content.decode()
    assert "sudah pernah dimasukkan" in twice
    gone = sari.post(path + "batal/", follow=True).content.decode()
    assert "sudah dikeluarkan" in gone
    assert not Message.objects.exists()


def test_progress_can_be_reloaded_and_ends_by_fetching_the_page(
    padaherang: Puskesmas, sari: Client
) -> None:
    made = offer(padaherang, some())
    SmsImport.objects.filter(pk=made.pk).update(state=State.BRINGING, passed=2)
    page = sari.get(reverse("inbox:sms-look", args=[made.pk])).content.decode()
    assert "2 dari 7 SMS" in page
    part = reverse("inbox:sms-progress", args=[made.pk])
    assert "<progress" in sari.get(part).content.decode()
    SmsImport.objects.filter(pk=made.pk).update(state=State.DONE)
    assert sari.get(part)["HX-Refresh"] == "true"


def test_a_backup_is_thrown_away_without_importing_it(padaherang: Puskesmas, sari: Client) -> None:
    path = upload(padaherang, sari, some())
    assert "Berkas dibuang" in sari.post(path + "buang/", follow=True).content.decode()
    assert "Tidak ada yang diimpor" in sari.get(path).content.decode()
    assert not Message.objects.exists()


def test_the_list_of_rows_is_one_json_value_a_line(padaherang: Puskesmas) -> None:
    made = offer(padaherang, some())
    lines = base_brought.rows_of(made.token).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    assert json.loads(lines[3])["text"] == "Kami cek 🙏"
