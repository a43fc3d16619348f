"""Who may sign in: active staff with a username and a password (Argon2)."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from tanggap.base.models import Staff


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
        matching = [staff for staff in found[:5] if staff.check_password(password)]
        if not found:
            make_password(password)  # as slow for an unknown name as for a known one
        return matching[0] if len(matching) == 1 else None

    def get_user(self, user_id: int) -> Staff | None:
        found = Staff.objects.filter(pk=user_id, is_active=True)
        return found.select_related("facility").first()
