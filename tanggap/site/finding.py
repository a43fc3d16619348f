"""One thing that ``tanggap check`` found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``bad`` must be mended, ``warn`` should be; ``good`` is said so that it is known."""

    level: Literal["good", "warn", "bad"]
    what: str
    mend: str = ""
