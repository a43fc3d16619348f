"""A page that needs a line where there is none yet offers to open the first one."""

from django.contrib import messages

from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.actions import open_line
from tanggap.gateway.queries import open_lines


def open_first_line(request: StaffRequest, kind: str, name: str) -> None:
    """Open a line of ``kind`` where the health centre has none; a refusal is shown."""
    if open_lines(request.actor.facility_id, kind).exists():
        return
    try:
        open_line(request.actor, kind, name, {})
    except Refused as refusal:
        messages.error(request, str(refusal))
