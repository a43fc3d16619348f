"""What the first page says that waits, and where to do it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing that waits: how many, what, where to do it."""

    count: int
    words: str
    url: str
    tone: str = "neutral"


@dataclass(frozen=True)
class StageLine:
    words: str
    url: str = ""
    tone: str = ""
