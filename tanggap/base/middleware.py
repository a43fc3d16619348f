"""Every request knows its actor and its health centre, whose time zone it runs in."""

import time
from collections.abc import Callable
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Staff
from tanggap.base.queries import actor_of
from tanggap.base.session_rows import SessionStore

SIGNED_IN_AT = "signed_in_at"
ONLY_READS = ("GET", "HEAD")
CLOCKS_DIFFER = 5 * 60  # seconds; several machines may serve one site


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
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()  # the thread's next request may be another's

    def _equip(self, request: StaffRequest) -> None:
        facility = request.user.facility  # read together with the user
        timezone.activate(ZoneInfo(facility.time_zone))
        if _is_over(request):
            logout(request)
            return
        if isinstance(request.session, SessionStore):
            request.session.seen(timezone.now())
        request.facility = facility
        actor = actor_of(request.user, timezone.localdate())
        request.actor = actor.for_one_page() if request.method in ONLY_READS else actor


def _is_over(request: StaffRequest) -> bool:
    """Answer whether the session has ended: twelve hours after sign-in, whatever happened.

    Where the clock ran ahead and was put right, a session from that time is over, and an
    end that lies in the future must not sign everybody out again until that day comes
    (the sessions it ended are gone from the table anyhow).
    """
    now = time.time()
    began = request.session.get(SIGNED_IN_AT)
    ended = request.user.sessions_from
    if ended is not None and (began or 0) < ended.timestamp() <= now:
        return True
    if began is None:
        return False
    return bool(now - began > settings.SESSION_COOKIE_AGE or began - now > CLOCKS_DIFFER)
