"""Citizens who write, change their minds and send photos; and what must come of it."""

import io
import random
import threading
import time
from dataclasses import dataclass, field

from PIL import Image

from testkit.graph import Graph

MOST_WAITING = 600  # the postman's bag: old and new are shuffled, but not without end
CAPTION = "Loket dua, jam sepuluh"
TROUBLESOME = ("9500", "9029", "9056")  # endings of numbers the stand-in makes trouble for


@dataclass
class Expected:
    """One message as it must stand in the inbox at the end."""

    who: str
    text: str
    earlier: list[str] = field(default_factory=list)
    is_revoked: bool = False
    reaction: str = ""
    has_file: bool = False


class Crowd(threading.Thread):
    """Writes ``size`` messages and changes some of them, so many a second or (with 0) as
    fast as the postman carries.
    """

    def __init__(self, graph: Graph, dice: random.Random, size: int, pace: float = 0) -> None:
        super().__init__(name="crowd", daemon=True)
        self.graph, self.dice, self.size, self.pace = graph, dice, size, pace
        self.expected: dict[str, Expected] = {}
        people = max(20, size // 25)
        self.people = [f"62811{number:07}" for number in range(people)]
        self.people += [f"62812000{ending}" for ending in TROUBLESOME]
        self._changeable: list[str] = []

    def run(self) -> None:
        while len(self.expected) < self.size:
            while self.graph.postman.waiting > MOST_WAITING:
                time.sleep(0.01)
            self._somebody_does_something()
            if self.pace:
                time.sleep(self.dice.expovariate(self.pace))

    def _somebody_does_something(self) -> None:
        who = self.dice.choice(self.people)
        thrown = self.dice.random()
        if thrown < 0.80 or not self._changeable:
            self._write(who)
        elif thrown < 0.83:
            self._photograph(who)
        else:
            self._change_mind(self.dice.choice(self._changeable), thrown)

    def _write(self, who: str) -> None:
        text = f"Kejadian {len(self.expected)}: antrean lama 🙏 {self.dice.randrange(10**9)}"
        key = self.graph.says(who, text, f"Warga {who[-4:]}")
        self.expected[key] = Expected(who, text)
        self._changeable.append(key)

    def _photograph(self, who: str) -> None:
        drawn = io.BytesIO()
        Image.new("RGB", (24, 24), (self.dice.randrange(256), 90, 90)).save(drawn, "JPEG")
        key = self.graph.sends(who, "image", drawn.getvalue(), "image/jpeg", CAPTION)
        self.expected[key] = Expected(who, CAPTION, has_file=True)

    def _change_mind(self, key: str, thrown: float) -> None:
        """Edit, take back, or react; each at most once, since a stamp knows seconds only."""
        message = self.expected[key]
        if thrown < 0.91 and not message.earlier and not message.is_revoked:
            text = f"{message.text} (diperbaiki)"
            self.graph.edits(message.who, key, text)
            message.earlier.append(message.text)
            message.text = text
        elif thrown < 0.95 and not message.is_revoked:
            self.graph.revokes(message.who, key)
            message.earlier.append(message.text)
            message.text, message.is_revoked = "", True
        elif not message.reaction:
            message.reaction = "👍"
            self.graph.reacts(message.who, key)
