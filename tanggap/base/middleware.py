"""Every request knows its actor and its health centre, whose time zone it runs in."""

from collections.abc import Callable
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Staff
from tanggap.base.queries import actor_of


class StaffRequest(HttpRequest):
    """A request of somebody signed in: what views may rely on."""

    actor: Actor
    facility: Facility
    user: Staff


class ActorOfRequest:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._equip(cast(StaffRequest, request))
        return self.get_response(request)

    def _equip(self, request: StaffRequest) -> None:
        facility = Facility.objects.get(pk=request.user.facility_id)
        timezone.activate(ZoneInfo(facility.time_zone))
        signed_in = request.session.get("signed_in_at", 0)
        ended = request.user.sessions_from
        if ended is not None and signed_in < ended.timestamp():
            logout(request)
            return
        request.facility = facility
        request.actor = actor_of(request.user, timezone.localdate())
