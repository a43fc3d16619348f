"""Carries old books further (see ``base.carrying``)."""

from tanggap.base.carrying import Carrier
from tanggap.documents.sheets import BROKEN, UnreadableTable
from tanggap.logbook.actions import carry_book
from tanggap.logbook.models import BookImport
from tanggap.logbook.old_reading import BookScan

CARRIER = Carrier(BookImport, BookScan, carry_book, UnreadableTable, BROKEN)
carry_on = CARRIER.carry_on
finish = CARRIER.finish
