"""Gammu's dummy phone: a folder whose files are its SMS; a network that puts some in."""

import random
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tanggap.channels._sms_text import GSM7, Place, alphabet_of, header, split

_SMS = """\
[SMSBackup000]
SMSC = "+6281100000"
PDU = Deliver
DateTime = {at}
State = UnRead
Number = "{number}"
Name = ""
UDH = {udh}
{text}
Coding = {coding}
Folder = 1
Length = {length}
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0
MessageReference = 0

"""
_REPORT = """\
[SMSBackup000]
SMSC = "123456"
PDU = Status_Report
DateTime = {at}
SMSCTime = {at}
DeliveryStatus = 0
MessageReference = 255
State = UnRead
Number = "{number}"
Name = ""
UDH =
{text}
Coding = Default_No_Compression
Folder = 1
Length = 9
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0

"""


class DummyPhone:
    """One phone in ``folder``; what is put in lies there until smsd fetches it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.skew = 0.0  # seconds by which the network's clock is wrong
        for box in range(1, 6):
            (folder / "sms" / str(box)).mkdir(parents=True, exist_ok=True)
        self._inbox = folder / "sms" / "1"

    def receives(
        self,
        number: str,
        text: str,
        *,
        reference: int | None = None,
        only: Collection[int] = (),
        is_reversed: bool = False,
    ) -> int:
        """Put ``text`` in as the network would; ``only`` these parts. Return of how many."""
        parts = list(enumerate(split(text), 1))
        reference = random.randrange(256) if reference is None else reference
        is_plain = alphabet_of(text) == GSM7
        for place, part in reversed(parts) if is_reversed else parts:
            if only and place not in only:
                continue
            udh = header(Place(reference, len(parts), place)) if len(parts) > 1 else ""
            coding = "Default_No_Compression" if is_plain else "Unicode_No_Compression"
            length = len(part.encode("utf-16-be")) // 2
            self._put(
                _SMS.format(
                    at=self._now(), number=number, udh=udh, text=_code(part), coding=coding,
                    length=length,
                )
            )  # fmt: skip
        return len(parts)

    def reports_delivery(self, number: str) -> None:
        """Put in the network's word that what was sent to ``number`` has arrived."""
        self._put(_REPORT.format(at=self._now(), number=number, text=_code("Delivered")))

    @property
    def waiting(self) -> int:
        """How many SMS still lie in the phone."""
        return sum(1 for one in self._inbox.iterdir() if one.name.isdigit())

    def _put(self, content: str) -> None:
        taken = [int(one.name) for one in self._inbox.iterdir() if one.name.isdigit()]
        draft = self.folder / "draft"
        draft.write_text(content)
        draft.rename(self._inbox / str(max(taken, default=0) + 1))

    def _now(self) -> str:
        return (datetime.now(UTC) + timedelta(seconds=self.skew)).strftime("%Y%m%dT%H%M%SZ")


def _code(text: str) -> str:
    code = text.encode("utf-16-be").hex().upper()
    rows = [code[first : first + 200] for first in range(0, len(code), 200)] or [""]
    return "\n".join(f"Text{place:02} = {row}" for place, row in enumerate(rows))
