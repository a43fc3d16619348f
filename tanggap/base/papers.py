"""The papers of the groundwork: SK Tim and surat tugas (SOP Padaherang step 1; A-06, A-07).

Ready to sign. What a regional rule words differently is changed in the profile or by
hand; the laws cited are those that held on the day of the decree.
"""

from collections.abc import Sequence
from datetime import date

from tanggap.base.models import Facility, FacilityProfile, Staff, Team, TeamMember
from tanggap.base.queries import profile_on
from tanggap.documents.dates import grouped_nip, long_date
from tanggap.documents.letterhead import (
    head_signature,
    head_title,
    letterhead,
    official_name,
    signature,
)
from tanggap.documents.pdf import render

CHAIR = "Ketua Tim Pengelola Umpan Balik"

_LAWS: tuple[tuple[date, date, str], ...] = (
    (
        date(2009, 7, 18),
        date.max,
        "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik;",
    ),
    (
        date(2009, 10, 13),
        date(2023, 8, 7),
        "Undang-Undang Nomor 36 Tahun 2009 tentang Kesehatan;",
    ),
    (
        date(2022, 10, 17),
        date.max,
        "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi;",
    ),
    (date(2023, 8, 8), date.max, "Undang-Undang Nomor 17 Tahun 2023 tentang Kesehatan;"),
    (
        date(2012, 11, 8),
        date.max,
        "Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang "
        "Nomor 25 Tahun 2009 tentang Pelayanan Publik;",
    ),
    (
        date(2013, 11, 1),
        date.max,
        "Peraturan Presiden Nomor 76 Tahun 2013 tentang Pengelolaan Pengaduan Pelayanan Publik;",
    ),
    (
        date(2018, 12, 31),
        date.max,
        "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 62 "
        "Tahun 2018 tentang Pedoman Sistem Pengelolaan Pengaduan Pelayanan Publik Nasional;",
    ),
    (
        date(2022, 12, 1),
        date.max,
        "Peraturan Menteri Kesehatan Nomor 34 Tahun 2022 tentang Akreditasi Pusat Kesehatan "
        "Masyarakat, Klinik, Laboratorium Kesehatan, Unit Transfusi Darah, Tempat Praktik "
        "Mandiri Dokter, dan Tempat Praktik Mandiri Dokter Gigi;",
    ),
)

_ABOUT = {
    Team.Kind.FEEDBACK: "Tim Pengelola Umpan Balik dari Masyarakat",
    Team.Kind.QUALITY: "Tim Mutu",
}

_DUTIES: dict[str, tuple[str, ...]] = {
    Team.Kind.FEEDBACK: (
        "mengelola seluruh media umpan balik yang tersedia di {puskesmas};",
        "menyiapkan nomor dan akun yang dipakai untuk menerima umpan balik, dan memastikannya "
        "berfungsi;",
        "menyosialisasikan media umpan balik kepada pengunjung dan masyarakat melalui leaflet, "
        "penyampaian langsung, dan pertemuan lintas sektor;",
        "mencatat setiap umpan balik di buku dan merekapnya satu minggu sekali;",
        "memberikan tanda terima dan menyampaikan tanggapan kepada penyampai umpan balik sesuai "
        "batas waktu;",
        "menganalisis umpan balik bersama Tim Mutu satu bulan sekali dan menetapkan rencana "
        "tindak lanjut;",
        "melakukan perbaikan apabila hasil evaluasi tidak sesuai dengan rencana;",
        "menjaga kerahasiaan identitas penyampai umpan balik; dan",
        "melaporkan hasil pelaksanaan tugas kepada {kepala}.",
    ),
    Team.Kind.QUALITY: (
        "menyusun dan menjalankan program peningkatan mutu {puskesmas};",
        "menganalisis umpan balik masyarakat bersama Tim Pengelola Umpan Balik satu bulan sekali;",
        "memantau dan mengevaluasi pelaksanaan rencana tindak lanjut; dan",
        "melaporkan hasil pelaksanaan tugas kepada {kepala}.",
    ),
}


def sk_tim(team: Team) -> bytes:
    """Return the decree that sets up ``team``, with its members as attachment (A-06)."""
    profile = profile_on(team.facility, team.decree_on)
    here, head = official_name(profile), head_title(profile)
    about = f"{_ABOUT[Team.Kind(team.kind)]} di {here}"
    content = {
        "letterhead": letterhead(profile),
        "heading": f"KEPUTUSAN {head.upper()}",
        "number": team.decree_number,
        "about": about.upper(),
        "by": head.upper(),
        "grounds": [
            {"word": "Menimbang", "points": _lettered(_considerations(team, here))},
            {"word": "Mengingat", "points": _numbered(laws_on(team.decree_on))},
        ],
        "dictums": _dictums(team, about, head),
        "signature": _decree_signature(profile, team.decree_on),
        "attachments": [_attachment(team, about, head, here)],
        "foot": f"Keputusan {head} Nomor {team.decree_number}",
    }
    return render(
        "decree",
        content,
        title=f"SK {team.name} Nomor {team.decree_number}",
        paper=team.facility.paper,
        font=team.facility.font,
    )


def surat_tugas(team: Team, *, number: str = "", on: date | None = None) -> bytes:
    """Return the letter of assignment of ``team`` (A-07); without a number, room for one."""
    day = on or team.decree_on
    profile = profile_on(team.facility, day)
    content = {
        "letterhead": letterhead(profile),
        "heading": "SURAT TUGAS",
        "number": number or "…………………………………………",
        "parts": _assignment(team, official_name(profile), head_title(profile)),
        "kept": 1,
        "signatures": [_decree_signature(profile, day)],
        "signature-width": 82,
        "foot": f"Surat Tugas {team.name}",
    }
    return render(
        "letter",
        content,
        title=f"Surat Tugas {team.name}",
        paper=team.facility.paper,
        font=team.facility.font,
    )


def _assignment(team: Team, here: str, head: str) -> list[dict[str, object]]:
    """Return the body of the letter: by which decree, who, to do what, until when."""
    decree = f"Keputusan {head} Nomor {team.decree_number} tanggal {long_date(team.decree_on)}"
    basis = f"{decree} tentang {_ABOUT[Team.Kind(team.kind)]}."
    until = long_date(team.valid_to) if team.valid_to else "ada ketentuan lain"
    return [
        {"kind": "clause", "word": "Dasar", "points": [basis]},
        {"kind": "word", "text": "MENUGASKAN:"},
        {"kind": "text", "text": "Kepada:"},
        _members_table(team),
        {"kind": "text", "text": f"Untuk menjalankan tugas {team.name} di {here}, yaitu:"},
        {"kind": "points", "points": _duties(team, here, head)},
        {
            "kind": "text",
            "text": f"Surat tugas ini berlaku mulai {long_date(team.valid_from)} sampai "
            f"dengan {until}. Tugas dilaksanakan dengan penuh tanggung jawab dan hasilnya "
            f"dilaporkan kepada {head}.",
        },
    ]


def chair_on(facility: Facility, day: date, kind: str = Team.Kind.FEEDBACK) -> Staff | None:
    """Return who heads a team on ``day``; that which manages feedback signs the book (A-06)."""
    chair = (
        TeamMember.objects.filter(
            team__facility=facility,
            team__kind=kind,
            team__valid_from__lte=day,
            seat=TeamMember.Seat.CHAIR,
        )
        .exclude(team__valid_to__lt=day)
        .select_related("staff")
        .order_by("-team__valid_from", "order")
        .first()
    )
    return chair.staff if chair else None


def head_and_chair(
    facility: Facility, profile: FacilityProfile, day: date, signed_on: date
) -> list[dict[str, object]]:
    """Return the two who sign a paper: the head knows of it, the chair as of ``day`` made it."""
    chair = chair_on(facility, day)
    return [
        head_signature(profile, above=["Mengetahui,"]),
        signature(
            CHAIR,
            chair.name if chair else "",
            chair.nip if chair else "",
            above=[f"{profile.place or '…………………'}, {long_date(signed_on)}"],
        ),
    ]


def laws_on(day: date) -> list[str]:
    """Return the legal basis as it held on ``day``: a decree never cites a later law."""
    return [text for since, until, text in _LAWS if since <= day <= until]


def _considerations(team: Team, here: str) -> list[str]:
    if team.kind == Team.Kind.QUALITY:
        return [
            f"bahwa untuk meningkatkan mutu pelayanan {here} secara berkesinambungan diperlukan "
            "tim yang mengelolanya;",
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan "
            f"Keputusan tentang {_ABOUT[Team.Kind.QUALITY]};",
        ]
    return [
        "bahwa umpan balik dari masyarakat dan pengguna layanan merupakan bahan untuk "
        f"memperbaiki mutu pelayanan {here};",
        "bahwa agar umpan balik diterima, dicatat, ditanggapi, dan ditindaklanjuti dengan "
        "tertib, diperlukan tim yang mengelola seluruh media umpan balik yang tersedia;",
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu "
        f"menetapkan Keputusan tentang {_ABOUT[Team.Kind.FEEDBACK]};",
    ]


def _dictums(team: Team, about: str, head: str) -> list[dict[str, object]]:
    from_ = long_date(team.valid_from)
    until = f" sampai dengan tanggal {long_date(team.valid_to)}" if team.valid_to else ""
    ordered = (
        f"Menetapkan susunan {team.name} sebagaimana tercantum dalam Lampiran yang merupakan "
        "bagian tidak terpisahkan dari Keputusan ini.",
        f"{team.name} melaksanakan tugas sebagaimana tercantum dalam Lampiran dan bertanggung "
        f"jawab kepada {head}.",
        "Dalam melaksanakan tugasnya tim wajib menjaga kerahasiaan identitas penyampai umpan "
        "balik sesuai dengan ketentuan peraturan perundang-undangan.",
        f"Keputusan ini berlaku mulai tanggal {from_}{until}, dengan ketentuan apabila di "
        "kemudian hari terdapat kekeliruan akan diperbaiki sebagaimana mestinya.",
    )
    words = ("KESATU", "KEDUA", "KETIGA", "KEEMPAT")
    first = f"KEPUTUSAN {head.upper()} TENTANG {about.upper()}."
    return [
        {"word": word, "points": [{"mark": "", "text": text}]}
        for word, text in zip(("Menetapkan", *words), (first, *ordered), strict=True)
    ]


def _decree_signature(profile: FacilityProfile, day: date) -> dict[str, object]:
    place = profile.place or "…………………"
    return head_signature(
        profile, above=[f"Ditetapkan di {place}", f"pada tanggal {long_date(day)}"]
    )


def _attachment(team: Team, about: str, head: str, here: str) -> dict[str, object]:
    table = _members_table(team)
    return {
        "title": f"LAMPIRAN KEPUTUSAN {head.upper()}",
        "of": [
            ["NOMOR", team.decree_number],
            ["TANGGAL", long_date(team.decree_on)],
            ["TENTANG", about.upper()],
        ],
        "heading": f"SUSUNAN {team.name.upper()}",
        "columns": table["columns"],
        "widths": table["widths"],
        "rows": table["rows"],
        "duties-heading": "URAIAN TUGAS",
        "duties": _duties(team, here, head),
    }


def _members_table(team: Team) -> dict[str, object]:
    members = sorted(team.members.select_related("staff"), key=_by_seat)
    return {
        "kind": "table",
        "columns": ["No.", "Nama / NIP", "Jabatan", "Kedudukan dalam tim"],
        "widths": [11, 0, 46, 48],
        "rows": [_member_row(number, one) for number, one in enumerate(members, start=1)],
    }


def _by_seat(member: TeamMember) -> tuple[int, int, int]:
    return list(TeamMember.Seat.values).index(member.seat), member.order, member.pk


def _member_row(number: int, member: TeamMember) -> list[str]:
    nip = f"\nNIP. {grouped_nip(member.staff.nip)}" if member.staff.nip else ""
    seat = member.get_seat_display()
    duty = f"\n{member.duty}" if member.duty else ""
    return [str(number), f"{member.staff.name}{nip}", member.staff.position, f"{seat}{duty}"]


def _duties(team: Team, here: str, head: str) -> list[str]:
    wording = _DUTIES[Team.Kind(team.kind)]
    return [text.format(puskesmas=here, kepala=head) for text in wording]


def _lettered(points: Sequence[str]) -> list[dict[str, str]]:
    return [{"mark": f"{chr(97 + i)}.", "text": text} for i, text in enumerate(points)]


def _numbered(points: Sequence[str]) -> list[dict[str, str]]:
    return [{"mark": f"{i}.", "text": text} for i, text in enumerate(points, start=1)]
