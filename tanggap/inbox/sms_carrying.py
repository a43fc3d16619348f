"""Carries brought backups of SMS further (see ``base.carrying``)."""

from tanggap.base.carrying import Carrier
from tanggap.inbox.actions import carry_sms
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_reading import NOT_A_BACKUP, Scan

CARRIER = Carrier(SmsImport, Scan, carry_sms, UnreadableExport, NOT_A_BACKUP)
carry_on = CARRIER.carry_on
finish = CARRIER.finish
