"""What stands at the other end of a line, as the soak sees it."""

import random
import re
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.counterparts import PACKAGES, place_of
from testkit.soak.road import REPLAYED_WITHIN, Day, Road, away, on

Fault = Callable[[float], None]
"""Goes wrong for so many seconds; when it returns, all is well again."""

PEOPLE = 16
LONGEST_PAUSE = 3.0  # times the usual one
WRONG_CLOCKS = (0, 0, 0, -9, -3, 2, 5)  # hours
_CODE = re.compile(r"Kode ([0-9a-f]{8}-[0-9a-f-]{27})")
_SENTENCES = (
    "Antrean loket lama sekali.",
    "Obat di apotek habis sejak Senin & petugas tidak ada.",
    "Terima kasih, pelayanan poli gigi baik.",
    "Kenapa @ loket 2 tutup jam 10? Bayar Rp5.000 [resep] ~ 10%.",
    "Ibu saya menunggu 3 jam, lalu pulang.",
    "Toilet kotor + bau.",
)
_DEAR = " 🙏 terima kasih"  # an SMS with it holds 70 signs


@dataclass(frozen=True)
class Place:
    """Where an end may live, and what its site is like."""

    folder: Path
    site: str
    env: Mapping[str, str]
    postgres: str = ""
    can_wait: bool = False
    """Whether the run is long enough for calls that outlast every patience."""


@dataclass
class Written:
    """One message as it must be found: whose it is (an identity's value) and its words."""

    who: str
    text: str


@dataclass
class End(ABC):
    """One line and its counterpart. Times and words come from ``dice`` alone."""

    place: Place
    dice: random.Random
    written: dict[str, Written] = field(default_factory=dict)
    offered_twice: int = 0
    troubles: Counter[str] = field(default_factory=Counter)

    name = ""
    kind = ""
    program = ""
    """The program that must be installed; none for stand-ins and people."""
    pace = 1.0
    """How many messages a second."""
    is_hand = False
    """Whether what is answered waits for a person with a handphone."""
    may_double = False
    """Whether the counterpart itself may, when killed, hand one message on twice."""

    def __post_init__(self) -> None:
        return

    @classmethod
    def missing(cls) -> str:
        """Say which packages would bring the program, where it is not here."""
        is_here = not cls.program or place_of(cls.program) is not None
        return "" if is_here else f"apt install {' '.join(PACKAGES[cls.program])}"

    @property
    def line_name(self) -> str:
        return f"Uji {self.name}"

    def settings(self) -> Mapping[str, str]:
        """Return the settings under which the line is opened."""
        return {}

    def begin(self, line: Mapping[str, str]) -> None:
        """Start: the line is open (its ``id`` and ``hook`` are given) and the site answers."""
        return

    def write_one(self) -> None:
        """Let a citizen write one message, whatever it takes until it has left her."""
        mark = f"{self.name}-{len(self.written) + 1}"
        who, text = self.somebody(), f"{mark}: {self.words()}"
        self.written[mark] = Written(who, text)
        self.say(who, text)

    @abstractmethod
    def say(self, who: str, text: str) -> None:
        """Let ``who`` (E.164) write ``text``."""

    def faults(self) -> Mapping[str, Fault]:
        """Return what can go wrong here, by name."""
        return {}

    @property
    def is_idle(self) -> bool:
        """Whether everything written has left for our side."""
        return True

    @property
    def came_again(self) -> int:
        """How many calls heard no 200 and were made once more."""
        return 0

    @property
    def twice(self) -> int:
        return self.offered_twice

    def received(self) -> Iterable[str]:
        """Return the texts that citizens received, one for each time."""
        return ()

    def answers(self) -> Counter[str]:
        """Return how often each answer was received, by the code in its words."""
        return codes_in(self.received())

    def handed_over(self) -> Counter[str]:
        """Return how often each answer was given to the counterpart by us."""
        return self.answers()

    def end(self) -> None:
        """Leave nothing running."""
        return

    # ------------------------------------------------------------ drawn by dice

    def somebody(self) -> str:
        return f"+62813{self.dice.randrange(PEOPLE):08}"

    def words(self) -> str:
        many = self.dice.choice((1, 1, 2, 4, 9))
        said = " ".join(self.dice.choice(_SENTENCES) for _ in range(many))
        return said + (_DEAR if self.dice.random() < 0.3 else "")

    def wrong_by(self) -> float:
        """Return by how many seconds the sender's clock is wrong."""
        return 3600.0 * self.dice.choice(WRONG_CLOCKS)


class EndWithHook(End):
    """A counterpart that calls our hook and is called by HTTP: a road each way."""

    def __post_init__(self) -> None:
        self.towards_us = Road(random.Random(self.dice.random()), twice=0.1)
        self.from_us = Road(random.Random(self.dice.random()))
        self.towards_us.target = self.place.site
        self.from_us.slowness = 25.0 if self.place.can_wait else 1.5

    def faults(self) -> Mapping[str, Fault]:
        inwards, outwards = self.towards_us, self.from_us
        return {
            "hook 503": on(inwards, Day.SHUT),
            "hook's 200 lost": on(inwards, Day.DEAF),
            "hook cut off": on(inwards, Day.CUT),
            "counterpart 503": on(outwards, Day.SHUT),
            "counterpart slow": on(outwards, Day.SLOW),
            "counterpart away": away(outwards),
            "answer torn": self._torn,
        }

    def _torn(self, seconds: float) -> None:
        """Break off what goes out, for a moment only: each such answer ends with a person."""
        self.from_us.day = self.dice.choice((Day.CUT, Day.TORN))
        time.sleep(min(seconds, 0.7))
        self.from_us.day = Day.GOOD

    @property
    def came_again(self) -> int:
        return self.towards_us.refused

    @property
    def twice(self) -> int:
        return self.offered_twice + self.towards_us.copies

    @property
    def is_idle(self) -> bool:
        return self.towards_us.is_idle

    def end(self) -> None:
        self.towards_us.close()
        self.from_us.close()


def codes_in(texts: Iterable[str]) -> Counter[str]:
    """Count the codes by which the desks' answers are known."""
    return Counter(code for text in texts for code in set(_CODE.findall(text)))


class Talk(threading.Thread):
    """Citizens of one line who write ``size`` messages, so many a second; what stops them is a
    trouble.
    """

    def __init__(self, end: End, size: int, pace: float) -> None:
        super().__init__(name=f"talk-{end.name}", daemon=True)
        self.counterpart, self.size, self.pace, self.trouble = end, size, pace, ""

    def run(self) -> None:
        end = self.counterpart
        try:
            while True:
                end.write_one()
                if len(end.written) >= self.size:
                    return
                time.sleep(min(end.dice.expovariate(self.pace), LONGEST_PAUSE / self.pace))
        except Exception as error:
            self.trouble = f"{end.name}: citizens could not write ({error!r})"


QUIET_AFTER = REPLAYED_WITHIN / 2  # seconds in which nothing more may come
