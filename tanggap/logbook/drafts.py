"""What somebody wants written in the book, before it has a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EntryDraft:
    """All that a person says of an entry. An empty ``klass`` is taken from ``kind``.

    ``line_id``, ``person_id`` and ``received_at`` come from the first message where there
    is one; they are for entries copied from paper (A-05) and for corrections.
    """

    kind: str
    text: str
    klass: str = ""
    severity: str = "hijau"
    reporter: str = "tidak_diketahui"
    is_anonymous: bool = False
    is_secret: bool = True
    happened: str = ""
    place: str = ""
    wish: str = ""
    immediate_action: str = ""
    topics: Sequence[int] = ()
    units: Sequence[int] = ()
    accused: Sequence[int] = ()
    sees_instead: int | None = None
    line_id: int | None = None
    person_id: int | None = None
    received_at: datetime | None = None
    is_complete: bool = False
