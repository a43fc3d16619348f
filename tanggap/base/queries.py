"""Reads of the groundwork: who acts, which profile held when."""

from datetime import date

from django.db.models import Q

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, FacilityProfile, Role, RoleGrant, Staff


def actor_of(staff: Staff, today: date) -> Actor:
    """Return ``staff`` as an actor with the roles and units held on ``today``."""
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        staff=staff,
        facility_id=staff.facility_id,
        valid_from__lte=today,
    )
    roles: set[Role] = set()
    units: set[int] = set()
    for grant in grants:
        roles.add(Role(grant.role))
        if grant.role == Role.PJ_UNIT and grant.unit_id:
            units.add(grant.unit_id)
    return Actor(staff.facility_id, staff.pk, frozenset(roles), frozenset(units))


def profile_on(facility: Facility, day: date) -> FacilityProfile:
    """Return the profile that held on ``day``; before the first, the first (A-17).

    Raises ``FacilityProfile.DoesNotExist`` where the health centre has none at all.
    """
    profiles = facility.profiles.order_by("-valid_from")
    held = profiles.filter(valid_from__lte=day).first() or profiles.last()
    if held is None:
        raise FacilityProfile.DoesNotExist("Profil puskesmas belum diisi.")
    return held
