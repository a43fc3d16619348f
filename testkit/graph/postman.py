"""Brings updates to the hook the way Meta does: again and again until it hears 200."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from testkit.graph.bodies import Update, body_of, signature

LARGEST_BATCH = 1000


@dataclass
class Manners:
    """How the postman behaves: in order one by one, or like Meta on a bad day."""

    batch: int = 1
    shuffle: bool = False
    duplicate: float = 0.0
    pause: float = 0.2
    seed: int = 7
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)


class Postman:
    """One thread that posts; a body that was not answered 200 is posted again, unchanged."""

    def __init__(self, hook_url: str, secret: str, waba_id: str, number_id: str) -> None:
        self.hook_url, self.secret = hook_url, secret
        self.waba_id, self.number_id = waba_id, number_id
        self.manners = Manners()
        self.delivered = 0
        self.refused = 0
        self._updates: list[Update] = []
        self._lock = threading.Lock()
        self._busy = False
        self._ended = threading.Event()
        self._client = httpx.Client(timeout=30)
        self._thread = threading.Thread(target=self._walk, name="postman", daemon=True)
        self._thread.start()

    def bring(self, updates: Sequence[Update]) -> None:
        with self._lock:
            self._updates.extend(updates)

    def wait(self, seconds: float = 30.0) -> bool:
        """Return whether everything was taken within ``seconds``."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self._lock:
                if not self._updates and not self._busy:
                    return True
            time.sleep(0.01)
        return False

    def end(self) -> None:
        self._ended.set()
        self._thread.join(timeout=5)
        self._client.close()

    def _walk(self) -> None:
        while not self._ended.is_set():
            batch = self._take()
            if not batch:
                time.sleep(0.01)
                continue
            body = body_of(batch, self.waba_id, self._metadata())
            again = 1 + (self.manners.dice.random() < self.manners.duplicate)
            for _ in range(again):
                self._until_taken(body, self._ended.is_set)
            with self._lock:
                self.delivered += len(batch)
                self._busy = False

    def _metadata(self) -> dict[str, str]:
        return {"display_phone_number": "6280000000000", "phone_number_id": self.number_id}

    def _take(self) -> list[Update]:
        with self._lock:
            if not self._updates or not self.hook_url:
                return []
            if self.manners.shuffle:
                self.manners.dice.shuffle(self._updates)
            size = min(self.manners.batch, LARGEST_BATCH)
            batch, self._updates = self._updates[:size], self._updates[size:]
            self._busy = True
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
            self.refused += 1
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
