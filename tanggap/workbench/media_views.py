"""Handing out files of messages, only to those who may read the message."""

from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tanggap.base.access import may, signed_in
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.media import response_for, small_response_for
from tanggap.inbox.queries import slip_photos
from tanggap.logbook.queries import visible_media, visible_messages


@signed_in
@require_safe
def media(request: StaffRequest, media_id: int) -> HttpResponseBase:
    """Serve one file; to whoever must not meet its message, there is no such file."""
    return response_for(get_object_or_404(visible_media(request.actor), pk=media_id))


@signed_in
@require_safe
def small(request: StaffRequest, media_id: int) -> HttpResponseBase:
    """Serve a small view of one picture, to those who may have the picture itself."""
    return small_response_for(get_object_or_404(visible_media(request.actor), pk=media_id))


@may("inbox.type_slip")
@require_safe
def slip_picture(request: StaffRequest, photo_id: int) -> HttpResponseBase:
    """Hand out the straightened slip, or the photo itself (``?asli``).

    Once one photo of a slip is typed, the rules of its message hold for every photo of it.
    """
    photos = slip_photos(request.actor)
    photo = get_object_or_404(photos.select_related("photo", "shown"), pk=photo_id)
    same = Q(pk=photo.pk)
    if photo.number is not None:
        same |= Q(run=photo.run, number=photo.number)
    typed = photos.filter(same, message__isnull=False).values("message")
    if visible_messages(request.actor).filter(pk__in=typed).count() < typed.distinct().count():
        raise Http404("Tidak ada foto di sini.")
    media = photo.photo if request.GET.get("asli") or photo.shown is None else photo.shown
    if media is None:
        raise Http404("Foto ini masih dibaca.")
    return response_for(media)
