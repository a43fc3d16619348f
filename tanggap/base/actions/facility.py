"""The health centre itself: set up once, its settings, and its profile over time (A-17)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tanggap.base.acting import Actor, action, machine, nothing_changed, tell
from tanggap.base.models import (
    Facility,
    FacilityProfile,
    Paper,
    Role,
    RoleGrant,
    Staff,
    Team,
    TeamMember,
    TimeZoneChoice,
    Unit,
)
from tanggap.base.queries import label_of

NOBODY_YET = machine(0)
"""Who sets up a health centre: nobody works there before it exists."""

PROFILE_FIELDS = (
    *("name", "legal_form", "regency", "agency", "address", "place", "phone", "email"),
    *("head_name", "head_title", "head_rank", "head_nip", "logo_left", "logo_right"),
)
_SHOWN = {"name", "legal_form", "regency", "agency", "place"}
"""Fields whose value History may show: they name an office, not a person."""

_START_UNITS = Path(__file__).parent.parent / "units.json"
_START_CLOCKS = ("uu25", "sp4n", "local")


@dataclass(frozen=True)
class FirstAccount:
    """Who signs in first: always an admin, usually with work of the procedure as well."""

    name: str
    username: str
    password: str
    position: str = ""
    roles: Sequence[Role] = ()


@dataclass(frozen=True)
class FirstTeam:
    """The team of the decree, as far as it is known at set-up; the first name chairs it."""

    decree_number: str
    decree_on: date
    members: Sequence[str]


@dataclass(frozen=True)
class NewFacility:
    """What the wizard, ``tanggap init`` and the living example know of a health centre."""

    name: str
    admin: FirstAccount
    valid_from: date
    legal_form: str = ""
    regency: str = ""
    agency: str = "Dinas Kesehatan"
    address: str = ""
    place: str = ""
    phone: str = ""
    code: str = "PKM"
    head_name: str = ""
    head_nip: str = ""
    time_zone: str = TimeZoneChoice.WIB
    week_days: int = 6
    paper: str = Paper.F4
    team: FirstTeam | None = None
    is_example: bool = False


@action("base.set_up_facility")
def set_up_facility(actor: Actor, new: NewFacility) -> Facility:
    """Make a health centre with its start units, its head, first account and team.

    Call with :data:`NOBODY_YET`. The first account's History begins with this act.
    """
    facility = Facility.objects.create(
        code=new.code,
        time_zone=new.time_zone,
        week_days=new.week_days,
        paper=new.paper,
        clock_profiles=list(_START_CLOCKS),
        is_example=new.is_example,
    )
    _first_profile(facility, new)
    for order, unit in enumerate(json.loads(_START_UNITS.read_text(encoding="utf-8"))):
        Unit.objects.create(facility=facility, order=order, **unit)
    admin = _first_account(facility, new)
    people = {admin.name.casefold(): admin}
    if new.head_name:
        head = _known(facility, people, new.head_name)
        head.nip, head.position = new.head_nip, head.position or "Kepala Puskesmas"
        head.save(update_fields=["nip", "position"])
        _grant(head, Role.KEPALA, new.valid_from)
    if new.team is not None:
        _first_team(facility, new.team, people)
    tell(
        Actor(facility.pk, admin.pk),
        facility,
        f"Menyiapkan {new.name}: profil, unit, dan akun pertama.",
    )
    return facility


@action("base.change_facility")
def change_facility(actor: Actor, facility: Facility, changes: Mapping[str, Any]) -> Facility:
    """Change what holds at any date: week, hours, paper, pattern of numbers …"""
    changed = {name: new for name, new in changes.items() if getattr(facility, name) != new}
    if not changed:
        nothing_changed()
        return facility
    labels = []
    for name, value in changed.items():
        setattr(facility, name, value)
        labels.append(label_of(Facility, name))
    facility.save(update_fields=list(changed))
    tell(actor, facility, f"Mengubah setelan puskesmas: {', '.join(labels)}.")
    return facility


@action("base.change_profile")
def change_profile(
    actor: Actor, facility: Facility, valid_from: date, values: Mapping[str, Any]
) -> FacilityProfile:
    """Begin a profile on ``valid_from``, or correct the one that begins on that day.

    What ``values`` leaves out is taken over from the profile that held until then.
    """
    profile = facility.profiles.filter(valid_from=valid_from).first()
    before = profile or _profile_before(facility, valid_from)
    kept = {name: getattr(before, name) for name in PROFILE_FIELDS} if before else {}
    wanted = kept | dict(values)
    changed = [name for name in values if not _same(kept.get(name), values[name])]
    if profile is not None and not changed:
        nothing_changed()
        return profile
    verb = "Memperbaiki" if profile else "Menetapkan"
    profile = profile or FacilityProfile(facility=facility, valid_from=valid_from)
    for name, value in wanted.items():
        setattr(profile, name, value)
    profile.save()
    tell(actor, facility, _sentence(verb, valid_from, changed, kept, values))
    return profile


def _profile_before(facility: Facility, day: date) -> FacilityProfile | None:
    return facility.profiles.filter(valid_from__lt=day).order_by("-valid_from").first()


def _same(before: Any, after: Any) -> bool:
    """Compare field values; a logo comes back from PostgreSQL as a memoryview."""
    if isinstance(before, memoryview):
        before = bytes(before)
    return bool((before or "") == (after or ""))


def _sentence(
    verb: str,
    valid_from: date,
    changed: Sequence[str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> str:
    parts = []
    for name in changed:
        label = label_of(FacilityProfile, name)
        shown = f" {before.get(name) or '–'} → {after[name] or '–'}" if name in _SHOWN else ""
        parts.append(label + shown)
    details = f": {'; '.join(parts)}" if parts else ""
    return f"{verb} profil yang berlaku mulai {valid_from:%d/%m/%Y}{details}."


def _first_profile(facility: Facility, new: NewFacility) -> None:
    FacilityProfile.objects.create(
        facility=facility,
        valid_from=new.valid_from,
        name=new.name,
        legal_form=new.legal_form,
        regency=new.regency,
        agency=new.agency,
        address=new.address,
        place=new.place,
        phone=new.phone,
        head_name=new.head_name,
        head_title="Kepala",
        head_nip=new.head_nip,
    )


def _first_account(facility: Facility, new: NewFacility) -> Staff:
    admin = Staff(
        facility=facility,
        name=new.admin.name,
        username=new.admin.username,
        position=new.admin.position,
    )
    admin.set_password(new.admin.password)
    admin.save()
    for role in dict.fromkeys([Role.ADMIN, *new.admin.roles]):
        _grant(admin, role, new.valid_from)
    return admin


def _first_team(facility: Facility, team: FirstTeam, people: dict[str, Staff]) -> None:
    row = Team.objects.create(
        facility=facility,
        kind=Team.Kind.FEEDBACK,
        name=Team.Kind.FEEDBACK.label,
        decree_number=team.decree_number,
        decree_on=team.decree_on,
        valid_from=team.decree_on,
    )
    for order, name in enumerate(dict.fromkeys(team.members)):
        seat = TeamMember.Seat.CHAIR if order == 0 else TeamMember.Seat.MEMBER
        staff = _known(facility, people, name)
        TeamMember.objects.get_or_create(
            team=row, staff=staff, defaults={"seat": seat, "order": order}
        )


def _known(facility: Facility, people: dict[str, Staff], name: str) -> Staff:
    """Return the member of staff of this name, added without a sign-in where new."""
    key = name.casefold()
    if key not in people:
        staff = Staff(facility=facility, name=name)
        staff.set_unusable_password()
        staff.save()
        people[key] = staff
    return people[key]


def _grant(staff: Staff, role: Role, since: date) -> None:
    RoleGrant.objects.get_or_create(
        facility_id=staff.facility_id, staff=staff, role=role, defaults={"valid_from": since}
    )
