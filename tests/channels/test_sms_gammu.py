"""Gammu's tables, both schemas, both databases: nothing lost, nothing doubled, parts joined.

The daemon itself is met in ``test_gammu_alive.py``; here its tables are played by hand.
"""

import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tanggap.channels._contract import (
    Awaited,
    DeliverySeen,
    Failure,
    FailureKind,
    IdentityKey,
    MessageKind,
    Outgoing,
    Request,
    Sent,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME
from tanggap.channels.sms_gammu import PATIENCE, QUIET_AFTER
from testkit.gammu import make_tables
from tests.channels.smsd_box import BUDI, GAMMU, NOW, PORTS, SITI, Box

URL = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")


@pytest.fixture(params=[17, 18])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    if not URL:
        address = str(tmp_path / "smsd.db")
        make_tables(address, request.param)
        yield Box(address)
        return
    name = f"smsd_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(URL, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        address = URL.rsplit("/", 1)[0] + f"/{name}"
        make_tables(address, request.param)
        yield Box(address)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_sms_comes_in_once_and_again_after_a_crash_under_the_same_key(box: Box) -> None:
    box.receives("Antrean lama")
    crashed = box.events(box.look())
    again = box.fetch()
    assert again == crashed
    assert box.fetch() == []
    (seen,) = again
    assert (seen.text, seen.party.identities) == ("Antrean lama", (IdentityKey("phone", SITI),))


def test_parts_come_together_in_any_order_also_with_an_emoji_across_the_cut(box: Box) -> None:
    chance = random.Random(4)
    texts = ["a" * 66 + "🙏" + "Terima kasih " * 9, "Antrean lama sekali, Bu. " * 20]
    for ref, text in enumerate(texts):
        box.receives(text, ref=ref, order=lambda p: chance.sample(p, len(p)))
    assert [one.text for one in box.fetch()] == texts
    assert box.fetch() == []


def test_a_part_that_is_missing_is_waited_for_then_shown_then_completed(box: Box) -> None:
    text = "Saya menunggu sejak pagi. " * 16
    box.receives(text, only=(1, 3))
    assert box.fetch() == []
    assert box.fetch(NOW + PATIENCE - timedelta(seconds=1)) == []
    (partly,) = box.fetch(NOW + PATIENCE)
    assert partly.is_incomplete
    assert "[…]" in partly.text
    assert box.fetch(NOW + 2 * PATIENCE) == []
    box.receives(text, only=(2,), at="2026-05-12 10:15:00")
    (whole,) = box.fetch(NOW + 3 * PATIENCE)
    assert (whole.text, whole.is_incomplete) == (text, False)
    assert whole.key == partly.key


def test_a_reference_that_comes_round_again_is_another_sms(box: Box) -> None:
    first, second = "Kemarin lusa. " * 20, "Hari ini. " * 30
    box.receives(first, ref=9, at="2026-05-10 10:00:00")
    assert [one.text for one in box.fetch()] == [first]
    box.receives(second[: len(second)], ref=9, at="2026-05-12 10:00:00")
    box.receives(second, ref=9, sender=BUDI, at="2026-05-12 10:00:00")
    assert [one.text for one in box.fetch()] == [second, second]


def test_an_sms_that_the_modem_did_not_let_go_of_is_the_same_sms(box: Box) -> None:
    box.receives("Terima kasih")
    (first,) = box.fetch()
    box.receives("Terima kasih")
    box.receives("Terima kasih", at="2026-05-12 10:00:09")
    doubled, other = box.fetch()
    assert doubled.key == first.key
    assert other.key != first.key


def test_senders_who_cannot_be_answered_and_binary_sms_are_kept_as_such(box: Box) -> None:
    box.receives("Promo", sender="TELKOMSEL")
    box.receives("ikon", coding="8bit")
    box.receives("nasional", sender="081234567890")
    name, binary, national = box.fetch()
    assert name.party.identities == (IdentityKey("alnum", "TELKOMSEL"),)
    assert (binary.kind, binary.text) == (MessageKind.UNSUPPORTED, "")
    assert national.party.identities == (IdentityKey("phone", SITI),)


def test_the_time_is_told_by_smsd_s_own_clock_once_it_was_seen_to_tick(box: Box) -> None:
    box.ticks(NOW)
    box.look(NOW)
    box.ticks(NOW + timedelta(seconds=3))
    box.look(NOW + timedelta(seconds=4))
    box.receives("Antrean lama", at="2026-05-12 09:58:30")
    (seen,) = box.fetch(NOW + timedelta(seconds=7))
    assert seen.sent_at == datetime(2026, 5, 12, 2, 58, 30, tzinfo=UTC)
    box.receives("Jam lain", at="2026-05-12 17:58:30")  # smsd's zone is not its database's
    (odd,) = box.fetch(NOW + timedelta(seconds=9))
    assert odd.sent_at == UNKNOWN_TIME


def test_the_modem_is_heard_while_its_row_is_renewed(box: Box) -> None:
    nobody = box.look().sign
    assert nobody
    assert nobody.at is None
    assert "belum pernah" in nobody.trouble
    box.ticks(NOW)
    heard = box.look(NOW).sign
    assert heard
    assert heard.at == NOW
    assert heard.quiet_after == QUIET_AFTER
    assert dict(heard.facts) == {
        "Sinyal": "cukup (42%)",
        "Baterai": "80%",
        "Jaringan": "Telkomsel",
        "Menunggu di modem": "tidak ada",
    }
    silent = box.look(NOW + timedelta(minutes=1)).sign
    assert silent
    assert silent.at is None
    assert silent.facts == heard.facts
    box.ticks(NOW + timedelta(minutes=2), signal=0)
    back = box.look(NOW + timedelta(minutes=2)).sign
    assert back
    assert back.at
    assert dict(back.facts)["Sinyal"] == "tidak ada (0%)"


# ---------------------------------------------------------------- out


def _out(box: Box, text: str, key: str = "") -> Sent | Failure:
    outgoing = Outgoing(key or str(uuid.uuid4()), (IdentityKey("phone", SITI),), text)
    return GAMMU.send(outgoing, box.settings, PORTS)


def _leaves(box: Box, sent: Sent, *states: str) -> None:
    """Let smsd move a text from outbox to sentitems, each part with its state."""
    row, _, key = sent.provider_key.partition("/")
    box.rows('DELETE FROM outbox WHERE "ID" = %s', [int(row)])
    box.rows('DELETE FROM sentitems WHERE "ID" = %s', [int(row)])
    for place, state in enumerate(states, 1):
        box.rows(
            'INSERT INTO sentitems ("Text", "UDH", "ID", "SenderID", "SequencePosition", "Status", '
            '"CreatorID", "DestinationNumber") VALUES (%s, %s, %s, %s, %s, %s, %s, %s)',
            ["", "", int(row), "puskesmas-1", place, state, key, SITI],
        )


def test_a_reply_goes_out_in_cheap_parts_with_their_headers_and_once(box: Box) -> None:
    text, key = "“Terima kasih” – sudah kami perbaiki… " * 6, str(uuid.uuid4())
    first = _out(box, text, key)
    assert isinstance(first, Sent)
    assert _out(box, text, key) == first
    ((number, body, udh, coding, creator),) = box.rows(
        'SELECT "DestinationNumber", "TextDecoded", "UDH", "Coding", "CreatorID" FROM outbox'
    )
    ((rest, rest_udh),) = box.rows('SELECT "TextDecoded", "UDH" FROM outbox_multipart')
    assert (number, coding, creator) == (SITI, "Default_No_Compression", key)
    assert body + rest == '"Terima kasih" - sudah kami perbaiki... ' * 6
    assert (len(body), udh[-4:], rest_udh[-4:], udh[:8]) == (153, "0201", "0202", rest_udh[:8])
    _leaves(box, first, "SendingOK", "SendingOK")
    assert _out(box, text, key) == first
    assert box.rows("SELECT COUNT(*) FROM outbox") == [(0,)]


def test_what_became_of_a_reply_is_told_when_all_its_parts_are_told(box: Box) -> None:
    sent = _out(box, "panjang " * 30)
    assert isinstance(sent, Sent)
    key = sent.provider_key.partition("/")[2]
    waits = (Awaited(sent.provider_key, key, "sent"), Awaited("99/lain", "lain", "sent"))

    def told(awaited: tuple[Awaited, ...] = waits) -> list[str]:
        seen = box.events(box.look(awaited=awaited))
        assert all(isinstance(one, DeliverySeen) and one.own_key == key for one in seen)
        return [one.state for one in seen]

    assert told() == []
    _leaves(box, sent, "SendingOK", "SendingOK")
    assert told() == []
    assert told((replace(waits[0], state="unsure"),)) == ["sent"]
    _leaves(box, sent, "DeliveryOK", "DeliveryPending")
    assert told() == []
    _leaves(box, sent, "DeliveryOK", "DeliveryOK")
    assert told() == ["delivered"]
    _leaves(box, sent, "SendingOK", "SendingError")
    assert told() == ["failed"]
    (failed,) = box.events(box.look(awaited=waits))
    assert failed.failure.kind == FailureKind.GIVE_UP
    assert "pulsa" in failed.failure.advice


def test_a_person_without_a_number_is_not_sent_to(box: Box) -> None:
    outcome = GAMMU.send(Outgoing("k", (IdentityKey("alnum", "888"),), "x"), box.settings, PORTS)
    assert isinstance(outcome, Failure)
    assert outcome.kind == FailureKind.GIVE_UP


# ---------------------------------------------------------------- what goes wrong


def test_a_database_that_is_away_or_strange_is_asked_again_later(box: Box) -> None:
    for address in ("/tidak/ada.db", "postgresql://127.0.0.1:9/smsd"):
        settings = box.settings | {"database": address}
        for outcome in (
            GAMMU.poll("", (), settings, PORTS, NOW),
            GAMMU.send(Outgoing("k", (IdentityKey("phone", SITI),), "x"), settings, PORTS),
        ):
            assert isinstance(outcome, Failure)
            assert outcome.kind == FailureKind.RETRY
            assert "Basis data smsd" in outcome.advice
    box.rows('UPDATE gammu SET "Version" = 12')
    unknown = GAMMU.poll("", (), box.settings, PORTS, NOW)
    assert isinstance(unknown, Failure)
    assert "skema 12" in unknown.advice
    box.rows("DROP TABLE gammu")
    assert isinstance(GAMMU.poll("", (), box.settings, PORTS, NOW), Failure)


def test_a_missing_file_is_never_made(tmp_path: Path) -> None:
    where = tmp_path / "kosong.db"
    GAMMU.poll("", (), {"database": str(where), "phone_id": "a"}, PORTS, NOW)
    assert not where.exists()


def test_what_cannot_be_read_is_an_event_and_a_broken_cursor_stops_nothing(box: Box) -> None:
    odd = [b"", b"\xff", b"[]", b"{}", b'{"parts": 3}', b'{"parts": [{}]}', b'{"parts": []}',
           b'{"parts": [{"id": 1, "code": "zz"}], "key": "k"}', b'{"outcomes": [3]}']  # fmt: skip
    for body in odd:
        (event,) = GAMMU.read(Request("POLL", "", {}, body), {})
        assert isinstance(event, Unreadable), body
    (event,) = GAMMU.read(Request("POST", "", {}, b'{"parts": []}'), {})
    assert isinstance(event, Unreadable)
    box.receives("Antrean lama")
    for cursor in ("{", "[]", '{"offset": "x", "waiting": [1], "mark": 7}'):
        box.cursor = cursor
        assert [one.text for one in box.events(box.look())] == ["Antrean lama"]


def test_settings_are_checked_and_both_files_follow_from_them() -> None:
    odd = {"database": "smsd.db", "phone_id": "a b", "pin": "12"}
    assert set(GAMMU.problems(odd)) == {"database", "phone_id", "pin"}
    assert "database" in GAMMU.problems({"database": "postgresql://u:p@h/x", "phone_id": "a"})
    good = {
        "database": "postgresql://127.0.0.1:5432/smsd", "user": "smsd", "password": "rahasia\nX=1",
        "phone_id": "puskesmas-1", "pin": "1234", "device": "/dev/ttyUSB2",
    }  # fmt: skip
    assert not GAMMU.problems(good)
    files = GAMMU.setup_files(good)
    assert {
        "Driver = native_pgsql",
        "Host = 127.0.0.1:5432",
        "PIN = 1234",
        "PhoneID = puskesmas-1",
        "Password = rahasiaX=1",
        "device = /dev/ttyUSB2",
    } <= set(files["gammu-smsdrc"].splitlines())
    assert "Restart=always" in files["tanggap.conf"].splitlines()
    lite = GAMMU.setup_files({"database": "/var/lib/tanggap-sms/smsd.db", "phone_id": "a"})
    assert "DBDir = /var/lib/tanggap-sms/" in lite["gammu-smsdrc"].splitlines()
    assert "PIN" not in lite["gammu-smsdrc"]
