"""One line of the printed book: what ``workbench.queries.book_rows`` hands to the papers.

The fields are the columns of the book (domain §6.1), already as words. Whoever fills it
has asked ``visible_to`` and leaves the identity fields empty for an actor who may not
see identities; an anonymous reporter has the name «Anonim».
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BookRow:
    """Times are aware; the papers put them into the health centre's time zone."""

    number: str
    received_at: datetime
    medium: str
    kind: str
    klass: str
    severity: str
    text: str
    recorded_by: str
    state: str
    name: str = ""
    address: str = ""
    phone: str = ""
    reporter: str = ""
    happened: str = ""
    place: str = ""
    units: str = ""
    immediate_action: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    answer_way: str = ""
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
