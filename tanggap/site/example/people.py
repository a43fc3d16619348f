"""The people of the example: invented every one, with numbers nobody can have.

Indonesia has no range of numbers set apart for stories. ``+62 840`` belongs to no
operator (the mobile plan knows 81–83 and 85–89), so a call to it rings nowhere. An
official's number (NIP) here begins with a year of birth in which no serving official
was born.
"""

from dataclasses import dataclass
from random import Random

PHONE_START = "+628400000"
_FIRST = {
    "Ibu": (
        "Imas", "Neneng", "Entin", "Euis", "Lilis", "Nining", "Wati", "Yanti", "Rohmah", "Siti",
        "Sutini", "Karsih", "Suminah", "Tuti", "Rina", "Mira", "Ani", "Dewi", "Sri", "Painem",
    ),
    "Bapak": (
        "Asep", "Ujang", "Yayat", "Tatang", "Oman", "Dede", "Cecep", "Agus", "Budi", "Rudi",
        "Slamet", "Sugeng", "Darto", "Tarno", "Karyo", "Wahyu", "Hadi", "Joko", "Udin", "Maman",
    ),
}  # fmt: skip
_SECOND = (
    "Wulanjati", "Kertarasa", "Langitmaya", "Tirtalaya", "Sekarembun", "Jagatrasa", "Lintangrasa",
    "Embunjati", "Kidungtirta", "Rasamega", "Pringtirta", "Surilaya", "Megajati", "Wanakidung",
    "Sagaramaya", "Padiraga", "Anginrasa", "Kembanglaya", "Tirtakidung", "Awanjati",
)  # fmt: skip


@dataclass(frozen=True)
class Citizen:
    """Somebody who writes: how they are called, and their one number."""

    title: str
    name: str
    phone: str
    shown: str
    bsuid: str = ""


def citizens(rng: Random, how_many: int) -> list[Citizen]:
    """Return the people who write in the example."""
    pairs = [
        (title, first, second) for title in _FIRST for first in _FIRST[title] for second in _SECOND
    ]
    return [_citizen(rng, n, *who) for n, who in enumerate(rng.sample(pairs, how_many), start=1)]


def _citizen(rng: Random, n: int, title: str, first: str, second: str) -> Citizen:
    full = f"{first} {second}"
    spoken = {"Ibu": ("Bu", "Teh", "mamah"), "Bapak": ("Pak", "Kang", "Mas")}[title]
    shown = rng.choice((full, first, f"{rng.choice(spoken)} {first}", f"{first} 🌿"))
    # Some have a WhatsApp username and share no number (channels.md §1, BSUID).
    bsuid = f"ID.CONTOH{n:06d}" if n % 29 == 0 else ""
    return Citizen(title, full, f"{PHONE_START}{n:04d}", shown, bsuid)


@dataclass(frozen=True)
class Official:
    """Somebody who works there: name, post, the roles and the sign-in."""

    username: str
    name: str
    position: str
    roles: tuple[str, ...]
    nip: str = ""
    unit: str = ""
    superior: str = ""
    about: str = ""


OFFICIALS = (
    Official("kepala", "dr. Ratna Langitmaya", "Kepala Puskesmas", ("kepala",),
             "190003122005012001", about="menyetujui jawaban, melihat semuanya"),
    Official("ketua", "Tatang Kertarasa, S.K.M.", "Kepala Tata Usaha", ("ketua",),
             "190007212006041002", superior="kepala", about="ketua tim: memeriksa dan menyetujui"),
    Official("petugas", "Neneng Sekarembun", "Petugas umpan balik", ("petugas",),
             "190011052010012003", superior="ketua",
             about="kerja sehari-hari: memilah pesan sampai menjawab"),
    Official("petugas2", "Wahyu Pringtirta", "Petugas promosi kesehatan", ("petugas",),
             superior="ketua", about="petugas kedua"),
    Official("mutu", "Mira Tirtalaya, A.Md.Keb.", "Penanggung jawab mutu", ("mutu",),
             "190009172008012004", superior="kepala", about="anggota tim mutu: membaca buku"),
    Official("pjdewasa", "Joko Wanakidung, A.Md.Kep.", "Perawat ruang dewasa", ("pj_unit",),
             "190005302009031005", "DEWASA", "ketua", "PJ unit Usia Dewasa"),
    Official("pjkia", "Lilis Rasamega, A.Md.Keb.", "Bidan koordinator", ("pj_unit",),
             "190010142011012006", "KIA", "kepala", "PJ unit Ibu dan Anak"),
    Official("pjfarmasi", "Rina Surilaya, S.Farm.", "Apoteker", ("pj_unit",),
             "190012012012012007", "FARMASI", "kepala", "PJ unit Farmasi"),
    Official("auditor", "Hadi Megajati", "Auditor internal", ("auditor",),
             "190002252007011008", superior="kepala", about="auditor: mengisi daftar tilik"),
    Official("admin", "Cecep Awanjati", "Pengelola sistem", ("admin",),
             superior="ketua", about="setelan, pegawai, saluran"),
)  # fmt: skip
