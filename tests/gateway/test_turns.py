"""Who writes SQLite's one file next is a matter of turns."""

import threading

import pytest

from tanggap.gateway.turns import Turns


def test_turns_are_given_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    ready = [threading.Event() for _ in range(8)]

    def ask(number: int) -> None:
        ready[number].set()
        with turns.turn():
            order.append(number)

    threads = []
    with turns.turn():
        for number in range(8):
            asking = threading.Thread(target=ask, args=[number])
            threads.append(asking)
            asking.start()
            ready[number].wait(5)
            while len(turns._asking) <= number:
                threading.Event().wait(0.001)
    for asking in threads:
        asking.join(5)

    assert order == list(range(8))


def test_two_that_write_without_pause_both_come_on() -> None:
    turns, written = Turns(), {"intake": 0, "worker": 0}
    enough = threading.Event()

    def write(who: str) -> None:
        while not enough.is_set():
            with turns.turn():
                written[who] += 1
                if min(written.values()) >= 50:
                    enough.set()

    threads = [threading.Thread(target=write, args=[who]) for who in written]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert enough.is_set()


def test_a_writer_that_fails_hands_its_turn_on() -> None:
    turns = Turns()
    with pytest.raises(OSError, match="penuh"), turns.turn():
        raise OSError("penuh")

    with turns.turn():
        pass
