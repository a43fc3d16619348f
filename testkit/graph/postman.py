"""Brings updates to the hook the way Meta does: again and again until it hears 200.

Several carriers post at once, so that a body which is refused does not hold up the next.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from testkit.graph.bodies import Update, body_of, signature

LARGEST_BATCH = 1000
LATE = 20  # so many bodies pass before a late duplicate comes


@dataclass
class Manners:
    """How the postman behaves: in order one by one, or like Meta on a bad day.

    ``batch`` is the size of every body, or with ``mixed`` the largest of them. With
    ``late`` a duplicate comes after others have passed it.
    """

    batch: int = 1
    mixed: bool = False
    shuffle: bool = False
    duplicate: float = 0.0
    late: bool = False
    pause: float = 0.2
    longest_pause: float = 5.0
    seed: int = 7
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)


class Postman:
    """Carriers that post; a body that was not answered 200 is posted again, unchanged."""

    def __init__(
        self, hook_url: str, secret: str, waba_id: str, number_id: str, carriers: int = 1
    ) -> None:
        self.hook_url, self.secret = hook_url, secret
        self.waba_id, self.number_id = waba_id, number_id
        self.manners = Manners()
        self.delivered = 0
        self.refused = 0
        self.bodies = 0
        self.twice = 0
        self._updates: list[Update] = []
        self._again: list[bytes] = []
        self._lock = threading.Lock()
        self._busy = 0
        self._ended = threading.Event()
        self._client = httpx.Client(timeout=30)
        self._carriers = [
            threading.Thread(target=self._walk, name=f"postman-{number}", daemon=True)
            for number in range(carriers)
        ]
        for carrier in self._carriers:
            carrier.start()

    def bring(self, updates: Sequence[Update]) -> None:
        with self._lock:
            self._updates.extend(updates)

    @property
    def waiting(self) -> int:
        """How many updates have not set out yet."""
        return len(self._updates)

    def wait(self, seconds: float = 30.0) -> bool:
        """Return whether everything was taken within ``seconds``."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self._lock:
                if not self._updates and not self._again and not self._busy:
                    return True
            time.sleep(0.01)
        return False

    def end(self) -> None:
        self._ended.set()
        for carrier in self._carriers:
            carrier.join(timeout=5)
        self._client.close()

    def _walk(self) -> None:
        while not self._ended.is_set():
            body, updates = self._take()
            if body is None:
                time.sleep(0.01)
                continue
            self._until_taken(body, self._ended.is_set)
            with self._lock:
                self.delivered += updates
                self.bodies += 1
                self._busy -= 1

    def _metadata(self) -> dict[str, str]:
        return {"display_phone_number": "6280000000000", "phone_number_id": self.number_id}

    def _take(self) -> tuple[bytes | None, int]:
        """Return the next body and how many updates in it are new."""
        with self._lock:
            if not self.hook_url or not (self._updates or self._again):
                return None, 0
            self._busy += 1
            is_late = len(self._again) > LATE if self.manners.late else bool(self._again)
            if self._again and (is_late or not self._updates):
                return self._again.pop(0), 0
            batch = self._batch()
            body = body_of(batch, self.waba_id, self._metadata())
            if self.manners.dice.random() < self.manners.duplicate:
                self._again.append(body)
                self.twice += 1
            return body, len(batch)

    def _batch(self) -> list[Update]:
        if self.manners.shuffle:
            self.manners.dice.shuffle(self._updates)
        size = min(self.manners.batch, LARGEST_BATCH)
        if self.manners.mixed:  # mostly one by one, now and then many, as after an outage
            size = 1 if self.manners.dice.random() < 0.8 else self.manners.dice.randint(1, size)
        batch, self._updates = self._updates[:size], self._updates[size:]
        return batch

    def _until_taken(self, body: bytes, ended: Callable[[], bool]) -> None:
        pause = self.manners.pause
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(self.secret, body),
            "User-Agent": "facebookexternalua",
        }
        while not ended():
            try:
                answer = self._client.post(self.hook_url, content=body, headers=headers)
                if answer.status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            with self._lock:
                self.refused += 1
            time.sleep(pause)
            pause = min(pause * 2, self.manners.longest_pause)
