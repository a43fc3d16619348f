"""The health centre of the example: its profiles over time, units, staff, team, lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources

from tanggap.base.acting import Actor, machine
from tanggap.base.models import (
    Facility,
    FacilityProfile,
    Role,
    RoleGrant,
    Staff,
    Team,
    TeamMember,
    Unit,
)
from tanggap.base.queries import actor_of
from tanggap.gateway.models import Line
from tanggap.logbook.actions import prepare as prepare_register
from tanggap.logbook.models import Topic
from tanggap.reply.actions import prepare as prepare_answers
from tanggap.site.example.people import OFFICIALS, PHONE_START, Official

NAME = "Puskesmas Sukamaju Tirta"
PASSWORD = "contoh-tanggap"  # noqa: S105 - printed for everybody: the example holds nothing
_LETTERHEAD = {
    "name": NAME,
    "regency": "Kabupaten Contoh",
    "agency": "Dinas Kesehatan",
    "address": "Jalan Mata Air No. 1, Desa Cirasa Asri, Kecamatan Sukamaju Tirta",
    "place": "Sukamaju Tirta",
    "phone": f"{PHONE_START}9000",
    "email": "umpanbalik@puskesmas.example",
    "head_title": "Kepala",
    "head_rank": "Pembina, IV/a",
}
_LINES = (
    ("wa_handphone", "WhatsApp HP Loket", f"{PHONE_START}9001", "petugas"),
    ("whatsapp", "WhatsApp Puskesmas", f"{PHONE_START}9002", "petugas"),
    ("facebook", "Halaman Facebook", "Puskesmas Sukamaju Tirta", "petugas2"),
    ("instagram", "Instagram", "@puskesmas.sukamajutirta", "petugas2"),
    ("phone", "Telepon puskesmas", f"{PHONE_START}9000", "petugas2"),
    ("box", "Kotak saran pintu keluar", "Samping apotek", "petugas"),
    ("walk_in", "Meja informasi", "Ruang depan", "petugas2"),
    ("website", "Formulir web", "Loket dan papan pengumuman", "petugas"),
    ("letter", "Surat masuk Tata Usaha", "Tata Usaha", "ketua"),
)


@dataclass
class Place:
    """Where the story happens, with everybody and everything by name."""

    facility: Facility
    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def itself(self) -> Actor:
        return machine(self.facility.pk)


def build(first_day: date) -> Place:
    """Build the health centre as it stood on ``first_day``, and the changes after it."""
    facility = Facility.objects.create(
        code="PKM.SMT",
        clock_profiles=["uu25", "sp4n", "local"],
        hours={day: ["07.30", "14.00"] for day in "0123"}
        | {"4": ["07.30", "11.30"], "5": ["07.30", "13.00"]},
        is_example=True,
    )
    place = Place(facility)
    _write_profiles(facility, first_day)
    _lay_out_units(place)
    _take_on_staff(place, first_day)
    _set_up_team(place, first_day)
    _open_lines(place, first_day)
    prepare_register(place.itself)
    prepare_answers(place.itself)
    place.topics = {topic.key: topic for topic in Topic.objects.filter(facility=facility)}
    for official in OFFICIALS:
        staff = place.staff[official.username]
        place.actors[official.username] = actor_of(staff, first_day)
    return place


def _write_profiles(facility: Facility, first_day: date) -> None:
    """UPTD, then BLUD, then UPTD again half-way (A-17): old papers keep the old name."""
    head = OFFICIALS[0]
    changes = ((-400, "UPTD"), (120, "BLUD"), (240, "UPTD"))
    for days, form in changes:
        FacilityProfile.objects.create(
            facility=facility,
            valid_from=first_day + timedelta(days=days),
            legal_form=form,
            head_name=head.name,
            head_nip=head.nip,
            **_LETTERHEAD,
        )


def _lay_out_units(place: Place) -> None:
    text = resources.files("tanggap.base").joinpath("units.json").read_text("utf-8")
    for order, row in enumerate(json.loads(text)):
        place.units[row["code"]] = Unit.objects.create(facility=place.facility, order=order, **row)


def _take_on_staff(place: Place, first_day: date) -> None:
    since = first_day - timedelta(days=400)
    hashed = ""
    for official in OFFICIALS:
        staff = _member_of_staff(place, official)
        if hashed:  # one sentence for all, hashed once: Argon2 is slow on purpose
            staff.password = hashed
        else:
            staff.set_password(PASSWORD)
            hashed = staff.password
        staff.save(force_insert=True)
        place.staff[official.username] = staff
        for role in official.roles:
            RoleGrant.objects.create(
                facility=place.facility,
                staff=staff,
                role=Role(role),
                unit=place.units[official.unit] if official.unit else None,
                valid_from=since,
            )


def _member_of_staff(place: Place, official: Official) -> Staff:
    return Staff(
        facility=place.facility,
        name=official.name,
        nip=official.nip,
        position=official.position,
        superior=place.staff.get(official.superior),
        username=official.username,
    )


def _set_up_team(place: Place, first_day: date) -> None:
    seats: Mapping[Team.Kind, tuple[tuple[str, TeamMember.Seat, str], ...]] = {
        Team.Kind.FEEDBACK: (
            ("ketua", TeamMember.Seat.CHAIR, "memimpin pengelolaan umpan balik"),
            ("petugas", TeamMember.Seat.SECRETARY, "mencatat, merekap, dan menjawab"),
            ("petugas2", TeamMember.Seat.MEMBER, "menyosialisasikan nomor WA dan telepon"),
            ("pjdewasa", TeamMember.Seat.MEMBER, "menindaklanjuti di ruang dewasa"),
        ),
        Team.Kind.QUALITY: (
            ("mutu", TeamMember.Seat.CHAIR, "menganalisis bersama tim pengelola"),
            ("pjkia", TeamMember.Seat.MEMBER, "menganalisis layanan ibu dan anak"),
            ("pjfarmasi", TeamMember.Seat.MEMBER, "menganalisis layanan farmasi"),
        ),
    }
    decreed = first_day - timedelta(days=20)
    for order, (kind, members) in enumerate(seats.items(), start=7):
        team = Team.objects.create(
            facility=place.facility,
            kind=kind,
            name=kind.label,
            decree_number=f"440/{order:03}-SK/PKM.SMT/{decreed.year}",
            decree_on=decreed,
            valid_from=decreed,
        )
        for position, (username, seat, duty) in enumerate(members):
            TeamMember.objects.create(
                team=team, staff=place.staff[username], seat=seat, duty=duty, order=position
            )


def _open_lines(place: Place, first_day: date) -> None:
    for kind, name, address, keeper in _LINES:
        place.lines[kind] = Line.objects.create(
            facility=place.facility,
            kind=kind,
            name=name,
            address=address,
            keeper=place.staff[keeper],
            active_from=first_day,
        )
