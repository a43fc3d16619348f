"""The people of the tests: invented, one for each role, the same names everywhere."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django_otp.oath import TOTP

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, FacilityProfile, Role, RoleGrant, Staff, Unit
from tanggap.base.queries import actor_of
from tanggap.gateway.models import Line

SINCE = date(2025, 1, 1)
NAMES = {
    Role.PETUGAS: "Sari Melati",
    Role.KETUA: "Dewi Anggraini",
    Role.MUTU: "Rina Kusuma",
    Role.PJ_UNIT: "Agus Prasetyo",
    Role.KEPALA: "dr. Hasan Basri",
    Role.AUDITOR: "Wawan Setiawan",
    Role.ADMIN: "Tono Wijaya",
}
PASSWORD = "kata-sandi-uji-7"


def code_now(secret: str) -> str:
    """Return what the app on somebody's handphone shows now."""
    return f"{TOTP(bytes.fromhex(secret)).token():06d}"


@dataclass
class Puskesmas:
    """A health centre with its units, its people by role, and a line of each plain kind."""

    facility: Facility
    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[Role, Staff] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def actor(self, role: Role = Role.PETUGAS) -> Actor:
        return actor_of(self.staff[role], timezone.localdate())

    def line(self, kind: str, **settings: str) -> Line:
        """Return the line of ``kind``, made at the first asking."""
        if kind not in self.lines:
            self.lines[kind] = Line.objects.create(
                facility=self.facility, kind=kind, name=kind.title(), settings=settings
            )
        return self.lines[kind]


def make_puskesmas(name: str) -> Puskesmas:
    facility = Facility.objects.create(
        code=f"PKM.{name[:3].upper()}", clock_profiles=["uu25", "sp4n", "local"]
    )
    FacilityProfile.objects.create(
        facility=facility,
        valid_from=SINCE,
        name=name,
        legal_form="UPTD",
        place=name,
        regency="Kabupaten Contoh",
        agency="Dinas Kesehatan",
        address="Jalan Contoh 1",
        head_name=NAMES[Role.KEPALA],
        head_title="Kepala",
        head_nip="197001012000121001",
    )
    here = Puskesmas(facility)
    for order, (code, label) in enumerate(Unit.Group.choices):
        here.units[code] = Unit.objects.create(
            facility=facility, code=code, name=label, group=code, order=order
        )
    for role, person in NAMES.items():
        staff = Staff(facility=facility, name=person, position=role.label, username=role.value)
        staff.set_password(PASSWORD)
        staff.save()
        RoleGrant.objects.create(
            facility=facility,
            staff=staff,
            role=role,
            valid_from=SINCE,
            unit=here.units["UKP"] if role == Role.PJ_UNIT else None,
        )
        here.staff[role] = staff
    return here
