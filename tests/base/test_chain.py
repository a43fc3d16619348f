"""The chain of History: its form never changes, and no damage to it goes unnamed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanggap.base.chain import (
    START,
    Damage,
    Fault,
    Head,
    Line,
    chained,
    fingerprint,
    first_fault,
    hash_of,
    plain_fingerprint,
    unchained,
    words_of,
)

AT = datetime(2026, 5, 12, 1, 6, 0, 123456, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


def told(number: int, sentence: str = "", facility: int = 1) -> Line:
    return unchained(
        id=1_000 + number,
        facility_id=facility,
        at=AT + timedelta(minutes=number),
        by_id=7,
        action="logbook.close",
        subject_kind="logbook.entry",
        subject_id=number,
        sentence=sentence or f"Entri {number:03}: diselesaikan.",
    )


def chain_of(length: int, facility: int = 1) -> tuple[list[Line], Head | None]:
    lines: list[Line] = []
    head = None
    for number in range(1, length + 1):
        lines.append(chained(told(number, facility=facility), head))
        head = Head(lines[-1].place, lines[-1].hash)
    return lines, head


def rehashed(line: Line, after: Line | None = None) -> Line:
    """Return ``line`` as somebody leaves it who knows how hashes are made."""
    linked = line._replace(previous_hash=after.hash) if after else line
    return linked._replace(hash=hash_of(linked))


def renumbered(lines: list[Line], by: int) -> list[Line]:
    return [line._replace(place=line.place + by) for line in lines]


def test_the_form_is_the_documented_one() -> None:
    """Worked out from the words at the head of ``chain.py`` with ``printf | sha256sum``."""
    first = Line(0, "", "", 42, 9007199254740993, AT, 5, "a.b", "c.d", 6, 'Kata «é» "x"\\\n😀.')
    one = chained(first, None)
    assert (one.place, one.previous_hash) == (1, START)
    assert one.hash == "c0243cde50e0ee4808b636c34f0bdaa3704a60e3e6bd5ec99b15e4efc99bfdca"
    later = first._replace(at=AT.astimezone(JAKARTA).replace(microsecond=0), sentence="")
    assert (
        chained(later, Head(1, one.hash)).hash
        == "74db47a65591b7deed88f183bca1f0c54ca146d8b352e1cd90443e8c9d3ce758"
    )


@settings(max_examples=50)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=12),
    st.datetimes(timezones=st.just(UTC)),
)
def test_what_was_written_in_order_is_whole(sentences: list[str], at: datetime) -> None:
    lines: list[Line] = []
    head = None
    for number, sentence in enumerate(sentences):
        lines.append(chained(told(number, sentence)._replace(at=at), head))
        head = Head(lines[-1].place, lines[-1].hash)
    assert first_fault(lines, head) is None


FIELDS = ["facility_id", "id", "by_id", "action", "subject_kind", "subject_id", "sentence", "at"]


@settings(max_examples=50)
@given(st.integers(1, 20), st.data())
def test_any_field_of_any_line_that_changes_names_that_line(
    length: int, data: st.DataObject
) -> None:
    lines, head = chain_of(length)
    hit = data.draw(st.integers(0, length - 1))
    field = data.draw(st.sampled_from(FIELDS))
    before = getattr(lines[hit], field)
    after: object = (
        before + timedelta(microseconds=1)
        if field == "at"
        else f"{before}."
        if isinstance(before, str)
        else before + 1
    )
    lines[hit] = lines[hit]._replace(**{field: after})
    fault = first_fault(lines, head)
    assert fault
    assert (fault.damage, fault.place) == (Damage.ALTERED, hit + 1)


@settings(max_examples=50)
@given(st.integers(1, 20), st.data())
def test_any_run_of_lines_that_goes_is_named(length: int, data: st.DataObject) -> None:
    lines, head = chain_of(length)
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    gone = lines[:start] + lines[end:]
    fault = first_fault(gone, head)
    assert fault
    assert fault[:3] == (Damage.MISSING, start + 1, end)
    closed_up = lines[:start] + renumbered(lines[end:], start - end)
    fault = first_fault(closed_up, head)
    assert fault
    assert fault[:3] == (Damage.MISSING, start + 1, end)


@settings(max_examples=50)
@given(st.integers(2, 20), st.data())
def test_whatever_is_done_to_the_order_is_seen(length: int, data: st.DataObject) -> None:
    lines, head = chain_of(length)
    order = data.draw(st.permutations(range(length)).filter(lambda p: list(p) != sorted(p)))
    mixed = [lines[old]._replace(place=new) for new, old in enumerate(order, start=1)]
    fault = first_fault(mixed, head)
    first = next(new for new, old in enumerate(order) if new != old)
    assert fault
    assert fault.place <= first + 1 <= max(fault.last, fault.place + 1)


def swap(lines: list[Line]) -> list[Line]:
    one, other = lines[2], lines[6]
    lines[2], lines[6] = other._replace(place=3), one._replace(place=7)
    return lines


def swap_neighbours(lines: list[Line]) -> list[Line]:
    lines[2:4] = [lines[3]._replace(place=3), lines[2]._replace(place=4)]
    return lines


def swap_sentences(lines: list[Line]) -> list[Line]:
    one, other = lines[2].sentence, lines[6].sentence
    lines[2], lines[6] = lines[2]._replace(sentence=other), lines[6]._replace(sentence=one)
    return lines


def insert(lines: list[Line]) -> list[Line]:
    forged = rehashed(told(99)._replace(place=5, previous_hash=lines[3].hash))
    return [*lines[:4], forged, *renumbered(lines[4:], 1)]


def insert_clumsily(lines: list[Line]) -> list[Line]:
    return [*lines[:4], told(99)._replace(place=5), *renumbered(lines[4:], 1)]


def insert_beside(lines: list[Line]) -> list[Line]:
    return [*lines[:5], told(99)._replace(place=5), *lines[5:]]


def append(lines: list[Line]) -> list[Line]:
    return [*lines, rehashed(told(99)._replace(place=11), lines[-1])]


def replace(lines: list[Line]) -> list[Line]:
    lines[4] = rehashed(lines[4]._replace(sentence="Bukan apa-apa."))
    return lines


def replace_the_last(lines: list[Line]) -> list[Line]:
    lines[9] = rehashed(lines[9]._replace(sentence="Bukan apa-apa."))
    return lines


def replace_to_the_end(lines: list[Line]) -> list[Line]:
    lines[4] = rehashed(lines[4]._replace(sentence="Bukan apa-apa."))
    for place in range(5, 10):
        lines[place] = rehashed(lines[place], lines[place - 1])
    return lines


def behead(lines: list[Line]) -> list[Line]:
    return [rehashed(one._replace(place=one.place - 1)) for one in lines[1:]]


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        (swap, (Damage.MOVED, 3, 7)),
        (swap_neighbours, (Damage.MOVED, 3, 4)),
        (swap_sentences, (Damage.ALTERED, 3, 3)),
        (insert, (Damage.INSERTED, 5, 5)),
        (insert_clumsily, (Damage.INSERTED, 5, 5)),
        (insert_beside, (Damage.TWICE, 5, 5)),
        (append, (Damage.BEYOND, 11, 11)),
        (replace, (Damage.REPLACED, 5, 5)),
        (replace_the_last, (Damage.HEAD_DIFFERS, 10, 10)),
        (replace_to_the_end, (Damage.HEAD_DIFFERS, 10, 10)),
        (behead, (Damage.REPLACED, 1, 1)),
    ],
)
def test_each_attack_is_called_by_its_name(
    attack: Callable[[list[Line]], list[Line]], expected: tuple[Damage, int, int]
) -> None:
    lines, head = chain_of(10)
    fault = first_fault(attack(lines), head)
    assert fault
    assert fault[:3] == expected


def test_the_head_is_part_of_the_chain() -> None:
    lines, head = chain_of(4)
    gone = first_fault(lines, None)
    assert gone
    assert (gone.damage, gone.place) == (Damage.HEAD_GONE, 4)
    set_back = first_fault(lines, Head(3, lines[2].hash))
    assert set_back
    assert (set_back.damage, set_back.place) == (Damage.BEYOND, 4)
    emptied = first_fault([], head)
    assert emptied
    assert emptied[:3] == (Damage.MISSING, 1, 4)
    assert first_fault([], None) is None


@pytest.mark.parametrize("damage", Damage)
def test_every_damage_is_said_with_number_and_date(damage: Damage) -> None:
    said = words_of(Fault(damage, 1_234, 1_234, AT), JAKARTA)
    assert said.startswith("Baris 1.234 ")
    assert "12 Mei 2026 pukul 08.06" in said
    assert "{" not in said
    assert said.endswith(".")


def test_a_run_is_said_from_first_to_last() -> None:
    assert words_of(Fault(Damage.MISSING, 4, 1_200, AT), JAKARTA) == (
        "Baris 4 sampai 1.200 tidak ada: dihapus, sesudah baris 3 (12 Mei 2026 pukul 08.06)."
    )
    assert words_of(Fault(Damage.MISSING, 1, 1, None), JAKARTA) == "Baris 1 tidak ada: dihapus."


def test_a_fingerprint_is_read_as_people_copy_it() -> None:
    full = hash_of(told(1))
    shown = fingerprint(full)
    assert len(shown) == 24
    assert plain_fingerprint(f" {shown.upper().replace('-', ' ')} ") == full[:20]
    foot = f"Buku Rekap · dicetak 23 November 2026 · Sidik riwayat {shown} (23 November 2026)"
    assert plain_fingerprint(foot) == full[:20]
