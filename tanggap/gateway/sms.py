"""What a text costs as SMS, for the composers of the steps to the right."""

import json
from dataclasses import dataclass

from tanggap.channels._sms_text import BASIC, EXTENSION, Measure, look_alikes, measure

__all__ = ["SmsCount", "sms_count"]


@dataclass(frozen=True)
class SmsCount:
    """The count as it stands, and what a browser needs to go on counting by the same rules."""

    measure: Measure

    @property
    def words(self) -> str:
        return self.measure.words

    @property
    def basic(self) -> str:
        return json.dumps(BASIC)

    @property
    def extension(self) -> str:
        return json.dumps(EXTENSION)

    @property
    def look_alikes(self) -> str:
        return json.dumps(dict(look_alikes()))


def sms_count(text: str) -> SmsCount:
    """Return in how many SMS ``text`` goes out, cheap look-alikes put in."""
    return SmsCount(measure(text))
