"""Handing out files of messages, only to those who may read the message."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tanggap.base.access import signed_in
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.media import response_for
from tanggap.logbook.queries import visible_media


@signed_in
@require_safe
def media(request: StaffRequest, media_id: int) -> HttpResponseBase:
    """Serve one file; to whoever must not meet its message, there is no such file."""
    return response_for(get_object_or_404(visible_media(request.actor), pk=media_id))
