"""The page «Cadangan», the daily backup, and the loud sign when there is none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.models import HistoryLine, Role
from tanggap.site import jobs
from tanggap.site.actions import begin_backup, set_backup_lock
from tanggap.site.backup import running, views
from tanggap.site.backup.queries import lock_of, standing
from tanggap.site.backup.rules import Standing, alarm, is_due
from tanggap.site.backup.sealing import Lock, new_lock, open_key, seal
from tanggap.site.checkup import checkup
from tanggap.site.models import Backup
from tests.people import Puskesmas
from tests.workbench.signing_in import browser_of

WORDS = "kuda batu hujan lima"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("why", "is_expected", "standing", "at", "acted"),
    [
        ("no passphrase yet", False, Standing(False), NOON, None),
        ("the first is made at once", True, Standing(True), NOON, NOON),
        ("one runs", False, Standing(True, is_running=True), NOON, None),
        ("made this morning", False, Standing(True, NOON - timedelta(hours=5)), NOON, None),
        (
            "at night, once a day",
            True,
            Standing(True, NOON - timedelta(hours=12)),
            NOON + timedelta(hours=9),
            NOON + timedelta(hours=9),
        ),
        ("not twice in one night", False, Standing(True, NOON), NOON + timedelta(hours=15), None),
        ("by day only when nobody works", False, Standing(True, NOON - timedelta(hours=25)), NOON,
         NOON - timedelta(minutes=3)),
        ("by day in a quiet while", True, Standing(True, NOON - timedelta(hours=25)), NOON,
         NOON - timedelta(minutes=11)),
        ("no longer than four hours more", True, Standing(True, NOON - timedelta(hours=28)), NOON,
         NOON),
        ("a failure is tried again after an hour", False,
         Standing(True, None, NOON - timedelta(minutes=59)), NOON, None),
        ("and then", True, Standing(True, None, NOON - timedelta(minutes=61)), NOON, None),
        ("a clock that was wrong does not stop it", True,
         Standing(True, NOON + timedelta(days=900)), NOON, None),
    ],
)  # fmt: skip
def test_a_backup_is_due(
    why: str, is_expected: bool, standing: Standing, at: datetime, acted: datetime | None
) -> None:
    assert is_due(standing, at, acted) is is_expected, why


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(False), "belum diatur"),
        (Standing(True), "Belum ada satu pun"),
        (Standing(True, is_running=True), ""),
        (Standing(True, NOON - timedelta(hours=47)), ""),
        (Standing(True, NOON - timedelta(hours=49)), "2 hari yang lalu"),
        (Standing(True, NOON - timedelta(hours=3), NOON, "Disk penuh."), "gagal. Disk penuh."),
        (Standing(True, NOON, NOON - timedelta(hours=3), "Disk penuh."), ""),
        (Standing(True, NOON, failed_trial="tabel x berbeda"), "tidak lulus uji"),
        (Standing(True, NOON, warning="3 lampiran hilang."), "3 lampiran hilang."),
    ],
)
def test_it_is_said_aloud_when_something_is_wrong(standing: Standing, said: str) -> None:
    told = alarm(standing, NOON)
    assert said in told
    assert bool(told) is bool(said)


# ---------------------------------------------------------------- the page


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Note what would be carried out in another process, and make locks quickly."""
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(views, "in_background", lambda *given: asked.append(given))
    monkeypatch.setattr(views, "new_lock", lambda words: new_lock(words, 4))
    return asked


def locked(here: Puskesmas) -> None:
    set_backup_lock(here.actor(Role.ADMIN), here.facility, Lock("age1x", b"sealed"))


def page_of(here: Puskesmas, role: Role = Role.ADMIN) -> str:
    return browser_of(here, role).get(reverse("backup:page")).content.decode()


def home_of(here: Puskesmas, role: Role) -> str:
    return browser_of(here, role).get(reverse("workbench:home")).content.decode()


def test_until_a_passphrase_is_set_admin_and_head_are_asked_for_it_on_the_first_page(
    padaherang: Puskesmas,
) -> None:
    for role in (Role.ADMIN, Role.KEPALA):
        assert "Cadangan belum diatur" in home_of(padaherang, role)
        assert "Atur cadangan" in home_of(padaherang, role)
    assert "Cadangan belum diatur" not in home_of(padaherang, Role.PETUGAS)
    assert "Setel kata sandi cadangan" in page_of(padaherang)
    checklist = browser_of(padaherang, Role.ADMIN).get(reverse("base:settings")).content.decode()
    assert "Cadangan setiap hari" in checklist


def test_the_passphrase_is_set_once_typed_twice_and_a_first_backup_begins(
    padaherang: Puskesmas, work: list[tuple[Any, ...]]
) -> None:
    browser = browser_of(padaherang, Role.KEPALA)
    for first, again, said in (
        ("pendek", "pendek", "paling sedikit 12"),
        ("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "terlalu mudah"),
        (WORDS, WORDS + "x", "tidak sama"),
    ):
        asked = {"passphrase": first, "again": again}
        answer = browser.post(reverse("backup:passphrase"), asked).content.decode()
        assert said in answer
        assert WORDS not in answer
    assert lock_of(padaherang.facility.pk) is None
    assert not work
    browser.post(reverse("backup:passphrase"), {"passphrase": WORDS, "again": WORDS})
    lock = lock_of(padaherang.facility.pk)
    assert lock is not None
    assert lock.recipient.startswith("age1")
    assert [given[0] for given in work] == [running.carry_out]
    told = " ".join(HistoryLine.objects.values_list("sentence", flat=True))
    assert "Menyetel kata sandi cadangan." in told
    assert "Membuat cadangan." in told
    assert WORDS not in told


def test_two_presses_make_one_backup_and_the_page_moves_on_by_itself(
    padaherang: Puskesmas, work: list[tuple[Any, ...]]
) -> None:
    locked(padaherang)
    browser = browser_of(padaherang, Role.ADMIN)
    browser.post(reverse("backup:begin"))
    browser.post(reverse("backup:begin"))
    assert Backup.objects.count() == len(work) == 1
    answer = browser.get(reverse("backup:page"))
    assert answer.headers["Refresh"] == "3"
    assert "<progress" in answer.content.decode()


def test_who_may_not_is_refused_by_each_address(padaherang: Puskesmas) -> None:
    locked(padaherang)
    backup = begin_backup(padaherang.actor(Role.ADMIN), padaherang.facility, timezone.now())
    petugas, kepala = browser_of(padaherang, Role.PETUGAS), browser_of(padaherang, Role.KEPALA)
    for name in ("passphrase", "folder", "begin"):
        assert petugas.post(reverse(f"backup:{name}")).status_code == 403
    for name in ("take-out", "trial"):
        assert petugas.post(reverse(f"backup:{name}", args=[backup.pk])).status_code == 403
    assert kepala.post(reverse("backup:take-out", args=[backup.pk])).status_code == 403
    assert kepala.post(reverse("backup:folder"), {"folder": ""}).status_code == 403


def test_the_folder_must_be_there_and_writable(padaherang: Puskesmas, tmp_path: Path) -> None:
    browser = browser_of(padaherang, Role.ADMIN)
    for folder, said in (
        ("cadangan", "Tulis lengkap"),
        (str(tmp_path / "hilang"), "tidak ada di komputer"),
    ):
        assert said in browser.post(reverse("backup:folder"), {"folder": folder}).content.decode()
    browser.post(reverse("backup:folder"), {"folder": str(tmp_path)})
    assert str(tmp_path) in page_of(padaherang)


def test_a_backup_is_handed_out_sealed_and_it_is_noted_who_took_it(
    padaherang: Puskesmas, tmp_path: Path
) -> None:
    file = tmp_path / "tanggap-cadangan-x.zip"
    file.write_bytes(b"sealed")
    now = timezone.now()
    backup = Backup.objects.create(
        facility=padaherang.facility, state="done", started_at=now, ended_at=now, seen_at=now,
        path=str(file), size=6,
    )  # fmt: skip
    browser = browser_of(padaherang, Role.ADMIN)
    answer: Any = browser.post(reverse("backup:take-out", args=[backup.pk]))
    assert b"".join(answer.streaming_content) == b"sealed"
    assert "tanggap-cadangan-x.zip" in answer.headers["Content-Disposition"]
    assert HistoryLine.objects.filter(action="site.take_out_backup").count() == 1
    file.unlink()
    gone = browser.post(reverse("backup:take-out", args=[backup.pk]), follow=True)
    assert "tidak ada di tempatnya" in gone.content.decode()
    assert "Tidak ada di foldernya" in page_of(padaherang)


def test_several_health_centres_in_one_database_are_the_operators_to_back_up(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    assert "tanggap backup" in page_of(padaherang)
    with pytest.raises(Refused):
        begin_backup(padaherang.actor(Role.ADMIN), padaherang.facility, timezone.now())
    assert not jobs.is_backup_due(timezone.now())


# ---------------------------------------------------------------- by itself


def ended(monkeypatch: pytest.MonkeyPatch, *said: dict[str, Any]) -> None:
    """Let the other process have said this."""
    monkeypatch.setattr(running, "_told", lambda words, given: iter(said))


def made(path: Path, **more: Any) -> dict[str, Any]:
    path.write_bytes(b"sealed")
    return {"done": {"size": 6, "sha256": "0", "rows": 9, "files": 1, "warnings": [], **more}}


def test_the_last_fourteen_are_kept_and_only_a_whole_new_one_lets_an_old_one_go(
    padaherang: Puskesmas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked(padaherang)
    actor, now = machine(padaherang.facility.pk), timezone.now() - timedelta(days=20)
    for day in range(16):
        backup = begin_backup(actor, padaherang.facility, now + timedelta(days=day))
        backup.path = str(tmp_path / f"{day}.zip")
        backup.save()
        ended(monkeypatch, made(Path(backup.path)))
        running.carry_out(backup)
    assert sorted(int(path.stem) for path in tmp_path.iterdir()) == list(range(2, 16))
    assert page_of(padaherang).count("Tersimpan") == 14
    backup = begin_backup(actor, padaherang.facility, timezone.now())
    ended(monkeypatch, {"percent": 3, "words": "x"}, {"trouble": "Disk E: penuh. Kosongkan."})
    running.carry_out(backup)
    assert len(list(tmp_path.iterdir())) == 14


def test_a_failure_is_said_on_the_first_page_and_by_check_with_what_to_do(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked(padaherang)
    ended(monkeypatch, {"trouble": "Disk E: penuh. Kosongkan, atau pilih disk lain."})
    assert jobs.is_backup_due(timezone.now())
    jobs.back_up(timezone.now())
    assert not jobs.is_backup_due(timezone.now())
    for role in (Role.ADMIN, Role.KEPALA, Role.PETUGAS):
        assert "Disk E: penuh" in home_of(padaherang, role)
    assert "Beri tahu admin" in home_of(padaherang, Role.PETUGAS)
    assert "Disk E: penuh" not in home_of(padaherang, Role.AUDITOR)
    assert [one for one in checkup() if one.level == "bad" and "Disk E: penuh" in one.what]


def test_a_process_that_was_killed_is_no_running_backup_for_ever(
    padaherang: Puskesmas,
) -> None:
    locked(padaherang)
    long_ago = timezone.now() - timedelta(hours=2)
    left = begin_backup(machine(padaherang.facility.pk), padaherang.facility, long_ago)
    Backup.objects.update(seen_at=long_ago)
    assert "Terhenti" in alarm(standing(padaherang.facility.pk, timezone.now()), timezone.now())
    assert jobs.is_backup_due(timezone.now())
    fresh = begin_backup(machine(padaherang.facility.pk), padaherang.facility, timezone.now())
    assert fresh.pk != left.pk
    left.refresh_from_db()
    assert left.state == Backup.State.FAILED


def carried_out(here: Puskesmas, path: Path, monkeypatch: pytest.MonkeyPatch) -> Backup:
    """Return a backup of the health centre that lies at ``path``."""
    locked(here)
    backup = begin_backup(here.actor(Role.ADMIN), here.facility, timezone.now())
    Backup.objects.update(path=str(path))
    backup.refresh_from_db()
    ended(monkeypatch, made(path))
    running.carry_out(backup)
    return backup


@pytest.mark.parametrize(
    ("said", "trial", "words"),
    [
        ({"troubles": [], "said": "9 baris dari 1 tabel"}, "good", "9 baris"),
        ({"troubles": ["tabel x berbeda"], "said": ""}, "bad", "tabel x berbeda"),
        ({"trouble": "Kata sandi cadangan tidak cocok."}, "bad", "tidak cocok"),
        ({}, "bad", "Terhenti"),
    ],
)
def test_a_trial_is_told_in_plain_words(
    padaherang: Puskesmas,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: list[tuple[Any, ...]],
    said: dict[str, Any],
    trial: str,
    words: str,
) -> None:
    backup = carried_out(padaherang, tmp_path / "a.zip", monkeypatch)
    browser = browser_of(padaherang, Role.ADMIN)
    browser.post(reverse("backup:trial", args=[backup.pk]), {"passphrase": WORDS})
    assert work == [(running.try_out, backup, WORDS)]
    ended(monkeypatch, said)
    running.try_out(backup, WORDS)
    backup.refresh_from_db()
    assert backup.trial == trial
    assert words in page_of(padaherang)


def test_a_mistyped_passphrase_is_said_at_once_and_is_no_verdict_on_the_backup(
    padaherang: Puskesmas,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: list[tuple[Any, ...]],
) -> None:
    backup = carried_out(padaherang, tmp_path / "a.zip", monkeypatch)
    with Path(backup.path).open("wb") as file:
        seal([b"x"], new_lock(WORDS, 4), file, timezone.now())
    browser, trial = browser_of(padaherang, Role.ADMIN), reverse("backup:trial", args=[backup.pk])
    page = browser.post(trial, {"passphrase": "mawar melati kursi lampu"})
    assert "Kata sandi cadangan tidak cocok" in page.content.decode()
    assert work == []
    backup.refresh_from_db()
    assert backup.trial == Backup.Trial.NONE
    assert browser.post(trial, {"passphrase": WORDS}).status_code == 302
    assert work == [(running.try_out, backup, WORDS)]


def test_a_key_sealed_here_is_opened_by_the_library_of_the_standard(tmp_path: Path) -> None:
    lock = new_lock(WORDS, 4)
    import pyrage

    text = pyrage.passphrase.decrypt(lock.sealed_key, WORDS).decode()
    identity = pyrage.x25519.Identity.from_str(text.strip())
    assert str(identity.to_public()) == lock.recipient
    assert open_key is not None
