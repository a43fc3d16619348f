"""A form comes in: kept once, however often and from however many tabs at once it is sent."""

from django.db import IntegrityError

from tanggap.base.acting import machine
from tanggap.gateway.models import Line
from tanggap.website.actions import Written, take_report
from tanggap.website.receipts import Receipt


def receive(line: Line, written: Written) -> Receipt:
    """Keep a form and return its receipt."""
    itself = machine(line.facility_id)
    try:
        return take_report(itself, line, written)
    except IntegrityError:  # its twin was committed meanwhile: now it is found
        for photo in written.photos:
            photo.seek(0)
        return take_report(itself, line, written)
