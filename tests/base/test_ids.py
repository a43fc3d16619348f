"""Keys rise, fit 63 bits, and are never given twice."""

from datetime import UTC, datetime, timedelta

from tanggap.base.ids import made_at, new_id


def test_ten_thousand_keys_rise_and_none_repeats() -> None:
    keys = [new_id() for _ in range(10_000)]
    assert keys == sorted(set(keys))


def test_a_key_fits_in_63_bits_and_tells_when_it_was_made() -> None:
    key = new_id()
    assert 0 < key < 2**63
    assert abs(made_at(key) - datetime.now(UTC)) < timedelta(seconds=5)
