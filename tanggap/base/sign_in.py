"""Who may sign in, and what happens between the right password and the first page.

Active staff with a username and a password (Argon2). Whoever has a second factor is, after
the password, only half signed in: the session names her, but nobody is signed in to it.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tanggap.base import devices
from tanggap.base.acting import machine
from tanggap.base.actions.sessions import note_device
from tanggap.base.middleware import SIGNED_IN_AT
from tanggap.base.models import KnownDevice, SecondFactor, Staff, StaffSession
from tanggap.base.queries import notices_for
from tanggap.base.session_rows import DEVICE, WORDS

BACKEND = "tanggap.base.sign_in.StaffBackend"
_HALF = "half_signed_in"
_HALF_LASTS = 10 * 60
MOST_WRONG_CODES = 5


class StaffBackend:
    """Looks staff up by username, within a facility where the site has several."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str = "",
        password: str = "",
        facility_id: int | None = None,
        **_: Any,
    ) -> Staff | None:
        found = Staff.objects.filter(username=username.strip().lower(), is_active=True)
        if facility_id:
            found = found.filter(facility_id=facility_id)
        people = list(found[:5])
        matching = [staff for staff in people if staff.check_password(password)]
        if not people:
            make_password(password)  # as slow for an unknown name as for a known one
        return matching[0] if len(matching) == 1 else None

    def get_user(self, user_id: int) -> Staff | None:
        found = Staff.objects.filter(pk=user_id, is_active=True)
        return found.select_related("facility").first()


@dataclass(frozen=True)
class Half:
    """Somebody whose password was right and whose code is still due."""

    staff: Staff
    factor: SecondFactor
    onward: str


def factor_of(staff: Staff) -> SecondFactor | None:
    """Return the second factor that ``staff`` has switched on."""
    return SecondFactor.objects.filter(user=staff, confirmed=True).first()


def wait_for_code(request: HttpRequest, staff: Staff, onward: str) -> None:
    """Remember in a fresh session that ``staff``'s password was right."""
    request.session.flush()
    request.session[_HALF] = {
        "staff": staff.pk,
        "since": time.time(),
        "password": staff.get_session_auth_hash(),
        "onward": onward,
        "wrong": 0,
    }


def half_signed_in(request: HttpRequest) -> Half | None:
    """Return who is half signed in here; nobody after ten minutes, five wrong codes, or where
    the password was changed meanwhile or is worth nothing any more."""
    kept = request.session.get(_HALF)
    if not kept or time.time() - kept["since"] > _HALF_LASTS or kept["wrong"] >= MOST_WRONG_CODES:
        return None
    staff = StaffBackend().get_user(kept["staff"])
    if staff is None or staff.get_session_auth_hash() != kept["password"]:
        return None
    if staff.password_only_in is not None:
        return None
    factor = factor_of(staff)
    return Half(staff, factor, kept["onward"]) if factor else None


def note_wrong_code(request: HttpRequest) -> None:
    request.session[_HALF]["wrong"] += 1
    request.session.modified = True


def let_in(request: HttpRequest, staff: Staff) -> str:
    """Sign ``staff`` in; return the token that her browser is to keep."""
    token = devices.token_in(request) or devices.new_token()
    request.session.pop(_HALF, None)
    login(request, staff, backend=BACKEND)
    words, now = devices.words_of(request), timezone.now()
    device = note_device(
        machine(staff.facility_id), staff, devices.hash_of(token), words=words, now=now
    )
    request.session[SIGNED_IN_AT] = time.time()
    request.session[DEVICE], request.session[WORDS] = device.pk, words
    if notices_for(staff, device).exists():
        StaffSession.objects.filter(session_key=request.session.session_key).update(has_notice=True)
    return token


def is_new_here(staff: Staff, token: str) -> bool:
    """Answer whether the browser with ``token`` waits for ``staff``'s word that it is hers."""
    return KnownDevice.objects.filter(
        staff=staff, token_hash=devices.hash_of(token), settled_at=None
    ).exists()


def keep(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    """Return ``response``, which leaves the token with the browser."""
    devices.keep_token(request, response, token)
    return response
