"""What a health centre has not yet filled in, and where to do it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from tanggap.base.models import Facility, Role, Staff, Team
from tanggap.base.queries import (
    head_of,
    keyholders_without_second_factor,
    profile_on,
    staff_with,
    team_on,
)


@dataclass(frozen=True)
class Point:
    """One thing to fill in: why it matters, and the address that does it."""

    label: str
    why: str
    url_name: str
    is_done: bool


def checklist(facility: Facility, today: date) -> list[Point]:
    """Return the points in the order in which the procedure needs them (SOP step 1 first).

    ``settings.MORE_POINTS`` names what stands before them: without it all is at risk.
    """
    return [
        *(one for path in settings.MORE_POINTS for one in import_string(path)(facility, today)),
        *_of_the_centre(facility, today),
        *_of_the_team(facility, today),
        *_of_signing_in(facility, today),
    ]


def _of_the_centre(facility: Facility, today: date) -> list[Point]:
    profile, head = profile_on(facility, today), head_of(facility, today)
    return [
        Point(
            "Kop surat",
            "Alamat dan tempat tercetak di setiap surat.",
            "base:profile",
            all((profile.name, profile.regency, profile.address, profile.place)),
        ),
        Point(
            "Logo",
            "Logo kabupaten dan puskesmas di kop surat.",
            "base:profile",
            bool(profile.logo_left or profile.logo_right),
        ),
        Point(
            "Kepala puskesmas",
            "Nama di profil dan pemegang peran Kepala harus orang yang sama.",
            "base:staff",
            head is not None and head.name == profile.head_name,
        ),
        Point(
            "Jam pelayanan",
            "Supaya jelas kapan puskesmas dapat dihubungi.",
            "base:facility",
            bool(facility.hours),
        ),
    ]


def _of_the_team(facility: Facility, today: date) -> list[Point]:
    return [
        Point(
            "Tim pengelola dan SK-nya",
            "Langkah pertama SOP: kepala menugaskan tim.",
            "base:team",
            team_on(facility, Team.Kind.FEEDBACK, today) is not None,
        ),
        Point(
            "Tim mutu",
            "Ikut menganalisis dalam pertemuan bulanan.",
            "base:team",
            team_on(facility, Team.Kind.QUALITY, today) is not None,
        ),
        Point(
            "Ketua tim dapat menyetujui",
            "Beri peran Ketua kepada seorang pegawai.",
            "base:staff",
            staff_with(facility, Role.KETUA, today).exists(),
        ),
    ]


def _of_signing_in(facility: Facility, today: date) -> list[Point]:
    able = Staff.objects.filter(facility=facility, is_active=True, username__isnull=False)
    return [
        Point(
            "Lebih dari satu orang dapat masuk",
            "Buku harus tetap berjalan saat seseorang cuti.",
            "base:staff",
            able.count() > 1,
        ),
        Point(
            "Verifikasi dua langkah untuk admin dan kepala",
            "Kata sandi yang bocor saja tidak cukup untuk masuk. Masing-masing memasang sendiri.",
            "base:own-account",
            not keyholders_without_second_factor(facility, today).exists(),
        ),
    ]
