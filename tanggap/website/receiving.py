"""What comes in through the public's pages: a form, and word that an answer was seen."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.gateway.events import DeliverySeen
from tanggap.gateway.models import Line
from tanggap.gateway.reading import note_delivery
from tanggap.website.actions import Written, take_report
from tanggap.website.models import WebReport
from tanggap.website.queries import shown_dispatches
from tanggap.website.receipts import Receipt


def receive(line: Line, written: Written) -> Receipt:
    """Keep a form once, however often and from however many tabs at once it is sent."""
    itself = machine(line.facility_id)
    try:
        return take_report(itself, line, written)
    except IntegrityError:  # its twin was committed meanwhile: now it is found
        for photo in written.photos:
            photo.seek(0)
        return take_report(itself, line, written)


def note_read(report: WebReport) -> None:
    """Tell the staff that the answers shown were seen, as a messenger would."""
    now = timezone.now()
    for key in shown_dispatches(report):
        with transaction.atomic():
            note_delivery(report.line, DeliverySeen(key, "read", now))
