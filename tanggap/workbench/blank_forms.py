"""Blank forms for filling by hand: when the power is out, at the loket, beside the box.

The same questions in the same order as on the screen, so that typing them in later is
copying (A-05). Printed with the letterhead of the day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tanggap.base.models import Facility, FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.documents.letterhead import head_title, letterhead, official_name, signature
from tanggap.documents.pdf import PaperFile, picture, render
from tanggap.logbook.models import Kind, Reporter, Severity
from tanggap.procedures.queries import basis_on

Item = dict[str, object]


@dataclass(frozen=True)
class BlankForm:
    """One form: what it is called on the screen and on the paper, and what it asks."""

    label: str
    hint: str
    heading: str
    subheading: str
    items: Callable[[FacilityProfile], list[Item]]
    across: int = 1
    down: int = 1


def blank_form(facility: Facility, key: str, today: date) -> PaperFile:
    """Return the form ``key`` of :data:`FORMS` as PDF; raises ``KeyError`` for another."""
    content = _content(facility, key, today)
    made = render("form", content, title=FORMS[key].label, paper=facility.paper, font=facility.font)
    return PaperFile(f"{key}.pdf", made)


def blank_form_preview(facility: Facility, key: str, today: date) -> bytes:
    """Return the form ``key`` as a small PNG."""
    content = _content(facility, key, today)
    return picture(
        "form", content, title=FORMS[key].label, paper=facility.paper, font=facility.font, ppi=36
    )


def _content(facility: Facility, key: str, today: date) -> dict[str, object]:
    form = FORMS[key]
    profile = profile_on(facility, today)
    return {
        "letterhead": letterhead(profile),
        "heading": form.heading,
        "subheading": form.subheading,
        "across": form.across,
        "down": form.down,
        "items": form.items(profile),
        **basis_on(facility, today),
        "foot": f"{form.label} · {official_name(profile)}",
    }


def _line(*labels: str) -> Item:
    if len(labels) == 1:
        return {"kind": "line", "label": labels[0]}
    return {"kind": "pair", "labels": list(labels)}


def _choice(label: str, *options: object) -> Item:
    return {"kind": "choice", "label": label, "options": [str(option) for option in options]}


def _area(label: str, lines: int, hint: str = "") -> Item:
    return {"kind": "area", "label": label, "lines": lines, "hint": hint}


def _heading(text: str) -> Item:
    return {"kind": "heading", "text": text}


def _note(text: str) -> Item:
    return {"kind": "note", "text": text}


def _signatures(width: int, *blocks: dict[str, object]) -> Item:
    return {"kind": "signatures", "width": width, "blocks": list(blocks)}


def _reporter() -> list[Item]:
    return [
        _heading("Penyampai (boleh tidak disebutkan)"),
        _line("Nama"),
        _line("Nomor HP"),
        _line("Alamat"),
        _choice("Status", *Reporter.labels),
        _choice("Identitas", "boleh dicatat", "anonim"),
    ]


def _what_was_said(lines: int) -> list[Item]:
    return [
        _heading("Yang disampaikan"),
        _choice("Jenis", *Kind.labels),
        _area("Uraian", lines, "(tulis dengan kata-kata penyampai)"),
        _line("Waktu kejadian"),
        _line("Tempat kejadian"),
        _line("Yang diharapkan"),
        _line("Unit terkait"),
        _choice("Tingkat", *Severity.labels),
    ]


def _for_the_book(place: str) -> list[Item]:
    return [
        _heading("Tindak lanjut dan pencatatan"),
        _area("Tindak lanjut segera", 2),
        _line("No. register"),
        _line("Disalin ke buku tanggal"),
        _signatures(74, signature("Petugas penerima", "", above=[f"{place}, ……………………………"])),
    ]


def _phone(profile: FacilityProfile) -> list[Item]:
    return [
        _line("Hari, tanggal"),
        _line("Jam"),
        *_reporter(),
        *_what_was_said(6),
        _choice("Dijawab lewat", "telepon", "WhatsApp", "SMS", "tidak perlu dijawab"),
        *_for_the_book(profile.place or "……………………"),
        _note("Bacakan kembali uraiannya, lalu sebutkan nomor registernya kepada penelepon."),
    ]


def _walk_in(profile: FacilityProfile) -> list[Item]:
    place = profile.place or "……………………"
    return [
        _line("Hari, tanggal"),
        _line("Jam"),
        *_reporter(),
        *_what_was_said(6),
        _choice("Dijawab lewat", "telepon", "WhatsApp", "SMS", "surat", "datang kembali"),
        _heading("Tindak lanjut dan pencatatan"),
        _line("Tindak lanjut segera"),
        _line("No. register"),
        _signatures(
            70,
            signature("Penyampai", "", above=[""]),
            signature("Petugas penerima", "", above=[f"{place}, ……………………………"]),
        ),
        _note("Berikan tanda terima. Penanganan tidak dipungut biaya, identitas dirahasiakan."),
    ]


def _slip(profile: FacilityProfile) -> list[Item]:
    reach = f" atau hubungi {profile.phone}" if profile.phone else ""
    return [
        _choice("", *Kind.labels),
        _area("Ceritakan di sini", 9, "(apa, di mana, kapan)"),
        _line("Tanggal"),
        _line("Nama"),
        _line("Nomor HP"),
        _note(
            "Nama dan nomor HP boleh dikosongkan; isi bila ingin kami jawab. Identitas Anda "
            f"dirahasiakan, gratis. Masukkan ke kotak saran{reach}."
        ),
    ]


def _opening(profile: FacilityProfile) -> list[Item]:
    place = profile.place or "……………………"
    return [
        _line("Hari, tanggal"),
        _line("Jam"),
        _line("Letak kotak"),
        _line("Dibuka oleh"),
        _line("Saksi"),
        _choice("Keadaan kotak", "terkunci", "tidak terkunci", "rusak"),
        _line("Jumlah slip (nihil bila kosong)"),
        {
            "kind": "table",
            "columns": ["No.", "Isi singkat", "Jenis", "No. register"],
            "widths": [11, 0, 30, 45],
            "rows": 10,
        },
        _line("Catatan"),
        _signatures(
            70,
            signature("Saksi", "", above=[""]),
            signature("Petugas pembuka", "", above=[f"{place}, ……………………………"]),
        ),
        _signatures(
            70,
            signature(
                head_title(profile), profile.head_name, profile.head_nip, above=["Mengetahui,"]
            ),
        )
        | {"alone": True},
    ]


FORMS: dict[str, BlankForm] = {
    "formulir-telepon": BlankForm(
        "Formulir telepon",
        "Diisi petugas sambil menerima telepon, bila komputer sedang tidak dipakai.",
        "FORMULIR UMPAN BALIK MELALUI TELEPON",
        "",
        _phone,
    ),
    "formulir-tatap-muka": BlankForm(
        "Formulir datang langsung",
        "Diisi bersama warga yang datang ke loket; ditandatangani berdua.",
        "FORMULIR UMPAN BALIK DATANG LANGSUNG",
        "",
        _walk_in,
    ),
    "slip-kotak-saran": BlankForm(
        "Slip kotak saran",
        "Empat slip selembar; gunting dan letakkan di samping kotak.",
        "HARAPAN, KELUHAN, KRITIK, DAN SARAN",
        "Kami ingin mendengar dari Anda. Centang, lalu ceritakan.",
        _slip,
        across=2,
        down=2,
    ),
    "berita-acara-kotak-saran": BlankForm(
        "Berita acara pembukaan kotak",
        "Diisi setiap kotak dibuka, juga bila kosong.",
        "BERITA ACARA PEMBUKAAN KOTAK SARAN",
        "",
        _opening,
    ),
}
