"""The readers of what a handphone exports, for the steps to the right (see ``events``)."""

from tanggap.channels._calls_backup import Call, Outcome, read_calls
from tanggap.channels._sms_backup import (
    HostileXml,
    NotABackup,
    Sms,
    SmsFile,
    Stream,
    Tally,
    read_backup,
)
from tanggap.channels._whatsapp_export import (
    DateEvidence,
    DateOrder,
    Said,
    date_evidence,
    day_of,
    read_text,
)

__all__ = [
    "Call",
    "DateEvidence",
    "DateOrder",
    "HostileXml",
    "NotABackup",
    "Outcome",
    "Said",
    "Sms",
    "SmsFile",
    "Stream",
    "Tally",
    "date_evidence",
    "day_of",
    "read_backup",
    "read_calls",
    "read_text",
]
