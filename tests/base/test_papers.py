"""SK Tim and surat tugas as the head signs them (A-06, A-07, A-17)."""

from datetime import date

import pytest

from tanggap.base.models import FacilityProfile, Role, Team, TeamMember
from tanggap.base.papers import chair_on, laws_on, sk_tim, surat_tugas
from tests.people import NAMES, Puskesmas
from tests.reading import size_in_mm, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(padaherang: Puskesmas) -> Team:
    made = Team.objects.create(
        facility=padaherang.facility,
        name="Tim Pengelola Umpan Balik",
        decree_number="440/007-SK/PKM.PDH/IV/2023",
        decree_on=date(2023, 4, 28),
        valid_from=date(2023, 5, 1),
        valid_to=date(2026, 12, 31),
    )
    seats = [
        (Role.PETUGAS, TeamMember.Seat.MEMBER),
        (Role.KETUA, TeamMember.Seat.CHAIR),
        (Role.PJ_UNIT, TeamMember.Seat.SECRETARY),
    ]
    for order, (role, seat) in enumerate(seats):
        staff = padaherang.staff[role]
        if role == Role.KETUA:
            staff.nip = "198001012005012001"
            staff.save()
        TeamMember.objects.create(team=made, staff=staff, seat=seat, order=order)
    return made


def test_the_decree_holds_what_a_decree_needs(team: Team) -> None:
    text = words(sk_tim(team))
    for part in (
        "KEPUTUSAN KEPALA UPTD PUSKESMAS PADAHERANG",
        "440/007-SK/PKM.PDH/IV/2023",
        "Menimbang",
        "Mengingat",
        "MEMUTUSKAN:",
        "KEEMPAT",
        "Ditetapkan di Padaherang pada tanggal 28 April 2023",
        "NIP. 19700101 200012 1 001",
        "LAMPIRAN",
    ):
        assert part in text


def test_the_members_stand_in_the_attachment_the_chair_first(team: Team) -> None:
    attachment = words(sk_tim(team)).split("LAMPIRAN")[-1]
    assert "NIP. 19800101 200501 2 001" in attachment
    names = [NAMES[Role.KETUA], NAMES[Role.PJ_UNIT], NAMES[Role.PETUGAS]]
    places = [attachment.index(name) for name in names]
    assert places == sorted(places)


def test_a_decree_cites_no_law_that_came_after_it() -> None:
    assert not any("17 Tahun 2023" in law for law in laws_on(date(2023, 4, 28)))
    assert any("36 Tahun 2009" in law for law in laws_on(date(2023, 4, 28)))
    assert any("17 Tahun 2023" in law for law in laws_on(date(2026, 1, 5)))
    assert not any("36 Tahun 2009" in law for law in laws_on(date(2026, 1, 5)))


def test_an_old_decree_reprints_with_the_name_valid_then(team: Team) -> None:
    profile = team.facility.profiles.get()
    profile.valid_from, profile.legal_form = date(2022, 1, 1), "UPTD"
    profile.save()
    FacilityProfile.objects.create(
        facility=team.facility, valid_from=date(2024, 1, 1), name="Padaherang", legal_form="BLUD"
    )
    assert "UPTD PUSKESMAS PADAHERANG" in words(sk_tim(team))
    assert "BLUD" not in words(sk_tim(team))
    assert "BLUD PUSKESMAS PADAHERANG" in words(surat_tugas(team, on=date(2024, 2, 1)))


def test_the_assignment_names_basis_people_and_duties(team: Team) -> None:
    text = words(surat_tugas(team, number="800/12/PKM/2023"))
    for part in (
        "SURAT TUGAS",
        "Nomor: 800/12/PKM/2023",
        "MENUGASKAN:",
        NAMES[Role.KETUA],
        "1 Mei 2023 sampai dengan 31 Desember 2026",
        "merekapnya satu minggu sekali",
    ):
        assert part in text
    assert "440/007-SK/PKM.PDH/IV/2023" in text.replace(" ", "")


def test_without_a_number_there_is_room_to_write_one(team: Team) -> None:
    assert "Nomor: ………" in words(surat_tugas(team))


def test_a_quality_team_gets_its_own_wording(team: Team) -> None:
    team.kind, team.name = Team.Kind.QUALITY, "Tim Mutu"
    assert "program peningkatan mutu" in words(sk_tim(team))


def test_the_paper_of_the_health_centre_is_used(team: Team) -> None:
    assert size_in_mm(sk_tim(team)) == (215, 330)
    team.facility.paper = "a4"
    assert size_in_mm(surat_tugas(team)) == (210, 297)


def test_the_chair_is_the_one_of_the_team_on_that_day(team: Team) -> None:
    chair = chair_on(team.facility, date(2024, 1, 1))
    assert chair is not None
    assert chair.name == NAMES[Role.KETUA]
    assert chair_on(team.facility, date(2027, 1, 1)) is None
    assert chair_on(team.facility, date(2023, 4, 30)) is None
