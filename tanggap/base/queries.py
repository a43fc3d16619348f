"""Reads of the groundwork: who acts, which profile held when, who heads, who is in the team."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import (
    Facility,
    FacilityProfile,
    HistoryLine,
    KnownDevice,
    Role,
    RoleGrant,
    SecondFactor,
    Staff,
    StaffSession,
    Team,
    Unit,
)


def grants_on(day: date) -> QuerySet[RoleGrant]:
    """Return the roles held on ``day``."""
    return RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


def all_grants(facility: Facility) -> QuerySet[RoleGrant]:
    """Return who holds or held which role, role by role, the newest first."""
    grants = RoleGrant.objects.filter(facility=facility).select_related("staff", "unit")
    return grants.order_by("role", "-valid_from", "staff__name")


def actor_of(staff: Staff, today: date) -> Actor:
    """Return ``staff`` as an actor with the roles and units held on ``today``."""
    roles: set[Role] = set()
    units: set[int] = set()
    for grant in grants_on(today).filter(staff=staff, facility_id=staff.facility_id):
        roles.add(Role(grant.role))
        if grant.role == Role.PJ_UNIT and grant.unit_id:
            units.add(grant.unit_id)
    return Actor(staff.facility_id, staff.pk, frozenset(roles), frozenset(units))


def profile_on(facility: Facility, day: date, *, with_logos: bool = True) -> FacilityProfile:
    """Return the profile that held on ``day``; before the first, the first (A-17).

    Every page says its name, none shows its logos: only papers do.

    Raises ``FacilityProfile.DoesNotExist`` where the health centre has none at all.
    """
    profiles = facility.profiles.order_by("-valid_from")
    if not with_logos:
        profiles = profiles.defer("logo_left", "logo_right")
    held = profiles.filter(valid_from__lte=day).first() or profiles.last()
    if held is None:
        raise FacilityProfile.DoesNotExist("Profil puskesmas belum diisi.")
    return held


def staff_with(facility: Facility, role: Role, day: date) -> QuerySet[Staff]:
    """Return the active staff who hold ``role`` on ``day``, longest in it first."""
    holders = grants_on(day).filter(facility=facility, role=role).values("staff")
    return Staff.objects.filter(facility=facility, is_active=True, pk__in=holders)


def head_of(facility: Facility, day: date) -> Staff | None:
    """Return who heads the health centre on ``day``: the role given last."""
    grant = (
        grants_on(day)
        .filter(facility=facility, role=Role.KEPALA, staff__is_active=True)
        .select_related("staff")
        .order_by("-valid_from", "-id")
        .first()
    )
    return grant.staff if grant else None


def team_on(facility: Facility, kind: str, day: date) -> Team | None:
    """Return the team of ``kind`` whose decree holds on ``day`` (A-06); the latest wins."""
    return (
        Team.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            facility=facility,
            kind=kind,
            valid_from__lte=day,
        )
        .order_by("-valid_from", "-id")
        .first()
    )


def open_units(facility: Facility, day: date) -> QuerySet[Unit]:
    """Return the units that work on ``day``, in the order the health centre gave them."""
    return Unit.objects.filter(Q(closed_on=None) | Q(closed_on__gt=day), facility=facility)


def history_of(subject_kind: str, subject_id: int) -> QuerySet[HistoryLine]:
    """Return what people did with one record, oldest first."""
    return (
        HistoryLine.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .select_related("by")
        .order_by("id")
    )


def label_of(model: type[Model], name: str) -> str:
    """Return what people call a field, for History's sentences."""
    field = model._meta.get_field(name)
    return str(field.verbose_name) if isinstance(field, Field) else name


KEYHOLDERS = (Role.ADMIN, Role.KEPALA)
"""Who is asked for a second step at sign-in: they can let others in and see everything."""


def open_sessions(staff: Staff) -> QuerySet[StaffSession]:
    """Return the sessions of ``staff`` that still hold, the latest used first."""
    now = timezone.now()
    began = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return StaffSession.objects.filter(
        staff=staff, expire_date__gt=now, first_seen_at__gt=began
    ).order_by("-last_seen_at")


def notices_for(staff: Staff, here: KnownDevice | None) -> QuerySet[KnownDevice]:
    """Return the new browsers of ``staff`` that somebody at ``here`` may call hers, or not.

    Only a browser known for longer may: whoever came in with a stolen password cannot wave
    himself through.
    """
    waiting = KnownDevice.objects.filter(staff=staff, settled_at=None).order_by("-first_seen_at")
    return waiting.filter(first_seen_at__gt=here.first_seen_at) if here else waiting


def has_second_factor(staff: Staff) -> bool:
    return SecondFactor.objects.filter(user=staff, confirmed=True).exists()


def keyholders_without_second_factor(facility: Facility, day: date) -> QuerySet[Staff]:
    """Return the admins and heads who sign in with a password alone."""
    holders = grants_on(day).filter(facility=facility, role__in=KEYHOLDERS).values("staff")
    return Staff.objects.filter(
        facility=facility, is_active=True, username__isnull=False, pk__in=holders
    ).exclude(pk__in=SecondFactor.objects.filter(confirmed=True).values("user"))
