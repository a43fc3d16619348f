"""Reads the call log of «SMS Backup & Restore» (``calls-….xml``), like its messages.

Types and presentations are those of Android's ``CallLog.Calls``: an incoming call that
nobody spoke in was missed, also where a handphone writes it as an answered one of 0 seconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tanggap.channels._sms_backup import NotABackup, Stream, Tally, moment, read_by, said

_IN, _OUT, _MISSED, _VOICEMAIL, _REJECTED, _BLOCKED, _ELSEWHERE = "1234567"
_HIDDEN = ("-1", "-2", "-3", "")
_SHOWN = ("", "1")


class Outcome(Enum):
    """What became of a call."""

    MISSED = "missed"
    SPOKEN = "spoken"
    UNANSWERED = "unanswered"
    """We rang and nobody took it."""


@dataclass(frozen=True)
class Call:
    """One call. ``number`` is as the handphone had it; empty where the caller hid it."""

    number: str
    at: datetime
    outcome: Outcome
    contact: str = ""


def read_calls(stream: Stream, tally: Tally) -> Iterator[Call]:
    """Yield the calls of a call log in the order of the file.

    Raises :class:`NotABackup` or ``HostileXml``; a file that breaks off gives what came whole.
    """
    yield from read_by(_Calls(tally), stream, tally)


class _Calls:
    """Takes the parser's words; every call is one element with attributes only."""

    def __init__(self, tally: Tally) -> None:
        self.has_root = False
        self._tally = tally
        self._ready: list[Call] = []

    def taken(self) -> list[Call]:
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, given: dict[str, str]) -> None:
        if not self.has_root:
            if tag != "calls":
                raise NotABackup(tag)
            self.has_root = True
        elif tag == "call":
            self._take(given)

    def end(self, tag: str) -> None:
        """A call holds nothing within."""

    def data(self, text: str) -> None:
        """Text between the elements says nothing."""

    def close(self) -> None:
        """The end of the file."""

    def _take(self, given: Mapping[str, str]) -> None:
        at, outcome = moment(said(given, "date")), _outcome(given)
        if said(given, "type") == _BLOCKED:
            self._tally.skipped["blocked"] += 1
        elif at is None or outcome is None:
            self._tally.skipped["unreadable"] += 1
        else:
            number = said(given, "number")
            is_hidden = number in _HIDDEN or said(given, "presentation") not in _SHOWN
            contact = said(given, "contact_name")[:160]
            self._ready.append(Call("" if is_hidden else number[:200], at, outcome, contact))


def _outcome(given: Mapping[str, str]) -> Outcome | None:
    kind, duration = said(given, "type"), said(given, "duration")
    was_spoken = duration.isascii() and duration.isdigit() and int(duration[:9]) > 0
    if kind in (_MISSED, _REJECTED, _VOICEMAIL):
        return Outcome.MISSED
    if kind == _ELSEWHERE or (kind in (_IN, _OUT) and was_spoken):
        return Outcome.SPOKEN
    return {_IN: Outcome.MISSED, _OUT: Outcome.UNANSWERED}.get(kind)
