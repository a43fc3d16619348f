"""Lock-out after wrong passwords: what django-axes asks for, counted per health centre.

Five wrong passwords for a name from one address lock that name from that address for a
quarter of an hour. Thirty within an hour from anywhere lock the name from everywhere for
half an hour, but not for a browser that its owner has used before: that one is counted
by itself. So nobody can keep a petugas out of her own work by typing her name.

What was typed as a name is kept as a keyed hash only, since people type passwords there.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.models import AccessFailureLog
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tanggap.base import devices
from tanggap.base.models import KnownDevice, Staff
from tanggap.base.rules import Limit, end_of_lock, tries_left

OWN = Limit(5, timedelta(minutes=15), timedelta(minutes=15))
EVERYWHERE = Limit(30, timedelta(hours=1), timedelta(minutes=30))
REMEMBERED = timedelta(hours=2)  # longest window and longest lock together fit in
LIFT_HOLDS = timedelta(minutes=30)

Credentials = Mapping[str, Any] | None


@dataclass(frozen=True)
class Count:
    """How it stands with one name, asked from one browser."""

    until: datetime | None
    """When the lock ends; ``None`` where there is none."""
    left: int
    """How many wrong passwords are still free."""


def key_of(facility_id: object, username: str) -> str:
    """Return what is kept instead of a name."""
    words = f"{facility_id or ''}:{username.strip().lower()}"
    return salted_hmac("tanggap.lock", words, algorithm="sha256").hexdigest()


def name_asked(request: HttpRequest, credentials: Credentials) -> str:
    """Return the key of the name that somebody tries (``AXES_USERNAME_CALLABLE``)."""
    asked = credentials or {}
    return key_of(asked.get("facility_id"), str(asked.get("username") or ""))


def address_of(request: HttpRequest) -> str | None:
    """Return the caller's address; of IPv6 the network, since a home has 2⁶⁴ addresses."""
    try:
        caller = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    if caller.version == 4:
        return str(caller)
    return str(ipaddress.ip_network((int(caller), 64), strict=False).network_address)


def standing(request: HttpRequest, credentials: Credentials) -> Count:
    """Return how it stands with the name asked, for this browser."""
    now, device = timezone.now(), _own_device(request, credentials)
    failures = list(_failures(name_asked(request, credentials), now))
    if device:
        return _count([at for at, _, by in failures if by == device], OWN, now)
    strange = [(at, address) for at, address, by in failures if not by]
    here = _count([at for at, address in strange if address == address_of(request)], OWN, now)
    if _was_lifted(credentials, now):
        return here
    everywhere = _count([at for at, _ in strange], EVERYWHERE, now)
    ends = [count.until for count in (here, everywhere) if count.until]
    return Count(max(ends, default=None), min(here.left, everywhere.left))


def locked_until(staff: Staff) -> datetime | None:
    """Return until when some browser, or every strange one, is refused ``staff``'s name."""
    now = timezone.now()
    failures = list(_failures(key_of(staff.facility_id, staff.username or ""), now))
    places = {(address, by) for _, address, by in failures}
    counts = [
        _count([at for at, *place in failures if tuple(place) == here], OWN, now) for here in places
    ]
    counts.append(_count([at for at, _, by in failures if not by], EVERYWHERE, now))
    return max((count.until for count in counts if count.until), default=None)


def forget_failures(staff: Staff) -> int:
    """Forget every wrong password typed for ``staff``; return how many there were."""
    key = key_of(staff.facility_id, staff.username or "")
    return int(AccessFailureLog.objects.filter(username=key).delete()[0])


def forget_own_failures(request: HttpRequest, credentials: Credentials) -> None:
    """After the right password: begin to count anew for this browser, and for it alone."""
    AccessFailureLog.objects.filter(
        username=name_asked(request, credentials),
        user_agent=_own_device(request, credentials),
        ip_address=address_of(request),
    ).delete()


def drop_old(now: datetime) -> int:
    """Drop what no lock asks for any more; return how many rows."""
    return int(AccessFailureLog.objects.filter(attempt_time__lt=now - REMEMBERED).delete()[0])


class Handler(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]
    """What django-axes calls: it writes one row for a wrong password, and no log line."""

    def is_locked(self, request: HttpRequest, credentials: Credentials = None) -> bool:
        return standing(request, credentials).until is not None

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        return OWN.most - standing(request, credentials).left

    def user_login_failed(
        self, sender: object, credentials: Credentials, request: Any = None, **_: object
    ) -> None:
        if request is None or request.axes_locked_out:
            return  # trying on while locked does not make the lock longer
        AccessFailureLog.objects.create(
            username=name_asked(request, credentials),
            ip_address=address_of(request),
            user_agent=_own_device(request, credentials),
        )

    def user_logged_in(self, *_: object, **__: object) -> None:
        return

    def user_logged_out(self, *_: object, **__: object) -> None:
        return


def _failures(name: str, now: datetime) -> Iterator[tuple[datetime, str | None, str]]:
    recent = AccessFailureLog.objects.filter(username=name, attempt_time__gt=now - REMEMBERED)
    columns = ("attempt_time", "ip_address", "user_agent")
    yield from recent.order_by("attempt_time").values_list(*columns)


def _count(failures: Sequence[datetime], limit: Limit, now: datetime) -> Count:
    end = end_of_lock(failures, limit)
    until = end if end is not None and end > now else None
    return Count(until, tries_left(failures, limit, now))


def _owner(credentials: Credentials) -> QuerySet[Staff]:
    """Return whose name is tried, if anybody's."""
    asked = credentials or {}
    name = str(asked.get("username") or "").strip().lower()
    return Staff.objects.filter(username=name, facility_id=asked.get("facility_id") or 0)


def _own_device(request: HttpRequest, credentials: Credentials) -> str:
    """Return the hash of this browser's token where the name's owner has used it before."""
    token = devices.hash_of(devices.token_in(request))
    known = KnownDevice.objects.filter(staff__in=_owner(credentials), token_hash=token)
    return token if token and known.exists() else ""


def _was_lifted(credentials: Credentials, now: datetime) -> bool:
    """Answer whether an admin has just lifted the lock: a stranger cannot put it back."""
    return _owner(credentials).filter(lock_lifted_at__gt=now - LIFT_HOLDS).exists()
