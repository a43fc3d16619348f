"""Reading a call log of SMS Backup & Restore: what was missed, spoken, hidden, hostile."""

import io
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._calls_backup import Call, Outcome, read_calls
from tanggap.channels._sms_backup import HostileXml, NotABackup, Tally
from tests.channels.test_sms_backup import BOMB, MAY_12, as_the_app_writes, backup

SITI = "+6281234567890"


def call(
    number: str = SITI,
    *,
    kind: int = 3,
    at: int = MAY_12,
    seconds: int = 0,
    presentation: int = 1,
    contact: str = "(Unknown)",
) -> str:
    return (
        f'  <call number={quoteattr(number)} duration="{seconds}" date="{at}" type="{kind}" '
        f'presentation="{presentation}" subscription_id="8962" post_dial_digits="" '
        f'subscription_component_name="com.android.phone/x" '
        f'readable_date="12 Mei 2026 08.06.00" contact_name="{contact}" />\n'
    )


def log(*calls: str) -> bytes:
    return backup(*calls, root="calls")


def read(content: bytes, tally: Tally | None = None) -> list[Call]:
    return list(read_calls(io.BytesIO(content), tally or Tally()))


OUTCOMES = {
    "an incoming call that was talked in": (1, 42, Outcome.SPOKEN),
    "an incoming call of no seconds": (1, 0, Outcome.MISSED),
    "an outgoing call that was talked in": (2, 5, Outcome.SPOKEN),
    "an outgoing call that nobody took": (2, 0, Outcome.UNANSWERED),
    "a missed call": (3, 0, Outcome.MISSED),
    "a voice mail": (4, 20, Outcome.MISSED),
    "a refused call": (5, 0, Outcome.MISSED),
    "a call taken on another device": (7, 0, Outcome.SPOKEN),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_became_of_a_call_is_told_from_its_kind_and_length(name: str) -> None:
    kind, seconds, outcome = OUTCOMES[name]
    (found,) = read(log(call(kind=kind, seconds=seconds)))
    assert (found.number, found.outcome) == (SITI, outcome)
    assert found.at.isoformat() == "2026-05-12T01:06:00+00:00"


def test_a_hidden_number_is_no_number() -> None:
    hidden = [call("-1"), call("-2"), call(""), call(SITI, presentation=2)]
    assert [one.number for one in read(log(*hidden))] == ["", "", "", ""]


def test_blocked_and_unreadable_calls_are_left_and_counted() -> None:
    tally = Tally()
    odd = [call(kind=6), call(kind=9), call().replace(str(MAY_12), "kapan-kapan"), call()]
    assert len(read(log(*odd), tally)) == 1
    assert tally.skipped == {"blocked": 1, "unreadable": 2}


def test_hostile_xml_and_other_files_are_refused() -> None:
    with pytest.raises(HostileXml):
        read(BOMB.replace("smses", "calls").encode())
    for other in (backup(root="smses"), b"<html></html>", b"", b"\x89PNG\r\n"):
        with pytest.raises(NotABackup):
            read(other)


def test_a_log_that_breaks_off_gives_what_came_whole() -> None:
    tally = Tally()
    assert len(read(log(call(), call(at=MAY_12 + 1))[:-120], tally)) == 1
    assert tally.is_cut


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_every_name_in_the_handphone_comes_back(name: str) -> None:
    (found,) = read(log(call(contact="!" + as_the_app_writes(name) + "!")))
    assert found.contact.startswith("!")
    assert found.contact.endswith("!")
