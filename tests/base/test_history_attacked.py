"""History rewritten past Tanggap, as somebody with the database could: each way is named."""

import importlib
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from tanggap.base.acting import ACTIONS, Actor, Refused, action, tell
from tanggap.base.actions import add_unit, change_staff
from tanggap.base.chain import Head, Line, chained, fingerprint
from tanggap.base.history import compare, head_of_history, read_chain, up_to_here
from tanggap.base.jobs import read_history
from tanggap.base.models import HistoryHead, HistoryLine, Role, Staff
from tanggap.site.checkup import checkup
from tests.people import Puskesmas, make_puskesmas

ON_POSTGRES = "postgresql" in os.environ.get("TANGGAP_TEST_DATABASE_URL", "")
TRIGGERS = importlib.import_module("tanggap.base.migrations.0002_append_only_history")
GUARDS = importlib.import_module("tanggap.base.migrations.0004_history_chain")
LENGTH = 8


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded() -> None:
    """Drop every trigger, as only somebody with the database itself can."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
        for statement in (*GUARDS.UNGUARD_POSTGRESQL, *TRIGGERS.POSTGRESQL_BACK):
            sql(statement)
    else:
        for statement in (*GUARDS.UNGUARD_SQLITE, *TRIGGERS.SQLITE_BACK):
            sql(statement)


def eight_acts(here: Puskesmas) -> None:
    for number in range(1, LENGTH + 1):
        add_unit(here.actor(Role.ADMIN), code=f"U{number}", name=f"Unit {number}")


@pytest.fixture
def here(padaherang: Puskesmas) -> Puskesmas:
    """A health centre with eight acts in its History, and nothing that guards it any more."""
    eight_acts(padaherang)
    unguarded()
    return padaherang


def found(here: Puskesmas) -> str:
    """Return what is found, without the dates."""
    return re.sub(r" \(\d+ \w+ \d{4} pukul [\d.]+\)", "", read_chain(here.facility).fault)


def shift(after: int, by: int) -> None:
    sql("UPDATE base_historyline SET place = place + 1000 WHERE place > %s", after)
    sql("UPDATE base_historyline SET place = place - 1000 + %s WHERE place > 1000", by)


def remove(place: int) -> None:
    sql("DELETE FROM base_historyline WHERE place = %s", place)


def copy_into(place: int, facility_id: int) -> None:
    """Put a forged line, made of the first one, at ``place``."""
    forged = HistoryLine.objects.get(place=1)
    forged.pk, forged.place, forged.facility_id = forged.pk + 1, place, facility_id
    forged.sentence = "Tidak pernah terjadi."
    forged.save(force_insert=True)


ATTACKS: dict[str, tuple[Callable[[Puskesmas], object], str]] = {
    "a sentence changed": (
        lambda here: sql("UPDATE base_historyline SET sentence = 'x' WHERE place = 4"),
        "Baris 4 isi, pelaku, atau waktunya diubah sesudah ditulis.",
    ),
    "somebody else put in": (
        lambda here: sql(
            "UPDATE base_historyline SET by_id = %s WHERE place = 4",
            here.staff[Role.PETUGAS].pk,
        ),
        "Baris 4 isi, pelaku, atau waktunya diubah sesudah ditulis.",
    ),
    "another time": (
        lambda here: sql(
            "UPDATE base_historyline SET at = %s WHERE place = 4",
            "2026-01-05 01:00:00",
        ),
        "Baris 4 isi, pelaku, atau waktunya diubah sesudah ditulis.",
    ),
    "two sentences swapped": (
        lambda here: (
            sql("UPDATE base_historyline SET place = 999 WHERE place = 3"),
            sql("UPDATE base_historyline SET place = 3 WHERE place = 6"),
            sql("UPDATE base_historyline SET place = 6 WHERE place = 999"),
        ),
        "Baris 3 tempatnya ditukar; yang berdiri di sini ditulis sebagai baris 6.",
    ),
    "the first removed": (lambda here: remove(1), "Baris 1 tidak ada: dihapus."),
    "a middle one removed": (
        lambda here: remove(4),
        "Baris 4 tidak ada: dihapus, sesudah baris 3.",
    ),
    "removed, and closed up": (
        lambda here: (remove(4), shift(4, -1)),
        "Baris 4 tidak ada: dihapus, sesudah baris 3.",
    ),
    "the last removed": (
        lambda here: remove(8),
        "Baris 8 tidak ada: dihapus, sesudah baris 7.",
    ),
    "all removed": (
        lambda here: sql("DELETE FROM base_historyline"),
        "Baris 1 sampai 8 tidak ada: dihapus.",
    ),
    "one inserted": (
        lambda here: (shift(4, 1), copy_into(5, here.facility.pk)),
        "Baris 5 disisipkan; baris sesudahnya dinomori ulang.",
    ),
    "one put at the end": (
        lambda here: copy_into(9, here.facility.pk),
        "Baris 9 disisipkan di akhir; catatan baris terakhir tidak mengenalnya.",
    ),
    "the head removed": (
        lambda here: sql("DELETE FROM base_historyhead"),
        "Baris 8 adalah yang terakhir sebelum catatan baris terakhir dihapus; baris sesudahnya "
        "mungkin ikut hilang.",
    ),
    "the end and its head cut off": (
        lambda here: (remove(8), sql("UPDATE base_historyhead SET place = 7")),
        "Baris 7 tidak cocok dengan catatan baris terakhir; rantai terputus, karena baris ini "
        "atau baris sebelumnya diganti dan sidiknya dihitung ulang.",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_line_that_was_touched_is_named(here: Puskesmas, attack: str) -> None:
    assert found(here) == ""
    do, expected = ATTACKS[attack]
    do(here)
    assert found(here) == expected


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        ("one put at the end", "Baris 9 isi"),
        ("the head removed", "Baris 8 adalah yang terakhir"),
    ],
)
def test_work_goes_on_after_an_attack_and_never_hides_it(
    here: Puskesmas, attack: str, named: str
) -> None:
    ATTACKS[attack][0](here)
    for code in ("Z1", "Z2"):
        add_unit(here.actor(Role.ADMIN), code=code, name="Lanjut")
    assert found(here).startswith(named)
    assert HistoryLine.objects.filter(sentence__contains="Lanjut").count() == 2


def test_a_line_moved_to_another_health_centre_is_missed_here_and_foreign_there(
    here: Puskesmas, sumbersari: Puskesmas
) -> None:
    add_unit(sumbersari.actor(Role.ADMIN), code="S1", name="Satu")
    sql(
        "UPDATE base_historyline SET facility_id = %s, place = 2 WHERE place = 5",
        sumbersari.facility.pk,
    )
    assert found(here) == "Baris 5 tidak ada: dihapus, sesudah baris 4."
    assert found(sumbersari).startswith("Baris 2 disisipkan di akhir;")


def test_who_rewrites_everything_does_not_reach_the_paper(here: Puskesmas) -> None:
    """Every line made anew with the head, by one who knows the form: the paper still tells."""
    assert up_to_here(here.facility.pk) == ""
    read_history(timezone.now())
    held = head_of_history(here.facility.pk)
    assert held
    on_paper = fingerprint(held.hash)
    assert up_to_here(here.facility.pk).startswith(f"Sidik riwayat {on_paper} (")
    add_unit(here.actor(Role.ADMIN), code="U9", name="Unit 9")
    assert up_to_here(here.facility.pk).startswith(f"Sidik riwayat {on_paper} (")
    assert compare(here.facility, on_paper.upper().replace("-", " "))[0]
    sql("UPDATE base_historyline SET sentence = 'Bukan apa-apa.' WHERE place = 2")
    assert "Baris 2 " in compare(here.facility, on_paper)[1]
    _rewrite(here)
    assert found(here) == ""
    is_same, words = compare(here.facility, on_paper)
    assert not is_same
    assert words.startswith("Tidak cocok.")


def _rewrite(here: Puskesmas) -> None:
    head = None
    for row in HistoryLine.objects.order_by("place").values_list(*Line._fields):
        line = chained(Line._make(row), head)
        head = Head(line.place, line.hash)
        HistoryLine.objects.filter(pk=line.id).update(
            previous_hash=line.previous_hash, hash=line.hash
        )
    assert head
    HistoryHead.objects.update(hash=head.hash)


def test_the_database_itself_never_lets_the_head_go_back(padaherang: Puskesmas) -> None:
    eight_acts(padaherang)
    for statement in (
        "UPDATE base_historyhead SET place = 7",
        "DELETE FROM base_historyhead",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)


def test_the_pages_say_damage_aloud_and_compare_a_paper(here: Puskesmas, client: Client) -> None:
    read_history(timezone.now())
    held = head_of_history(here.facility.pk)
    assert held
    client.force_login(here.staff[Role.ADMIN])
    page = client.get("/riwayat/").content.decode()
    assert fingerprint(held.hash) in page
    asked = {"sidik": fingerprint(held.hash)}
    assert "Cocok." in client.get("/riwayat/", asked).content.decode()
    for odd in ("9" * 70, "\x00'", "3f9a"):
        assert "Cocok." not in client.get("/riwayat/", {"sidik": odd}).content.decode()
    remove(4)
    assert read_history(timezone.now()) == 1
    for address in ("/riwayat/", "/setelan/"):
        page = client.get(address).content.decode()
        assert "Riwayat rusak" in page
        assert "Baris 4 tidak ada" in page
    sql("DELETE FROM base_historyhead")
    assert "Catatan baris terakhir dihapus." in client.get("/riwayat/").content.decode()


def test_check_names_the_line(here: Puskesmas) -> None:
    assert "good: Riwayat PKM.PAD utuh: 8 baris." in said()
    remove(4)
    assert "bad: Riwayat PKM.PAD rusak. Baris 4 tidak ada" in said()


def said() -> str:
    return " ".join(f"{one.level}: {one.what}" for one in checkup())


# — writing —


def test_an_act_within_an_act_tells_first_and_one_that_fails_tells_nothing(
    padaherang: Puskesmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ACTIONS, "base.add_unit", add_unit)  # put back after this test

    @action("base.add_unit")
    def refused_after_telling(actor: Actor) -> None:
        tell(actor, padaherang.units["UKP"], "Tidak jadi.")
        raise Refused("Tidak jadi.")

    @action("base.add_unit")
    def add_two(actor: Actor, *, ends_badly: bool) -> None:
        with suppress(Refused):
            refused_after_telling(actor)
        add_unit(actor, code="D1", name="Dua")
        tell(actor, add_unit(actor, code="D2", name="Dua"), "Keduanya.")
        if ends_badly:
            raise KeyError

    admin = padaherang.actor(Role.ADMIN)
    with pytest.raises(KeyError):
        add_two(admin, ends_badly=True)
    assert not HistoryLine.objects.exists()
    add_two(admin, ends_badly=False)
    assert list(HistoryLine.objects.order_by("place").values_list("place", "sentence")) == [
        (1, "Menambah unit D1 (Dua)."),
        (2, "Menambah unit D2 (Dua)."),
        (3, "Keduanya."),
    ]
    assert found(padaherang) == ""


def test_two_health_centres_have_a_chain_each(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    for here in (padaherang, sumbersari, padaherang):
        add_unit(here.actor(Role.ADMIN), code=uuid4().hex[:6], name="Unit")
    heads = HistoryHead.objects.order_by("-place").values_list("facility_id", "place")
    assert list(heads) == [(padaherang.facility.pk, 2), (sumbersari.facility.pk, 1)]
    assert found(padaherang) == found(sumbersari) == ""


@pytest.mark.skipif(not ON_POSTGRES, reason="threads share one SQLite connection in tests")
@pytest.mark.django_db(transaction=True)
def test_acts_at_once_neither_fork_the_chain_nor_wait_for_each_other() -> None:
    """One signs lines whose own staff row another is changing meanwhile, and waits for."""
    here = make_puskesmas("Padaherang")
    admin, ketua, kepala = (here.actor(one) for one in (Role.ADMIN, Role.KETUA, Role.KEPALA))
    tono, dewi = here.staff[Role.ADMIN], here.staff[Role.KETUA]

    def rename(staff: Staff) -> None:
        change_staff(kepala, staff, name=staff.name, nip="", username=uuid4().hex[:8])

    acts: list[Callable[[], object]] = [
        lambda: add_unit(admin, code=uuid4().hex[:8], name="Unit"),
        lambda: add_unit(ketua, code=uuid4().hex[:8], name="Unit"),
        lambda: rename(tono),
        lambda: rename(dewi),
    ]
    troubles: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def work(act: Callable[[], object]) -> None:
        try:
            start.wait()
            for _ in range(15):
                act()
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert found(here) == ""
    held = head_of_history(here.facility.pk)
    assert held
    assert held.place == HistoryLine.objects.count() == 15 * len(acts)


# — installed databases —


@pytest.mark.once  # what joins them is Python, and going back and forth is slow
@pytest.mark.django_db(transaction=True)
def test_lines_of_an_installed_database_join_the_chain() -> None:
    here, there = make_puskesmas("Padaherang"), make_puskesmas("Sumbersari")
    eight_acts(here)
    add_unit(there.actor(Role.ADMIN), code="S1", name="Satu")
    before = list(HistoryLine.objects.order_by("id").values("id", "at", "sentence", "by_id"))
    call_command("migrate", "base", "0003_sign_in", verbosity=0)
    try:
        with pytest.raises(DatabaseError, match="append-only"):
            sql("DELETE FROM base_historyline")
    finally:
        call_command("migrate", verbosity=0)  # what stands on it went back too
    assert (
        list(HistoryLine.objects.order_by("id").values("id", "at", "sentence", "by_id")) == before
    )
    places = HistoryLine.objects.filter(facility=here.facility).order_by("id")
    assert list(places.values_list("place", flat=True)) == list(range(1, LENGTH + 1))
    assert found(here) == found(there) == ""
    add_unit(here.actor(Role.ADMIN), code="U9", name="Unit 9")
    assert found(here) == ""
    held = head_of_history(here.facility.pk)
    assert held
    assert held.place == LENGTH + 1
    for table in ("base_historyline", "base_historyhead"):
        with pytest.raises(DatabaseError, match="append-only"):
            sql(f"DELETE FROM {table}")
