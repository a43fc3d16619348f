"""The reader of exported conversations, for the steps to the right (see ``events``)."""

from tanggap.channels._whatsapp_export import (
    DateEvidence,
    DateOrder,
    Said,
    date_evidence,
    day_of,
    read_text,
)

__all__ = ["DateEvidence", "DateOrder", "Said", "date_evidence", "day_of", "read_text"]
