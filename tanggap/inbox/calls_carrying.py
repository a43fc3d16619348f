"""Carries brought call logs further (see ``base.carrying``)."""

from tanggap.base.carrying import Carrier
from tanggap.inbox.actions import carry_calls
from tanggap.inbox.calls_reading import NOT_A_LOG, CallsScan
from tanggap.inbox.chat_files import UnreadableExport
from tanggap.inbox.models import CallsImport

CARRIER = Carrier(CallsImport, CallsScan, carry_calls, UnreadableExport, NOT_A_LOG)
carry_on = CARRIER.carry_on
finish = CARRIER.finish
