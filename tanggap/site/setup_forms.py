"""Input of the set-up page: what a health centre needs to begin, in five short parts."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils import timezone

from tanggap.base.actions.facility import FirstAccount, FirstTeam, NewFacility
from tanggap.base.forms.checks import nip_in
from tanggap.base.forms.fields import day_field
from tanggap.base.forms.signing_in import NewPasswordForm
from tanggap.base.models import Paper, Role, TimeZoneChoice
from tanggap.base.phones import e164
from tanggap.base.rules import may_be_username
from tanggap.site.founding import NewLine
from tanggap.site.home import setup_code_fits

LINES = (
    ("wa_handphone", "WhatsApp di HP puskesmas"),
    ("sms_handphone", "SMS di HP puskesmas"),
    ("phone", "Telepon"),
    ("box", "Kotak saran"),
    ("walk_in", "Datang langsung"),
    ("letter", "Surat"),
    ("website", "Formulir web"),
)
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Kode pemasangan", "", ("setup_code",)),
    (
        "Puskesmas",
        "Tampil di kop surat dan di setiap halaman. Semuanya dapat diubah nanti.",
        ("name", "legal_form", "regency", "place", "phone", "time_zone", "week_days", "paper"),
    ),
    ("Kepala puskesmas", "Untuk tanda tangan di buku dan surat.", ("head_name", "head_nip")),
    (
        "Tim pengelola umpan balik",
        "Boleh dilewati. Bila SK Tim sudah ada, isi ketiganya; bila belum, kosongkan ketiganya.",
        ("decree_number", "decree_on", "members"),
    ),
    (
        "Saluran",
        "Dari mana saja masyarakat dapat menyampaikan umpan balik? Yang memerlukan setelan "
        "(WhatsApp resmi, surel, modem SMS, gateway) ditambahkan kemudian di halaman Saluran, "
        "dengan petunjuk langkah demi langkah.",
        ("lines", "wa_number", "phone_number"),
    ),
    (
        "Akun pertama",
        "Untuk Anda yang menyiapkan. Akun ini menjadi admin: dapat menambah pegawai lain.",
        ("admin_name", "username", "new", "again", "roles"),
    ),
)
_WORK = (Role.PETUGAS, Role.KETUA, Role.MUTU)


class SetUpForm(NewPasswordForm):
    """Everything on one page; an error stands beside its field and nothing typed is lost."""

    setup_code = forms.CharField(
        label="Kode sekali pakai",
        max_length=20,
        help_text="Kode ini tertulis di jendela terminal tempat Tanggap dijalankan, dan di berkas "
        "keys/setup-code di dalam folder datanya.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(
        label="Nama puskesmas", max_length=120, help_text="Misalnya «Puskesmas Sukamaju»."
    )
    legal_form = forms.ChoiceField(
        label="Bentuk",
        choices=[(form, form or "Tanpa sebutan") for form in ("UPTD", "UPT", "BLUD", "")],
        initial="UPTD",
        required=False,
        help_text="Bila nanti berubah, surat lama tetap tercetak dengan nama lamanya.",
    )
    regency = forms.CharField(
        label="Kabupaten/kota", max_length=80, help_text="Misalnya «Kabupaten Sukamaju»."
    )
    place = forms.CharField(
        label="Tempat di surat",
        max_length=80,
        required=False,
        help_text="Yang ditulis sebelum tanggal: «Sukamaju, 12 Mei 2026».",
    )
    phone = forms.CharField(label="Telepon kantor", max_length=40, required=False)
    time_zone = forms.ChoiceField(label="Zona waktu", choices=TimeZoneChoice.choices)
    week_days = forms.TypedChoiceField(
        label="Hari kerja seminggu",
        coerce=int,
        initial=6,
        choices=[(6, "6 hari (Senin–Sabtu)"), (5, "5 hari (Senin–Jumat)")],
    )
    paper = forms.ChoiceField(label="Kertas", choices=Paper.choices)
    head_name = forms.CharField(label="Nama kepala dengan gelar", max_length=120)
    head_nip = forms.CharField(label="NIP", max_length=24, required=False)
    decree_number = forms.CharField(label="Nomor SK Tim", max_length=80, required=False)
    decree_on = day_field("Tanggal SK", required=False)
    members = forms.CharField(
        label="Anggota tim",
        required=False,
        max_length=4000,
        help_text="Satu nama di setiap baris. Baris pertama menjadi ketua.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lines = forms.MultipleChoiceField(
        label="Saluran yang sudah ada",
        choices=LINES,
        required=False,
        initial=["phone", "box", "walk_in", "letter"],
        widget=forms.CheckboxSelectMultiple,
    )
    wa_number = forms.CharField(
        label="Nomor HP untuk WhatsApp dan SMS", max_length=24, required=False
    )
    phone_number = forms.CharField(label="Nomor telepon umpan balik", max_length=24, required=False)
    admin_name = forms.CharField(label="Nama Anda", max_length=120)
    username = forms.CharField(
        label="Nama masuk",
        max_length=40,
        help_text="Huruf kecil dan angka tanpa spasi, misalnya «sari».",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    roles = forms.MultipleChoiceField(
        label="Tugas Anda dalam umpan balik",
        choices=[(role.value, role.label) for role in _WORK],
        required=False,
        initial=[Role.PETUGAS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, needs_code: bool) -> None:
        super().__init__(data)
        if not needs_code:
            del self.fields["setup_code"]
        for name in ("new", "again"):  # a mistake elsewhere must not cost the password typed
            self.fields[name].widget = forms.PasswordInput(
                attrs={"autocomplete": "new-password"}, render_value=True
            )
        self.fields["new"].label = "Kata sandi"
        self.fields["again"].label = "Kata sandi, sekali lagi"

    def parts(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """Return the page's parts: heading, a sentence, fields."""
        for heading, words, names in PARTS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield heading, words, fields

    def clean_setup_code(self) -> str:
        code = str(self.cleaned_data["setup_code"])
        fits = setup_code_fits(settings.HOME, code)
        if fits is None:
            raise forms.ValidationError("Terlalu banyak kode keliru. Coba lagi satu jam lagi.")
        if not fits:
            raise forms.ValidationError(
                "Kode tidak cocok. Lihat jendela terminal tempat Tanggap dijalankan."
            )
        return code

    def clean_head_nip(self) -> str:
        return nip_in(self.cleaned_data["head_nip"])

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).lower()
        if not may_be_username(username):
            raise forms.ValidationError(
                "Pakai 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung, tanpa spasi."
            )
        return username

    def clean_wa_number(self) -> str:
        return _number(self.cleaned_data["wa_number"])

    def clean_phone_number(self) -> str:
        return _number(self.cleaned_data["phone_number"])

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        has_members = bool(_names(words.get("members", "")))
        wanted = [words.get("decree_number"), words.get("decree_on"), has_members]
        if any(wanted) and not all(wanted):
            for name, given in zip(("decree_number", "decree_on", "members"), wanted, strict=True):
                if not given and name not in self.errors:
                    self.add_error(name, "Lengkapi, atau kosongkan ketiga isian tim ini.")
        has_handphone = "wa_handphone" in words.get("lines", [])
        if has_handphone and words.get("wa_number") == "":
            self.add_error("wa_number", "Isi nomor HP-nya, atau hilangkan centang WhatsApp.")
        return words

    def new_facility(self) -> NewFacility:
        """Return what was typed as the groundwork understands it."""
        words = self.cleaned_data
        team = None
        if words["decree_number"]:
            team = FirstTeam(words["decree_number"], words["decree_on"], _names(words["members"]))
        admin = FirstAccount(
            name=words["admin_name"],
            username=words["username"],
            password=words["new"],
            roles=[Role(role) for role in words["roles"]],
        )
        same = ("name", "legal_form", "regency", "place", "phone", "head_name", "head_nip")
        return NewFacility(
            admin=admin,
            team=team,
            valid_from=timezone.localdate(),
            time_zone=words["time_zone"],
            week_days=words["week_days"],
            paper=words["paper"],
            **{name: words[name] for name in same},
        )

    def chosen_lines(self) -> list[NewLine]:
        """Return every channel ticked, with its number."""
        numbers = {
            "wa_handphone": self.cleaned_data["wa_number"],
            "sms_handphone": self.cleaned_data["wa_number"],
            "phone": self.cleaned_data["phone_number"],
        }
        chosen = self.cleaned_data["lines"]
        return [
            NewLine(kind, name, numbers.get(kind, "")) for kind, name in LINES if kind in chosen
        ]


def _names(typed: str) -> list[str]:
    return [line.strip(" \t-•.") for line in typed.splitlines() if line.strip(" \t-•.")]


def _number(typed: str) -> str:
    if not typed:
        return ""
    number = e164(typed)
    if not number:
        raise forms.ValidationError("Nomor ini belum lengkap. Contoh: 0812 3456 7890.")
    return number
